//! `GET /app.webmanifest`: which apps belong to this site, so that a browser on Android can say whether
//! they are there.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::json;

use super::notice::Trouble;
use crate::state::AppState;

/// `GET /app.webmanifest`.
pub async fn show(State(app): State<AppState>) -> Result<Response, Trouble> {
    let site = app.store.site().await?;
    let apps = [&site.invites.android, &site.invites.android_plus];
    let apps: Vec<_> = apps
        .into_iter()
        .flatten()
        .map(|app| json!({"platform": "play", "id": app.package, "url": app.store}))
        .collect();
    let manifest = json!({
        "name": site.name,
        "start_url": "/",
        "display": "browser",
        "prefer_related_applications": false,
        "related_applications": apps,
    });
    let kind = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    Ok((kind, Json(manifest)).into_response())
}
