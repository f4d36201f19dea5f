//! Reading what the appliance answers.

use farhand_core::{Answer, Call, CallError};
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::site::Health;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fault;
use super::http::Reply;

/// What an appliance says of itself in its health.
const PRODUCT: &str = "farhand-appliance";

/// The answer to a call.
pub(super) fn read(call: &Call, reply: &Reply) -> Result<Answer, CallError> {
    Ok(match call {
        Call::Health => Answer::Health(health(reply)?),
        Call::SignIn(_) => Answer::SignedIn(json(reply)?),
        Call::SignOut
        | Call::SetPresence(_)
        | Call::ReadInfo(..)
        | Call::SignOutColleague(_)
        | Call::Broadcast(_) => done(reply)?,
        Call::Snapshot => Answer::Snapshot(json(reply)?),
        Call::Accept(_) | Call::Next | Call::Monitor(..) | Call::Join(_) | Call::TakeOver(..) => {
            Answer::Session(Box::new(json::<SessionDetail>(reply)?.session))
        }
        Call::Hold(_)
        | Call::End(_)
        | Call::Ask(..)
        | Call::AskFiles(..)
        | Call::AskInfo(..)
        | Call::TakeBack(..)
        | Call::Stop(..)
        | Call::Drive(..)
        | Call::ScreenshotTaken(_)
        | Call::Transfer(..)
        | Call::Assign(..) => Answer::Session(json(reply)?),
        Call::NewOwner(..)
        | Call::Share(..)
        | Call::AcceptShare(..)
        | Call::DeclineShare(..)
        | Call::CancelShare(..)
        | Call::Leave(_)
        | Call::RemoveParticipant(..)
        | Call::RemoveHelper(..)
        | Call::AnswerAssignment(..) => session_or_done(reply)?,
        Call::InviteHelper(..) => Answer::HelperLink(json(reply)?),
        Call::SetPresenceOf(..) => Answer::Representative(json(reply)?),
        Call::Talk(_) => Answer::Talk(json(reply)?),
        Call::TalkPage { .. } => Answer::TalkPage(json(reply)?),
        Call::Elevate(..) => Answer::Elevation(json(reply)?),
        Call::Info(_) => Answer::Info(json(reply)?),
        Call::KeepInfo(..) => Answer::InfoSnapshot(json(reply)?),
        Call::ScreenTicket(_) => Answer::ScreenTicket(json(reply)?),
        Call::Detail(_) => Answer::Detail(json(reply)?),
        Call::Entries { .. } => Answer::Entries(json(reply)?),
        Call::Message(..) | Call::Note(..) | Call::Whisper(..) => Answer::Entry(json(reply)?),
        Call::Canned => Answer::Canned(json(reply)?),
        Call::CreateKey(_)
        | Call::ChangeKey(..)
        | Call::ExtendKey(..)
        | Call::RevokeKey(_)
        | Call::SendInvitations(..)
        | Call::SendAgain(..) => Answer::Key(json(reply)?),
        Call::InviteSetup => Answer::InviteSetup(json(reply)?),
    })
}

/// An answer of a known shape. One of another shape comes from something in between (a proxy, a
/// hotel's sign-in page): what was asked may be asked again later.
pub(super) fn json<T: DeserializeOwned>(reply: &Reply) -> Result<T, CallError> {
    success(reply)?;
    serde_json::from_slice(&reply.body).map_err(|e| {
        tracing::warn!(category = ?e.classify(), line = e.line(), column = e.column(), "an answer does not parse");
        CallError::Unreachable("the answer is not one that the appliance gives".into())
    })
}

fn done(reply: &Reply) -> Result<Answer, CallError> {
    success(reply).map(|()| Answer::Done)
}

/// A session, the session of a detail, or nothing at all.
fn session_or_done(reply: &Reply) -> Result<Answer, CallError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Body {
        Session(Box<Session>),
        Detail { session: Box<Session> },
    }
    success(reply)?;
    if reply.body.is_empty() {
        return Ok(Answer::Done);
    }
    let (Body::Session(session) | Body::Detail { session }) = json(reply)?;
    Ok(Answer::Session(session))
}

fn success(reply: &Reply) -> Result<(), CallError> {
    if (200..300).contains(&reply.status) { Ok(()) } else { Err(fault::refused(reply.status, &reply.body)) }
}

/// The one answer by which a console knows an appliance. A reverse proxy whose appliance is down
/// answers with a gateway's status.
fn health(reply: &Reply) -> Result<Health, CallError> {
    match success(reply) {
        Ok(()) => {}
        Err(CallError::Unreachable(_)) if !matches!(reply.status, 502..=504) => {
            return Err(CallError::NotAnAppliance);
        }
        Err(other) => return Err(other),
    }
    match serde_json::from_slice::<Health>(&reply.body) {
        Ok(health) if health.product == PRODUCT => Ok(health),
        _ => Err(CallError::NotAnAppliance),
    }
}
