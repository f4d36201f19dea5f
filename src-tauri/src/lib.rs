//! The desktop shell of Farhand: the window, the tray, notifications, the keychain, the command
//! line, and the embedded appliance for trying things out.
//!
//! The pages in the window and the engine speak through [`bridge`]; what the engine asks of the
//! desktop is in [`desktop`]. Whatever differs between systems stands in one file per system,
//! below the file of the same name.
//!
//! This crate never decides anything that the console's core decides, and keeps no state that
//! the interface shows.

mod app;
mod args;
mod backend;
mod bridge;
mod clipboard;
mod counts;
mod demo;
mod desktop;
mod files;
mod folder;
mod gpu;
mod history;
mod info;
mod instance;
mod invitation;
mod link;
mod logging;
mod notify;
mod pictures;
mod screen;
mod signals;
mod sound;
mod spelling;
mod tray;
mod vault;
mod window;
mod window_place;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;

/// Runs the program. To be called first thing in `main`, while there is one thread.
#[must_use]
pub fn run() -> ExitCode {
    let args = Args::parse();
    gpu::choose(args.rendering);
    match start(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("farhand: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(args: Args) -> anyhow::Result<()> {
    let folder = folder::open(args.data.as_deref())?;
    logging::start(&folder);
    app::run(args, folder)
}
