//! The `farhand-appliance` program.

use clap::Parser;
use farhand_appliance::cli::{self, Cli};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    cli::run(Cli::parse()).await
}
