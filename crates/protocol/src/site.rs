//! What a site says of itself.

use serde::{Deserialize, Serialize};

use crate::auth::Me;
use crate::ids::Seq;
use crate::keys::{InviteSetup, Key};
use crate::people::Representative;
use crate::queue::Queue;
use crate::session::Session;
use crate::time::Timestamp;

/// `GET /health`, without a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// Always `farhand-appliance`, so that a console knows what it talks to.
    pub product: String,
    /// The program's version.
    pub version: String,
    /// The API's version; see [`crate::API_VERSION`].
    pub api_version: u32,
    /// The site's name for people.
    pub site: String,
    /// The appliance's clock.
    pub now: Timestamp,
}

/// `GET /snapshot`: everything that a console shows, as of one place in the log. A live
/// connection with `since` that place goes on without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    /// The place in the log.
    pub seq: Seq,
    /// The appliance's clock.
    pub now: Timestamp,
    /// The site's name for people.
    pub site: String,
    /// The portal's address.
    pub portal: String,
    /// The one who asks.
    pub me: Me,
    /// The queues that the caller serves: personal, teams, general.
    pub queues: Vec<Queue>,
    /// Sessions waiting or held in those queues, and those that the caller takes part in.
    pub sessions: Vec<Session>,
    /// All representatives of the site.
    pub representatives: Vec<Representative>,
    /// Session keys that the caller sees: those outstanding, and those that were over within two hours;
    /// the newest 200.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// What is set up for keys and invitations.
    #[serde(default)]
    pub invites: InviteSetup,
}
