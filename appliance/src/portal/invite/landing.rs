//! `GET /i/{secret}`: who invites, to what, and with what to start.

use askama::Template;
use axum::extract::{Path, State};
use farhand_protocol::text::{for_display, for_display_line};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::look;
use super::ways::{Offered, offered};
use crate::portal::notice::{Answer, Help};
use crate::portal::page::{Page, html};
use crate::portal::words::{grouped, initials, left};
use crate::portal::{browser, downloads};
use crate::state::AppState;
use crate::store::{LinkLook, SiteSettings};

/// Search engines have no business here.
const NO_INDEX: HeaderValue = HeaderValue::from_static("noindex, nofollow");

/// `GET /i/{secret}`.
pub async fn show(State(app): State<AppState>, Path(secret): Path<String>, headers: HeaderMap) -> Answer {
    let look = match look(&app, &headers, &secret).await? {
        Ok(look) => look,
        Err(notice) => return notice,
    };
    let site = app.store.site().await?;
    let system = browser::system(&headers);
    let there = downloads::any_for(&app, system).await;
    let ways = offered(look.starts_as, system, &site.invites, there);
    let page = Page::of(&app, &headers, &site).await?;
    let left_s = look.expires_at.since(app.clock.now()) / 1000;
    let mut response = html(StatusCode::OK, &InvitePage::of(page, &site, secret, look, ways, left_s));
    response.headers_mut().insert("x-robots-tag", NO_INDEX);
    Ok(response)
}

#[derive(Template)]
#[template(path = "invite.html")]
struct InvitePage {
    page: Page,
    secret: String,
    inviter: String,
    initials: String,
    name: Option<String>,
    line: Option<String>,
    ways: Vec<Offered>,
    key: String,
    /// Until when, in milliseconds of the world's clock, for the page's script.
    until: i64,
    /// The same for who has no script.
    left: String,
    help: Option<Help>,
    /// Whether the browser can be asked which of the apps are there.
    asks_for_apps: bool,
}

impl InvitePage {
    fn of(
        page: Page,
        site: &SiteSettings,
        secret: String,
        look: LinkLook,
        ways: Vec<Offered>,
        left_s: u64,
    ) -> Self {
        Self {
            page,
            secret,
            initials: initials(&look.inviter),
            inviter: for_display_line(&look.inviter),
            name: look.name.as_deref().map(for_display_line),
            line: look.line.as_deref().map(for_display),
            asks_for_apps: ways.iter().any(|one| one.package.is_some()),
            ways,
            key: grouped(&look.digits),
            until: look.expires_at.0,
            left: left(left_s),
            help: Help::of(site),
        }
    }
}
