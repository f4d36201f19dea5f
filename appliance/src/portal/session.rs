//! `GET /session`: waiting, chat and the end, on one page. The server writes the state as it is
//! now; from then on the page's script follows the live connection.

use askama::Template;
use axum::extract::State;
use farhand_protocol::portal::{CustomerState, CustomerView};
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::notice::{self, Answer, Notice};
use super::page::{Page, html, own_session};
use super::waiting::{Card, Place, greeting};
use super::words;
use crate::state::AppState;

/// The page may tell where its device is: the customer is asked for that first, and then by the browser.
const MAY_ASK_WHERE: HeaderValue = HeaderValue::from_static("camera=(), microphone=(), geolocation=(self)");

/// `GET /session`.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let Some(lsid) = own_session(&app, &headers).await? else {
        return notice::show(&app, &headers, Notice::no_session()).await;
    };
    let view = app.store.customer_view(&lsid).await?;
    let site = app.store.site().await?;
    let file_limit = app.config.files.under(&site.files).chat_file_bytes;
    let page = Page::of(&app, &headers, &site).await?;
    let mut response = html(StatusCode::OK, &SessionPage::of(page, lsid.to_string(), &view, file_limit));
    response.headers_mut().insert("permissions-policy", MAY_ASK_WHERE);
    Ok(response)
}

#[derive(Template)]
#[template(path = "session.html")]
struct SessionPage {
    page: Page,
    lsid: String,
    /// Bytes of a file in the chat; 0 where there are none.
    file_limit: u64,
    shows: &'static str,
    helper: String,
    initials: String,
    recorded: &'static str,
    in_line: String,
    lead: String,
    place: Place,
    card: Card,
    over: &'static str,
    over_words: &'static str,
}

impl SessionPage {
    fn of(page: Page, lsid: String, view: &CustomerView, file_limit: u64) -> Self {
        let shows = match view.state {
            CustomerState::Waiting { .. } => "waiting",
            CustomerState::Active { .. } | CustomerState::Held { .. } => "talk",
            CustomerState::Ended { .. } => "ended",
        };
        let helper = match &view.state {
            CustomerState::Active { representative, .. } => for_display_line(representative),
            _ => page.site.clone(),
        };
        let (over, over_words) = match view.state {
            CustomerState::Ended { reason, .. } => words::over(reason),
            _ => ("", ""),
        };
        let estimate_s = match view.state {
            CustomerState::Waiting { estimate_s, .. } => estimate_s,
            _ => None,
        };
        Self {
            lsid,
            file_limit,
            shows,
            initials: words::initials(&helper),
            helper,
            recorded: words::recorded(view.recording),
            in_line: greeting(view),
            lead: words::wait_long(estimate_s),
            place: Place::of(view),
            card: Card::of(view),
            over,
            over_words,
            page,
        }
    }
}
