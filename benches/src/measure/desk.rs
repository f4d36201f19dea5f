//! What the measurements with a window have in common: an appliance with seeded data, a desktop,
//! and the data folder of a console that is signed in there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use farhand_engine::FileVault;
use tempfile::TempDir;

use crate::appliance::{self, Appliance};
use crate::console::Workplace;
use crate::desktop::Desktop;
use crate::seed::{Account, Seed};
use crate::webdriver::Window;

/// A representative's desk before the console is started.
pub struct Desk {
    /// The desktop.
    pub desktop: Desktop,
    /// The console, built for release.
    pub console: PathBuf,
    /// The appliance.
    pub appliance: Appliance,
    /// Who is signed in.
    pub account: Account,
    folder: TempDir,
}

impl Desk {
    /// Seeds an appliance with `fill`, starts it, and signs a console in.
    pub async fn prepare(fill: impl AsyncFnOnce(&Seed) -> Result<()>) -> Result<Self> {
        Self::on(Desktop::start().await?, fill).await
    }

    /// The same on a desktop that is there.
    pub async fn on(desktop: Desktop, fill: impl AsyncFnOnce(&Seed) -> Result<()>) -> Result<Self> {
        let console = appliance::program("FARHAND_CONSOLE", "farhand")?;
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("appliance");
        let (seed, account) = Seed::site(&data).await?;
        fill(&seed).await?;
        drop(seed);
        let appliance = Appliance::serve(&data).await?;
        let own = data_folder(folder.path());
        std::fs::create_dir_all(&own)?;
        // Where the console keeps tokens on a desktop without a keychain.
        let vault = Arc::new(FileVault::new(own.join("tokens.json")));
        Workplace::sign_in(&own, vault, appliance.base(), &account).await?.shut_down().await;
        Ok(Self { desktop, console, appliance, account, folder })
    }

    /// The console's data folder.
    pub fn data(&self) -> PathBuf {
        data_folder(self.folder.path())
    }

    /// Starts the console and drives its window.
    pub async fn window(&self) -> Result<Window> {
        let data = self.data();
        let data = data.to_str().context("temporary folders have names of letters and digits")?;
        Window::open(&self.desktop, &self.console, &["--data", data]).await
    }
}

fn data_folder(folder: &Path) -> PathBuf {
    folder.join("console")
}
