//! A second start brings the first one's window to the front, hands over the links that it was started
//! with, and ends. Nothing else of its command line counts.
//!
//! Consoles with data folders of their own are different consoles and run side by side. Linux can
//! tell them apart by a name on the session bus; elsewhere one with a named folder is left to the
//! engine's lock on the folder.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use clap::Parser;
use farhand_core::Event;
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_single_instance::Builder;

use crate::args::Args;
use crate::backend::Backend;
use crate::window;

/// What finds the first console, if there is a way to.
pub fn plugin(identifier: &str, named_folder: Option<&Path>) -> Option<TauriPlugin<Wry>> {
    if named_folder.is_some() && !cfg!(target_os = "linux") {
        return None;
    }
    let name = name(identifier, named_folder);
    Some(Builder::new().callback(raise).dbus_id(name).build())
}

fn raise(app: &AppHandle, arguments: Vec<String>, _folder: String) {
    window::raise(app);
    for link in links(arguments) {
        app.state::<Backend>().tell(Event::LinkOpened(link));
    }
}

/// The links on a command line.
fn links(arguments: Vec<String>) -> Vec<String> {
    Args::try_parse_from(arguments).map(|args| args.links).unwrap_or_default()
}

/// Parts of a bus name begin with a letter.
fn name(identifier: &str, named_folder: Option<&Path>) -> String {
    let Some(folder) = named_folder else { return identifier.to_owned() };
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("{identifier}.at{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_hands_over_its_links_and_nothing_else() {
        let of = |line: &[&str]| links(line.iter().map(|word| (*word).to_owned()).collect());
        assert_eq!(of(&["farhand", "--demo", "farhand://invite"]), ["farhand://invite"]);
        assert!(of(&["farhand"]).is_empty());
        assert!(of(&["farhand", "https://example.com/"]).is_empty());
        assert!(of(&[]).is_empty());
    }

    #[test]
    fn every_folder_has_a_name_of_its_own() {
        let of = |folder: Option<&str>| name("app.farhand.console", folder.map(Path::new));
        assert_eq!(of(None), "app.farhand.console");
        assert_eq!(of(Some("/a")), of(Some("/a")));
        assert_ne!(of(Some("/a")), of(Some("/b")));
        assert!(of(Some("/a")).starts_with("app.farhand.console.at"));
    }
}
