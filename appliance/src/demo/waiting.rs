//! Sessions that wait, for looking at a queue that is not empty. Nobody is behind them.

use farhand_protocol::chat::NewMessage;
use farhand_protocol::session::{Channel, Recording};

use crate::random;
use crate::store::{Beginning, Choice, Result, Store};

/// Issue, name, company, details, browser, first message.
type Case = (&'static str, &'static str, &'static str, &'static str, Channel, &'static str, &'static str);

const CASES: [Case; 5] = [
    (
        "wifi-or-network",
        "Tobias Beispiel",
        "Example Logistics",
        "The scanner in hall 3 does not find the network.",
        Channel::BrowserPhone,
        "Chrome on Android 13",
        "Hello, it says “limited connection”.",
    ),
    (
        "signing-in",
        "Mara Ejemplo",
        "",
        "",
        Channel::BrowserDesktop,
        "Firefox on Windows 11",
        "My password is not taken since this morning.",
    ),
    (
        "phone-or-tablet",
        "Lena Příklad",
        "Sample Works",
        "Screen stays dark after an update.",
        Channel::BrowserPhone,
        "Safari on iOS 18",
        "",
    ),
    (
        "company-app",
        "Jonas Przykład",
        "Example Logistics",
        "",
        Channel::BrowserPhone,
        "Chrome on Android 14",
        "The delivery app closes by itself.",
    ),
    (
        "something-else",
        "Aylin Örnek",
        "",
        "I do not know what to choose.",
        Channel::BrowserDesktop,
        "Edge on Windows 11",
        "",
    ),
];

/// Adds a handful of waiting sessions.
///
/// # Errors
/// When the store fails or is not the demonstration's.
pub async fn seed_waiting(store: &dyn Store) -> Result<()> {
    for case in CASES {
        add(store, case).await?;
    }
    Ok(())
}

async fn add(store: &dyn Store, case: Case) -> Result<()> {
    let (issue, name, company, details, channel, browser, message) = case;
    let code = issue.parse().expect("the issues' code names are well formed");
    let attempt = store.open_attempt(Choice::Issue(code)).await?;
    let beginning = Beginning {
        name: name.to_owned(),
        company: Some(company.to_owned()),
        details: Some(details.to_owned()),
        recording: Recording::Allowed,
        agreed: true,
        language: Some("en".to_owned()),
        browser: Some(browser.to_owned()),
        channel,
        unattended: true,
    };
    let begun = store.begin_session(&attempt, beginning).await?;
    if message.is_empty() {
        return Ok(());
    }
    let client_id = farhand_protocol::ClientId::from_bytes(random::bytes());
    store.customer_message(&begun.lsid, NewMessage { client_id, text: message.to_owned() }).await?;
    Ok(())
}
