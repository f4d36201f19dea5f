//! `admin site`: the site's settings, each only where it is given.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use farhand_protocol::limits;

use super::Switch;
use super::invites::Invites;
use super::teamwork::Teamwork;
use crate::domain::file_limits::FileRules;
use crate::domain::permission::AgentAllows;
use crate::store::{AdminStore, CustomerStore};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Site {
    /// What people call the site
    #[arg(long)]
    name: Option<String>,
    /// A file with the agreement that customers accept (plain text)
    #[arg(long, value_name = "FILE", conflicts_with = "no_agreement")]
    agreement: Option<PathBuf>,
    /// Asks for no agreement
    #[arg(long)]
    no_agreement: bool,
    /// Seconds after which an unanswered agreement ends the attempt
    #[arg(long)]
    agreement_time_out_s: Option<u32>,
    /// Whether to ask for the company
    #[arg(long)]
    asks_company: Option<Switch>,
    /// Whether to ask for details
    #[arg(long)]
    asks_details: Option<Switch>,
    /// Whether to ask for permission to record
    #[arg(long)]
    asks_recording: Option<Switch>,
    /// Whether to ask before ordinary system information is read
    #[arg(long)]
    asks_info: Option<Switch>,
    /// Whether to ask the exit survey
    #[arg(long)]
    survey: Option<Switch>,
    /// The address of the privacy notice; empty for none
    #[arg(long)]
    privacy_link: Option<String>,
    /// Whether VNC agents may join sessions; their way here is not encrypted
    #[arg(long)]
    vnc_agents: Option<Switch>,
    /// What dialling out with a VNC agent permits while nobody has the session's page open
    #[arg(long, value_enum)]
    agent_allows: Option<Allows>,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    invites: Invites,
    #[command(flatten)]
    teamwork: Teamwork,
}

// How much may be uploaded. The configuration's `[files]` may allow less.
#[derive(Debug, clap::Args)]
struct Files {
    /// MiB of a file in the chat; 0 switches files in the chat off
    #[arg(long, value_name = "MIB")]
    chat_file_mib: Option<u32>,
    /// MiB of one transfer between a console and a device
    #[arg(long, value_name = "MIB")]
    transfer_mib: Option<u32>,
    /// MiB of all files of a session that the appliance holds at a time
    #[arg(long, value_name = "MIB")]
    session_files_mib: Option<u32>,
    /// MiB of all files that the appliance holds at a time
    #[arg(long, value_name = "MIB")]
    spool_mib: Option<u32>,
    /// Files and folders in one transfer
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::TRANSFER_FILES)))]
    transfer_files: Option<u32>,
    /// Bytes of a file's name
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1..=limits::FILE_NAME_BYTES as i64))]
    file_name_bytes: Option<u32>,
}

impl Files {
    fn set(&self, rules: &mut FileRules) {
        let set = |rule: &mut Option<u64>, mib: Option<u32>| {
            *rule = mib.map(|mib| u64::from(mib) << 20).or(*rule);
        };
        set(&mut rules.chat_file_bytes, self.chat_file_mib);
        set(&mut rules.upload_bytes, self.transfer_mib);
        set(&mut rules.session_bytes, self.session_files_mib);
        set(&mut rules.spool_bytes, self.spool_mib);
        rules.transfer_files = self.transfer_files.or(rules.transfer_files);
        rules.name_bytes = self.file_name_bytes.or(rules.name_bytes);
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Allows {
    Nothing,
    View,
    Control,
}

impl From<Allows> for AgentAllows {
    fn from(allows: Allows) -> Self {
        match allows {
            Allows::Nothing => AgentAllows::Nothing,
            Allows::View => AgentAllows::View,
            Allows::Control => AgentAllows::Control,
        }
    }
}

impl Site {
    pub(super) async fn run(self, store: &(impl AdminStore + CustomerStore)) -> Result<()> {
        let mut settings = store.site().await?;
        if let Some(path) = &self.agreement {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("the agreement {} cannot be read", path.display()))?;
            settings.agreement = Some(text);
        }
        if self.no_agreement {
            settings.agreement = None;
        }
        let set = |now: &mut bool, to: Option<Switch>| *now = to.map_or(*now, |to| to == Switch::On);
        set(&mut settings.asks_company, self.asks_company);
        set(&mut settings.asks_details, self.asks_details);
        set(&mut settings.asks_recording, self.asks_recording);
        set(&mut settings.asks_info, self.asks_info);
        set(&mut settings.survey, self.survey);
        set(&mut settings.vnc_agents, self.vnc_agents);
        settings.agent_allows = self.agent_allows.map_or(settings.agent_allows, AgentAllows::from);
        self.files.set(&mut settings.files);
        self.invites.set(&mut settings.invites)?;
        self.teamwork.set(&mut settings.teams);
        settings.name = self.name.unwrap_or(settings.name);
        settings.agreement_time_out_s = self.agreement_time_out_s.unwrap_or(settings.agreement_time_out_s);
        if let Some(link) = self.privacy_link {
            settings.privacy_link = checked_link(link)?;
        }
        Ok(store.set_site(settings).await?)
    }
}

fn checked_link(link: String) -> Result<Option<String>> {
    if link.is_empty() {
        return Ok(None);
    }
    let url = url::Url::parse(&link).context("the privacy notice's address is not one")?;
    anyhow::ensure!(matches!(url.scheme(), "http" | "https"), "the privacy notice must be on the web");
    Ok(Some(link))
}
