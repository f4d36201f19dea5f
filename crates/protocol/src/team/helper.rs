//! An outside helper: somebody without an account who is let into one session by a link, for its chat
//! alone. A helper never owns a session, never sees notes and whispers, and goes with its inviter.

use serde::{Deserialize, Serialize};

use crate::chat::Entry;
use crate::time::Timestamp;

/// A helper of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Helper {
    /// The session's own number for the one.
    pub id: u32,
    /// The name as the inviter wrote it, or as the helper did on the page.
    pub name: String,
    /// Who has invited.
    pub invited_by: String,
    /// When.
    pub invited_at: Timestamp,
    /// Whether the one is there.
    pub standing: HelperStanding,
}

/// Whether a helper is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HelperStanding {
    /// The link was not opened yet.
    Invited {
        /// Until when it opens the session.
        until: Timestamp,
    },
    /// Connected.
    Here,
    /// The connection is lost.
    Away {
        /// Since when.
        since: Timestamp,
    },
}

/// `POST /sessions/{lsid}/helpers`, by a participant. Answers a [`HelperLink`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewHelper {
    /// Who is meant; 1 to 100 characters. Everybody in the session reads it.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 100))]
    pub name: String,
}

/// The link, told once. `POST /sessions/{lsid}/helpers/{id}/remove` takes it back, or the helper out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelperLink {
    /// The helper's number.
    pub id: u32,
    /// `<portal>/helper/<secret>`. Whoever has it comes in: it is for one person.
    pub link: String,
    /// Until when it opens the session.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for HelperLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HelperLink").field("id", &self.id).finish_non_exhaustive()
    }
}

/// `GET /portal/helper/view`: what the helper's page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelperView {
    /// The appliance's clock.
    pub now: Timestamp,
    /// The helper's own name.
    pub name: String,
    /// The customer's first name.
    pub customer: String,
    /// What it is about.
    pub issue: Option<String>,
    /// The representatives who take part.
    pub representatives: Vec<String>,
    /// Whether the helper's part is over.
    pub over: bool,
}

/// An entry as the helper's page shows it: messages, files' names and events that customers see too.
pub type HelperEntry = Entry;
