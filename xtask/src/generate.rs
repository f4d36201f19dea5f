//! `cargo xtask generate`: the TypeScript types in `ui/src/gen`, from the Rust ones.
//!
//! ts-rs writes its files from tests that it derives, so generating is running those tests. They
//! write into a temporary folder, which then takes the place of the old one as a whole: a type
//! that is gone leaves no file behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::process;

/// Where the generated files lie.
pub const FOLDER: &str = "ui/src/gen";

/// Files by their path inside the folder, with `/` on every system.
pub type Files = BTreeMap<String, String>;

/// Writes `ui/src/gen` anew.
pub fn generate(root: &Path) -> Result<()> {
    let files = export(root)?;
    let folder = root.join(FOLDER);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {FOLDER}"))?;
    }
    for (name, text) in &files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(&folder))?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    println!("{} files in {FOLDER}", files.len());
    Ok(())
}

/// The files as they should be now.
pub fn export(root: &Path) -> Result<Files> {
    let folder = TempDir::new().context("cannot make a temporary folder")?;
    let mut command = process::cargo(root, ["test", "--quiet", "-p", "farhand-core"]);
    command.args(["--features", "ts", "--lib", "export_bindings"]);
    command.env("TS_RS_EXPORT_DIR", folder.path());
    process::run(&mut command)?;
    let files = read(folder.path())?;
    if files.is_empty() {
        bail!("farhand-core exported no types");
    }
    Ok(files)
}

/// All files under `folder`.
pub fn read(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    collect(folder, "", &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let text = fs::read_to_string(entry.path());
            files.insert(name.clone(), text.with_context(|| format!("cannot read {name}"))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_folders_are_read_with_their_path() {
        let folder = TempDir::new().expect("a temporary folder");
        fs::create_dir(folder.path().join("inner")).expect("a folder");
        fs::write(folder.path().join("inner/A.ts"), "a").expect("a file");
        fs::write(folder.path().join("B.ts"), "b").expect("a file");
        let files = read(folder.path()).expect("readable");
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(names, ["B.ts", "inner/A.ts"]);
    }
}
