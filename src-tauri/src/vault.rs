//! Where tokens are kept: the system's keychain, or a file where there is none.
//!
//! A keychain may ask its owner to unlock it, and may never answer. So every call goes to a
//! thread of its own and is waited for a stated time; a keychain that does not even open in its
//! time is taken as none, and the interface says that a file is used.

#[cfg_attr(target_os = "linux", path = "vault/linux.rs")]
#[cfg_attr(target_os = "macos", path = "vault/macos.rs")]
#[cfg_attr(target_os = "windows", path = "vault/windows.rs")]
mod keychain;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use farhand_core::contract::{Secret, SecretStore};
use farhand_engine::{FileVault, Vault};
use keyring_core::{CredentialStore, Entry, Error};

/// How long a keychain may take to open.
const OPENING: Duration = Duration::from_secs(3);
/// How long anything else may take: somebody may have to type the keychain's password.
const ANSWER: Duration = Duration::from_secs(60);
/// What the keychain's own window shows beside the site's address.
const SERVICE: &str = "Farhand";

/// The vault of this computer, found out at its first use.
pub struct ComputersVault {
    file: PathBuf,
    found: OnceLock<Box<dyn Vault>>,
}

impl ComputersVault {
    /// A vault that falls back to the file at `file`.
    pub fn new(file: PathBuf) -> Self {
        Self { file, found: OnceLock::new() }
    }

    fn found(&self) -> &dyn Vault {
        self.found.get_or_init(|| choose(keychain::open, OPENING, self.file.clone())).as_ref()
    }
}

impl Vault for ComputersVault {
    fn kind(&self) -> SecretStore {
        self.found().kind()
    }

    fn load(&self, site: &str) -> Option<Secret> {
        self.found().load(site)
    }

    fn keep(&self, site: &str, token: &Secret) -> Result<(), String> {
        self.found().keep(site, token)
    }

    fn forget(&self, site: &str) {
        self.found().forget(site);
    }
}

type Opened = Result<Arc<CredentialStore>, Error>;

fn choose(open: impl FnOnce() -> Opened + Send + 'static, limit: Duration, file: PathBuf) -> Box<dyn Vault> {
    let reason = match within(limit, move || open().and_then(answering)) {
        Some(Ok(store)) => return Box::new(Keychain(Some(store))),
        Some(Err(error)) => error.to_string(),
        None => "it did not answer in time".to_owned(),
    };
    tracing::warn!(reason, "there is no keychain; tokens are kept in a file that only its owner may read");
    Box::new(FileVault::new(file))
}

/// The store, if it answers a question whose answer does not matter.
fn answering(store: Arc<CredentialStore>) -> Opened {
    match store.build(SERVICE, "is anybody there", None)?.get_password() {
        Ok(_) | Err(Error::NoEntry) => Ok(store),
        Err(error) => Err(error),
    }
}

/// The keychain; its store is there until it is dropped.
struct Keychain(Option<Arc<CredentialStore>>);

impl Drop for Keychain {
    fn drop(&mut self) {
        if let Some(store) = self.0.take() {
            drop_elsewhere(store);
        }
    }
}

/// Drops a value on a thread of its own. Linux's store says goodbye to the bus as it is dropped and
/// waits for that, which panics on a thread that drives asynchronous tasks.
fn drop_elsewhere<T: Send + 'static>(value: T) {
    if within(OPENING, move || drop(value)).is_none() {
        tracing::warn!("the keychain was not closed in time");
    }
}

impl Keychain {
    fn ask<T: Send + 'static>(
        &self,
        site: &str,
        question: impl FnOnce(Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, String> {
        let store = self.0.as_ref().expect("the store is there until the keychain is dropped");
        let entry = store.build(SERVICE, site, None).map_err(|error| error.to_string())?;
        let answer = within(ANSWER, move || question(entry)).ok_or("the keychain did not answer")?;
        answer.map_err(|error| error.to_string())
    }
}

impl Vault for Keychain {
    fn kind(&self) -> SecretStore {
        SecretStore::Keychain
    }

    fn load(&self, site: &str) -> Option<Secret> {
        let found = self.ask(site, |entry| match entry.get_password() {
            Ok(token) => Ok(Some(Secret(token))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        found.inspect_err(|reason| tracing::warn!(reason, "the keychain could not be read")).ok()?
    }

    fn keep(&self, site: &str, token: &Secret) -> Result<(), String> {
        let token = token.0.clone();
        self.ask(site, move |entry| entry.set_password(&token))
    }

    fn forget(&self, site: &str) {
        let gone = self.ask(site, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        });
        if let Err(reason) = gone {
            tracing::warn!(reason, "a token could not be removed from the keychain");
        }
    }
}

/// What `work` answers in time. Late work goes on alone, and its answer is dropped.
fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, answer) = mpsc::channel();
    let worker = thread::Builder::new().name("keychain".to_owned());
    let started = worker.spawn(move || {
        // Nobody listens any more when the time is over.
        let _late = done.send(work());
    });
    started.ok()?;
    answer.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("tokens.json");
        (folder, path)
    }

    #[tokio::test]
    async fn a_store_that_waits_as_it_is_dropped_is_dropped_outside_of_the_runtime() {
        struct Waits(mpsc::Sender<bool>);
        impl Drop for Waits {
            fn drop(&mut self) {
                self.0.send(tokio::runtime::Handle::try_current().is_err()).expect("the test listens");
            }
        }
        let (tell, told) = mpsc::channel();
        drop_elsewhere(Waits(tell));
        assert_eq!(told.try_recv(), Ok(true), "dropped by now, and where waiting is allowed");
    }

    fn check_keeps(vault: &dyn Vault) {
        let token = Secret("token".to_owned());
        assert_eq!(vault.load("http://a"), None);
        vault.keep("http://a", &token).expect("room");
        assert_eq!(vault.load("http://a"), Some(token));
        assert_eq!(vault.load("http://b"), None);
        vault.forget("http://a");
        vault.forget("http://a");
        assert_eq!(vault.load("http://a"), None);
    }

    #[test]
    fn a_keychain_that_answers_is_used() {
        let (_folder, path) = file();
        let open = || Ok(keyring_core::mock::Store::new()? as Arc<CredentialStore>);
        let vault = choose(open, OPENING, path.clone());
        assert_eq!(vault.kind(), SecretStore::Keychain);
        check_keeps(vault.as_ref());
        assert!(!path.exists());
    }

    #[test]
    fn without_a_keychain_a_file_is_used() {
        let (_folder, path) = file();
        let vault = choose(|| Err(Error::NoDefaultStore), OPENING, path.clone());
        assert_eq!(vault.kind(), SecretStore::File);
        check_keeps(vault.as_ref());
        assert!(path.exists());
    }

    #[test]
    fn a_keychain_that_never_opens_is_none() {
        let (_folder, path) = file();
        let (hold, held) = mpsc::channel::<()>();
        let open = move || {
            // Comes back when the test is over.
            let _over = held.recv();
            Err(Error::NoDefaultStore)
        };
        let vault = choose(open, Duration::from_millis(20), path);
        assert_eq!(vault.kind(), SecretStore::File);
        drop(hold);
    }
}
