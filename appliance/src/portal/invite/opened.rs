//! `POST /i/{secret}/opened`: a person has the page in sight.

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use http::StatusCode;

use crate::http::guesses::guessable;
use crate::portal::form::Posted;
use crate::portal::leave::Nothing;
use crate::portal::notice::Answer;
use crate::state::AppState;

/// Answers the same for every link, so that it tells nothing of any.
pub async fn opened(
    State(app): State<AppState>,
    Path(secret): Path<String>,
    Posted(Nothing {}): Posted<Nothing>,
) -> Answer {
    if !guessable(&secret) {
        app.store.link_opened(&secret).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
