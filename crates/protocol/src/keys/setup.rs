//! What a site has set up for keys and invitations.

use serde::{Deserialize, Serialize};

/// `GET /keys/setup`, and part of the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteSetup {
    /// The sender of invitations, for people; absent where the site has no mail server set, and then
    /// invitations cannot be sent from here.
    pub from: Option<String>,
    /// Templates, the first being the ordinary one.
    pub templates: Vec<InviteTemplate>,
    /// The site's portals, the first being the ordinary one.
    pub portals: Vec<Portal>,
    /// Seconds that a key lives unless asked otherwise.
    pub life_default_s: u32,
    /// Seconds that a key may live at most.
    pub life_max_s: u32,
}

/// A template of invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InviteTemplate {
    /// Its code name.
    pub code: String,
    /// What representatives read.
    pub name: String,
    /// The languages that it is written in, as BCP 47 tags; the first is the ordinary one.
    pub languages: Vec<String>,
}

/// A portal of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Portal {
    /// What representatives read.
    pub name: String,
    /// Its address, without a slash at the end.
    pub address: String,
}
