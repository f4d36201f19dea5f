//! Logs to the terminal and to a file of bounded size in the data folder.
//!
//! What is logged is names, numbers and states. Secrets and what people write to each other are
//! never passed to a log line anywhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

/// Bytes of the log file; then it becomes the previous one, and a new one starts.
const LIMIT: u64 = 2 * 1024 * 1024;
/// What is logged unless the environment's `RUST_LOG` says otherwise.
const USUAL: &str = "warn,farhand=info,farhand_engine=info,farhand_appliance=info";

/// Starts logging. A folder that cannot be written leaves the terminal.
pub fn start(folder: &Path) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let terminal = fmt::layer().with_writer(io::stderr).with_ansi(false);
    let file = BoundedFile::open(folder.join("farhand.log"), LIMIT);
    let (file, problem) = match file {
        Ok(file) => (Some(fmt::layer().with_writer(Mutex::new(file)).with_ansi(false)), None),
        Err(error) => (None, Some(error)),
    };
    let started = tracing_subscriber::registry().with(filter).with(terminal).with(file).try_init();
    if started.is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
    if let Some(error) = problem {
        tracing::warn!(%error, "there is no log file");
    }
}

/// A panic's place goes to the log; its message may quote data and goes to the terminal only.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a part of the program panicked");
    eprintln!("{panic}");
}

/// A file that moves aside when it is full, so that two files of `limit` bytes are the most.
struct BoundedFile {
    path: PathBuf,
    limit: u64,
    file: File,
    size: u64,
}

impl BoundedFile {
    fn open(path: PathBuf, limit: u64) -> io::Result<Self> {
        let file = append_to(&path)?;
        let size = file.metadata()?.len();
        Ok(Self { path, limit, file, size })
    }

    fn start_anew(&mut self) -> io::Result<()> {
        fs::rename(&self.path, self.path.with_extension("previous.log"))?;
        self.file = append_to(&self.path)?;
        self.size = 0;
        Ok(())
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

impl Write for BoundedFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size > 0 && self.size + line.len() as u64 > self.limit {
            self.start_anew()?;
        }
        let written = self.file.write(line)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_moves_aside() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("farhand.log");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        let mut file = BoundedFile::open(path.clone(), 10).expect("the file");
        for line in ["first\n", "then\n", "third\n"] {
            file.write_all(line.as_bytes()).expect("room");
        }
        assert_eq!(
            (read("farhand.previous.log").as_str(), read("farhand.log").as_str()),
            ("then\n", "third\n")
        );
    }
}
