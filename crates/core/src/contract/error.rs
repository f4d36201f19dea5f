//! Errors at the interface's edge.

use farhand_protocol::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};

/// What the interface shows of an error, and what it can do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[error("{message}")]
pub struct UiError {
    /// For branches in the interface.
    pub code: UiErrorCode,
    /// For people: says what happened and what to do.
    pub message: String,
    /// Whether the same may succeed later.
    pub retryable: bool,
    /// Seconds to wait before trying again.
    pub retry_after_s: Option<u32>,
    /// Tries left before the account pauses.
    pub attempts_left: Option<u32>,
}

impl UiError {
    /// An error without figures.
    #[must_use]
    pub fn new(code: UiErrorCode, message: impl Into<String>) -> Self {
        let retryable =
            matches!(code, UiErrorCode::Unreachable | UiErrorCode::RateLimited | UiErrorCode::Unavailable);
        Self { code, message: message.into(), retryable, retry_after_s: None, attempts_left: None }
    }
}

/// Codes for which the interface does something different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum UiErrorCode {
    /// User name and password do not match.
    InvalidCredentials,
    /// The second factor's code is wrong or was used.
    SecondFactorInvalid,
    /// Too many wrong passwords.
    AccountLocked,
    /// No answer from the address.
    Unreachable,
    /// The appliance's certificate is not trusted, expired, or for another name.
    BadCertificate,
    /// The appliance speaks an older API than this console needs.
    ServerTooOld,
    /// Something answers there that is not a Farhand appliance.
    NotAnAppliance,
    /// The address cannot be one of an appliance.
    InvalidAddress,
    /// The appliance ended this sign-in.
    SignedOut,
    /// Somebody else was faster.
    AlreadyTaken,
    /// Nobody waits.
    NobodyWaiting,
    /// The session's state does not allow it.
    WrongState,
    /// Not this account's right.
    Forbidden,
    /// A field breaks its limit.
    InvalidField,
    /// Too many requests.
    RateLimited,
    /// The appliance cannot answer now.
    Unavailable,
    /// This computer could not store something (disk full, no rights).
    Storage,
    /// A fault of the program's own.
    Internal,
}

impl From<ApiError> for UiError {
    fn from(e: ApiError) -> Self {
        use ErrorCode as E;
        use UiErrorCode as U;
        let code = match e.code {
            E::InvalidCredentials => U::InvalidCredentials,
            E::SecondFactorRequired | E::SecondFactorInvalid => U::SecondFactorInvalid,
            E::AccountLocked => U::AccountLocked,
            E::Unauthorized => U::SignedOut,
            E::Forbidden => U::Forbidden,
            E::InvalidField | E::TooLarge => U::InvalidField,
            E::AlreadyTaken => U::AlreadyTaken,
            E::NobodyWaiting => U::NobodyWaiting,
            E::NotFound | E::WrongState | E::KeyInvalid => U::WrongState,
            E::RateLimited => U::RateLimited,
            E::Unavailable => U::Unavailable,
            E::BadRequest | E::IdempotencyMismatch | E::Internal => U::Internal,
        };
        Self {
            code,
            message: e.message,
            retryable: e.retryable,
            retry_after_s: e.retry_after_s,
            attempts_left: e.attempts_left,
        }
    }
}
