//! A viewer that does not read: nothing piles up, and it goes on with what the screen shows then.

use std::time::Duration;

use crate::device::{HEIGHT, WIDTH, update};
use crate::scene::Scene;
use crate::viewer::wants;

/// More than the buffers of all sockets on the way.
const FLOOD: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn a_device_that_floods_a_slow_viewer_is_held_up() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    let picture = update(0, 0, WIDTH, HEIGHT, 1);
    let (mut sent, mut held) = (0, false);
    while sent < FLOOD && !held {
        held = tokio::time::timeout(Duration::from_secs(1), screen.0.send(&picture)).await.is_err();
        sent += picture.len();
    }
    assert!(held, "{sent} bytes were taken from the device and given to nobody");
    // Whoever reads again gets everything, whole and in order.
    let mut seen = 0;
    while seen + picture.len() <= sent - picture.len() {
        assert_eq!(viewer.0.read(picture.len()).await, picture);
        seen += picture.len();
    }
}

#[tokio::test]
async fn the_wishes_of_a_slow_viewer_wait_until_it_has_caught_up() {
    let mut scene = Scene::viewed().await;
    let (mut viewer, mut screen) = scene.joined().await;
    let picture = update(0, 0, WIDTH, HEIGHT, 1);
    let mut sent = 0;
    while tokio::time::timeout(Duration::from_millis(500), screen.0.send(&picture)).await.is_ok() {
        sent += 1;
    }
    for _ in 0..5 {
        viewer.0.send(&wants(true)).await;
    }
    let early = screen.0.within(Duration::from_millis(300)).await;
    assert!(early.is_empty(), "asked for more while {sent} pictures are on their way: {early:?}");
    for _ in 0..sent {
        viewer.0.read(picture.len()).await;
    }
    assert_eq!(screen.0.within(Duration::from_millis(500)).await, wants(true), "one wish is left of five");
}
