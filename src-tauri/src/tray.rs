//! The tray icon: the counts, a mark when something has alerted, and a menu with the window, the own
//! status, do not disturb, and the way out.
//!
//! Everything works without it. A desktop may have no tray, and a Linux system may lack the
//! library that shows one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use farhand_core::contract::{AppView, Command, Payload, Phase, Settings, Topic};
use farhand_core::effect::Counts;
use farhand_engine::{Clock, SystemClock};
use farhand_protocol::people::Presence;
use tauri::image::Image;
use tauri::menu::{CheckMenuItem, Menu, MenuBuilder, MenuEvent};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, async_runtime, include_image};

use crate::backend::Backend;
use crate::{counts, window};

const ICON: Image<'_> = include_image!("icons/tray.png");
/// The icon with a dot: something has alerted since the window was last in front.
const MARKED: Image<'_> = include_image!("icons/tray-marked.png");
const OPEN: &str = "open";
const QUIT: &str = "quit";
const QUIET: &str = "quiet";
/// Milliseconds of do not disturb, where it is chosen here.
const QUIET_MS: u64 = 60 * 60 * 1_000;
/// The menu's statuses: its item's name, its words, what it sets.
const STATUSES: [(&str, &str, Presence); 3] = [
    ("available", "Available", Presence::Available),
    ("busy", "Busy", Presence::Busy),
    ("away", "Away", Presence::Away),
];

/// The icon with those items of its menu that change. Used on the main thread only.
struct Tray {
    icon: TrayIcon,
    statuses: Vec<(Presence, CheckMenuItem<tauri::Wry>)>,
    quiet: CheckMenuItem<tauri::Wry>,
    /// Which icon shows.
    marked: AtomicBool,
    /// The settings as they are, once they are known.
    settings: Mutex<Option<Settings>>,
}

/// Shows the icon, if this desktop can. Linux's desktops read it from a file, which is written into
/// `folder`: a place that all users share may hold another one's.
pub fn show(app: &AppHandle, folder: &Path) {
    // Where the indicator's library is missing, the crate that loads it panics instead of
    // answering an error. Nothing of the tray is left then.
    let built = catch_unwind(AssertUnwindSafe(|| build(app, folder)));
    match built {
        Ok(Ok(tray)) => {
            app.manage(tray);
            async_runtime::spawn(follow_status(app.clone()));
        }
        Ok(Err(error)) => tracing::warn!(%error, "there is no tray icon"),
        Err(_) => tracing::warn!("there is no tray icon, because its library is missing"),
    }
}

/// Shows the counts beside the icon. Returns at once.
pub fn show_counts(app: &AppHandle, counts: Counts) {
    on_main_thread(app, move |tray| {
        tray.icon.set_tooltip(Some(counts::tooltip(counts)))?;
        if tray.marked.swap(counts.marked, Ordering::Relaxed) != counts.marked {
            tray.icon.set_icon(Some(if counts.marked { MARKED } else { ICON }))?;
        }
        tray.icon.set_title(counts::beside_tray(counts))
    });
}

fn build(app: &AppHandle, folder: &Path) -> tauri::Result<Tray> {
    let statuses = STATUSES
        .iter()
        .map(|(id, words, presence)| {
            Ok((*presence, CheckMenuItem::with_id(app, *id, *words, false, false, None::<&str>)?))
        })
        .collect::<tauri::Result<Vec<_>>>()?;
    let quiet = CheckMenuItem::with_id(app, QUIET, "Do not disturb for an hour", false, false, None::<&str>)?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(ICON)
        .temp_dir_path(folder.join("tray"))
        .tooltip(counts::NAME)
        .menu(&menu(app, &statuses, &quiet)?)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(chosen)
        .on_tray_icon_event(|tray, event| clicked(tray.app_handle(), &event))
        .build(app)?;
    Ok(Tray { icon, statuses, quiet, marked: AtomicBool::default(), settings: Mutex::default() })
}

fn menu(
    app: &AppHandle,
    statuses: &[(Presence, CheckMenuItem<tauri::Wry>)],
    quiet: &CheckMenuItem<tauri::Wry>,
) -> tauri::Result<Menu<tauri::Wry>> {
    let mut menu = MenuBuilder::new(app).text(OPEN, "Open Farhand").separator();
    for (_, item) in statuses {
        menu = menu.item(item);
    }
    menu.separator().item(quiet).separator().text(QUIT, "Quit").build()
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::raise(app),
        QUIT => app.exit(0),
        QUIET => be_quiet(app),
        name => {
            let status = STATUSES.iter().find(|(id, _, _)| *id == name);
            if let Some((_, _, presence)) = status {
                let command = Command::SetPresence { presence: *presence };
                async_runtime::spawn(dispatch(app.clone(), command));
            }
        }
    }
}

fn clicked(app: &AppHandle, event: &TrayIconEvent) {
    if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event
    {
        window::raise(app);
    }
}

/// Begins or ends do not disturb. The item's mark follows what comes of it.
fn be_quiet(app: &AppHandle) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let settings = tray.settings.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(settings) = settings else { return };
    let quiet_until = match settings.quiet_until {
        Some(_) => None,
        None => Some(SystemClock::default().now().plus(QUIET_MS)),
    };
    let command = Command::ChangeSettings { settings: Settings { quiet_until, ..settings } };
    async_runtime::spawn(dispatch(app.clone(), command));
}

async fn dispatch(app: AppHandle, command: Command) {
    let Ok(console) = app.state::<Backend>().console().await else { return };
    if let Err(error) = console.dispatch(command).await {
        tracing::warn!(%error, "what was chosen in the tray could not be done");
    }
}

/// Keeps the menu's marks in step with the status and the settings as they are.
async fn follow_status(app: AppHandle) {
    let backend = app.state::<Backend>().inner().clone();
    let Ok(console) = backend.console().await else { return };
    let hear = move |update: farhand_core::contract::Update| {
        if let Payload::App(view) = update.payload {
            let now = status(&view);
            on_main_thread(&app, move |tray| mark(tray, now, view.settings));
        }
        true
    };
    console.subscribe(Topic::App, hear).await;
}

fn status(view: &AppView) -> Option<Presence> {
    match &view.phase {
        Phase::SignedIn(signed_in) => Some(signed_in.presence),
        Phase::Starting | Phase::SignedOut(_) => None,
    }
}

fn mark(tray: &Tray, now: Option<Presence>, settings: Settings) -> tauri::Result<()> {
    tray.quiet.set_enabled(true)?;
    tray.quiet.set_checked(settings.quiet_until.is_some())?;
    *tray.settings.lock().unwrap_or_else(PoisonError::into_inner) = Some(settings);
    for (presence, item) in &tray.statuses {
        item.set_enabled(now.is_some())?;
        item.set_checked(now == Some(*presence))?;
    }
    Ok(())
}

/// Changes the tray where that is allowed. The engine's loop must not wait for the main thread,
/// which may be waiting for the loop's end.
fn on_main_thread(app: &AppHandle, change: impl FnOnce(&Tray) -> tauri::Result<()> + Send + 'static) {
    let handle = app.clone();
    let posted = app.run_on_main_thread(move || {
        let Some(tray) = handle.try_state::<Tray>() else { return };
        if let Err(error) = change(&tray) {
            tracing::warn!(%error, "the tray icon could not be changed");
        }
    });
    if let Err(error) = posted {
        tracing::debug!(%error, "the program ends, and the tray with it");
    }
}
