//! What is sent: one large file, or many small ones.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, ensure};

use crate::measure::Extent;

/// Bytes that are written at once.
const BLOCK: usize = 1024 * 1024;
/// Files in a folder.
const IN_A_FOLDER: usize = 100;

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// A file of so many bytes.
    Large(u64),
    /// So many files of so many bytes, in folders.
    Many(usize, usize),
}

impl Load {
    /// 1 GiB, or a tenth.
    pub fn large(extent: Extent) -> Self {
        Self::Large(if extent.quick { 100 << 20 } else { 1 << 30 })
    }

    /// 5,000 files of 20 KB, or a tenth.
    pub fn many(extent: Extent) -> Self {
        Self::Many(extent.of(5000), 20_000)
    }

    /// As the report calls it.
    pub fn name(self) -> String {
        match self {
            Self::Large(bytes) => format!("{} MiB", bytes >> 20),
            Self::Many(files, bytes) => format!("{files} files of {} KB", bytes / 1000),
        }
    }

    /// What its file or folder is called.
    pub fn top(self) -> &'static str {
        match self {
            Self::Large(_) => "large",
            Self::Many(..) => "many",
        }
    }

    /// How much of it was done in a second, in [`Self::unit`].
    pub fn rate(self, seconds: f64) -> f64 {
        match self {
            Self::Large(bytes) => bytes as f64 / 1e6 / seconds,
            Self::Many(files, _) => files as f64 / seconds,
        }
    }

    /// The unit of its rate.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Large(_) => "MB/s",
            Self::Many(..) => "/s",
        }
    }

    /// Makes it in a folder.
    pub fn make(self, folder: &Path) -> Result<()> {
        let (top, mut noise) = (folder.join(self.top()), Noise::new());
        match self {
            Self::Large(bytes) => noise.write(&top, bytes),
            Self::Many(files, bytes) => (0..files).try_for_each(|number| {
                let folder = top.join(format!("{:03}", number / IN_A_FOLDER));
                fs::create_dir_all(&folder)?;
                noise.write(&folder.join(format!("{number:05}.dat")), bytes as u64)
            }),
        }
    }

    /// Makes sure that it came, and removes it.
    pub fn check_and_remove(self, folder: &Path) -> Result<()> {
        let top = folder.join(self.top());
        let came = sizes(&top)?;
        let expected = match self {
            Self::Large(bytes) => (1, bytes),
            Self::Many(files, bytes) => (files, (files * bytes) as u64),
        };
        ensure!(came == expected, "{came:?} came instead of {expected:?}");
        self.remove(folder)
    }

    /// Removes what there is of it. What is written then comes to rest on the disk.
    ///
    /// Many files are only put aside, beside the folder: at each file that is made ext4 looks through all
    /// that were freed within the last minutes, and the next measurement would pay for it.
    pub fn remove(self, folder: &Path) -> Result<()> {
        static ASIDE: AtomicU32 = AtomicU32::new(0);
        let top = folder.join(self.top());
        if top.is_dir() {
            let aside = format!("aside-{}", ASIDE.fetch_add(1, Ordering::Relaxed));
            fs::rename(top, folder.with_file_name(aside))?;
        } else if top.exists() {
            fs::remove_file(top)?;
        }
        settle();
        Ok(())
    }
}

/// Has everything written to the disk, so that no measurement pays for the one before.
pub fn settle() {
    // Without it figures are only less steady.
    let _not_there = Command::new("sync").status();
}

/// How many files there are, and how many bytes they have.
fn sizes(path: &Path) -> Result<(usize, u64)> {
    if path.is_file() {
        return Ok((1, path.metadata()?.len()));
    }
    let mut all = (0, 0);
    for entry in fs::read_dir(path)? {
        let (files, bytes) = sizes(&entry?.path())?;
        all = (all.0 + files, all.1 + bytes);
    }
    Ok(all)
}

/// Bytes that do not repeat within a block, and blocks that differ.
struct Noise {
    block: Vec<u8>,
    count: u64,
}

impl Noise {
    fn new() -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let block = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()
        });
        Self { block: block.take(BLOCK / 8).flatten().collect(), count: 0 }
    }

    fn write(&mut self, path: &Path, bytes: u64) -> Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        let mut left = bytes;
        while left > 0 {
            self.count += 1;
            self.block[..8].copy_from_slice(&self.count.to_le_bytes());
            let many = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
            file.write_all(&self.block[..many])?;
            left -= many as u64;
        }
        Ok(file.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_what_is_checked() {
        for load in [Load::Large(3_000_001), Load::Many(250, 10)] {
            let around = tempfile::tempdir().expect("a folder");
            let folder = around.path().join("end");
            fs::create_dir(&folder).expect("room");
            load.make(&folder).expect("room");
            load.check_and_remove(&folder).expect("it is as it was made");
            load.check_and_remove(&folder).expect_err("it was removed");
        }
        assert_eq!((Load::Large(2_000_000).rate(2.0), Load::Many(10, 1).rate(2.0)), (1.0, 5.0));
    }
}
