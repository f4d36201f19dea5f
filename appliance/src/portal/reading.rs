//! Pages to read: the agreement, privacy, accessibility.

use askama::Template;
use axum::extract::State;
use farhand_protocol::text::for_display;
use http::{HeaderMap, StatusCode};

use super::notice::{self, Answer, Notice};
use super::page::{Page, html};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    page: Page,
    text: String,
}

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    page: Page,
    link: Option<String>,
    records: bool,
    asks_info: bool,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    page: Page,
}

/// `GET /agreement`.
pub async fn agreement(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let site = app.store.site().await?;
    let page = Page::of(&app, &headers, &site).await?;
    match site.agreement {
        Some(text) => Ok(html(StatusCode::OK, &AgreementPage { page, text: for_display(&text) })),
        None => notice::show(&app, &headers, Notice::missing()).await,
    }
}

/// `GET /privacy`.
pub async fn privacy(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let site = app.store.site().await?;
    let page = Page::of(&app, &headers, &site).await?;
    let link = site.privacy_link.filter(|link| link.starts_with("https://") || link.starts_with("http://"));
    let (records, asks_info) = (site.asks_recording, site.asks_info);
    Ok(html(StatusCode::OK, &PrivacyPage { page, link, records, asks_info }))
}

/// `GET /accessibility`.
pub async fn accessibility(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let page = Page::of(&app, &headers, &app.store.site().await?).await?;
    Ok(html(StatusCode::OK, &AccessibilityPage { page }))
}
