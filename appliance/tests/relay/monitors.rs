//! Supervisors see the screen of a session that they monitor, and do nothing with it.

use farhand_appliance::store::RightsChange;
use farhand_protocol::screen::close;
use farhand_protocol::site::MonitorRule;
use http::StatusCode;
use serde_json::json;

use crate::bytes::Bytes;
use crate::scene::Scene;
use crate::stage::{Rep, Stage};
use crate::viewer::{Viewer, cut_text, key, pointer, wants};

/// Ines drives; a manager of her team, who is to be noticed or not, monitors.
async fn monitored(seen: bool) -> (Scene, Rep) {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    site.teams.told.monitoring = MonitorRule::Choice;
    stage.store().set_site(site).await.unwrap();
    let mut scene = Scene::on(stage).await;
    scene.allow("control").await;
    scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
    let odile = scene.stage.rep("odile").await;
    let (status, told) = odile.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
    let (status, told) = odile.post(&scene.path("/monitor"), json!({"seen": seen})).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    (scene, odile)
}

async fn opens(scene: &Scene, rep: &Rep) -> Viewer {
    let (status, ticket) = rep.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{ticket}");
    let address = format!("/api/v1/screen?ticket={}", ticket["ticket"].as_str().unwrap());
    Viewer(Bytes::open(&scene.stage.url(&address), &[]).await.unwrap())
}

#[tokio::test]
async fn a_hidden_monitor_sees_moves_nothing_and_is_not_named_to_the_device() {
    let (mut scene, odile) = monitored(false).await;
    let mut viewer = opens(&scene, &odile).await;
    // The device is told the owner's name, which `opens` asserts.
    let mut screen = scene.device.opens().await;
    tokio::join!(viewer.handshake(), screen.handshake());
    assert_eq!(screen.0.read(8).await[0], 2, "the encodings");
    viewer.0.send(&pointer(1, 5, 5)).await;
    viewer.0.send(&key(true, 0x61)).await;
    viewer.0.send(&cut_text("pasted")).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false), "nothing of the rest has passed");

    let left = odile.post(&scene.path("/leave"), json!({})).await;
    assert_eq!(left.0, StatusCode::NO_CONTENT);
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
    scene.lives_on().await;
}

#[tokio::test]
async fn an_account_that_may_see_no_screens_sees_none_any_more() {
    let (mut scene, odile) = monitored(true).await;
    let mut viewer = opens(&scene, &odile).await;
    let stream = scene.device.told_of("Odile Exemple").await;
    let mut screen = scene.device.open(stream).await.unwrap();
    tokio::join!(viewer.handshake(), screen.handshake());
    let none = RightsChange { view: Some(false), ..RightsChange::default() };
    scene.stage.store().change_rights("odile", none).await.unwrap();
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
    let (status, told) = odile.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{told}");
}

#[tokio::test]
async fn pointer_and_keys_go_with_the_right_to_them() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&pointer(0, 5, 5)).await;
    assert_eq!(screen.0.read(6).await, pointer(0, 5, 5));
    let none = RightsChange { control: Some(false), ..RightsChange::default() };
    scene.stage.store().change_rights("ines", none).await.unwrap();
    crate::stage::eventually(async || {
        let session = scene.rep.session(&scene.lsid).await;
        session["driver"].is_null().then_some(())
    })
    .await;
    scene.stage.running.app().feed.caught_up().await.unwrap();
    viewer.0.send(&pointer(0, 9, 9)).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false), "the pointer stays where it is");
    let drive = scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
    assert_eq!(drive.0, StatusCode::FORBIDDEN);
}
