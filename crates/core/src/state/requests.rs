//! What was asked of the appliance and is not answered yet.

use std::collections::BTreeMap;

use farhand_protocol::{ClientId, SessionId};

use farhand_protocol::info::{Category, InfoScope};
use farhand_protocol::people::Presence;

use crate::contract::{PendingKind, ScreenshotTo};
use crate::effect::{Call, Effect, Request, RequestId};
use crate::state::keys;
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
            Call::Message(_, message) | Call::Note(_, message) => Some(message.client_id.clone()),
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
            | Call::SignOut => Some(step.fresh_id(self.last)),
            Call::Health
            | Call::SignIn(_)
            | Call::Snapshot
            | Call::Detail(_)
            | Call::Entries { .. }
            | Call::ScreenTicket(_)
            | Call::Info(_)
            | Call::InviteSetup
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

    /// Takes what an answer is about; none when nobody waits for it any more.
    pub fn answered(&mut self, id: RequestId) -> Option<Asked> {
        self.open.remove(&id)
    }

    /// Waits for none of these any more.
    pub fn forget(&mut self, which: impl Fn(&Asked) -> bool) {
        self.open.retain(|_, asked| !which(asked));
    }
}
