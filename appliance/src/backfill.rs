//! Sessions that ended before there was a history are made findable bit by bit, beside everything else.

use std::time::Duration;

use crate::state::AppState;

/// Between two bits: others want to write, too.
const APART: Duration = Duration::from_millis(50);
/// After a failure.
const PAUSE: Duration = Duration::from_secs(60);

/// Goes on until all are findable or the appliance stops.
pub async fn run(app: AppState) {
    loop {
        let wait = match app.store.fill_history().await {
            Ok(true) => APART,
            Ok(false) => return,
            Err(error) => {
                tracing::error!(%error, "earlier sessions could not be made findable");
                PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = app.stop.cancelled() => return,
        }
    }
}
