//! Email invitations: one message to one address each.

use serde::{Deserialize, Serialize};

use crate::ids::KeyId;
use crate::time::Timestamp;

/// An email invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// Its number among those of the key, from 1.
    pub number: u32,
    /// Where it goes.
    pub address: String,
    /// What became of it.
    pub state: InvitationState,
    /// Since when.
    pub since: Timestamp,
    /// When a person first had the page of its link in sight.
    pub opened_at: Option<Timestamp>,
}

/// What became of a message: `queued -> sent`, or `-> bounced`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InvitationState {
    /// Kept on disk, and to be handed over.
    Queued,
    /// The mail server could not take it yet; it is tried again.
    Delayed {
        /// The server's words, or what failed on the way there; at most 300 characters.
        words: String,
        /// When it is tried next.
        next_at: Timestamp,
    },
    /// The mail server has taken it.
    Sent,
    /// It will not arrive.
    Bounced {
        /// The server's words; at most 300 characters.
        words: String,
    },
    /// The key was revoked, used or expired before it went.
    Withdrawn,
}

/// `POST /keys/{id}/invitations`: sends the key to these addresses; answers the [`super::Key`]. The
/// messages are on disk when the answer comes. `POST /integration/keys/{id}/invitations` likewise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewInvitations {
    /// 1 to 10 addresses (a key has 10 in all), each at most 254 bytes.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10))]
    pub recipients: Vec<String>,
    /// A template's code name; absent: the site's first.
    #[serde(default)]
    pub template: Option<String>,
    /// A BCP 47 tag of one of the template's languages; absent: its first.
    #[serde(default)]
    pub language: Option<String>,
    /// A personal line, at most 500 characters. Plain text; line breaks are kept.
    #[cfg_attr(feature = "openapi", schema(max_length = 500))]
    #[serde(default)]
    pub line: Option<String>,
}

/// `POST /keys/{id}/invitations/again`: sends messages once more, with the same links; answers the
/// [`super::Key`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SendAgain {
    /// Which, by their numbers.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10))]
    pub numbers: Vec<u32>,
}

/// `POST /keys/preview`: answers an [`InvitationPreview`] and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewInvitation {
    /// The key; absent where it is not made yet: then its digits and link stand as dots.
    #[serde(default)]
    pub key: Option<KeyId>,
    /// The customer's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The first recipient, as far as it is typed.
    #[serde(default)]
    pub recipient: Option<String>,
    /// See [`NewInvitations::template`].
    #[serde(default)]
    pub template: Option<String>,
    /// See [`NewInvitations::language`].
    #[serde(default)]
    pub language: Option<String>,
    /// See [`NewInvitations::line`].
    #[serde(default)]
    pub line: Option<String>,
}

/// What will arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationPreview {
    /// The sender, for people: name and address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The part for programs that show text only.
    pub text: String,
    /// The HTML part. Made of the site's template, which was checked when it was saved, and of escaped
    /// values; yet to be shown only rebuilt from known elements.
    pub html: String,
}
