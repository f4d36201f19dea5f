//! `admin site`: what it sets for session keys and invitations.

use anyhow::{Result, anyhow};

use crate::domain::invite_rules::{self, InviteRules};
use crate::mail::address;

// What of it is not given stays as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Invites {
    /// Seconds that a session key lives unless asked otherwise
    #[arg(long, value_name = "SECONDS")]
    key_life_default_s: Option<u32>,
    /// Seconds that a session key may live at most
    #[arg(long, value_name = "SECONDS")]
    key_life_max_s: Option<u32>,
    /// A further portal that customers come to, beside the public address; may be repeated. One of the
    /// same name is changed
    #[arg(long, value_name = "NAME=ADDRESS")]
    portal: Vec<String>,
    /// Removes a further portal; may be repeated
    #[arg(long, value_name = "NAME")]
    no_portal: Vec<String>,
    /// The email address that invitations name for questions; empty for none
    #[arg(long, value_name = "ADDRESS")]
    help_address: Option<String>,
    /// The customers' client for Android and the address of its store's page; empty for none
    #[arg(long, value_name = "PACKAGE=ADDRESS")]
    android_app: Option<String>,
    /// The client for Android with rights of its vendor, likewise
    #[arg(long, value_name = "PACKAGE=ADDRESS")]
    android_plus_app: Option<String>,
}

impl Invites {
    pub(super) fn set(&self, rules: &mut InviteRules) -> Result<()> {
        rules.life_default_s = self.key_life_default_s.unwrap_or(rules.life_default_s);
        rules.life_max_s = self.key_life_max_s.unwrap_or(rules.life_max_s);
        for name in &self.no_portal {
            let before = rules.portals.len();
            rules.portals.retain(|portal| portal.name != *name);
            anyhow::ensure!(rules.portals.len() < before, "there is no portal {name}");
        }
        for given in &self.portal {
            let new = invite_rules::portal(given).map_err(|why| anyhow!(why))?;
            match rules.portals.iter_mut().find(|known| known.name == new.name) {
                Some(known) => *known = new,
                None => rules.portals.push(new),
            }
        }
        if let Some(help) = &self.help_address {
            let checked = |help: &str| address::checked(help).map_err(|why| anyhow!("{help} {why}"));
            rules.help_address = if help.is_empty() { None } else { Some(checked(help)?) };
        }
        let app = |given: &str| invite_rules::store_app(given).map_err(|why| anyhow!(why));
        if let Some(given) = &self.android_app {
            rules.android = app(given)?;
        }
        if let Some(given) = &self.android_plus_app {
            rules.android_plus = app(given)?;
        }
        Ok(())
    }
}
