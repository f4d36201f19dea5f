//! From a change of a queue to 1, 100 and 1,000 connected consoles.
//!
//! The time runs from the customer's POST that begins a session to the frame that tells a console
//! of it. Consoles are bare live connections of one representative, all in this process: reading
//! their frames takes processor time from the appliance, and is part of the figure.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use farhand_protocol::dashboard::Span;
use farhand_protocol::live::ClientFrame;
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::Extent;
use super::site::Site;
use crate::customer::Browser;
use crate::line::{Desk, LIMIT, Line};
use crate::report::{Report, Row};
use crate::samples::Samples;
use crate::seed::ISSUE;

/// Consoles, and how often with so many.
const CROWDS: [(usize, usize); 3] = [(1, 200), (100, 50), (1000, 30)];
/// The design's limit for the 99th percentile with the largest crowd, in milliseconds.
const BUDGET: f64 = 50.0;
/// Connections that are opened at a time.
const AT_A_TIME: usize = 32;
/// How the frame begins that tells what is in the log.
const ROWS: &str = "{\"type\":\"rows\"";
/// No frame for so long means that a round is over.
const QUIET: Duration = Duration::from_millis(60);

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("fanout");
    for (consoles, rounds) in CROWDS {
        let site = Site::open().await?;
        let browser = Browser::new(site.base())?;
        let desk = Desk::sign_in(site.base(), site.account()).await?;
        let mut crowd = Crowd::connect(&[desk], consoles, None).await?;
        let mut times = Vec::new();
        for round in 0..extent.of(rounds) {
            times.extend(crowd.round(&browser, &format!("Crowd-{round}-end")).await?);
        }
        add(&mut report, "queue change", consoles, &Samples::new(times));
    }
    Ok(report)
}

/// Adds what was measured of a change to so many consoles.
pub fn add(report: &mut Report, what: &str, consoles: usize, samples: &Samples) {
    let name = format!("{what} to {consoles} {}", if consoles == 1 { "console" } else { "consoles" });
    let count = samples.count();
    report.add(Row::new(format!("{name}, p50 of {count}"), samples.percentile(50), "ms"));
    let p99 = Row::new(format!("{name}, p99 of {count}"), samples.percentile(99), "ms");
    report.add(if consoles == 1000 { p99.within(BUDGET) } else { p99 });
    report.add(Row::new(format!("{name}, longest of {count}"), samples.max(), "ms"));
}

/// Connected consoles, and every frame that any of them gets.
pub struct Crowd {
    consoles: usize,
    frames: mpsc::UnboundedReceiver<(Instant, Utf8Bytes)>,
}

impl Crowd {
    /// Connects so many consoles of these representatives by turns; with a span they look at the dashboard.
    pub async fn connect(desks: &[Desk], consoles: usize, watch: Option<Span>) -> Result<Self> {
        let first = desks.first().context("nobody is signed in")?;
        let snapshot = first.snapshot().await?;
        let (sender, frames) = mpsc::unbounded_channel();
        let opening = desks.iter().cycle().take(consoles).map(|desk| desk.connect(&snapshot));
        let mut opened = stream::iter(opening).buffer_unordered(AT_A_TIME);
        while let Some(line) = opened.next().await {
            let mut line = line?;
            if watch.is_some() {
                line.say(&ClientFrame::WatchDashboard { span: watch }).await?;
            }
            tokio::spawn(pass_on(line, sender.clone()));
        }
        let mut crowd = Self { consoles, frames };
        crowd.quiet().await?;
        Ok(crowd)
    }

    /// One customer begins a session: how long until each console knows.
    pub async fn round(&mut self, browser: &Browser, name: &str) -> Result<Vec<Duration>> {
        let form = browser.pick(ISSUE).await?;
        self.quiet().await?;
        let sent = Instant::now();
        let (customer, times) = tokio::join!(form.send(name), self.everybody_knows(name));
        let times = times?.into_iter().map(|at| at.duration_since(sent)).collect();
        customer?.end().await?;
        self.quiet().await?;
        Ok(times)
    }

    async fn everybody_knows(&mut self, name: &str) -> Result<Vec<Instant>> {
        let mut seen = Vec::with_capacity(self.consoles);
        while seen.len() < self.consoles {
            let frame = timeout(LIMIT, self.frames.recv()).await.context("a console was not told in time")?;
            let (at, text) = frame.context("all connections were closed")?;
            if text.starts_with(ROWS) && text.contains(name) {
                seen.push(at);
            }
        }
        Ok(seen)
    }

    /// Waits until nothing comes any more.
    async fn quiet(&mut self) -> Result<()> {
        let end = Instant::now() + LIMIT;
        while Instant::now() < end {
            match timeout(QUIET, self.frames.recv()).await {
                Err(_) => return Ok(()),
                Ok(Some(_)) => {}
                Ok(None) => bail!("all connections were closed"),
            }
        }
        bail!("the consoles do not come to rest")
    }
}

async fn pass_on(mut line: Line, frames: mpsc::UnboundedSender<(Instant, Utf8Bytes)>) {
    while let Some(text) = line.next().await {
        if frames.send((Instant::now(), text)).is_err() {
            return;
        }
    }
}
