//! The real appliance, as a process of its own.

use std::env;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::processes::Program;

/// One computer plays all customers and consoles here; the limits that keep a single source from
/// asking too much are for the real world.
const CONFIGURATION: &str = "[caps]\nconnections = 100000\nsign_ins_per_minute = 10000\n\
                             requests_per_second = 1000000\nvisits_per_second = 1000000\n\
                             [agents]\nlisten = \"127.0.0.1:0\"\n";

/// A running appliance, which ends with this value.
pub struct Appliance {
    program: Program,
    base: String,
}

impl Appliance {
    /// Serves the data in `folder` on a free port of the loopback.
    pub async fn serve(folder: &Path) -> Result<Self> {
        let configuration = folder.join("measured.toml");
        std::fs::write(&configuration, CONFIGURATION)?;
        let mut command = Command::new(program("FARHAND_APPLIANCE", "farhand-appliance")?);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        command.arg("--config").arg(&configuration).env("RUST_LOG", "warn");
        let (program, line) = Program::announced(&mut command).await.context("the appliance")?;
        let base = line.strip_prefix("listening on ").context("the appliance did not say its address")?;
        Ok(Self { base: base.to_owned(), program })
    }

    /// Its address, "http://127.0.0.1:1".
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.program.pid()
    }
}

/// An address on the loopback that nobody listens on.
pub fn free_address() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

/// A program of this repository: where the environment says, or beside this one.
pub fn program(variable: &str, name: &str) -> Result<PathBuf> {
    let beside =
        || env::current_exe().map(|exe| exe.with_file_name(name).with_extension(env::consts::EXE_EXTENSION));
    let path = env::var_os(variable).map_or_else(beside, |path| Ok(PathBuf::from(path)))?;
    ensure!(path.is_file(), "{} is not there; `cargo xtask bench` builds it", path.display());
    Ok(path)
}
