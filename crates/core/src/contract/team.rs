//! Topics `colleagues`, `offers` and `talk`: representatives together.

use farhand_protocol::people::{AutoPresence, Presence, Role};
use farhand_protocol::session::{Channel, Priority};
use farhand_protocol::site::SiteRules;
use farhand_protocol::team::TalkWith;
use farhand_protocol::{ClientId, QueueId, RepresentativeId, SessionId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};

use super::OutboxState;

/// The whole of topic `colleagues`: whom something can be passed to or shared with.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ColleaguesView {
    /// All representatives of the site but the reader, by name, names ready for display.
    pub people: Vec<ColleagueRow>,
    /// All teams of the site, by name.
    pub teams: Vec<TeamRow>,
    /// What the site has decided for its consoles.
    pub rules: SiteRules,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ColleagueRow {
    /// Who.
    pub id: RepresentativeId,
    /// The name.
    pub name: String,
    /// Readiness now.
    pub presence: Presence,
    /// What has set it, where it was not the one.
    pub auto: Option<AutoPresence>,
    /// Since when.
    pub presence_since: Timestamp,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TeamRow {
    /// Which.
    pub id: TeamId,
    /// What people call it.
    pub name: String,
    /// The reader's rank in it; none where the reader is not of it.
    pub role: Option<Role>,
    /// Who belongs to it, the reader included.
    pub members: Vec<RepresentativeId>,
    /// How many of them are available.
    pub free: u32,
}

/// The whole of topic `offers`: what waits for the reader's answer, the most urgent first.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct OffersView {
    /// The offers.
    pub offers: Vec<OfferRow>,
}

/// A session that is offered to the reader in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct OfferRow {
    /// Which.
    pub lsid: SessionId,
    /// What it is.
    pub kind: OfferKind,
    /// The customer's name, ready for display.
    pub name: String,
    /// The customer's company, ready for display.
    pub company: Option<String>,
    /// The issue's title, ready for display.
    pub issue: Option<String>,
    /// The customer's own words, ready for display.
    pub details: Option<String>,
    /// The name of the queue it waits in or came from.
    pub queue_name: String,
    /// How the customer takes part.
    pub channel: Channel,
    /// Ahead of others or not.
    pub priority: Priority,
    /// Since when the customer waits; none where somebody has the session.
    pub waiting_since: Option<Timestamp>,
    /// Whether an answer is under way.
    pub busy: bool,
}

/// What kind of offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OfferKind {
    /// By automatic assignment, or by a supervisor.
    Assigned {
        /// Until when an answer counts.
        until: Timestamp,
        /// When the countdown began (appliance's clock).
        since: Timestamp,
        /// The supervisor who has chosen.
        by: Option<String>,
    },
    /// A colleague invites into the session.
    Shared {
        /// The invitation's number.
        share: u32,
        /// Who invites.
        by: String,
        /// The team that is meant, where it is not the reader alone.
        team: Option<String>,
        /// What was said with it.
        note: Option<String>,
    },
    /// A colleague has passed it to the reader's personal queue.
    Passed {
        /// Who.
        by: String,
        /// What was said with it.
        note: Option<String>,
    },
}

/// The whole of topic `talk`: conversations outside sessions, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TalkView {
    /// The conversations: one with each own team, and with each colleague with whom something was said or
    /// who was opened.
    pub talks: Vec<TalkRow>,
    /// The one in front, whole.
    pub open: Option<TalkOpen>,
    /// Lines that were not shown yet, in all.
    pub unread: u32,
}

/// A conversation in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TalkRow {
    /// With whom.
    pub with: TalkWith,
    /// The name.
    pub name: String,
    /// The colleague's readiness; none for a team.
    pub presence: Option<Presence>,
    /// The newest line's first words, ready for display.
    pub newest: Option<String>,
    /// When that was.
    pub at: Option<Timestamp>,
    /// Lines that were not shown yet.
    pub unread: u32,
}

/// A conversation as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TalkOpen {
    /// With whom.
    pub with: TalkWith,
    /// The lines, oldest first, texts ready for display.
    pub lines: Vec<TalkLine>,
    /// Whether there are lines before the first of these.
    pub has_earlier: bool,
    /// Whether earlier ones are being loaded.
    pub loading: bool,
    /// What is on its way, in the order of sending.
    pub sending: Vec<TalkSending>,
    /// What stands in the composer.
    pub draft: String,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TalkLine {
    /// Its number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who wrote it.
    pub from: RepresentativeId,
    /// The writer's name.
    pub name: String,
    /// Whether the reader wrote it.
    pub mine: bool,
    /// The text.
    pub text: String,
    /// Whether a supervisor told it to the whole team at once.
    pub broadcast: bool,
}

/// A line on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TalkSending {
    /// The id it is sent under.
    pub client_id: ClientId,
    /// The text, ready for display.
    pub text: String,
    /// How far it is.
    pub state: OutboxState,
}

/// How the reader stands to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Owns it.
    Owner,
    /// Takes part.
    Participant,
    /// Sees it without taking part.
    Monitor,
    /// Is invited.
    Invited,
    /// None of these: sees it in a queue.
    None,
}

/// Where a session is passed to, for the words of what can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PassingOn {
    /// The queue.
    pub to: QueueId,
    /// Its name; a colleague's for a personal one.
    pub name: String,
}

#[cfg(all(test, feature = "ts"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot write has failed")]

    use farhand_protocol::{audit, chat, history};
    use ts_rs::{Config, TS};

    #[test]
    fn export_bindings_of_what_only_the_bridge_passes() {
        let config = Config::from_env();
        history::HistoryQuery::export_all(&config).unwrap();
        history::HistoryPage::export_all(&config).unwrap();
        history::HistoryDetail::export_all(&config).unwrap();
        history::VolumeQuery::export_all(&config).unwrap();
        history::Volume::export_all(&config).unwrap();
        history::ExportFormat::export_all(&config).unwrap();
        audit::AuditPage::export_all(&config).unwrap();
        chat::EntriesPage::export_all(&config).unwrap();
    }
}
