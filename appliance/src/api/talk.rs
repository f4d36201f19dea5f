//! Talk: what representatives say to one another outside sessions.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use farhand_protocol::error::ApiError;
use farhand_protocol::team::{NewTalk, TalkEntry, TalkPage, TalkWith};
use farhand_protocol::{ErrorCode, RepresentativeId, TeamId};
use serde::Deserialize;

use super::idempotency::{Key, perform};
use super::messages::LARGEST_NUMBER;
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Search};
use crate::state::AppState;
use crate::store::Command;

/// Says something to a team or to a colleague.
#[utoipa::path(
    post, path = "/api/v1/talk", tag = "talk", request_body = NewTalk,
    params(Key),
    responses(
        (status = 200, body = TalkEntry),
        (status = 409, body = ApiError, description = "the key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn say(
    State(app): State<AppState>,
    caller: Caller,
    key: Key,
    Body(talk): Body<NewTalk>,
) -> Result<Response, Failure> {
    key.must_be(&talk.client_id)?;
    app.talks.take(caller.who.0, app.clock.now())?;
    perform(&app, caller, key, Command::Talk { talk }).await
}

/// Which talk, and which part of it.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The talk of this team.
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    team: Option<u32>,
    /// The talk with this colleague. Not together with `team`.
    #[param(minimum = 0, maximum = 4_294_967_295_i64)]
    representative: Option<u32>,
    /// Lines with numbers below this one; the newest of them.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    before: Option<u64>,
}

impl Part {
    fn with(&self) -> Result<TalkWith, Failure> {
        match (self.team, self.representative) {
            (Some(team), None) => Ok(TalkWith::Team { id: TeamId(team) }),
            (None, Some(who)) => Ok(TalkWith::Representative { id: RepresentativeId(who) }),
            _ => {
                let message = "name either a team or a representative";
                Err(ApiError::new(ErrorCode::InvalidField, message).into())
            }
        }
    }
}

/// A page of a talk.
#[utoipa::path(
    get, path = "/api/v1/talk", tag = "talk", params(Part),
    responses(
        (status = 200, body = TalkPage),
        (status = 422, body = ApiError, description = "neither a team nor a representative, or both, or the caller"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn page(
    State(app): State<AppState>,
    caller: Caller,
    Search(part): Search<Part>,
) -> Result<Json<TalkPage>, Failure> {
    if part.before.is_some_and(|number| number > LARGEST_NUMBER) {
        return Err(Failure::bad_request("there are no numbers that large"));
    }
    Ok(Json(app.store.talk(caller.who, part.with()?, part.before).await?))
}
