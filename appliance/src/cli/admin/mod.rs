//! `admin`: what the administration pages will do one day. Works while the server runs.

mod account;
mod invites;
mod list;
mod mail;
mod mail_template;
mod representative;
mod rights;
mod site;
mod team;
mod teamwork;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use farhand_protocol::IssueCode;
use farhand_protocol::people::Role;

use super::{Data, password};
use crate::domain::second_factor;
use crate::random;
use crate::sign_in::Hasher;
use crate::store::{AdminStore, CustomerStore, InviteStore, NewRepresentative};

#[derive(Debug, clap::Args)]
pub(super) struct Admin {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Rank {
    Member,
    Lead,
    Manager,
}

impl From<Rank> for Role {
    fn from(rank: Rank) -> Role {
        match rank {
            Rank::Member => Role::Member,
            Rank::Lead => Role::Lead,
            Rank::Manager => Role::Manager,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Adds a representative; asks for the password, or takes it from `FARHAND_PASSWORD`
    AddRepresentative {
        /// The user name
        user: String,
        /// The display name, which customers see
        name: String,
        /// Does not serve the general queue
        #[arg(long)]
        no_general_queue: bool,
    },
    /// Keeps a representative from signing in, and signs out everywhere
    Disable {
        /// The user name
        user: String,
    },
    /// Lets a representative sign in again
    Enable {
        /// The user name
        user: String,
    },
    /// Sets a password; asks for it, or takes it from `FARHAND_PASSWORD`
    SetPassword {
        /// The user name
        user: String,
    },
    /// Switches the second factor on (and prints its address for the authenticator app) or off
    SecondFactor {
        /// The user name
        user: String,
        /// On or off
        switch: Switch,
    },
    /// Changes what a representative may do in sessions, and shows it
    Rights(rights::Rights),
    /// Adds a team
    AddTeam {
        /// The team's name
        team: String,
        /// Seconds within which a waiting session should be accepted
        #[arg(long, default_value_t = 300)]
        target_s: u32,
        #[command(flatten)]
        rules: team::QueueRules,
    },
    /// Changes how a team's queue works
    SetTeam {
        /// The team's name
        team: String,
        /// Seconds within which a waiting session should be accepted
        #[arg(long)]
        target_s: Option<u32>,
        #[command(flatten)]
        rules: team::QueueRules,
    },
    /// Renames a team
    RenameTeam {
        /// The present name
        team: String,
        /// The new one
        to: String,
    },
    /// Deletes a team; its sessions move on, and no issue or session key may lead to it
    DeleteTeam {
        /// The team's name
        team: String,
        #[command(flatten)]
        instead: team::Instead,
    },
    /// Sets where sessions go that no other queue takes back: a team's queue, or else the general one
    SetFallback {
        /// The team's name
        team: Option<String>,
    },
    /// Sets skills, limit, assignment and idle minutes of a representative
    SetRepresentative(representative::Representative),
    /// Sets the skills that an issue asks for
    SetIssue(representative::Issue),
    /// Puts a representative into a team, or changes the rank there
    JoinTeam {
        /// The user name
        user: String,
        /// The team's name
        team: String,
        /// The rank
        #[arg(long, value_enum, default_value = "member")]
        role: Rank,
    },
    /// Takes a representative out of a team
    LeaveTeam {
        /// The user name
        user: String,
        /// The team's name
        team: String,
    },
    /// Adds an issue for customers to pick
    AddIssue {
        /// The code name: letters, digits, hyphens, underscores
        code: IssueCode,
        /// What customers read
        title: String,
        /// The team whose queue it leads to; the general queue without
        #[arg(long)]
        team: Option<String>,
    },
    /// Removes an issue
    RemoveIssue {
        /// The code name
        code: IssueCode,
    },
    /// Adds an API account for a program, and prints its id and secret, this once
    AddAccount {
        /// What people call it
        name: String,
    },
    /// Lets a program in no more
    DisableAccount {
        /// What people call it
        name: String,
    },
    /// Sets the mail server that invitations leave by
    Mail {
        #[command(subcommand)]
        what: mail::Mail,
    },
    /// Shows and changes the texts of invitations
    MailTemplate {
        #[command(subcommand)]
        what: mail_template::MailTemplate,
    },
    /// Changes the site's settings
    Site(site::Site),
    /// Shows settings, teams, accounts and issues
    List,
}

impl Admin {
    pub(super) async fn run(self) -> Result<()> {
        let store = self.data.store()?;
        match self.what {
            What::AddRepresentative { user, name, no_general_queue } => {
                let password_hash = new_password(&user).await?;
                let general_queue = !no_general_queue;
                let new = NewRepresentative {
                    user_name: user,
                    name,
                    password_hash,
                    general_queue,
                    administrator: false,
                };
                store.add_representative(new).await?;
            }
            What::Disable { user } => store.set_enabled(&user, false).await?,
            What::Enable { user } => store.set_enabled(&user, true).await?,
            What::SetPassword { user } => store.set_password(&user, &new_password(&user).await?).await?,
            What::SecondFactor { user, switch } => set_second_factor(&store, &user, switch).await?,
            What::Rights(rights) => rights.run(&store).await?,
            What::AddTeam { team, target_s, rules } => rules.add(&store, &team, target_s).await?,
            What::SetTeam { team, target_s, rules } => rules.set(&store, &team, target_s).await?,
            What::RenameTeam { team, to } => store.rename_team(&team, &to).await?,
            What::DeleteTeam { team, instead } => instead.delete(&store, &team).await?,
            What::SetFallback { team } => store.set_fallback(team.as_deref()).await?,
            What::SetRepresentative(representative) => representative.run(&store).await?,
            What::SetIssue(issue) => issue.run(&store).await?,
            What::JoinTeam { user, team, role } => store.join_team(&user, &team, role.into()).await?,
            What::LeaveTeam { user, team } => store.leave_team(&user, &team).await?,
            What::AddIssue { code, title, team } => store.add_issue(&code, &title, team.as_deref()).await?,
            What::RemoveIssue { code } => store.remove_issue(&code).await?,
            What::AddAccount { name } => account::add(&store, &name).await?,
            What::DisableAccount { name } => store.disable_api_account(&name).await?,
            What::Mail { what } => what.run(&store, &self.data.data).await?,
            What::MailTemplate { what } => what.run(&store).await?,
            What::Site(site) => site.run(&store).await?,
            What::List => list::print(&store).await?,
        }
        Ok(())
    }
}

async fn new_password(user: &str) -> Result<String> {
    let password = password::ask("FARHAND_PASSWORD", &format!("Password for {user}"))?;
    Ok(Hasher::default().hash(&password).await?)
}

async fn set_second_factor(
    store: &(impl AdminStore + CustomerStore),
    user: &str,
    switch: Switch,
) -> Result<()> {
    if switch == Switch::Off {
        return Ok(store.set_second_factor(user, None).await?);
    }
    let secret = random::bytes::<20>();
    store.set_second_factor(user, Some(secret.to_vec())).await?;
    println!("{}", second_factor::address(&secret, &store.site().await?.name, user));
    Ok(())
}
