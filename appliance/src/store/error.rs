//! Why the store did not do what it was asked.

use farhand_protocol::people::Presence;
use farhand_protocol::{ApiError, ErrorCode};

/// A "no" that follows from the rules: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such thing, or not for this caller's eyes.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Not this caller's right.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Somebody else was faster.
    #[error("{by} has taken this session")]
    AlreadyTaken {
        /// The winner's display name.
        by: String,
    },
    /// The state does not allow it.
    #[error("{0}")]
    WrongState(&'static str),
    /// Somebody who is away, busy or offline is not given a session.
    #[error("{name} is {}", word(*.presence))]
    NotThere {
        /// The display name.
        name: String,
        /// How the one stands.
        presence: Presence,
    },
    /// A queue that nobody serves now, and that keeps no sessions.
    #[error("nobody serves the queue {queue} now, and it keeps no sessions")]
    NobodyThere {
        /// The queue's name.
        queue: String,
    },
    /// The same idempotency key with other content.
    #[error("this idempotency key was used for something else")]
    IdempotencyMismatch,
    /// No session waits where the caller serves.
    #[error("nobody is waiting")]
    NobodyWaiting,
    /// A session key that is wrong, used, revoked or expired.
    #[error("this session key is not valid, or was used")]
    KeyInvalid,
    /// A second factor's code that is wrong or was used.
    #[error("this code is not valid, or was used; wait for the next one")]
    SecondFactorInvalid,
    /// Asking the customer pauses after refusals.
    #[error("the customer has refused twice; ask again later")]
    Paused {
        /// Seconds still to wait.
        wait_s: u32,
    },
    /// A field breaks its limit.
    #[error("{0}")]
    InvalidField(String),
    /// Larger than is allowed; names the limit.
    #[error("{0}")]
    TooLarge(String),
    /// There is no room for it now.
    #[error("{0}")]
    Full(&'static str),
}

impl Refusal {
    /// The wire's code for it.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Refusal::NotFound(_) => ErrorCode::NotFound,
            Refusal::Forbidden(_) => ErrorCode::Forbidden,
            Refusal::AlreadyTaken { .. } => ErrorCode::AlreadyTaken,
            Refusal::WrongState(_) | Refusal::NotThere { .. } | Refusal::NobodyThere { .. } => {
                ErrorCode::WrongState
            }
            Refusal::IdempotencyMismatch => ErrorCode::IdempotencyMismatch,
            Refusal::NobodyWaiting => ErrorCode::NobodyWaiting,
            Refusal::KeyInvalid => ErrorCode::KeyInvalid,
            Refusal::SecondFactorInvalid => ErrorCode::SecondFactorInvalid,
            Refusal::Paused { .. } => ErrorCode::RateLimited,
            Refusal::InvalidField(_) => ErrorCode::InvalidField,
            Refusal::TooLarge(_) => ErrorCode::TooLarge,
            Refusal::Full(_) => ErrorCode::Unavailable,
        }
    }

    /// The seconds after which it may be otherwise.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            Refusal::Paused { wait_s } => Some(*wait_s),
            _ => None,
        }
    }
}

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "available",
        Presence::Busy => "busy",
        Presence::Away => "away",
        Presence::Offline => "offline",
    }
}

/// Why a store's method failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store is stopping or has too much to do; the same request may succeed later.
    #[error("the store is busy")]
    Unavailable,
    /// The database failed.
    #[error("the database failed: {0}")]
    Failed(String),
}

impl From<StoreError> for ApiError {
    fn from(e: StoreError) -> ApiError {
        match e {
            StoreError::Refused(refusal) => {
                let error = ApiError::new(refusal.code(), refusal.to_string());
                ApiError { retry_after_s: refusal.retry_after_s(), ..error }
            }
            StoreError::Unavailable => {
                ApiError::new(ErrorCode::Unavailable, "the appliance is busy or stopping; try again")
            }
            StoreError::Failed(why) => {
                tracing::error!(%why, "the store failed");
                ApiError::new(ErrorCode::Internal, "the appliance failed; its log tells more")
            }
        }
    }
}
