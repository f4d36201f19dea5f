//! `admin rights`: what an account may do in the sessions that it takes part in.

use anyhow::Result;

use super::Switch;
use crate::store::{AdminStore, RightsChange};

#[derive(Debug, clap::Args)]
pub(super) struct Rights {
    /// The user name
    user: String,
    /// See customers' screens
    #[arg(long)]
    view: Option<Switch>,
    /// Use customers' pointer and keys
    #[arg(long)]
    control: Option<Switch>,
    /// Reach customers' files
    #[arg(long)]
    files: Option<Switch>,
    /// Read system information
    #[arg(long)]
    info: Option<Switch>,
    /// Let outside helpers in
    #[arg(long)]
    helpers: Option<Switch>,
}

impl Rights {
    /// Changes what was given, and prints how it stands.
    pub(super) async fn run(self, store: &impl AdminStore) -> Result<()> {
        let on = |switch: Option<Switch>| switch.map(|switch| switch == Switch::On);
        let change = RightsChange {
            view: on(self.view),
            control: on(self.control),
            files: on(self.files),
            info: on(self.info),
            helpers: on(self.helpers),
        };
        let rights = store.change_rights(&self.user, change).await?;
        let word = |on: bool| if on { "on" } else { "off" };
        println!(
            "{}: view {}, control {}, files {}, info {}, helpers {}",
            self.user,
            word(rights.view),
            word(rights.control),
            word(rights.files),
            word(rights.info),
            word(rights.helpers)
        );
        Ok(())
    }
}
