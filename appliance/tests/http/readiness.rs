//! Presence that is set by itself, and signing out by hand.

use farhand_appliance::domain::OFFLINE_GRACE_S;
use farhand_protocol::SessionId;
use farhand_protocol::limits::RECONNECT_WINDOW_S;
use http::StatusCode;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stage::{Rep, Stage, eventually};

async fn seen(rep: &Rep, of: u64) -> (Value, Value) {
    let snapshot = rep.snapshot().await;
    let people = snapshot["representatives"].as_array().unwrap();
    let found = people.iter().find(|r| r["id"] == of).unwrap();
    (found["presence"].clone(), found["auto"].clone())
}

async fn until_seen(rep: &Rep, of: u64, presence: &str, auto: Value) {
    let wanted = (json!(presence), auto);
    eventually(async || (seen(rep, of).await == wanted).then_some(())).await;
}

async fn until_state(rep: &Rep, lsid: &SessionId, wanted: &str) -> Value {
    eventually(async || Some(rep.session(lsid).await).filter(|s| s["state"]["kind"] == wanted)).await
}

#[tokio::test]
async fn away_after_idle_minutes_and_back_with_the_first_touch() {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    site.teams.told.away_after_min = Some(5);
    stage.store().set_site(site).await.unwrap();
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let mut live = bram.live(None).await;
    until_seen(&ines, 2, "available", Value::Null).await;
    stage.clock.advance_s(299);
    live.send(Message::text(r#"{"type":"active"}"#)).await;
    let activity = &stage.running.app().feed.activity;
    let bram_id = farhand_protocol::RepresentativeId(2);
    let now = farhand_appliance::clock::Clock::now(&*stage.clock);
    eventually(async || (activity.since(bram_id) == Some(now)).then_some(())).await;
    stage.clock.advance_s(299);
    assert_eq!(seen(&ines, 2).await, (json!("available"), Value::Null));
    // Looking does not count, nor does a connection that comes back.
    bram.snapshot().await;
    stage.clock.advance_s(1);
    until_seen(&ines, 2, "away", json!("idle")).await;
    drop(live);
    let mut live = bram.live(None).await;
    assert_eq!(seen(&ines, 2).await.1, json!("idle"));
    live.send(Message::text(r#"{"type":"active"}"#)).await;
    until_seen(&ines, 2, "available", Value::Null).await;
    stage.clock.advance_s(300);
    until_seen(&ines, 2, "away", json!("idle")).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    assert_eq!(bram.accept(&lsid).await.0, StatusCode::OK);
    assert_eq!(seen(&ines, 2).await, (json!("available"), Value::Null), "a command counts, too");
}

#[tokio::test]
async fn who_was_away_by_idle_minutes_and_signs_in_sits_there() {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    site.teams.told.away_after_min = Some(5);
    stage.store().set_site(site).await.unwrap();
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let live = bram.live(None).await;
    stage.clock.advance_s(300);
    until_seen(&ines, 2, "away", json!("idle")).await;
    drop(live);
    let bram = stage.rep("bram").await;
    let _live = bram.live(None).await;
    let app = stage.running.app();
    let (now, bram_id) = (app.clock.now(), farhand_protocol::RepresentativeId(2));
    assert_eq!(app.feed.activity.since(bram_id), Some(now), "the minutes begin anew");
    assert_eq!(seen(&ines, 2).await, (json!("available"), Value::Null));
}

#[tokio::test]
async fn signing_out_by_hand_gives_sessions_back_at_once() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let _ines = ines.live(None).await;
    let mut live = bram.live(None).await;
    until_seen(&ines, 2, "available", Value::Null).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    bram.accept(&lsid).await;
    let (status, _) = bram.post("/sign-out", json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let back = until_state(&ines, &lsid, "waiting").await;
    assert_eq!((&back["state"]["queue"], &back["participants"]), (&json!("team:1"), &json!([])));
    until_seen(&ines, 2, "offline", Value::Null).await;
    live.closed().await;
}

#[tokio::test]
async fn another_password_takes_nobodys_sessions_before_the_window_is_over() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let _ines = ines.live(None).await;
    let mut live = bram.live(None).await;
    until_seen(&ines, 2, "available", Value::Null).await;
    let (his, yusufs) =
        (stage.customer("Tobias", "signing-in").await.lsid, stage.customer("Mara", "signing-in").await.lsid);
    bram.accept(&his).await;
    stage.store().set_password("bram", &crate::stage::cheap_hash()).await.unwrap();
    assert_eq!(live.closed().await, Some(1000));
    assert_eq!(bram.get("/snapshot").await.0, StatusCode::UNAUTHORIZED, "he has to sign in anew");
    stage.clock.advance_s(OFFLINE_GRACE_S);
    until_seen(&ines, 2, "offline", Value::Null).await;
    // Whatever would move on has done so by the time that this one is waiting again.
    let yusuf = stage.rep("yusuf").await;
    yusuf.accept(&yusufs).await;
    yusuf.post("/sign-out", json!({})).await;
    until_state(&ines, &yusufs, "waiting").await;
    let again = stage.rep("bram").await;
    assert_eq!(again.session(&his).await["state"]["owner"], 2, "it is still his");

    stage.store().set_password("bram", &crate::stage::cheap_hash()).await.unwrap();
    stage.clock.advance_s(RECONNECT_WINDOW_S);
    until_state(&ines, &his, "waiting").await;
}

#[tokio::test]
async fn a_second_console_keeps_somebody_there() {
    let stage = Stage::open().await;
    let (ines, first) = (stage.rep("ines").await, stage.rep("bram").await);
    let second = stage.rep("bram").await;
    let mut at_first = first.live(None).await;
    let _at_second = second.live(None).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    first.accept(&lsid).await;
    first.post("/sign-out", json!({})).await;
    at_first.closed().await;
    // Whatever would move on has done so by the time that this one is waiting again.
    let other = stage.customer("Mara", "signing-in").await.lsid;
    let yusuf = stage.rep("yusuf").await;
    yusuf.accept(&other).await;
    yusuf.post("/sign-out", json!({})).await;
    until_state(&ines, &other, "waiting").await;
    assert_eq!(seen(&ines, 2).await.0, "available");
    assert_eq!(second.session(&lsid).await["state"]["owner"], 2);
}
