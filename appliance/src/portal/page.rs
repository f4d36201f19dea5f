//! What all pages share: the frame around them and the headers that go with them.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use farhand_protocol::SessionId;
use farhand_protocol::session::SessionState;
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::assets;
use crate::http::credential::{CUSTOMER_COOKIE, cookie};
use crate::state::App;
use crate::store::{Result, SiteSettings};

/// Everything comes from this origin; no inline script, no inline style, nobody may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// `same-origin` and not `no-referrer`, with which browsers send `Origin: null` on forms.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// What every template knows.
pub struct Page {
    /// The site's name.
    pub site: String,
    /// Where the assets are.
    pub assets: &'static str,
    /// Whether this browser has a session that is not over.
    pub open: bool,
    /// Whether the site has an agreement to read.
    pub agreement: bool,
}

impl Page {
    /// The frame for a request.
    pub async fn of(app: &App, headers: &HeaderMap, site: &SiteSettings) -> Result<Self> {
        let open = match own_session(app, headers).await? {
            Some(lsid) => !matches!(app.store.standing(&lsid).await?.state, SessionState::Ended { .. }),
            None => false,
        };
        let name = for_display_line(&site.name);
        Ok(Self { site: name, assets: assets::base(), open, agreement: site.agreement.is_some() })
    }

    /// The frame where even the site's name could not be read.
    pub fn bare() -> Self {
        Self { site: "Support".to_owned(), assets: assets::base(), open: false, agreement: false }
    }
}

/// The session that the browser's cookie belongs to.
pub async fn own_session(app: &App, headers: &HeaderMap) -> Result<Option<SessionId>> {
    match cookie(headers, CUSTOMER_COOKIE) {
        Some(secret) => app.store.customer_session(&secret.0).await,
        None => Ok(None),
    }
}

/// A page as an answer.
pub fn html(status: StatusCode, template: &impl Template) -> Response {
    let mut response = match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// "See other": how every POST of a form ends that did what it should.
pub fn go_to(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path), (header::CACHE_CONTROL, "no-store")]).into_response()
}

/// The address of the portal that the request was made at: one of the site's further ones, or the
/// appliance's own.
pub fn portal(app: &App, headers: &HeaderMap, site: &SiteSettings) -> String {
    let asked = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = |address: &str| address.split_once("://").map(|(_, host)| host.to_owned());
    let further = site.invites.portals.iter().map(|portal| &portal.address);
    let found = further.into_iter().find(|address| host(address).as_deref() == asked && asked.is_some());
    found.unwrap_or(&app.public_url).clone()
}
