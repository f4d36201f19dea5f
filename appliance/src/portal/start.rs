//! `GET /`: type a key, or choose an issue or a person. `GET /k/{key}`: the same with the key
//! filled in; it is not looked at before the customer sends it, so no link preview uses it up.

use askama::Template;
use axum::extract::{Path, State};
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, StatusCode};

use super::fields::Wrong;
use super::notice::Answer;
use super::page::{Page, html};
use super::words::{grouped, initials, wait_short};
use crate::state::{App, AppState};
use crate::store::{IssueOffer, RepresentativeOffer};

/// `GET /`.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    answer(&app, &headers, StatusCode::OK, "", None).await
}

/// `GET /k/{key}`.
pub async fn show_with_key(
    State(app): State<AppState>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer {
    answer(&app, &headers, StatusCode::OK, &key, None).await
}

/// The start page with what was typed as key, and what is wrong with it.
pub async fn answer(
    app: &App,
    headers: &HeaderMap,
    status: StatusCode,
    key: &str,
    key_error: Option<Wrong>,
) -> Answer {
    let page = StartPage {
        page: Page::of(app, headers, &app.store.site().await?).await?,
        key: grouped(key),
        key_error,
        issues: app.store.issues().await?.into_iter().map(Issue::of).collect(),
        people: app.store.available_representatives().await?.into_iter().map(Person::of).collect(),
    };
    Ok(html(status, &page))
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    key: String,
    key_error: Option<Wrong>,
    issues: Vec<Issue>,
    people: Vec<Person>,
}

struct Issue {
    code: String,
    title: String,
    wait: Option<String>,
    icon: &'static str,
}

impl Issue {
    fn of(offer: IssueOffer) -> Self {
        Self {
            icon: icon(offer.code.as_str()),
            title: for_display_line(&offer.title),
            wait: offer.estimate_s.map(wait_short),
            code: offer.code.into(),
        }
    }
}

/// Issues have no picture of their own; the words in a code name tell which one fits.
fn icon(code: &str) -> &'static str {
    const PICTURES: [(&str, &str); 8] = [
        ("phone", "smartphone"),
        ("tablet", "smartphone"),
        ("app", "layout-grid"),
        ("wifi", "wifi"),
        ("network", "wifi"),
        ("sign", "key-round"),
        ("password", "key-round"),
        ("login", "key-round"),
    ];
    let code = code.to_ascii_lowercase().replace('-', "");
    PICTURES.iter().find(|(word, _)| code.contains(word)).map_or("circle-question-mark", |(_, icon)| icon)
}

struct Person {
    id: u32,
    name: String,
    initials: String,
}

impl Person {
    fn of(offer: RepresentativeOffer) -> Self {
        Self { id: offer.id.0, name: for_display_line(&offer.name), initials: initials(&offer.name) }
    }
}
