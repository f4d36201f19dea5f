//! A change of a queue to 1,000 consoles, each of which has its dashboard open.
//!
//! The consoles are those of 20 team leads: what each may see is made once, however many consoles the one
//! has.

use anyhow::Result;
use farhand_protocol::dashboard::Span;
use tempfile::tempdir;

use crate::appliance::Appliance;
use crate::customer::Browser;
use crate::line::Desk;
use crate::measure::Extent;
use crate::measure::fanout::{Crowd, add};
use crate::report::Report;
use crate::samples::Samples;
use crate::seed::Seed;

const CONSOLES: usize = 1000;
const LEADS: usize = 20;
const ROUNDS: usize = 30;

/// Measures.
pub async fn measure(report: &mut Report, extent: Extent) -> Result<()> {
    let folder = tempdir()?;
    let (seed, _) = Seed::site(folder.path()).await?;
    let accounts = seed.leads(LEADS).await?;
    drop(seed);
    let appliance = Appliance::serve(folder.path()).await?;
    let mut desks = Vec::new();
    for account in &accounts {
        desks.push(Desk::sign_in(appliance.base(), account).await?);
    }
    let browser = Browser::new(appliance.base())?;
    let mut crowd = Crowd::connect(&desks, CONSOLES, Some(Span::Day)).await?;
    let mut times = Vec::new();
    for round in 0..extent.of(ROUNDS) {
        times.extend(crowd.round(&browser, &format!("Watched-{round}-end")).await?);
    }
    add(report, "queue change, dashboards open,", CONSOLES, &Samples::new(times));
    Ok(())
}
