//! Devices and viewers that break the rules: the stream ends with its reason, the session lives on.

use std::time::Duration;

use farhand_protocol::screen::close;
use serde_json::json;

use crate::device::{HEIGHT, Screen, VERSION, WIDTH};
use crate::scene::Scene;
use crate::viewer::{Viewer, wants};

/// What the device has said wrong, in the words of the session's log.
async fn failed(scene: &Scene, viewer: &mut Viewer) -> String {
    assert_eq!(viewer.0.closed().await, Some(close::DEVICE_FAILED), "{:?}", viewer.0.farewell);
    let entry = scene.entry("screen_failed").await.to_string();
    scene.lives_on().await;
    entry
}

async fn with_screen(said: &[u8]) -> String {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&wants(false)).await;
    assert!(!screen.asked().await);
    screen.0.send(said).await;
    failed(&scene, &mut viewer).await
}

#[tokio::test]
async fn another_protocol_is_named() {
    let mut scene = Scene::viewed().await;
    let mut viewer = scene.viewer().await;
    let Screen(mut device) = scene.device.opens().await;
    device.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    assert!(failed(&scene, &mut viewer).await.contains("does not speak RFB"));
}

#[tokio::test]
async fn lies_about_sizes_are_found_out() {
    let raw = |x: u16, y: u16, width: u16, height: u16, encoding: i32| {
        let mut update = vec![0, 0, 0, 1];
        [x, y, width, height].iter().for_each(|n| update.extend(n.to_be_bytes()));
        update.extend(encoding.to_be_bytes());
        update
    };
    assert!(with_screen(&raw(0, 0, WIDTH + 1, HEIGHT, 0)).await.contains("does not lie in the framebuffer"));
    assert!(with_screen(&raw(0, 0, 8, 8, 77)).await.contains("encoding 77"));
    assert!(with_screen(&[99]).await.contains("message type 99"));
}

#[tokio::test]
async fn a_device_that_closes_in_mid_rectangle_closes_the_stream() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    screen.0.send(&crate::device::update(0, 0, WIDTH, HEIGHT, 1)[..200]).await;
    screen.0.cut();
    assert_eq!(viewer.0.closed().await, Some(close::DEVICE_AWAY));
    scene.lives_on().await;
}

#[tokio::test]
async fn a_device_that_does_not_open_its_stream_is_not_waited_for_for_ever() {
    let mut scene = Scene::viewed().await;
    let mut viewer = scene.viewer().await;
    let stream = scene.device.told().await;
    // Reading with patience: the device has ten seconds.
    tokio::time::timeout(Duration::from_secs(11), async {
        while viewer.0.within(Duration::from_secs(1)).await.is_empty() && viewer.0.farewell.is_none() {}
    })
    .await
    .unwrap();
    assert_eq!(viewer.0.closed().await, Some(close::NO_ANSWER));
    assert!(scene.entry("screen_failed").await.to_string().contains("did not open its screen in time"));
    assert!(scene.device.open(stream).await.is_err());
    scene.lives_on().await;
}

#[tokio::test]
async fn a_viewer_that_breaks_the_protocol_is_told() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, _screen) = scene.joined().await;
    viewer.0.send(&[77, 1, 2, 3]).await;
    assert_eq!(viewer.0.closed().await, Some(close::VIEWER_FAILED));
    let mut viewer = scene.viewer().await;
    let mut screen = scene.device.opens().await;
    screen.0.send(VERSION).await;
    viewer.0.read(12).await;
    viewer.0.send(b"GET / HTTP/1.1\r\n").await;
    assert_eq!(viewer.0.closed().await, Some(close::VIEWER_FAILED));
    scene.lives_on().await;
}

#[tokio::test]
async fn the_reason_of_a_device_that_stops_by_itself_is_waited_for() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, screen) = scene.joined().await;
    screen.0.cut();
    tokio::time::sleep(Duration::from_millis(50)).await;
    scene.device.post(&scene.stage, "/device/withdraw", json!({"what": "view"})).await;
    assert_eq!(viewer.0.closed().await, Some(close::VIEW_STOPPED));
}

#[tokio::test]
async fn a_device_that_falls_silent_in_mid_rectangle_is_given_up() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    screen.0.send(&crate::device::update(0, 0, WIDTH, HEIGHT, 1)[..200]).await;
    assert_eq!(viewer.0.read(200).await.len(), 200);
    tokio::time::timeout(Duration::from_secs(15), async {
        while viewer.0.farewell.is_none() {
            viewer.0.within(Duration::from_secs(1)).await;
        }
    })
    .await
    .unwrap();
    assert!(failed(&scene, &mut viewer).await.contains("stopped in the middle"));
}
