//! Opening and closing the live connection.

use http::StatusCode;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::stage::{Stage, answer, connect, refused};

#[tokio::test]
async fn a_ticket_opens_one_connection_within_its_time() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let url = stage.running.url();
    let ticket = rep.ticket().await;
    let query = format!("ticket={ticket}");
    let _open = connect(url, &query, None).await.unwrap();
    assert_eq!(refused(url, &query, None).await, 401, "used");
    assert_eq!(refused(url, "", None).await, 401, "none");
    assert_eq!(refused(url, "ticket=bm90LWEtdGlja2V0", None).await, 401, "made up");
    assert_eq!(refused(url, "ticket=a&since=x", None).await, 400);
    let late = rep.ticket().await;
    stage.clock.advance_s(31);
    assert_eq!(refused(url, &format!("ticket={late}"), None).await, 401, "late");
    let ended = rep.ticket().await;
    rep.post("/sign-out", json!({})).await;
    assert_eq!(refused(url, &format!("ticket={ended}"), None).await, 401, "its token ended");
}

#[tokio::test]
async fn only_the_console_and_the_own_pages_may_open_it() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let url = stage.running.url();
    for origin in ["https://evil.example", "null", "http://127.0.0.1", "tauri://localhost.evil.example"] {
        let query = format!("ticket={}", rep.ticket().await);
        assert_eq!(refused(url, &query, Some(origin)).await, 403, "{origin}");
    }
    for origin in ["tauri://localhost", "http://tauri.localhost", url] {
        let query = format!("ticket={}", rep.ticket().await);
        assert!(connect(url, &query, Some(origin)).await.is_ok(), "{origin}");
    }
}

#[tokio::test]
async fn a_plain_request_is_told_that_this_is_for_websockets() {
    let stage = Stage::open().await;
    let ticket = stage.rep("ines").await.ticket().await;
    let (status, body) = answer(stage.request("GET", &format!("/api/v1/live?ticket={ticket}"))).await;
    assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));
}

#[tokio::test]
async fn frames_that_are_not_understood_close_it() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    for (message, code) in [
        (Message::Text("{\"type\":\"shout\"}".into()), Some(1008)),
        (Message::Text("{\"type\":\"typing\",\"lsid\":\"x\"}".into()), Some(1008)),
        (Message::Text("{".into()), Some(1008)),
        (Message::Binary(vec![1, 2, 3].into()), Some(1003)),
    ] {
        let mut live = rep.live(None).await;
        live.send(message.clone()).await;
        assert_eq!(live.closed().await, code, "{message:?}");
    }
    let mut live = rep.live(None).await;
    live.send(Message::Text("x".repeat(5000).into())).await;
    assert_ne!(live.closed().await, Some(1000), "larger than a frame may be");
}

#[tokio::test]
async fn it_closes_with_the_token_the_account_and_the_appliance() {
    let stage = Stage::open().await;
    let signed_out = async |mut live: crate::stage::Live| {
        let last = async |live: &mut crate::stage::Live| loop {
            let frame = live.frame().await;
            if frame["type"] == "signed_out" {
                break frame;
            }
        };
        assert_eq!(last(&mut live).await["by"], serde_json::Value::Null, "by no supervisor");
        assert_eq!(live.closed().await, Some(1000));
    };
    let (first, second) = (stage.rep("ines").await, stage.rep("ines").await);
    let (at_first, mut at_second) = (first.live(None).await, second.live(None).await);
    first.post("/sign-out", json!({})).await;
    signed_out(at_first).await;
    stage.customer("Tobias", "signing-in").await;
    at_second.wait_for(|change| change["session"]["lsid"].as_str().map(drop)).await;

    let bram = stage.rep("bram").await.live(None).await;
    stage.store().set_enabled("bram", false).await.unwrap();
    signed_out(bram).await;

    stage.running.shutdown().await;
    assert_eq!(at_second.closed().await, Some(1001));
}

#[tokio::test]
async fn another_process_is_heard_within_moments() {
    use farhand_appliance::clock::SystemClock;
    use farhand_appliance::store::AdminStore;
    use farhand_appliance::store::sqlite::SqliteStore;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let stage = Stage::with(|config| config.data.clone_from(&data)).await;
    let mut live = stage.rep("bram").await.live(None).await;
    let other = SqliteStore::open(&data, std::sync::Arc::new(SystemClock), 7).unwrap();
    other.set_enabled("bram", false).await.unwrap();
    while live.frame().await["type"] != "signed_out" {}
}
