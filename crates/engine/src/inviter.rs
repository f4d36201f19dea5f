//! Shows what an invitation will look like, and writes it for the representative's own mail program. It
//! goes round the console's state: a preview is of no use to anybody but the dialog that shows it.

use std::sync::Arc;

use farhand_core::contract::{InviteForm, UiError, UiErrorCode};
use farhand_core::{call_error, letter};
use farhand_protocol::KeyId;
use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
use farhand_protocol::text::{for_display, for_display_line};

use crate::api::Api;
use crate::requests::InUse;

/// Who asks for previews.
pub(crate) struct Inviter {
    site: InUse,
}

impl Inviter {
    pub fn new(site: InUse) -> Self {
        Self { site }
    }

    /// What will arrive, its plain texts fit for showing. The HTML is shown only rebuilt.
    pub async fn preview(&self, asked: &PreviewInvitation) -> Result<InvitationPreview, UiError> {
        let preview = self.api()?.preview(asked).await.map_err(call_error)?;
        Ok(InvitationPreview {
            from: for_display_line(&preview.from),
            subject: for_display_line(&preview.subject),
            text: for_display(&preview.text.replace("\r\n", "\n")),
            html: preview.html,
        })
    }

    /// What is filled in, with its key, as a `mailto:` address.
    pub async fn letter(&self, form: InviteForm, key: Option<KeyId>) -> Result<String, UiError> {
        if key.is_none() {
            return Err(UiError::new(UiErrorCode::WrongState, "Make the key first."));
        }
        // Whether the addresses can be used is known without asking.
        letter(&form.recipients, "", "")?;
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let asked = PreviewInvitation {
            key,
            name: some(&form.name),
            recipient: form.recipients.first().and_then(|to| some(to)),
            template: some(&form.template),
            language: some(&form.language),
            line: some(&form.line),
        };
        let preview = self.preview(&asked).await?;
        letter(&form.recipients, &preview.subject, &preview.text)
    }

    fn api(&self) -> Result<Arc<Api>, UiError> {
        self.site.get().ok_or_else(|| UiError::new(UiErrorCode::SignedOut, "Sign in first."))
    }
}

#[cfg(test)]
mod tests;
