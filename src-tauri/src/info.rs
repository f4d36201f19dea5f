//! System information: readings go straight from the engine to the page, and reports of them to where
//! the representative wants them.

use std::path::Path;

use farhand_core::contract::{UiError, UiErrorCode};
use farhand_protocol::SessionId;
use farhand_protocol::info::{InfoSnapshot, Reading};
use rfd::AsyncFileDialog;
use tauri::{State, WebviewWindow, async_runtime};

use crate::backend::Backend;
use crate::history::downloads;

/// What the dialog is headed with.
const TITLE: &str = "Save system information";
/// Characters of a proposed name.
const NAME: usize = 100;

/// One reading.
#[tauri::command]
pub async fn info_reading(
    lsid: SessionId,
    number: u64,
    backend: State<'_, Backend>,
) -> Result<Reading, UiError> {
    backend.console().await?.reading(&lsid, number).await
}

/// What was kept.
#[tauri::command]
pub async fn info_snapshot(
    lsid: SessionId,
    number: u32,
    backend: State<'_, Backend>,
) -> Result<InfoSnapshot, UiError> {
    backend.console().await?.info_snapshot(&lsid, number).await
}

/// Saves a text where the representative chooses in the system's own dialog. Answers the file's path;
/// none where they chose nothing.
#[tauri::command]
pub async fn save_text(name: String, text: String, window: WebviewWindow) -> Result<Option<String>, UiError> {
    let mut dialog =
        AsyncFileDialog::new().set_title(TITLE).set_parent(&window).set_file_name(harmless(&name));
    if let Some(folder) = downloads() {
        dialog = dialog.set_directory(folder);
    }
    let Some(chosen) = dialog.save_file().await else { return Ok(None) };
    let path = chosen.path().to_owned();
    let shown = path.display().to_string();
    let written = async_runtime::spawn_blocking(move || write(&path, &text)).await;
    match written {
        Ok(Ok(())) => Ok(Some(shown)),
        Ok(Err(error)) => Err(failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}

/// Writes beside the file and renames: what was there before stays whole if the disk is full.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}

fn failed(error: &dyn std::fmt::Display) -> UiError {
    UiError::new(UiErrorCode::Storage, format!("The file cannot be written: {error}."))
}

/// A name that leads out of no folder and that every file system takes.
fn harmless(name: &str) -> String {
    let kept = |letter: char| !letter.is_control() && !r#"/\:*?"<>|"#.contains(letter);
    let name: String =
        name.chars().map(|letter| if kept(letter) { letter } else { '-' }).take(NAME).collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() { "system information".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposed_name_stays_a_name() {
        for (name, expected) in [
            ("Mara Lind, 22 November.html", "Mara Lind, 22 November.html"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("a:b\u{0}c|d.json", "a-b-c-d.json"),
            (" . ", "system information"),
        ] {
            assert_eq!(harmless(name), expected);
        }
        assert_eq!(harmless(&"x".repeat(500)).len(), NAME);
    }

    #[test]
    fn a_report_takes_the_place_of_an_older_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("report.html");
        std::fs::write(&path, "old").expect("room");
        write(&path, "new").expect("room");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing lies beside it");
        assert!(write(&folder.path().join("missing/report.html"), "x").is_err());
    }
}
