//! The device's clipboard, for the one who drives.
//!
//! A thread owns the platform's [`crate::platform::Clipboard`]. How much of it is told depends on
//! what the customer allows: nothing, that there is a text (which may then be asked for), or the text.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::platform::{Clipboard, Error, Place, Signal, Waker};

/// Between two looks for a display that is not there.
const PAUSE: Duration = Duration::from_secs(2);

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Openness {
    /// Nothing, and nothing is taken.
    #[default]
    Closed,
    /// That there is a text; it is read when it is asked for.
    OnRequest,
    /// The text, by itself.
    Open,
}

/// What another program has put into the clipboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The text, where it is told by itself.
    pub text: Option<Arc<str>>,
}

/// The clipboard. Clones are the same.
#[derive(Clone)]
pub struct Pocket {
    orders: Sender<Order>,
    openness: Arc<Mutex<Openness>>,
    content: watch::Receiver<Content>,
    waker: Arc<Signal>,
}

enum Order {
    Write(String),
    Read(oneshot::Sender<Option<String>>),
    Close,
}

impl Pocket {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(place: Place) -> Result<Self, Error> {
        let waker = place.waker()?;
        let (orders, waiting) = channel();
        let (told, content) = watch::channel(Content::default());
        let openness = Arc::new(Mutex::default());
        let keeper = Keeper { place, waiting, openness: openness.clone(), told, waker: waker.clone() };
        let thread = thread::Builder::new().name("clipboard".into());
        thread.spawn(move || keeper.run()).map_err(|error| Error::Lost(error.to_string()))?;
        Ok(Self { orders, openness, content, waker })
    }

    /// How much is told from now on.
    pub fn open(&self, openness: Openness) {
        *self.openness.lock().unwrap_or_else(PoisonError::into_inner) = openness;
    }

    /// What is in it, whenever another program changes that.
    #[must_use]
    pub fn content(&self) -> watch::Receiver<Content> {
        self.content.clone()
    }

    /// Puts a text into it, unless it is closed.
    pub fn write(&self, text: String) {
        self.order(Order::Write(text));
    }

    /// Asks for the text in it; there is none where it is closed.
    #[must_use]
    pub fn read(&self) -> oneshot::Receiver<Option<String>> {
        let (answer, waiting) = oneshot::channel();
        self.order(Order::Read(answer));
        waiting
    }

    /// Ends the thread.
    pub fn close(&self) {
        self.order(Order::Close);
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::debug!("the clipboard is closed");
        }
        self.waker.wake();
    }
}

struct Keeper {
    place: Place,
    waiting: Receiver<Order>,
    openness: Arc<Mutex<Openness>>,
    told: watch::Sender<Content>,
    waker: Arc<Signal>,
}

impl Keeper {
    fn run(self) {
        loop {
            let done = match self.place.clipboard(self.waker.clone()) {
                Ok(mut clipboard) => self.keep(clipboard.as_mut()),
                Err(error) => Err(error),
            };
            match done {
                Ok(()) => return,
                Err(error) => tracing::debug!(%error, "there is no clipboard"),
            }
            thread::sleep(PAUSE);
            if self.waiting.try_iter().any(|order| matches!(order, Order::Close)) {
                return;
            }
        }
    }

    /// Ends well when the pocket is closed.
    fn keep(&self, clipboard: &mut dyn Clipboard) -> Result<(), Error> {
        loop {
            let changed = clipboard.wait(None)?;
            for order in self.waiting.try_iter() {
                let open = self.openness() != Openness::Closed;
                match order {
                    Order::Write(text) if open => clipboard.write(&text)?,
                    Order::Write(_) => {}
                    Order::Read(answer) => {
                        let text = if open { clipboard.read()? } else { None };
                        // Whoever asked may be gone.
                        let _gone = answer.send(text);
                    }
                    Order::Close => return Ok(()),
                }
            }
            if changed {
                self.tell(clipboard)?;
            }
        }
    }

    fn tell(&self, clipboard: &mut dyn Clipboard) -> Result<(), Error> {
        let text = match self.openness() {
            Openness::Closed => return Ok(()),
            Openness::OnRequest => None,
            Openness::Open => match clipboard.read()? {
                Some(text) => Some(text.into()),
                None => return Ok(()),
            },
        };
        self.told.send_replace(Content { text });
        Ok(())
    }

    fn openness(&self) -> Openness {
        *self.openness.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
