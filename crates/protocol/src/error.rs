//! Errors as they go over the wire: `{code, message, retryable}` and, for some, one figure more.

use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{message}")]
pub struct ApiError {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// The same for people: lower case, no full stop, says what to do where one can.
    pub message: String,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Seconds to wait before trying again, for `account_locked` and `rate_limited`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// Tries left before the account pauses, for `invalid_credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u32>,
}

impl ApiError {
    /// An error without figures; whether it is retryable follows from the code.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        let retryable = code.retryable();
        Self { code, message: message.into(), retryable, retry_after_s: None, attempts_left: None }
    }
}

/// Error codes. A code exists where a client does something different for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 400: malformed JSON or form, wrong type, unknown field.
    BadRequest,
    /// 422: a field breaks its limit; the message names it.
    InvalidField,
    /// 401: no token, or one that ended.
    Unauthorized,
    /// 401: user name and password do not match.
    InvalidCredentials,
    /// 401: the same request again, with the second factor's code.
    SecondFactorRequired,
    /// 401: the second factor's code is wrong or was used.
    SecondFactorInvalid,
    /// 423: too many wrong passwords; the account pauses.
    AccountLocked,
    /// 403: not this caller's right.
    Forbidden,
    /// 404: no such thing, or not for this caller's eyes.
    NotFound,
    /// 409: somebody else was faster; the message names who.
    AlreadyTaken,
    /// 409: the session's state does not allow it (ended, held …).
    WrongState,
    /// 409: the same idempotency key with other content.
    IdempotencyMismatch,
    /// 404: nobody is waiting.
    NobodyWaiting,
    /// 404: a session key that is wrong, used, revoked or expired.
    KeyInvalid,
    /// 413: the body is larger than the route takes.
    TooLarge,
    /// 429: too many requests; wait.
    RateLimited,
    /// 500: the appliance failed; the log tells more.
    Internal,
    /// 503: starting, stopping, or out of room.
    Unavailable,
}

impl ErrorCode {
    /// The HTTP status that goes with the code.
    #[must_use]
    pub fn status(self) -> u16 {
        use ErrorCode as E;
        match self {
            E::BadRequest => 400,
            E::InvalidField => 422,
            E::Unauthorized | E::InvalidCredentials | E::SecondFactorRequired | E::SecondFactorInvalid => 401,
            E::AccountLocked => 423,
            E::Forbidden => 403,
            E::NotFound | E::NobodyWaiting | E::KeyInvalid => 404,
            E::AlreadyTaken | E::WrongState | E::IdempotencyMismatch => 409,
            E::TooLarge => 413,
            E::RateLimited => 429,
            E::Internal => 500,
            E::Unavailable => 503,
        }
    }

    /// Whether the same request may succeed later without anybody changing it.
    #[must_use]
    pub fn retryable(self) -> bool {
        matches!(self, ErrorCode::RateLimited | ErrorCode::Internal | ErrorCode::Unavailable)
    }
}
