//! The console as a program of its own.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use farhand_core::contract::{Command, LinkState, Payload, Phase, Secret, Topic};
use farhand_engine::{Clock, SystemClock};
use farhand_protocol::{SessionId, Timestamp};
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

use crate::process::Process;
use crate::site::PASSWORD;
use crate::{AGAIN, Asked, SOON, Told};

/// A console in the program `console_probe`, which is asked by lines on its input.
pub struct Probe {
    program: PathBuf,
    folder: TempDir,
    begun: Timestamp,
    process: Option<Process>,
}

impl Probe {
    /// Starts `program` with an empty folder.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(program: impl Into<PathBuf>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut probe =
            Self { program: program.into(), folder, begun: SystemClock::default().now(), process: None };
        probe.revive()?;
        Ok(probe)
    }

    /// Starts it again with what its folder holds. What it is asked waits until it is up.
    ///
    /// # Errors
    /// When it does not start.
    pub fn revive(&mut self) -> Result<()> {
        let mut command = tokio::process::Command::new(&self.program);
        command.arg(self.folder.path()).arg(self.begun.0.to_string());
        self.process = Some(Process::start(&mut command)?);
        Ok(())
    }

    /// Kills it (SIGKILL). Answers what it had told until then and nobody had read.
    ///
    /// # Errors
    /// When it had ended by itself.
    pub async fn kill(&mut self) -> Result<Vec<Told>> {
        let process = self.process.take().context("the probe runs")?;
        let rest = process.kill().await.context("the probe had ended by itself")?;
        // The last line may be cut off.
        Ok(rest.iter().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Ends it in good order, and starts it again.
    ///
    /// # Errors
    /// When it had ended by itself, ends badly or does not start.
    pub async fn restart(&mut self) -> Result<()> {
        let process = self.process.take().context("the probe runs")?;
        timeout(SOON, process.end()).await.context("the probe does not end")??;
        self.revive()
    }

    /// Asks for something and waits for the answer.
    ///
    /// # Errors
    /// When the probe has ended.
    pub async fn ask(&mut self, asked: Asked) -> Result<Told> {
        let process = self.process.as_mut().context("the probe runs")?;
        process.say(&serde_json::to_string(&asked)?).await?;
        Ok(serde_json::from_str(&process.line().await?)?)
    }

    /// Looks at a topic until `found` finds something there.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn until<T>(
        &mut self,
        what: &str,
        topic: &Topic,
        found: impl Fn(&Payload) -> Option<T>,
    ) -> Result<T> {
        let deadline = Instant::now() + SOON;
        loop {
            let Told::Shown(payload) = self.ask(Asked::Look(topic.clone())).await? else {
                bail!("the probe shows nothing of {topic}");
            };
            if let Some(found) = found(&payload) {
                return Ok(found);
            }
            ensure!(Instant::now() < deadline, "waited in vain: {what}; {payload:?}");
            sleep(AGAIN).await;
        }
    }

    /// Signs in and waits until the workplace is up to date.
    ///
    /// # Errors
    /// When it does not get there.
    pub async fn sign_in(&mut self, site: String, user_name: &str) -> Result<()> {
        self.must(Command::AddSite { address: site }).await?;
        let (user_name, password) = (user_name.to_owned(), Secret(PASSWORD.to_owned()));
        self.must(Command::SignIn { user_name, password, code: None, keep: true }).await?;
        let signed_in = |payload: &Payload| match payload {
            Payload::App(app) => matches!(app.phase, Phase::SignedIn(_)).then_some(()),
            _ => None,
        };
        self.until("the sign-in", &Topic::App, signed_in).await?;
        self.online().await
    }

    /// Waits until the console is up to date.
    ///
    /// # Errors
    /// When it does not get there.
    pub async fn online(&mut self) -> Result<()> {
        let online = |payload: &Payload| match payload {
            Payload::Connection(view) => (view.link == LinkState::Online).then_some(()),
            _ => None,
        };
        self.until("the link", &Topic::Connection, online).await
    }

    /// Accepts the one session that waits, once it is shown.
    ///
    /// # Errors
    /// When none comes.
    pub async fn accept_the_waiting_one(&mut self) -> Result<SessionId> {
        let first = |payload: &Payload| match payload {
            Payload::Queues(view) => view.waiting.first().map(|row| row.lsid.clone()),
            _ => None,
        };
        let lsid = self.until("a session waits", &Topic::Queues, first).await?;
        self.must(Command::AcceptSession { lsid: lsid.clone() }).await?;
        let shown = |payload: &Payload| match payload {
            Payload::Sessions(view) => (view.show.as_ref() == Some(&lsid)).then_some(()),
            _ => None,
        };
        self.until("the accepted session is shown", &Topic::Sessions, shown).await?;
        Ok(lsid)
    }

    /// Has a command carried out, again while the console has no workplace yet.
    ///
    /// # Errors
    /// When the console does not take it up in time.
    pub async fn carries_out(&mut self, command: Command) -> Result<()> {
        let deadline = Instant::now() + SOON;
        loop {
            match self.ask(Asked::Dispatch(command.clone())).await? {
                Told::Done => return Ok(()),
                other => ensure!(Instant::now() < deadline, "the console does not take it up: {other:?}"),
            }
            sleep(AGAIN).await;
        }
    }

    async fn must(&mut self, command: Command) -> Result<()> {
        match self.ask(Asked::Dispatch(command)).await? {
            Told::Done => Ok(()),
            other => bail!("the console does not take it up: {other:?}"),
        }
    }
}
