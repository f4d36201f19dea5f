//! Memory for each session that is viewed: appliance, client and console, before and while a screen
//! of 1920×1080 is shown.

use std::time::Duration;

use anyhow::Result;
use tokio::task::block_in_place;

use super::Extent;
use crate::processes::{family, proportional_kb};
use crate::report::{Report, Row};
use crate::screen::display::Display;
use crate::screen::painter::{Painter, Video};
use crate::screen::viewers::Shown;

/// Frames of motion after which memory is read.
const FRAMES: usize = 150;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let remote = Display::plain(1920, 1080).await?;
    let painter = Painter::open(&remote)?;
    let shown = Shown::of_client(&remote, &painter).await?;
    let mut report = Report::new("viewed");
    add(&mut report, &shown, "at rest")?;
    block_in_place(|| -> Result<()> {
        let video = painter.video((1920, 1080))?;
        for number in 0..extent.of(FRAMES) {
            video.show(number)?;
            std::thread::sleep(Video::period());
        }
        Ok(())
    })?;
    add(&mut report, &shown, "after motion")?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    add(&mut report, &shown, "5 s later")?;
    shown.close().await?;
    Ok(report)
}

fn add(report: &mut Report, shown: &Shown, when: &str) -> Result<()> {
    let programs = [("appliance", shown.relay), ("client", shown.client), ("console", Some(shown.pid))];
    for (name, pid) in programs {
        let Some(pid) = pid else { continue };
        let members = family(pid)?;
        let memory = members.iter().map(|pid| proportional_kb(*pid)).sum::<Result<f64>>()?;
        report.add(Row::new(
            format!("{name} with one screen of 1920×1080 shown, {when} (PSS)"),
            memory / 1000.0,
            "MB",
        ));
    }
    Ok(())
}
