//! What is transferred in a storm: files and folders of mixed sizes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use farhand_core::contract::TransferWay;
use farhand_protocol::ClientId;
use farhand_testkit::SplitMix64;

use crate::tree;

/// Bytes that all contents are cut from.
const POOL: usize = 16 * 1024 * 1024;
/// How the name of a file that is not whole yet ends.
const PART: &str = ".farhand-part";

/// Random bytes: what stands at the wrong place in a file is never right by chance.
pub struct Pool(Vec<u8>);

impl Pool {
    pub fn new() -> Self {
        let mut random = SplitMix64::new(0);
        Self((0..POOL / 8).flat_map(|_| random.bits().to_le_bytes()).collect())
    }

    fn some(&self, random: &mut SplitMix64, least: u64, most: u64) -> &[u8] {
        let size = usize::try_from(random.between(least, most)).expect("it fits");
        let from = usize::try_from(random.below((POOL - size) as u64)).expect("it fits");
        &self.0[from..from + size]
    }
}

/// One transfer.
pub struct Freight {
    pub id: ClientId,
    pub way: TransferWay,
    /// The file or folder.
    pub name: String,
    /// Bytes of its files.
    pub bytes: u64,
}

impl Freight {
    /// Makes what is to be transferred in a folder.
    pub fn load(
        number: usize,
        way: TransferWay,
        folder: &Path,
        pool: &Pool,
        random: &mut SplitMix64,
    ) -> Self {
        let name = format!("freight-{number}");
        let id = name.parse().expect("a valid id");
        let mut load = Load { pool, random, bytes: 0 };
        let top = folder.join(&name);
        match load.random.below(10) {
            0..4 => load.file(top, 2_000_000, 10_000_000),
            4..7 => load.many(&top, 40, 140),
            7..9 => load.mixed(&top),
            _ => load.file(top, 0, 2_000),
        }
        let bytes = load.bytes;
        Self { id, way, name, bytes }
    }

    /// Whatever has its final name already is whole.
    pub fn is_nothing_half(&self, from: &Path, to: &Path) -> Result<()> {
        nothing_half(&from.join(&self.name), &to.join(&self.name))
    }

    /// It is there as it was sent; both ends of it go.
    pub fn unload(&self, from: &Path, to: &Path) -> Result<()> {
        let ends = [from.join(&self.name), to.join(&self.name)];
        tree::same(&ends[0], &ends[1]);
        for end in ends {
            if end.is_dir() { fs::remove_dir_all(end)? } else { fs::remove_file(end)? }
        }
        Ok(())
    }
}

struct Load<'a> {
    pool: &'a Pool,
    random: &'a mut SplitMix64,
    bytes: u64,
}

impl Load<'_> {
    fn file(&mut self, path: PathBuf, least: u64, most: u64) {
        let bytes = self.pool.some(self.random, least, most);
        self.bytes += bytes.len() as u64;
        tree::put(&path, bytes);
    }

    fn many(&mut self, folder: &Path, least: u64, most: u64) {
        fs::create_dir_all(folder).expect("the folder is made");
        for number in 0..self.random.between(least, most) {
            self.file(folder.join(format!("{number}.dat")), 0, 24_000);
        }
    }

    /// Below and above the size from which a file is gone on with in its middle, and empty ones.
    fn mixed(&mut self, folder: &Path) {
        let deep = folder.join("a").join("b");
        self.many(&deep, 5, 40);
        for number in 0..self.random.between(1, 3) {
            self.file(folder.join(format!("large-{number}")), 800_000, 3_000_000);
        }
        self.file(folder.join("empty"), 0, 0);
        fs::create_dir(folder.join("empty folder")).expect("the folder is made");
    }
}

fn nothing_half(from: &Path, to: &Path) -> Result<()> {
    if to.is_dir() {
        for entry in fs::read_dir(to)? {
            let name = entry?.file_name();
            if !name.to_string_lossy().ends_with(PART) {
                nothing_half(&from.join(&name), &to.join(&name))?;
            }
        }
        return Ok(());
    }
    let whole = !to.exists() || fs::read(from)? == fs::read(to)?;
    ensure!(whole, "{} is not whole, and has its name", to.display());
    Ok(())
}

/// Nothing is left of files that were not whole.
pub fn no_parts(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        ensure!(!path.to_string_lossy().ends_with(PART), "{} is left", path.display());
        if path.is_dir() {
            no_parts(&path)?;
        }
    }
    Ok(())
}
