//! What others do with the same files: scp, and rclone by SFTP, to an OpenSSH server of this
//! measurement's own on loopback.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use farhand_core::contract::TransferWay;
use tempfile::TempDir;

use super::load::Load;
use crate::appliance::free_address;
use crate::costs::{Costs, Meter, Of};
use crate::processes::{Program, wait_for};
use crate::screen::peers::{find, missing, printed};

/// Where Debian has the server, which is on no user's search path.
const SERVER: &str = "/usr/sbin/sshd";

/// How long one copy may take. What takes longer says nothing more.
pub const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(1);

/// A program that is measured beside ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// OpenSSH's scp, as it comes.
    Scp,
    /// rclone with its SFTP backend, as it comes; it compares hashes afterwards.
    Rclone,
}

impl Peer {
    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scp => "scp",
            Self::Rclone => "rclone",
        }
    }

    /// Whether it can be measured here; says so where it cannot.
    pub fn is_there(self) -> bool {
        let there = find(self.name()).is_some();
        if !there {
            missing(self.name(), "Debian's package openssh-client or rclone");
        }
        there
    }
}

/// What a peer took.
pub struct Took {
    /// Seconds.
    pub seconds: f64,
    /// Of the program with all that it starts, and of the server.
    pub costs: [Costs; 2],
}

/// An OpenSSH server with keys of its own.
pub struct Ssh {
    port: u16,
    user: String,
    folder: TempDir,
    server: Program,
}

impl Ssh {
    /// Starts one; none where the server is not installed.
    pub async fn start() -> Result<Option<Self>> {
        if !Path::new(SERVER).is_file() || find("ssh-keygen").is_none() {
            missing("scp and rclone", "Debian's package openssh-server");
            return Ok(None);
        }
        let folder = tempfile::tempdir()?;
        let address = free_address()?;
        let port = address.rsplit(':').next().context("an address has a port")?.parse()?;
        for key in ["host", "user"] {
            make_key(&folder.path().join(key))?;
        }
        let configuration = folder.path().join("sshd_config");
        fs::write(&configuration, configured(port, folder.path()))?;
        // Where it runs as root, it wants this folder; the service would make it.
        let _only_for_root = fs::create_dir("/run/sshd");
        let mut command = Command::new(SERVER);
        command.arg("-D").arg("-f").arg(&configuration).stdin(Stdio::null());
        let server = Program::start(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
        let reachable = || Ok(TcpStream::connect(&address).ok().map(drop));
        wait_for("the OpenSSH server", Duration::from_secs(10), reachable).await?;
        let user = printed(Path::new("id"), &["-un".as_ref()])?.trim().to_owned();
        Ok(Some(Self { port, user, folder, server }))
    }

    /// Has a peer copy once, and measures it. None where it was ended after [`LIMIT`].
    pub fn measure(
        &self,
        peer: Peer,
        way: TransferWay,
        load: Load,
        ends: (&Path, &Path),
    ) -> Result<Option<Took>> {
        let mut command = match peer {
            Peer::Scp => self.scp(way, &ends.0.join(load.top()), ends.1),
            Peer::Rclone => self.rclone(way, load, ends),
        };
        let begun = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let meter = Meter::start(vec![Of::Family(child.id()), Of::Family(self.server.pid())]);
        let status = ended(&mut child)?;
        let seconds = begun.elapsed().as_secs_f64();
        let costs = meter.read().try_into().expect("there are two");
        let Some(status) = status else {
            load.remove(ends.1)?;
            return Ok(None);
        };
        ensure!(status.success(), "{} has failed: {status}", peer.name());
        load.check_and_remove(ends.1)?;
        Ok(Some(Took { seconds, costs }))
    }

    fn scp(&self, way: TransferWay, from: &Path, to: &Path) -> Command {
        let far = |path: &Path| format!("{}@127.0.0.1:{}", self.user, path.display());
        let (from, to) = match way {
            TransferWay::FromDevice => (far(from), to.display().to_string()),
            _ => (from.display().to_string(), far(to)),
        };
        let mut command = Command::new("scp");
        command
            .args(["-q", "-r", "-p", "-F", "/dev/null", "-P", &self.port.to_string(), "-i"])
            .arg(self.key());
        command.args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]);
        command.args(["-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", &from, &to]);
        command
    }

    fn rclone(&self, way: TransferWay, load: Load, ends: (&Path, &Path)) -> Command {
        let far = |path: PathBuf| format!(":sftp:{}", path.display());
        let near = |path: PathBuf| path.display().to_string();
        let from = ends.0.join(load.top());
        // What is in a folder is copied, and a file into a folder.
        let to = if from.is_dir() { ends.1.join(load.top()) } else { ends.1.to_owned() };
        let (from, to) = match way {
            TransferWay::FromDevice => (far(from), near(to)),
            _ => (near(from), far(to)),
        };
        let mut command = Command::new("rclone");
        command.args(["copy", "--config", "/dev/null", "--quiet", "--sftp-host", "127.0.0.1", "--sftp-port"]);
        command.arg(self.port.to_string()).args(["--sftp-user", &self.user, "--sftp-key-file"]);
        command.arg(self.key()).args([from, to]);
        command
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("user")
    }
}

/// Waits for a program's end. One that does not end in time is ended.
fn ended(child: &mut Child) -> Result<Option<ExitStatus>> {
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(LOOK);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn make_key(path: &Path) -> Result<()> {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status()?;
    ensure!(made.success(), "no key was made");
    Ok(())
}

fn configured(port: u16, folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n\
         PidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\nPermitRootLogin \
         prohibit-password\nSubsystem sftp internal-sftp\nLogLevel QUIET\n"
    )
}
