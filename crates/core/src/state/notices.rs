//! Notices: what happened elsewhere, or can be undone. Errors stay; the rest goes by itself.

use farhand_protocol::{SessionId, Timestamp};

use crate::contract::{Notice, NoticeKind, NoticesView, Topic};
use crate::effect::Timer;
use crate::state::State;
use crate::step::Step;

/// Milliseconds for which a notice shows.
const LIFE_MS: u64 = 8_000;
/// Notices kept at most; the oldest goes.
const MOST: usize = 20;

/// What is told now.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    last: u32,
    notices: Vec<Notice>,
}

impl Notices {
    /// Topic `notices`.
    pub fn view(&self) -> NoticesView {
        NoticesView { notices: self.notices.clone() }
    }
}

/// Tells something. Dangers stay until dismissed, and are told once while they stand.
pub(crate) fn tell(
    state: &mut State,
    step: &mut Step,
    kind: NoticeKind,
    text: String,
    lsid: Option<SessionId>,
) {
    let stays = kind == NoticeKind::Danger;
    if stays && state.notices.notices.iter().any(|notice| notice.text == text) {
        return;
    }
    let until = (!stays).then(|| step.now.plus(LIFE_MS));
    add(state, step, Notice { id: 0, kind, text, lsid, undo: None, until });
}

/// What can be undone.
#[derive(Debug)]
pub(crate) struct Offer {
    /// The session that it is about, if any.
    pub lsid: Option<SessionId>,
    /// The pending action's number.
    pub undo: u32,
    /// When it happens; none while that is open.
    pub until: Option<Timestamp>,
}

/// Tells of something that happens unless undone; answers the notice's id.
pub(crate) fn offer_undo(state: &mut State, step: &mut Step, text: String, offer: Offer) -> u32 {
    let Offer { lsid, undo, until } = offer;
    let notice = Notice { id: 0, kind: NoticeKind::Info, text, lsid, undo: Some(undo), until };
    add(state, step, notice)
}

fn add(state: &mut State, step: &mut Step, notice: Notice) -> u32 {
    state.notices.last = state.notices.last.wrapping_add(1);
    let id = state.notices.last;
    if let Some(at) = notice.until {
        step.push(crate::Effect::SetTimer { timer: Timer::Notice(id), at });
    }
    state.notices.notices.push(Notice { id, ..notice });
    if state.notices.notices.len() > MOST {
        let oldest = state.notices.notices[0].id;
        take_away(state, step, oldest);
    }
    state.changes.mark(Topic::Notices);
    id
}

/// A write to the console's own store failed. What was typed is still here, and is still sent.
pub(crate) fn store_failed(state: &mut State, step: &mut Step, reason: &str) {
    let text = format!(
        "Something could not be stored on this computer: {reason}. It is kept until the console closes."
    );
    tell(state, step, NoticeKind::Danger, text, None);
}

/// Takes a notice away.
pub(crate) fn take_away(state: &mut State, step: &mut Step, id: u32) {
    let Some(place) = state.notices.notices.iter().position(|notice| notice.id == id) else { return };
    let notice = state.notices.notices.remove(place);
    if notice.until.is_some() {
        step.clear_timer(Timer::Notice(id));
    }
    state.changes.mark(Topic::Notices);
}

/// Takes all away.
pub(crate) fn clear(state: &mut State, step: &mut Step) {
    while let Some(notice) = state.notices.notices.first() {
        take_away(state, step, notice.id);
    }
}
