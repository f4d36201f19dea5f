//! Saving an export as it comes: no more of it is in memory than what is just being written. It is written
//! beside its place, and takes it when it is whole, so that half an export never looks like a whole one.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use farhand_core::call_error;
use farhand_core::contract::{UiError, UiErrorCode};
use farhand_protocol::history::ExportFormat;
use reqwest::Response;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use crate::api::stream_fault;

/// The file's name, without its ending.
const NAME: &str = "Farhand sessions";
/// Files of that name in one folder at most.
const MOST: u32 = 10_000;
/// How long the next bytes may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Writes what comes into a new file of a folder.
pub(super) async fn save(
    response: Response,
    format: ExportFormat,
    folder: &Path,
) -> Result<PathBuf, UiError> {
    let ending = match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Json => "json",
    };
    let place = reserve(folder, ending).await.map_err(|error| failed(&error))?;
    let beside = place.with_extension(format!("{ending}.part"));
    let saved = match write(response, &beside).await {
        Ok(()) => fs::rename(&beside, &place).await.map_err(|error| failed(&error)),
        Err(error) => Err(error),
    };
    if saved.is_err() {
        for half in [&beside, &place] {
            if let Err(error) = fs::remove_file(half).await {
                tracing::debug!(%error, "nothing of the export is left to be removed");
            }
        }
    }
    saved.map(|()| place)
}

/// A name that is not taken, taken by an empty file.
async fn reserve(folder: &Path, ending: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(folder).await?;
    for number in 1..=MOST {
        let name = match number {
            1 => format!("{NAME}.{ending}"),
            _ => format!("{NAME} ({number}).{ending}"),
        };
        let place = folder.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&place).await {
            Ok(_) => return Ok(place),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "there are too many exports in the folder"))
}

async fn write(mut response: Response, path: &Path) -> Result<(), UiError> {
    let mut file = File::create(path).await.map_err(|error| failed(&error))?;
    while let Some(bytes) = next(&mut response).await? {
        file.write_all(&bytes).await.map_err(|error| failed(&error))?;
    }
    file.sync_all().await.map_err(|error| failed(&error))
}

async fn next(response: &mut Response) -> Result<Option<tokio_tungstenite::tungstenite::Bytes>, UiError> {
    match timeout(PATIENCE, response.chunk()).await {
        Ok(chunk) => chunk.map_err(|error| call_error(stream_fault(&error))),
        Err(_) => Err(UiError::new(UiErrorCode::Unreachable, "The export has come to a halt. Try again.")),
    }
}

fn failed(error: &io::Error) -> UiError {
    UiError::new(UiErrorCode::Storage, format!("The file cannot be written: {error}."))
}
