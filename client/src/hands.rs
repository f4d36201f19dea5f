//! Pointer and keys, for the one who drives.
//!
//! What may happen is decided here, under the same lock under which it happens: once
//! [`Hands::allow`] has returned, no key of a driver who lost the permission is pressed any more, and
//! none is held. The lock is never held while something is waited for but the display itself: a key
//! that cannot be pressed yet ([`Input::ready_in`]) waits without it, and is not pressed any more when
//! the permission has ended meanwhile.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use farhand_protocol::RepresentativeId;

use crate::platform::{Error, Input, Place};

/// Between two looks for a display that is not there.
const PAUSE: Duration = Duration::from_secs(2);
/// A key does not wait for longer.
const LONGEST_WAIT: Duration = Duration::from_millis(300);

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A key.
    Key {
        /// Pressed or let go.
        down: bool,
        /// X11's keysym.
        keysym: u32,
        /// XT scan code, where the position is known.
        scancode: Option<u32>,
    },
    /// The pointer.
    Pointer {
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
        /// Bits as in RFB's pointer event.
        buttons: u8,
    },
}

/// Where pointer and keys come from: opened when they are needed first, and again after a failure.
pub type Open = Box<dyn FnMut() -> Result<Box<dyn Input>, Error> + Send>;

/// Pointer and keys. Clones are the same.
#[derive(Clone)]
pub struct Hands(Arc<Shared>);

struct Shared {
    inner: Mutex<Inner>,
    /// Who may do what is different: a key that waits looks again.
    changed: Condvar,
}

struct Inner {
    open: Open,
    input: Option<Box<dyn Input>>,
    tried: Option<Instant>,
    /// Who drives.
    driver: Option<RepresentativeId>,
    /// The stream whose keys may be held.
    holder: Option<u64>,
}

impl Hands {
    /// Hands on this display.
    #[must_use]
    pub fn new(place: Place) -> Self {
        Self::with(Box::new(move || place.input()))
    }

    /// Hands that come from somewhere else.
    #[must_use]
    pub fn with(open: Open) -> Self {
        let inner = Inner { open, input: None, tried: None, driver: None, holder: None };
        Self(Arc::new(Shared { inner: Mutex::new(inner), changed: Condvar::new() }))
    }

    /// Whether there are any.
    #[must_use]
    pub fn there(&self) -> bool {
        self.lock().input().is_some()
    }

    /// Who may use them from now on. Whatever another one holds is let go.
    pub fn allow(&self, driver: Option<RepresentativeId>) {
        let mut inner = self.lock();
        if inner.driver != driver {
            inner.driver = driver;
            if inner.holder.is_some() {
                inner.release();
            }
            drop(inner);
            self.0.changed.notify_all();
        }
    }

    /// Does something, if the one whose stream this is may. Says whether it may. A key may have to
    /// wait for a moment.
    pub fn act(&self, stream: u64, by: RepresentativeId, act: Act) -> bool {
        let mut inner = self.lock();
        let deadline = Instant::now() + LONGEST_WAIT;
        while inner.driver == Some(by) {
            let wait = inner.ready_in(act).min(deadline.saturating_duration_since(Instant::now()));
            if wait.is_zero() {
                break;
            }
            let waited = self.0.changed.wait_timeout(inner, wait);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if inner.driver != Some(by) {
            return false;
        }
        if inner.holder != Some(stream) {
            if inner.holder.is_some() {
                inner.release();
            }
            inner.holder = Some(stream);
        }
        inner.act(act);
        true
    }

    /// A stream has ended: what it holds is let go.
    pub fn leave(&self, stream: u64) {
        let mut inner = self.lock();
        if inner.holder == Some(stream) {
            inner.release();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn input(&mut self) -> Option<&mut Box<dyn Input>> {
        let rested = self.tried.is_none_or(|tried| tried.elapsed() >= PAUSE);
        if self.input.is_none() && rested {
            self.tried = Some(Instant::now());
            match (self.open)() {
                Ok(input) => self.input = Some(input),
                Err(error) => tracing::warn!(%error, "pointer and keys cannot be used"),
            }
        }
        self.input.as_mut()
    }

    /// How long to wait before this is done.
    fn ready_in(&mut self, act: Act) -> Duration {
        let (Act::Key { down: true, keysym, scancode }, Some(input)) = (act, &mut self.input) else {
            return Duration::ZERO;
        };
        input.ready_in(keysym, scancode).unwrap_or_else(|error| {
            tracing::warn!(%error, "pointer and keys are gone");
            self.input = None;
            Duration::ZERO
        })
    }

    fn act(&mut self, act: Act) {
        let Some(input) = self.input() else { return };
        let done = match act {
            Act::Key { down, keysym, scancode } => input.key(down, keysym, scancode),
            Act::Pointer { x, y, buttons } => input.pointer(x, y, buttons),
        };
        self.check(done);
    }

    fn release(&mut self) {
        self.holder = None;
        if let Some(input) = &mut self.input {
            let done = input.release();
            self.check(done);
        }
    }

    fn check(&mut self, done: Result<(), Error>) {
        if let Err(error) = done {
            tracing::warn!(%error, "pointer and keys are gone");
            self.input = None;
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.holder.is_some() {
            self.release();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Recorder(Arc<Mutex<Vec<String>>>);

    impl Recorder {
        fn note(&self, what: impl Into<String>) -> Result<(), Error> {
            self.0.lock().unwrap().push(what.into());
            Ok(())
        }

        fn taken(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    impl Input for Recorder {
        fn key(&mut self, down: bool, keysym: u32, _scancode: Option<u32>) -> Result<(), Error> {
            self.note(format!("key {keysym} {down}"))
        }

        fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
            self.note(format!("pointer {x} {y} {buttons}"))
        }

        fn release(&mut self) -> Result<(), Error> {
            self.note("release")
        }
    }

    const MARA: RepresentativeId = RepresentativeId(1);
    const OMAR: RepresentativeId = RepresentativeId(2);
    const KEY: Act = Act::Key { down: true, keysym: 97, scancode: None };

    fn hands() -> (Hands, Recorder) {
        let recorder = Recorder::default();
        let theirs = recorder.clone();
        (Hands::with(Box::new(move || Ok(Box::new(theirs.clone())))), recorder)
    }

    #[test]
    fn only_the_driver_acts() {
        let (hands, recorder) = hands();
        assert!(!hands.act(1, MARA, KEY));
        hands.allow(Some(MARA));
        assert!(hands.act(1, MARA, KEY));
        assert!(!hands.act(2, OMAR, KEY));
        assert_eq!(recorder.taken(), ["key 97 true"]);
    }

    #[test]
    fn what_is_held_is_let_go_when_the_driver_changes_stops_or_leaves() {
        let (hands, recorder) = hands();
        hands.allow(Some(MARA));
        hands.act(1, MARA, KEY);
        hands.allow(Some(MARA));
        assert_eq!(recorder.taken(), ["key 97 true"]);
        hands.allow(Some(OMAR));
        assert_eq!(recorder.taken(), ["release"]);
        hands.act(2, OMAR, KEY);
        hands.leave(1);
        hands.leave(2);
        assert_eq!(recorder.taken(), ["key 97 true", "release"]);
        hands.act(3, OMAR, Act::Pointer { x: 1, y: 2, buttons: 1 });
        hands.allow(None);
        assert!(!hands.act(3, OMAR, KEY));
        assert_eq!(recorder.taken(), ["pointer 1 2 1", "release"]);
    }

    /// A key that is not ready before the permission ends.
    struct Never(std::sync::mpsc::Sender<()>, Recorder);

    impl Input for Never {
        fn ready_in(&mut self, _keysym: u32, _scancode: Option<u32>) -> Result<Duration, Error> {
            self.0.send(()).unwrap();
            Ok(Duration::from_secs(60))
        }

        fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) -> Result<(), Error> {
            self.1.key(down, keysym, scancode)
        }

        fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
            self.1.pointer(x, y, buttons)
        }

        fn release(&mut self) -> Result<(), Error> {
            self.1.release()
        }
    }

    #[test]
    fn a_key_that_waits_keeps_nobody_from_withdrawing_and_is_pressed_no_more() {
        let recorder = Recorder::default();
        let (asks, asked) = std::sync::mpsc::channel();
        let theirs = recorder.clone();
        let hands = Hands::with(Box::new(move || Ok(Box::new(Never(asks.clone(), theirs.clone())))));
        hands.allow(Some(MARA));
        hands.act(1, MARA, Act::Pointer { x: 1, y: 2, buttons: 1 });
        let driver = hands.clone();
        let typing = std::thread::spawn(move || driver.act(1, MARA, KEY));
        asked.recv().unwrap();
        // This takes the lock while the key waits: 300 ms would be too late.
        let begun = Instant::now();
        hands.allow(None);
        assert!(begun.elapsed() < LONGEST_WAIT / 3);
        assert!(!typing.join().unwrap());
        assert_eq!(recorder.taken(), ["pointer 1 2 1", "release"]);
    }

    #[test]
    fn hands_that_cannot_be_had_are_not_asked_for_at_every_key() {
        let tries = Arc::new(Mutex::new(0));
        let counted = tries.clone();
        let hands = Hands::with(Box::new(move || {
            *counted.lock().unwrap() += 1;
            Err(Error::NoDisplay("none".into()))
        }));
        hands.allow(Some(MARA));
        assert!(hands.act(1, MARA, KEY));
        assert!(hands.act(1, MARA, KEY));
        assert!(!hands.there());
        assert_eq!(*tries.lock().unwrap(), 1);
    }
}
