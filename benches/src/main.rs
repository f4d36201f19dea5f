//! The measurements behind `cargo xtask bench`.
//!
//! Each file in [`measure`] is one measurement: it starts the real, optimised programs it needs,
//! measures, and answers a [`report::Report`]. The rest of this crate is what they share. Nothing
//! leaves the computer's loopback, every wait has a time limit, and every process and folder is
//! gone at the end.
//!
//! The measuring program runs on the same computer as what it measures, so its own work is part
//! of every figure that is a time.

mod appliance;
mod console;
mod costs;
mod customer;
mod desktop;
mod frames;
mod line;
mod measure;
mod open_files;
mod processes;
mod report;
mod samples;
mod screen;
mod seed;
mod webdriver;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Parser;

use measure::Bench;

/// Measures Farhand and prints a table.
#[derive(Parser)]
#[command(name = "farhand-benches")]
struct Arguments {
    /// Write the figures to this file too: a JSON array with `{"bench", "rows": [{"name",
    /// "value", "unit", "peer"?, "ratio"?}]}` for each measurement
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measure a tenth as often, to see whether everything works
    #[arg(long)]
    quick: bool,
    /// What to measure; everything when nothing is named
    #[arg(value_enum)]
    benches: Vec<Bench>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // Only fails where one is set already.
    let _set = rustls::crypto::ring::default_provider().install_default();
    open_files::raise_limit();
    let benches = if arguments.benches.is_empty() { Bench::all() } else { arguments.benches };
    let mut reports = Vec::new();
    let mut failed = Vec::new();
    for bench in benches {
        eprintln!("measuring: {bench}");
        match bench.run(measure::Extent { quick: arguments.quick }).await {
            Ok(report) => {
                println!("{}", report.table());
                reports.push(report);
            }
            Err(error) => {
                eprintln!("{bench} could not be measured: {error:#}");
                failed.push(bench.to_string());
            }
        }
    }
    if let Some(file) = &arguments.json {
        report::write_json(file, &reports)?;
    }
    if failed.is_empty() { Ok(()) } else { bail!("not measured: {}", failed.join(", ")) }
}
