//! Pages that say what happened and how to go on: what is expected to go wrong, or simply over.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use farhand_protocol::ErrorCode;
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::page::{Page, html};
use super::words;
use crate::http::Failure;
use crate::state::{App, AppState};
use crate::store::{LinkStanding, Refusal, SiteSettings, StoreError};

/// What a handler of a page answers.
pub type Answer = Result<Response, Trouble>;

/// A short page: what happened, and one way on.
pub struct Notice {
    /// The status that goes with it.
    pub status: StatusCode,
    /// What happened.
    pub title: &'static str,
    /// What that means.
    pub lead: String,
    /// What to do, if it needs more words.
    pub next: Option<&'static str>,
    /// The button that leads to the start page.
    pub action: &'static str,
    /// Whether it says where the site helps.
    pub helps: bool,
}

/// Where a site helps customers with what an invitation asks of them.
pub struct Help {
    /// What people read.
    pub words: String,
    /// Where it leads.
    pub link: String,
}

impl Help {
    /// The site's, where it has set an address.
    pub fn of(site: &SiteSettings) -> Option<Self> {
        let words = for_display_line(site.invites.help_address.as_deref()?);
        Some(Self { link: format!("mailto:{words}"), words })
    }
}

impl Notice {
    fn new(status: StatusCode, title: &'static str, lead: impl Into<String>) -> Self {
        Self { status, title, lead: lead.into(), next: None, action: "Back to the start", helps: false }
    }

    fn with_help(self) -> Self {
        Self { helps: true, ..self }
    }

    fn then(self, next: &'static str) -> Self {
        Self { next: Some(next), ..self }
    }

    /// The agreement was declined.
    pub fn declined() -> Self {
        let lead = "Without the agreement we cannot help you here. Nothing was started and nothing you typed was kept.";
        Self::new(StatusCode::OK, "You did not agree", lead).then(
            "If you change your mind, you can start again. A session key that was not used still works.",
        )
    }

    /// The agreement was not answered in time.
    pub fn timed_out() -> Self {
        Self::new(
            StatusCode::GONE,
            "That took too long",
            "The agreement was not answered in time, so nothing was started.",
        )
        .then("Take your time and start again. A session key that was not used still works.")
    }

    /// The attempt is unknown, used, or too old.
    pub fn expired() -> Self {
        let lead = "This page belongs to a start that is over. Nothing you typed was sent.";
        Self::new(StatusCode::GONE, "Please start again", lead)
            .then("A session key that was not used still works.")
    }

    /// There is no session in this browser.
    pub fn no_session() -> Self {
        let lead = "There is no open session in this browser. It may have ended a while ago.";
        Self::new(StatusCode::UNAUTHORIZED, "No session here", lead)
    }

    /// The customer is not asked to open the client (any more).
    pub fn no_client_asked() -> Self {
        let lead = "The support app is not needed now, or has joined already.";
        Self::new(StatusCode::CONFLICT, "Nothing to open", lead).then("Go on in the chat.")
    }

    /// The picked representative is not available (any more).
    pub fn nobody() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not available right now", "This person is not available any more.")
            .then("Choose what it is about instead. The next free person will help you.")
    }

    /// The picked issue is not on offer.
    pub fn no_issue() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not on offer", "This choice is not on offer any more.")
            .then("The start page shows what we can help with today.")
    }

    /// The key was used by somebody else meanwhile.
    pub fn key_used() -> Self {
        let lead =
            "Somebody has started a session with it in the meantime, or its time is over. A key works once.";
        Self::new(StatusCode::GONE, "This key was used already", lead)
            .then("Ask the person helping you for a new one. Nothing was started now.")
    }

    /// The link starts nothing any more. Its page names nobody.
    pub fn of_link(standing: LinkStanding) -> Self {
        let (title, lead, next) = match standing {
            LinkStanding::Expired => (
                "This invitation has run out",
                "It could be used for a limited time, and that is over. Nothing was started.",
                "Ask the person who invited you for a new one, or choose on the start page what it is about.",
            ),
            LinkStanding::Revoked => (
                "This invitation was taken back",
                "Whoever sent it has taken it back. Nothing was started.",
                "If you still need help, ask that person for a new one, or choose on the start page what it is about.",
            ),
            LinkStanding::Used | LinkStanding::Good => (
                "This invitation was used already",
                "An invitation starts one session, and this one has.",
                "If that was you, go on where you have started it. If not, ask the person who invited you for a \
                 new one.",
            ),
        };
        Self::new(StatusCode::GONE, title, lead).then(next).with_help()
    }

    /// There is no such link.
    pub fn no_link() -> Self {
        let lead = "There is no invitation at this address.";
        Self::new(StatusCode::NOT_FOUND, "This link does not work", lead)
            .then(
                "Part of it may be missing: open it from the message once more, or copy all of it. If somebody \
                 gave you nine digits, type them on the start page.",
            )
            .with_help()
    }

    /// The helper's link has let somebody in.
    pub fn helper_link_used() -> Self {
        let lead = "A link lets one person in, and this one has.";
        Self::new(StatusCode::GONE, "This link was used already", lead).then(
            "If that was you, go on in the browser where you have joined. If not, ask the person who invited \
             you for a new one.",
        )
    }

    /// The helper's link lets nobody in any more.
    pub fn helper_link_over() -> Self {
        let lead = "Its time is over, or the person who invited you has taken it back.";
        Self::new(StatusCode::GONE, "This link works no more", lead).then("Ask that person for a new one.")
    }

    /// There is no such link of a helper.
    pub fn no_helper_link() -> Self {
        let lead = "There is no invitation at this address.";
        Self::new(StatusCode::NOT_FOUND, "This link does not work", lead)
            .then("Part of it may be missing: open it from the message once more, or copy all of it.")
    }

    /// There is no helper in this browser.
    pub fn no_helper() -> Self {
        let lead = "There is no conversation in this browser that you were invited into.";
        Self::new(StatusCode::UNAUTHORIZED, "No conversation here", lead)
            .then("Open the link that you were sent.")
    }

    /// The helper's part is over.
    pub fn helper_over() -> Self {
        let lead = "The conversation has ended, or your part in it has. Nothing of it is shown any more.";
        Self::new(StatusCode::GONE, "Thank you for helping", lead)
    }

    /// The digits were a session key, and start nothing any more.
    pub fn of_key(standing: LinkStanding) -> Self {
        let (title, lead) = match standing {
            LinkStanding::Expired => {
                ("This key has run out", "A session key works for a limited time, and that is over.")
            }
            LinkStanding::Revoked => (
                "This key was taken back",
                "The person who gave it to you, or a colleague, has taken it back.",
            ),
            LinkStanding::Used | LinkStanding::Good => {
                ("This key was used already", "A session key starts one session, and this one has.")
            }
        };
        Self::new(StatusCode::GONE, title, lead)
            .then("Ask the person helping you for a new one. Nothing was started now.")
            .with_help()
    }

    /// Too many tries with wrong keys.
    pub fn too_many(wait: &str) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many tries",
            format!("Please wait {wait} and try again."),
        )
    }

    /// No page has this address.
    pub fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Page not found", "There is no page at this address.")
            .then("If you followed a link, it may be old or cut off.")
    }

    /// The form came from another site.
    pub fn foreign() -> Self {
        let lead = "This form was sent from another website, so we did nothing.";
        Self::new(StatusCode::FORBIDDEN, "Not from here", lead)
    }

    /// The form is not one of ours.
    pub fn malformed() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "We could not read that",
            "The form did not arrive as it should. Nothing was started.",
        )
    }

    /// The form is larger than any of ours.
    pub fn too_large(status: StatusCode) -> Self {
        Self::new(
            status,
            "That was too much",
            "The form was too large, or stopped on the way. Nothing was started.",
        )
    }
}

/// What ends a handler early.
pub enum Trouble {
    /// With words for it, before anything is known about the site.
    Expected(Box<Notice>),
    /// The store did not answer.
    Failed(StoreError),
}

impl Trouble {
    /// Trouble with words for it.
    pub fn expected(notice: Notice) -> Self {
        Self::Expected(Box::new(notice))
    }
}

impl<E: Into<StoreError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let notice = match self {
            Trouble::Expected(notice) => *notice,
            Trouble::Failed(StoreError::Unavailable) => Notice::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too busy right now",
                "Please try again in a moment.",
            ),
            Trouble::Failed(StoreError::Refused(Refusal::NotFound(_))) => Notice::missing(),
            Trouble::Failed(error) => {
                tracing::error!(%error, "a page of the portal failed");
                let lead = "Something went wrong on our side. Please try again in a moment.";
                Notice::new(StatusCode::INTERNAL_SERVER_ERROR, "That did not work", lead)
            }
        };
        html(notice.status, &NoticePage { page: Page::bare(), notice, help: None })
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    page: Page,
    notice: Notice,
    help: Option<Help>,
}

/// Answers with a notice.
pub async fn show(app: &App, headers: &HeaderMap, notice: Notice) -> Answer {
    let site = app.store.site().await?;
    let page = Page::of(app, headers, &site).await?;
    let help = Help::of(&site).filter(|_| notice.helps);
    Ok(html(notice.status, &NoticePage { page, notice, help }))
}

/// The page for a request that was refused before any handler saw it.
#[must_use]
pub fn turned_away(failure: &Failure) -> Response {
    let error = failure.error();
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let notice = match error.code {
        ErrorCode::RateLimited => Notice::too_many(&words::span(error.retry_after_s.unwrap_or(60))),
        _ => Notice::too_large(status),
    };
    let mut response = Trouble::expected(notice).into_response();
    if let Some(seconds) = error.retry_after_s {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(error.code);
    response
}

/// What answers every address that no route has.
pub async fn not_found(State(app): State<AppState>, headers: HeaderMap) -> Answer {
    show(&app, &headers, Notice::missing()).await
}
