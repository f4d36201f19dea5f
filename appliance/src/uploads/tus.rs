//! The headers of tus 1.0.0.

use std::time::{Duration, SystemTime};

use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use farhand_protocol::{ApiError, ErrorCode, Timestamp};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::http::Failure;
use crate::spool::{Check, Sum};

/// The version that is spoken.
pub const VERSION: &str = "1.0.0";
/// What is spoken beyond the core protocol.
pub const EXTENSIONS: &str = "creation,checksum,expiration,termination";
/// The media type of a `PATCH`.
const BYTES: &str = "application/offset+octet-stream";

/// Refuses what speaks another version.
///
/// # Errors
/// 412.
pub fn check_version(headers: &HeaderMap) -> Result<(), Failure> {
    if headers.get("tus-resumable").is_some_and(|version| version == VERSION) {
        return Ok(());
    }
    let error = ApiError::new(ErrorCode::BadRequest, "the header Tus-Resumable must be 1.0.0");
    Err(Failure::with_status(error, StatusCode::PRECONDITION_FAILED))
}

/// An answer, or a refusal, with what tus wants on both.
pub fn stamp(answer: Result<Response, Failure>) -> Response {
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    }
    response
}

/// Refuses a body of another media type.
///
/// # Errors
/// 415.
pub fn check_media_type(headers: &HeaderMap) -> Result<(), Failure> {
    if headers.get(http::header::CONTENT_TYPE).is_some_and(|found| found == BYTES) {
        return Ok(());
    }
    let error = ApiError::new(ErrorCode::BadRequest, format!("the body must be {BYTES}"));
    Err(Failure::with_status(error, StatusCode::UNSUPPORTED_MEDIA_TYPE))
}

/// A header that is a number of bytes.
///
/// # Errors
/// `bad_request` where it is missing or is none.
pub fn number(headers: &HeaderMap, name: &str) -> Result<u64, Failure> {
    let text = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && i64::try_from(*number).is_ok());
    number.ok_or_else(|| Failure::bad_request(format!("the header {name} must be a number of bytes")))
}

/// The `Upload-Checksum`, where there is one.
///
/// # Errors
/// `bad_request` for an unknown algorithm or what is no checksum.
pub fn checksum(headers: &HeaderMap) -> Result<Option<Check>, Failure> {
    let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
    let check = value.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(name, sum)| {
        let expected = BASE64.decode(sum.trim().as_bytes()).ok()?;
        Some(Check { sum: Sum::named(name)?, expected })
    });
    let form = "the header Upload-Checksum must be sha1 or sha256, a space, and the checksum in base64";
    check.map(Some).ok_or_else(|| Failure::bad_request(form))
}

/// When an upload that nobody touches ends, as `Upload-Expires` says it.
#[must_use]
pub fn expires(at: Timestamp) -> HeaderValue {
    let since = Duration::from_millis(u64::try_from(at.0).unwrap_or(0));
    let text = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since);
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn only_whole_numbers_are_numbers_of_bytes() {
        assert_eq!(number(&with("upload-length", "1024"), "upload-length").unwrap(), 1024);
        for wrong in ["", "-1", "+1", " 1 2", "1.0", "0x10", "99999999999999999999", "9223372036854775808"] {
            assert!(number(&with("upload-length", wrong), "upload-length").is_err(), "{wrong:?}");
        }
        assert!(number(&HeaderMap::new(), "upload-length").is_err());
    }

    #[test]
    fn a_checksum_is_an_algorithm_and_base64() {
        let check = checksum(&with("upload-checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=")).unwrap().unwrap();
        let mut sum = check.sum;
        sum.update(b"hello world");
        assert!(sum.is(&check.expected));
        assert!(checksum(&HeaderMap::new()).unwrap().is_none());
        for wrong in ["", "sha1", "md5 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha1 ***"] {
            assert!(checksum(&with("upload-checksum", wrong)).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_end_is_told_as_http_tells_times() {
        assert_eq!(expires(Timestamp(86_400_000)), "Fri, 02 Jan 1970 00:00:00 GMT");
    }
}
