//! Session keys and the invitations that carry them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use farhand_protocol::KeyId;
use farhand_protocol::error::ApiError;
use farhand_protocol::keys::{
    ChangeKey, ExtendKey, InvitationPreview, InviteSetup, Key, NewInvitations, NewKey, PreviewInvitation,
    SendAgain,
};
use farhand_protocol::session::NoFields;

use super::idempotency::{Key as IdempotencyKey, perform};
use super::openapi::{NotFound, Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;
use crate::store::{Actor, Command, KeyCommand};

async fn carry_out(
    app: &AppState,
    caller: Caller,
    key: IdempotencyKey,
    what: KeyCommand,
) -> Result<Response, Failure> {
    perform(app, caller, key, Command::Key { what }).await
}

/// Makes a session key. The same request again answers the same key, as it stands then.
#[utoipa::path(
    post, path = "/api/v1/keys", tag = "keys", request_body = NewKey,
    params(IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 403, body = ApiError, description = "a queue that the caller does not serve"),
        (status = 409, body = ApiError, description = "the idempotency key was used for something else, or the caller has too many keys outstanding"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn make_key(
    State(app): State<AppState>,
    caller: Caller,
    key: IdempotencyKey,
    Body(new_key): Body<NewKey>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::Make { new_key }).await
}

/// What is set up for keys and invitations.
#[utoipa::path(
    get, path = "/api/v1/keys/setup", tag = "keys",
    responses((status = 200, body = InviteSetup), Unauthorized, Refused)
)]
pub async fn setup(State(app): State<AppState>, _: Caller) -> Result<Json<InviteSetup>, Failure> {
    Ok(Json(app.store.invite_setup(&app.public_url).await?))
}

/// What an invitation would look like. Changes nothing, and needs no `Idempotency-Key`.
#[utoipa::path(
    post, path = "/api/v1/keys/preview", tag = "keys", request_body = PreviewInvitation,
    responses(
        (status = 200, body = InvitationPreview),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn preview(
    State(app): State<AppState>,
    caller: Caller,
    Body(preview): Body<PreviewInvitation>,
) -> Result<Json<InvitationPreview>, Failure> {
    Ok(Json(app.store.preview_of(caller.who, preview, &app.public_url).await?))
}

/// A session key that the caller has made, or that leads into a queue which the caller serves.
#[utoipa::path(
    get, path = "/api/v1/keys/{id}", tag = "keys", params(("id" = KeyId, Path)),
    responses((status = 200, body = Key), Unauthorized, NotFound, Refused)
)]
pub async fn key(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u64>,
) -> Result<Json<Key>, Failure> {
    Ok(Json(app.store.key(Actor::Representative(caller.who), KeyId(id)).await?))
}

/// Changes a session key that nobody has used. Its digits and links stay; its life runs anew.
#[utoipa::path(
    put, path = "/api/v1/keys/{id}", tag = "keys", request_body = ChangeKey,
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 403, body = ApiError, description = "a queue that the caller does not serve"),
        (status = 409, body = ApiError, description = "the key was used or revoked, or the idempotency key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn change(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(ChangeKey { key: new_key }): Body<ChangeKey>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::Change { id: KeyId(id), new_key }).await
}

/// Takes a session key back, and what of its messages has not gone yet.
#[utoipa::path(
    post, path = "/api/v1/keys/{id}/revoke", tag = "keys", request_body(content = NoFields),
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "a session has begun with the key, or the idempotency key was used for something else"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn revoke(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(NoFields {}): Body<NoFields>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::Revoke { id: KeyId(id) }).await
}

/// Gives a session key a life anew, also one that has expired.
#[utoipa::path(
    post, path = "/api/v1/keys/{id}/extend", tag = "keys", request_body = ExtendKey,
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "the key was used or revoked, or the idempotency key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn extend(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(extend): Body<ExtendKey>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::Extend { id: KeyId(id), extend }).await
}

/// Sends a session key by email. The messages are on disk when the answer comes; what becomes of them
/// is told by the live feed.
#[utoipa::path(
    post, path = "/api/v1/keys/{id}/invitations", tag = "keys", request_body = NewInvitations,
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
    caller: Caller,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(invitations): Body<NewInvitations>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::Send { id: KeyId(id), invitations }).await
}

/// Sends messages once more, with the same links.
#[utoipa::path(
    post, path = "/api/v1/keys/{id}/invitations/again", tag = "keys", request_body = SendAgain,
    params(("id" = KeyId, Path), IdempotencyKey),
    responses(
        (status = 200, body = Key),
        (status = 409, body = ApiError, description = "the key is over, no mail server is set, or the idempotency key was used for something else"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn send_again(
    State(app): State<AppState>,
    caller: Caller,
    Param(id): Param<u64>,
    key: IdempotencyKey,
    Body(again): Body<SendAgain>,
) -> Result<Response, Failure> {
    carry_out(&app, caller, key, KeyCommand::SendAgain { id: KeyId(id), again }).await
}
