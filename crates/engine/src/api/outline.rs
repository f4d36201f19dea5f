//! Each call's method, path and body.

use farhand_core::Call;
use farhand_protocol::capability::{Ask, Capability, Drive, Which};
use farhand_protocol::device::Elevate;
use farhand_protocol::info::{NewInfoSnapshot, ReadInfo};
use farhand_protocol::keys::{ChangeKey, ExtendKey, PreviewInvitation, SendAgain};
use farhand_protocol::people::SetPresence;
use farhand_protocol::session::NoFields;
use farhand_protocol::team::{
    AssignTo, AssignmentAnswer, JoinSession, MonitorSession, NewHelper, NewOwner, TakeOver, TalkWith,
};
use farhand_protocol::{KeyId, SessionId};
use reqwest::Method;
use serde::Serialize;
use serde_json::Value;

/// A request without address and credential.
#[derive(Debug, PartialEq)]
pub(super) struct Outline {
    pub method: Method,
    /// Below the API's base, with a slash in front.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub body: Option<Value>,
}

impl Outline {
    /// The request of a call.
    pub fn of(call: &Call) -> Self {
        match call {
            Call::Health => Self::get("/health"),
            Call::SignIn(sign_in) => Self::post("/sign-in").with(sign_in),
            Call::SignOut => Self::post("/sign-out"),
            Call::Snapshot => Self::get("/snapshot"),
            Call::Accept(lsid) => Self::on(lsid, "accept"),
            Call::Next => Self::post("/sessions/next"),
            Call::Hold(lsid) => Self::on(lsid, "hold").with(&NoFields {}),
            Call::End(lsid) => Self::on(lsid, "end").with(&NoFields {}),
            Call::Detail(lsid) => Self::get(format!("/sessions/{lsid}")),
            Call::Entries { lsid, before, after } => {
                Self::get(format!("/sessions/{lsid}/entries")).ask("before", *before).ask("after", *after)
            }
            Call::Message(lsid, message) => Self::on(lsid, "messages").with(message),
            Call::Note(lsid, note) => Self::on(lsid, "notes").with(note),
            Call::Whisper(lsid, whisper) => Self::on(lsid, "whispers").with(whisper),
            Call::SetPresence(presence) => {
                Self::put("/me/presence").with(&SetPresence { presence: *presence })
            }
            Call::Canned => Self::get("/canned"),
            Call::Ask(lsid, what) => Self::on(lsid, "ask").with(&ask(*what)),
            Call::AskFiles(lsid, scope) => {
                Self::on(lsid, "ask").with(&Ask { files: Some(scope.clone()), ..ask(Capability::Files) })
            }
            Call::AskInfo(lsid, scope) => {
                Self::on(lsid, "ask").with(&Ask { info: Some(*scope), ..ask(Capability::Info) })
            }
            Call::Info(lsid) => Self::get(format!("/sessions/{lsid}/info")),
            Call::ReadInfo(lsid, what) => {
                Self::on(lsid, "info/read").with(&ReadInfo { categories: what.clone() })
            }
            Call::KeepInfo(lsid, name) => {
                Self::on(lsid, "info/snapshots").with(&NewInfoSnapshot { name: name.clone() })
            }
            Call::TakeBack(lsid, what) => Self::on(lsid, "take-back").with(&Which { what: *what }),
            Call::Stop(lsid, what) => Self::on(lsid, "stop").with(&Which { what: *what }),
            Call::Drive(lsid, drive) => Self::on(lsid, "drive").with(&Drive { drive: *drive }),
            Call::Elevate(lsid, purpose) => Self::on(lsid, "elevate").with(&Elevate { purpose: *purpose }),
            Call::ScreenTicket(lsid) => Self::on(lsid, "screen/ticket"),
            Call::ScreenshotTaken(lsid) => Self::on(lsid, "screenshots"),
            Call::CreateKey(key) => Self::post("/keys").with(key),
            Call::ChangeKey(id, key) => {
                Self::put(format!("/keys/{}", id.0)).with(&ChangeKey { key: key.clone() })
            }
            Call::ExtendKey(id, life_s) => Self::of_key(*id, "extend").with(&ExtendKey { life_s: *life_s }),
            Call::RevokeKey(id) => Self::of_key(*id, "revoke").with(&NoFields {}),
            Call::SendInvitations(id, new) => Self::of_key(*id, "invitations").with(new),
            Call::SendAgain(id, numbers) => {
                Self::of_key(*id, "invitations/again").with(&SendAgain { numbers: numbers.clone() })
            }
            Call::InviteSetup => Self::get("/keys/setup"),
            Call::Transfer(lsid, transfer) => Self::on(lsid, "transfer").with(transfer),
            Call::NewOwner(lsid, to) => Self::on(lsid, "owner").with(&NewOwner { to: *to }),
            Call::Share(lsid, share) => Self::on(lsid, "shares").with(share),
            Call::AcceptShare(lsid, id) => Self::on(lsid, &format!("shares/{id}/accept")),
            Call::DeclineShare(lsid, id) => Self::on(lsid, &format!("shares/{id}/decline")),
            Call::CancelShare(lsid, id) => Self::on(lsid, &format!("shares/{id}/cancel")),
            Call::Leave(lsid) => Self::on(lsid, "leave"),
            Call::RemoveParticipant(lsid, who) => Self::on(lsid, &format!("participants/{}/remove", who.0)),
            Call::InviteHelper(lsid, name) => {
                Self::on(lsid, "helpers").with(&NewHelper { name: name.clone() })
            }
            Call::RemoveHelper(lsid, id) => Self::on(lsid, &format!("helpers/{id}/remove")),
            Call::AnswerAssignment(lsid, accept) => {
                Self::on(lsid, "assignment").with(&AssignmentAnswer { accept: *accept })
            }
            Call::Monitor(lsid, seen) => Self::on(lsid, "monitor").with(&MonitorSession { seen: *seen }),
            Call::Join(lsid) => Self::on(lsid, "join").with(&JoinSession {}),
            Call::TakeOver(lsid, from) => Self::on(lsid, "take-over").with(&TakeOver { from: *from }),
            Call::Assign(lsid, to) => Self::on(lsid, "assign").with(&AssignTo { to: *to }),
            Call::SetPresenceOf(who, presence) => Self::put(format!("/representatives/{}/presence", who.0))
                .with(&SetPresence { presence: *presence }),
            Call::SignOutColleague(who) => Self::post(format!("/representatives/{}/sign-out", who.0)),
            Call::Broadcast(broadcast) => Self::post("/broadcast").with(broadcast),
            Call::Talk(line) => Self::post("/talk").with(line),
            Call::TalkPage { with: TalkWith::Team { id }, before } => {
                Self::get("/talk").ask("team", Some(id.0)).ask("before", *before)
            }
            Call::TalkPage { with: TalkWith::Representative { id }, before } => {
                Self::get("/talk").ask("representative", Some(id.0)).ask("before", *before)
            }
        }
    }

    /// What an invitation will look like.
    pub fn preview(preview: &PreviewInvitation) -> Self {
        Self::post("/keys/preview").with(preview)
    }

    /// A request without a body that changes something.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// A request that reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// With a value in the address, where there is one.
    pub fn ask(mut self, name: &str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name.to_owned(), value.to_string())));
        self
    }

    /// With the fields of a question in the address; those without a value are left out.
    pub fn asking(mut self, question: &impl Serialize) -> Self {
        let fields = serde_json::to_value(question).expect("the wire's types have a JSON form");
        for (name, value) in fields.as_object().into_iter().flatten() {
            let value = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            self.query.push((name.clone(), value));
        }
        self
    }

    /// A request that replaces something.
    fn put(path: impl Into<String>) -> Self {
        Self::new(Method::PUT, path)
    }

    /// A request that changes something of a session.
    fn on(lsid: &SessionId, what: &str) -> Self {
        Self::post(format!("/sessions/{lsid}/{what}"))
    }

    /// A request that changes something of a key.
    fn of_key(id: KeyId, what: &str) -> Self {
        Self::post(format!("/keys/{}/{what}", id.0))
    }

    fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None }
    }

    fn with(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).expect("the wire's types have a JSON form");
        Self { body: Some(body), ..self }
    }
}

/// A question to the customer about nothing further.
fn ask(what: Capability) -> Ask {
    Ask { what, files: None, info: None }
}
