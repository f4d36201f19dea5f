//! The appliance's memory for an idle connection, at 10,000.
//!
//! The difference of the appliance's resident memory before and after 10,000 consoles have
//! connected, divided by their number; and again after half a minute, in which each connection was
//! pinged and has answered. What the kernel keeps for sockets is not in it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, stream};
use tokio::task::JoinSet;

use super::Extent;
use super::site::Site;
use crate::line::Desk;
use crate::processes::resident_kb;
use crate::report::{Report, Row};

/// Connections.
const CONNECTIONS: usize = 10_000;
/// Connections before the first look: what the appliance takes once is not a connection's.
const WARM_UP: usize = 200;
/// Connections that are opened at a time.
const AT_A_TIME: usize = 64;
/// Longer than the time between two pings.
const IDLE: Duration = Duration::from_secs(30);
/// The design's limit, in kilobytes.
const BUDGET: f64 = 10.0;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let site = Site::open().await?;
    let mut lines = Lines::new(&site).await?;
    lines.open(WARM_UP).await?;
    let (count, before) = (extent.of(CONNECTIONS), resident_kb(site.pid())?);
    lines.open(count).await?;
    let each = |now: f64| (now - before) / f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let connected = each(resident_kb(site.pid())?);
    tokio::time::sleep(IDLE).await;
    ensure!(lines.open.try_join_next().is_none(), "the appliance has closed connections");
    let idle = each(resident_kb(site.pid())?);
    let mut report = Report::new("idle");
    report.add(Row::new(format!("memory per connection, {count} connected"), connected, "KB"));
    let name = format!("memory per connection, {count} idle for {} s", IDLE.as_secs());
    report.add(Row::new(name, idle, "KB").within(BUDGET));
    report.add(Row::new(
        format!("appliance with {count} idle connections"),
        resident_kb(site.pid())? / 1000.0,
        "MB",
    ));
    Ok(report)
}

/// Open connections, each read by a task of its own.
struct Lines {
    desk: Desk,
    snapshot: farhand_protocol::site::Snapshot,
    open: JoinSet<()>,
}

impl Lines {
    async fn new(site: &Site) -> Result<Self> {
        let desk = Desk::sign_in(site.base(), site.account()).await?;
        let snapshot = desk.snapshot().await?;
        Ok(Self { desk, snapshot, open: JoinSet::new() })
    }

    async fn open(&mut self, count: usize) -> Result<()> {
        let connecting = (0..count).map(|_| self.desk.connect(&self.snapshot));
        let mut connecting = stream::iter(connecting).buffer_unordered(AT_A_TIME);
        while let Some(line) = connecting.next().await {
            let mut line = line.with_context(|| format!("after {} connections", self.open.len()))?;
            self.open.spawn(async move { while line.next().await.is_some() {} });
        }
        Ok(())
    }
}
