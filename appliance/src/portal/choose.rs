//! `GET /issue/{code}` and `GET /representative/{id}`: links of the start page, which begin an
//! attempt. They are also addresses that a company puts on its own pages.

use axum::extract::{Path, State};
use farhand_protocol::{IssueCode, RepresentativeId};
use http::HeaderMap;

use super::cookies;
use super::notice::{Answer, Notice, show};
use super::page::go_to;
use crate::state::{App, AppState};
use crate::store::{Choice, Refusal, StoreError};

/// `GET /issue/{code}`.
pub async fn issue(State(app): State<AppState>, Path(code): Path<String>, headers: HeaderMap) -> Answer {
    match code.parse::<IssueCode>() {
        Ok(code) => open(&app, &headers, Choice::Issue(code), Notice::no_issue).await,
        Err(_) => show(&app, &headers, Notice::no_issue()).await,
    }
}

/// `GET /representative/{id}`.
pub async fn representative(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    match id.parse() {
        Ok(id) => open(&app, &headers, Choice::Representative(RepresentativeId(id)), Notice::nobody).await,
        Err(_) => show(&app, &headers, Notice::nobody()).await,
    }
}

async fn open(app: &App, headers: &HeaderMap, choice: Choice, missing: fn() -> Notice) -> Answer {
    match app.store.open_attempt(choice).await {
        Ok(secret) => {
            let mut response = go_to("/begin");
            cookies::give_attempt(app, &mut response, &secret);
            Ok(response)
        }
        Err(StoreError::Refused(Refusal::NotFound(_))) => show(app, headers, missing()).await,
        Err(error) => Err(error.into()),
    }
}
