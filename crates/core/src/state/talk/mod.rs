//! Talk: what representatives say to one another outside sessions, in a team or one to one.
//!
//! A snapshot has the newest lines of all talks; the feed goes on from there, and earlier lines are asked for
//! page by page. A line counts as read when its talk was in front of somebody who looks.

pub(crate) mod kept;
pub(crate) mod sending;
mod view;

use std::collections::BTreeMap;

use farhand_protocol::RepresentativeId;
use farhand_protocol::site::Snapshot;
use farhand_protocol::team::{TalkEntry, TalkPage, TalkWith};

use crate::contract::{NoticeKind, Topic};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, alerts, colleagues, display, notices};
use crate::step::Step;
use crate::words;

pub(crate) use view::view;

/// Lines of all talks in a snapshot. Where there are fewer, there are no others.
const SNAPSHOT_LINES: usize = 200;

/// The talks of the one who is signed in.
#[derive(Debug, Default)]
pub(crate) struct Talks {
    talks: BTreeMap<TalkWith, Talk>,
    /// The one in front in the window.
    open: Option<TalkWith>,
    /// Whether there are lines that are older than all of the snapshot's.
    more: bool,
    /// The newest line that was told to whole teams: one that the reader is of twice is told once.
    told: Option<(RepresentativeId, String)>,
}

/// One talk.
#[derive(Debug, Default)]
struct Talk {
    /// By number, texts ready for display, without gaps from the first to the newest.
    lines: BTreeMap<u64, TalkEntry>,
    has_earlier: bool,
}

impl Talk {
    fn newest(&self) -> u64 {
        self.lines.last_key_value().map_or(0, |(number, _)| *number)
    }

    fn unread(&self, read: u64, me: RepresentativeId) -> u32 {
        let lines = self.lines.range(read.saturating_add(1)..).filter(|(_, line)| line.from != me);
        u32::try_from(lines.count()).unwrap_or(u32::MAX)
    }
}

/// With whom a line is talked, as the reader sees it.
fn with(entry: &TalkEntry, me: RepresentativeId) -> TalkWith {
    match entry.to {
        TalkWith::Representative { id } if id == me => TalkWith::Representative { id: entry.from },
        to => to,
    }
}

/// With whom, in words.
pub(crate) fn name_of(state: &State, with: TalkWith) -> String {
    match with {
        TalkWith::Representative { id } => state.desk.people.name(id),
        TalkWith::Team { id } => colleagues::team_name(state, id),
    }
}

/// What a snapshot has takes the place of what was known: there may be a gap between the two.
pub(crate) fn replace(state: &mut State, step: &mut Step, snapshot: &mut Snapshot) {
    let lines = std::mem::take(&mut snapshot.talk);
    let has_earlier = lines.len() >= SNAPSHOT_LINES;
    state.desk.talks.more = has_earlier;
    for talk in state.desk.talks.talks.values_mut() {
        *talk = Talk { has_earlier, ..Talk::default() };
    }
    let newest = lines.iter().map(|line| line.number).max().unwrap_or(0);
    for line in lines {
        let talk = state.desk.talks.talks.entry(with(&line, snapshot.me.id));
        let talk = talk.or_insert_with(|| Talk { has_earlier, ..Talk::default() });
        talk.lines.insert(line.number, display::talk_entry(line));
    }
    kept::begin(state, step, newest);
    state.changes.mark(Topic::Talk);
    read_front(state, step);
    fill_open(state, step);
}

/// The feed tells of a line.
pub(crate) fn heard(state: &mut State, step: &mut Step, entry: TalkEntry) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    if entry.from == me {
        sending::acknowledged(state, step, &entry.client_id);
    }
    if add(state, entry.clone(), me) && entry.from != me {
        let entry = display::talk_entry(entry);
        let with = with(&entry, me);
        let seen = looked_at(state, with);
        if !seen {
            alerts::talked(state, with, &entry);
        }
        if entry.broadcast {
            tell_all(state, step, &entry, seen);
        }
    }
    read_front(state, step);
}

/// Adds a line; says whether it is new.
fn add(state: &mut State, entry: TalkEntry, me: RepresentativeId) -> bool {
    state.changes.mark(Topic::Talk);
    let has_earlier = state.desk.talks.more;
    let talk = state.desk.talks.talks.entry(with(&entry, me));
    let talk = talk.or_insert_with(|| Talk { has_earlier, ..Talk::default() });
    talk.lines.insert(entry.number, display::talk_entry(entry)).is_none()
}

/// A supervisor told it to a whole team: it shows wherever the reader is, unless the reader has just `seen`
/// it in that team's talk.
fn tell_all(state: &mut State, step: &mut Step, entry: &TalkEntry, seen: bool) {
    let told = Some((entry.from, entry.text.clone()));
    if state.desk.talks.told == told {
        return;
    }
    state.desk.talks.told = told;
    if !seen {
        let text = format!("{} to {}\n{}", entry.from_name, name_of(state, entry.to), entry.text);
        notices::tell(state, step, NoticeKind::Warn, text, None);
    }
}

/// Whether the reader sees the talk now.
fn looked_at(state: &State, with: TalkWith) -> bool {
    state.program.focused && state.desk.talks.open == Some(with)
}

/// What is in front counts as read.
pub(crate) fn read_front(state: &mut State, step: &mut Step) {
    let Some(with) = state.desk.talks.open.filter(|_| state.program.focused) else { return };
    let newest = state.desk.talks.talks.get(&with).map_or(0, Talk::newest);
    if kept::set_read(state, step, with, newest) {
        state.changes.mark(Topic::Talk);
    }
}

/// Lines that were not shown yet, in all.
pub(crate) fn unread(state: &State) -> u32 {
    let Some(account) = state.account() else { return 0 };
    let unread =
        |(with, talk): (&TalkWith, &Talk)| talk.unread(state.talk_kept.read(account, *with), account.me.id);
    state.desk.talks.talks.iter().map(unread).sum()
}

/// Brings a talk to the front.
pub(crate) fn open(state: &mut State, step: &mut Step, with: TalkWith) {
    let talks = &mut state.desk.talks;
    let has_earlier = talks.more;
    talks.talks.entry(with).or_insert_with(|| Talk { has_earlier, ..Talk::default() });
    talks.open = Some(with);
    state.changes.mark(Topic::Talk);
    read_front(state, step);
    fill_open(state, step);
}

/// No talk is in front any more.
pub(crate) fn close(state: &mut State) {
    if state.desk.talks.open.take().is_some() {
        state.changes.mark(Topic::Talk);
    }
}

/// An open talk without lines asks for its newest ones.
fn fill_open(state: &mut State, step: &mut Step) {
    let talks = &state.desk.talks;
    let talk = talks.open.and_then(|with| talks.talks.get(&with));
    if talk.is_some_and(|talk| talk.lines.is_empty() && talk.has_earlier) {
        load_earlier(state, step);
    }
}

/// Asks for lines before those of the open talk.
pub(crate) fn load_earlier(state: &mut State, step: &mut Step) {
    let Some(with) = state.desk.talks.open else { return };
    let Some(talk) = state.desk.talks.talks.get(&with).filter(|talk| talk.has_earlier) else { return };
    let before = talk.lines.first_key_value().map(|(number, _)| *number);
    let asked = Asked::TalkPage(with);
    if !state.requests.open(&asked) {
        state.requests.ask(step, asked, Call::TalkPage { with, before });
        state.changes.mark(Topic::Talk);
    }
}

/// Earlier lines came, or did not.
pub(crate) fn page(state: &mut State, step: &mut Step, of: TalkWith, result: Result<TalkPage, CallError>) {
    state.changes.mark(Topic::Talk);
    match result {
        Ok(page) => {
            let Some(talk) = state.desk.talks.talks.get_mut(&of) else { return };
            talk.has_earlier = page.has_earlier && !page.entries.is_empty();
            let lines = page.entries.into_iter().map(|line| (line.number, display::talk_entry(line)));
            talk.lines.extend(lines);
            read_front(state, step);
        }
        Err(error) => {
            let text = format!("Earlier lines could not be loaded. {}", words::call_error(error).message);
            notices::tell(state, step, NoticeKind::Warn, text, None);
        }
    }
}
