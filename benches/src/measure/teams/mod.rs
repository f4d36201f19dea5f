//! What supervisors and representatives together ask of the appliance.

mod assignment;
mod board;
mod past;
mod watched;

use anyhow::Result;

use super::Extent;
use crate::report::Report;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("teams");
    board::measure(&mut report, extent);
    assignment::measure(&mut report, extent).await?;
    watched::measure(&mut report, extent).await?;
    past::measure(&mut report, extent).await?;
    Ok(report)
}
