//! What happens around every request: its number, the limit and time for its body, the log line,
//! the headers that go with every answer.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use farhand_protocol::{ApiError, ErrorCode, RepresentativeId, limits};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{Failure, Source};
use crate::random;
use crate::state::{App, AppState};
use crate::store::AccountId;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// What goes with every answer that does not say otherwise itself.
const HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// The outermost layer of the router.
pub async fn wrap(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = random::secret::<6>();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let for_people = shows_pages(request.uri().path());
    let mut response = match admit(&app, request).await {
        Ok(request) => next.run(request).await,
        Err(failure) if for_people => crate::portal::turned_away(&failure),
        Err(failure) => failure.into_response(),
    };
    dress(&app, &mut response, &id);
    tell(&id, &method, route.as_ref().map_or("none", MatchedPath::as_str), started, &response);
    response
}

/// Whether people read what this path answers, so that a refusal must be a page.
pub(crate) fn shows_pages(path: &str) -> bool {
    !["/api/", "/portal/api/", "/portal/helper/", "/device/", "/oauth2/"]
        .iter()
        .any(|programs| path.starts_with(programs))
}

async fn admit(app: &App, request: Request) -> Result<Request, Failure> {
    if !request.uri().path().starts_with(farhand_protocol::API_BASE)
        && let Some(Source(ip)) = request.extensions().get()
    {
        app.visits.take(*ip, app.clock.now())?;
    }
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let Some(most) = body_bytes(request.method(), route) else { return Ok(request) };
    let (parts, body) = request.into_parts();
    let whole = Limited::new(body, most).collect();
    let body = match tokio::time::timeout(BODY_TIME, whole).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(e)) if e.is::<LengthLimitError>() => {
            let message = format!("the body must have at most {most} bytes");
            return Err(ApiError::new(ErrorCode::TooLarge, message).into());
        }
        Ok(Err(_)) => return Err(Failure::bad_request("the body broke off")),
        Err(_) => return Err(Failure::bad_request("the body took too long")),
    };
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Bytes of a route's body at most; none where it is streamed, and its handler has limits of its own.
fn body_bytes(method: &Method, route: &str) -> Option<usize> {
    match route {
        "/device/files/{request}" => Some(limits::FILES_ANSWER_BYTES),
        "/device/info" | "/portal/api/info" => Some(limits::INFO_READING_BYTES),
        upload if *method == Method::PATCH && upload.ends_with("/uploads/{id}") => None,
        _ => Some(limits::BODY_BYTES),
    }
}

fn dress(app: &App, response: &mut Response, id: &str) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if app.public_url.starts_with("https://") {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
}

/// The route, never the path: paths carry session keys.
fn tell(id: &str, method: &Method, route: &str, started: Instant, response: &Response) {
    let status = response.status();
    let ms = started.elapsed().as_millis();
    let account = response.extensions().get::<RepresentativeId>().map(|who| who.0);
    let program = response.extensions().get::<AccountId>().map(|account| account.0);
    let code = response.extensions().get::<ErrorCode>();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(id, %method, route, status = status.as_u16(), ms, account, program, ?code, "not now");
    } else if status.is_server_error() {
        tracing::error!(id, %method, route, status = status.as_u16(), ms, account, program, ?code, "failed");
    } else if status.is_client_error() {
        tracing::info!(id, %method, route, status = status.as_u16(), ms, account, program, ?code, "refused");
    } else {
        tracing::debug!(id, %method, route, status = status.as_u16(), ms, account, program, "answered");
    }
}
