//! What a site sets for its teams.

use farhand_protocol::QueueId;
use farhand_protocol::site::SiteRules;
use serde::{Deserialize, Serialize};

/// What a site sets for its teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamRules {
    /// What consoles learn of it.
    pub told: SiteRules,
    /// Open sessions that an account takes at once unless it says otherwise; none without a limit.
    pub max_sessions: Option<u32>,
    /// Where sessions go that no other queue takes back.
    pub fallback_queue: QueueId,
}

impl Default for TeamRules {
    fn default() -> Self {
        Self { told: SiteRules::default(), max_sessions: None, fallback_queue: QueueId::General }
    }
}
