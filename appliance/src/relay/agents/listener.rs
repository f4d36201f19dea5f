//! The repeater's port: agents dial it and name their session (UltraVNC repeater, mode 2).

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::greeting::{SentAway, hear, let_in, source};
use super::link;
use crate::http::seats::Seats;
use crate::state::AppState;

/// Agents that may be introducing themselves at a time; further ones wait in the system's queue.
const GREETED_AT_ONCE: usize = 64;
/// Those of one source; further ones are sent away, so that nobody fills all places.
pub const GREETED_OF_SOURCE: usize = 4;

/// Lets agents in until the appliance stops.
pub async fn listen(app: AppState, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(GREETED_AT_ONCE));
    let of_source = Seats::new(GREETED_OF_SOURCE);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = app.stop.cancelled() => return,
        };
        let Ok((stream, peer)) = accepted else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Some(seat) = of_source.take(source(peer)) else { continue };
        let task = app.clone();
        app.live_tasks.spawn(async move {
            let heard = tokio::select! {
                heard = hear(&task, stream, peer, None) => heard,
                () = task.stop.cancelled() => return,
            };
            drop((place, seat));
            let joined = match heard {
                Ok(heard) => let_in(&task, heard).await,
                Err(why) => Err(why),
            };
            match joined {
                Ok(joined) => link::run(task, joined).await,
                Err(why) => sent_away(&why),
            }
        });
    }
}

/// Never with what it named: that may be somebody's key.
pub fn sent_away(why: &SentAway) {
    tracing::info!(%why, "an agent was sent away");
}
