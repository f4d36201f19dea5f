//! macOS: the user's login keychain.

use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring_core::{CredentialStore, Error};

/// Opens the keychain. May wait for its owner.
pub fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(Store::new()?)
}
