//! Where tokens are kept between two runs.

mod file;
mod keeper;
mod memory;

use farhand_core::contract::{Secret, SecretStore};

pub use file::FileVault;
pub(crate) use keeper::{Errand, Keeper};
pub use memory::MemoryVault;

/// Keeps one token for each site. The methods may block: the engine calls them off its loop.
pub trait Vault: Send + Sync {
    /// What it is, as the interface says it.
    fn kind(&self) -> SecretStore;
    /// The token of a site, if one is kept.
    fn load(&self, site: &str) -> Option<Secret>;
    /// Keeps a site's token in place of the one before.
    ///
    /// # Errors
    /// Why it could not be kept, for people.
    fn keep(&self, site: &str, token: &Secret) -> Result<(), String>;
    /// Removes a site's token.
    fn forget(&self, site: &str);
}
