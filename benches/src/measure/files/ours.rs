//! Transfers of ours: the engine in this program, the appliance, and the client as the customer runs it.

use std::path::{Path, PathBuf};
use std::process::{Command as System, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use farhand_core::contract::{Command, Payload, Topic, TransferRow, TransferStatus, TransferWay};
use farhand_engine::MemoryVault;
use farhand_protocol::files::{
    DevicePath, FileName, FilesAnswer, FilesRequest, FilesScope, ListOrder, RootId,
};
use farhand_protocol::{ClientId, SessionId};
use farhand_testkit::FaultProxy;
use tempfile::TempDir;

use super::load::Load;
use crate::appliance::program;
use crate::console::{Watch, Workplace};
use crate::costs::{Costs, Meter, Of};
use crate::measure::Site;
use crate::processes::Program;
use crate::screen::display::Display;
use crate::screen::session::Shared;

/// How long a transfer may take.
const LONGEST: Duration = Duration::from_secs(300);
/// Entries of a page of a listing, as the window asks for them.
const PAGE: u32 = 200;

/// What the customer's folder is called.
const DEVICE: &str = "device";

/// A session whose customer lends a folder.
pub struct Ours {
    console: Workplace,
    transfers: Watch,
    lsid: SessionId,
    count: usize,
    /// The representative's folder, and the customer's.
    pub folders: [PathBuf; 2],
    /// The lines of console and device, where they can be cut.
    pub lines: Option<[FaultProxy; 2]>,
    client: Program,
    site: Site,
    _display: Display,
    _folder: TempDir,
}

/// What one transfer took.
pub struct Took {
    /// Seconds.
    pub seconds: f64,
    /// Of console, appliance and client.
    pub costs: [Costs; 3],
}

impl Ours {
    /// The client has joined, and the files are allowed.
    pub async fn begin(cuttable: bool) -> Result<Self> {
        let site = Site::open().await?;
        let lines = if cuttable { Some(lines(&site).await?) } else { None };
        let base = |which: usize| match &lines {
            Some(lines) => format!("http://{}", lines[which].address()),
            None => site.base().to_owned(),
        };
        let folder = tempfile::tempdir()?;
        let folders = ["console", DEVICE, "data"].map(|name| folder.path().join(name));
        folders.iter().try_for_each(std::fs::create_dir)?;
        let [here, there, data] = folders;
        let shared = Shared::begin(&site).await?;
        let display = Display::plain(320, 240).await?;
        let client = client(&display, &base(1), shared.code(), &there)?;
        let vault = Arc::new(MemoryVault::default());
        let console = Workplace::sign_in(&data, vault, &base(0), site.account()).await?;
        let lsid = shared.lsid.clone();
        lent(&console, &lsid).await?;
        let transfers = console.watch(Topic::Transfers).await;
        let folders = [here, there];
        Ok(Self {
            console,
            transfers,
            lsid,
            count: 0,
            folders,
            lines,
            client,
            site,
            _display: display,
            _folder: folder,
        })
    }

    /// Folders in the order in which a transfer goes: from, to.
    pub fn ends(&self, way: TransferWay) -> (&Path, &Path) {
        let [here, there] = &self.folders;
        if way == TransferWay::FromDevice { (there, here) } else { (here, there) }
    }

    /// Begins a transfer.
    pub async fn send(&mut self, way: TransferWay, name: &str) -> Result<ClientId> {
        self.count += 1;
        let id: ClientId = format!("measured-{}", self.count).parse()?;
        let here = self.console.locate(&self.folders[0]).await.context("the folder is nowhere")?;
        let (from, to) = match way {
            TransferWay::FromDevice => (lent_folder(), here),
            _ => (here, lent_folder()),
        };
        let (lsid, paths, folder) = (self.lsid.clone(), vec![from.join(name.parse::<FileName>()?)], Some(to));
        self.console
            .ask(Command::Transfer { lsid, id: id.clone(), way, paths, folder, upload: None })
            .await?;
        Ok(id)
    }

    /// Waits until a transfer is done.
    pub async fn done(&mut self, id: &ClientId) -> Result<Instant> {
        let is_over = |row: &TransferRow| match &row.status {
            TransferStatus::Done { skipped: 0 } if row.failed == 0 => Some(Ok(())),
            TransferStatus::Failed { .. }
            | TransferStatus::Cancelled { .. }
            | TransferStatus::Done { .. } => Some(Err(format!("{:?}", row.status))),
            _ => None,
        };
        let over = self.transfers.within(LONGEST, "the transfer", |payload| match payload {
            Payload::Transfers(view) => view.transfers.iter().find(|row| row.id == *id).and_then(is_over),
            _ => None,
        });
        let (at, over) = over.await?;
        match over {
            Ok(()) => Ok(at),
            Err(why) => bail!("the transfer came to nothing: {why}"),
        }
    }

    /// Transfers once, and measures it. Both ends' hashes are compared in that time.
    pub async fn measure(&mut self, way: TransferWay, load: Load) -> Result<Took> {
        let whose = [std::process::id(), self.site.pid(), self.client.pid()].map(Of::One);
        let meter = Meter::start(whose.to_vec());
        let begun = Instant::now();
        let id = self.send(way, load.top()).await?;
        let at = self.done(&id).await?;
        let costs = meter.read().try_into().expect("there are three");
        load.check_and_remove(self.ends(way).1)?;
        Ok(Took { seconds: (at - begun).as_secs_f64(), costs })
    }

    /// The first page of the customer's folder, as the window asks for it. Answers how many entries the
    /// whole has.
    pub async fn list(&self, name: &str) -> Result<u32> {
        let path = lent_folder().join(name.parse::<FileName>()?);
        let order = ListOrder::Name;
        let (from, count, descending, hidden) = (0, PAGE, false, false);
        let listing = FilesRequest::List {
            path,
            order,
            descending,
            hidden,
            contains: None,
            from,
            count,
            listing: None,
        };
        match self.console.device_files(&self.lsid, listing).await? {
            FilesAnswer::Listing(listing) => {
                ensure!(listing.entries.len() == PAGE as usize, "the page is not full");
                Ok(listing.total)
            }
            other => bail!("no listing: {other:?}"),
        }
    }

    /// Ends the console.
    pub async fn close(self) {
        self.console.shut_down().await;
    }
}

fn lent_folder() -> DevicePath {
    DevicePath::root(RootId::named("chosen", DEVICE))
}

async fn lines(site: &Site) -> Result<[FaultProxy; 2]> {
    let address = site.base().trim_start_matches("http://").parse()?;
    Ok([FaultProxy::start(address).await?, FaultProxy::start(address).await?])
}

fn client(display: &Display, base: &str, code: &str, folder: &Path) -> Result<Program> {
    let mut command = System::new(program("FARHAND_CLIENT", "farhand-client")?);
    command.args(["--headless", "--allow", "view", "--files", "all", "--quiet", "--site", base]);
    command.args(["--code", code, "--display", display.name(), "--files-folder"]).arg(folder);
    let home = folder.with_file_name("home");
    std::fs::create_dir_all(&home)?;
    command.env("HOME", &home).env("XDG_RUNTIME_DIR", &home).env_remove("XDG_DATA_HOME");
    Program::start(command.stdin(Stdio::null()))
}

/// Asks for the files until the client's policy has allowed them: it may join only now.
async fn lent(console: &Workplace, lsid: &SessionId) -> Result<()> {
    let mut session = console.watch(Topic::Session(lsid.clone())).await;
    let here = session.until("the device", |payload| match payload {
        Payload::Session(Some(view)) => view.session.device.as_ref().map(drop),
        _ => None,
    });
    here.await?;
    console.ask(Command::AskForFiles { lsid: lsid.clone(), scope: FilesScope::everything() }).await?;
    let allowed = session.until("the permission", |payload| match payload {
        Payload::Session(Some(view)) => view.session.capabilities.files_allowed().map(drop),
        _ => None,
    });
    allowed.await?;
    session.end(console).await;
    Ok(())
}
