//! VNC servers of others as they come from Debian, and a program like those on phones: they dial out
//! to the real appliance, and the console's engine sees and drives them.
#![cfg(target_os = "linux")]

mod broken;
mod phone;
mod programs;
