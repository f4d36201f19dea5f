//! What opens a stream, and what does not.

use http::StatusCode;
use serde_json::json;
use tokio_tungstenite::tungstenite::Error;

use crate::bytes::Bytes;
use crate::scene::Scene;

/// The status with which a viewer is refused.
async fn refused(scene: &Scene, query: &str, headers: &[(&'static str, &str)]) -> u16 {
    match Bytes::open(&scene.stage.url(&format!("/api/v1/screen{query}")), headers).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the stream was opened"),
    }
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_its_time() {
    let mut scene = Scene::viewed().await;
    let ticket = scene.ticket().await;
    let address = scene.stage.url(&format!("/api/v1/screen?ticket={ticket}"));
    let _viewer = Bytes::open(&address, &[]).await.unwrap();
    let _screen = scene.device.opens().await;
    assert_eq!(refused(&scene, &format!("?ticket={ticket}"), &[]).await, 401);
    let late = scene.ticket().await;
    scene.stage.clock.advance_s(30);
    assert_eq!(refused(&scene, &format!("?ticket={late}"), &[]).await, 401);
    assert_eq!(refused(&scene, "?ticket=bm90LWEtdGlja2V0", &[]).await, 401);
    assert_eq!(refused(&scene, "", &[]).await, 401);
    let live = scene.rep.ticket().await;
    assert_eq!(refused(&scene, &format!("?ticket={live}"), &[]).await, 401);
}

#[tokio::test]
async fn pages_of_other_sites_open_nothing() {
    let mut scene = Scene::viewed().await;
    let query = format!("?ticket={}", scene.ticket().await);
    assert_eq!(refused(&scene, &query, &[("Origin", "https://elsewhere.example")]).await, 403);
    let address = scene.stage.url(&format!("/api/v1/screen{query}"));
    let own = [("Origin", "tauri://localhost"), ("Sec-WebSocket-Protocol", "binary")];
    let _viewer = Bytes::open(&address, &own).await.unwrap();
    scene.device.told().await;
}

#[tokio::test]
async fn a_ticket_needs_a_grant_and_says_what_is_missing() {
    let mut scene = Scene::open().await;
    let ask = async |scene: &Scene, rep: &crate::stage::Rep| {
        let (status, body) = rep.post(&scene.path("/screen/ticket"), json!({})).await;
        (status, body["message"].as_str().unwrap_or_default().to_owned())
    };
    let (status, message) = ask(&scene, &scene.rep).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(message.contains("has not allowed the screen to be seen"), "{message}");
    scene.allow("view").await;
    let ticket = scene.ticket().await;
    let stranger = scene.stage.rep("odile").await;
    assert_eq!(ask(&scene, &stranger).await.0, StatusCode::NOT_FOUND);
    scene.device.post(&scene.stage, "/device/withdraw", json!({"what": "view"})).await;
    assert_eq!(refused(&scene, &format!("?ticket={ticket}"), &[]).await, 409);
    let (status, body) = scene.rep.post(&scene.path("/hold"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, message) = ask(&scene, &scene.rep).await;
    assert!(status == StatusCode::CONFLICT && message.contains("accept it"), "{message}");
}

#[tokio::test]
async fn a_ninth_viewer_waits_for_its_turn() {
    let scene = Scene::viewed().await;
    let mut viewers = Vec::new();
    for _ in 0..8 {
        viewers.push(scene.viewer().await);
    }
    let ticket = scene.ticket().await;
    assert_eq!(refused(&scene, &format!("?ticket={ticket}"), &[]).await, 429);
}

#[tokio::test]
async fn a_stream_is_opened_only_by_the_device_that_was_told_to() {
    let mut scene = Scene::viewed().await;
    let _viewer = scene.viewer().await;
    let stream = scene.device.told().await;
    let status = async |number: u64| match scene.device.open(number).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => 101,
    };
    assert_eq!(status(stream + 1).await, 404);
    let foreign = Scene::viewed().await;
    let address = scene.stage.url(&format!("/device/screen/{stream}"));
    let bearer = format!("Bearer {}", foreign.device.token);
    match Bytes::open(&address, &[("Authorization", &bearer)]).await {
        Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), 401),
        _ => panic!("another appliance's token opens nothing"),
    }
    assert_eq!(status(stream).await, 101);
    assert_eq!(status(stream).await, 404);
}
