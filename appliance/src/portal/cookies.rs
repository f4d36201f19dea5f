//! The portal's cookies: the attempt on the way to the queue, the session, and an outside helper's.
//!
//! The session's is `SameSite=Strict`: it is only ever needed on navigation within the portal.
//! The attempt's is `Lax`, so that the way from an e-mail's link to the queue is never cut.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::http::credential::{CUSTOMER_COOKIE, HELPER_COOKIE, Secret, cookie};
use crate::state::App;

/// The name of the attempt's cookie.
const ATTEMPT_COOKIE: &str = "farhand_attempt";
/// Seconds; as long as an attempt lives.
const ATTEMPT_LIFE_S: u32 = 30 * 60;
/// Seconds; as long as an ended session is found.
const SESSION_LIFE_S: u32 = 24 * 60 * 60;

/// The attempt that the browser is on.
pub fn attempt(headers: &HeaderMap) -> Option<Secret> {
    cookie(headers, ATTEMPT_COOKIE)
}

/// Gives the browser an attempt.
pub fn give_attempt(app: &App, response: &mut Response, secret: &str) {
    set(app, response, ATTEMPT_COOKIE, secret, ATTEMPT_LIFE_S, "Lax");
}

/// Takes the attempt away again.
pub fn drop_attempt(app: &App, response: &mut Response) {
    set(app, response, ATTEMPT_COOKIE, "", 0, "Lax");
}

/// Gives the browser its session.
pub fn give_session(app: &App, response: &mut Response, secret: &str) {
    set(app, response, CUSTOMER_COOKIE, secret, SESSION_LIFE_S, "Strict");
}

/// Gives the browser its part as an outside helper. `Lax`, so that the link leads back to the page also
/// from a mail.
pub fn give_helper(app: &App, response: &mut Response, secret: &str) {
    set(app, response, HELPER_COOKIE, secret, SESSION_LIFE_S, "Lax");
}

fn set(app: &App, response: &mut Response, name: &str, value: &str, life_s: u32, same_site: &str) {
    let secure = if app.public_url.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}; Max-Age={life_s}{secure}");
    let mut value = HeaderValue::from_str(&cookie).expect("secrets are ASCII letters and digits");
    value.set_sensitive(true);
    response.headers_mut().append(header::SET_COOKIE, value);
}
