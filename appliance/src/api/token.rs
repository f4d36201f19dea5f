//! `POST /oauth2/token`: a program signs in with its API account, as RFC 6749 has it in sections 2.3.1,
//! 4.4 and 5. The errors have the RFC's form, which libraries expect, and not the API's own.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use farhand_protocol::auth::{AccessToken, TokenRequest};
use farhand_protocol::limits;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;

use super::openapi::Failed;
use crate::http::Failure;
use crate::random;
use crate::state::AppState;

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Wrong {
    /// Something is missing, is there twice, or cannot be read.
    InvalidRequest,
    /// Id and secret do not go together, or the account is disabled.
    InvalidClient,
    /// Only `client_credentials` is.
    UnsupportedGrantType,
}

/// The body of an answer without a token.
#[derive(Serialize, ToSchema)]
pub struct TokenError {
    error: Wrong,
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let status = match self {
            Wrong::InvalidClient => StatusCode::UNAUTHORIZED,
            Wrong::InvalidRequest | Wrong::UnsupportedGrantType => StatusCode::BAD_REQUEST,
        };
        let mut response = (status, Json(TokenError { error: self })).into_response();
        if self == Wrong::InvalidClient {
            let ask = HeaderValue::from_static("Basic realm=\"farhand\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, ask);
        }
        response
    }
}

/// Answers a token for a program's API account: for `limits::ACCOUNT_TOKEN_S` seconds, and for
/// `/api/v1/integration/…` alone. Id and secret come in the form or in `Authorization: Basic`.
#[utoipa::path(
    post, path = "/oauth2/token", tag = "integration", security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, body = AccessToken),
        (status = 400, body = TokenError, description = "the request is not as RFC 6749 has it"),
        (status = 401, body = TokenError, description = "id and secret do not go together"),
        (status = 413, body = farhand_protocol::ApiError, description = "the body is too large"),
        (status = 429, body = farhand_protocol::ApiError, description = "too many requests"),
        Failed
    )
)]
pub async fn token(
    State(app): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let request = match read(&headers, &body) {
        Ok(request) => request,
        Err(wrong) => return Ok(wrong.into_response()),
    };
    let token = random::secret::<32>();
    let hash = random::hash(&token);
    if !app.store.open_account_token(&request.id, &request.secret, hash).await? {
        return Ok(Wrong::InvalidClient.into_response());
    }
    let answer = AccessToken {
        access_token: token,
        token_type: "Bearer".to_owned(),
        expires_in: limits::ACCOUNT_TOKEN_S,
    };
    Ok(Json(answer).into_response())
}

/// Who asks.
#[derive(Debug, PartialEq, Eq)]
struct Client {
    id: String,
    secret: String,
}

/// Reads a request. Parameters that nobody knows are passed over, as the RFC asks; known ones come
/// once, and the secret in one place.
fn read(headers: &HeaderMap, body: &[u8]) -> Result<Client, Wrong> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Wrong::InvalidRequest);
    }
    let [mut grant, mut id, mut secret] = [const { None }; 3];
    for (name, value) in form_urlencoded::parse(body) {
        let place = match &*name {
            "grant_type" => &mut grant,
            "client_id" => &mut id,
            "client_secret" => &mut secret,
            _ => continue,
        };
        if place.replace(value.into_owned()).is_some() {
            return Err(Wrong::InvalidRequest);
        }
    }
    if grant.ok_or(Wrong::InvalidRequest)? != "client_credentials" {
        return Err(Wrong::UnsupportedGrantType);
    }
    match (basic(headers)?, id, secret) {
        (Some(client), id, None) if id.as_ref().is_none_or(|id| *id == client.id) => Ok(client),
        (None, Some(id), Some(secret)) => Ok(Client { id, secret }),
        (None, None, None) => Err(Wrong::InvalidClient),
        _ => Err(Wrong::InvalidRequest),
    }
}

/// `Authorization: Basic`, in which id and secret are encoded as in a form.
fn basic(headers: &HeaderMap) -> Result<Option<Client>, Wrong> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let value = value.to_str().map_err(|_| Wrong::InvalidRequest)?;
    let (scheme, given) = value.split_once(' ').ok_or(Wrong::InvalidRequest)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(Wrong::InvalidClient);
    }
    let given = BASE64.decode(given.trim().as_bytes()).map_err(|_| Wrong::InvalidRequest)?;
    let given = String::from_utf8(given).map_err(|_| Wrong::InvalidRequest)?;
    let (id, secret) = given.split_once(':').ok_or(Wrong::InvalidRequest)?;
    Ok(Some(Client { id: decoded(id)?, secret: decoded(secret)? }))
}

fn decoded(text: &str) -> Result<String, Wrong> {
    let pair = format!("v={text}");
    let mut values = form_urlencoded::parse(pair.as_bytes());
    match (values.next(), values.next()) {
        (Some((_, value)), None) => Ok(value.into_owned()),
        _ => Err(Wrong::InvalidRequest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

    fn check(basic: Option<&str>, body: &str, expected: Result<(&str, &str), Wrong>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
        if let Some(basic) = basic {
            let value = format!("Basic {}", BASE64.encode(basic.as_bytes()));
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        }
        let expected = expected.map(|(id, secret)| Client { id: id.to_owned(), secret: secret.to_owned() });
        assert_eq!(read(&headers, body.as_bytes()), expected, "{basic:?} {body}");
    }

    #[test]
    fn a_credential_comes_in_the_form_or_in_the_header() {
        let grant = "grant_type=client_credentials";
        check(None, &format!("{grant}&client_id=a&client_secret=b%2Bc"), Ok(("a", "b+c")));
        check(Some("a:b%2Bc"), grant, Ok(("a", "b+c")));
        check(Some("a:b"), &format!("{grant}&client_id=a&scope=anything"), Ok(("a", "b")));
        check(Some("a:b"), &format!("{grant}&client_id=other"), Err(Wrong::InvalidRequest));
        check(Some("a:b"), &format!("{grant}&client_id=a&client_secret=b"), Err(Wrong::InvalidRequest));
        check(Some("ab"), grant, Err(Wrong::InvalidRequest));
        check(None, grant, Err(Wrong::InvalidClient));
        check(None, &format!("{grant}&client_id=a"), Err(Wrong::InvalidRequest));
        check(None, "client_id=a&client_secret=b", Err(Wrong::InvalidRequest));
        check(None, &format!("{grant}&{grant}&client_id=a&client_secret=b"), Err(Wrong::InvalidRequest));
        check(None, "grant_type=password&client_id=a&client_secret=b", Err(Wrong::UnsupportedGrantType));
    }

    #[test]
    fn only_a_form_is_read() {
        let body = b"grant_type=client_credentials&client_id=a&client_secret=b";
        assert_eq!(read(&HeaderMap::new(), body), Err(Wrong::InvalidRequest));
    }
}
