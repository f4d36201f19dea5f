//! Representatives together: sharing, passing on, assignment, supervising, and a whole site at work.

mod clocks;
mod crowd;
mod dashboards;
mod offered;
mod passing;
mod sharing;
mod supervised;
mod talking;

use farhand_acceptance::{AGAIN, Colleague, Customer, SOON, Site};
use farhand_core::contract::{Command, OutboxKind};
use farhand_protocol::SessionId;
use farhand_protocol::chat::{Body, Entry, SessionEvent};
use farhand_testkit::{eventually, eventually_async};

/// A customer who waits for the first team.
async fn customer(site: &Site, name: &str) -> (Customer, SessionId) {
    let customer = Customer::begin(site.address(), name).await.expect("the portal works");
    let lsid = customer.session(site).await;
    (customer, lsid)
}

/// Waits until the session's log, as the appliance keeps it, has an event.
async fn logged(site: &Site, reader: &Colleague, lsid: &SessionId, what: impl Fn(&SessionEvent) -> bool) {
    let found = || async {
        let page = site.store().entries(reader.id, lsid, farhand_appliance::store::PageOf::Newest, 200).await;
        let entries = page.ok()?.entries;
        entries.iter().any(|entry| matches!(&entry.body, Body::Event { event } if what(event))).then_some(())
    };
    eventually_async(SOON, "the event stands in the session's log", found).await;
}

/// Waits until somebody's chat shows a text.
async fn reads(who: &Colleague, lsid: &SessionId, text: &str) -> Entry {
    let found = || {
        let entries = who.window.chat(lsid).entries;
        entries.into_iter().find(|entry| match &entry.body {
            Body::Message { text: said } | Body::Whisper { text: said } => said == text,
            _ => false,
        })
    };
    eventually(SOON, &format!("{} reads {text:?}", who.name), found).await
}

/// Says something in a session, to everyone or to representatives only.
async fn says(who: &Colleague, lsid: &SessionId, kind: OutboxKind, text: &str) {
    let words = text.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let client_id = format!("{}-{}-{words}", &lsid.as_str()[..12], who.id.0);
    let (lsid, client_id, text) = (lsid.clone(), client_id.parse().expect("an id"), text.to_owned());
    who.does(match kind {
        OutboxKind::Message => Command::SendMessage { lsid, client_id, text },
        OutboxKind::Whisper => Command::SendWhisper { lsid, client_id, text },
        OutboxKind::Note => Command::AddNote { lsid, client_id, text },
    })
    .await;
}

/// Waits until somebody is told something that contains these words.
async fn told(who: &Colleague, words: &str) {
    let deadline = tokio::time::Instant::now() + SOON;
    while !who.told().iter().any(|text| text.contains(words)) {
        assert!(
            tokio::time::Instant::now() < deadline,
            "{} is told {:?}, not {words:?}",
            who.name,
            who.told()
        );
        tokio::time::sleep(AGAIN).await;
    }
}
