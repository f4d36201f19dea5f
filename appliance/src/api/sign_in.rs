//! Signing in and out.

use axum::Json;
use axum::extract::State;
use farhand_protocol::auth::{SignIn, SignedIn};
use farhand_protocol::error::ApiError;
use farhand_protocol::session::NoFields;
use http::StatusCode;

use super::idempotency::Key;
use super::openapi::{Refused, Unauthorized};
use crate::http::{Body, Caller, Failure, Source};
use crate::state::AppState;

/// Signs in and answers a token.
#[utoipa::path(
    post, path = "/api/v1/sign-in", tag = "account", security(()), request_body = SignIn,
    responses(
        (status = 200, body = SignedIn),
        (status = 401, body = ApiError, description = "wrong, or a second factor is needed"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        (status = 423, body = ApiError, description = "too many wrong passwords"),
        Refused
    )
)]
pub async fn sign_in(
    State(app): State<AppState>,
    Source(source): Source,
    Body(request): Body<SignIn>,
) -> Result<Json<SignedIn>, Failure> {
    Ok(Json(crate::sign_in::sign_in(&app, source, request).await?))
}

/// Ends the token that comes along.
#[utoipa::path(
    post, path = "/api/v1/sign-out", tag = "account", request_body(content = NoFields),
    params(Key),
    responses((status = 204, description = "signed out"), Unauthorized, Refused)
)]
pub async fn sign_out(
    State(app): State<AppState>,
    caller: Caller,
    _: Key,
    Body(NoFields {}): Body<NoFields>,
) -> Result<StatusCode, Failure> {
    app.store.close_token(caller.token_hash).await?;
    // Where a console is connected with this token, its connection does so when it ends.
    if !app.feed.representatives.is_open(&caller.who) {
        app.store.representative_left(caller.who).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
