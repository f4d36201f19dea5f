//! Desktop notifications. A click brings up the session that a notification is about.

#[cfg_attr(target_os = "linux", path = "notify/linux.rs")]
#[cfg_attr(target_os = "macos", path = "notify/macos.rs")]
#[cfg_attr(target_os = "windows", path = "notify/windows.rs")]
mod system;

use std::sync::Arc;
use std::time::Duration;

use farhand_core::Event;
use farhand_core::effect::Notification;
use tauri::{AppHandle, Manager, async_runtime};
use tokio::sync::Semaphore;

use crate::backend::Backend;
use crate::window;

/// How long a notification can be clicked. Then it is taken away: one that nobody listens to any
/// more would be clicked in vain.
const CLICKABLE: Duration = Duration::from_secs(10 * 60);
/// How many can be clicked at a time; each takes a connection or a thread. Those beyond are shown,
/// and a click on them opens nothing.
const AT_A_TIME: usize = 16;

/// The way to the desktop's notifications.
pub struct Notifications {
    app: AppHandle,
    places: Arc<Semaphore>,
}

impl Notifications {
    /// Notifications of this program.
    pub fn new(app: AppHandle) -> Self {
        Self { app, places: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// Shows one. Returns at once; a desktop without notifications is logged.
    pub fn show(&self, notification: Notification) {
        let app = self.app.clone();
        let place = Arc::clone(&self.places).try_acquire_owned().ok();
        async_runtime::spawn(async move {
            let lsid = notification.lsid.clone();
            match system::show(notification, CLICKABLE, place).await {
                Ok(false) => {}
                Ok(true) => {
                    window::raise(&app);
                    if let Some(lsid) = lsid {
                        app.state::<Backend>().tell(Event::ShowSession(lsid));
                    }
                }
                Err(error) => tracing::warn!(%error, "a notification could not be shown"),
            }
        });
    }
}
