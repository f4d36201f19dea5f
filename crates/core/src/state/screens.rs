//! Screens that somebody looks at: which of their streams are to be open, and what is known of them.
//!
//! One rule decides, at the end of every step: a stream is open while its screen is looked at, seeing
//! is allowed, and the device is there; the link is needed only for opening it. Whatever changes one
//! of these needs no code here. A stream that breaks is tried again after growing pauses for as long
//! as the rule holds.

use std::collections::BTreeMap;

use farhand_protocol::capability::Capability;
use farhand_protocol::device::DevicePresence;
use farhand_protocol::screen::{ScreenTicket, close};
use farhand_protocol::session::Session;
use farhand_protocol::{RepresentativeId, SessionId};

use crate::contract::{
    ClipboardMove, NoticeKind, ScreenFacts, ScreenQuality, ScreenStats, ScreenStatus, ScreenView,
    ScreenshotTo, Secret, Topic, UiError, UiErrorCode,
};
use crate::effect::{Call, Effect, ScreenOrder, Timer};
use crate::event::{CallError, ScreenEvent};
use crate::state::requests::Asked;
use crate::state::sessions::takes_part;
use crate::state::{State, feed, link, notices};
use crate::step::Step;
use crate::words;

/// Screens by their session.
#[derive(Debug, Default)]
pub(crate) struct Screens(BTreeMap<SessionId, Screen>);

/// One screen.
#[derive(Debug, Default)]
struct Screen {
    /// Whether somebody looks at it.
    wanted: bool,
    stream: Stream,
    /// Streams in a row that broke before a picture came.
    failures: u32,
    /// What the stream was last told that may pass.
    told: Option<May>,
    /// Given for a stream that is still to be opened.
    password: Option<Secret>,
    status: ScreenStatus,
    facts: Option<ScreenFacts>,
    stats: Option<ScreenStats>,
    quality: ScreenQuality,
    part: Option<u32>,
    clipboard: Option<ClipboardMove>,
}

/// Where the stream itself stands; `ScreenStatus` is what is told of it.
#[derive(Debug, Default, PartialEq, Eq)]
enum Stream {
    /// There is none.
    #[default]
    Shut,
    /// A ticket is asked for.
    Asking,
    /// The engine has it.
    Open,
    /// Waiting for the next try, or for a password.
    Resting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct May {
    drive: bool,
    clipboard: bool,
}

impl Screens {
    /// Timers that may be set.
    pub fn timers(&self) -> impl Iterator<Item = Timer> {
        self.0.keys().map(|lsid| Timer::Screen(lsid.clone()))
    }

    /// Sessions with a screen.
    pub fn ids(&self) -> impl Iterator<Item = &SessionId> {
        self.0.keys()
    }

    /// Whether a stream is open and its picture is there.
    pub fn live(&self, lsid: &SessionId) -> bool {
        self.0.get(lsid).is_some_and(|screen| screen.status == ScreenStatus::Live)
    }
}

/// Topic `screen/<lsid>`.
pub(crate) fn view(state: &State, lsid: &SessionId) -> ScreenView {
    let driving = drives(state, lsid);
    let Some(screen) = state.desk.screens.0.get(lsid) else {
        return ScreenView { driving, ..ScreenView::default() };
    };
    ScreenView {
        status: screen.status.clone(),
        facts: screen.facts.clone(),
        stats: screen.stats.clone(),
        quality: screen.quality,
        part: screen.part,
        clipboard: screen.clipboard.clone(),
        driving,
    }
}

/// Whether the signed-in representative uses pointer and keys of a session now.
pub(crate) fn drives(state: &State, lsid: &SessionId) -> bool {
    known(state, lsid).is_some_and(|(session, me)| may(session, me).drive)
}

fn known<'a>(state: &'a State, lsid: &SessionId) -> Option<(&'a Session, RepresentativeId)> {
    Some((state.desk.sessions.known.get(lsid)?, state.account()?.me.id))
}

fn may(session: &Session, me: RepresentativeId) -> May {
    let drive = session.driver == Some(me) && session.capabilities.granted(Capability::Control);
    May { drive, clipboard: drive && session.capabilities.granted(Capability::Clipboard) }
}

/// The rule of this file.
fn possible(state: &State, lsid: &SessionId) -> bool {
    let Some((session, me)) = known(state, lsid) else { return false };
    let here = session.device.as_ref().is_some_and(|device| device.presence == DevicePresence::Here);
    let sees = takes_part(session, me) || state.desk.sessions.monitored.contains(lsid);
    here && sees && session.capabilities.granted(Capability::View)
}

/// Somebody looks at the screen.
pub(crate) fn open(state: &mut State, lsid: SessionId) {
    state.changes.mark(Topic::Screen(lsid.clone()));
    state.desk.screens.0.entry(lsid).or_default().wanted = true;
}

/// Nobody looks any more.
pub(crate) fn close(state: &mut State, lsid: &SessionId) {
    change(state, lsid, |screen| screen.wanted = false);
}

/// Changes what is known of a screen.
fn change(state: &mut State, lsid: &SessionId, change: impl FnOnce(&mut Screen)) {
    if let Some(screen) = state.desk.screens.0.get_mut(lsid) {
        change(screen);
        state.changes.mark(Topic::Screen(lsid.clone()));
    }
}

/// Tells a stream to do something.
pub(crate) fn order(step: &mut Step, lsid: &SessionId, order: ScreenOrder) {
    step.push(Effect::Screen(lsid.clone(), order));
}

/// Gives an agent its password: to the stream that waits for it, or to the next one.
pub(crate) fn password(state: &mut State, step: &mut Step, lsid: &SessionId, password: Secret) {
    let Some(screen) = state.desk.screens.0.get_mut(lsid) else { return };
    if screen.stream == Stream::Open {
        order(step, lsid, ScreenOrder::Password(password));
    } else {
        screen.password = Some(password);
        screen.stream = Stream::Shut;
    }
    let since = step.now;
    change(state, lsid, |screen| screen.status = ScreenStatus::Opening { since });
}

/// Chooses the quality of the picture.
pub(crate) fn set_quality(state: &mut State, step: &mut Step, lsid: &SessionId, quality: ScreenQuality) {
    change(state, lsid, |screen| screen.quality = quality);
    order(step, lsid, ScreenOrder::Quality(quality));
}

/// Shows one screen of several.
pub(crate) fn show_part(state: &mut State, step: &mut Step, lsid: &SessionId, part: Option<u32>) {
    change(state, lsid, |screen| screen.part = part);
    order(step, lsid, ScreenOrder::Part(part));
}

/// Passes a text between the clipboards.
pub(crate) fn move_clipboard(state: &mut State, step: &mut Step, lsid: &SessionId, to_device: bool) {
    let at = step.now;
    change(state, lsid, |screen| {
        screen.clipboard = Some(ClipboardMove { to_device, at, characters: None });
    });
    let way = if to_device { ScreenOrder::SendClipboard } else { ScreenOrder::FetchClipboard };
    order(step, lsid, way);
}

/// Ends a step: opens, closes and limits streams by the rule.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    for lsid in state.desk.screens.0.keys().cloned().collect::<Vec<_>>() {
        let possible = possible(state, &lsid);
        let may = known(state, &lsid).map_or(May { drive: false, clipboard: false }, |(s, me)| may(s, me));
        let gone = state.desk.tabs.get(&lsid).is_none();
        let online = state.link.online();
        let Some(screen) = state.desk.screens.0.get_mut(&lsid) else { continue };
        if possible && screen.wanted && !gone {
            if screen.stream == Stream::Shut && online {
                ask_ticket(state, step, &lsid);
            } else if screen.stream == Stream::Open && screen.told != Some(may) {
                screen.told = Some(may);
                order(step, &lsid, ScreenOrder::May { drive: may.drive, clipboard: may.clipboard });
                state.changes.mark(Topic::Screen(lsid));
            }
            continue;
        }
        shut(state, step, &lsid);
        if gone {
            state.desk.screens.0.remove(&lsid);
        }
    }
}

fn ask_ticket(state: &mut State, step: &mut Step, lsid: &SessionId) {
    state.requests.ask(step, Asked::ScreenTicket(lsid.clone()), Call::ScreenTicket(lsid.clone()));
    let since = step.now;
    change(state, lsid, |screen| {
        screen.stream = Stream::Asking;
        match &mut screen.status {
            ScreenStatus::Lost { next_try_at, .. } => *next_try_at = None,
            status => *status = ScreenStatus::Opening { since },
        }
    });
}

/// Closes a stream that is not to be open.
fn shut(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(screen) = state.desk.screens.0.get_mut(lsid) else { return };
    match screen.stream {
        Stream::Shut if screen.status == ScreenStatus::Closed => return,
        Stream::Open => order(step, lsid, ScreenOrder::Close),
        Stream::Resting => step.clear_timer(Timer::Screen(lsid.clone())),
        Stream::Asking | Stream::Shut => {}
    }
    state.requests.forget(|asked| matches!(asked, Asked::ScreenTicket(of) if of == lsid));
    change(state, lsid, |screen| {
        screen.stream = Stream::Shut;
        screen.status = ScreenStatus::Closed;
        (screen.told, screen.stats, screen.failures) = (None, None, 0);
    });
}

/// Closes all streams, because the desk is left.
pub(crate) fn shut_all(state: &mut State, step: &mut Step) {
    for lsid in state.desk.screens.0.keys().cloned().collect::<Vec<_>>() {
        shut(state, step, &lsid);
    }
}

/// The ticket is there, or not.
pub(crate) fn ticket(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    result: Result<ScreenTicket, CallError>,
) {
    let Some(screen) = state.desk.screens.0.get_mut(lsid) else { return };
    if screen.stream != Stream::Asking {
        return;
    }
    match result {
        Ok(ScreenTicket { ticket, .. }) => {
            screen.stream = Stream::Open;
            screen.told = None;
            let (quality, part) = (screen.quality, screen.part);
            order(step, lsid, ScreenOrder::Open { ticket, quality, part });
        }
        Err(error) => broke(state, step, lsid, words::call_error(error), None),
    }
}

/// The pause after a stream that broke is over.
pub(crate) fn retry_due(state: &mut State, lsid: &SessionId) {
    change(state, lsid, |screen| {
        if screen.stream == Stream::Resting {
            screen.stream = Stream::Shut;
        }
    });
}

/// The stream broke, or could not be opened: plans the next try.
fn broke(state: &mut State, step: &mut Step, lsid: &SessionId, reason: UiError, close: Option<u16>) {
    let Some(screen) = state.desk.screens.0.get_mut(lsid) else { return };
    let since = match screen.status {
        ScreenStatus::Lost { since, .. } => since,
        _ => step.now,
    };
    let pause = link::pause_ms(screen.failures, step.random);
    screen.failures = screen.failures.saturating_add(1);
    let next = step.set_timer(Timer::Screen(lsid.clone()), pause);
    change(state, lsid, |screen| {
        screen.stream = Stream::Resting;
        screen.status = ScreenStatus::Lost { since, reason, close, next_try_at: Some(next) };
        (screen.told, screen.stats) = (None, None);
    });
}

/// Something about a stream.
pub(crate) fn event(state: &mut State, step: &mut Step, lsid: &SessionId, event: ScreenEvent) {
    let open = state.desk.screens.0.get(lsid).is_some_and(|screen| screen.stream == Stream::Open);
    if !open {
        return;
    }
    let now = step.now;
    match event {
        ScreenEvent::Live => change(state, lsid, |screen| {
            (screen.status, screen.failures) = (ScreenStatus::Live, 0);
        }),
        ScreenEvent::Facts(facts) => change(state, lsid, |screen| screen.facts = Some(facts)),
        ScreenEvent::Stats(stats) => change(state, lsid, |screen| screen.stats = Some(stats)),
        ScreenEvent::PasswordNeeded => password_needed(state, step, lsid),
        ScreenEvent::Closed { code, reason } => closed(state, step, lsid, code, &reason),
        ScreenEvent::ClipboardMoved { to_device, characters } => change(state, lsid, |screen| {
            let characters = Some(characters);
            screen.clipboard = Some(ClipboardMove { to_device, at: now, characters });
        }),
        ScreenEvent::ClipboardFailed(reason) => {
            change(state, lsid, |screen| screen.clipboard = None);
            notices::tell(state, step, NoticeKind::Warn, reason, Some(lsid.clone()));
        }
        ScreenEvent::ScreenshotTaken(path) => screenshot_taken(state, step, lsid, path),
        ScreenEvent::ScreenshotFailed(reason) => not_kept(state, step, lsid, &reason),
    }
}

fn password_needed(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(screen) = state.desk.screens.0.get_mut(lsid) else { return };
    match screen.password.take() {
        Some(password) => order(step, lsid, ScreenOrder::Password(password)),
        None => change(state, lsid, |screen| screen.status = ScreenStatus::PasswordNeeded { wrong: false }),
    }
}

fn closed(state: &mut State, step: &mut Step, lsid: &SessionId, code: Option<u16>, reason: &str) {
    if code == Some(close::WRONG_PASSWORD) {
        return change(state, lsid, |screen| {
            screen.stream = Stream::Resting;
            screen.status = ScreenStatus::PasswordNeeded { wrong: true };
            screen.told = None;
        });
    }
    let kind = if code.is_some() { UiErrorCode::Unavailable } else { UiErrorCode::Unreachable };
    broke(state, step, lsid, UiError::new(kind, words::sentence(reason)), code);
}

/// Asks for a picture to be kept. The session's log tells of it first, whoever looks at it later.
pub(crate) fn take_screenshot(state: &mut State, step: &mut Step, lsid: SessionId, to: ScreenshotTo) {
    state.requests.ask(step, Asked::Screenshot(lsid.clone(), to), Call::ScreenshotTaken(lsid));
}

/// The log tells of a picture: it is taken now. Without that nothing is kept.
pub(crate) fn screenshot_noted(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    to: ScreenshotTo,
    result: Result<Box<Session>, CallError>,
) {
    match result {
        Ok(session) => feed::session_answered(state, step, *session),
        Err(error) => return not_kept(state, step, lsid, &words::call_error(error).message),
    }
    if !state.desk.screens.live(lsid) {
        return not_kept(state, step, lsid, "There is no picture of the screen any more.");
    }
    let name = state.desk.sessions.first_name(lsid).to_owned();
    order(step, lsid, ScreenOrder::Screenshot { to, name });
}

fn not_kept(state: &mut State, step: &mut Step, lsid: &SessionId, reason: &str) {
    let text = format!("The picture was not kept. {}", words::sentence(reason));
    notices::tell(state, step, NoticeKind::Danger, text, Some(lsid.clone()));
}

fn screenshot_taken(state: &mut State, step: &mut Step, lsid: &SessionId, path: Option<String>) {
    let text = match path {
        Some(path) => format!("The picture was saved as {path}."),
        None => "The picture is on the clipboard.".into(),
    };
    notices::tell(state, step, NoticeKind::Ok, text, Some(lsid.clone()));
}
