//! `GET /helper`: the conversation. Its script follows the live connection.

use askama::Template;
use axum::extract::State;
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::http::credential::{HELPER_COOKIE, cookie};
use crate::portal::notice::{self, Answer, Notice};
use crate::portal::page::{Page, html};
use crate::portal::words::initials;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "helper.html")]
struct Conversation {
    page: Page,
    /// The helper's number in the session.
    number: u32,
    customer: String,
    initials: String,
}

/// `GET /helper`.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let helper = match cookie(&headers, HELPER_COOKIE) {
        Some(secret) => app.store.helper(&secret.0).await?,
        None => None,
    };
    let Some(helper) = helper else { return notice::show(&app, &headers, Notice::no_helper()).await };
    let view = app.store.helper_view(&helper).await?;
    if view.over {
        return notice::show(&app, &headers, Notice::helper_over()).await;
    }
    let site = app.store.site().await?;
    let page = Page::of(&app, &headers, &site).await?;
    let customer = for_display_line(&view.customer);
    let initials = initials(&customer);
    let mut response =
        html(StatusCode::OK, &Conversation { page, number: helper.number, customer, initials });
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    Ok(response)
}
