//! One customer's pages leave room for everybody else.

use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;

use crate::browser::Browser;
use crate::stage::{Stage, eventually};

#[tokio::test]
async fn a_session_has_eight_live_connections_at_most() {
    let stage = Stage::open().await;
    let browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(browser.live().await.map_err(|status| format!("refused with {status}")).unwrap());
    }
    assert_eq!(browser.live().await.err(), Some(429));
    let other = Browser::waiting(&stage, "Mara", "signing-in").await;
    assert!(other.live().await.is_ok(), "others are not concerned");
    open.pop();
    eventually(async || browser.live().await.ok()).await;
}

#[tokio::test]
async fn what_a_page_has_read_is_written_once_a_second_and_only_where_it_grows() {
    let stage = Stage::open().await;
    let browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
    let rep = stage.rep("ines").await;
    let found = stage.store().customer_session(&browser.cookies["farhand_session"]).await.unwrap();
    let lsid = found.unwrap();
    rep.accept(&lsid).await;
    for n in 0..50 {
        rep.say(&lsid, &format!("message-{n}"), "Hello").await;
    }
    let last = rep.session(&lsid).await["last_entry"].as_u64().unwrap();
    let mut page = browser.live().await.map_err(|status| format!("refused with {status}")).unwrap();
    // The page may say that it has read what it was sent.
    while page.frame().await["entries"].as_array().is_none_or(|some| some.last().unwrap()["number"] != last) {
    }

    let before = *stage.store().commits().borrow();
    for n in (1..=last).chain(1..=last) {
        page.send(Message::text(format!("{{\"type\":\"read\",\"number\":{n}}}"))).await;
    }
    eventually(async || {
        let (_, detail) = rep.get(&format!("/sessions/{lsid}")).await;
        (detail["customer_read"] == last).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let commits = *stage.store().commits().borrow() - before;
    // One for each second, and what else happens meanwhile.
    assert!(commits < 15, "{commits} commits for {last} entries that were read");
}
