//! The screen, captured once for all who watch.
//!
//! One thread owns the platform's [`crate::platform::Screen`]. While nobody watches it sleeps and
//! holds nothing. While somebody does, it sleeps until the platform tells of damage, fetches what
//! was damaged into the one [`Frame`], and puts a note into each watcher's [`Mailbox`]. Watchers
//! read the frame when they can: one that is slow misses pictures, and delays nobody.

mod capture;
mod frame;
mod news;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::watch;

use crate::platform::{Error, Place, Signal, Waker};

pub use frame::{Frame, Pixels};
pub use news::{Damage, Mailbox, News};

/// Whether there is a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Not known yet.
    Looking,
    /// There is.
    There,
    /// There is none, and why: a sentence without a full stop.
    Missing(String),
}

/// The screen, for those who want to watch. Clones are the same screen.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

/// What the thread and the watchers share.
struct Shared {
    frame: Frame,
    watchers: Mutex<Watchers>,
    availability: watch::Sender<Availability>,
    waker: Arc<Signal>,
}

#[derive(Default)]
struct Watchers {
    mailboxes: Vec<Arc<Mailbox>>,
    /// Somebody has come since the thread looked.
    newcomers: bool,
    closing: bool,
}

impl Hub {
    /// Starts the thread, which looks for the screen.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(place: Place) -> Result<Self, Error> {
        let shared = Arc::new(Shared {
            frame: Frame::default(),
            watchers: Mutex::default(),
            availability: watch::Sender::new(Availability::Looking),
            waker: place.waker()?,
        });
        let threads = shared.clone();
        let run = move || capture::run(&threads, &place);
        thread::Builder::new().name("screen".into()).spawn(run).map_err(|e| Error::Lost(e.to_string()))?;
        Ok(Self(shared))
    }

    /// Whether there is a screen, now and later.
    #[must_use]
    pub fn availability(&self) -> watch::Receiver<Availability> {
        self.0.availability.subscribe()
    }

    /// Begins to watch. The first news has everything in it.
    #[must_use]
    pub fn watch(&self) -> Watch {
        let mailbox = Arc::new(Mailbox::default());
        self.0.change(|watchers| {
            watchers.mailboxes.push(mailbox.clone());
            watchers.newcomers = true;
        });
        Watch { shared: self.0.clone(), mailbox }
    }

    /// How many watch.
    #[must_use]
    pub fn watchers(&self) -> usize {
        self.0.look(|watchers| watchers.mailboxes.len())
    }

    /// Ends the thread.
    pub fn close(&self) {
        self.0.change(|watchers| watchers.closing = true);
    }
}

impl Shared {
    fn look<T>(&self, look: impl FnOnce(&mut Watchers) -> T) -> T {
        look(&mut self.watchers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Watchers)) {
        self.look(change);
        self.waker.wake();
    }

    fn publish(&self, news: &News) {
        let mailboxes = self.look(|watchers| watchers.mailboxes.clone());
        mailboxes.iter().for_each(|mailbox| mailbox.put(news));
    }
}

/// One who watches. Watching ends when it is dropped.
pub struct Watch {
    shared: Arc<Shared>,
    mailbox: Arc<Mailbox>,
}

impl Watch {
    /// Waits for something new. May be left at any time; nothing is lost.
    pub async fn news(&self) -> News {
        self.mailbox.take().await
    }

    /// The newest picture.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.shared.frame
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.change(|watchers| watchers.mailboxes.retain(|other| !Arc::ptr_eq(other, &self.mailbox)));
    }
}
