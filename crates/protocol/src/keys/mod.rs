//! Session keys: one-time codes and links that start a session into a given queue, and the email
//! invitations that carry them.
//!
//! A key is nine digits, to be read aloud, and a link with 192 bits. Each invitation has a link of its
//! own to the same key, so that one can be told which was followed. Whichever starts first uses the key
//! up. Expiry limits starting, not the session. Looking at a link uses nothing up.
//!
//! Keys are seen by whoever made them and by whoever serves their queue. `GET /keys/{id}` answers a
//! [`Key`]; `POST /keys/{id}/revoke` (no fields) answers the [`Key`] too.

mod invitation;
mod setup;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{KeyId, RepresentativeId, SessionId};
use crate::queue::QueueId;
use crate::time::Timestamp;

pub use invitation::{
    Invitation, InvitationPreview, InvitationState, NewInvitations, PreviewInvitation, SendAgain,
};
pub use setup::{InviteSetup, InviteTemplate, Portal};

/// `POST /keys`: answers a [`Key`]. `POST /integration/keys` takes it from an API account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Where the session is to wait: the own queue, an own team's, or the general one.
    pub queue: QueueId,
    /// Seconds within which it must be used: from 60 to the site's maximum; absent means the site's
    /// default.
    #[cfg_attr(feature = "openapi", schema(minimum = 60, maximum = 604_800))]
    #[serde(default)]
    pub life_s: Option<u32>,
    /// A ticket number or the like, at most 100 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    #[serde(default)]
    pub external_reference: Option<String>,
    /// The address of one of the site's portals; absent: the first one.
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    #[serde(default)]
    pub portal: Option<String>,
    /// What the customer is led to.
    #[serde(default)]
    pub starts_as: StartsAs,
    /// The customer's name, filled in on the page; at most 100 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    #[serde(default)]
    pub name: Option<String>,
    /// Custom attributes of the session, by code name.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

impl NewKey {
    /// A key into `queue`, with the site's defaults.
    #[must_use]
    pub fn into_queue(queue: QueueId) -> Self {
        Self {
            queue,
            life_s: None,
            external_reference: None,
            portal: None,
            starts_as: StartsAs::default(),
            name: None,
            attributes: BTreeMap::new(),
        }
    }
}

/// `PUT /keys/{id}`: changes a key that nobody has used; answers the [`Key`]. Digits and links stay.
/// The life runs anew from now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeKey {
    /// All of it, as if it were made now.
    pub key: NewKey,
}

/// `POST /keys/{id}/extend`: a life anew from now, also of a key that has expired; answers the [`Key`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExtendKey {
    /// Seconds; absent means the site's default.
    #[serde(default)]
    pub life_s: Option<u32>,
}

/// What a link leads the customer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StartsAs {
    /// The customer chooses.
    #[default]
    Choice,
    /// The client app.
    Client,
    /// Chat in the browser.
    Browser,
}

/// A session key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Key {
    /// Which.
    pub id: KeyId,
    /// Nine digits.
    pub key: String,
    /// The page that it starts at; the same for a copied link and the QR code.
    pub link: String,
    /// The portal's address that the link begins with.
    pub portal: String,
    /// Where the session will wait.
    pub queue: QueueId,
    /// What the customer is led to.
    pub starts_as: StartsAs,
    /// The customer's name, where it was given.
    pub name: Option<String>,
    /// A ticket number or the like.
    pub external_reference: Option<String>,
    /// Custom attributes of the session.
    pub attributes: BTreeMap<String, String>,
    /// Who made it.
    pub made_by: Maker,
    /// When (appliance's clock).
    pub made_at: Timestamp,
    /// Until when it can start a session (appliance's clock).
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: KeyState,
    /// When a person first had its page in sight. Programs that look at links do not count.
    pub opened_at: Option<Timestamp>,
    /// The emails that carry it.
    pub invitations: Vec<Invitation>,
}

/// Who made a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Maker {
    /// A representative.
    Representative {
        /// The account.
        id: RepresentativeId,
        /// The display name.
        name: String,
    },
    /// A program with an API account.
    Account {
        /// The account's name for people.
        name: String,
    },
}

/// Where a key stands: `outstanding -> started`, or `-> expired` or `-> revoked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KeyState {
    /// It can start a session.
    Outstanding,
    /// It has started one.
    Started {
        /// Which.
        lsid: SessionId,
        /// When.
        at: Timestamp,
        /// The customer's name as given.
        name: String,
    },
    /// Nobody used it in time.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// It was taken back.
    Revoked {
        /// When.
        at: Timestamp,
        /// Who did.
        by: String,
    },
}

/// The invitation that a session came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CameFrom {
    /// The key.
    pub key: KeyId,
    /// Who made it, for people.
    pub by: String,
    /// When.
    pub made_at: Timestamp,
    /// The address whose email was followed; absent where the key was typed or its own link opened.
    pub address: Option<String>,
    /// A ticket number or the like.
    pub external_reference: Option<String>,
}
