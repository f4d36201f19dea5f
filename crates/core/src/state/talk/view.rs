//! Topic `talk`.

use std::cmp::Reverse;

use farhand_protocol::team::{TalkEntry, TalkWith};
use farhand_protocol::text::for_display_line;

use crate::contract::{TalkLine, TalkOpen, TalkRow, TalkView};
use crate::state::requests::Asked;
use crate::state::sign_in::Account;
use crate::state::{State, talk};

use super::{Talk, name_of};

/// Characters of a talk's newest line in the list.
const NEWEST: usize = 80;

/// The topic's value.
pub(crate) fn view(state: &State) -> TalkView {
    let Some(account) = state.account() else { return TalkView::default() };
    let talks = &state.desk.talks;
    let teams = account.me.teams.iter().map(|membership| TalkWith::Team { id: membership.team });
    let empty = teams.filter(|team| !talks.talks.contains_key(team));
    let rows = talks.talks.iter().map(|(with, talk)| row(state, account, *with, Some(talk)));
    let mut rows: Vec<TalkRow> = rows.chain(empty.map(|team| row(state, account, team, None))).collect();
    rows.sort_by_cached_key(|row| (Reverse(row.at), row.name.to_lowercase(), row.with));
    let open = talks.open.and_then(|with| Some(open(state, account, with, talks.talks.get(&with)?)));
    TalkView { talks: rows, open, unread: talk::unread(state) }
}

fn row(state: &State, account: &Account, with: TalkWith, talk: Option<&Talk>) -> TalkRow {
    let newest = talk.and_then(|talk| talk.lines.last_key_value()).map(|(_, line)| line);
    let presence = match with {
        TalkWith::Representative { id } => Some(state.desk.people.presence(id)),
        TalkWith::Team { .. } => None,
    };
    TalkRow {
        with,
        name: name_of(state, with),
        presence,
        newest: newest.map(|line| for_display_line(&line.text).chars().take(NEWEST).collect()),
        at: newest.map(|line| line.at),
        unread: talk.map_or(0, |talk| talk.unread(state.talk_kept.read(account, with), account.me.id)),
    }
}

fn open(state: &State, account: &Account, with: TalkWith, talk: &Talk) -> TalkOpen {
    let line = |line: &TalkEntry| TalkLine {
        number: line.number,
        at: line.at,
        from: line.from,
        name: line.from_name.clone(),
        mine: line.from == account.me.id,
        text: line.text.clone(),
        broadcast: line.broadcast,
    };
    TalkOpen {
        with,
        lines: talk.lines.values().map(line).collect(),
        has_earlier: talk.has_earlier,
        loading: state.requests.open(&Asked::TalkPage(with)),
        sending: state.talk_outbox.rows(account, with, state.link.online()),
        draft: state.talk_kept.draft(account, with).to_owned(),
    }
}
