//! Transfers against an appliance on loopback, with the files of temporary folders.

mod appliance;
mod here;
