//! A file for the chat that is complete: checked, forced to the disk, and put into the session's log.

use data_encoding::HEXLOWER;

use super::{bytes_of, is_kept, refusal};
use crate::http::Failure;
use crate::spool::{Key, Live, Turn};
use crate::state::App;
use crate::store::{Result, Upload};

/// Puts it into the chat. Doing it again changes nothing.
///
/// # Errors
/// 460 where it is not what its sender has announced: it then begins anew.
pub async fn complete(
    app: &App,
    upload: &Upload,
    live: &Live,
    turn: &mut Turn,
) -> std::result::Result<(), Failure> {
    let sum = HEXLOWER.encode(&turn.seal(live).await.map_err(|e| refusal::disk(&e))?);
    if upload.sha256.as_ref().is_some_and(|expected| *expected != sum) {
        turn.empty(live).await.map_err(|e| refusal::disk(&e))?;
        return Err(refusal::wrong_sum("the file is not the one that was announced; send it again"));
    }
    let days = u64::from(app.config.files.kept_days);
    let kept_until = app.clock.now().plus(days * 24 * 60 * 60 * 1000);
    Ok(app.store.keep_file(&upload.lsid, upload.id(), &sum, kept_until).await?)
}

/// Those that were complete when the program ended, before they were put into the chat.
///
/// # Errors
/// When the store fails.
pub async fn complete_all(app: &App) -> Result<Vec<Key>> {
    let uploads = app.store.spooled_uploads().await?;
    for upload in uploads.iter().filter(|upload| upload.is_chat() && !is_kept(upload)) {
        let done = async {
            let live = bytes_of(app, upload).await?;
            if live.offset() < upload.length {
                return Ok(());
            }
            complete(app, upload, &live, &mut live.turn().await).await
        };
        if let Err(failure) = done.await {
            tracing::warn!(why = %failure.error(), "a file for the chat could not be put into it");
        }
    }
    Ok(uploads.into_iter().map(|upload| (upload.lsid.clone(), upload.id().clone())).collect())
}
