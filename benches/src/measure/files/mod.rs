//! Files, both ways: through the real appliance by the real client and engine, beside scp and rclone
//! on the same files in the same run; how soon a stream moves again after a cut; a large folder's
//! listing.
//!
//! Ours is plain HTTP here, as it is behind a proxy that speaks TLS; the others encrypt. Ours compares
//! SHA-256 and has everything durable on the disk before it counts as done; rclone compares hashes; scp
//! does neither. A time is the median of its rounds, in which programs take turns. A peer that does not
//! end in time is not asked again for the same. What is measured is told at once.

mod load;
mod ours;
mod peers;
mod resume;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::time::Instant;

use anyhow::{Result, ensure};
use farhand_core::contract::TransferWay;
use tokio::task::block_in_place;

use super::Extent;
use crate::costs::Costs;
use crate::report::{Bound, Report, Row};
use crate::samples::Samples;
use load::Load;
use ours::Ours;
use peers::{Peer, Ssh};

/// Rounds of each.
const ROUNDS: usize = 5;
/// Entries of the large folder, and how often it is listed.
const ENTRIES: u32 = 100_000;
const LISTINGS: usize = 20;
/// The design's limits beside scp: for one large file, and for many small ones.
const LARGE_BOUND: f64 = 1.5;
const MANY_BOUND: f64 = 5.0;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("files");
    let ssh = Ssh::start().await?;
    let mut ours = Ours::begin(false).await?;
    for (load, bound) in [(Load::large(extent), LARGE_BOUND), (Load::many(extent), MANY_BOUND)] {
        for way in [TransferWay::ToDevice, TransferWay::FromDevice] {
            let rounds = compare(&mut ours, ssh.as_ref(), way, load, extent).await?;
            rounds.add(&mut report, way, load, bound);
            report.tell();
        }
    }
    listings(&mut report, &ours, extent).await?;
    report.tell();
    ours.close().await;
    resume::measure(&mut report, extent).await?;
    Ok(report)
}

/// What was measured of each program by its name.
#[derive(Default)]
struct Rounds {
    seconds: BTreeMap<&'static str, Vec<f64>>,
    /// By the program that was measured, and the process.
    costs: BTreeMap<(&'static str, &'static str), Vec<Costs>>,
    /// Programs that did not end in time.
    ended: BTreeSet<&'static str>,
}

impl Rounds {
    fn note(&mut self, name: &'static str, seconds: f64, costs: &[(&'static str, Costs)]) {
        eprintln!("  {name}: {seconds:.3} s");
        self.seconds.entry(name).or_default().push(seconds);
        for (whose, costs) in costs {
            self.costs.entry((name, whose)).or_default().push(*costs);
        }
    }

    fn note_ended(&mut self, name: &'static str) {
        eprintln!("  {name}: ended after {} s", peers::LIMIT.as_secs());
        self.ended.insert(name);
    }

    fn rate(&self, name: &str, load: Load) -> Option<f64> {
        if self.ended.contains(name) {
            return None;
        }
        Some(load.rate(median(self.seconds.get(name)?.iter().copied())))
    }

    fn add(&self, report: &mut Report, way: TransferWay, load: Load, bound: f64) {
        let what = format!("{} {}", load.name(), direction(way));
        for name in [OURS, Peer::Scp.name(), Peer::Rclone.name()] {
            let Some(rate) = self.rate(name, load) else { continue };
            let row = Row::new(format!("{what}, {name}"), rate, load.unit());
            let scp = self.rate(Peer::Scp.name(), load).filter(|_| name == OURS);
            report.add(scp.map_or(row.clone(), |scp| row.against(scp, Bound::AtLeast(bound))));
        }
        for name in &self.ended {
            let limit = peers::LIMIT.as_secs();
            let name = format!("{what}, {name}: not done within {limit} s, so fewer than");
            report.add(Row::new(name, load.rate(peers::LIMIT.as_secs_f64()), load.unit()));
        }
        for ((name, whose), costs) in &self.costs {
            let seconds = median(costs.iter().map(|costs| costs.seconds));
            report.add(Row::new(format!("{what}, {name}: processor seconds of {whose}"), seconds, "s"));
        }
        for ((name, whose), costs) in &self.costs {
            let most = costs.iter().map(|costs| costs.memory).fold(0.0, f64::max);
            report.add(Row::new(format!("{what}, {name}: most memory of {whose}"), most, "MB"));
        }
    }
}

/// What the report calls this project's programs together.
const OURS: &str = "through the appliance";

fn direction(way: TransferWay) -> &'static str {
    if way == TransferWay::FromDevice { "from the device" } else { "to the device" }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    Samples::of_ms(values).percentile(50)
}

/// Has all programs move the same files in turns.
async fn compare(
    ours: &mut Ours,
    ssh: Option<&Ssh>,
    way: TransferWay,
    load: Load,
    extent: Extent,
) -> Result<Rounds> {
    let mut rounds = Rounds::default();
    eprintln!("{} {}", load.name(), direction(way));
    load.make(ours.ends(way).0)?;
    load::settle();
    let peers = [Peer::Scp, Peer::Rclone].into_iter().filter(|peer| ssh.is_some() && peer.is_there());
    let peers: Vec<Peer> = peers.collect();
    for _ in 0..extent.of(ROUNDS) {
        let took = ours.measure(way, load).await?;
        let [console, appliance, client] = took.costs;
        let costs = [("the console", console), ("the appliance", appliance), ("the client", client)];
        rounds.note(OURS, took.seconds, &costs);
        for peer in &peers {
            let Some(ssh) = ssh.filter(|_| !rounds.ended.contains(peer.name())) else { continue };
            let took = block_in_place(|| ssh.measure(*peer, way, load, ours.ends(way)))?;
            let Some(took) = took else {
                rounds.note_ended(peer.name());
                continue;
            };
            let [program, server] = took.costs;
            rounds.note(peer.name(), took.seconds, &[("the program", program), ("the server", server)]);
        }
    }
    load.check_and_remove(ours.ends(way).0)?;
    Ok(rounds)
}

/// From the wish to the first page of a large folder of the device, each time anew.
async fn listings(report: &mut Report, ours: &Ours, extent: Extent) -> Result<()> {
    let folder = ours.folders[1].join("crowded");
    fs::create_dir(&folder)?;
    for number in 0..ENTRIES {
        File::create(folder.join(format!("entry {number:06}.txt")))?;
    }
    let mut times = Vec::new();
    for _ in 0..extent.of(LISTINGS) {
        let begun = Instant::now();
        let total = ours.list("crowded").await?;
        times.push(begun.elapsed());
        ensure!(total == ENTRIES, "{total} entries are there");
    }
    report.add_times("100,000 entries to the first page of 200", &Samples::new(times), &[]);
    Ok(())
}
