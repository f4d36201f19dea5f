//! The customer's screen, every layer real: the built `farhand-client` on an X display of its own,
//! the appliance, and the console's engine, whose picture is composed as the interface does.
#![cfg(target_os = "linux")]

mod clipboard;
mod coming_back;
mod driven;
mod joining;
mod kept;
mod leaving;
mod letting_go;
mod links;
mod monitors;
mod permission;
mod seen;
mod sign;
mod watchers;
mod withdrawn;
