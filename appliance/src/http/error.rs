//! How a failure becomes an answer: always JSON, always an [`ApiError`].

use axum::Json;
use axum::response::{IntoResponse, Response};
use farhand_protocol::{ApiError, ErrorCode};
use http::{HeaderValue, StatusCode, header};

use crate::store::StoreError;

/// A failed request.
#[derive(Debug)]
pub struct Failure {
    error: ApiError,
    status: StatusCode,
}

impl Failure {
    /// A failure whose status is not the code's own (405).
    #[must_use]
    pub fn with_status(error: ApiError, status: StatusCode) -> Self {
        Self { error, status }
    }

    /// What is wrong.
    #[must_use]
    pub fn error(&self) -> &ApiError {
        &self.error
    }

    /// The status that it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A request that cannot be understood.
    #[must_use]
    pub fn bad_request(message: impl Into<String>) -> Self {
        ApiError::new(ErrorCode::BadRequest, message).into()
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { error, status }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let retry_after = self.error.retry_after_s;
        let code = self.error.code;
        let mut response = (self.status, Json(self.error)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(code);
        response
    }
}

/// The answer to a path that nobody serves.
pub async fn no_such_path() -> Failure {
    ApiError::new(ErrorCode::NotFound, "there is nothing at this address").into()
}

/// The answer to a method that the path does not have.
pub async fn no_such_method() -> Failure {
    let error = ApiError::new(ErrorCode::BadRequest, "this address does not take that method");
    Failure::with_status(error, StatusCode::METHOD_NOT_ALLOWED)
}
