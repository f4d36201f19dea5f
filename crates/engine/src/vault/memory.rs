//! Keeps tokens as long as the program runs.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use farhand_core::contract::{Secret, SecretStore};

use super::Vault;

/// Keeps tokens as long as the program runs.
#[derive(Default)]
pub struct MemoryVault {
    tokens: Mutex<HashMap<String, Secret>>,
}

impl MemoryVault {
    fn tokens(&self) -> MutexGuard<'_, HashMap<String, Secret>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn kind(&self) -> SecretStore {
        SecretStore::Memory
    }

    fn load(&self, site: &str) -> Option<Secret> {
        self.tokens().get(site).cloned()
    }

    fn keep(&self, site: &str, token: &Secret) -> Result<(), String> {
        self.tokens().insert(site.to_owned(), token.clone());
        Ok(())
    }

    fn forget(&self, site: &str) {
        self.tokens().remove(site);
    }
}
