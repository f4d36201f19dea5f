//! The `Idempotency-Key` header, and the way from a command to its answer.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use farhand_protocol::{ApiError, ClientId, ErrorCode};
use http::{StatusCode, header, request::Parts};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::http::{Caller, Failure};
use crate::state::App;
use crate::store::{Command, Idempotency};

/// The request's `Idempotency-Key`, which every mutation must have.
#[derive(Clone, Debug)]
pub struct Key(pub ClientId);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let value = parts
            .headers
            .get("idempotency-key")
            .ok_or_else(|| Failure::bad_request("the header Idempotency-Key is missing"))?;
        let key = value.to_str().ok().and_then(|text| text.parse().ok());
        let form = "the header Idempotency-Key must be 8 to 64 letters, digits, hyphens or underscores";
        key.map(Key).ok_or_else(|| Failure::bad_request(form))
    }
}

impl IntoParams for Key {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let form = ObjectBuilder::new().schema_type(Type::String).min_length(Some(8)).max_length(Some(64));
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .schema(Some(form.pattern(Some("^[A-Za-z0-9_-]{8,64}$"))));
        vec![key.build()]
    }
}

impl Key {
    /// Refuses a message whose own id is another one.
    ///
    /// # Errors
    /// `invalid_field`.
    pub fn must_be(&self, client_id: &ClientId) -> Result<(), Failure> {
        if self.0 == *client_id {
            return Ok(());
        }
        let message = "client_id must equal the header Idempotency-Key";
        Err(ApiError::new(ErrorCode::InvalidField, message).into())
    }
}

/// Carries a command out, once per key.
///
/// # Errors
/// What the command is refused for.
pub async fn perform(app: &App, caller: Caller, key: Key, command: Command) -> Result<Response, Failure> {
    app.active(caller.who).await?;
    let answer = app.store.perform(caller.who, Idempotency(key.0), command, &app.public_url).await?;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if status == StatusCode::NO_CONTENT {
        return Ok(status.into_response());
    }
    Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}
