//! `POST /i/{secret}`: the customer starts, in this browser or with the app. The key is used up only
//! when the session begins.

use axum::extract::{Path, State};
use http::HeaderMap;
use serde::Deserialize;

use super::look;
use super::ways::Way;
use crate::portal::cookies;
use crate::portal::form::Posted;
use crate::portal::notice::{self, Answer, Notice};
use crate::portal::page::go_to;
use crate::state::AppState;
use crate::store::{Choice, LinkStanding, Refusal, StoreError};

/// The form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartForm {
    with: Way,
}

/// `POST /i/{secret}`.
pub async fn start(
    State(app): State<AppState>,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Posted(form): Posted<StartForm>,
) -> Answer {
    if let Err(notice) = look(&app, &headers, &secret).await? {
        return notice;
    }
    app.store.link_opened(&secret).await?;
    match form.with {
        Way::App => return Ok(go_to(&format!("/i/{secret}/app"))),
        Way::AppPlus => return Ok(go_to(&format!("/i/{secret}/app?plus=1"))),
        Way::Browser => {}
    }
    match app.store.open_attempt(Choice::Link(secret)).await {
        Ok(attempt) => {
            let mut response = go_to("/begin");
            cookies::give_attempt(&app, &mut response, &attempt);
            Ok(response)
        }
        // Somebody was faster, since it was looked at.
        Err(StoreError::Refused(Refusal::KeyInvalid)) => {
            notice::show(&app, &headers, Notice::of_link(LinkStanding::Used)).await
        }
        Err(error) => Err(error.into()),
    }
}
