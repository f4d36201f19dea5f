//! `POST /decline`: the agreement is not accepted, and the attempt ends.

use axum::extract::State;
use http::HeaderMap;
use serde::Deserialize;

use super::form::Posted;
use super::notice::{Answer, Notice};
use super::{cookies, notice};
use crate::state::AppState;

/// The form of the page before the start, of which nothing is read.
#[derive(Deserialize)]
pub struct Anything {}

/// `POST /decline`.
pub async fn decline(
    State(app): State<AppState>,
    headers: HeaderMap,
    Posted(Anything {}): Posted<Anything>,
) -> Answer {
    if let Some(secret) = cookies::attempt(&headers) {
        app.store.close_attempt(&secret.0).await?;
    }
    let mut response = notice::show(&app, &headers, Notice::declined()).await?;
    cookies::drop_attempt(&app, &mut response);
    Ok(response)
}
