//! All screens of a console.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use farhand_core::effect::ScreenOrder;
use farhand_core::{Event, event::ScreenEvent};
use farhand_protocol::SessionId;
use tokio::sync::mpsc::{self, error::SendError};

use super::actor::{self, Word};
use super::road::Sink;
use super::viewport::Viewport;
use crate::api::Api;
use crate::config::Timeouts;
use crate::incoming::{Era, Incoming};
use crate::shell::Shell;

/// Words, and portions of input, that wait for an actor. Whoever says more waits.
const WAITING: usize = 64;

/// A watch's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct WatchId(u64);

#[cfg(test)]
impl WatchId {
    /// Not the default one.
    pub fn other() -> Self {
        Self(u64::MAX)
    }
}

/// The way to an actor. Input has its own: no order ever waits behind it.
#[derive(Clone)]
struct Way {
    words: mpsc::Sender<Word>,
    input: mpsc::Sender<Vec<u8>>,
}

impl Way {
    /// Whether nothing is on it and nobody is about to put something there.
    fn is_free(&self) -> bool {
        let empty = self.words.capacity() == self.words.max_capacity()
            && self.input.capacity() == self.input.max_capacity();
        empty && self.words.strong_count() == 1
    }
}

/// All screens of a console, each by the way to its actor.
pub(crate) struct Screens {
    open: Mutex<HashMap<SessionId, Way>>,
    watches: AtomicU64,
    inbox: mpsc::Sender<Incoming>,
    shell: Arc<dyn Shell>,
    timeouts: Timeouts,
}

impl Screens {
    pub fn new(inbox: mpsc::Sender<Incoming>, shell: Arc<dyn Shell>, timeouts: Timeouts) -> Self {
        Self { open: Mutex::default(), watches: AtomicU64::new(1), inbox, shell, timeouts }
    }

    /// Watches a screen, in place of whoever watched it before.
    pub async fn watch(self: &Arc<Self>, lsid: &SessionId, viewport: Viewport, sink: Sink) -> WatchId {
        let id = WatchId(self.watches.fetch_add(1, Ordering::Relaxed));
        self.say(lsid, Word::Watch(id, viewport, sink)).await;
        id
    }

    /// Says something to a screen's actor. Only orders to open and watches start one.
    pub async fn say(self: &Arc<Self>, lsid: &SessionId, mut word: Word) {
        while let Some(way) = self.way(lsid, word.begins()) {
            match way.words.send(word).await {
                Ok(()) => return,
                // It has ended meanwhile; the next one hears it.
                Err(SendError(unsaid)) => {
                    word = unsaid;
                    self.open().remove(lsid);
                }
            }
        }
    }

    /// Passes what the representative does. Where no actor is, it is for nobody.
    pub async fn input(self: &Arc<Self>, lsid: &SessionId, records: Vec<u8>) {
        if let Some(way) = self.way(lsid, false) {
            let _ended_already = way.input.send(records).await;
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<SessionId, Way>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn way(self: &Arc<Self>, lsid: &SessionId, begins: bool) -> Option<Way> {
        let mut open = self.open();
        if let Some(way) = open.get(lsid) {
            return Some(way.clone());
        }
        if !begins {
            return None;
        }
        let (words, heard) = mpsc::channel(WAITING);
        let (input, done) = mpsc::channel(WAITING);
        let (screens, of) = (Arc::clone(self), lsid.clone());
        let (inbox, shell, timeouts) = (self.inbox.clone(), Arc::clone(&self.shell), self.timeouts);
        let run = move || {
            actor::run(of, (heard, done), (inbox, shell, timeouts), move |lsid| screens.leave(lsid));
        };
        if let Err(error) = thread::Builder::new().name("screen".to_owned()).spawn(run) {
            tracing::error!(%error, "no thread could be started for a screen");
            return None;
        }
        let way = Way { words, input };
        open.insert(lsid.clone(), way.clone());
        Some(way)
    }

    /// An actor that has nothing to do asks whether it may end: not while somebody is about to say
    /// something to it.
    fn leave(&self, lsid: &SessionId) -> bool {
        let mut open = self.open();
        // The one in the table, and nobody's else.
        let free = open.get(lsid).is_none_or(Way::is_free);
        if free {
            open.remove(lsid);
        }
        free
    }

    /// Ends all.
    pub async fn end(&self) {
        let open: Vec<_> = self.open().drain().collect();
        for (_, way) in open {
            let _ended_already = way.words.send(Word::End).await;
        }
    }
}

/// The orders of the reducer: which stream of each session is the last one.
pub(crate) struct Orders {
    screens: Arc<Screens>,
    latest: HashMap<SessionId, Era>,
    count: u64,
}

impl Orders {
    pub fn new(screens: Arc<Screens>) -> Self {
        Self { screens, latest: HashMap::new(), count: 0 }
    }

    /// The screens that are ordered about.
    pub fn screens(&self) -> Arc<Screens> {
        Arc::clone(&self.screens)
    }

    /// An order is planned: from now on older streams are not heard. Answers its stream's number.
    pub fn plan(&mut self, lsid: &SessionId, order: &ScreenOrder) -> Era {
        match order {
            ScreenOrder::Open { .. } => {
                self.count += 1;
                self.latest.insert(lsid.clone(), Era(self.count));
            }
            ScreenOrder::Close => {
                self.latest.remove(lsid);
            }
            _ => {}
        }
        self.latest.get(lsid).copied().unwrap_or_default()
    }

    /// Carries an order out.
    pub async fn carry_out(&self, lsid: &SessionId, era: Era, order: ScreenOrder, api: Option<Arc<Api>>) {
        self.screens.say(lsid, Word::Order(era, order, api)).await;
    }

    /// What a stream tells, if it is the last one.
    pub fn current(&self, lsid: SessionId, era: Era, event: ScreenEvent) -> Option<Event> {
        (self.latest.get(&lsid) == Some(&era)).then_some(Event::Screen(lsid, event))
    }

    /// Ends all streams.
    pub async fn end(&self) {
        self.screens.end().await;
    }
}
