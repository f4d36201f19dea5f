//! Each call's method, path and body.

use farhand_core::Call;
use farhand_protocol::capability::{Ask, Capability, Drive, Which};
use farhand_protocol::device::Elevate;
use farhand_protocol::info::{NewInfoSnapshot, ReadInfo};
use farhand_protocol::keys::{ChangeKey, ExtendKey, PreviewInvitation, SendAgain};
use farhand_protocol::people::SetPresence;
use farhand_protocol::session::NoFields;
use reqwest::Method;
use serde::Serialize;
use serde_json::Value;

/// A request without address and credential.
#[derive(Debug, PartialEq)]
pub(super) struct Outline {
    pub method: Method,
    /// Below the API's base, with a slash in front.
    pub path: String,
    pub query: Vec<(&'static str, u64)>,
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
            Call::Accept(lsid) => Self::post(format!("/sessions/{lsid}/accept")),
            Call::Next => Self::post("/sessions/next"),
            Call::Hold(lsid) => Self::post(format!("/sessions/{lsid}/hold")).with(&NoFields {}),
            Call::End(lsid) => Self::post(format!("/sessions/{lsid}/end")).with(&NoFields {}),
            Call::Detail(lsid) => Self::get(format!("/sessions/{lsid}")),
            Call::Entries { lsid, before, after } => {
                let query = [before.map(|n| ("before", n)), after.map(|n| ("after", n))];
                let query = query.into_iter().flatten().collect();
                Self { query, ..Self::get(format!("/sessions/{lsid}/entries")) }
            }
            Call::Message(lsid, message) => Self::post(format!("/sessions/{lsid}/messages")).with(message),
            Call::Note(lsid, note) => Self::post(format!("/sessions/{lsid}/notes")).with(note),
            Call::SetPresence(presence) => {
                Self::new(Method::PUT, "/me/presence").with(&SetPresence { presence: *presence })
            }
            Call::Canned => Self::get("/canned"),
            Call::Ask(lsid, what) => Self::post(format!("/sessions/{lsid}/ask")).with(&Ask {
                what: *what,
                files: None,
                info: None,
            }),
            Call::AskFiles(lsid, scope) => {
                let ask = Ask { what: Capability::Files, files: Some(scope.clone()), info: None };
                Self::post(format!("/sessions/{lsid}/ask")).with(&ask)
            }
            Call::AskInfo(lsid, scope) => {
                let ask = Ask { what: Capability::Info, files: None, info: Some(*scope) };
                Self::post(format!("/sessions/{lsid}/ask")).with(&ask)
            }
            Call::Info(lsid) => Self::get(format!("/sessions/{lsid}/info")),
            Call::ReadInfo(lsid, categories) => {
                let read = ReadInfo { categories: categories.clone() };
                Self::post(format!("/sessions/{lsid}/info/read")).with(&read)
            }
            Call::KeepInfo(lsid, name) => {
                let keep = NewInfoSnapshot { name: name.clone() };
                Self::post(format!("/sessions/{lsid}/info/snapshots")).with(&keep)
            }
            Call::TakeBack(lsid, what) => {
                Self::post(format!("/sessions/{lsid}/take-back")).with(&Which { what: *what })
            }
            Call::Stop(lsid, what) => {
                Self::post(format!("/sessions/{lsid}/stop")).with(&Which { what: *what })
            }
            Call::Drive(lsid, drive) => {
                Self::post(format!("/sessions/{lsid}/drive")).with(&Drive { drive: *drive })
            }
            Call::Elevate(lsid, purpose) => {
                Self::post(format!("/sessions/{lsid}/elevate")).with(&Elevate { purpose: *purpose })
            }
            Call::ScreenTicket(lsid) => Self::post(format!("/sessions/{lsid}/screen/ticket")),
            Call::ScreenshotTaken(lsid) => Self::post(format!("/sessions/{lsid}/screenshots")),
            Call::CreateKey(key) => Self::post("/keys").with(key),
            Call::ChangeKey(id, key) => {
                Self::new(Method::PUT, format!("/keys/{}", id.0)).with(&ChangeKey { key: key.clone() })
            }
            Call::ExtendKey(id, life_s) => {
                Self::post(format!("/keys/{}/extend", id.0)).with(&ExtendKey { life_s: *life_s })
            }
            Call::RevokeKey(id) => Self::post(format!("/keys/{}/revoke", id.0)).with(&NoFields {}),
            Call::SendInvitations(id, new) => Self::post(format!("/keys/{}/invitations", id.0)).with(new),
            Call::SendAgain(id, numbers) => {
                let again = SendAgain { numbers: numbers.clone() };
                Self::post(format!("/keys/{}/invitations/again", id.0)).with(&again)
            }
            Call::InviteSetup => Self::get("/keys/setup"),
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

    fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: Vec::new(), body: None }
    }

    fn with(self, body: &impl Serialize) -> Self {
        let body = serde_json::to_value(body).expect("the wire's types have a JSON form");
        Self { body: Some(body), ..self }
    }
}
