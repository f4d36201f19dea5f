//! The task that makes the offers of automatic assignment: right after what may matter to them, and when
//! one is over.

use std::time::Duration;

use farhand_protocol::Timestamp;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::state::AppState;

/// Between two rounds at least, so that a crowd is given out together.
const APART: Duration = Duration::from_millis(25);
/// Between two looks at the clock, which cost nothing else.
const LOOK: Duration = Duration::from_millis(250);
/// Between two rounds at most, should something have been missed.
const AT_MOST: Duration = Duration::from_secs(5);

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
        tokio::select! {
            () = rest(&*app.clock, next, &mut stirred) => {}
            () = app.stop.cancelled() => return,
        }
    }
}

/// Waits until there is something to do: something has stirred, or the next offer is over.
async fn rest(clock: &dyn Clock, next: Option<Timestamp>, stirred: &mut watch::Receiver<()>) {
    let begun = Instant::now();
    tokio::time::sleep(APART).await;
    let over = || next.is_some_and(|at| at <= clock.now()) || begun.elapsed() >= AT_MOST;
    while !over() {
        // The feed lives as long as the appliance.
        if tokio::time::timeout(LOOK, stirred.changed()).await.is_ok() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    /// Whether it does not rest for a second.
    async fn goes_on(
        clock: &ManualClock,
        next: Option<Timestamp>,
        stirred: &mut watch::Receiver<()>,
    ) -> bool {
        tokio::time::timeout(Duration::from_secs(1), rest(clock, next, stirred)).await.is_ok()
    }

    #[tokio::test]
    async fn it_rests_until_something_stirs_or_an_offer_is_over() {
        let clock = ManualClock::at(Timestamp(1_000));
        let (stir, mut stirred) = watch::channel(());
        let later = Some(Timestamp(60_000));
        assert!(!goes_on(&clock, None, &mut stirred).await);
        assert!(!goes_on(&clock, later, &mut stirred).await);
        stir.send_replace(());
        assert!(goes_on(&clock, later, &mut stirred).await, "what stirred meanwhile counts");
        assert!(!goes_on(&clock, later, &mut stirred).await, "but once");
        assert!(goes_on(&clock, Some(Timestamp(1_000)), &mut stirred).await);
        let (on, ()) = tokio::join!(goes_on(&clock, later, &mut stirred), async {
            tokio::time::sleep(2 * APART).await;
            clock.set(Timestamp(60_000));
        });
        assert!(on, "the clock says when an offer is over");
    }
}
