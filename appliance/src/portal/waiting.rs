//! `GET /waiting`: the place in the line for browsers without script. The page asks for itself
//! again with a `Refresh` header; browsers with script are sent to `/session`, which does not.
//! Asking is what makes the customer present, as the live connection does on `/session`.

use askama::Template;
use axum::extract::State;
use farhand_protocol::portal::{CustomerState, CustomerView};
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::notice::{self, Answer, Notice};
use super::page::{Page, html, own_session};
use super::words;
use crate::state::AppState;

/// Seconds between two looks at the line.
const REFRESH_S: &str = "20";

/// `GET /waiting`.
pub async fn show(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    let Some(lsid) = own_session(&app, &headers).await? else {
        return notice::show(&app, &headers, Notice::no_session()).await;
    };
    let view = app.store.customer_view(&lsid).await?;
    let page = Page::of(&app, &headers, &app.store.site().await?).await?;
    let over = matches!(view.state, CustomerState::Ended { .. });
    let mut response = html(StatusCode::OK, &WaitingPage::of(page, &view));
    if !over {
        app.feed.customer_loads(&lsid).await?;
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(REFRESH_S));
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "waiting.html")]
struct WaitingPage {
    page: Page,
    title: String,
    lead: String,
    place: Option<Place>,
    card: Option<Card>,
    over: bool,
}

impl WaitingPage {
    fn of(page: Page, view: &CustomerView) -> Self {
        let waits = matches!(view.state, CustomerState::Waiting { .. });
        let (title, lead) = match &view.state {
            CustomerState::Waiting { estimate_s, .. } => (greeting(view), words::wait_long(*estimate_s)),
            CustomerState::Active { representative, .. } => {
                let name = for_display_line(representative);
                (
                    format!("{name} is here"),
                    format!("{name} from {} joined and waits for you in the chat.", page.site),
                )
            }
            CustomerState::Held { .. } => (
                "A short pause".to_owned(),
                "Your session was put aside for a moment. You keep your place.".to_owned(),
            ),
            CustomerState::Ended { reason, .. } => {
                let (title, lead) = words::over(*reason);
                (title.to_owned(), lead.to_owned())
            }
        };
        let over = matches!(view.state, CustomerState::Ended { .. });
        Self {
            page,
            title,
            lead,
            place: waits.then(|| Place::of(view)),
            card: waits.then(|| Card::of(view)),
            over,
        }
    }
}

/// "You're in line, Tobias".
pub fn greeting(view: &CustomerView) -> String {
    format!("You’re in line, {}", for_display_line(&view.name))
}

/// The ring with the place in the line.
pub struct Place {
    pub label: String,
    pub figure: String,
    pub word: &'static str,
    pub first: bool,
    /// How much of the ring's 440 units is drawn: the part of the whole wait that is over.
    pub dash: u64,
}

impl Place {
    /// The place of a view; an empty ring where it is not waiting.
    pub fn of(view: &CustomerView) -> Self {
        let (before, dash) = match view.state {
            CustomerState::Waiting { before, since, estimate_s } => {
                (before, arc(view.now.since(since), estimate_s))
            }
            _ => (0, 0),
        };
        Self {
            label: words::place(before),
            figure: if before == 0 { "Next".to_owned() } else { before.to_string() },
            word: if before == 0 { "in line" } else { "before you" },
            first: before == 0,
            dash,
        }
    }
}

fn arc(waited_ms: u64, left_s: Option<u32>) -> u64 {
    let Some(left_s) = left_s else { return 0 };
    let whole_ms = waited_ms + u64::from(left_s) * 1000;
    (440 * waited_ms / whole_ms.max(1)).clamp(18, 418)
}

/// What the session is about.
pub struct Card {
    pub issue: Option<String>,
    pub queue: String,
    pub recording: Option<&'static str>,
    pub waited: String,
}

impl Card {
    /// The card of a view.
    pub fn of(view: &CustomerView) -> Self {
        let waited_ms = match view.state {
            CustomerState::Waiting { since, .. } => view.now.since(since),
            _ => 0,
        };
        Self {
            issue: view.issue.as_deref().map(for_display_line),
            queue: for_display_line(&view.queue),
            recording: words::recording(view.recording),
            waited: words::clock(waited_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_shows_the_share_of_the_wait() {
        assert_eq!(arc(0, None), 0);
        assert_eq!(arc(0, Some(60)), 18);
        assert_eq!(arc(60_000, Some(60)), 220);
        assert_eq!(arc(600_000, Some(0)), 418);
    }
}
