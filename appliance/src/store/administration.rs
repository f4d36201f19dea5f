//! What an administrator changes, until there are pages for it.

use async_trait::async_trait;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::people::Role;
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
    /// User names and ranks.
    pub members: Vec<(String, Role)>,
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
    /// Makes a team.
    async fn add_team(&self, name: &str, target_s: u32) -> Result<TeamId>;
    /// Renames a team.
    async fn rename_team(&self, name: &str, to: &str) -> Result<()>;
    /// Deletes a team that no issue, key, customer on the way or open session leads to.
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
