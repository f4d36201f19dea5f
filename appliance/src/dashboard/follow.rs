//! The task that keeps the board.

use std::sync::Arc;
use std::time::Duration;

use farhand_protocol::limits;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until};

use super::{Board, Going};
use crate::feed::{FeedRow, Reader, Taken};
use crate::state::{App, AppState};
use crate::store::{Result, StoreError};

/// Between two looks at the clock while somebody looks at a dashboard.
const TICK: Duration = Duration::from_secs(1);
/// Between two boards, and after a failure.
const PAUSE: Duration = Duration::from_secs(1);
/// From a row until the board has it, for more rows to come along, and so that who waits for the row
/// itself has it first.
const TOGETHER: Duration = Duration::from_millis(30);
/// Between two times that the board is brought up to date.
const APART: Duration = Duration::from_millis(limits::DASHBOARD_MS);

/// Keeps the board until the appliance stops.
pub async fn follow(app: AppState) {
    let stop = app.stop.clone();
    loop {
        let begun = Instant::now();
        tokio::select! {
            ended = keep(&app) => if let Err(error) = ended {
                tracing::error!(%error, "the dashboards could not be kept");
            },
            () = stop.cancelled() => return,
        }
        app.dashboards.end();
        tokio::select! {
            () = sleep_until(begun + PAUSE) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Keeps one board until it has to begin anew.
async fn keep(app: &App) -> Result<()> {
    let start = app.store.board_start().await?;
    let (seq, now) = (start.seq, app.clock.now());
    let board = tokio::task::spawn_blocking(move || Board::start(start, now));
    app.dashboards.begin(board.await.map_err(|_| StoreError::Unavailable)?, seq);
    let mut reader = app.feed.reader(seq);
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut brought = Instant::now();
    loop {
        tokio::select! {
            () = reader.ready() => sleep(TOGETHER).await,
            _ = ticks.tick(), if app.dashboards.is_watched() => {}
            () = app.dashboards.wanted.notified() => {}
        }
        sleep_until(brought + APART).await;
        let Some(rows) = take(&mut reader, app).await? else { return Ok(()) };
        brought = Instant::now();
        if bring(app, &rows) == Going::Anew {
            return Ok(());
        }
    }
}

fn bring(app: &App, rows: &[Arc<FeedRow>]) -> Going {
    app.dashboards.bring(rows, |board| {
        if app.dashboards.is_watched() {
            board.advance(app.clock.now(), |who| app.feed.activity.since(who));
        }
    })
}

/// The rows that there are now; none when the reader is behind what is kept.
async fn take(reader: &mut Reader, app: &App) -> Result<Option<Vec<Arc<FeedRow>>>> {
    let mut all = Vec::new();
    while reader.place() < app.feed.head() {
        match reader.take().await? {
            Taken::Behind => return Ok(None),
            Taken::Rows { rows, .. } if rows.is_empty() => break,
            Taken::Rows { rows, .. } => all.extend(rows),
        }
    }
    Ok(Some(all))
}
