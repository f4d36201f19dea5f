//! Whether a device is there: lost and back, gone for good, and across a restart.

use farhand_appliance::feed::CustomerFeed;
use farhand_protocol::device::close::PLACE_TAKEN;
use farhand_protocol::{RepresentativeId, SessionId, limits};
use http::StatusCode;
use serde_json::{Value, json};

use crate::device::{Device, ask_of, events, key, permit, stands, until_frame};
use crate::stage::{Live, Rep, Stage, eventually};

async fn until(rep: &Rep, lsid: &SessionId, wanted: impl Fn(&Value) -> bool) -> Value {
    eventually(async || Some(rep.session(lsid).await).filter(|session| wanted(session))).await
}

/// A device whose screen Ines sees, beside an open page.
async fn viewed(stage: &Stage) -> (Rep, Device, Live, CustomerFeed) {
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    ines.accept(&lsid).await;
    let device = Device::elevated(stage, &ines, &lsid).await;
    let mut live = device.live().await.unwrap();
    live.frame().await;
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    assert_eq!(device.answers(stage, ask_of(&asked), json!("view")).await.0, StatusCode::NO_CONTENT);
    (ines, device, live, page)
}

async fn lose(stage: &Stage, live: Live) {
    drop(live);
    let devices = &stage.running.app().feed.devices;
    eventually(async || (devices.count() == 0).then_some(())).await;
    stage.clock.advance_s(4);
}

fn device_is(session: &Value, presence: &str) -> bool {
    session["device"]["presence"]["kind"] == presence
}

#[tokio::test]
async fn a_device_that_comes_back_in_time_need_not_be_allowed_again() {
    let stage = Stage::open().await;
    let (ines, device, live, _page) = viewed(&stage).await;
    lose(&stage, live).await;
    let away = until(&ines, &device.lsid, |session| device_is(session, "away")).await;
    assert_eq!(stands(&away), "granted device_away device_away");
    stage.clock.advance_s(295);
    let _live = device.live().await.unwrap();
    let back = until(&ines, &device.lsid, |session| device_is(session, "here")).await;
    assert_eq!(stands(&back), "granted available available");
    let told = events(&ines, &device.lsid).await;
    assert_eq!(told[told.len() - 2..], ["device_away", "device_returned"]);
}

#[tokio::test]
async fn a_device_that_stays_away_is_gone_with_what_was_allowed() {
    let stage = Stage::open().await;
    let (ines, device, live, _page) = viewed(&stage).await;
    // The page stays, so the session does too.
    let _here = ines.live(None).await;
    lose(&stage, live).await;
    until(&ines, &device.lsid, |session| device_is(session, "away")).await;
    stage.clock.advance_s(300);
    let gone = until(&ines, &device.lsid, |session| session["device"].is_null()).await;
    assert_eq!(stands(&gone), "needs_client needs_client needs_client");
    assert_eq!(
        (&gone["state"]["kind"], &gone["customer"]["presence"]["kind"]),
        (&json!("active"), &json!("here"))
    );
    assert_eq!(device.live().await.err(), Some(401), "its token is void");
    let told = events(&ines, &device.lsid).await;
    assert_eq!(told[told.len() - 2..], ["capability_stopped", "device_left"]);
}

#[tokio::test]
async fn a_customer_without_a_page_is_there_as_long_as_the_device_is() {
    let stage = Stage::open().await;
    let (ines, device, live, page) = viewed(&stage).await;
    drop(page);
    stage.clock.advance_s(5);
    let _page_is_away = eventually(async || {
        let here = stage.running.app().store.customers_here().await.unwrap();
        (!here.contains(&device.lsid)).then_some(())
    })
    .await;
    assert_eq!(ines.session(&device.lsid).await["customer"]["presence"]["kind"], "here");
    lose(&stage, live).await;
    until(&ines, &device.lsid, |session| session["customer"]["presence"]["kind"] == "away").await;
    let _live = device.live().await.unwrap();
    until(&ines, &device.lsid, |session| session["customer"]["presence"]["kind"] == "here").await;
}

#[tokio::test]
async fn a_session_of_a_device_alone_ends_with_it() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let make = async || {
        let (_, made) = ines.post("/keys", json!({"queue": "general"})).await;
        Device::with(&stage, key(made["key"].as_str().unwrap())).await
    };
    let (leaves, stays_away) = (make().await, make().await);
    ines.accept(&leaves.lsid).await;
    assert_eq!(leaves.post(&stage, "/device/leave", json!({})).await.0, StatusCode::NO_CONTENT);
    let ended = ines.session(&leaves.lsid).await;
    assert_eq!((&ended["state"]["kind"], &ended["state"]["reason"]), (&json!("ended"), &json!("customer")));
    assert_eq!(leaves.post(&stage, "/device/leave", json!({})).await.0, StatusCode::UNAUTHORIZED);

    // This one never connects.
    stage.clock.advance_s(25);
    until(&ines, &stays_away.lsid, |session| session["customer"]["presence"]["kind"] == "away").await;
    stage.clock.advance_s(300);
    until(&ines, &stays_away.lsid, |session| session.is_null()).await;
    assert_eq!(stays_away.live().await.err(), Some(401));
}

#[tokio::test]
async fn a_device_that_leaves_takes_what_was_allowed_along() {
    let stage = Stage::open().await;
    let (ines, device, mut live, _page) = viewed(&stage).await;
    device.post(&stage, "/device/leave", json!({})).await;
    until_frame(&mut live, |frame| frame["type"] == "ended").await;
    let session = ines.session(&device.lsid).await;
    assert_eq!(
        (stands(&session).as_str(), &session["device"]),
        ("needs_client needs_client needs_client", &Value::Null)
    );
    assert_eq!(session["state"]["kind"], "active", "the page is still there");
}

#[tokio::test]
async fn a_restart_changes_nothing_for_a_device() {
    let stage = Stage::open().await;
    let (ines, device, live, page) = viewed(&stage).await;
    let stage = stage.restart().await;
    drop((live, page));
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    let device = Device { url: stage.running.url().to_owned(), ..device };
    let session = ines.session(&device.lsid).await;
    assert!(device_is(&session, "here") && stands(&session).starts_with("granted"), "{session}");
    let mut live = device.live().await.unwrap();
    assert_eq!(live.frame().await["view"]["sharing"]["view"], true);
    lose(&stage, live).await;
    until(&ines, &device.lsid, |session| device_is(session, "away")).await;
}

#[tokio::test]
async fn a_device_that_does_not_connect_after_a_restart_is_away() {
    let stage = Stage::open().await;
    let (ines, device, live, page) = viewed(&stage).await;
    let stage = stage.restart().await;
    drop((live, page));
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    stage.clock.advance_s(5);
    until(&ines, &device.lsid, |session| device_is(session, "away")).await;
}

#[tokio::test]
async fn a_newer_connection_takes_the_older_ones_place() {
    let stage = Stage::open().await;
    let (ines, device, mut older, _page) = viewed(&stage).await;
    let mut newer = device.live().await.unwrap();
    assert_eq!(older.closed().await, Some(PLACE_TAKEN));
    stage.running.app().lines.open_screen(&device.lsid, 7, (RepresentativeId(1), "Ines Exemplar")).unwrap();
    let order = until_frame(&mut newer, |frame| frame["type"] == "open_screen").await;
    assert_eq!(order, json!({"type": "open_screen", "stream": 7, "name": "Ines Exemplar", "by": 1}));
    stage.clock.advance_s(10);
    assert!(device_is(&ines.session(&device.lsid).await, "here"));
}

#[tokio::test]
async fn an_order_never_overtakes_the_grant_that_it_stands_on() {
    let stage = Stage::open().await;
    let (ines, device, mut live, _page) = viewed(&stage).await;
    for stream in 1..=20 {
        device.withdraws(&stage, "view").await;
        let (_, asked) = permit(&ines, &device.lsid, "ask", "view").await;
        device.answers(&stage, ask_of(&asked), json!("view")).await;
        let by = (RepresentativeId(1), "Ines Exemplar");
        stage.running.app().lines.open_screen(&device.lsid, stream, by).unwrap();
        let mut sees = Value::Null;
        loop {
            let frame = live.frame().await;
            match frame["type"].as_str() {
                Some("view") => sees = frame["view"]["sharing"]["view"].clone(),
                _ => break,
            }
        }
        assert_eq!(sees, true, "stream {stream}");
    }
}

#[tokio::test]
async fn abilities_may_change_and_nothing_else_is_heard() {
    use tokio_tungstenite::tungstenite::Message;
    let stage = Stage::open().await;
    let (ines, device, mut live, _page) = viewed(&stage).await;
    let abilities = json!({"view": true, "control": false, "clipboard": true, "annotations": false});
    let frame = json!({"type": "abilities", "abilities": abilities}).to_string();
    live.send(Message::Text(frame.into())).await;
    let session =
        until(&ines, &device.lsid, |session| session["device"]["abilities"]["control"] == false).await;
    assert_eq!(stands(&session), "granted not_supported not_supported");
    for bad in ["{\"type\": \"grant\", \"what\": \"control\"}", "{", "{\"type\": \"abilities\"}"] {
        let mut live = device.live().await.unwrap();
        live.send(Message::Text(bad.into())).await;
        assert_eq!(live.closed().await, Some(1008), "{bad}");
    }
    let mut live = device.live().await.unwrap();
    live.send(Message::Text(" ".repeat(limits::LIVE_FRAME_BYTES + 1).into())).await;
    live.closed().await;
    let mut live = device.live().await.unwrap();
    live.send(Message::Binary(vec![0; 8].into())).await;
    assert_eq!(live.closed().await, Some(1003));
}
