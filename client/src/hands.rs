//! Pointer and keys, for the one who drives.
//!
//! What may happen is decided here, under the same lock under which it happens: once
//! [`Hands::allow`] has returned, no key of a driver who lost the permission is pressed any more, and
//! none is held. The lock is never held while something is waited for but the display itself: a key
//! that cannot be pressed yet ([`Input::ready_in`]) waits without it, and is not pressed any more when
//! the permission has ended meanwhile.
//!
//! Who drives is heard on another connection than what the driver does, and either may come first: what
//! comes from a new driver waits for a moment ([`HEARSAY`]), as long as the customer allows control.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use farhand_protocol::RepresentativeId;

use crate::platform::{Error, Input, Place};

/// Between two looks for a display that is not there.
const PAUSE: Duration = Duration::from_secs(2);
/// A key does not wait for longer.
const LONGEST_WAIT: Duration = Duration::from_millis(300);
/// So long after what a new driver does may be heard that it is the driver.
const HEARSAY: Duration = Duration::from_secs(1);

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
    /// Whether the customer allows control now. Never without this a driver.
    control: bool,
    /// How often control has ended.
    endings: u64,
    /// Who drives.
    driver: Option<RepresentativeId>,
    /// Who drove before.
    former: Option<RepresentativeId>,
    /// Whether somebody was waited for in vain since the last change.
    in_vain: bool,
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
        let inner = Inner {
            open,
            input: None,
            tried: None,
            control: false,
            endings: 0,
            driver: None,
            former: None,
            in_vain: false,
            holder: None,
        };
        Self(Arc::new(Shared { inner: Mutex::new(inner), changed: Condvar::new() }))
    }

    /// Whether there are any.
    #[must_use]
    pub fn there(&self) -> bool {
        self.lock().input().is_some()
    }

    /// Whether they may be used from now on, and by whom. Whatever another one holds is let go.
    pub fn allow(&self, control: bool, driver: Option<RepresentativeId>) {
        let mut inner = self.lock();
        let driver = driver.filter(|_| control);
        if (inner.control, inner.driver) == (control, driver) {
            return;
        }
        inner.endings += u64::from(inner.control && !control);
        inner.control = control;
        inner.in_vain = false;
        if inner.driver != driver {
            inner.former = std::mem::replace(&mut inner.driver, driver);
            if inner.holder.is_some() {
                inner.release();
            }
        }
        drop(inner);
        self.0.changed.notify_all();
    }

    /// Does something, if the one whose stream this is may. Says whether it may. A key may have to
    /// wait for a moment, and what comes before it is heard that its sender drives.
    pub fn act(&self, stream: u64, by: RepresentativeId, act: Act) -> bool {
        let Some(inner) = self.hear_of(by) else { return false };
        let mut inner = self.make_ready(inner, by, act);
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

    /// Waits until it is heard that this one drives, if that may be on its way. None when control has
    /// ended meanwhile, even if it has begun anew.
    fn hear_of(&self, by: RepresentativeId) -> Option<MutexGuard<'_, Inner>> {
        let mut inner = self.lock();
        let (endings, deadline) = (inner.endings, Instant::now() + HEARSAY);
        while inner.may_be_next(by) && inner.endings == endings {
            let wait = deadline.saturating_duration_since(Instant::now());
            inner.in_vain = wait.is_zero();
            inner = self.wait(inner, wait);
        }
        (inner.endings == endings).then_some(inner)
    }

    /// Waits until this can be done, if it takes a moment.
    fn make_ready<'h>(
        &'h self,
        mut inner: MutexGuard<'h, Inner>,
        by: RepresentativeId,
        act: Act,
    ) -> MutexGuard<'h, Inner> {
        let deadline = Instant::now() + LONGEST_WAIT;
        while inner.driver == Some(by) {
            let wait = inner.ready_in(act).min(deadline.saturating_duration_since(Instant::now()));
            if wait.is_zero() {
                break;
            }
            inner = self.wait(inner, wait);
        }
        inner
    }

    fn wait<'h>(&'h self, inner: MutexGuard<'h, Inner>, wait: Duration) -> MutexGuard<'h, Inner> {
        self.0.changed.wait_timeout(inner, wait).unwrap_or_else(PoisonError::into_inner).0
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

    /// Whether this one may drive without its being known yet. What is still on its way of somebody whose
    /// place another one has taken is not waited for.
    fn may_be_next(&self, by: RepresentativeId) -> bool {
        let replaced = self.driver.is_some() && self.former == Some(by);
        self.control && self.driver != Some(by) && !replaced && !self.in_vain
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
mod tests;
