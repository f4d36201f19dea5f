//! Texts that the programs of other systems print. They are understood everywhere, so that they are
//! tested everywhere; each is used on its own system.

#[cfg(any(target_os = "windows", test))]
pub(crate) mod events;
#[cfg(any(target_os = "macos", test))]
pub(crate) mod mac;
#[cfg(any(target_os = "macos", test))]
pub(crate) mod ndjson;
#[cfg(any(target_os = "windows", test))]
pub(crate) mod sc;
