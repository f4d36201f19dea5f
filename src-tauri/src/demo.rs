//! The embedded appliance for trying things out: the same appliance that a company runs, on a
//! loopback port, with demo data in a folder of the console's own. This is the only file of the
//! shell that knows the appliance.
//!
//! The demo's data stays from one start to the next, and so does its port as long as it is free:
//! the address is what drafts, tabs and tokens are kept under.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};
use farhand_appliance::sign_in::Hasher;
use farhand_appliance::{Appliance, Config, Running, demo, random};
use farhand_core::Event;
use farhand_core::contract::Secret;
use tokio::sync::Mutex;

/// The embedded appliance, whether it runs or not.
pub struct Demo {
    folder: PathBuf,
    running: Mutex<Option<Running>>,
}

impl Demo {
    /// An appliance that is not started yet and keeps its data in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, running: Mutex::default() }
    }

    /// Starts the appliance, unless it runs, and answers what to tell the engine.
    pub async fn start(&self) -> Event {
        self.started().await.unwrap_or_else(|error| {
            tracing::error!("the demo appliance could not start: {error:#}");
            Event::DemoFailed(format!("{error:#}"))
        })
    }

    async fn started(&self) -> Result<Event> {
        let mut running = self.running.lock().await;
        if running.is_none() {
            *running = Some(self.run().await?);
        }
        let appliance = running.as_ref().expect("it was started above if it was not running");
        let password = seed(appliance).await.context("the demo data could not be made")?;
        let address = appliance.url().to_owned();
        let portal = format!("{address}/");
        say(&format!("Portal: {portal}"));
        Ok(Event::DemoStarted { address, portal, user_name: demo::USER_NAME.to_owned(), password })
    }

    async fn run(&self) -> Result<Running> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))?;
        offer_client(&self.folder);
        let mut config = Config::loopback(&self.folder);
        if let Some(port) = self.last_port() {
            config.listen.set_port(port);
            match Appliance::start(config.clone()).await {
                Ok(running) => return Ok(running),
                Err(error) => tracing::info!("the demo takes another port: {error:#}"),
            }
            config.listen.set_port(0);
        }
        let running = Appliance::start(config).await?;
        if let Err(error) = fs::write(self.port_file(), running.addr().port().to_string()) {
            tracing::warn!(%error, "the demo's port could not be written down");
        }
        Ok(running)
    }

    /// Stops the appliance, if it runs.
    pub async fn end(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.shutdown().await;
        }
    }

    fn port_file(&self) -> PathBuf {
        self.folder.join("port")
    }

    fn last_port(&self) -> Option<u16> {
        fs::read_to_string(self.port_file()).ok()?.trim().parse().ok().filter(|port| *port != 0)
    }
}

/// Makes the people, and at the first time some sessions that wait. Answers this run's password:
/// nobody needs to know one, so each run has its own.
async fn seed(appliance: &Running) -> Result<Secret> {
    let store = appliance.app().store.as_ref();
    let fresh = !demo::is_seeded(store).await?;
    let password = random::secret::<18>();
    demo::seed(store, &Hasher::default().hash(&password).await?).await?;
    if fresh {
        demo::seed_waiting(store).await?;
    }
    Ok(Secret(password))
}

/// The customer's client, where it was built beside the console, for download from the demo's portal.
fn offer_client(folder: &Path) {
    let name = format!("farhand-client{}", std::env::consts::EXE_SUFFIX);
    let built = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(name)));
    let Some(built) = built.filter(|built| built.is_file()) else { return };
    let (system, ending) = (std::env::consts::OS, std::env::consts::EXE_SUFFIX);
    let offered =
        folder.join("clients").join(format!("farhand-client-{system}-{}{ending}", std::env::consts::ARCH));
    let copied = fs::create_dir_all(folder.join("clients")).and_then(|()| fs::copy(&built, &offered));
    if let Err(error) = copied {
        tracing::info!(%error, "the demo offers no client for download");
    }
}

/// Says something on the terminal, where there is one.
fn say(line: &str) {
    // A program that was started from a menu has nobody to tell it to.
    let _nobody = writeln!(io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(event: &Event) -> &str {
        match event {
            Event::DemoStarted { address, .. } => address,
            other => panic!("the demo started, but not {other:?}"),
        }
    }

    #[tokio::test]
    async fn the_demo_keeps_its_address_and_starts_once() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("demo");
        let demo = Demo::new(path.clone());
        let first = demo.start().await;
        let again = demo.start().await;
        assert_eq!(address(&first), address(&again));
        demo.end().await;
        let next = Demo::new(path);
        assert_eq!(address(&first), address(&next.start().await));
        next.end().await;
    }

    #[tokio::test]
    async fn a_demo_without_a_folder_says_why() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        fs::write(&path, "").expect("room");
        assert!(matches!(Demo::new(path).start().await, Event::DemoFailed(_)));
    }
}
