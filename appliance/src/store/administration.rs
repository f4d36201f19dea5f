//! What an administrator changes, until there are pages for it.

use async_trait::async_trait;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::people::{Rights, Role};
use farhand_protocol::team::Assignment;
use farhand_protocol::{IssueCode, RepresentativeId, TeamId};

use super::{Result, SiteSettings};

/// A representative's account to be made.
#[derive(Clone, Debug)]
pub struct NewRepresentative {
    /// What signs in; 1 to 64 characters, unique without regard to case.
    pub user_name: String,
    /// The display name, which customers see.
    pub name: String,
    /// The argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether the account serves the general queue.
    pub general_queue: bool,
    /// Whether the account administers the site.
    pub administrator: bool,
}

/// An account as `admin list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSummary {
    /// The account.
    pub id: RepresentativeId,
    /// What signs in.
    pub user_name: String,
    /// The display name.
    pub name: String,
    /// Whether it may sign in.
    pub enabled: bool,
    /// Whether the second factor is on.
    pub second_factor: bool,
    /// Whether it administers the site.
    pub administrator: bool,
    /// What the one knows.
    pub skills: Vec<String>,
    /// Sessions at once; none: as the site has it.
    pub max_sessions: Option<u32>,
    /// Whether automatic assignment asks the one.
    pub assignable: bool,
    /// Minutes after which an idle one is away; 0: never; none: as the site has it.
    pub away_after_min: Option<u32>,
}

/// What is to be different of how a team's queue works; none leaves it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TeamChange {
    /// Seconds within which a waiting session should be accepted; at least 1.
    pub target_s: Option<u32>,
    /// Seconds of waiting from which on the queue stands at warning, or none where it never does.
    pub warning_s: Option<Option<u32>>,
    /// Seconds of waiting from which on it is critical, or none where it never is.
    pub critical_s: Option<Option<u32>>,
    /// How what waits is given out.
    pub assignment: Option<Assignment>,
    /// Whether the queue keeps its sessions while nobody is there.
    pub persistent: Option<bool>,
}

/// What is to be different of an account, as far as assignment and readiness go by it; none leaves it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepresentativeChange {
    /// All that the one knows. Skills are compared without regard to case.
    pub skills: Option<Vec<String>>,
    /// Sessions at once, or none: as the site has it.
    pub max_sessions: Option<Option<u32>>,
    /// Whether automatic assignment asks the one.
    pub assignable: Option<bool>,
    /// Minutes after which an idle one is away, 0 for never, or none: as the site has it.
    pub away_after_min: Option<Option<u32>>,
}

/// A team as `admin list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamSummary {
    /// The team.
    pub id: TeamId,
    /// The display name.
    pub name: String,
    /// Seconds within which a waiting session should be accepted.
    pub target_s: u32,
    /// Seconds of waiting from which on the queue stands at warning.
    pub warning_s: Option<u32>,
    /// Seconds of waiting from which on it is critical.
    pub critical_s: Option<u32>,
    /// How what waits is given out.
    pub assignment: Assignment,
    /// Whether the queue keeps its sessions while nobody is there.
    pub persistent: bool,
    /// User names and ranks.
    pub members: Vec<(String, Role)>,
}

/// Some rights of an account, to be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RightsChange {
    /// See the screen.
    pub view: Option<bool>,
    /// Use pointer and keys.
    pub control: Option<bool>,
    /// Reach the device's files.
    pub files: Option<bool>,
    /// Read system information.
    pub info: Option<bool>,
    /// Let outside helpers in.
    pub helpers: Option<bool>,
}

impl RightsChange {
    /// The rights after the change.
    #[must_use]
    pub fn applied_to(self, rights: Rights) -> Rights {
        Rights {
            view: self.view.unwrap_or(rights.view),
            control: self.control.unwrap_or(rights.control),
            files: self.files.unwrap_or(rights.files),
            info: self.info.unwrap_or(rights.info),
            helpers: self.helpers.unwrap_or(rights.helpers),
        }
    }
}

/// The administrator's part of the store. People are named by their user names, teams by their
/// names; an unknown one is `NotFound`, a taken one `InvalidField`.
#[async_trait]
pub trait AdminStore: Send + Sync + 'static {
    /// Replaces the site's settings.
    async fn set_site(&self, settings: SiteSettings) -> Result<()>;
    /// Makes an account.
    async fn add_representative(&self, new: NewRepresentative) -> Result<RepresentativeId>;
    /// Lets an account sign in, or not any more; the latter ends its tokens.
    async fn set_enabled(&self, user_name: &str, enabled: bool) -> Result<()>;
    /// Sets a password's hash, ends the account's tokens and its pause.
    async fn set_password(&self, user_name: &str, password_hash: &str) -> Result<()>;
    /// Switches the second factor on with this secret, or off.
    async fn set_second_factor(&self, user_name: &str, secret: Option<Vec<u8>>) -> Result<()>;
    /// Changes some of what an account may do in sessions; answers all of it.
    async fn change_rights(&self, user_name: &str, change: RightsChange) -> Result<Rights>;
    /// Makes a team.
    async fn add_team(&self, name: &str, target_s: u32) -> Result<TeamId>;
    /// Renames a team.
    async fn rename_team(&self, name: &str, to: &str) -> Result<()>;
    /// Changes how a team's queue works. Consoles of its members follow.
    async fn change_team(&self, name: &str, change: TeamChange) -> Result<()>;
    /// Leads issues, outstanding session keys and customers on the way from a team's queue to another
    /// team's, or to the general one.
    async fn lead_elsewhere(&self, team: &str, to: Option<&str>) -> Result<()>;
    /// Sets where sessions go that no other queue takes back: a team's queue, or the general one.
    async fn set_fallback(&self, team: Option<&str>) -> Result<()>;
    /// Changes what assignment and readiness go by for an account.
    async fn change_representative(&self, user_name: &str, change: RepresentativeChange) -> Result<()>;
    /// Sets what an issue asks for, for assignment by skills.
    async fn set_issue_skills(&self, code: &IssueCode, skills: Vec<String>) -> Result<()>;
    /// Deletes a team to which no issue and no session key leads. Its sessions and customers on the way
    /// move on, by the fallback rules.
    ///
    /// # Errors
    /// `WrongState` while issues or keys lead there, or while it is the site's fallback queue.
    async fn delete_team(&self, name: &str) -> Result<()>;
    /// Puts a representative into a team, or changes the rank there.
    async fn join_team(&self, user_name: &str, team: &str, role: Role) -> Result<()>;
    /// Takes a representative out of a team.
    async fn leave_team(&self, user_name: &str, team: &str) -> Result<()>;
    /// Adds an issue at the end; without a team it leads to the general queue.
    async fn add_issue(&self, code: &IssueCode, title: &str, team: Option<&str>) -> Result<()>;
    /// Removes an issue. Sessions that began with it keep it.
    async fn remove_issue(&self, code: &IssueCode) -> Result<()>;
    /// Replaces the canned messages.
    async fn set_canned(&self, library: CannedLibrary) -> Result<()>;
    /// All accounts.
    async fn accounts(&self) -> Result<Vec<AccountSummary>>;
    /// All teams.
    async fn teams(&self) -> Result<Vec<TeamSummary>>;
}
