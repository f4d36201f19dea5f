//! Canned messages: texts that a site keeps for its representatives.

use serde::{Deserialize, Serialize};

/// `GET /canned`: all that the caller may use.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedLibrary {
    /// Categories, parents before their children, in display order.
    pub categories: Vec<CannedCategory>,
    /// Messages in display order.
    pub messages: Vec<CannedMessage>,
}

/// A branch of the category tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedCategory {
    /// Its id.
    pub id: u32,
    /// The category above it.
    pub parent: Option<u32>,
    /// What people read.
    pub name: String,
}

/// One canned message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CannedMessage {
    /// Its id.
    pub id: u32,
    /// Where it hangs in the tree.
    pub category: u32,
    /// What people read in lists.
    pub title: String,
    /// What one types after a slash ("wifi-rejoin").
    pub shortcut: String,
    /// The text, with the macros `{customer.first}`, `{customer.name}`, `{rep.first}`,
    /// `{rep.name}` and `{site.name}`.
    pub text: String,
}
