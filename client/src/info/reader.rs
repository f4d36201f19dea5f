//! Reads what is wanted, one category after the other, and tells each as soon as it is read.
//!
//! Reading blocks, and may block for ever (a disk that does not answer). It happens on a thread of its
//! own; when that takes too long the category is unknown, and the next one is read. The same category
//! is not begun again before the thread is back, so that there are never more of them than categories.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use farhand_info::adb::{self, Phone};
use farhand_info::{Computer, bounded};
use farhand_protocol::info::{Category, InfoScope, NewReading, ReadingBody, Source};
use farhand_protocol::limits::INFO_PHONES;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::own::Own;
use super::wanted::Wanted;
use crate::appliance::Appliance;
use crate::backoff::{Backoff, luck};

/// For one category of the computer.
const PATIENCE: Duration = Duration::from_secs(8);
/// For one category of a phone.
const PHONE_PATIENCE: Duration = Duration::from_secs(12);
/// Tries to tell a reading; a newer one is read when somebody asks again.
const TRIES: u32 = 3;

/// What reading needs. Clones share everything.
#[derive(Clone)]
pub(super) struct Reader {
    pub appliance: Appliance,
    pub computer: Arc<Computer>,
    pub adb: adb::Server,
    pub own: Own,
    pub scope: watch::Receiver<Option<InfoScope>>,
    pub stuck: Stuck,
}

/// What a thread is reading, by source.
#[derive(Clone, Default)]
pub(super) struct Stuck(Arc<Mutex<BTreeSet<(String, Category)>>>);

impl Stuck {
    /// Reads, unless somebody else still does.
    fn read(&self, who: &str, category: Category, read: impl FnOnce() -> ReadingBody) -> ReadingBody {
        let key = (who.to_owned(), category);
        if !self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone()) {
            return ReadingBody::Unknown;
        }
        let body = read();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        body
    }
}

impl Reader {
    /// Works through what is wanted of the computer.
    pub async fn computer(self, wanted: Wanted) {
        while let Some(category) = wanted.next() {
            if !self.may(category) {
                continue;
            }
            let body = match category {
                Category::Permissions => self.own.permissions(),
                _ => {
                    let (computer, stuck) = (Arc::clone(&self.computer), self.stuck.clone());
                    let read = move || stuck.read("", category, || computer.read(category));
                    self.own.complete(category, timely(PATIENCE, category, read).await)
                }
            };
            self.tell(Source::Client {}, category, body).await;
        }
    }

    /// Works through what is wanted of the phones that hang on the computer.
    pub async fn phones(self, wanted: Wanted) {
        let adb = self.adb;
        let found = timeout(PATIENCE, spawn_blocking(move || adb.phones())).await;
        let phones = match found {
            Ok(Ok(Ok(phones))) => phones,
            Ok(Ok(Err(fault))) => {
                tracing::debug!(%fault, "there are no phones");
                Vec::new()
            }
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        let phones: Vec<Arc<Phone>> = phones.into_iter().take(INFO_PHONES).map(Arc::new).collect();
        while let Some(category) = wanted.next() {
            for phone in &phones {
                if !self.may(category) {
                    break;
                }
                let (stuck, reads) = (self.stuck.clone(), Arc::clone(phone));
                let read = move || stuck.read(reads.serial(), category, || reads.read(category));
                let body = self.own.correct(category, timely(PHONE_PATIENCE, category, read).await);
                self.tell(Source::Adb { serial: phone.serial().to_owned() }, category, body).await;
            }
        }
    }

    fn may(&self, category: Category) -> bool {
        self.scope.borrow().is_some_and(|scope| scope.covers(category))
    }

    /// Tells a reading, if it may still be told.
    async fn tell(&self, source: Source, category: Category, body: ReadingBody) {
        let reading = NewReading { source, category, body: bounded(body) };
        let mut backoff = Backoff::default();
        for _ in 0..TRIES {
            if !self.may(category) {
                return;
            }
            match self.appliance.tell_info(&reading).await {
                Err(fault) if fault.passes() => sleep(backoff.next(luck())).await,
                Err(fault) => return tracing::debug!(%fault, ?category, "a reading is not wanted"),
                Ok(()) => return,
            }
        }
    }
}

/// Tells that this device does not allow it.
pub(super) async fn refuse(appliance: Appliance, categories: Vec<Category>) {
    for category in categories {
        let reading = NewReading { source: Source::Client {}, category, body: ReadingBody::NotPermitted };
        if let Err(fault) = appliance.tell_info(&reading).await {
            return tracing::debug!(%fault, "a refusal was not heard");
        }
    }
}

async fn timely(
    patience: Duration,
    category: Category,
    read: impl FnOnce() -> ReadingBody + Send + 'static,
) -> ReadingBody {
    match timeout(patience, spawn_blocking(read)).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => {
            tracing::error!(%error, ?category, "reading broke off");
            ReadingBody::Unknown
        }
        Err(_) => {
            tracing::warn!(?category, "reading takes too long");
            ReadingBody::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn what_hangs_is_not_begun_again_and_the_others_are_read() {
        let stuck = Stuck::default();
        let (free, wait) = mpsc::channel::<()>();
        let (begun, begins) = mpsc::channel();
        let other = stuck.clone();
        let hangs = thread::spawn(move || {
            other.read("", Category::Storage, || {
                begun.send(()).unwrap();
                wait.recv().unwrap();
                ReadingBody::NotSupported
            })
        });
        begins.recv().unwrap();
        let read = |category| stuck.read("", category, || ReadingBody::NotPermitted);
        assert_eq!(read(Category::Storage), ReadingBody::Unknown);
        assert_eq!(read(Category::Memory), ReadingBody::NotPermitted);
        free.send(()).unwrap();
        assert_eq!(hangs.join().unwrap(), ReadingBody::NotSupported);
        assert_eq!(read(Category::Storage), ReadingBody::NotPermitted);
    }
}
