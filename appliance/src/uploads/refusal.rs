//! How uploads are refused.

use std::io;

use farhand_protocol::{ApiError, ErrorCode};
use http::StatusCode;

use crate::domain::moved;
use crate::http::Failure;
use crate::spool::Stopped;
use crate::store::{Standing, Upload};

/// tus: the checksum does not match.
const CHECKSUM_MISMATCH: u16 = 460;

/// There is no such upload, or not for this caller.
#[must_use]
pub fn unknown() -> Failure {
    ApiError::new(ErrorCode::NotFound, "there is no such upload").into()
}

/// It is over: 410 with the reason.
#[must_use]
pub fn over(standing: &Standing) -> Failure {
    let why = match standing {
        Standing::Ended { why } => moved::words(*why),
        Standing::Gone => "this file is not kept any more",
        _ => "this transfer is done",
    };
    Failure::with_status(ApiError::new(ErrorCode::WrongState, why), StatusCode::GONE)
}

/// Refuses what is over.
///
/// # Errors
/// 410.
pub fn check_open(upload: &Upload) -> Result<(), Failure> {
    match &upload.standing {
        Standing::Open | Standing::Kept { .. } => Ok(()),
        standing => Err(over(standing)),
    }
}

/// The disk failed.
#[must_use]
pub fn disk(error: &io::Error) -> Failure {
    tracing::error!(%error, "the spool failed");
    ApiError::new(ErrorCode::Internal, "the appliance failed; its log tells more").into()
}

/// The disk has no room.
#[must_use]
pub fn full() -> Failure {
    ApiError::new(ErrorCode::Unavailable, "the appliance's disk is full; try again later").into()
}

/// The bytes are not the announced ones.
#[must_use]
pub fn wrong_sum(message: impl Into<String>) -> Failure {
    let error = ApiError { retryable: true, ..ApiError::new(ErrorCode::InvalidField, message) };
    Failure::with_status(error, StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::CONFLICT))
}

/// The caller goes on from elsewhere.
#[must_use]
pub fn wrong_offset(offset: u64) -> Failure {
    ApiError::new(ErrorCode::WrongState, format!("this upload is at {offset}; go on from there")).into()
}

/// Writing has stopped.
#[must_use]
pub fn stopped(why: Stopped) -> Failure {
    let error = |code| Failure::from(ApiError::new(code, why.to_string()));
    match &why {
        Stopped::Over | Stopped::Superseded => error(ErrorCode::WrongState),
        // A status that tus clients try again: of 408 some think that it is their own fault.
        Stopped::Silent | Stopped::BrokenOff | Stopped::Full => error(ErrorCode::Unavailable),
        Stopped::TooMuch => error(ErrorCode::TooLarge),
        Stopped::WrongSum => wrong_sum(why.to_string()),
        Stopped::Disk(why) => disk(why),
    }
}

/// It is the other side's to do.
#[must_use]
pub fn not_yours() -> Failure {
    ApiError::new(ErrorCode::Forbidden, "that is for the other side of this upload to do").into()
}
