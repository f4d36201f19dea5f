//! A session's log: reading pages of it, saying something, writing notes.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use farhand_protocol::chat::{EntriesPage, Entry, NewMessage};
use farhand_protocol::error::ApiError;
use farhand_protocol::{ErrorCode, SessionId, limits};
use serde::Deserialize;

use super::idempotency::{Key, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param, Search};
use crate::state::AppState;
use crate::store::{Command, PageOf};

/// The largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
pub const LARGEST_NUMBER: u64 = (1 << 53) - 1;

/// Which part of a session's log: the newest, or what is before or after an entry.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Entries with numbers below this one; the newest of them.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    before: Option<u64>,
    /// Entries with numbers above this one; the oldest of them. Not together with `before`.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    after: Option<u64>,
    /// How many at most; 200 unless less.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

impl Page {
    /// The part, and how many entries of it.
    pub(super) fn of(&self) -> Result<(PageOf, u32), Failure> {
        let limit = self.limit.unwrap_or(limits::ENTRIES_PER_PAGE);
        if !(1..=limits::ENTRIES_PER_PAGE).contains(&limit) {
            let most = limits::ENTRIES_PER_PAGE;
            return Err(Failure::bad_request(format!("limit must be from 1 to {most}")));
        }
        if self.before.max(self.after).is_some_and(|number| number > LARGEST_NUMBER) {
            return Err(Failure::bad_request("there are no numbers that large"));
        }
        match (self.before, self.after) {
            (None, None) => Ok((PageOf::Newest, limit)),
            (Some(before), None) => Ok((PageOf::Before(before), limit)),
            (None, Some(after)) => Ok((PageOf::After(after), limit)),
            (Some(_), Some(_)) => {
                Err(ApiError::new(ErrorCode::InvalidField, "before and after do not go together").into())
            }
        }
    }
}

/// A page of a session's log.
#[utoipa::path(
    get, path = "/api/v1/sessions/{lsid}/entries", tag = "chat",
    params(("lsid" = SessionId, Path), Page),
    responses(
        (status = 200, body = EntriesPage),
        (status = 422, body = ApiError, description = "before and after do not go together"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn entries(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    Search(page): Search<Page>,
) -> Result<Json<EntriesPage>, Failure> {
    let (of, limit) = page.of()?;
    Ok(Json(app.store.entries(caller.who, &lsid, of, limit).await?))
}

/// Says something that everyone in the session sees.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/messages", tag = "chat", request_body = NewMessage,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Entry),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "over, or the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn say(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(message): Body<NewMessage>,
) -> Result<Response, Failure> {
    key.must_be(&message.client_id)?;
    perform(&app, caller, key, Command::Say { lsid, message }).await
}

/// Writes a note that only representatives see; also after the end.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/notes", tag = "chat", request_body = NewMessage,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Entry),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn note(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(note): Body<NewMessage>,
) -> Result<Response, Failure> {
    key.must_be(&note.client_id)?;
    perform(&app, caller, key, Command::Note { lsid, note }).await
}

/// Says something that only the representatives in the session see; also after the end.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/whispers", tag = "chat", request_body = NewMessage,
    params(("lsid" = SessionId, Path), Key),
    responses(
        (status = 200, body = Entry),
        (status = 403, body = ApiError, description = "the caller does not take part"),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn whisper(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    key: Key,
    Body(whisper): Body<NewMessage>,
) -> Result<Response, Failure> {
    key.must_be(&whisper.client_id)?;
    perform(&app, caller, key, Command::Whisper { lsid, whisper }).await
}
