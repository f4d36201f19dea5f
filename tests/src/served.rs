//! The appliance as a program of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use anyhow::{Context, Result};
use farhand_appliance::clock::SystemClock;
use farhand_appliance::config::Caps;
use farhand_appliance::store::sqlite::SqliteStore;
use farhand_protocol::SessionId;
use farhand_protocol::chat::Entry;
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use crate::process::{self, Process};
use crate::{SOON, site};

/// The built `farhand-appliance` on a port of loopback, with the data of a [`crate::Site`]. It
/// keeps its port over its deaths.
pub struct Served {
    program: PathBuf,
    folder: TempDir,
    address: SocketAddr,
    process: Option<Process>,
}

impl Served {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// When the program is not built or does not listen.
    pub async fn start() -> Result<Self> {
        let program = process::built("farhand-appliance")?;
        let folder = site::new_data().await;
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut served = Self { program, folder, address, process: None };
        served.revive().await?;
        Ok(served)
    }

    /// Starts it again, on the port that it had, and waits until it listens.
    ///
    /// # Errors
    /// When it does not.
    pub async fn revive(&mut self) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.arg("serve").arg("--data").arg(self.folder.path());
        command.arg("--listen").arg(self.address.to_string());
        let mut process = Process::start(&mut command)?;
        let line = timeout(SOON, process.line()).await.context("the appliance does not listen")??;
        let address = line.rsplit('/').next().unwrap_or_default();
        self.address = address.parse().with_context(|| format!("no address: {line}"))?;
        self.process = Some(process);
        Ok(())
    }

    /// Kills it (SIGKILL).
    ///
    /// # Errors
    /// When it had ended by itself.
    pub async fn kill(&mut self) -> Result<()> {
        let process = self.process.take().context("the appliance runs")?;
        process.kill().await.context("the appliance had ended by itself").map(drop)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How much of each upload of a session is in the spool.
    ///
    /// # Errors
    /// When the spool cannot be read.
    pub fn spooled(&self, lsid: &SessionId) -> Result<BTreeMap<String, u64>> {
        let entries = match fs::read_dir(self.folder.path().join("spool").join(lsid.as_str())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            entries => entries?,
        };
        let mut spooled = BTreeMap::new();
        for entry in entries {
            let entry = entry?;
            // One that is gone by now was emptied.
            if let Ok(about) = entry.metadata() {
                spooled.insert(entry.file_name().to_string_lossy().into_owned(), about.len());
            }
        }
        Ok(spooled)
    }

    /// The whole log of a session, as it stands on the disk.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn log(&self, lsid: &SessionId) -> Result<Vec<Entry>> {
        let store = SqliteStore::open(self.folder.path(), Arc::new(SystemClock), Caps::default().log_days)?;
        Ok(site::read_log(&store, lsid).await)
    }
}
