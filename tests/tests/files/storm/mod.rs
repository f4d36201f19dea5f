//! Invariant 2 in many storms: transfers of mixed sizes go both ways while lines are cut, and the
//! client, the appliance and the console's engine are killed or started again.
//!
//! Every finished transfer is there byte for byte, and told once; nothing half-written ever has a
//! final name; no upload loses what had arrived or begins anew. Bytes that passed more than once are
//! counted and bounded ([`AGAIN`]).
//!
//! `FARHAND_FILE_STRIKES` sets how many strikes there are in all, `FARHAND_FILE_FIRST` the first
//! scene's seed: to see one again, set its seed and 50 strikes, and `RUST_LOG=debug` for the logs of
//! all programs.

mod freight;
mod scene;

use std::collections::BTreeMap;
use std::env;
use std::ops::AddAssign;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use farhand_acceptance::SOON;
use farhand_core::contract::{Command, TransferRow, TransferStatus, TransferWay};
use farhand_protocol::chat::{Body, Entry, SessionEvent};
use farhand_testkit::eventually;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use freight::{Pool, no_parts};
use scene::Scene;

/// Strikes, where nothing else is said.
const STRIKES: u64 = 100;
/// Strikes in a scene.
const SCENE: u64 = 50;
/// Scenes at a time: they mostly wait.
const AT_A_TIME: usize = 4;
/// Bytes that may pass once more for each strike on average: what was on its way in buffers, and the
/// batch of small files that was not durable, of up to three transfers, on two lines.
const AGAIN: u64 = 1_000_000;
/// Between two strikes something moves within this time, and in the end everything comes within it.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a scene may take.
const LONGEST: Duration = Duration::from_secs(280);

fn setting(name: &str, usually: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
        Err(_) => usually,
    }
}

/// What the storms have cost.
#[derive(Clone, Copy, Debug, Default)]
struct Toll {
    console_cuts: u64,
    device_cuts: u64,
    client_kills: u64,
    appliance_kills: u64,
    engine_kills: u64,
    engine_restarts: u64,
    transfers: usize,
    /// Transfers that had to be told to go on.
    tried_again: usize,
    /// Bytes of their files.
    bytes: u64,
    /// Bytes that passed a line beyond those, all that is no content included.
    again: u64,
}

impl Toll {
    fn strikes(&self) -> u64 {
        let kills = self.client_kills + self.appliance_kills + self.engine_kills;
        self.console_cuts + self.device_cuts + kills + self.engine_restarts
    }
}

impl AddAssign for Toll {
    fn add_assign(&mut self, other: Self) {
        self.console_cuts += other.console_cuts;
        self.device_cuts += other.device_cuts;
        self.client_kills += other.client_kills;
        self.appliance_kills += other.appliance_kills;
        self.engine_kills += other.engine_kills;
        self.engine_restarts += other.engine_restarts;
        self.transfers += other.transfers;
        self.tried_again += other.tried_again;
        self.bytes += other.bytes;
        self.again += other.again;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transfers_outlive_cuts_and_sudden_deaths() {
    let (first, strikes) = (setting("FARHAND_FILE_FIRST", 0), setting("FARHAND_FILE_STRIKES", STRIKES));
    let (pool, turns) = (Arc::new(Pool::new()), Arc::new(Semaphore::new(AT_A_TIME)));
    let mut scenes = JoinSet::new();
    for seed in first..first + strikes.div_ceil(SCENE) {
        let (pool, turn) = (Arc::clone(&pool), Arc::clone(&turns));
        scenes.spawn(async move {
            let _turn = turn.acquire_owned().await.expect("the semaphore stays open");
            let passing = timeout(LONGEST, pass(seed, pool)).await.context("the storm does not end");
            (seed, passing.and_then(|passed| passed))
        });
    }
    let (mut toll, mut failed) = (Toll::default(), Vec::new());
    while let Some(ended) = scenes.join_next().await {
        match ended.expect("a transfer that is done is there as it was sent") {
            (_, Ok(cost)) => toll += cost,
            (seed, Err(error)) => failed.push(format!("seed {seed}: {error:#}")),
        }
    }
    println!("{} strikes: {toll:?}", toll.strikes());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    if strikes >= STRIKES {
        let kills = [toll.client_kills, toll.appliance_kills, toll.engine_kills, toll.engine_restarts];
        let hard = toll.strikes() >= strikes && kills.iter().all(|kills| *kills > 0);
        assert!(hard, "the storms were no storms: {toll:?}");
    }
}

/// Lets the storm of a seed pass over a scene.
async fn pass(seed: u64, pool: Arc<Pool>) -> Result<Toll> {
    let mut storm = Storm {
        scene: Scene::set(seed, pool).await?,
        toll: Toll::default(),
        spooled: BTreeMap::new(),
        stormy: true,
    };
    let before = storm.scene.passed();
    for _ in 0..SCENE {
        let bytes = storm.scene.random.between(20_000, 1_500_000);
        storm.moves(bytes).await?;
        storm.strikes().await?;
    }
    storm.stormy = false;
    storm.settles().await?;
    let again = storm.again(before);
    println!("seed {seed}: again {again:?}, {:?}", storm.toll);
    storm.judge(again.iter().sum()).await
}

struct Storm {
    scene: Scene,
    toll: Toll,
    /// What was seen in the spool.
    spooled: BTreeMap<String, u64>,
    /// New transfers begin.
    stormy: bool,
}

impl Storm {
    /// Waits until so many bytes have passed the two lines.
    async fn moves(&mut self, bytes: u64) -> Result<()> {
        let sum = |scene: &Scene| scene.passed().iter().sum::<u64>();
        let until = sum(&self.scene) + bytes;
        let mut deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.scene.open.len();
            self.tend().await?;
            if self.scene.open.len() != before {
                deadline = Instant::now() + PATIENCE;
            }
            for _ in 0..20 {
                if sum(&self.scene) >= until {
                    return Ok(());
                }
                sleep(Duration::from_millis(1)).await;
            }
            if Instant::now() > deadline {
                bail!("nothing moves: {:?}", self.scene.rows().await?);
            }
        }
    }

    /// Takes what is done, and begins more.
    async fn tend(&mut self) -> Result<()> {
        self.scene.look_into_the_spool(&mut self.spooled)?;
        let rows = self.scene.rows().await?;
        for freight in std::mem::take(&mut self.scene.open) {
            let row = rows.iter().find(|row| row.id == freight.id);
            if row.is_some_and(is_done) {
                let (from, to) = self.scene.ends(freight.way);
                freight.unload(from, to)?;
                self.toll.transfers += 1;
                continue;
            }
            if row.is_some_and(may_be_tried_again) {
                self.scene.probe.carries_out(Command::ResumeTransfer { id: freight.id.clone() }).await?;
                self.toll.tried_again += 1;
            } else {
                ensure!(!row.is_some_and(is_lost), "{row:?}");
            }
            self.scene.open.push(freight);
        }
        if self.stormy { self.scene.fill().await } else { Ok(()) }
    }

    async fn strikes(&mut self) -> Result<()> {
        match self.scene.random.below(100) {
            0..37 => {
                self.scene.console_line.cut_all();
                self.toll.console_cuts += 1;
            }
            37..74 => {
                self.scene.device_line.cut_all();
                self.toll.device_cuts += 1;
            }
            74..83 => {
                self.scene.client.kill();
                self.nothing_half()?;
                self.scene.client.revive();
                self.toll.client_kills += 1;
            }
            83..91 => self.appliance_dies().await?,
            91..96 => {
                self.scene.probe.kill().await?;
                self.nothing_half()?;
                self.scene.probe.revive()?;
                self.toll.engine_kills += 1;
            }
            _ => {
                self.scene.probe.restart().await?;
                self.toll.engine_restarts += 1;
            }
        }
        Ok(())
    }

    async fn appliance_dies(&mut self) -> Result<()> {
        self.scene.appliance.kill().await?;
        self.nothing_half()?;
        self.scene.look_into_the_spool(&mut self.spooled)?;
        self.scene.appliance.revive().await?;
        self.scene.page = self.scene.customer.live(0).await?;
        self.toll.appliance_kills += 1;
        Ok(())
    }

    fn nothing_half(&self) -> Result<()> {
        for freight in &self.scene.open {
            let (from, to) = self.scene.ends(freight.way);
            freight.is_nothing_half(from, to)?;
        }
        Ok(())
    }

    /// The weather is fine: everything comes.
    async fn settles(&mut self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while !self.scene.open.is_empty() {
            self.tend().await?;
            if Instant::now() > deadline {
                bail!("not everything comes: {:?}", self.scene.rows().await?);
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Bytes that have passed beyond those that had to: from the console, to it, from the device, to it.
    fn again(&self, before: [u64; 4]) -> [u64; 4] {
        let [to_device, from_device] = self.scene.bytes;
        let once = [to_device, from_device, from_device, to_device];
        let passed = self.scene.passed();
        std::array::from_fn(|at| (passed[at] - before[at]).saturating_sub(once[at]))
    }

    fn is_nothing_spooled(&self) -> bool {
        self.scene.appliance.spooled(&self.scene.lsid).is_ok_and(|left| left.is_empty())
    }

    /// Compares what is left with what was promised.
    async fn judge(mut self, again: u64) -> Result<Toll> {
        self.toll.bytes = self.scene.bytes.iter().sum();
        self.toll.again = again;
        ensure!(again <= SCENE * AGAIN, "{again} bytes passed once more for {SCENE} strikes");
        for folder in self.scene.folders() {
            no_parts(folder)?;
        }
        // The last sender hears of its end a moment before the bytes go.
        eventually(SOON, "the spool is empty", || self.is_nothing_spooled().then_some(())).await;
        let log = self.scene.appliance.log(&self.scene.lsid).await?;
        for way in [TransferWay::ToDevice, TransferWay::FromDevice] {
            let begun = self.scene.begun.iter().filter(|one| **one == way).count();
            let told = log.iter().filter(|entry| tells(entry, way)).count();
            ensure!(told == begun, "of {begun} transfers {told} were told ({way:?})");
        }
        Ok(self.toll)
    }
}

fn is_done(row: &TransferRow) -> bool {
    row.status == TransferStatus::Done { skipped: 0 } && row.failed == 0 && row.faults.is_empty()
}

/// The console waits for a device no longer than a few tries, which are soon over by its fast clock:
/// then somebody clicks on the button that it shows.
fn may_be_tried_again(row: &TransferRow) -> bool {
    matches!(&row.status, TransferStatus::Failed { error } if error.retryable)
}

/// It will not be done any more.
fn is_lost(row: &TransferRow) -> bool {
    use TransferStatus as Status;
    let over = Status::Done { skipped: 0 } == row.status || row.failed > 0;
    over || matches!(row.status, Status::Failed { .. } | Status::Cancelled { .. } | Status::Asking { .. })
}

/// Whether an entry of the log tells of a transfer that went this way and brought everything.
fn tells(entry: &Entry, way: TransferWay) -> bool {
    let Body::Event { event } = &entry.body else { return false };
    match event {
        SessionEvent::FileUpload(moved) => way == TransferWay::ToDevice && moved.failed == 0,
        SessionEvent::FileDownload(moved) => way == TransferWay::FromDevice && moved.failed == 0,
        _ => false,
    }
}
