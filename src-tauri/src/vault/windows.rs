//! Windows: the Credential Manager.

use std::sync::Arc;

use keyring_core::{CredentialStore, Error};
use windows_native_keyring_store::Store;

/// Opens the keychain.
pub fn open() -> Result<Arc<CredentialStore>, Error> {
    Ok(Store::new()?)
}
