//! The demonstration's canned messages.

use farhand_protocol::canned::{CannedCategory, CannedLibrary, CannedMessage};

/// Id, parent, name.
const CATEGORIES: [(u32, Option<u32>, &str); 9] = [
    (1, None, "Wi-Fi and network"),
    (2, Some(1), "Guest network"),
    (3, Some(1), "Company network"),
    (4, Some(1), "Mobile data"),
    (5, None, "Sign-in and passwords"),
    (6, None, "Phone and tablet"),
    (7, Some(6), "Before we start"),
    (8, Some(6), "Apps"),
    (9, None, "Greetings and closing"),
];

/// Category, title, shortcut, text.
const MESSAGES: [(u32, &str, &str, &str); 21] = [
    (
        2,
        "Guest Wi-Fi: forget and rejoin",
        "wifi-rejoin",
        "Open Settings, then Network. Tap the guest network, choose Forget, then join again and wait for the sign-in page.",
    ),
    (
        2,
        "Guest Wi-Fi: sign-in page missing",
        "wifi-page",
        "If the sign-in page does not appear, open a browser and go to any plain address.",
    ),
    (
        2,
        "Guest Wi-Fi: where to find the code",
        "wifi-code",
        "The guest code is printed on your visitor badge and changes each Monday.",
    ),
    (
        2,
        "Guest Wi-Fi: private address",
        "wifi-mac",
        "Please turn off “Randomised address” for this network only, then join again.",
    ),
    (
        3,
        "Company Wi-Fi: certificate",
        "wifi-cert",
        "Your phone needs a new certificate for the company network. Open the company portal app and tap Renew; it takes about a minute.",
    ),
    (
        3,
        "Company Wi-Fi: wrong network",
        "wifi-name",
        "There are two networks with similar names. Please choose the one that ends in “-work”.",
    ),
    (
        3,
        "VPN: turn off and on",
        "vpn-restart",
        "Please open the VPN app, turn the connection off, wait ten seconds and turn it on again.",
    ),
    (
        4,
        "Mobile data: check the switch",
        "data-switch",
        "Open Settings, then Mobile network, and see whether mobile data is on.",
    ),
    (
        4,
        "Mobile data: roaming",
        "data-roaming",
        "You seem to be abroad. Mobile data needs roaming to be on: Settings, Mobile network, Roaming.",
    ),
    (
        5,
        "Password: how to change it",
        "pw-change",
        "You can change your password at any company computer: press Ctrl+Alt+Del and choose “Change a password”.",
    ),
    (
        5,
        "Password: phone still has the old one",
        "pw-old",
        "Your phone still tries the old password. Open Settings, Accounts, tap your work account and enter the new one.",
    ),
    (
        5,
        "Account locked",
        "pw-locked",
        "Your account is locked after several wrong passwords. I have unlocked it; please wait two minutes before you try again.",
    ),
    (
        5,
        "Second factor: new phone",
        "2fa-new",
        "For a new phone I have to reset your second factor. You will be asked to scan a code at the next sign-in.",
    ),
    (
        7,
        "Restart the phone",
        "restart",
        "Please restart the phone: hold the power button, then tap Restart. This chat stays open and comes back by itself.",
    ),
    (
        7,
        "Which phone is it?",
        "which-phone",
        "Which phone or tablet is it? You find the model under Settings, About phone.",
    ),
    (
        8,
        "App: update it",
        "app-update",
        "Please open the store, search for the app and tap Update. Tell me when it is done.",
    ),
    (
        8,
        "App: clear its memory",
        "app-cache",
        "Open Settings, Apps, choose the app, then Storage, and tap “Clear cache”. Please do not tap “Clear data”.",
    ),
    (
        8,
        "App: permissions",
        "app-rights",
        "The app is missing a permission. Open Settings, Apps, choose the app, then Permissions.",
    ),
    (9, "Hello", "hello", "Hello {customer.first}, my name is {rep.first}. How can I help you?"),
    (9, "One moment", "moment", "One moment please, {customer.first}, I am looking into it."),
    (
        9,
        "Goodbye",
        "bye",
        "I am glad that it works again. Thank you for contacting {site.name}, {customer.first}. Have a good day.",
    ),
];

/// All of it.
pub(super) fn library() -> CannedLibrary {
    let categories = CATEGORIES
        .iter()
        .map(|(id, parent, name)| CannedCategory { id: *id, parent: *parent, name: (*name).to_owned() })
        .collect();
    let messages = (1..)
        .zip(MESSAGES)
        .map(|(id, (category, title, shortcut, text))| CannedMessage {
            id,
            category,
            title: title.to_owned(),
            shortcut: shortcut.to_owned(),
            text: text.to_owned(),
        })
        .collect();
    CannedLibrary { categories, messages }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_tree_and_the_shortcuts_are_sound() {
        let library = library();
        let mut seen = BTreeSet::new();
        for category in &library.categories {
            assert!(category.parent.is_none_or(|parent| seen.contains(&parent)), "{}", category.name);
            seen.insert(category.id);
        }
        assert!(library.messages.iter().all(|m| seen.contains(&m.category)));
        let shortcuts: BTreeSet<_> = library.messages.iter().map(|m| &m.shortcut).collect();
        assert_eq!(shortcuts.len(), library.messages.len());
    }
}
