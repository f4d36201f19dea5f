//! What is kept of transfers for a restart: a folder beside the session's own file, with one file for
//! each transfer, for its owner only. It goes when the session does.

use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use farhand_protocol::ClientId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::job::Job;
use super::receiving::Receiving;
use crate::keepsake::private;

/// See the module's comment.
#[derive(Clone, Debug)]
pub struct Shelf(PathBuf);

/// Which way a kept transfer goes: how its file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Send,
    Receive,
}

impl Way {
    fn ending(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Receive => "receive",
        }
    }
}

impl Shelf {
    /// In this folder, which is made when something is kept.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// Keeps a transfer in place of what was kept of it before. Waits for the disk.
    pub(super) fn put(&self, id: &ClientId, way: Way, job: &impl Serialize) {
        if let Err(error) = self.write(id, way, job) {
            tracing::warn!(%error, "after a restart this transfer would begin anew");
        }
    }

    fn write(&self, id: &ClientId, way: Way, job: &impl Serialize) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        private::close_folder(&self.0)?;
        let path = self.file(id, way);
        let fresh = path.with_extension("new");
        let mut file = BufWriter::new(private::create(&fresh)?);
        serde_json::to_writer(&mut file, job)?;
        file.flush()?;
        drop(file);
        fs::rename(&fresh, &path)
    }

    /// Removes what is kept of a transfer.
    pub(super) fn remove(&self, id: &ClientId) {
        for way in [Way::Send, Way::Receive] {
            match fs::remove_file(self.file(id, way)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a kept transfer was not removed");
                }
                _ => {}
            }
        }
    }

    /// All that is kept. What cannot be read is removed.
    pub(super) fn jobs(&self) -> Vec<Job> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let jobs = entries.filter_map(|entry| {
            let path = entry.path();
            let job = match path.extension().and_then(|ending| ending.to_str()) {
                Some("send") => read(&path).map(Job::Send),
                Some("receive") => read(&path).map(Box::new).map(Job::Receive),
                _ => None,
            };
            if job.is_none() {
                drop(fs::remove_file(&path));
            }
            job
        });
        jobs.collect()
    }

    /// Forgets all, with what was begun of files: the session is over, or it was another one.
    pub fn clear(&self) {
        for job in self.jobs() {
            if let Job::Receive(receiving) = &job {
                Receiving::forget(receiving);
            }
        }
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "the kept transfers were not removed");
            }
            _ => {}
        }
    }

    fn file(&self, id: &ClientId, way: Way) -> PathBuf {
        self.0.join(format!("{id}.{}", way.ending()))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_reader(BufReader::new(fs::File::open(path).ok()?)).ok()
}
