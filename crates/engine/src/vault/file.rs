//! Keeps tokens in a file that only its owner may read, for computers without a keychain.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use farhand_core::contract::{Secret, SecretStore};

use super::Vault;
use crate::private_file;

type Tokens = BTreeMap<String, Secret>;

/// Keeps tokens in a JSON file, `{"<site>": "<token>"}`, that only its owner may read.
pub struct FileVault {
    path: PathBuf,
    turn: Mutex<()>,
}

impl FileVault {
    /// Keeps them in the file at `path`, which need not be there yet; its folder must.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), turn: Mutex::new(()) }
    }

    fn read(&self) -> io::Result<Tokens> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Tokens::new()),
            Err(e) => Err(e),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Tokens)) -> io::Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut tokens = self.read().unwrap_or_else(|error| {
            tracing::warn!(%error, "the file of tokens cannot be read and is written anew");
            Tokens::new()
        });
        change(&mut tokens);
        private_file::replace(&self.path, &serde_json::to_vec(&tokens)?)
    }
}

impl Vault for FileVault {
    fn kind(&self) -> SecretStore {
        SecretStore::File
    }

    fn load(&self, site: &str) -> Option<Secret> {
        let tokens = self.read().inspect_err(|error| {
            tracing::warn!(%error, "the file of tokens cannot be read");
        });
        tokens.ok()?.remove(site)
    }

    fn keep(&self, site: &str, token: &Secret) -> Result<(), String> {
        self.change(|tokens| {
            tokens.insert(site.to_owned(), token.clone());
        })
        .map_err(|e| e.to_string())
    }

    fn forget(&self, site: &str) {
        let gone = self.change(|tokens| {
            tokens.remove(site);
        });
        if let Err(error) = gone {
            tracing::warn!(%error, "a token could not be removed from its file");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> Secret {
        Secret(text.to_owned())
    }

    #[test]
    fn tokens_stay_for_the_next_run_until_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        let vault = FileVault::new(&path);
        assert_eq!(vault.load("http://a"), None);
        vault.keep("http://a", &token("one")).unwrap();
        vault.keep("http://b", &token("two")).unwrap();
        vault.keep("http://a", &token("three")).unwrap();
        let next = FileVault::new(&path);
        assert_eq!(next.load("http://a"), Some(token("three")));
        next.forget("http://a");
        assert_eq!(vault.load("http://a"), None);
        assert_eq!(vault.load("http://b"), Some(token("two")));
    }

    #[test]
    fn a_damaged_file_is_no_token_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "{\"http://a\": ").unwrap();
        let vault = FileVault::new(&path);
        assert_eq!(vault.load("http://a"), None);
        vault.keep("http://a", &token("one")).unwrap();
        assert_eq!(vault.load("http://a"), Some(token("one")));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        FileVault::new(&path).keep("http://a", &token("one")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
