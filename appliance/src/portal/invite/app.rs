//! `GET /i/{secret}/app`: the page that opens the app, and offers the store's page, the download, or
//! the chat where it does not open.

use askama::Template;
use axum::extract::{Path, Query, State};
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::look;
use crate::portal::browser;
use crate::portal::deep_link::{self, Hands, deep_link};
use crate::portal::downloads::{self, Download};
use crate::portal::notice::Answer;
use crate::portal::page::{self, Page, html};
use crate::state::AppState;

/// Which app.
#[derive(Deserialize)]
pub struct Which {
    plus: Option<String>,
}

/// `GET /i/{secret}/app`.
pub async fn show(
    State(app): State<AppState>,
    Path(secret): Path<String>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Answer {
    let look = match look(&app, &headers, &secret).await? {
        Ok(look) => look,
        Err(notice) => return notice,
    };
    let site = app.store.site().await?;
    let system = browser::system(&headers);
    let rules = &site.invites;
    let plus = which.plus.is_some() && rules.android_plus.is_some();
    let of_store =
        deep_link::on(system, if plus { rules.android_plus.as_ref() } else { rules.android.as_ref() });
    let page = AppPage {
        page: Page::of(&app, &headers, &site).await?,
        inviter: for_display_line(&look.inviter),
        deep_link: deep_link(&page::portal(&app, &headers, &site), Hands::Key(&secret), of_store),
        store: of_store.map(|app| app.store.clone()),
        called: if plus { "Support+ app" } else { "support app" },
        downloads: downloads::list(&app, system).await,
        secret,
    };
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "invite-app.html")]
struct AppPage {
    page: Page,
    secret: String,
    inviter: String,
    called: &'static str,
    deep_link: String,
    /// The store's page.
    store: Option<String>,
    downloads: Vec<Download>,
}
