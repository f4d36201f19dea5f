//! The project's own commands, started as `cargo xtask <command>`.
//!
//! Each command is one file. They share three things: [`prerequisites`] finds and installs what a
//! machine lacks, [`process`] starts other programs from the repository's top, and [`report`]
//! runs named steps one after the other and says at the end which of them failed.
//!
//! It never holds a rule of the product: what is built, tested or measured is decided in the
//! folders themselves, and this only calls them.

mod bench;
mod ci;
mod generate;
mod platforms;
mod prerequisites;
mod process;
mod python;
mod report;
mod run;
mod tally;
mod test;
mod tidy;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's own commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Installs what is missing, builds, and opens the console with demo data
    Run(run::Options),
    /// Installs what is missing and runs every test
    Test(test::Options),
    /// Runs the checks of form, then every test
    Ci(test::Options),
    /// Checks the rules of the code base that no compiler knows
    Tidy,
    /// Writes the TypeScript types in ui/src/gen from the Rust ones
    Generate,
    /// Measures the release build and prints a table
    Bench(bench::Options),
    /// Type-checks the workspace for Windows and macOS on a Debian machine
    Platforms(platforms::Options),
}

fn main() -> ExitCode {
    match start(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace: these errors are for the person at the terminal.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(command: Command) -> Result<()> {
    let root = process::root()?;
    match command {
        Command::Run(options) => run::run(&root, &options),
        Command::Test(options) => test::test(&root, &options),
        Command::Ci(options) => ci::ci(&root, &options),
        Command::Tidy => tidy::tidy(&root),
        Command::Generate => generate::generate(&root),
        Command::Bench(options) => bench::bench(&root, &options),
        Command::Platforms(options) => platforms::platforms(&root, &options),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
