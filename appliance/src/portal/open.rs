//! `/open/{secret}`: the page of a session that a device has begun, opened once in a browser. Looking
//! at the link uses nothing up; the button does.

use askama::Template;
use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};

use super::cookies;
use super::form::Posted;
use super::leave::Nothing;
use super::notice::{self, Answer, Notice};
use super::page::{Page, go_to, html};
use crate::state::AppState;
use crate::store::{Refusal, StoreError};

#[derive(Template)]
#[template(path = "open.html")]
struct OpenPage {
    page: Page,
    secret: String,
}

/// `GET /open/{secret}`.
pub async fn show(State(app): State<AppState>, Path(secret): Path<String>, headers: HeaderMap) -> Answer {
    let page = Page::of(&app, &headers, &app.store.site().await?).await?;
    Ok(html(StatusCode::OK, &OpenPage { page, secret }))
}

/// `POST /open/{secret}`.
pub async fn open(
    State(app): State<AppState>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    match app.store.open_page(&secret).await {
        Ok(cookie) => {
            let mut response = go_to("/session");
            cookies::give_session(&app, &mut response, &cookie);
            Ok(response)
        }
        Err(StoreError::Refused(Refusal::NotFound(_))) => {
            notice::show(&app, &headers, Notice::no_session()).await
        }
        Err(error) => Err(error.into()),
    }
}
