//! What has happened, told from the log's rows.
//!
//! Rows of one change stand together in the log: the counts first, then the session, then the entries
//! that tell it. So an entry that says what a count has just said already is left out.

use std::collections::HashMap;

use farhand_protocol::chat::{Author, Body, Entry, FellBackTo, SessionEvent};
use farhand_protocol::dashboard::{Activity, Happening};
use farhand_protocol::people::Representative;
use farhand_protocol::session::Session;
use farhand_protocol::team::{Assigned, AssignmentResponse};
use farhand_protocol::{QueueId, Seq, SessionId, Timestamp};

use super::place::Place;
use super::session;
use crate::store::{Handled, Kind, LogRow, Waited};

/// Ids for each place in the log: the row's own, then those of what became overdue after it.
pub const IDS: u64 = 4096;

/// Something that has happened, and where: it is for those who see one of the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// What.
    pub activity: Activity,
    /// Where.
    pub places: [Option<Place>; 2],
}

/// What has to be remembered of a session.
struct Brief {
    customer: String,
    created_at: Timestamp,
    queue: QueueId,
    place: Option<Place>,
    /// Where it was before it was there.
    before: Option<Place>,
}

/// What has to be remembered of the rows before.
#[derive(Default)]
pub struct Chronicle {
    known: HashMap<SessionId, Brief>,
    waited: Option<(Timestamp, Waited)>,
    handled: Option<(Timestamp, Handled)>,
}

impl Chronicle {
    /// Notes how a session stands that is in, or came from, `queue`.
    pub fn know(&mut self, session: &Session, queue: QueueId) {
        let place = session::place(session, queue);
        let known = self.known.remove(&session.lsid);
        if place.is_none() && known.is_none() {
            return;
        }
        let before = known.and_then(|brief| if brief.place == place { brief.before } else { brief.place });
        let (customer, created_at) = (session.customer.name.clone(), session.created_at);
        self.known.insert(session.lsid.clone(), Brief { customer, created_at, queue, place, before });
    }

    /// Remembers a session that is over, of which earlier rows may still tell.
    pub fn know_ended(&mut self, session: &Session, queue: QueueId) {
        let (customer, created_at) = (session.customer.name.clone(), session.created_at);
        let brief = Brief { customer, created_at, queue, place: None, before: None };
        self.known.insert(session.lsid.clone(), brief);
    }

    /// Forgets what is over.
    pub fn forget_ended(&mut self) {
        self.known.retain(|_, brief| brief.place.is_some());
    }

    /// The customer of a session.
    #[must_use]
    pub fn customer(&self, lsid: &SessionId) -> Option<&str> {
        self.known.get(lsid).map(|brief| brief.customer.as_str())
    }

    /// What a row tells. A session's row must have been [known](Self::know) before.
    pub fn note(&mut self, row: &LogRow) -> Option<Happened> {
        match &row.kind {
            Kind::Waited { waited } => {
                self.waited = Some((row.at, (**waited).clone()));
                self.ended_waiting(row, waited)
            }
            Kind::Handled { handled } => {
                self.handled = Some((row.at, (**handled).clone()));
                None
            }
            Kind::Entry { entry, .. } => match &entry.body {
                Body::Event { event } => self.event(row.seq, entry, event),
                _ => None,
            },
            Kind::Representative { representative } => presence(row, representative),
            _ => None,
        }
    }

    fn ended_waiting(&self, row: &LogRow, waited: &Waited) -> Option<Happened> {
        let (customer, waited_ms) = (self.known.get(&waited.lsid)?.customer.clone(), waited.ms);
        let what = match &waited.by {
            Some(by) => Happening::Accepted { name: by.name.clone(), customer, waited_ms },
            None => Happening::Abandoned { customer, waited_ms },
        };
        let hands = waited.by.as_ref().map(|by| Place::Hands(by.id, waited.queue));
        // Who accepted from the general queue is for those who see the one.
        let queue = Place::Queue(waited.queue);
        let in_line = (hands.is_none() || waited.queue != QueueId::General).then_some(queue);
        let activity = activity(row.seq, row.at, what, Some(&waited.lsid), Some(waited.queue));
        Some(Happened { activity, places: [in_line, hands] })
    }

    fn event(&mut self, seq: Seq, entry: &Entry, event: &SessionEvent) -> Option<Happened> {
        let lsid = &entry.lsid;
        let brief = self.known.get(lsid)?;
        let customer = brief.customer.clone();
        let waited = self.waited.as_ref().filter(|(at, wait)| *at == entry.at && wait.lsid == *lsid);
        let accepted = waited.is_some_and(|(_, wait)| wait.by.is_some());
        let abandoned = waited.is_some_and(|(_, wait)| wait.by.is_none());
        let what = match event {
            SessionEvent::ConferenceOwnerChanged { .. } if accepted => {
                self.waited = None;
                return None;
            }
            SessionEvent::ConferenceMemberAdded { .. } if accepted => return None,
            SessionEvent::ConferenceOwnerChanged { name, .. } => {
                Happening::OwnerChanged { name: name.clone(), customer }
            }
            SessionEvent::ConferenceMemberAdded { name } => {
                Happening::Joined { name: name.clone(), customer }
            }
            SessionEvent::SessionTransferredToQueue { queue, .. } => {
                Happening::Passed { name: author(&entry.author)?.to_owned(), customer, to: queue.clone() }
            }
            SessionEvent::SessionAssigned { name, by: Assigned::Supervisor } => {
                Happening::Offered { name: name.clone(), customer, by: author(&entry.author)?.to_owned() }
            }
            SessionEvent::SessionAssignmentResponse { name, response }
                if *response != AssignmentResponse::Accepted =>
            {
                Happening::NotTaken { name: name.clone(), customer, why: *response }
            }
            SessionEvent::SessionFellBack { to, .. } => Happening::Returned { customer, to: queue(to)? },
            SessionEvent::SessionEnd { .. } => {
                let length_ms = entry.at.since(brief.created_at);
                let had = self.handled.as_ref().filter(|(at, had)| *at == entry.at && had.lsid == *lsid);
                let name = had.map(|(_, had)| had.by.name.clone());
                let happened = Happening::Ended { name, customer, length_ms };
                let brief = self.known.remove(lsid)?;
                return (!abandoned).then(|| happened_in(seq, entry, happened, &brief));
            }
            _ => return None,
        };
        Some(happened_in(seq, entry, what, brief))
    }
}

/// Where a session went back to by itself, where that is a queue. A new owner has an entry besides.
fn queue(to: &FellBackTo) -> Option<String> {
    match to {
        FellBackTo::LastQueue { queue }
        | FellBackTo::EntryQueue { queue }
        | FellBackTo::FallbackQueue { queue } => Some(queue.clone()),
        FellBackTo::Owner { .. } | FellBackTo::End => None,
    }
}

fn author(author: &Author) -> Option<&str> {
    match author {
        Author::Representative { name, .. } => Some(name),
        Author::Customer | Author::Helper { .. } | Author::Appliance => None,
    }
}

fn happened_in(seq: Seq, entry: &Entry, what: Happening, brief: &Brief) -> Happened {
    let activity = activity(seq, entry.at, what, Some(&entry.lsid), Some(brief.queue));
    Happened { activity, places: [brief.place, brief.before] }
}

/// A row that tells of a presence that is new; others tell of a name.
fn presence(row: &LogRow, of: &Representative) -> Option<Happened> {
    let what = Happening::Presence { name: of.name.clone(), presence: of.presence, auto: of.auto };
    let happened = Happened {
        activity: activity(row.seq, row.at, what, None, None),
        places: [Some(Place::Person(of.id)), None],
    };
    (of.presence_since == row.at).then_some(happened)
}

fn activity(
    seq: Seq,
    at: Timestamp,
    what: Happening,
    lsid: Option<&SessionId>,
    queue: Option<QueueId>,
) -> Activity {
    Activity { id: seq.0 * IDS, at, what, lsid: lsid.cloned(), queue }
}

/// That a session waits, or has waited, longer than its queue's target.
#[must_use]
pub fn overdue(id: u64, at: Timestamp, lsid: &SessionId, customer: String, line: (QueueId, u32)) -> Happened {
    let (queue, target_s) = line;
    let what = Happening::Overdue { customer, target_s };
    let activity = Activity { id, at, what, lsid: Some(lsid.clone()), queue: Some(queue) };
    Happened { activity, places: [Some(Place::Queue(queue)), None] }
}
