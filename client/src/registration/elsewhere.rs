//! macOS tells programs of links by an event, and only those that lie in a bundle whose `Info.plist`
//! names the scheme. This program hears no such event: the customer types the code.

use std::path::Path;

use super::{Error, Manner};

pub fn register(_program: &Path, _manner: Manner) -> Result<(), Error> {
    Err(Error::System)
}

pub fn unregister() -> Result<(), Error> {
    Err(Error::System)
}
