//! A session with transfers under way, every part of it a program of its own: the appliance, the
//! console's engine behind one line that breaks, the customer's client behind another one.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail, ensure};
use farhand_acceptance::{Asked, Client, Customer, Display, LiveView, Probe, Served, Told};
use farhand_core::contract::{Command, Payload, SessionView, Topic, TransferRow, TransferWay};
use farhand_protocol::SessionId;
use farhand_protocol::device::DevicePresence;
use farhand_protocol::files::{DevicePath, FileName, FilesScope, RootId};
use farhand_testkit::{FaultProxy, SplitMix64};
use tempfile::TempDir;

use super::freight::{Freight, Pool};

/// Transfers in the list at a time; the console runs three of them.
const OPEN: usize = 4;

/// See the module's comment.
pub struct Scene {
    pub appliance: Served,
    pub probe: Probe,
    pub client: Client,
    pub console_line: FaultProxy,
    pub device_line: FaultProxy,
    pub customer: Customer,
    pub page: LiveView,
    pub lsid: SessionId,
    pub random: SplitMix64,
    /// Transfers that are not done.
    pub open: Vec<Freight>,
    /// Transfers so far.
    pub begun: Vec<TransferWay>,
    /// Bytes of their files: to the device, and from it.
    pub bytes: [u64; 2],
    pool: Arc<Pool>,
    here: TempDir,
    there: TempDir,
    _display: Display,
}

impl Scene {
    /// A session whose customer lends a folder, both ways.
    pub async fn set(seed: u64, pool: Arc<Pool>) -> Result<Self> {
        let appliance = Served::start().await?;
        let customer = Customer::begin(appliance.address(), "Rosa Iversen").await?;
        let console_line = FaultProxy::start(appliance.address()).await?;
        let device_line = FaultProxy::start(appliance.address()).await?;
        let mut probe = Probe::start(env!("CARGO_BIN_EXE_console_probe"))?;
        probe.sign_in(format!("http://{}", console_line.address()), "ines").await?;
        let lsid = probe.accept_the_waiting_one().await?;
        let page = customer.live(0).await?;
        let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let display = Display::start("320x240").await;
        let (site, code) = (format!("http://{}", device_line.address()), code(&mut probe, &lsid).await?);
        let folder = there.path().to_string_lossy().into_owned();
        let policy = ["--allow", "view", "--files", "all", "--files-folder", &folder];
        let client = Client::start(&display, &policy, &["--site", &site, "--code", &code]);
        lent(&mut probe, &lsid).await?;
        Ok(Self {
            appliance,
            probe,
            client,
            console_line,
            device_line,
            customer,
            page,
            lsid,
            random: SplitMix64::new(seed),
            open: Vec::new(),
            begun: Vec::new(),
            bytes: [0; 2],
            pool,
            here,
            there,
            _display: display,
        })
    }

    /// Bytes that have passed: from the console, to it, from the device, to it.
    pub fn passed(&self) -> [u64; 4] {
        let (console, device) = (self.console_line.statistics(), self.device_line.statistics());
        [console.up, console.down, device.up, device.down]
    }

    /// Both folders in the order in which a transfer goes: from, to.
    pub fn ends(&self, way: TransferWay) -> (&Path, &Path) {
        match way {
            TransferWay::FromDevice => (self.there.path(), self.here.path()),
            _ => (self.here.path(), self.there.path()),
        }
    }

    /// Both folders.
    pub fn folders(&self) -> [&Path; 2] {
        [self.here.path(), self.there.path()]
    }

    /// Where the transfers stand.
    pub async fn rows(&mut self) -> Result<Vec<TransferRow>> {
        match self.probe.ask(Asked::Look(Topic::Transfers)).await? {
            Told::Shown(Payload::Transfers(view)) => Ok(view.transfers),
            other => bail!("not the transfers: {other:?}"),
        }
    }

    /// Begins transfers until enough are under way.
    pub async fn fill(&mut self) -> Result<()> {
        while self.open.len() < OPEN {
            let way = if self.random.percent(50) { TransferWay::ToDevice } else { TransferWay::FromDevice };
            let (number, folder) = (self.begun.len(), self.ends(way).0.to_owned());
            let freight = Freight::load(number, way, &folder, &self.pool, &mut self.random);
            self.begun.push(way);
            self.bytes[usize::from(way == TransferWay::FromDevice)] += freight.bytes;
            self.send(&freight).await?;
            self.open.push(freight);
        }
        Ok(())
    }

    async fn send(&mut self, freight: &Freight) -> Result<()> {
        let name: FileName = freight.name.parse()?;
        let here = self.here.path().to_owned();
        let Told::Located(Some(here)) = self.probe.ask(Asked::Locate(here)).await? else {
            bail!("the console does not find its folder");
        };
        let lent = self.there.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let there = DevicePath::root(RootId::named("chosen", &lent));
        let (from, to) = if freight.way == TransferWay::ToDevice { (here, there) } else { (there, here) };
        let (lsid, id, way) = (self.lsid.clone(), freight.id.clone(), freight.way);
        let (paths, folder) = (vec![from.join(name)], Some(to));
        self.probe.carries_out(Command::Transfer { lsid, id, way, paths, folder, upload: None }).await
    }

    /// No upload has lost what had arrived, and none has begun anew.
    pub fn look_into_the_spool(&mut self, seen: &mut std::collections::BTreeMap<String, u64>) -> Result<()> {
        for (upload, bytes) in self.appliance.spooled(&self.lsid)? {
            let known = self.begun.len() > number(&upload).unwrap_or(usize::MAX);
            ensure!(known, "{upload} is the upload of no transfer: one has begun anew");
            let before = seen.insert(upload.clone(), bytes).unwrap_or(0);
            ensure!(bytes >= before, "{upload} had {before} bytes, and has {bytes}");
        }
        Ok(())
    }
}

fn number(upload: &str) -> Option<usize> {
    upload.strip_prefix("freight-")?.parse().ok()
}

/// Has the customer asked to open the client; answers the code.
async fn code(probe: &mut Probe, lsid: &SessionId) -> Result<String> {
    probe.carries_out(Command::Elevate { lsid: lsid.clone(), purpose: None }).await?;
    let code = |view: &SessionView| view.elevation.as_ref().map(|elevation| elevation.code.clone());
    session(probe, lsid, "the code", code).await
}

/// Waits until the client has joined, and asks for its files.
async fn lent(probe: &mut Probe, lsid: &SessionId) -> Result<()> {
    let here = |view: &SessionView| {
        let device = view.session.device.as_ref();
        device.is_some_and(|device| device.presence == DevicePresence::Here).then_some(())
    };
    session(probe, lsid, "the device", here).await?;
    let scope = FilesScope::everything();
    probe.carries_out(Command::AskForFiles { lsid: lsid.clone(), scope }).await?;
    let allowed = |view: &SessionView| view.session.capabilities.files_allowed().map(drop);
    session(probe, lsid, "the files are lent", allowed).await
}

/// Waits until the session as the console shows it has something.
async fn session<T>(
    probe: &mut Probe,
    lsid: &SessionId,
    what: &str,
    found: impl Fn(&SessionView) -> Option<T>,
) -> Result<T> {
    let shown = |payload: &Payload| match payload {
        Payload::Session(Some(view)) => found(view),
        _ => None,
    };
    probe.until(what, &Topic::Session(lsid.clone()), shown).await
}
