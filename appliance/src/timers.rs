//! The one task that acts because time passes.

use std::time::Duration;

use farhand_protocol::Timestamp;

use crate::domain::{AWAY_GRACE_S, OFFLINE_GRACE_S};
use crate::state::{App, AppState};
use crate::store::Result;

/// How often it looks.
const LOOK: Duration = Duration::from_millis(250);
/// Milliseconds between two prunings.
const PRUNE_MS: u64 = 60 * 60 * 1000;

/// Looks what is due until the appliance stops.
pub async fn run(app: AppState) {
    let mut pruned_at = None;
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stop.cancelled() => return,
        }
        if let Err(error) = look(&app, &mut pruned_at).await {
            tracing::error!(%error, "what is due could not be done");
        }
    }
}

async fn look(app: &App, pruned_at: &mut Option<Timestamp>) -> Result<()> {
    let now = app.clock.now();
    let before = |seconds: u32| Timestamp(now.0 - i64::from(seconds) * 1000);
    for (who, at) in app.feed.representatives.lost(before(OFFLINE_GRACE_S)) {
        if let Err(error) = app.store.representative_gone(who).await {
            app.feed.representatives.expect(who, at);
            return Err(error);
        }
    }
    for (lsid, since) in app.feed.customers.lost(before(AWAY_GRACE_S)) {
        if let Err(error) = app.store.customer_away(&lsid, since).await {
            app.feed.customers.expect(lsid, since);
            return Err(error);
        }
    }
    for lsid in app.store.pass_time().await? {
        tracing::debug!(%lsid, "a session moved on because somebody is gone");
    }
    if pruned_at.is_none_or(|at| now.since(at) >= PRUNE_MS) {
        app.store.prune().await?;
        *pruned_at = Some(now);
    }
    Ok(())
}
