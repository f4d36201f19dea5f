//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// A console for remote support representatives.
#[derive(Debug, PartialEq, Eq, Parser)]
#[command(name = "farhand", version)]
pub struct Args {
    /// Run an appliance with demo data inside the console, and sign in to it
    #[arg(long)]
    pub demo: bool,
    /// Keep the console's data in this folder; consoles with folders of their own run side by side
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Choose the site at this address
    #[arg(long, value_name = "URL")]
    pub site: Option<String>,
    /// What draws the window (matters on Linux only)
    #[arg(long, value_enum, default_value_t, env = "FARHAND_RENDERING")]
    pub rendering: Rendering,
}

/// What draws the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Rendering {
    /// The graphics card where there is one, else the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The graphics card.
    Gpu,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &[&str], expected: Option<Args>) {
        let parsed = Args::try_parse_from([&["farhand"], line].concat());
        assert_eq!(parsed.ok(), expected, "{line:?}");
    }

    fn nothing() -> Args {
        Args { demo: false, data: None, site: None, rendering: Rendering::Auto }
    }

    #[test]
    fn every_argument_is_optional() {
        check(&[], Some(nothing()));
        check(&["--demo"], Some(Args { demo: true, ..nothing() }));
        check(&["--data", "here"], Some(Args { data: Some("here".into()), ..nothing() }));
        check(
            &["--site", "support.example.com"],
            Some(Args { site: Some("support.example.com".to_owned()), ..nothing() }),
        );
        check(&["--rendering", "cpu"], Some(Args { rendering: Rendering::Cpu, ..nothing() }));
    }

    #[test]
    fn nonsense_is_refused() {
        check(&["--data"], None);
        check(&["--rendering", "crayons"], None);
        check(&["support.example.com"], None);
    }
}
