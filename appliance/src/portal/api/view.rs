//! `GET /portal/api/session`.

use axum::Json;
use axum::extract::State;
use farhand_protocol::portal::CustomerView;

use crate::http::{CustomerCaller, Failure};
use crate::state::AppState;

/// Where the session stands.
pub async fn view(
    State(app): State<AppState>,
    caller: CustomerCaller,
) -> Result<Json<CustomerView>, Failure> {
    Ok(Json(app.store.customer_view(&caller.lsid).await?))
}
