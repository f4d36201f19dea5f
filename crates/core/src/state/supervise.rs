//! What a supervisor does with the sessions and members of the own teams. Who may do what is the
//! appliance's to say; what it answers is the session as it is then.

use farhand_protocol::chat::{Body, Entry, SessionEvent};
use farhand_protocol::people::{Presence, Representative};
use farhand_protocol::session::Session;
use farhand_protocol::team::Broadcast;
use farhand_protocol::text::for_display_line;
use farhand_protocol::{RepresentativeId, SessionId};

use crate::contract::{Command, NoticeKind};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sessions::{ended, queued, takes_part};
use crate::state::{State, accept, dashboard, display, feed, notices, presence, sharing, tabs};
use crate::step::Step;
use crate::words;

/// Something that a supervisor asks about a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Monitor,
    Join,
    TakeOver,
    /// Offer it to somebody.
    Assign(RepresentativeId),
}

/// Something that a supervisor asks about people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PeopleDeed {
    SetPresence(RepresentativeId, Presence),
    SignOut(RepresentativeId),
    Broadcast,
}

/// The customer's first name, also of a session that only the dashboard shows.
pub(crate) fn first_name<'a>(state: &'a State, lsid: &SessionId) -> &'a str {
    let known = state.desk.sessions.get(lsid).map(|session| session.customer.name.as_str());
    known.or_else(|| state.desk.dashboard.customer(lsid)).map_or("the customer", display::first_name)
}

/// Something about a session is being asked, or was answered.
pub(crate) fn touched(state: &mut State, lsid: &SessionId) {
    state.changes.session(lsid);
    dashboard::touched(state);
}

/// A supervisor's command.
pub(crate) fn command(state: &mut State, step: &mut Step, command: Command) {
    let (lsid, deed, call) = match command {
        Command::MonitorSession { lsid, seen } => (lsid.clone(), Deed::Monitor, Call::Monitor(lsid, seen)),
        Command::JoinSession { lsid } => (lsid.clone(), Deed::Join, Call::Join(lsid)),
        Command::TakeOver { lsid, from } => (lsid.clone(), Deed::TakeOver, Call::TakeOver(lsid, from)),
        Command::AssignSession { lsid, to } => (lsid.clone(), Deed::Assign(to), Call::Assign(lsid, to)),
        other => return people_command(state, step, other),
    };
    touched(state, &lsid);
    state.requests.ask(step, Asked::Supervise(lsid, deed), call);
}

fn people_command(state: &mut State, step: &mut Step, command: Command) {
    let (deed, call) = match command {
        Command::SetPresenceOf { who, presence } => {
            (PeopleDeed::SetPresence(who, presence), Call::SetPresenceOf(who, presence))
        }
        Command::SignOutColleague { who } => (PeopleDeed::SignOut(who), Call::SignOutColleague(who)),
        Command::Broadcast { teams, text } => {
            let text = text.trim().to_owned();
            (PeopleDeed::Broadcast, Call::Broadcast(Broadcast { teams, text }))
        }
        _ => return,
    };
    state.requests.ask(step, Asked::Colleagues(deed), call);
}

/// A session was seen, joined, taken over or offered, or not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    (lsid, deed): (SessionId, Deed),
    result: Result<Box<Session>, CallError>,
) {
    touched(state, &lsid);
    let session = match result {
        Ok(session) => *session,
        Err(error) => return failed(state, step, lsid, deed, error),
    };
    match deed {
        Deed::Monitor => {
            state.desk.sessions.monitored.insert(lsid);
            accept::came(state, step, session);
        }
        Deed::Join | Deed::TakeOver => accept::came(state, step, session),
        Deed::Assign(to) => {
            let name = for_display_line(&session.customer.name);
            let (name, to) = (display::first_name(&name), state.desk.people.name(to));
            let text = format!("The session with {name} is offered to {to}.");
            feed::session_answered(state, step, session);
            notices::tell(state, step, NoticeKind::Ok, text, None);
        }
    }
}

/// A session has changed: an offer that the reader has made may have ended, and nobody has taken it. What an
/// answer told already is not told once more by the feed, which comes after it.
pub(crate) fn session_changed(state: &mut State, step: &mut Step, old: Option<&Session>, new: &Session) {
    let Some(old) = old.filter(|old| old.last_entry <= new.last_entry) else { return };
    let me = state.account().map(|account| for_display_line(&account.me.name));
    let own = |session: &Session| session.assigning.clone().filter(|offer| offer.by == me);
    let Some(offer) = own(old).filter(|_| queued(new).is_some() && own(new).is_none()) else { return };
    let again = |asked: &Asked| matches!(asked, Asked::Supervise(of, Deed::Assign(_)) if *of == new.lsid);
    if state.requests.any(again) {
        return;
    }
    let late = state.appliance_time(step.now) >= offer.until;
    let there = state.desk.people.presence(offer.to) == Presence::Available;
    let how = match (late, there) {
        (true, _) => "did not answer in time",
        (false, true) => "has declined",
        (false, false) => "is not available any more",
    };
    let (to, name) = (&offer.name, display::first_name(&new.customer.name));
    let text = format!("{to} {how}\nThe session with {name} still waits.");
    notices::tell(state, step, NoticeKind::Warn, text, None);
}

/// An entry of a session's log: that a supervisor has taken the session over from the reader is told
/// wherever the reader is.
pub(crate) fn entry_added(state: &mut State, step: &mut Step, entry: &Entry) {
    let Body::Event { event: SessionEvent::ConferenceOwnerChanged { name, from: Some(from) } } = &entry.body
    else {
        return;
    };
    if state.account().is_some_and(|account| account.me.name == *from) {
        let (by, name) = (for_display_line(name), first_name(state, &entry.lsid));
        let text = format!("{by} took the session with {name} over from you\nYou still take part.");
        notices::tell(state, step, NoticeKind::Warn, text, Some(entry.lsid.clone()));
    }
}

fn failed(state: &mut State, step: &mut Step, lsid: SessionId, deed: Deed, error: CallError) {
    let name = first_name(state, &lsid);
    let reason = words::call_error(error).message;
    let text = match deed {
        Deed::Monitor => format!("The session with {name} cannot be seen. {reason}"),
        Deed::Join => format!("You have not joined the session with {name}. {reason}"),
        Deed::TakeOver => format!("The session with {name} was not taken over. {reason}"),
        Deed::Assign(_) => format!("The session with {name} was not offered. {reason}"),
    };
    notices::tell(state, step, NoticeKind::Warn, text, None);
}

/// A status was changed, or not.
pub(crate) fn presence_set(
    state: &mut State,
    step: &mut Step,
    deed: PeopleDeed,
    result: Result<Representative, CallError>,
) {
    let result = result.map(|representative| presence::changed(state, representative));
    people_answered(state, step, deed, result);
}

/// Somebody was signed out, or teams were told something; or not.
pub(crate) fn people_answered(
    state: &mut State,
    step: &mut Step,
    deed: PeopleDeed,
    result: Result<(), CallError>,
) {
    let name = |who| state.desk.people.name(who);
    let (kind, text) = match (deed, result) {
        (PeopleDeed::SetPresence(..), Ok(())) => return,
        (PeopleDeed::SignOut(who), Ok(())) => (NoticeKind::Ok, format!("{} is signed out.", name(who))),
        (PeopleDeed::Broadcast, Ok(())) => (NoticeKind::Ok, "Your message was sent to the teams.".to_owned()),
        (deed, Err(error)) => {
            let reason = words::call_error(error).message;
            let text = match deed {
                PeopleDeed::SetPresence(who, _) => {
                    format!("{}'s status was not changed. {reason}", name(who))
                }
                PeopleDeed::SignOut(who) => format!("{} was not signed out. {reason}", name(who)),
                PeopleDeed::Broadcast => format!("Nobody was told. {reason}"),
            };
            (NoticeKind::Warn, text)
        }
    };
    notices::tell(state, step, kind, text, None);
}

/// The reader sees a session without taking part, or no longer does.
pub(crate) fn monitoring(state: &mut State, step: &mut Step, lsid: SessionId, on: bool) {
    if on {
        state.desk.sessions.monitored.insert(lsid.clone());
        tabs::open(state, step, &lsid);
        return mark(state, &lsid);
    }
    if state.desk.sessions.monitored.remove(&lsid) {
        mark(state, &lsid);
        stopped(state, step, &lsid);
    }
}

fn mark(state: &mut State, lsid: &SessionId) {
    state.changes.session(lsid);
    state.changes.mark(crate::contract::Topic::Sessions);
}

/// Closes the tab of what was seen, unless the reader takes part by now.
fn stopped(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let me = state.account().map(|account| account.me.id);
    let session = state.desk.sessions.get(lsid);
    let inside = session.zip(me).is_some_and(|(session, me)| takes_part(session, me));
    if inside || state.desk.tabs.get(lsid).is_none() {
        return;
    }
    let wanted = state.requests.open(&Asked::People(lsid.clone(), sharing::Deed::Leave));
    if !wanted {
        let over = session.is_some_and(ended);
        let name = first_name(state, lsid);
        let text = match over {
            true => format!("The session with {name} is over."),
            false => format!("You do not see the session with {name} any more."),
        };
        notices::tell(state, step, NoticeKind::Info, text, None);
    }
    sharing::close_tab(state, step, lsid);
}

/// The sessions that a snapshot says the reader sees without taking part; their tabs open when they are
/// taken over from it.
pub(crate) fn replace(state: &mut State, step: &mut Step, monitoring: Vec<SessionId>) {
    let known = state.desk.sessions.monitored.clone();
    for lsid in known.into_iter().filter(|lsid| !monitoring.contains(lsid)) {
        self::monitoring(state, step, lsid, false);
    }
    state.desk.sessions.monitored.extend(monitoring);
}
