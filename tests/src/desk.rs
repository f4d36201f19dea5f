//! A representative's computer with the console on it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use farhand_core::contract::{Command, LinkState, Phase, Secret, Topic, UiError};
use farhand_engine::{Clock, Config, Console, MemoryVault, SystemClock, Timeouts};
use farhand_protocol::keys::Key;
use farhand_protocol::{SessionId, Timestamp};
use farhand_testkit::{FastClock, FaultProxy, eventually, eventually_async};
use tempfile::TempDir;

use crate::quiet::{Pad, Quiet};
use crate::site::PASSWORD;
use crate::{SOON, Site, Window};

/// How many times as fast as real time a console's pauses pass.
pub(crate) const SPEED: u32 = 20;

/// A console in `folder` that gives up on requests soon.
pub(crate) fn config(folder: &Path, clock: FastClock) -> Config {
    let timeouts = Timeouts {
        request: Duration::from_secs(2),
        live_open: Duration::from_secs(2),
        ..Timeouts::default()
    };
    Config { clock: Arc::new(clock), timeouts, ..Config::new(folder, "0.1.0") }
}

/// A representative's computer: the console with its folder and vault, and the line to the
/// appliance, which can be broken.
pub struct Desk {
    folder: TempDir,
    vault: Arc<MemoryVault>,
    clock: FastClock,
    /// The line to the appliance.
    pub line: FaultProxy,
    /// The computer's clipboard.
    pub clipboard: Arc<Pad>,
    console: Option<Console>,
}

impl Desk {
    /// Sets one up, and starts the console.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn at(site: &Site) -> Self {
        Self::with_clock_off_by(site, 0).await
    }

    /// Sets one up whose clock is off by so many minutes, and starts the console.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn with_clock_off_by(site: &Site, minutes: i64) -> Self {
        let now = Timestamp(SystemClock::default().now().0 + minutes * 60_000);
        let mut desk = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            vault: Arc::default(),
            clock: FastClock::new(now, SPEED),
            line: FaultProxy::start(site.address()).await.expect("a free port"),
            clipboard: Arc::default(),
            console: None,
        };
        desk.start().await;
        desk
    }

    async fn start(&mut self) {
        let config = config(self.folder.path(), self.clock);
        let shell = Arc::new(Quiet::new(self.vault.clone(), self.clipboard.clone(), self.folder.path()));
        self.console = Some(Console::start(config, shell).await.expect("the console starts"));
    }

    /// Ends the console and starts it again.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn restart(&mut self) {
        if let Some(console) = self.console.take() {
            console.shutdown().await;
        }
        self.start().await;
    }

    /// Kills the console: what goes on is what was on the disk at this moment.
    ///
    /// # Panics
    /// When the console does not start from it.
    pub async fn crash(&mut self) {
        let left = tempfile::tempdir().expect("a temporary folder");
        // First the file, then its log: the log is not folded into the file while a console runs.
        for name in ["console.db", "console.db-wal"] {
            let from = self.folder.path().join(name);
            fs::copy(from, left.path().join(name)).expect("a running console has both files");
        }
        self.console().shutdown().await;
        self.folder = left;
        self.start().await;
    }

    /// The site's address as this computer knows it.
    #[must_use]
    pub fn site(&self) -> String {
        format!("http://{}", self.line.address())
    }

    /// The console.
    ///
    /// # Panics
    /// Never outside of a restart.
    #[must_use]
    pub fn console(&self) -> &Console {
        self.console.as_ref().expect("the console runs outside of a restart")
    }

    /// Carries out a command.
    ///
    /// # Errors
    /// Why the console does not take it up.
    pub async fn ask(&self, command: Command) -> Result<(), UiError> {
        self.console().dispatch(command).await
    }

    /// Signs in, and waits until the workplace is up to date. On a machine so busy that the
    /// appliance does not answer in time, it is tried again, as a person would.
    ///
    /// # Panics
    /// When it does not get there.
    pub async fn sign_in(&self, user_name: &str) {
        self.ask(Command::AddSite { address: self.site() }).await.expect("a valid address");
        let window = Window::open(self.console(), &[Topic::App]).await;
        let sign_in = || Command::SignIn {
            user_name: user_name.to_owned(),
            password: Secret(PASSWORD.to_owned()),
            code: None,
            keep: true,
        };
        eventually_async(SOON, "the sign-in", || async {
            match window.app().phase {
                Phase::SignedIn(_) => Some(()),
                Phase::SignedOut(page) if !page.busy => {
                    let _busy_already = self.ask(sign_in()).await;
                    None
                }
                _ => None,
            }
        })
        .await;
        self.online().await;
    }

    /// Waits until the console is signed in and up to date.
    ///
    /// # Panics
    /// When it does not get there.
    pub async fn online(&self) {
        let window = Window::open(self.console(), &[Topic::App, Topic::Connection]).await;
        eventually(SOON, "the console is signed in and online", || {
            let signed_in = matches!(window.app().phase, Phase::SignedIn(_));
            (signed_in && window.link() == LinkState::Online).then_some(())
        })
        .await;
    }

    /// Opens the invitation's dialog, and waits for its key. The window shows the keys.
    ///
    /// # Panics
    /// When none comes.
    pub async fn key(&self, window: &Window) -> Key {
        self.ask(Command::OpenInvite).await.expect("the dialog opens");
        eventually(SOON, "the key", || {
            let keys = window.keys();
            let id = keys.invite.as_ref()?.key?;
            keys.keys.into_iter().find(|key| key.id == id)
        })
        .await
    }

    /// Accepts the one session that waits, once it is shown.
    ///
    /// # Panics
    /// When none comes.
    pub async fn accept_the_waiting_one(&self) -> SessionId {
        let window = Window::open(self.console(), &[Topic::Queues, Topic::Sessions]).await;
        let row = eventually(SOON, "a session waits", || window.queues().waiting.first().cloned()).await;
        let before = window.sessions().show_serial;
        eventually_async(SOON, "the accepted session is shown", || async {
            let sessions = window.sessions();
            if sessions.show.as_ref() == Some(&row.lsid) && sessions.show_serial != before {
                return Some(());
            }
            if window.queues().waiting.iter().any(|waiting| waiting.lsid == row.lsid && !waiting.accepting) {
                let _accepted_already = self.ask(Command::AcceptSession { lsid: row.lsid.clone() }).await;
            }
            None
        })
        .await;
        row.lsid
    }
}
