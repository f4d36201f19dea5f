//! `demo`: a made-up site.

use anyhow::{Result, bail};

use super::Data;
use crate::sign_in::Hasher;
use crate::store::AdminStore;
use crate::{demo, random};

#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    #[command(flatten)]
    data: Data,
    /// Also adds some sessions that wait
    #[arg(long)]
    waiting: bool,
}

impl Demo {
    pub(super) async fn run(self) -> Result<()> {
        let store = self.data.store()?;
        if !store.accounts().await?.is_empty() && !demo::is_seeded(&store).await? {
            bail!("this folder holds a site of its own; the demonstration needs another one");
        }
        let password = std::env::var("FARHAND_DEMO_PASSWORD").unwrap_or_else(|_| random::secret::<9>());
        demo::seed(&store, &Hasher::default().hash(&password).await?).await?;
        if self.waiting {
            demo::seed_waiting(&store).await?;
        }
        println!("user name: {}\npassword: {password}", demo::USER_NAME);
        Ok(())
    }
}
