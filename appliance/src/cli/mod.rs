//! The command line: `serve`, `init`, `demo` and `admin`.

mod admin;
mod demo;
mod init;
mod password;
mod serve;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::clock::SystemClock;
use crate::config::Caps;
use crate::store::sqlite::SqliteStore;

/// The server of Farhand: portal, API, live feed and store.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves until it is told to stop (Ctrl+C, SIGTERM)
    Serve(serve::Serve),
    /// Makes the data folder and the first administrator
    Init(init::Init),
    /// Fills a data folder with a made-up site to try things out with
    Demo(demo::Demo),
    /// Changes and shows what the site is made of
    Admin(admin::Admin),
}

/// Where the data is.
#[derive(Debug, clap::Args)]
struct Data {
    /// The folder with the database
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl Data {
    fn store(&self) -> Result<SqliteStore> {
        SqliteStore::open(&self.data, Arc::new(SystemClock), Caps::default().log_days)
    }
}

/// Runs the command.
///
/// # Errors
/// What went wrong, for people.
pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Serve(serve) => serve.run().await,
        Command::Init(init) => init.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Admin(admin) => admin.run().await,
    }
}
