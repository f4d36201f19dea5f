//! System information that somebody looks at: what there is of it, what was asked to be read, and live
//! values.
//!
//! One rule decides, at the end of every step: while it is looked at and the link is up, the console
//! knows which readings there are; while reading is allowed besides, everything was asked to be read
//! once and live values come. The appliance forgets who watches with the live connection, so each new
//! one is told again.

use std::collections::{BTreeMap, VecDeque};

use farhand_protocol::SessionId;
use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_protocol::device::DevicePresence;
use farhand_protocol::info::{Category, Info as InfoThere, InfoScope, ReadingHead, SnapshotHead, Source};
use farhand_protocol::live::ClientFrame;
use farhand_protocol::session::{CustomerPresence, Session};

use crate::contract::{AskedReading, InfoPoint, InfoState, InfoView, NoticeKind, Topic, UiError};
use crate::effect::{Call, Effect};
use crate::event::CallError;
use crate::info::{snapshot_head, source};
use crate::state::requests::Asked;
use crate::state::sessions::takes_part;
use crate::state::{State, feed, notices, permission};
use crate::step::Step;
use crate::words;

/// Milliseconds between two live values.
const EVERY_MS: u32 = 1_000;
/// Milliseconds for which live values are kept.
const KEPT_MS: u64 = 10 * 60 * 1_000;
/// Milliseconds for which what was read is not read again by itself.
const FRESH_MS: u64 = 60_000;
/// Live values that are kept at most, of all sources together.
const KEPT: usize = 6_000;

/// System information by its session.
#[derive(Debug, Default)]
pub(crate) struct Infos(BTreeMap<SessionId, Info>);

/// That of one session.
#[derive(Debug, Default)]
struct Info {
    /// Whether somebody looks at it.
    open: bool,
    /// Whether the appliance has told, over this link, what there is.
    fetched: bool,
    loaded: bool,
    readings: BTreeMap<(Category, Source), ReadingHead>,
    snapshots: BTreeMap<u32, SnapshotHead>,
    asked: BTreeMap<Category, AskedReading>,
    points: VecDeque<InfoPoint>,
    /// Whether everything was asked to be read since that was allowed.
    read: bool,
    /// Whether it may still be asked for without anybody's word, since somebody began to look: the site
    /// does not want its customers to be asked.
    unasked: bool,
    /// Whether this live connection was told that somebody looks.
    watched: bool,
    error: Option<UiError>,
}

impl Infos {
    /// Sessions whose system information was looked at.
    pub fn ids(&self) -> impl Iterator<Item = &SessionId> {
        self.0.keys()
    }

    /// Whether there is no reading of a session.
    pub fn nothing(&self, lsid: &SessionId) -> bool {
        self.0.get(lsid).is_none_or(|info| info.readings.is_empty())
    }
}

/// Topic `info/<lsid>`.
pub(crate) fn view(state: &State, lsid: &SessionId) -> InfoView {
    let points = state.desk.infos.0.get(lsid).map(|info| info.points.iter().cloned().collect());
    InfoView { state: info_state(state, lsid), points: points.unwrap_or_default() }
}

/// What there is, without the live values.
pub(crate) fn info_state(state: &State, lsid: &SessionId) -> InfoState {
    let Some(info) = state.desk.infos.0.get(lsid) else { return InfoState::default() };
    InfoState {
        loaded: info.loaded,
        readings: info.readings.values().cloned().collect(),
        snapshots: info.snapshots.values().cloned().collect(),
        asked: info.asked.values().cloned().collect(),
        keeping: state.requests.open(&Asked::KeepInfo(lsid.clone())),
        error: info.error.clone(),
    }
}

/// Somebody looks. What was read a while ago is read anew; what was not told is asked for again.
pub(crate) fn open(state: &mut State, step: &Step, lsid: SessionId) {
    state.changes.info(&lsid);
    let info = state.desk.infos.0.entry(lsid).or_default();
    info.open = true;
    info.fetched &= info.loaded;
    info.read &= info.asked.values().any(|asked| step.now.since(asked.at) < FRESH_MS);
}

/// Nobody looks any more.
pub(crate) fn close(state: &mut State, lsid: &SessionId) {
    change(state, lsid, |info| info.open = false);
}

fn change(state: &mut State, lsid: &SessionId, change: impl FnOnce(&mut Info)) {
    if let Some(info) = state.desk.infos.0.get_mut(lsid) {
        change(info);
        state.changes.info(lsid);
    }
}

/// How much may be read now.
fn allowed(state: &State, lsid: &SessionId) -> Option<InfoScope> {
    let session = state.desk.sessions.known.get(lsid)?;
    let me = &state.account()?.me;
    session.capabilities.info_allowed().filter(|_| me.rights.info && takes_part(session, me.id))
}

/// Ends a step: fetches, reads and watches by the rule.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    let online = state.link.online();
    for lsid in state.desk.infos.0.keys().cloned().collect::<Vec<_>>() {
        let gone = state.desk.tabs.get(&lsid).is_none();
        let allowed = allowed(state, &lsid);
        let Some(info) = state.desk.infos.0.get_mut(&lsid) else { continue };
        let looked_at = info.open && !gone && online;
        let watch = looked_at && allowed.is_some();
        let fetch = looked_at && !info.fetched;
        info.fetched |= fetch;
        let told = std::mem::replace(&mut info.watched, watch);
        let read = allowed.filter(|_| watch && !info.read);
        info.read = allowed.is_some() && (info.read || watch);
        if told != watch && online {
            let every_ms = watch.then_some(EVERY_MS);
            step.push(Effect::SendLive(ClientFrame::WatchInfo { lsid: lsid.clone(), every_ms }));
        }
        if fetch {
            state.requests.ask(step, Asked::Info(lsid.clone()), Call::Info(lsid.clone()));
        }
        if let Some(scope) = read {
            let all = Category::ALL.into_iter().filter(|category| scope.covers(*category));
            self::read(state, step, &lsid, all.collect());
        }
        if looked_at {
            ask_by_itself(state, step, &lsid);
        }
        if gone {
            state.desk.infos.0.remove(&lsid);
            state.changes.mark(Topic::Info(lsid));
        }
    }
}

/// Where customers are not asked about ordinary system information, looking is enough. Only once: what the
/// customer has stopped is not asked for again without a person's word.
fn ask_by_itself(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(session) = state.desk.sessions.known.get(lsid) else { return };
    let Some(account) = state.account() else { return };
    let may = account.me.rights.info && takes_part(session, account.me.id);
    let open = may && session.capabilities.info == CapabilityState::Available;
    let Some(info) = state.desk.infos.0.get_mut(lsid) else { return };
    if open && std::mem::take(&mut info.unasked) {
        permission::ask(state, step, lsid.clone(), Call::AskInfo(lsid.clone(), InfoScope::default()));
    }
}

/// The live connection is a new one: it knows of no watching, and what came meanwhile was not heard.
pub(crate) fn link_is_new(state: &mut State) {
    for info in state.desk.infos.0.values_mut() {
        (info.watched, info.fetched) = (false, false);
    }
}

/// A session has changed: who has come can tell something new, and so can all where more is allowed.
pub(crate) fn session_changed(state: &mut State, old: Option<&Session>, session: &Session) {
    let device = |session: &Session| {
        session.device.as_ref().is_some_and(|device| device.presence == DevicePresence::Here)
    };
    let page = |session: &Session| session.customer.presence == CustomerPresence::Here;
    let Some(old) = old else { return };
    let widened = old.capabilities.info_allowed() != session.capabilities.info_allowed();
    let came = (device(session) && !device(old)) || (page(session) && !page(old));
    if (came || widened)
        && let Some(info) = state.desk.infos.0.get_mut(&session.lsid)
    {
        info.read = false;
    }
}

/// Asks for some of it to be read anew.
pub(crate) fn read(state: &mut State, step: &mut Step, lsid: &SessionId, categories: Vec<Category>) {
    let at = step.now;
    change(state, lsid, |info| {
        info.error = None;
        for category in &categories {
            let asked = AskedReading { category: *category, at, answered: Vec::new() };
            info.asked.insert(*category, asked);
        }
    });
    let call = Call::ReadInfo(lsid.clone(), categories.clone());
    state.requests.ask(step, Asked::ReadInfo(lsid.clone(), categories), call);
}

/// It was passed on, or not.
pub(crate) fn read_answered(
    state: &mut State,
    lsid: &SessionId,
    categories: &[Category],
    result: Result<(), CallError>,
) {
    let Err(error) = result else { return };
    change(state, lsid, |info| {
        info.error = Some(words::call_error(error));
        info.asked.retain(|category, _| !categories.contains(category));
    });
}

/// What there is came, or did not.
pub(crate) fn fetched(state: &mut State, lsid: &SessionId, result: Result<InfoThere, CallError>) {
    change(state, lsid, |info| match result {
        Ok(there) => {
            info.loaded = true;
            info.unasked = !there.asks;
            for head in there.readings {
                put(info, head);
            }
            info.snapshots =
                there.snapshots.into_iter().map(|head| (head.number, snapshot_head(head))).collect();
        }
        Err(error) => info.error = Some(words::call_error(error)),
    });
}

/// A newer reading takes an older one's place.
fn put(info: &mut Info, head: ReadingHead) {
    let head = ReadingHead { source: source(head.source), ..head };
    let place = (head.category, head.source.clone());
    if info.readings.get(&place).is_none_or(|known| known.number < head.number) {
        info.readings.insert(place, head);
    }
}

/// There is a new reading, the live connection says.
pub(crate) fn heard(state: &mut State, lsid: &SessionId, head: ReadingHead) {
    change(state, lsid, |info| {
        let head = ReadingHead { source: source(head.source), ..head };
        if let Some(asked) = info.asked.get_mut(&head.category)
            && !asked.answered.contains(&head.source)
        {
            asked.answered.push(head.source.clone());
        }
        put(info, head);
    });
}

/// Live values came.
pub(crate) fn sampled(state: &mut State, lsid: &SessionId, mut point: InfoPoint) {
    let Some(info) = state.desk.infos.0.get_mut(lsid).filter(|info| info.open) else { return };
    point.source = source(point.source);
    while info.points.len() >= KEPT
        || info.points.front().is_some_and(|first| point.at.since(first.at) > KEPT_MS)
    {
        info.points.pop_front();
    }
    info.points.push_back(point.clone());
    state.changes.info_point(lsid, point);
}

/// Keeps what was read under a name.
pub(crate) fn keep(state: &mut State, step: &mut Step, lsid: &SessionId, name: String) {
    state.requests.ask(step, Asked::KeepInfo(lsid.clone()), Call::KeepInfo(lsid.clone(), name));
    state.changes.info(lsid);
}

/// It was kept, or not.
pub(crate) fn kept(
    state: &mut State,
    step: &mut Step,
    lsid: &SessionId,
    result: Result<SnapshotHead, CallError>,
) {
    state.changes.info(lsid);
    match result {
        Ok(head) => change(state, lsid, |info| {
            info.snapshots.insert(head.number, snapshot_head(head));
        }),
        Err(error) => {
            let text = format!("The snapshot was not kept. {}", words::call_error(error).message);
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid.clone()));
        }
    }
}

/// Asks the customer. Where less is allowed already, that is given back first: the appliance asks for
/// nothing anew that is allowed.
pub(crate) fn ask_for(state: &mut State, step: &mut Step, lsid: SessionId, scope: InfoScope) {
    if allowed(state, &lsid).is_some() {
        let call = Call::Stop(lsid.clone(), Capability::Info);
        state.requests.ask(step, Asked::WidenInfo(lsid, scope), call);
    } else {
        permission::ask(state, step, lsid.clone(), Call::AskInfo(lsid, scope));
    }
}

/// What was allowed is given back, or not.
pub(crate) fn given_back(
    state: &mut State,
    step: &mut Step,
    lsid: SessionId,
    scope: InfoScope,
    result: Result<Box<Session>, CallError>,
) {
    match result {
        Ok(session) => {
            feed::session_answered(state, step, *session);
            permission::ask(state, step, lsid.clone(), Call::AskInfo(lsid, scope));
        }
        Err(error) => permission::answered(state, step, lsid, Err(error)),
    }
}
