//! What reaches the device, and what does not.

use std::time::{Duration, Instant};

use farhand_protocol::screen::close;
use serde_json::json;

use crate::device::{HEIGHT, WIDTH, update};
use crate::scene::Scene;
use crate::viewer::{cut_text, key, pointer, wants};

/// Long enough for what would come to have come.
const A_WHILE: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_picture_passes_and_input_passes_to_who_drives() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&wants(false)).await;
    assert!(!screen.asked().await);
    screen.update(0, 0, WIDTH, HEIGHT, 7).await;
    let picture = update(0, 0, WIDTH, HEIGHT, 7);
    assert_eq!(viewer.0.read(picture.len()).await, picture);
    let input =
        [pointer(1, 5, 6), pointer(0, 5, 6), key(true, 0x61), key(false, 0x61), cut_text("hello")].concat();
    viewer.0.send(&input).await;
    assert_eq!(screen.0.read(input.len()).await, input);
}

#[tokio::test]
async fn without_a_grant_nothing_but_looking_passes_however_it_is_cut() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    let forbidden =
        [pointer(1, 5, 6), key(true, 0x61), cut_text("secret"), vec![255, 0, 0, 1, 0, 0, 0, 97, 0, 0, 0, 30]];
    for message in &forbidden {
        viewer.0.send(message).await;
        viewer.0.send_in_single_bytes(message).await;
    }
    viewer.0.send_in_single_bytes(&wants(true)).await;
    assert_eq!(screen.0.within(A_WHILE).await, wants(true));
    // A length that runs over the next message hides nothing.
    let mut long = cut_text(&"x".repeat(5000));
    long.extend(key(true, 0x62));
    for part in long.chunks(7) {
        viewer.0.send(part).await;
    }
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.within(A_WHILE).await, wants(false));
}

#[tokio::test]
async fn who_does_not_drive_moves_nothing_and_taking_over_works_at_once() {
    let mut scene = Scene::driven().await;
    scene.rep.post(&scene.path("/drive"), json!({"drive": false})).await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&pointer(1, 1, 1)).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false));
    scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
    let driving = async {
        loop {
            viewer.0.send(&pointer(2, 9, 9)).await;
            let came = screen.0.within(Duration::from_millis(20)).await;
            if !came.is_empty() {
                return came;
            }
        }
    };
    let came = tokio::time::timeout(crate::stage::SOON, driving).await.unwrap();
    assert_eq!(came[..6], pointer(2, 9, 9));
}

#[tokio::test]
async fn a_withdrawal_in_mid_drag_lets_go_of_the_button_at_once() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&[pointer(1, 5, 6), key(true, 0xffe1)].concat()).await;
    screen.0.read(14).await;
    scene.device.post(&scene.stage, "/device/withdraw", json!({"what": "control"})).await;
    let committed = Instant::now();
    let mut released = vec![screen.0.read(1).await[0]];
    released.extend(screen.0.read(if released[0] == 5 { 5 } else { 7 }).await);
    released.extend(screen.0.read(if released[0] == 5 { 8 } else { 6 }).await);
    let took = committed.elapsed();
    assert!(took < Duration::from_millis(100), "{took:?}");
    let both =
        [[pointer(0, 5, 6), key(false, 0xffe1)].concat(), [key(false, 0xffe1), pointer(0, 5, 6)].concat()];
    assert!(both.contains(&released), "{released:?}");
    viewer.0.send(&pointer(1, 7, 7)).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false));
}

#[tokio::test]
async fn stopping_the_view_closes_the_stream_at_once() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&pointer(4, 5, 6)).await;
    screen.0.read(6).await;
    scene.device.post(&scene.stage, "/device/withdraw", json!({"what": "view"})).await;
    let committed = Instant::now();
    let ((code, took), released) =
        tokio::join!(async { (viewer.0.closed().await, committed.elapsed()) }, async {
            screen.0.read(6).await
        },);
    assert_eq!(code, Some(close::VIEW_STOPPED));
    assert_eq!(released, pointer(0, 5, 6));
    assert!(took < Duration::from_millis(100), "{took:?}");
    assert_eq!(viewer.0.farewell.as_ref().unwrap().1, "The screen is not shared any more.");
    scene.lives_on().await;
}

#[tokio::test]
async fn a_viewer_that_leaves_lets_go_of_what_it_held() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&pointer(1, 5, 6)).await;
    screen.0.read(6).await;
    viewer.0.cut();
    assert_eq!(screen.0.read(6).await, pointer(0, 5, 6));
    screen.0.closed().await;
}

#[tokio::test]
async fn another_device_in_the_sessions_place_gets_nothing_of_what_began_before() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    // However fast all is allowed again.
    let other = crate::scene::Device::attach(&scene.stage, &scene.rep, &scene.lsid).await;
    scene.device = other;
    scene.allow("control").await;
    assert_eq!(viewer.0.closed().await, Some(close::VIEW_STOPPED));
    screen.0.closed().await;
}

#[tokio::test]
async fn ending_and_holding_close_the_stream() {
    for action in ["/end", "/hold"] {
        let mut scene = Scene::viewed().await;
        let (mut viewer, _screen) = scene.joined().await;
        let (status, body) = scene.rep.post(&scene.path(action), json!({})).await;
        assert_eq!(status, http::StatusCode::OK, "{body}");
        assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT), "{action}");
    }
}

#[tokio::test]
async fn signing_out_closes_the_stream() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, _screen) = scene.joined().await;
    scene.rep.post("/sign-out", json!({})).await;
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
}

#[tokio::test]
async fn each_viewer_has_a_stream_of_its_own() {
    let mut scene = Scene::viewed().await;
    let (mut first, mut first_screen) = scene.joined().await;
    let (mut second, mut second_screen) = scene.joined().await;
    first_screen.update(0, 0, 2, 2, 1).await;
    second_screen.update(0, 0, 2, 2, 2).await;
    assert_eq!(first.0.read(32).await, update(0, 0, 2, 2, 1));
    assert_eq!(second.0.read(32).await, update(0, 0, 2, 2, 2));
    first.0.cut();
    second_screen.update(0, 0, 2, 2, 3).await;
    assert_eq!(second.0.read(32).await, update(0, 0, 2, 2, 3));
}
