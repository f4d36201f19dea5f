//! A session from the portal to its end: every layer real.

use farhand_acceptance::{Customer, Desk, SOON, Site, Window};
use farhand_core::contract::{Command, Topic};
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::portal::CustomerState;
use farhand_protocol::session::{CustomerPresence, EndReason, SessionState};
use farhand_testkit::eventually;

fn said(entries: &[Entry]) -> Vec<(bool, &str)> {
    let said = |entry: &'_ Entry| matches!(entry.author, Author::Customer);
    entries
        .iter()
        .filter_map(|entry| match &entry.body {
            Body::Message { text } => Some((said(entry), text.as_str())),
            _ => None,
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_started_accepted_talked_in_held_and_ended() -> anyhow::Result<()> {
    let site = Site::start().await;
    let desk = Desk::at(&site).await;
    desk.sign_in("ines").await;
    let topics = [Topic::Queues, Topic::Sessions, Topic::Notices];
    let window = Window::open(desk.console(), &topics).await;
    assert_eq!(window.queues().waiting, []);

    // The customer starts on the portal and waits.
    let customer = Customer::begin(site.address(), "Rosa Iversen").await?;
    let lsid = customer.session(&site).await;
    let mut page = customer.live(0).await?;
    page.until("the place in the line", |page| page.view.is_some()).await?;
    let row = eventually(SOON, "the session waits", || window.queues().waiting.first().cloned()).await;
    assert_eq!((&row.lsid, row.name.as_str()), (&lsid, "Rosa Iversen"));
    assert_eq!(row.issue.as_deref(), Some("My phone does not work"));
    assert_eq!(row.queue_name, "Mobile Support");

    // The representative accepts.
    assert_eq!(desk.accept_the_waiting_one().await, lsid);
    window.follow(desk.console(), Topic::Session(lsid.clone())).await;
    window.follow(desk.console(), Topic::Chat(lsid.clone())).await;
    desk.ask(Command::LookAt { lsid: Some(lsid.clone()) }).await?;
    eventually(SOON, "the row leaves the queue", || window.queues().waiting.is_empty().then_some(())).await;
    let session = eventually(SOON, "the session opens", || window.session(&lsid)).await;
    assert!(session.mine && matches!(session.session.state, SessionState::Active { .. }));
    assert_eq!(session.session.customer.presence, CustomerPresence::Here);
    let talks = |page: &farhand_acceptance::LiveView| {
        matches!(page.view.as_ref().map(|view| &view.state), Some(CustomerState::Active { .. }))
    };
    page.until("the representative is there", talks).await?;

    // Both talk.
    let hello = Command::SendMessage {
        lsid: lsid.clone(),
        client_id: "ines-0001".parse()?,
        text: "Hello Rosa, what happened?".to_owned(),
    };
    desk.ask(hello).await?;
    page.until("the greeting", |page| said(&page.entries).len() == 1).await?;
    customer.say_now("rosa-0001", "It fell into the sea.").await?;
    let talk = [(false, "Hello Rosa, what happened?"), (true, "It fell into the sea.")];
    eventually(SOON, "both messages show, and nothing is on its way", || {
        let chat = window.chat(&lsid);
        (said(&chat.entries) == talk && chat.state.outbox.is_empty()).then_some(())
    })
    .await;
    page.until("the own message", |page| said(&page.entries) == talk).await?;

    // The representative puts the session aside, and takes it up again.
    desk.ask(Command::HoldSession { lsid: lsid.clone() }).await?;
    let held = |page: &farhand_acceptance::LiveView| {
        matches!(page.view.as_ref().map(|view| &view.state), Some(CustomerState::Held { .. }))
    };
    page.until("the pause", held).await?;
    let row = eventually(SOON, "the held session waits", || window.queues().waiting.first().cloned()).await;
    assert_eq!(row.held_by.as_deref(), Some("Ines"));
    assert_eq!(desk.accept_the_waiting_one().await, lsid);
    page.until("the representative is back", talks).await?;

    // And ends it.
    desk.ask(Command::EndSession { lsid: lsid.clone() }).await?;
    let over = |page: &farhand_acceptance::LiveView| {
        let state = page.view.as_ref().map(|view| &view.state);
        matches!(state, Some(CustomerState::Ended { reason: EndReason::Representative, .. }))
    };
    page.until("the end", over).await?;
    eventually(SOON, "the tab says that it is over", || window.sessions().tabs[0].ended.then_some(())).await;
    assert_eq!(said(&site.log(&lsid).await), talk);
    assert_eq!(window.notices().notices.iter().filter(|n| n.text.contains("not")).count(), 0);
    desk.console().shutdown().await;
    Ok(())
}
