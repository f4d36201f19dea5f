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
    /// What `farhand:` links to open; this is how the system hands them over
    #[arg(value_name = "LINK", value_parser = link)]
    pub links: Vec<String>,
}

/// A link that the system has for this program. What it leads to is looked at later.
fn link(text: &str) -> Result<String, String> {
    let scheme = text.get(..SCHEME.len()).unwrap_or_default();
    if scheme.eq_ignore_ascii_case(SCHEME) { Ok(text.to_owned()) } else { Err(format!("no {SCHEME} link")) }
}

/// What the console's links begin with.
const SCHEME: &str = "farhand:";

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
        Args { demo: false, data: None, site: None, rendering: Rendering::Auto, links: Vec::new() }
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
    fn links_come_from_the_system() {
        let link = "farhand://invite?name=a";
        check(&[link], Some(Args { links: vec![link.to_owned()], ..nothing() }));
        check(
            &["FARHAND:x", "--demo"],
            Some(Args { demo: true, links: vec!["FARHAND:x".to_owned()], ..nothing() }),
        );
        check(&["https://support.example.com/"], None);
        check(&["farhan"], None);
        check(&["fürhand://x"], None);
    }

    /// The packages register the links (Tauri's tools read this part of the settings, whether a plugin is
    /// there or not), and on Linux the desktop entry hands them over.
    #[test]
    fn what_the_packages_register_is_what_is_taken() {
        let conf = include_str!("../../tauri.conf.json");
        let conf: serde_json::Value = serde_json::from_str(conf).expect("the settings are JSON");
        let schemes = &conf["plugins"]["deep-link"]["desktop"]["schemes"];
        assert_eq!(*schemes, serde_json::json!([SCHEME.trim_end_matches(':')]));
        for package in ["deb", "rpm"] {
            let template = &conf["bundle"]["linux"][package]["desktopTemplate"];
            assert_eq!(*template, "src-tauri/farhand.desktop", "{package}");
        }
        let entry = include_str!("../farhand.desktop");
        assert!(entry.lines().any(|line| line == "Exec={{exec}} %U"));
        assert!(entry.lines().any(|line| line == "MimeType={{mime_type}};"));
    }

    #[test]
    fn nonsense_is_refused() {
        check(&["--data"], None);
        check(&["--rendering", "crayons"], None);
        check(&["support.example.com"], None);
    }
}
