//! What assignment and readiness go by for an account, and what issues ask for.

use anyhow::Result;
use farhand_protocol::IssueCode;

use super::Switch;
use crate::store::{AdminStore, RepresentativeChange};

/// A number, or as the site has it.
#[derive(Clone, Copy, Debug)]
struct OrSite(Option<u32>);

fn sessions(text: &str) -> Result<OrSite, &'static str> {
    match text {
        "site" => Ok(OrSite(None)),
        _ => text.parse().map(|n| OrSite(Some(n))).map_err(|_| "a number of sessions, or site"),
    }
}

fn minutes(text: &str) -> Result<OrSite, &'static str> {
    match text {
        "site" => Ok(OrSite(None)),
        "never" => Ok(OrSite(Some(0))),
        _ => text.parse().map(|n| OrSite(Some(n))).map_err(|_| "a number of minutes, never, or site"),
    }
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Representative {
    /// The user name
    user: String,
    #[command(flatten)]
    skills: Skills,
    /// Sessions at once, after which the one is busy by itself; site: as the site has it
    #[arg(long, value_name = "N", value_parser = sessions)]
    max_sessions: Option<OrSite>,
    /// Whether automatic assignment asks the one
    #[arg(long)]
    assignable: Option<Switch>,
    /// Minutes after which the idle one is away; never; site: as the site has it
    #[arg(long, value_name = "MINUTES", value_parser = minutes)]
    away_after_min: Option<OrSite>,
}

impl Representative {
    pub(super) async fn run(self, store: &impl AdminStore) -> Result<()> {
        let change = RepresentativeChange {
            skills: self.skills.given(),
            max_sessions: self.max_sessions.map(|most| most.0),
            assignable: self.assignable.map(|switch| switch == Switch::On),
            away_after_min: self.away_after_min.map(|minutes| minutes.0),
        };
        Ok(store.change_representative(&self.user, change).await?)
    }
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Issue {
    /// The code name
    code: IssueCode,
    #[command(flatten)]
    skills: Skills,
}

impl Issue {
    pub(super) async fn run(self, store: &impl AdminStore) -> Result<()> {
        match self.skills.given() {
            Some(skills) => Ok(store.set_issue_skills(&self.code, skills).await?),
            None => Ok(()),
        }
    }
}

// All skills at once: those that are not given are gone.
#[derive(Debug, clap::Args)]
struct Skills {
    /// A skill; may be given several times, and replaces all before
    #[arg(long = "skill", value_name = "SKILL", conflicts_with = "no_skills")]
    skills: Vec<String>,
    /// No skills
    #[arg(long)]
    no_skills: bool,
}

impl Skills {
    fn given(self) -> Option<Vec<String>> {
        (self.no_skills || !self.skills.is_empty()).then_some(self.skills)
    }
}
