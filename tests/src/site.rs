//! An appliance with its data.

use std::ffi::OsString;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use farhand_appliance::config::AgentsConfig;
use farhand_appliance::store::{NewRepresentative, PageOf, SiteSettings, Store};
use farhand_appliance::{Appliance, Config, Running, sign_in::Hasher};
use farhand_protocol::chat::Entry;
use farhand_protocol::people::Role;
use farhand_protocol::{RepresentativeId, SessionId};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The site's representatives: user name and display name. They are one team.
const REPRESENTATIVES: [(&str, &str); 2] = [("ines", "Ines"), ("bram", "Bram")];
/// As the site calls itself.
const NAME: &str = "Example Support";
pub(crate) const TEAM: &str = "Mobile Support";
/// The issue that leads to the team.
pub(crate) const ISSUE: &str = "phone";

/// An appliance on a free port of loopback, with a site that was set up once for all tests.
pub struct Site {
    folder: TempDir,
    config: Config,
    running: Option<Running>,
}

impl Site {
    /// Starts one.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        Self::configured(|_| {}).await
    }

    /// Starts one that is configured otherwise.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let folder = new_data().await;
        let mut config = Config::loopback(folder.path());
        change(&mut config);
        let running = Some(run(config.clone()).await);
        Self { folder, config, running }
    }

    /// Starts one that lets VNC agents in.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn with_agents() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let agents = AgentsConfig { listen, ports: None, host: None };
        let site = Self::configured(|config| config.agents = Some(agents)).await;
        let settings = SiteSettings { vnc_agents: true, ..SiteSettings::plain(NAME) };
        site.store().set_site(settings).await.expect("the site is set up");
        site
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the appliance runs outside of a restart")
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.running().addr()
    }

    /// Stops it in good order and starts it again, on another port.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn restart(&mut self) {
        if let Some(running) = self.running.take() {
            running.shutdown().await;
        }
        self.running = Some(run(self.config.clone()).await);
    }

    /// The folder with its data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The appliance's own store.
    #[must_use]
    pub fn store(&self) -> Arc<dyn Store> {
        self.running().app().store.clone()
    }

    /// The whole log of a session, as the representative who takes part in it may read it.
    ///
    /// # Panics
    /// When there is none.
    pub async fn log(&self, lsid: &SessionId) -> Vec<Entry> {
        read_log(&*self.store(), lsid).await
    }
}

/// A session's whole log, as the first of the representatives may read it.
pub(crate) async fn read_log(store: &dyn Store, lsid: &SessionId) -> Vec<Entry> {
    let mut all = Vec::new();
    loop {
        let last = all.last().map_or(0, |entry: &Entry| entry.number);
        let after = PageOf::After(last);
        let page = store.entries(RepresentativeId(1), lsid, after, 200).await.expect("a readable log");
        if page.entries.is_empty() {
            return all;
        }
        all.extend(page.entries);
    }
}

/// The data of a site of its own that does not run yet.
pub(crate) async fn new_data() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in template().await {
        fs::write(folder.path().join(name), bytes).expect("room");
    }
    folder
}

async fn run(config: Config) -> Running {
    Appliance::start(config).await.expect("the appliance starts")
}

/// The files of a site that is set up and stopped, by name. They are made once and kept in memory,
/// because nothing would clean up a folder that lives as long as the program.
async fn template() -> &'static [(OsString, Vec<u8>)] {
    static TEMPLATE: OnceCell<Vec<(OsString, Vec<u8>)>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let running = run(Config::loopback(folder.path())).await;
            set_up(&*running.app().store).await.expect("the site is set up");
            running.shutdown().await;
            files(folder.path())
        })
        .await
}

async fn set_up(store: &dyn Store) -> anyhow::Result<()> {
    let password_hash = Hasher::default().hash(PASSWORD).await?;
    store.set_site(SiteSettings::plain(NAME)).await?;
    store.add_team(TEAM, 120).await?;
    for (user_name, name) in REPRESENTATIVES {
        let new = NewRepresentative {
            user_name: user_name.to_owned(),
            name: name.to_owned(),
            password_hash: password_hash.clone(),
            general_queue: true,
            administrator: false,
        };
        store.add_representative(new).await?;
        store.join_team(user_name, TEAM, Role::Member).await?;
    }
    store.add_issue(&ISSUE.parse()?, "My phone does not work", Some(TEAM)).await?;
    Ok(())
}

fn files(folder: &Path) -> Vec<(OsString, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a readable folder");
    entries
        .map(|entry| {
            let entry = entry.expect("a readable folder");
            (entry.file_name(), fs::read(entry.path()).expect("a readable file"))
        })
        .collect()
}

/// An account for the store alone, with which nobody can sign in.
#[must_use]
pub fn representative(name: &str, general_queue: bool) -> NewRepresentative {
    NewRepresentative {
        user_name: name.to_lowercase(),
        name: name.to_owned(),
        password_hash: "no password fits".to_owned(),
        general_queue,
        administrator: false,
    }
}
