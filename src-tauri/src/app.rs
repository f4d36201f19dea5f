//! The program: the window first, then the engine behind it, and an orderly end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use farhand_core::Event;
use farhand_core::contract::{Command, UiError, UiErrorCode};
use farhand_engine::{Config, Console};
use tauri::{App, AppHandle, Builder, Manager, RunEvent, async_runtime, generate_handler};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::args::Args;
use crate::backend::{Backend, Started};
use crate::bridge::{self, Subscriptions};
use crate::demo::Demo;
use crate::desktop::Desktop;
use crate::screen::{self, Watches};
use crate::window_place::Remembered;
use crate::{files, history, info, instance, invitation, signals, tray, window};

/// How long the engine and the demo may take to end. What matters is committed long before.
const ENDING: Duration = Duration::from_secs(5);

/// Runs the program until it is to end.
///
/// # Errors
/// When the window cannot be opened.
pub fn run(args: Args, folder: PathBuf) -> Result<()> {
    let context = tauri::generate_context!();
    let demo = Arc::new(Demo::new(folder.join("demo")));
    let place = Arc::new(Remembered::read(folder.join("window.json")));
    let named = args.data.is_some().then_some(folder.as_path());
    let mut builder = Builder::default();
    if let Some(plugin) = instance::plugin(&context.config().identifier, named) {
        builder = builder.plugin(plugin);
    }
    let (ending_demo, ending_place) = (Arc::clone(&demo), Arc::clone(&place));
    let app = builder
        .manage(Subscriptions::default())
        .manage(Watches::default())
        .invoke_handler(generate_handler![
            bridge::dispatch,
            bridge::subscribe,
            bridge::unsubscribe,
            bridge::full_screen,
            files::files,
            history::history_search,
            history::history_detail,
            history::history_entries,
            history::history_snapshot,
            history::history_volume,
            history::history_export,
            history::audit_page,
            info::info_reading,
            info::info_snapshot,
            info::save_text,
            invitation::preview_invitation,
            invitation::qr_code,
            invitation::open_mail_program,
            screen::watch_screen,
            screen::unwatch_screen,
            screen::ack_screen,
            screen::screen_viewport,
            screen::screen_input,
        ])
        .setup(move |app| Ok(open(app, args, folder, demo, &place)?))
        .build(context)
        .context("the window could not be opened")?;
    app.run(move |app, event| match event {
        RunEvent::Exit => {
            ending_place.write();
            end(app, &ending_demo);
        }
        // Elsewhere links come on the command line.
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            for url in urls {
                app.state::<Backend>().tell(Event::LinkOpened(url.into()));
            }
        }
        _ => {}
    });
    Ok(())
}

fn open(
    app: &App,
    args: Args,
    folder: PathBuf,
    demo: Arc<Demo>,
    place: &Arc<Remembered>,
) -> tauri::Result<()> {
    let (started, backend) = Backend::new();
    app.manage(backend);
    signals::heed(app.handle().clone());
    window::open(app, place)?;
    tray::show(app.handle(), &folder);
    async_runtime::spawn(start(app.handle().clone(), args, folder, demo, started));
    Ok(())
}

/// Starts the engine. Without one the window stays and says why.
async fn start(
    app: AppHandle,
    args: Args,
    folder: PathBuf,
    demo: Arc<Demo>,
    started: watch::Sender<Option<Started>>,
) {
    match start_engine(&app, &folder, demo).await {
        Ok(console) => {
            // The other end lives as long as the program.
            let _all_gone = started.send(Some(Ok(console.clone())));
            app.state::<Backend>().tell(Event::WindowFocus(window::is_in_front(&app)));
            for link in &args.links {
                app.state::<Backend>().tell(Event::LinkOpened(link.clone()));
            }
            for command in first_commands(args) {
                if let Err(error) = console.dispatch(command).await {
                    tracing::error!(%error, "what the command line asks for could not be done");
                }
            }
        }
        Err(error) => {
            tracing::error!("{error:#}");
            let error = UiError::new(UiErrorCode::Storage, format!("{error:#}"));
            let _all_gone = started.send(Some(Err(error)));
        }
    }
}

async fn start_engine(app: &AppHandle, folder: &Path, demo: Arc<Demo>) -> Result<Console> {
    let desktop = Arc::new(Desktop::new(app.clone(), folder, demo));
    let mut config = Config::new(folder, app.package_info().version.to_string());
    config.demo_offered = true;
    Console::start(config, desktop).await.context("the console could not start")
}

fn first_commands(args: Args) -> Vec<Command> {
    let site = args.site.map(|address| Command::AddSite { address });
    let demo = args.demo.then_some(Command::StartDemo);
    site.into_iter().chain(demo).collect()
}

fn end(app: &AppHandle, demo: &Demo) {
    let console = app.state::<Backend>().running();
    let all = async {
        if let Some(console) = console {
            console.shutdown().await;
        }
        demo.end().await;
    };
    // The time limit needs the runtime around it from the beginning.
    if async_runtime::block_on(async { timeout(ENDING, all).await }).is_err() {
        tracing::warn!("the console did not end in time");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[test]
    fn the_command_line_becomes_commands() {
        let args = Args::parse_from(["farhand", "--demo", "--site", "http://127.0.0.1:1"]);
        let address = "http://127.0.0.1:1".to_owned();
        assert_eq!(first_commands(args), [Command::AddSite { address }, Command::StartDemo]);
        assert_eq!(first_commands(Args::parse_from(["farhand"])), []);
    }
}
