//! Representatives: who they are, what they may do, whether they are there.

use serde::{Deserialize, Serialize};

use crate::ids::{RepresentativeId, TeamId};
use crate::time::Timestamp;

/// What a representative says of the own readiness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Takes sessions, and may be picked by name on the portal.
    Available,
    /// Signed in, not to be given more.
    Busy,
    /// Signed in, not at the desk.
    Away,
    /// Not connected.
    Offline,
}

/// The rank in a team. A lead or manager sees the ranks below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes sessions.
    Member,
    /// Also watches the team's queue and members.
    Lead,
    /// Also watches leads.
    Manager,
}

/// Where a representative belongs, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// The team.
    pub team: TeamId,
    /// The team's display name.
    pub name: String,
    /// The rank in it.
    pub role: Role,
}

/// What has set somebody's readiness in place of the one. It goes back by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AutoPresence {
    /// Away: keyboard and pointer were idle for the site's or the account's minutes.
    Idle,
    /// Busy: as many open sessions as the account takes at once.
    Full,
}

/// What an account may do in the sessions that it takes part in. The appliance checks it at each request;
/// what the customer allows comes on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rights {
    /// See the screen.
    pub view: bool,
    /// Use pointer and keys.
    pub control: bool,
    /// Reach the device's files.
    pub files: bool,
    /// Read system information.
    pub info: bool,
    /// Let outside helpers in.
    pub helpers: bool,
}

impl Default for Rights {
    fn default() -> Self {
        Self { view: true, control: true, files: true, info: true, helpers: true }
    }
}

/// A representative as colleagues see one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Representative {
    /// The account.
    pub id: RepresentativeId,
    /// The display name, which customers see too ("Ines").
    pub name: String,
    /// Readiness now.
    pub presence: Presence,
    /// Since when (appliance's clock).
    pub presence_since: Timestamp,
    /// What has set the readiness, where it was not the one.
    #[serde(default)]
    pub auto: Option<AutoPresence>,
}

/// `PUT /me/presence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    /// `available`, `busy` or `away`; `offline` is refused, it follows from the connection.
    pub presence: Presence,
}
