//! The page of a helper's link: who invites, and a button.

use askama::Template;
use axum::extract::{Path, State};
use farhand_protocol::text::for_display_line;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::http::credential::{HELPER_COOKIE, cookie};
use crate::portal::cookies;
use crate::portal::form::Posted;
use crate::portal::leave::Nothing;
use crate::portal::notice::{self, Answer, Notice, Trouble};
use crate::portal::page::{Page, go_to, html};
use crate::portal::words::initials;
use crate::state::{App, AppState};
use crate::store::{HelperLinkStanding, Refusal, StoreError};

/// Search engines have no business here.
const NO_INDEX: HeaderValue = HeaderValue::from_static("noindex, nofollow");

#[derive(Template)]
#[template(path = "helper-invite.html")]
struct Landing {
    page: Page,
    secret: String,
    name: String,
    inviter: String,
    initials: String,
}

/// `GET /helper/{secret}`. Changes nothing.
pub async fn show(State(app): State<AppState>, Path(secret): Path<String>, headers: HeaderMap) -> Answer {
    let (name, inviter) = match look(&app, &headers, &secret).await? {
        Ok(good) => good,
        Err(other) => return other,
    };
    let site = app.store.site().await?;
    let page = Page::of(&app, &headers, &site).await?;
    let initials = initials(&inviter);
    let mut response = html(StatusCode::OK, &Landing { page, secret, name, inviter, initials });
    response.headers_mut().insert("x-robots-tag", NO_INDEX);
    Ok(response)
}

/// `POST /helper/{secret}`: the button.
pub async fn join(
    State(app): State<AppState>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    if let Err(other) = look(&app, &headers, &secret).await? {
        return other;
    }
    match app.store.open_helper_link(&secret).await {
        Ok(secret) => {
            let mut response = go_to("/helper");
            cookies::give_helper(&app, &mut response, &secret);
            Ok(response)
        }
        // Somebody was faster, since it was looked at.
        Err(StoreError::Refused(Refusal::WrongState(_))) => {
            notice::show(&app, &headers, Notice::helper_link_used()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The names of a link that lets somebody in; else what is answered in its place.
async fn look(
    app: &App,
    headers: &HeaderMap,
    secret: &str,
) -> Result<Result<(String, String), Answer>, Trouble> {
    let notice = match app.store.helper_link(secret).await? {
        HelperLinkStanding::Good { name, invited_by } => {
            return Ok(Ok((for_display_line(&name), for_display_line(&invited_by))));
        }
        HelperLinkStanding::Used { by } => match cookie(headers, HELPER_COOKIE) {
            Some(own) if app.store.helper(&own.0).await?.as_ref() == Some(&by) => {
                return Ok(Err(Ok(go_to("/helper"))));
            }
            _ => Notice::helper_link_used(),
        },
        HelperLinkStanding::Over => Notice::helper_link_over(),
        HelperLinkStanding::Unknown => Notice::no_helper_link(),
    };
    Ok(Err(notice::show(app, headers, notice).await))
}
