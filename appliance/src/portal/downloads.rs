//! Clients to download: files that the site puts into the folder `clients` of the data folder, under
//! the names in [`KNOWN`]. Nothing else in there is ever served.
//!
//! Each stands on the page with its SHA-256, which is computed once and again when the file has another
//! size or time.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;

use super::browser::System;
use super::notice::{self, Answer, Notice};
use super::words::size;
use crate::state::{App, AppState};

/// A client that customers can download: its file, its system, and what people read.
const KNOWN: [(&str, System, &str); 11] = [
    ("farhand-client-windows-x86_64.exe", System::Windows, "Support app for Windows"),
    ("farhand-client-windows-x86_64.msi", System::Windows, "Support app for Windows, to install"),
    ("farhand-client-macos-aarch64", System::Macos, "Support app for macOS"),
    ("farhand-client-macos-x86_64", System::Macos, "Support app for macOS (Intel)"),
    ("farhand-client-macos.dmg", System::Macos, "Support app for macOS, to install"),
    ("farhand-client-linux-x86_64", System::Linux, "Support app for Linux"),
    ("farhand-client-linux-aarch64", System::Linux, "Support app for Linux (ARM)"),
    ("farhand-client-linux-x86_64.AppImage", System::Linux, "Support app for Linux (AppImage)"),
    ("farhand-client-linux-x86_64.deb", System::Linux, "Support app for Debian and Ubuntu"),
    ("farhand-client-android.apk", System::Android, "Support app for Android"),
    ("farhand-client-android-plus.apk", System::Android, "Support+ app for Android"),
];

/// Bytes that are read of a file at a time.
const PIECE: usize = 256 * 1024;

/// A file on the page.
pub struct Download {
    /// Its name in the folder.
    pub file: &'static str,
    /// What people read.
    pub title: &'static str,
    /// "2.1 MB".
    pub size: String,
    /// In hexadecimal; none where the file changed while it was read.
    pub sha256: Option<String>,
}

/// By what it is seen that a file is still the same.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    bytes: u64,
    at: SystemTime,
}

impl Mark {
    fn of(facts: &std::fs::Metadata) -> Option<Self> {
        Some(Self { bytes: facts.len(), at: facts.modified().ok().filter(|_| facts.is_file())? })
    }
}

/// The sums that were computed already.
#[derive(Default)]
pub struct Sums(Mutex<HashMap<PathBuf, (Mark, String)>>);

impl Sums {
    /// The sum of a file that is now as its mark says; none where it is another one by then.
    async fn of(&self, path: &FilePath, mark: Mark) -> Option<String> {
        let known = || self.0.lock().expect("no holder of the sums panics").get(path).cloned();
        if let Some((before, sum)) = known()
            && before == mark
        {
            return Some(sum);
        }
        let file = path.to_owned();
        let (after, sum) = tokio::task::spawn_blocking(move || sum(&file)).await.ok()?.ok()?;
        if after? != mark {
            return None;
        }
        let kept = (mark, sum.clone());
        self.0.lock().expect("no holder of the sums panics").insert(path.to_owned(), kept);
        Some(sum)
    }
}

/// What a file's bytes add up to, and its mark after they were read.
fn sum(path: &FilePath) -> std::io::Result<(Option<Mark>, String)> {
    let mut file = std::fs::File::open(path)?;
    let mut all = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            bytes => all.update(&piece[..bytes]),
        }
    }
    Ok((Mark::of(&std::fs::metadata(path)?), data_encoding::HEXLOWER.encode(&all.finalize())))
}

fn folder(app: &App) -> PathBuf {
    app.config.data.join("clients")
}

/// Whether there is a file for this system.
pub async fn any_for(app: &App, system: System) -> bool {
    for (file, of, _) in KNOWN {
        if of == system
            && tokio::fs::metadata(folder(app).join(file)).await.is_ok_and(|facts| facts.is_file())
        {
            return true;
        }
    }
    false
}

/// The files that there are, those for this system first.
pub async fn list(app: &App, system: System) -> Vec<Download> {
    found(&folder(app), &app.sums, system).await
}

async fn found(folder: &FilePath, sums: &Sums, system: System) -> Vec<Download> {
    let mut found = Vec::new();
    let (own, others): (Vec<_>, Vec<_>) = KNOWN.into_iter().partition(|(_, of, _)| *of == system);
    for (file, _, title) in own.into_iter().chain(others) {
        let path = folder.join(file);
        let Ok(facts) = tokio::fs::metadata(&path).await else { continue };
        let Some(mark) = Mark::of(&facts) else { continue };
        let sha256 = sums.of(&path, mark).await;
        found.push(Download { file, title, size: size(mark.bytes), sha256 });
    }
    found
}

/// `GET /client/download/{file}`.
pub async fn download(State(app): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Answer {
    let known = KNOWN.iter().find(|(name, ..)| *name == file);
    let opened = match known {
        Some((name, ..)) => tokio::fs::File::open(folder(&app).join(name)).await.ok(),
        None => None,
    };
    let Some(opened) = opened else {
        return notice::show(&app, &headers, Notice::missing()).await;
    };
    Ok(attachment(opened, &file).await)
}

async fn attachment(file: tokio::fs::File, name: &str) -> Response {
    let length = file.metadata().await.map(|facts| facts.len()).ok();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let mut response = (headers, Body::from_stream(ReaderStream::new(file))).into_response();
    if let Some(length) = length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[tokio::test]
    async fn only_known_files_are_offered_the_own_systems_first() {
        let folder = tempfile::tempdir().unwrap();
        let sums = Sums::default();
        let files = async |system| -> Vec<_> {
            found(folder.path(), &sums, system).await.into_iter().map(|one| (one.file, one.size)).collect()
        };
        assert!(files(System::Linux).await.is_empty());
        let (windows, linux) = (KNOWN[0].0, KNOWN[5].0);
        std::fs::write(folder.path().join(linux), vec![0; 2_100_000]).unwrap();
        std::fs::write(folder.path().join(windows), vec![0; 3_400_000]).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "").unwrap();
        std::fs::create_dir(folder.path().join(KNOWN[2].0)).unwrap();
        let both = [(windows, "3.4 MB".to_owned()), (linux, "2.1 MB".to_owned())];
        assert_eq!(files(System::Other).await, both);
        assert_eq!(files(System::Linux).await, [both[1].clone(), both[0].clone()]);
    }

    #[tokio::test]
    async fn a_sum_is_computed_once_and_again_when_the_file_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KNOWN[0].0);
        let sums = Sums::default();
        let shown = async || found(folder.path(), &sums, System::Windows).await.remove(0).sha256;
        let write = |text: &str, at| {
            std::fs::write(&path, text).unwrap();
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        };
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        write("abc", start);
        assert_eq!(shown().await.as_deref(), Some(ABC));
        write("abd", start);
        assert_eq!(shown().await.as_deref(), Some(ABC), "nothing was read");
        write("abd", start + Duration::from_secs(1));
        assert_ne!(shown().await.as_deref(), Some(ABC));
        write("abc", start + Duration::from_secs(2));
        assert_eq!(shown().await.as_deref(), Some(ABC));
        let other = Mark { bytes: 3, at: start };
        assert_eq!(sums.of(&path, other).await, None, "it was replaced meanwhile");
    }
}
