//! A console without a window: the real engine and core in this process, with a shell that does
//! nothing.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use farhand_core::contract::{Command, LinkState, Payload, Phase, Secret, Topic, UiError};
use farhand_core::effect::{Counts, Notification, Sound};
use farhand_engine::{Config, Console, Shell, SubscriptionId, Vault};
use farhand_protocol::SessionId;
use farhand_protocol::files::{DevicePath, FilesAnswer, FilesRequest};
use tokio::sync::mpsc;

use crate::line::LIMIT;
use crate::seed::Account;

struct QuietShell(Arc<dyn Vault>);

impl Shell for QuietShell {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        self.0.clone()
    }
}

/// A running console.
pub struct Workplace(Console);

impl Workplace {
    /// Starts a console on `folder` and signs in at the appliance at `base`.
    pub async fn sign_in(
        folder: &Path,
        vault: Arc<dyn Vault>,
        base: &str,
        account: &Account,
    ) -> Result<Self> {
        let config = Config::new(folder, env!("CARGO_PKG_VERSION"));
        let workplace = Self(Console::start(config, Arc::new(QuietShell(vault))).await?);
        let mut app = workplace.watch(Topic::App).await;
        workplace.ask(Command::AddSite { address: base.to_owned() }).await?;
        app.until("the site", |payload| match payload {
            Payload::App(app) => match &app.phase {
                Phase::SignedOut(page) => (page.site.is_some() && !page.busy).then_some(()),
                _ => None,
            },
            _ => None,
        })
        .await?;
        workplace.ask(account.sign_in()).await?;
        app.until("the workplace", |payload| match payload {
            Payload::App(app) => matches!(app.phase, Phase::SignedIn(_)).then_some(()),
            _ => None,
        })
        .await?;
        workplace.online().await?;
        Ok(workplace)
    }

    async fn online(&self) -> Result<()> {
        let mut connection = self.watch(Topic::Connection).await;
        let online = connection.until("the live connection", |payload| match payload {
            Payload::Connection(connection) => (connection.link == LinkState::Online).then_some(()),
            _ => None,
        });
        online.await?;
        connection.end(self).await;
        Ok(())
    }

    /// Gives a command.
    pub async fn ask(&self, command: Command) -> Result<()> {
        self.0
            .dispatch(command)
            .await
            .map_err(|error: UiError| anyhow!("the console refused: {}", error.message))
    }

    /// What a folder of this computer is called in its files.
    pub async fn locate(&self, folder: &Path) -> Option<DevicePath> {
        self.0.locate(vec![folder.to_owned()]).await.pop()
    }

    /// Asks a session's device about its files.
    pub async fn device_files(&self, lsid: &SessionId, request: FilesRequest) -> Result<FilesAnswer> {
        let answer = self.0.files(Some(lsid), request).await;
        answer.map_err(|error| anyhow!("the device was not asked: {}", error.message))
    }

    /// Follows a topic from now on.
    pub async fn watch(&self, topic: Topic) -> Watch {
        let (sender, heard) = mpsc::unbounded_channel();
        let sink = move |update: farhand_core::contract::Update| {
            sender.send((Instant::now(), update.payload)).is_ok()
        };
        Watch { id: self.0.subscribe(topic, sink).await, heard }
    }

    /// Ends the console; its folder is complete then.
    pub async fn shut_down(self) {
        self.0.shutdown().await;
    }
}

impl Account {
    /// The command that signs in with this account, for as long as the computer keeps it.
    fn sign_in(&self) -> Command {
        Command::SignIn {
            user_name: self.user_name.clone(),
            password: Secret(self.password.clone()),
            code: None,
            keep: true,
        }
    }
}

/// A topic that is followed.
pub struct Watch {
    id: SubscriptionId,
    heard: mpsc::UnboundedReceiver<(Instant, Payload)>,
}

impl Watch {
    /// Waits for an update in which `found` finds something. Answers when the update came, and what
    /// was found.
    pub async fn until<T>(
        &mut self,
        what: &str,
        found: impl FnMut(&Payload) -> Option<T>,
    ) -> Result<(Instant, T)> {
        self.within(LIMIT, what, found).await
    }

    /// The same, for what may take longer.
    pub async fn within<T>(
        &mut self,
        limit: Duration,
        what: &str,
        mut found: impl FnMut(&Payload) -> Option<T>,
    ) -> Result<(Instant, T)> {
        let hearing = async {
            while let Some((at, payload)) = self.heard.recv().await {
                if let Some(value) = found(&payload) {
                    return Ok((at, value));
                }
            }
            bail!("the console ended before {what}")
        };
        tokio::time::timeout(limit, hearing).await.with_context(|| format!("{what} did not come in time"))?
    }

    /// Follows it no longer.
    pub async fn end(self, workplace: &Workplace) {
        workplace.0.unsubscribe(self.id).await;
    }
}
