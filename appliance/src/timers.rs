//! The one task that acts because time passes.

#[cfg(test)]
mod tests;

use std::hash::Hash;
use std::time::Duration;

use farhand_protocol::{SessionId, Timestamp};

use crate::domain::{AWAY_GRACE_S, OFFLINE_GRACE_S};
use crate::feed::Connections;
use crate::state::{App, AppState};
use crate::store::{HelperId, Result, StoreError};
use crate::uploads::sweep;

/// How often it looks.
const LOOK: Duration = Duration::from_millis(250);
/// Milliseconds between two prunings.
const PRUNE_MS: u64 = 60 * 60 * 1000;
/// Milliseconds between two looks for uploads that nobody uses.
const LAPSE_MS: u64 = 60 * 1000;

/// Seconds in which nobody is idle: the shortest time that can be set.
const IDLE_AT_LEAST_S: u32 = 60;

/// Looks what is due until the appliance stops.
pub async fn run(app: AppState) {
    let mut last = Last::default();
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stop.cancelled() => return,
        }
        if let Err(error) = look(&app, &mut last).await {
            tracing::error!(%error, "what is due could not be done");
        }
    }
}

/// When what is not done at each look was done last.
#[derive(Default)]
struct Last {
    pruned: Option<Timestamp>,
    lapsed: Option<Timestamp>,
}

async fn look(app: &App, last: &mut Last) -> Result<()> {
    let now = app.clock.now();
    let before = |seconds: u32| Timestamp(now.0 - i64::from(seconds) * 1000);
    let store = &*app.store;
    let gone = |who, _| store.representative_gone(who);
    let here = |who| store.representative_here(who);
    settle(&app.feed.representatives, before(OFFLINE_GRACE_S), gone, here).await?;
    let away = |lsid: SessionId, since| async move { store.customer_away(&lsid, since).await };
    let here = |lsid: SessionId| async move { store.customer_here(&lsid).await };
    settle(&app.feed.customers, before(AWAY_GRACE_S), away, here).await?;
    let away = |who: HelperId, since| async move { store.helper_away(&who, since).await };
    let here = |who: HelperId| async move { store.helper_here(&who).await };
    settle(&app.feed.helpers, before(AWAY_GRACE_S), away, here).await?;
    let away = |token_hash, since| store.device_away(token_hash, since);
    let here = |token_hash| store.device_here(token_hash);
    settle(&app.feed.devices, before(AWAY_GRACE_S), away, here).await?;
    note_idle(app, now).await?;
    for lsid in app.store.pass_time().await? {
        tracing::debug!(%lsid, "a session moved on because somebody is gone");
    }
    let due = |last: Option<Timestamp>, after: u64| last.is_none_or(|at| now.since(at) >= after);
    if due(last.lapsed, LAPSE_MS) {
        sweep::lapse(app).await?;
        last.lapsed = Some(now);
    }
    if due(last.pruned, PRUNE_MS) {
        app.store.prune().await?;
        last.pruned = Some(now);
    }
    Ok(())
}

/// Notes who has not touched anything for long enough to be idle.
async fn note_idle(app: &App, now: Timestamp) -> Result<()> {
    let silent = app.feed.activity.silent(Timestamp(now.0 - i64::from(IDLE_AT_LEAST_S) * 1000));
    if silent.is_empty() {
        return Ok(());
    }
    for who in app.store.note_idle(silent.clone()).await? {
        let since = silent.iter().find(|(silent, _)| *silent == who).map(|(_, since)| *since);
        if since.is_some_and(|since| !app.feed.activity.is_idle(who, since)) {
            app.store.representative_active(who).await?;
        }
    }
    Ok(())
}

/// Notes with `gone` those who were lost by `until`. Who comes back meanwhile is noted as here by
/// the connection, but perhaps before being noted as gone: `here` then has the last word. What
/// fails is done again at the next look.
async fn settle<K, G, H>(
    connections: &Connections<K>,
    until: Timestamp,
    gone: impl Fn(K, Timestamp) -> G,
    here: impl Fn(K) -> H,
) -> Result<()>
where
    K: Eq + Hash + Clone,
    G: Future<Output = Result<()>>,
    H: Future<Output = Result<()>>,
{
    let mut lost = connections.lost(until).into_iter();
    while let Some((key, at)) = lost.next() {
        let noted = async {
            if !connections.is_back(&key) {
                gone(key.clone(), at).await?;
            }
            if connections.is_back(&key) { here(key.clone()).await } else { Ok(()) }
        };
        match noted.await {
            Ok(()) => {}
            // It would be refused again, too.
            Err(StoreError::Refused(why)) => tracing::warn!(%why, "somebody lost could not be noted"),
            Err(error) => {
                connections.take_back(std::iter::once((key, at)).chain(lost));
                return Err(error);
            }
        }
    }
    Ok(())
}
