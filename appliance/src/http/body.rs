//! What comes with a request, read strictly: a JSON body, a part of the path, the query.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use farhand_protocol::{ApiError, ErrorCode};
use http::{HeaderMap, header, request::Parts};
use serde::de::DeserializeOwned;

use super::Failure;

/// A JSON body. An empty body reads as `{}`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Failure::bad_request("the body could not be read"))?;
        if bytes.is_empty() {
            return read(b"{}").map(Body);
        }
        if !json {
            return Err(Failure::bad_request("the body must be application/json"));
        }
        read(&bytes).map(Body)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    // A struct would also be read from an array of its fields.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
        return Err(Failure::bad_request("the body must be a JSON object"));
    }
    serde_json::from_slice(bytes)
        .map_err(|e| Failure::bad_request(format!("the body is not as expected: {e}")))
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The part of the path in braces. One that has not the right form names nothing: 404.
#[derive(Debug)]
pub struct Param<T>(pub T);

impl<T: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Param<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let missing = || ApiError::new(ErrorCode::NotFound, "there is nothing at this address");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| missing())?;
        Ok(Param(text.parse().map_err(|_| missing())?))
    }
}

/// The two parts of the path in braces, likewise.
#[derive(Debug)]
pub struct Params<A, B>(pub A, pub B);

impl<A: FromStr + Send, B: FromStr + Send, S: Send + Sync> FromRequestParts<S> for Params<A, B> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let missing = || ApiError::new(ErrorCode::NotFound, "there is nothing at this address");
        let Path((one, other)) =
            Path::<(String, String)>::from_request_parts(parts, state).await.map_err(|_| missing())?;
        Ok(Params(one.parse().map_err(|_| missing())?, other.parse().map_err(|_| missing())?))
    }
}

/// The query. Types that deny unknown fields refuse unknown names.
#[derive(Debug)]
pub struct Search<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Search<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Query(value) = Query::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::bad_request("the query is not as expected"))?;
        Ok(Search(value))
    }
}
