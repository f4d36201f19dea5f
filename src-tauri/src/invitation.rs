//! Invitations: previews and QR codes go straight from the engine to the page, and letters to the
//! representative's own mail program.

use farhand_core::contract::{InviteForm, QrCode, UiError, UiErrorCode};
use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
use tauri::{State, async_runtime};

use crate::backend::Backend;
use crate::link;

/// What of an invitation would arrive.
#[tauri::command]
pub async fn preview_invitation(
    preview: PreviewInvitation,
    backend: State<'_, Backend>,
) -> Result<InvitationPreview, UiError> {
    backend.console().await?.preview_invitation(preview).await
}

/// A text as a QR code.
#[tauri::command]
pub async fn qr_code(text: String) -> Result<QrCode, UiError> {
    farhand_engine::qr_code(&text)
}

/// Opens the system's own mail program with the invitation that is being written.
#[tauri::command]
pub async fn open_mail_program(form: InviteForm, backend: State<'_, Backend>) -> Result<(), UiError> {
    let letter = backend.console().await?.invitation_letter(form).await?;
    let opened = async_runtime::spawn_blocking(move || link::open_letter(&letter)).await;
    if opened.unwrap_or(false) {
        return Ok(());
    }
    Err(UiError::new(UiErrorCode::Internal, "Your mail program could not be opened. Copy the link instead."))
}
