//! The way to the client: `GET /client?code=…` is where the representative's link leads, `POST
//! /client` what the button in the chat does, which accepts to open the client and makes a code of the
//! page's own. Showing a code uses nothing up; the client does, when it attaches.

use askama::Template;
use axum::extract::{Query, State};
use farhand_protocol::limits::KEY_DIGITS;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::browser::{self, System};
use super::deep_link::{self, Hands, deep_link};
use super::downloads::{self, Download};
use super::form::Posted;
use super::leave::Nothing;
use super::notice::{self, Answer, Notice};
use super::page::{self, Page, html, own_session};
use super::words::grouped;
use crate::state::{App, AppState};
use crate::store::{Refusal, StoreError};

/// What the link carries.
#[derive(Deserialize)]
pub struct Opening {
    code: Option<String>,
}

/// `GET /client`.
pub async fn show(State(app): State<AppState>, Query(opening): Query<Opening>, headers: HeaderMap) -> Answer {
    let digits: String = opening.code.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let code = (digits.len() == KEY_DIGITS).then_some(digits);
    answer(&app, &headers, code, false).await
}

/// `POST /client`.
pub async fn make(
    State(app): State<AppState>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let Some(lsid) = own_session(&app, &headers).await? else {
        return notice::show(&app, &headers, Notice::no_session()).await;
    };
    match app.store.client_code(&lsid, &app.public_url).await {
        Ok(elevation) => answer(&app, &headers, Some(elevation.code), true).await,
        Err(StoreError::Refused(Refusal::WrongState(_))) => {
            notice::show(&app, &headers, Notice::no_client_asked()).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer(app: &App, headers: &HeaderMap, code: Option<String>, at_once: bool) -> Answer {
    let site = app.store.site().await?;
    let page = Page::of(app, headers, &site).await?;
    let system = browser::system(headers);
    let address = page::portal(app, headers, &site);
    let store = deep_link::on(system, site.invites.android.as_ref());
    let opening = code.map(|code| Code {
        deep_link: deep_link(&address, Hands::Code(&code), store),
        grouped: grouped(&code),
        at_once,
    });
    let store = store.map(|app| app.store.clone());
    let downloads = downloads::list(app, system).await;
    let phone = system == System::Android;
    Ok(html(StatusCode::OK, &ClientPage { page, opening, store, downloads, address, phone }))
}

#[derive(Template)]
#[template(path = "client.html")]
struct ClientPage {
    page: Page,
    opening: Option<Code>,
    /// The store's page.
    store: Option<String>,
    downloads: Vec<Download>,
    address: String,
    phone: bool,
}

struct Code {
    deep_link: String,
    grouped: String,
    /// Whether the customer has pressed the button for it already.
    at_once: bool,
}
