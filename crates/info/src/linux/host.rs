//! The computer's own files: below `/`, or below a folder that looks like it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::known::{Gap, Known};

/// Bytes of a file that are read, of those that are short.
const SHORT: u64 = 1024 * 1024;

/// See the module's comment. Paths have no slash at their start.
#[derive(Clone, Debug)]
pub(crate) struct Host(PathBuf);

impl Default for Host {
    fn default() -> Self {
        Self(PathBuf::from("/"))
    }
}

impl Host {
    /// A folder that looks like a computer.
    #[cfg(test)]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// A short file, without the space around its text.
    pub fn text(&self, path: &str) -> Known<String> {
        self.long_text(path, SHORT).map(|text| text.trim_matches(['\0', '\n', ' ']).to_owned())
    }

    /// A file, at most so much of it.
    pub fn long_text(&self, path: &str, most: u64) -> Known<String> {
        let mut bytes = Vec::new();
        File::open(self.path(path))?.take(most).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A number that stands alone in a file.
    pub fn number<T: std::str::FromStr>(&self, path: &str) -> Known<T> {
        self.text(path)?.trim().parse().map_err(|_| Gap::Unknown)
    }

    /// What is in a folder, sorted.
    pub fn names(&self, path: &str) -> Known<Vec<String>> {
        let entries = fs::read_dir(self.path(path))?;
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// Where a link leads.
    pub fn link(&self, path: &str) -> Known<PathBuf> {
        Ok(fs::read_link(self.path(path))?)
    }

    /// When a file was changed last.
    pub fn changed(&self, path: &str) -> Known<SystemTime> {
        Ok(fs::metadata(self.path(path))?.modified()?)
    }
}

/// The last part of a path.
pub(crate) fn last(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
