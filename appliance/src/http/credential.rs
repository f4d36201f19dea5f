//! Credentials of requests: a representative's token, a customer's cookie, a device's token, a program's.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use farhand_protocol::{ApiError, ErrorCode, RepresentativeId, SessionId};
use http::{HeaderMap, Method, header, request::Parts};

use super::Failure;
use crate::random;
use crate::state::AppState;
use crate::store::{AccountId, HelperId};

/// The name of the customer's session cookie.
pub const CUSTOMER_COOKIE: &str = "farhand_session";

/// The name of an outside helper's cookie.
pub const HELPER_COOKIE: &str = "farhand_helper";

/// A cookie's value as it came. It is never shown.
#[derive(Clone)]
pub struct Secret(pub String);

/// The signed-in representative of a request on a [`super::Access::Bearer`] route.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    /// Who.
    pub who: RepresentativeId,
    /// The hash of the token that came along.
    pub token_hash: [u8; 32],
}

/// The customer of a request on a [`super::Access::Customer`] route.
#[derive(Clone, Debug)]
pub struct CustomerCaller {
    /// The session that the cookie belongs to.
    pub lsid: SessionId,
}

/// The outside helper of a request on a [`super::Access::Helper`] route.
#[derive(Clone, Debug)]
pub struct HelperCaller {
    /// Who, in which session.
    pub id: HelperId,
}

/// The device of a request on a [`super::Access::Device`] route.
#[derive(Clone, Debug)]
pub struct DeviceCaller {
    /// The session that it has joined.
    pub lsid: SessionId,
    /// The hash of the token that came along.
    pub token_hash: [u8; 32],
}

/// The program of a request on a [`super::Access::Account`] route.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its API account.
    pub account: AccountId,
}

/// Lets requests with a good token pass.
pub async fn bearer(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let token_hash = random::hash(token(request.headers()).ok_or_else(unauthorized)?);
    let token = app.store.token(token_hash, true).await?.ok_or_else(unauthorized)?;
    app.requests.take(token.who.0, app.clock.now())?;
    request.extensions_mut().insert(Caller { who: token.who, token_hash });
    let mut response = next.run(request).await;
    response.extensions_mut().insert(token.who);
    Ok(response)
}

/// Lets requests with a good session cookie pass; everything but plain GETs needs the own Origin.
pub async fn customer(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let secret = cookie(request.headers(), CUSTOMER_COOKIE).ok_or_else(no_session)?;
    let lsid = app.store.customer_session(&secret.0).await?.ok_or_else(no_session)?;
    check_origin(&app, request.method(), request.headers()).await?;
    request.extensions_mut().insert(CustomerCaller { lsid });
    Ok(next.run(request).await)
}

/// Lets requests with an outside helper's cookie pass; everything but plain GETs needs the own Origin.
pub async fn helper(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let secret = cookie(request.headers(), HELPER_COOKIE).ok_or_else(no_helper)?;
    let id = app.store.helper(&secret.0).await?.ok_or_else(no_helper)?;
    check_origin(&app, request.method(), request.headers()).await?;
    request.extensions_mut().insert(HelperCaller { id });
    Ok(next.run(request).await)
}

/// A cookie comes along with what other sites ask, too: what changes something must come from a portal.
async fn check_origin(app: &AppState, method: &Method, headers: &HeaderMap) -> Result<(), Failure> {
    let plain = matches!(*method, Method::GET | Method::HEAD) && !headers.contains_key(header::UPGRADE);
    if plain || from_portal(app, headers).await? {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::Forbidden, "this origin may not use the portal").into())
}

/// Lets requests with a device's token pass. Browsers have no such tokens, so a page elsewhere
/// cannot use one.
pub async fn device(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let token_hash = random::hash(token(request.headers()).ok_or_else(not_attached)?);
    let lsid = app.store.device(token_hash).await?.ok_or_else(not_attached)?;
    request.extensions_mut().insert(DeviceCaller { lsid, token_hash });
    Ok(next.run(request).await)
}

/// Lets requests with the token of a program's API account pass.
pub async fn account(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let token_hash = random::hash(token(request.headers()).ok_or_else(no_account)?);
    let account = app.store.account_token(token_hash).await?.ok_or_else(no_account)?;
    let now = app.clock.now();
    app.programs.take(account, now)?;
    app.programs_by_hour.take(account, now)?;
    request.extensions_mut().insert(Program { account });
    let mut response = next.run(request).await;
    response.extensions_mut().insert(account);
    Ok(response)
}

/// The value of a cookie.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| Secret(value.to_owned()))
}

/// Whether the `Origin` header names this appliance.
#[must_use]
pub fn own_origin(app: &AppState, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok()) else { return false };
    if origin == app.public_url {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let asked = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    !app.config.fixed_origin() && asked.is_some() && asked == host
}

/// Whether the `Origin` header names this appliance, or one of the site's further portals.
///
/// # Errors
/// When the store does not answer.
pub async fn from_portal(app: &AppState, headers: &HeaderMap) -> crate::store::Result<bool> {
    if own_origin(app, headers) {
        return Ok(true);
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok()) else { return Ok(false) };
    Ok(app.store.site().await?.invites.has_portal(origin))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn unauthorized() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "sign in first")
}

fn no_account() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "ask POST /oauth2/token for a token first")
}

fn no_session() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "there is no session; start one on the portal")
}

fn no_helper() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "open the link that you were sent first")
}

fn not_attached() -> ApiError {
    ApiError::new(ErrorCode::Unauthorized, "this device is not part of a session; attach it first")
}

impl<S: Send + Sync> FromRequestParts<S> for DeviceCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(parts.extensions.get::<DeviceCaller>().ok_or_else(not_attached)?.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(*parts.extensions.get::<Caller>().ok_or_else(unauthorized)?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Program {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(*parts.extensions.get::<Program>().ok_or_else(no_account)?)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CustomerCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(parts.extensions.get::<CustomerCaller>().ok_or_else(no_session)?.clone())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for HelperCaller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(parts.extensions.get::<HelperCaller>().ok_or_else(no_helper)?.clone())
    }
}
