//! The appliance from outside: a started one on a free loopback port, spoken to over HTTP and
//! WebSockets as consoles and browsers do.

#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod accept;
mod account_rights;
mod agents;
mod assignment;
mod attach;
mod attach_again;
mod bad_input;
mod begin;
mod browser;
mod chat;
mod chat_files;
mod crew;
mod dashboard;
mod device;
mod elevation;
mod feed;
mod files;
mod guessing;
mod helpers;
mod hidden_monitors;
mod history;
mod idempotency;
mod info;
mod info_live;
mod integration;
mod invitations;
mod invite_pages;
mod keys;
mod live;
mod owners;
mod pages;
mod patience;
mod permissions;
mod presence;
mod presence_of_devices;
mod proxy;
mod readiness;
mod routes;
mod secrets;
mod sharing;
mod sign_in;
mod stage;
mod supervising;
mod talk;
mod team;
mod tls;
mod transfer;
mod uploads;
mod uploads_left;
mod uploads_owners;
mod uploads_silent;
