//! `init`: the data folder and the first administrator.

use anyhow::{Result, bail};

use super::{Data, password};
use crate::sign_in::Hasher;
use crate::store::{AdminStore, CustomerStore, NewRepresentative, SiteSettings};

#[derive(Debug, clap::Args)]
pub(super) struct Init {
    #[command(flatten)]
    data: Data,
    /// The administrator's display name, which customers see
    #[arg(long)]
    name: String,
    /// The administrator's user name
    #[arg(long)]
    user: String,
    /// What people call the site
    #[arg(long, default_value = "Support")]
    site: String,
}

impl Init {
    pub(super) async fn run(self) -> Result<()> {
        let store = self.data.store()?;
        if !store.accounts().await?.is_empty() {
            bail!("this folder holds a site already; change it with `admin`");
        }
        let password = password::ask("FARHAND_ADMIN_PASSWORD", &format!("Password for {}", self.user))?;
        let password_hash = Hasher::default().hash(&password).await?;
        let plain = store.site().await?;
        store.set_site(SiteSettings { name: self.site, ..plain }).await?;
        store
            .add_representative(NewRepresentative {
                user_name: self.user,
                name: self.name,
                password_hash,
                general_queue: true,
                administrator: true,
            })
            .await?;
        println!(
            "the site is ready; start it with `farhand-appliance serve --data {}`",
            self.data.data.display()
        );
        Ok(())
    }
}
