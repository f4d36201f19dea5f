//! What the engine asks of the desktop. Its loop calls these itself, so each returns at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use farhand_core::effect::{Counts, Notification, Sound};
use farhand_engine::screen::Clipboard as ComputersClipboard;
use farhand_engine::{Shell, Vault};
use tauri::{AppHandle, Manager, async_runtime};

use crate::backend::Backend;
use crate::clipboard::Clipboard;
use crate::demo::Demo;
use crate::notify::Notifications;
use crate::vault::ComputersVault;
use crate::{counts, link, pictures, sound, tray, window};

/// The desktop that this program runs on.
pub struct Desktop {
    app: AppHandle,
    notifications: Notifications,
    clipboard: Arc<Clipboard>,
    vault: Arc<ComputersVault>,
    demo: Arc<Demo>,
}

impl Desktop {
    /// The desktop, for a console that keeps its data in `folder`.
    pub fn new(app: AppHandle, folder: &Path, demo: Arc<Demo>) -> Self {
        Self {
            notifications: Notifications::new(app.clone()),
            clipboard: Arc::default(),
            vault: Arc::new(ComputersVault::new(folder.join("tokens.json"))),
            demo,
            app,
        }
    }
}

impl Shell for Desktop {
    fn notify(&self, notification: Notification) {
        self.notifications.show(notification);
    }

    fn play(&self, sound: Sound) {
        sound::play(&self.app, sound);
    }

    fn show_counts(&self, counts: Counts) {
        tray::show_counts(&self.app, counts);
        let Some(window) = window::main(&self.app) else { return };
        let shown = window.set_title(&counts::title(counts));
        if let Err(error) = shown.and_then(|()| window.set_badge_count(counts::badge(counts))) {
            tracing::debug!(%error, "the counts could not be shown");
        }
    }

    fn open_link(&self, url: &str) {
        let url = url.to_owned();
        async_runtime::spawn_blocking(move || link::open(&url));
    }

    fn show_file(&self, path: &Path) {
        link::show_file(path);
    }

    fn copy_text(&self, text: &str) {
        let (clipboard, text) = (Arc::clone(&self.clipboard), text.to_owned());
        async_runtime::spawn_blocking(move || clipboard.copy(text));
    }

    fn raise_window(&self) {
        window::raise(&self.app);
    }

    fn start_demo(&self) {
        let (demo, backend) = (Arc::clone(&self.demo), self.app.state::<Backend>().inner().clone());
        async_runtime::spawn(async move { backend.tell(demo.start().await) });
    }

    fn vault(&self) -> Arc<dyn Vault> {
        Arc::clone(&self.vault) as Arc<dyn Vault>
    }

    fn clipboard(&self) -> Arc<dyn ComputersClipboard> {
        Arc::clone(&self.clipboard) as Arc<dyn ComputersClipboard>
    }

    fn pictures(&self) -> Option<PathBuf> {
        pictures::folder()
    }
}
