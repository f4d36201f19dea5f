//! `POST /portal/api/end`.

use axum::extract::State;
use farhand_protocol::session::NoFields;
use http::StatusCode;

use crate::http::{Body, CustomerCaller, Failure};
use crate::state::AppState;

/// The customer ends the session, or leaves the line.
pub async fn end(
    State(app): State<AppState>,
    caller: CustomerCaller,
    Body(NoFields {}): Body<NoFields>,
) -> Result<StatusCode, Failure> {
    app.store.customer_end(&caller.lsid).await?;
    Ok(StatusCode::NO_CONTENT)
}
