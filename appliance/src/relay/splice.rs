//! One viewer and one device, joined.
//!
//! Both directions are one task. From an end is read only when the other one has taken everything, so
//! what waits is one [`Chunk`] for each direction, and whoever is slow is felt by whoever sends. While
//! the viewer has not taken everything, its update requests are held back ([`Splice::hold_requests`]):
//! when it goes on, it gets what the screen shows then, not what it showed meanwhile.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use farhand_protocol::{RepresentativeId, Seq};
use farhand_rfb::relay::{Allowed, Output, Splice, recall};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

use super::chunk::Chunk;
use super::end::{End, LAST_WORDS, Lost};
use super::ending::Ending;
use super::standing;
use crate::device::ScreenRights;

/// `normal closure` (RFC 6455, section 7.4.1).
const NORMAL: u16 = 1000;
/// How often connections are looked after.
const TICK: Duration = Duration::from_secs(1);
/// How long is waited for the reason why a device closed its stream.
const REASON: Duration = Duration::from_millis(500);
/// How long a device may keep silent before its first word, and in the middle of a message.
const OWING: Duration = Duration::from_secs(10);
/// How long a viewer that may not see the screen any more has for hearing so.
const AFTER_WITHDRAWAL: Duration = Duration::from_millis(100);

/// One viewer and one device, joined.
pub struct Joined {
    who: RepresentativeId,
    /// The row whose rights it began with.
    began: Seq,
    rights: watch::Receiver<ScreenRights>,
    /// The same, for a look in the middle of passing bytes.
    latest: watch::Receiver<ScreenRights>,
    viewer: End,
    device: End,
    splice: Splice,
    allowed: Allowed,
    /// From the device to the viewer.
    down: Chunk,
    /// From the viewer to the device.
    up: Chunk,
    out: Output,
    held: bool,
    /// When the handshake has to be done.
    handshake_until: Instant,
    /// Since when the device owes the rest of a message.
    owes_since: Option<Instant>,
}

impl Joined {
    /// Joins `who`'s viewer and a device that have said nothing yet, with the rights of the row `began`.
    /// They have the time `handshake` for theirs.
    #[must_use]
    pub fn new(
        (who, began): (RepresentativeId, Seq),
        mut rights: watch::Receiver<ScreenRights>,
        (viewer, device): (End, End),
        handshake: Duration,
    ) -> Self {
        let allowed = standing::allowed(&rights.borrow_and_update(), who);
        Self {
            who,
            began,
            latest: rights.clone(),
            rights,
            viewer,
            device,
            splice: Splice::new(allowed),
            allowed,
            down: Chunk::default(),
            up: Chunk::default(),
            out: Output::default(),
            held: false,
            handshake_until: Instant::now() + handshake,
            owes_since: None,
        }
    }

    /// Passes bytes until it ends.
    pub async fn run(&mut self) -> Ending {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            if let Some(ending) = self.ending() {
                return ending;
            }
            self.obey();
            let Self { rights, latest, viewer, device, splice, down, up, out, held, .. } = self;
            let mut passage = Passage { rights: latest, viewer, device, splice, down, up, out, held };
            tokio::select! {
                biased;
                changed = rights.changed() => if changed.is_err() { return Ending::SessionLeft },
                _ = ticks.tick() => if let Err(ending) = self.tick() { return ending },
                ending = poll_fn(|cx| passage.poll(cx)) => return self.explain(ending).await,
            }
        }
    }

    /// Why it must end now, if it must.
    fn ending(&mut self) -> Option<Ending> {
        standing::ending_since(&self.rights.borrow_and_update(), self.who, self.began)
    }

    /// Applies the rights as they are now.
    fn obey(&mut self) {
        let allowed = standing::allowed(&self.latest.borrow_and_update(), self.who);
        let before = std::mem::replace(&mut self.allowed, allowed);
        if before.input() && !allowed.input() {
            self.device.revise(&mut self.up, recall);
        }
        self.splice.allow(allowed, &mut self.out);
        self.spread();
    }

    fn spread(&mut self) {
        let Self { viewer, device, down, up, out, .. } = self;
        spread(viewer, device, down, up, out);
    }

    fn tick(&mut self) -> Result<(), Ending> {
        self.viewer.tick(&self.down).map_err(|lost| viewer_lost(&lost))?;
        self.device.tick(&self.up).map_err(|lost| device_lost(&lost))?;
        if self.splice.desktop().is_none() && Instant::now() > self.handshake_until {
            return Err(Ending::ViewerFailed("the handshake took too long".to_owned()));
        }
        let owes = self.splice.mid_message() || self.splice.counts().from_device == 0;
        let silent = owes && self.down.is_sent() && self.device.heard_at().elapsed() > TICK;
        if !silent {
            self.owes_since = None;
        } else if self.owes_since.get_or_insert_with(Instant::now).elapsed() > OWING {
            return Err(Ending::DeviceFailed("it stopped in the middle of what it says".to_owned()));
        }
        Ok(())
    }

    /// A device's stream often ends because of something that the appliance hears a moment later.
    async fn explain(&mut self, ending: Ending) -> Ending {
        if !matches!(ending, Ending::DeviceClosed | Ending::DeviceAway) {
            return ending;
        }
        let deadline = Instant::now() + REASON;
        loop {
            if let Some(reason) = self.ending() {
                return reason;
            }
            if !matches!(timeout_at(deadline, self.rights.changed()).await, Ok(Ok(()))) {
                return ending;
            }
        }
    }

    /// Releases what is held down on the device, and closes both ends.
    pub async fn close(mut self, ending: &Ending) {
        // What a viewer has done before it left by itself counts.
        if *ending != Ending::ViewerLeft {
            self.device.revise(&mut self.up, recall);
        }
        self.splice.release(&mut self.out);
        self.spread();
        let patience = if *ending == Ending::ViewStopped { AFTER_WITHDRAWAL } else { LAST_WORDS };
        tokio::join!(
            self.viewer.close(ending.farewell(), self.down, patience),
            self.device.close(Some((NORMAL, String::new())), self.up, LAST_WORDS),
        );
    }
}

/// Puts what the relay itself says in line.
fn spread(viewer: &mut End, device: &mut End, down: &Chunk, up: &Chunk, out: &mut Output) {
    if !out.to_viewer.is_empty() {
        viewer.say(&out.to_viewer, down);
        out.to_viewer.clear();
    }
    if !out.to_device.is_empty() {
        device.say(&out.to_device, up);
        out.to_device.clear();
    }
}

/// What one look at the connections works on.
struct Passage<'j> {
    rights: &'j watch::Receiver<ScreenRights>,
    viewer: &'j mut End,
    device: &'j mut End,
    splice: &'j mut Splice,
    down: &'j mut Chunk,
    up: &'j mut Chunk,
    out: &'j mut Output,
    held: &'j mut bool,
}

impl Passage<'_> {
    /// Passes on what there is, as far as it is taken. Other rights come first, however much there is.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Ending> {
        loop {
            if self.rights.has_changed().unwrap_or(true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let to_viewer = match self.viewer.poll_send(cx, self.down) {
                Poll::Ready(Err(lost)) => return Poll::Ready(viewer_lost(&lost)),
                sent => sent.is_ready(),
            };
            let to_device = match self.device.poll_send(cx, self.up) {
                Poll::Ready(Err(lost)) => return Poll::Ready(device_lost(&lost)),
                sent => sent.is_ready(),
            };
            let mut moved = self.hold(!to_viewer);
            if to_viewer && !self.device.is_clogged() {
                match self.poll_down(cx) {
                    Poll::Ready(Err(ending)) => return Poll::Ready(ending),
                    read => moved |= read.is_ready(),
                }
            }
            if to_device && !self.viewer.is_clogged() {
                match self.poll_up(cx) {
                    Poll::Ready(Err(ending)) => return Poll::Ready(ending),
                    read => moved |= read.is_ready(),
                }
            }
            if !moved {
                return Poll::Pending;
            }
        }
    }

    /// Holds the viewer's requests back while it is slow. Answers whether that brought something to
    /// send.
    fn hold(&mut self, slow: bool) -> bool {
        if slow == *self.held {
            return false;
        }
        *self.held = slow;
        self.splice.hold_requests(slow, self.out);
        self.spread()
    }

    fn spread(&mut self) -> bool {
        let some = !self.out.to_viewer.is_empty() || !self.out.to_device.is_empty();
        spread(self.viewer, self.device, self.down, self.up, self.out);
        some
    }

    fn poll_down(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Ending>> {
        let Poll::Ready(read) = self.device.poll_read(cx, self.down, self.up) else { return Poll::Pending };
        let count = read.map_err(|lost| device_lost(&lost))?;
        if count == 0 {
            return Poll::Ready(Ok(()));
        }
        let passed = self.splice.device(self.down.read(count), self.out);
        self.spread();
        let passed = passed.map_err(|error| Ending::DeviceFailed(error.to_string()))?;
        self.down.pass(passed.0, self.viewer.in_frames());
        Poll::Ready(Ok(()))
    }

    fn poll_up(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Ending>> {
        let Poll::Ready(read) = self.viewer.poll_read(cx, self.up, self.down) else { return Poll::Pending };
        let count = read.map_err(|lost| viewer_lost(&lost))?;
        if count == 0 {
            return Poll::Ready(Ok(()));
        }
        let passed = self.splice.viewer(self.up.read(count), self.out);
        self.spread();
        let passed = passed.map_err(|error| Ending::ViewerFailed(error.to_string()))?;
        self.up.pass(passed.0, self.device.in_frames());
        Poll::Ready(Ok(()))
    }
}

fn viewer_lost(lost: &Lost) -> Ending {
    match lost {
        Lost::Closed | Lost::Broken => Ending::ViewerLeft,
        Lost::Violation(violation) => Ending::ViewerFailed(violation.to_string()),
    }
}

fn device_lost(lost: &Lost) -> Ending {
    match lost {
        Lost::Closed => Ending::DeviceClosed,
        Lost::Broken => Ending::DeviceAway,
        Lost::Violation(violation) => Ending::DeviceFailed(violation.to_string()),
    }
}
