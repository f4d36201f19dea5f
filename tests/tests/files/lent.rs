//! A session whose customer lends a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use farhand_acceptance::{Client, Display, Meeting, SOON, Site};
use farhand_core::contract::{Command, Topic, TransferRow, TransferStatus, TransferWay};
use farhand_protocol::ClientId;
use farhand_protocol::capability::Capability;
use farhand_protocol::files::{DevicePath, FileName, FilesAnswer, FilesRequest, FilesScope, RootId};
use farhand_testkit::{Fault, SplitMix64, eventually};
use tempfile::TempDir;

/// How long a transfer over a slow line may take on a busy machine.
const TRANSFER: Duration = Duration::from_secs(90);
/// So slow that a transfer can be met in its middle.
const SLOWLY: Fault = Fault::Delay { by: Duration::from_millis(1), jitter: Duration::ZERO };
/// The large file.
pub const LARGE: u64 = 30_000_000;

/// A session, the customer's client that lends a folder, and a folder on either side.
pub struct Lent {
    pub meeting: Meeting,
    pub client: Client,
    _display: Display,
    here: TempDir,
    there: TempDir,
}

impl Lent {
    /// The client has joined and lends all of its folder. Nothing was asked for yet.
    pub async fn begin() -> Self {
        Self::at(Site::start().await).await
    }

    /// The same at a site.
    pub async fn at(site: Site) -> Self {
        let meeting = Meeting::on(site).await;
        meeting.window.follow(meeting.desk.console(), Topic::Transfers).await;
        let display = Display::start("320x240").await;
        let [here, there] = [(); 2].map(|()| tempfile::tempdir().expect("a temporary folder"));
        let folder = there.path().to_str().expect("a plain name");
        let policy = ["--allow", "view", "--files", "all", "--files-folder", folder];
        let client = meeting.join(&display, &policy).await;
        Self { meeting, client, _display: display, here, there }
    }

    /// The representative's folder.
    pub fn here(&self) -> &Path {
        self.here.path()
    }

    /// The customer's folder.
    pub fn there(&self) -> &Path {
        self.there.path()
    }

    /// Both folders in the order in which a transfer goes: from, to.
    pub fn ends(&self, way: TransferWay) -> (&Path, &Path) {
        match way {
            TransferWay::FromDevice => (self.there(), self.here()),
            _ => (self.here(), self.there()),
        }
    }

    /// Files are asked for, and the client's policy allows them.
    pub async fn allowed(&self) {
        let (lsid, scope) = (self.meeting.lsid.clone(), FilesScope::everything());
        self.meeting.ask(Command::AskForFiles { lsid, scope }).await;
        let allowed = |scope: &FilesScope| scope.to_device && scope.from_device && scope.change;
        let granted = |session: &farhand_protocol::session::Session| {
            session.capabilities.files_allowed().is_some_and(allowed)
        };
        self.meeting.until("the files are lent", granted).await;
    }

    /// The representative gives the files back.
    pub async fn stopped(&self) {
        let (lsid, what) = (self.meeting.lsid.clone(), Capability::Files);
        self.meeting.ask(Command::StopCapability { lsid, what }).await;
    }

    /// Asks the device.
    pub async fn asked(&self, request: FilesRequest) -> FilesAnswer {
        let console = self.meeting.desk.console();
        console.files(Some(&self.meeting.lsid), request).await.expect("the device answers")
    }

    /// The customer's folder, as the client calls it.
    pub fn root(&self) -> RootId {
        let name = self.there().file_name().expect("a folder has a name");
        RootId::named("chosen", &name.to_string_lossy())
    }

    /// Something in the customer's folder, as the console calls it.
    pub fn path(&self, names: &[&str]) -> DevicePath {
        let names = names.iter().map(|name| name.parse::<FileName>().expect("a name")).collect();
        DevicePath { root: self.root(), names }
    }

    async fn located(&self, path: PathBuf) -> DevicePath {
        let mut located = self.meeting.desk.console().locate(vec![path]).await;
        located.pop().expect("it can be reached")
    }

    /// Begins to transfer what has this name to the other end's folder.
    pub async fn send(&self, way: TransferWay, name: &str) -> ClientId {
        self.send_all(way, &[name.to_owned()]).await
    }

    /// Begins to transfer what has these names. Answers the first transfer's id: there may be several.
    pub async fn send_all(&self, way: TransferWay, names: &[String]) -> ClientId {
        let (here, there) = (self.located(self.here().to_owned()).await, self.path(&[]));
        let (from, to) = if way == TransferWay::FromDevice { (there, here) } else { (here, there) };
        let count = self.meeting.window.transfers().transfers.len();
        let id: ClientId = format!("transfer-{count}").parse().expect("a valid id");
        let paths = names.iter().map(|name| from.join(name.parse().expect("a name"))).collect();
        let (lsid, folder) = (self.meeting.lsid.clone(), Some(to));
        self.meeting.ask(Command::Transfer { lsid, id: id.clone(), way, paths, folder, upload: None }).await;
        id
    }

    /// A large file is made, and goes slowly.
    pub async fn send_slowly(&self, way: TransferWay) -> ClientId {
        let size = usize::try_from(LARGE).expect("it fits");
        super::tree::write(&self.ends(way).0.join("large"), 99, size);
        self.slowly();
        self.send(way, "large").await
    }

    /// From now on the device's line is slow.
    pub fn slowly(&self) {
        self.meeting.line.set(SLOWLY);
    }

    /// A large file is made, and its sender's line is so slow that it is sent for a while. Answers the
    /// transfer's id when some of it has gone.
    pub async fn send_for_a_while(&self, way: TransferWay, name: &str) -> ClientId {
        let line = match way {
            TransferWay::FromDevice => &self.meeting.line,
            _ => &self.meeting.desk.line,
        };
        line.set(SLOWLY);
        let sent = || line.statistics().up;
        let until = sent() + 5_000_000;
        let id = self.send(way, name).await;
        eventually(SOON, "some of it goes", || (sent() >= until).then_some(())).await;
        id
    }

    /// Does something to a transfer.
    pub async fn command(&self, command: Command) {
        self.meeting.ask(command).await;
    }

    /// The row of a transfer.
    pub fn row(&self, id: &ClientId) -> Option<TransferRow> {
        self.meeting.window.transfers().transfers.into_iter().find(|row| row.id == *id)
    }

    /// Waits until a transfer stands so.
    pub async fn until(&self, id: &ClientId, what: &str, is: impl Fn(&TransferStatus) -> bool) {
        let wait =
            eventually(TRANSFER * 2, what, || self.row(id).is_some_and(|row| is(&row.status)).then_some(()));
        if tokio::time::timeout(TRANSFER, wait).await.is_err() {
            panic!("waited in vain: {what}; {:?}", self.row(id));
        }
    }

    /// Waits until a transfer is done, and nothing of it has failed.
    pub async fn done(&self, id: &ClientId) {
        self.until(id, "the transfer is done", |status| matches!(status, TransferStatus::Done { .. })).await;
        let row = self.row(id).expect("the row is there");
        assert_eq!((row.failed, &row.faults), (0, &Vec::new()), "{row:?}");
        assert_eq!(row.status, TransferStatus::Done { skipped: 0 });
    }

    /// Waits until a transfer is done. The console's tries for a device that does not answer are soon over
    /// by its fast clock: then it is told to go on, as somebody does with the button.
    pub async fn comes(&self, id: &ClientId) {
        let failed = |status: &TransferStatus| matches!(status, TransferStatus::Failed { .. });
        let over = |status: &TransferStatus| failed(status) || matches!(status, TransferStatus::Done { .. });
        loop {
            self.until(id, "the transfer is over", over).await;
            if !self.row(id).is_some_and(|row| failed(&row.status)) {
                return self.done(id).await;
            }
            // What is shown may be a frame old: it goes on already.
            let _goes_on = self.meeting.desk.ask(Command::ResumeTransfer { id: id.clone() }).await;
        }
    }

    /// Bytes that went over the device's line.
    pub fn passed(&self) -> u64 {
        let statistics = self.meeting.line.statistics();
        statistics.up + statistics.down
    }

    /// Waits until so many more bytes have passed the device's line.
    pub async fn passes(&self, bytes: u64) {
        let until = self.passed() + bytes;
        eventually(SOON, "more bytes pass", || (self.passed() >= until).then_some(())).await;
    }

    /// Waits until a few more megabytes have passed, as many as chance will have it.
    pub async fn passes_some(&self, random: &mut SplitMix64) {
        self.passes(random.between(500_000, 5_000_000)).await;
    }
}
