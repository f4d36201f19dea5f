//! What programs do with an API account: a ticket system makes a session key, sends it, and reads what
//! became of it. A program sees the keys of its own making and nothing else.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::KeyId;
use farhand_protocol::error::ApiError;
use farhand_protocol::keys::{Key, NewInvitations, NewKey};
use farhand_protocol::session::NoFields;
use http::{StatusCode, header};

use super::idempotency::Key as IdempotencyKey;
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Failure, Param, Program};
use crate::state::AppState;
use crate::store::{Actor, Idempotency, KeyCommand};

async fn carry_out(
    app: &AppState,
    program: Program,
    key: IdempotencyKey,
    command: KeyCommand,
) -> Result<Response, Failure> {
    let store = &app.store;
    let answer =
        store.perform_for_account(program.account, Idempotency(key.0), command, &app.public_url).await?;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}

/// Makes a session key into any queue of the site. The same request again answers the same key, as it
/// stands then.
#[utoipa::path(
    post, path = "/api/v1/integration/keys", tag = "integration", request_body = NewKey, security(("account" = [])),
    params(IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "the idempotency key was used for something else, or the account has too many keys outstanding"),
        (status = 422, body = ApiError, description = "a field breaks its limit, or there is no such queue"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn make_key(
    State(app): State<AppState>,
    program: Program,
    key: IdempotencyKey,
    Body(new_key): Body<NewKey>,
) -> Result<Response, Failure> {
    carry_out(&app, program, key, KeyCommand::Make { new_key }).await
}

/// A session key of the account's own making, with what became of its messages.
#[utoipa::path(
    get, path = "/api/v1/integration/keys/{id}", tag = "integration", security(("account" = [])),
    params(("id" = KeyId, Path)),
    responses((status = 200, body = Key), Unauthorized, NotFound, Refused)
)]
pub async fn key(
    State(app): State<AppState>,
    program: Program,
    Param(id): Param<u64>,
) -> Result<Json<Key>, Failure> {
    Ok(Json(app.store.key(Actor::Account(program.account), KeyId(id)).await?))
}

/// Sends a session key by email. The messages are on disk when the answer comes.
#[utoipa::path(
    post, path = "/api/v1/integration/keys/{id}/invitations", tag = "integration", request_body = NewInvitations,
    security(("account" = [])),
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "the key is over, no mail server is set, or the idempotency key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn send(
    State(app): State<AppState>,
    program: Program,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(invitations): Body<NewInvitations>,
) -> Result<Response, Failure> {
    carry_out(&app, program, key, KeyCommand::Send { id: KeyId(id), invitations }).await
}

/// Takes a session key back, and what of its messages has not gone yet.
#[utoipa::path(
    post, path = "/api/v1/integration/keys/{id}/revoke", tag = "integration", request_body(content = NoFields),
    security(("account" = [])),
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "a session has begun with the key, or the idempotency key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn revoke(
    State(app): State<AppState>,
    program: Program,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    carry_out(&app, program, key, KeyCommand::Revoke { id: KeyId(id) }).await
}
