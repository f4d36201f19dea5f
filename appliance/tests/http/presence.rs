//! Who is there: representatives, customers, and what becomes of sessions without them.

use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Rep, Stage, eventually};

async fn presence(rep: &Rep, of: u64) -> String {
    let snapshot = rep.snapshot().await;
    let people = snapshot["representatives"].as_array().unwrap();
    people.iter().find(|r| r["id"] == of).unwrap()["presence"].as_str().unwrap().to_owned()
}

async fn until_presence(rep: &Rep, of: u64, wanted: &str) {
    eventually(async || (presence(rep, of).await == wanted).then_some(())).await;
}

async fn until_session(rep: &Rep, lsid: &SessionId, wanted: impl Fn(&Value) -> bool) -> Value {
    eventually(async || Some(rep.session(lsid).await).filter(|session| wanted(session))).await
}

#[tokio::test]
async fn a_representative_is_offline_after_a_grace_and_comes_back_as_before() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    assert_eq!(presence(&ines, 2).await, "offline");
    let live = bram.live(None).await;
    until_presence(&ines, 2, "available").await;
    let (status, me) = bram.send("PUT", "/me/presence", "now-busy-1", json!({"presence": "busy"})).await;
    assert_eq!((status, &me["presence"]), (StatusCode::OK, &json!("busy")));
    let (status, _) = bram.send("PUT", "/me/presence", "offline-1", json!({"presence": "offline"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    drop(live);
    stage.clock.advance_s(9);
    let live = bram.live(None).await;
    stage.clock.advance_s(9);
    assert_eq!(presence(&ines, 2).await, "busy", "back within the grace");
    drop(live);
    let connections = &stage.running.app().feed.representatives;
    eventually(async || (connections.count() == 0).then_some(())).await;
    stage.clock.advance_s(10);
    until_presence(&ines, 2, "offline").await;
    let _live = bram.live(None).await;
    until_presence(&ines, 2, "busy").await;
}

#[tokio::test]
async fn only_who_is_available_is_offered_on_the_portal() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    assert!(stage.store().available_representatives().await.unwrap().is_empty());
    let _live = ines.live(None).await;
    until_presence(&ines, 1, "available").await;
    let offered = stage.store().available_representatives().await.unwrap();
    assert_eq!(offered.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Ines Exemplar"]);
    ines.send("PUT", "/me/presence", "now-away-1", json!({"presence": "away"})).await;
    assert!(stage.store().available_representatives().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_customer_who_comes_back_in_time_is_in_the_same_session() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let _live = ines.live(None).await;
    let begun = stage.customer("Tobias", "signing-in").await;
    ines.accept(&begun.lsid).await;
    let feed = &stage.running.app().feed;
    let page = feed.join_customer(begun.lsid.clone()).await.unwrap();
    drop(page);
    let page = feed.join_customer(begun.lsid.clone()).await.unwrap();
    stage.clock.advance_s(60);
    assert_eq!(
        ines.session(&begun.lsid).await["customer"]["presence"]["kind"],
        "here",
        "a page loaded again"
    );
    drop(page);
    stage.clock.advance_s(5);
    until_session(&ines, &begun.lsid, |s| s["customer"]["presence"]["kind"] == "away").await;
    stage.clock.advance_s(290);
    let _page = feed.join_customer(begun.lsid.clone()).await.unwrap();
    let session = ines.session(&begun.lsid).await;
    assert_eq!(session["customer"]["presence"]["kind"], "here");
    assert_eq!(session["state"]["kind"], "active");
    let found = stage.store().customer_session(&begun.cookie).await.unwrap();
    assert_eq!(found, Some(begun.lsid));
}

#[tokio::test]
async fn a_customer_who_stays_away_ends_the_session() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let _live = ines.live(None).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    drop(stage.running.app().feed.join_customer(lsid.clone()).await.unwrap());
    stage.clock.advance_s(5);
    until_session(&ines, &lsid, |s| s["customer"]["presence"]["kind"] == "away").await;
    stage.clock.advance_s(300);
    let ended = until_session(&ines, &lsid, |s| s["state"]["kind"] == "ended").await;
    assert_eq!(ended["state"]["reason"], "customer_gone");
}

#[tokio::test]
async fn a_customer_whose_page_never_connects_counts_as_away() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let since = ines.snapshot().await["seq"].as_u64();
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    // The feed must have seen the session before time passes.
    let mut live = ines.live(since).await;
    live.wait_for(|change| change["session"]["lsid"].as_str().map(drop)).await;
    stage.clock.advance_s(25);
    until_session(&ines, &lsid, |s| s["customer"]["presence"]["kind"] == "away").await;
}

#[tokio::test]
async fn an_owner_who_stays_away_gives_the_session_back() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let live = bram.live(None).await;
    bram.accept(&lsid).await;
    drop(live);
    let connections = &stage.running.app().feed.representatives;
    eventually(async || (connections.count() == 0).then_some(())).await;
    stage.clock.advance_s(10);
    until_presence(&ines, 2, "offline").await;
    stage.clock.advance_s(299);
    assert_eq!(ines.session(&lsid).await, Value::Null);
    stage.clock.advance_s(1);
    let back = until_session(&ines, &lsid, |s| s["state"]["kind"] == "waiting").await;
    assert_eq!(back["state"]["queue"], "team:1");
    assert_eq!(back["participants"], json!([]));
}

#[tokio::test]
async fn after_a_restart_everybody_has_the_time_to_come_back() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let live = ines.live(None).await;
    until_presence(&ines, 1, "available").await;
    let stage = stage.restart().await;
    drop((page, live));
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    assert_eq!(presence(&ines, 1).await, "available");
    assert_eq!(ines.session(&lsid).await["customer"]["presence"]["kind"], "here");
    stage.clock.advance_s(11);
    until_presence(&ines, 1, "offline").await;
    until_session(&ines, &lsid, |s| s["customer"]["presence"]["kind"] == "away").await;
}
