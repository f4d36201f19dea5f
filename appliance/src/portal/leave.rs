//! `POST /leave`: the customer leaves the line. Where somebody has accepted meanwhile, the
//! session stays and its page shows it.

use axum::extract::State;
use farhand_protocol::portal::CustomerState;
use http::HeaderMap;
use serde::Deserialize;

use super::form::Posted;
use super::notice;
use super::notice::{Answer, Notice};
use super::page::{go_to, own_session};
use crate::state::AppState;

/// A form without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// `POST /leave`.
pub async fn leave(
    State(app): State<AppState>,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    let Some(lsid) = own_session(&app, &headers).await? else {
        return notice::show(&app, &headers, Notice::no_session()).await;
    };
    if matches!(app.store.customer_view(&lsid).await?.state, CustomerState::Waiting { .. }) {
        app.store.customer_end(&lsid).await?;
    }
    Ok(go_to("/session"))
}
