//! `POST /portal/api/survey`.

use axum::extract::State;
use farhand_protocol::portal::SurveyAnswer;
use http::StatusCode;

use crate::http::{Body, CustomerCaller, Failure};
use crate::state::AppState;

/// The answer to the exit survey.
pub async fn answer(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(answer): Body<SurveyAnswer>,
) -> Result<StatusCode, Failure> {
    app.store.survey(&caller.lsid, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
