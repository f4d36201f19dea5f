//! The text files of the repository, as git sees them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// A text file; the path is relative to the repository's top, with `/` on every system.
#[derive(Debug)]
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// What follows the last dot of the name.
    pub fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}

/// All text files.
#[derive(Debug)]
pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads what is committed or would be, with what git ignores left out.
    pub fn read(root: &Path) -> Result<Self> {
        let mut list = Command::new("git");
        list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let printed = process::printed(list.current_dir(root)).context("cannot start git")?;
        let paths = printed.split('\0').filter(|path| !path.is_empty());
        let files: Vec<File> = paths.filter_map(|path| read(root, path)).collect();
        if files.is_empty() {
            bail!("git lists no files; tidy needs a clone");
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |&(path, text): &(&str, &str)| File { path: path.to_owned(), text: text.to_owned() };
        Self { files: files.iter().map(file).collect() }
    }

    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The files under a folder, which is given with its closing `/`.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.path.starts_with(folder))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        let file = self.files.iter().find(|file| file.path == path);
        file.map(|file| file.text.as_str())
    }
}

/// `None` for pictures and sounds, and for files that are deleted but still listed.
fn read(root: &Path, path: &str) -> Option<File> {
    let text = fs::read_to_string(root.join(path)).ok()?;
    Some(File { path: path.to_owned(), text })
}
