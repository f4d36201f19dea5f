//! Topic `keys`: session keys, the invitation that is being written, and what is set up for both.

use std::collections::BTreeMap;

use farhand_protocol::keys::{InviteSetup, Key, StartsAs};
use farhand_protocol::{KeyId, QueueId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use super::UiError;

/// Topic `keys`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct KeysView {
    /// What the site has set up.
    pub setup: InviteSetup,
    /// Keys, newest first: those outstanding, and those that were over within two hours.
    pub keys: Vec<Key>,
    /// Keys that are about to be revoked, until undo is over.
    pub revoking: Vec<KeyId>,
    /// The invitation that is being written, while its dialog is open.
    pub invite: Option<Box<InviteView>>,
    /// People who were invited lately, newest first; at most 50.
    pub recent: Vec<RecentAddress>,
}

/// The invitation that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InviteView {
    /// Counts the dialogs; a new number is a new dialog, and the form starts from `form`.
    pub number: u32,
    /// What is filled in: as kept, from a link, or empty.
    pub form: InviteForm,
    /// The key, once it is made (it is in [`KeysView::keys`]). A dialog that a link has opened has none
    /// until a person asks for it.
    pub key: Option<KeyId>,
    /// What is under way.
    pub busy: Option<InviteBusy>,
    /// Why the last step did not work.
    pub error: Option<UiError>,
    /// Invitations that were just sent, by their addresses: the dialog can close.
    pub sent: Vec<String>,
}

/// What is under way for an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum InviteBusy {
    /// The key is being made.
    Making,
    /// The key is being changed.
    Changing,
    /// The invitations are being handed to the appliance.
    Sending,
}

/// What is filled in. Kept while it is being typed, so that nothing of it is lost.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(deny_unknown_fields)]
pub struct InviteForm {
    /// Addresses, as typed.
    pub recipients: Vec<String>,
    /// The customer's name.
    pub name: String,
    /// The portal's address; empty: the first.
    pub portal: String,
    /// Where the session is to wait; absent: the own queue.
    pub queue: Option<QueueId>,
    /// Seconds; absent: the site's default.
    pub life_s: Option<u32>,
    /// What the customer is led to.
    pub starts_as: StartsAs,
    /// The template's code; empty: the first.
    pub template: String,
    /// The language; empty: the template's first.
    pub language: String,
    /// The personal line.
    pub line: String,
    /// A ticket number or the like.
    pub external_reference: String,
    /// Custom attributes of the session.
    pub attributes: BTreeMap<String, String>,
}

/// Somebody who was invited lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct RecentAddress {
    /// The address.
    pub address: String,
    /// The name that was given with it; may be empty.
    pub name: String,
    /// When (console's clock).
    pub at: Timestamp,
}

/// Where a link has led (topic `app`): the interface goes there, once for each number. Links never act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct GoTo {
    /// Counts them.
    pub number: u32,
    /// Where to.
    pub place: Place,
}

/// A place in the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, rename = "GoToPlace"))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Place {
    /// A session that the representative sees.
    Session {
        /// Which.
        lsid: SessionId,
    },
    /// The invitation's dialog; [`KeysView::invite`] has what the link has filled in.
    Invite,
}

#[cfg(all(test, feature = "ts"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
    use ts_rs::{Config, TS};

    /// Previews are no part of a topic: the bridge passes them on.
    #[test]
    fn export_bindings_of_previews() {
        InvitationPreview::export_all(&Config::from_env()).unwrap();
        PreviewInvitation::export_all(&Config::from_env()).unwrap();
    }
}
