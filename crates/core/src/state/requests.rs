//! What was asked of the appliance and is not answered yet.

use std::collections::BTreeMap;

use farhand_protocol::{ClientId, QueueId, SessionId};

use farhand_protocol::info::{Category, InfoScope};
use farhand_protocol::people::Presence;
use farhand_protocol::team::TalkWith;

use crate::contract::{PendingKind, ScreenshotTo};
use crate::effect::{Call, Effect, Request, RequestId};
use crate::state::sharing::Deed;
use crate::state::{keys, supervise};
use crate::step::Step;

/// What an answer will be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Health,
    SignIn,
    SignOut,
    Snapshot,
    Accept(SessionId),
    Next,
    Act(SessionId, PendingKind),
    Detail(SessionId),
    /// Entries before those loaded.
    Earlier(SessionId),
    /// Entries after those loaded.
    Later(SessionId),
    Send(SessionId, ClientId),
    Presence(Presence),
    Canned,
    /// Something about session keys and invitations.
    Keys(keys::Ask),
    /// A step of a session's permissions, answered by the session.
    Permission(SessionId),
    /// Less system information was given back, to ask for more of it.
    WidenInfo(SessionId, InfoScope),
    /// Which system information there is.
    Info(SessionId),
    ReadInfo(SessionId, Vec<Category>),
    KeepInfo(SessionId),
    Elevate(SessionId),
    ScreenTicket(SessionId),
    /// That a picture is kept, before it is.
    Screenshot(SessionId, ScreenshotTo),
    /// Passing a session on, where to, and whether to stay in it.
    Transfer(SessionId, QueueId, bool),
    /// Something about a session's people.
    People(SessionId, Deed),
    /// A link for an outside helper.
    Helper(SessionId),
    /// An answer to an invitation by its number; whether to come in.
    AnswerShare(SessionId, u32, bool),
    /// An answer to an offer; whether to take it.
    AnswerAssignment(SessionId, bool),
    /// Something that a supervisor does with a session.
    Supervise(SessionId, supervise::Deed),
    /// Something that a supervisor does with people.
    Colleagues(supervise::PeopleDeed),
    /// A line to colleagues.
    Talk(ClientId),
    /// A page of a talk.
    TalkPage(TalkWith),
}

impl Asked {
    /// The session about whose people it is, where it is about any.
    pub fn about_people_of(&self) -> Option<&SessionId> {
        match self {
            Asked::Transfer(lsid, ..)
            | Asked::People(lsid, _)
            | Asked::Helper(lsid)
            | Asked::AnswerShare(lsid, ..)
            | Asked::AnswerAssignment(lsid, _)
            | Asked::Supervise(lsid, _) => Some(lsid),
            _ => None,
        }
    }
}

/// Open requests. An answer to anything else is ignored, so forgetting a request is enough to be
/// safe from what it would have done.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    last: u64,
    open: BTreeMap<RequestId, Asked>,
}

impl Requests {
    /// Asks.
    pub fn ask(&mut self, step: &mut Step, asked: Asked, call: Call) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        let key = match &call {
            Call::Message(_, message) | Call::Note(_, message) | Call::Whisper(_, message) => {
                Some(message.client_id.clone())
            }
            Call::Talk(line) => Some(line.client_id.clone()),
            Call::Accept(_)
            | Call::Next
            | Call::Hold(_)
            | Call::End(_)
            | Call::CreateKey(_)
            | Call::ChangeKey(..)
            | Call::ExtendKey(..)
            | Call::RevokeKey(_)
            | Call::SendInvitations(..)
            | Call::SendAgain(..)
            | Call::Ask(..)
            | Call::AskFiles(..)
            | Call::AskInfo(..)
            | Call::ReadInfo(..)
            | Call::KeepInfo(..)
            | Call::TakeBack(..)
            | Call::Stop(..)
            | Call::Drive(..)
            | Call::Elevate(..)
            | Call::ScreenshotTaken(_)
            | Call::SetPresence(_)
            | Call::Transfer(..)
            | Call::NewOwner(..)
            | Call::Share(..)
            | Call::AcceptShare(..)
            | Call::DeclineShare(..)
            | Call::CancelShare(..)
            | Call::Leave(_)
            | Call::RemoveParticipant(..)
            | Call::InviteHelper(..)
            | Call::RemoveHelper(..)
            | Call::AnswerAssignment(..)
            | Call::Monitor(..)
            | Call::Join(_)
            | Call::TakeOver(..)
            | Call::Assign(..)
            | Call::SetPresenceOf(..)
            | Call::SignOutColleague(_)
            | Call::Broadcast(_)
            | Call::SignOut => Some(step.fresh_id(self.last)),
            Call::Health
            | Call::SignIn(_)
            | Call::Snapshot
            | Call::Detail(_)
            | Call::Entries { .. }
            | Call::ScreenTicket(_)
            | Call::Info(_)
            | Call::InviteSetup
            | Call::TalkPage { .. }
            | Call::Canned => None,
        };
        self.open.insert(id, asked);
        step.push(Effect::Request(Request { id, key, call }));
        id
    }

    /// Asks under an id of the asker's own: the same again has the same one.
    pub fn ask_under(&mut self, step: &mut Step, asked: Asked, call: Call, key: ClientId) {
        self.last += 1;
        let id = RequestId(self.last);
        self.open.insert(id, asked);
        step.push(Effect::Request(Request { id, key: Some(key), call }));
    }

    /// An id for [`Requests::ask_under`].
    pub fn fresh_id(&self, step: &Step) -> ClientId {
        step.fresh_id(self.last + 1)
    }

    /// Whether this is asked already.
    pub fn open(&self, asked: &Asked) -> bool {
        self.any(|a| a == asked)
    }

    /// Whether any of these is asked.
    pub fn any(&self, which: impl Fn(&Asked) -> bool) -> bool {
        self.open.values().any(which)
    }

    /// Sessions about whose people something is asked.
    pub fn sessions(&self) -> impl Iterator<Item = &SessionId> {
        self.open.values().filter_map(Asked::about_people_of)
    }

    /// Takes what an answer is about; none when nobody waits for it any more.
    pub fn answered(&mut self, id: RequestId) -> Option<Asked> {
        self.open.remove(&id)
    }

    /// Waits for none of these any more.
    pub fn forget(&mut self, which: impl Fn(&Asked) -> bool) {
        self.open.retain(|_, asked| !which(asked));
    }
}
