//! With what a session can be started from a link: the app, the app that shares files on newer Android,
//! or this browser.

use farhand_protocol::keys::StartsAs;
use serde::Deserialize;

use crate::domain::invite_rules::InviteRules;
use crate::portal::browser::System;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The client.
    App,
    /// The client that can do more, on Android.
    AppPlus,
    /// The chat.
    Browser,
}

/// One of them as it stands on the page.
#[derive(Debug, PartialEq, Eq)]
pub struct Offered {
    pub way: Way,
    /// The app's package, by which the browser knows whether it is there.
    pub package: Option<String>,
    /// Whether it is chosen beforehand.
    pub chosen: bool,
}

impl Offered {
    /// What the form sends.
    pub fn code(&self) -> &'static str {
        match self.way {
            Way::App => "app",
            Way::AppPlus => "app_plus",
            Way::Browser => "browser",
        }
    }

    pub fn title(&self) -> &'static str {
        match self.way {
            Way::App => "Support app",
            Way::AppPlus => "Support+ app",
            Way::Browser => "Chat in this browser",
        }
    }

    pub fn words(&self) -> &'static str {
        match (self.way, &self.package) {
            (Way::App, Some(_)) => "Opens the app, or its store page",
            (Way::App, None) => "Opens the app, or helps you to get it",
            (Way::AppPlus, _) => "Needed if you share files on Android 11 or later",
            (Way::Browser, _) => "Nothing to install",
        }
    }

    pub fn icon(&self) -> &'static str {
        match (self.way, &self.package) {
            (Way::App, Some(_)) => "smartphone",
            (Way::App, None) => "monitor",
            (Way::AppPlus, _) => "folder",
            (Way::Browser, _) => "message-square",
        }
    }
}

/// What is offered, never nothing. `there` is whether the site has the client for this system.
pub fn offered(starts_as: StartsAs, system: System, rules: &InviteRules, there: bool) -> Vec<Offered> {
    let mut offered = if starts_as == StartsAs::Browser { Vec::new() } else { apps(system, rules) };
    if starts_as != StartsAs::Client || offered.is_empty() {
        offered.push(Offered { way: Way::Browser, package: None, chosen: false });
    }
    // An app that would have to be found somewhere is not the first choice.
    let first = &offered[0];
    let at = if first.package.is_some() || there { 0 } else { offered.len() - 1 };
    offered[at].chosen = true;
    offered
}

fn apps(system: System, rules: &InviteRules) -> Vec<Offered> {
    let one = |way, package| Offered { way, package, chosen: false };
    match system {
        System::Other => Vec::new(),
        System::Linux | System::Windows | System::Macos => vec![one(Way::App, None)],
        System::Android => [(Way::App, &rules.android), (Way::AppPlus, &rules.android_plus)]
            .into_iter()
            .filter_map(|(way, app)| Some(one(way, Some(app.as_ref()?.package.clone()))))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invite_rules::StoreApp;

    fn rules(android: bool, plus: bool) -> InviteRules {
        let app = |package: &str| StoreApp {
            package: package.to_owned(),
            store: "https://store.example.com/".to_owned(),
        };
        InviteRules {
            android: android.then(|| app("com.example.support")),
            android_plus: plus.then(|| app("com.example.plus")),
            ..InviteRules::default()
        }
    }

    fn check(starts_as: StartsAs, system: System, rules: &InviteRules, there: bool, expected: &str) {
        let word = |one: &Offered| format!("{}{}", if one.chosen { "*" } else { "" }, one.code());
        let words: Vec<_> = offered(starts_as, system, rules, there).iter().map(word).collect();
        assert_eq!(words.join(" "), expected, "{starts_as:?} {system:?}");
    }

    #[test]
    fn what_is_offered_fits_the_key_and_the_system() {
        use StartsAs::{Browser, Choice, Client};
        let (none, both) = (rules(false, false), rules(true, true));
        check(Choice, System::Android, &both, false, "*app app_plus browser");
        check(Choice, System::Android, &rules(true, false), false, "*app browser");
        check(Client, System::Android, &both, false, "*app app_plus");
        check(Choice, System::Android, &none, false, "*browser");
        check(Client, System::Android, &none, false, "*browser");
        check(Browser, System::Android, &both, false, "*browser");
        check(Choice, System::Windows, &none, true, "*app browser");
        check(Choice, System::Windows, &none, false, "app *browser");
        check(Client, System::Windows, &none, false, "*app");
        check(Client, System::Other, &both, false, "*browser");
    }
}
