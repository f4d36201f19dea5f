//! Teams: how their queues work, and how they are deleted.

use anyhow::Result;
use clap::ValueEnum;
use farhand_protocol::team::Assignment;

use super::Switch;
use crate::store::{AdminStore, TeamChange};

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rule {
    Off,
    LongestIdle,
    LeastBusy,
    Skills,
}

impl From<Rule> for Assignment {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Off => Assignment::Off,
            Rule::LongestIdle => Assignment::LongestIdle,
            Rule::LeastBusy => Assignment::LeastBusy,
            Rule::Skills => Assignment::Skills,
        }
    }
}

// How a team's queue works, each only where it is given.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct QueueRules {
    /// Seconds of waiting from which on the queue stands at warning; 0: never
    #[arg(long)]
    warning_s: Option<u32>,
    /// Seconds of waiting from which on it is critical; 0: never
    #[arg(long)]
    critical_s: Option<u32>,
    /// Whom the queue offers its sessions to
    #[arg(long, value_enum)]
    assignment: Option<Rule>,
    /// Whether the queue keeps its sessions while nobody is there
    #[arg(long)]
    persistent: Option<Switch>,
}

impl QueueRules {
    fn change(&self, target_s: Option<u32>) -> TeamChange {
        let threshold = |seconds: Option<u32>| seconds.map(|s| (s > 0).then_some(s));
        TeamChange {
            target_s,
            warning_s: threshold(self.warning_s),
            critical_s: threshold(self.critical_s),
            assignment: self.assignment.map(Assignment::from),
            persistent: self.persistent.map(|switch| switch == Switch::On),
        }
    }

    pub(super) async fn add(self, store: &impl AdminStore, team: &str, target_s: u32) -> Result<()> {
        store.add_team(team, target_s).await?;
        self.set(store, team, None).await
    }

    pub(super) async fn set(self, store: &impl AdminStore, team: &str, target_s: Option<u32>) -> Result<()> {
        Ok(store.change_team(team, self.change(target_s)).await?)
    }
}

// Where what leads to a team leads instead.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Instead {
    /// Leads its issues and session keys to this team from now on
    #[arg(long, value_name = "TEAM", conflicts_with = "to_general")]
    to_team: Option<String>,
    /// Leads its issues and session keys to the general queue from now on
    #[arg(long)]
    to_general: bool,
}

impl Instead {
    pub(super) async fn delete(self, store: &impl AdminStore, team: &str) -> Result<()> {
        if self.to_team.is_some() || self.to_general {
            store.lead_elsewhere(team, self.to_team.as_deref()).await?;
        }
        Ok(store.delete_team(team).await?)
    }
}
