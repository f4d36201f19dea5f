//! The task that makes the offers of automatic assignment: right after what may matter to them, and when
//! one is over.

use std::time::Duration;

use crate::state::AppState;

/// Between two rounds at least, so that a crowd is given out together.
const APART: Duration = Duration::from_millis(25);
/// Between two rounds at most. The next offer's end comes before that, mostly.
const AT_MOST: Duration = Duration::from_millis(250);

/// Assigns until the appliance stops.
pub async fn run(app: AppState) {
    let mut stirred = app.feed.stirred();
    loop {
        let next = match app.store.assign().await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "sessions could not be assigned");
                None
            }
        };
        let until_next = next.map(|at| Duration::from_millis(at.since(app.clock.now())));
        let wait = until_next.unwrap_or(AT_MOST).clamp(APART, AT_MOST);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = async {
                tokio::time::sleep(APART).await;
                // The feed lives as long as the appliance.
                let _ = stirred.changed().await;
            } => {}
            () = app.stop.cancelled() => return,
        }
    }
}
