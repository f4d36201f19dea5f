//! After a cut at a random place: the time until the stream moves again.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use farhand_core::contract::TransferWay;
use farhand_testkit::{FaultProxy, SplitMix64, Statistics};
use tokio::time::sleep;

use super::load::Load;
use super::ours::Ours;
use crate::measure::Extent;
use crate::report::Report;
use crate::samples::Samples;

/// Cuts for each line and way.
const CUTS: usize = 20;
/// Bytes of the file: so many that each cut finds it under way.
const BYTES: u64 = 2 << 30;
/// Bytes between two cuts at least, and more at random.
const BETWEEN: (u64, u64) = (20_000_000, 60_000_000);
/// So many bytes are no talk: the stream moves.
const MOVES: u64 = 512 * 1024;
/// How long anything may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Measures.
pub async fn measure(report: &mut Report, extent: Extent) -> Result<()> {
    let mut ours = Ours::begin(true).await?;
    let load = Load::Large(if extent.quick { BYTES / 8 } else { BYTES });
    let mut random = SplitMix64::new(1);
    for (way, name) in
        [(TransferWay::ToDevice, "to the device"), (TransferWay::FromDevice, "from the device")]
    {
        load.make(ours.ends(way).0)?;
        for (line, whose) in [(0, "console"), (1, "device")] {
            let id = ours.send(way, load.top()).await?;
            let mut times = Vec::new();
            for _ in 0..extent.of(CUTS) {
                let lines = ours.lines.as_ref().expect("they can be cut");
                times.push(cut(&lines[line], random.between(BETWEEN.0, BETWEEN.1)).await?);
            }
            ours.done(&id).await?;
            load.check_and_remove(ours.ends(way).1)?;
            let name = format!("{name}: from a cut of the {whose}'s line until its stream moves");
            report.add_times(&name, &Samples::new(times), &[]);
            report.tell();
        }
        load.check_and_remove(ours.ends(way).0)?;
    }
    ours.close().await;
    Ok(())
}

fn passed(line: &FaultProxy) -> u64 {
    let statistics = line.statistics();
    statistics.up + statistics.down
}

/// Cuts after so many bytes.
async fn cut(line: &FaultProxy, after: u64) -> Result<Duration> {
    until(line, passed(line) + after).await?;
    let before = line.statistics();
    let begun = Instant::now();
    line.cut_all();
    while ended(line.statistics()) < ended(before) + before.open {
        sleep(Duration::from_micros(200)).await;
        ensure!(begun.elapsed() < LONGEST, "not everything was cut");
    }
    until(line, passed(line) + MOVES).await?;
    Ok(begun.elapsed())
}

/// Lines that are no more.
fn ended(line: Statistics) -> u64 {
    line.accepted - line.refused - line.open
}

async fn until(line: &FaultProxy, bytes: u64) -> Result<()> {
    let begun = Instant::now();
    while passed(line) < bytes {
        sleep(Duration::from_micros(500)).await;
        ensure!(begun.elapsed() < LONGEST, "nothing moves any more");
    }
    Ok(())
}
