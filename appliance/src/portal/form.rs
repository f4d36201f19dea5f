//! Forms that people send: only from the own origin, with fields that the page has.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::notice::{Notice, Trouble};
use crate::http::credential::from_portal;
use crate::state::AppState;

/// A form from the own origin.
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Posted<T> {
    type Rejection = Trouble;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Trouble> {
        if !from_portal(app, request.headers()).await? {
            return Err(Trouble::expected(Notice::foreign()));
        }
        match Form::<T>::from_request(request, app).await {
            Ok(Form(form)) => Ok(Self(form)),
            Err(FormRejection::BytesRejection(rejection)) => {
                Err(Trouble::expected(Notice::too_large(rejection.status())))
            }
            Err(_) => Err(Trouble::expected(Notice::malformed())),
        }
    }
}
