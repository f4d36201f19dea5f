//! What is captured is what is on the screen, and no more is fetched than has changed.

use std::time::Duration;

use farhand_client::platform::{Happened, Screen};
use farhand_client::screen::{Availability, Frame, Hub, News, Watch};
use farhand_rfb::Rect;
use farhand_rfb::server::Picture;

use super::display::{Display, eventually};

const SIZE: (u16, u16) = (1280, 800);
const MOMENT: Option<Duration> = Some(Duration::from_millis(50));

fn shown(frame: &Frame, rect: Rect) -> Vec<u32> {
    let pixels = frame.read();
    let picture: Picture<'_> = pixels.picture().expect("there is a picture");
    picture.rows(rect).flatten().map(|pixel| pixel & 0x00ff_ffff).collect()
}

/// A screen that is watched and whose first picture was fetched.
fn watched(display: &Display) -> (Box<dyn Screen>, Frame) {
    let place = display.place();
    let mut screen = place.screen(place.waker().unwrap()).unwrap();
    let frame = Frame::default();
    frame.resize(SIZE.0, SIZE.1);
    screen.watch(true).unwrap();
    assert_eq!(screen.grab(true, &frame).unwrap(), [Rect::sized(SIZE.0, SIZE.1)]);
    while screen.wait(MOMENT).unwrap() != Happened::default() {}
    (screen, frame)
}

#[test]
fn the_picture_is_the_screen_pixel_by_pixel() {
    let display = Display::start("1280x800x24");
    display.scribble(SIZE, 1);
    let (mut screen, frame) = watched(&display);
    let all = Rect::sized(SIZE.0, SIZE.1);
    assert!(shown(&frame, all) == display.pixels(all));
    for seed in 2..6 {
        display.scribble(SIZE, seed);
        eventually("damage", || screen.wait(MOMENT).unwrap().damaged.then_some(()));
        screen.grab(false, &frame).unwrap();
        assert!(shown(&frame, all) == display.pixels(all), "after the scribbles of seed {seed}");
    }
}

#[test]
fn a_small_change_is_a_small_damage_and_no_change_is_none() {
    let display = Display::start("1280x800x24");
    let (mut screen, frame) = watched(&display);
    assert_eq!(screen.wait(MOMENT).unwrap(), Happened::default());
    let small = Rect::new(100, 200, 10, 12);
    display.fill(small, 0x0012_3456);
    eventually("damage", || screen.wait(MOMENT).unwrap().damaged.then_some(()));
    assert_eq!(screen.grab(false, &frame).unwrap(), [small]);
    assert_eq!(shown(&frame, small), vec![0x0012_3456; small.area()]);
    assert_eq!(screen.wait(MOMENT).unwrap(), Happened::default());
    screen.watch(false).unwrap();
    // The answer shows that the X server has come so far.
    screen.desktop().unwrap();
    display.fill(small, 0);
    assert_eq!(screen.wait(MOMENT).unwrap(), Happened::default());
}

async fn news(watch: &Watch) -> News {
    tokio::time::timeout(Duration::from_secs(20), watch.news()).await.expect("there is news")
}

#[tokio::test]
async fn the_hub_captures_once_for_all_and_rests_when_nobody_watches() {
    let display = Display::start("1280x800x24");
    let hub = Hub::start(display.place()).unwrap();
    let mut availability = hub.availability();
    availability.wait_for(|screen| *screen == Availability::There).await.unwrap();
    let (one, other) = (hub.watch(), hub.watch());
    for watch in [&one, &other] {
        let first = news(watch).await;
        assert_eq!(first.desktop.map(|desktop| (desktop.width, desktop.height)), Some(SIZE));
        assert!(first.cursor.is_some() && first.pointer.is_some() && first.leds.is_some());
    }
    display.fill(Rect::new(5, 5, 20, 20), 0x00aa_bbcc);
    let filled = Rect::new(5, 5, 20, 20);
    // It may have come with the first picture of the one who came last.
    while !news(&one).await.damage.iter().any(|damage| damage.rect.contains(filled)) {}
    while shown(other.frame(), filled) != vec![0x00aa_bbcc; 400] {
        news(&one).await;
    }
    drop((one, other));
    assert_eq!(hub.watchers(), 0);
    let again = hub.watch();
    assert!(news(&again).await.desktop.is_some());
    hub.close();
}

#[tokio::test]
async fn a_screen_that_goes_is_told_and_one_that_is_missing_is_said_to_be() {
    let display = Display::start("640x480x24");
    let hub = Hub::start(display.place()).unwrap();
    let watch = hub.watch();
    assert!(news(&watch).await.desktop.is_some());
    drop(display);
    while !news(&watch).await.lost {}
    let mut availability = hub.availability();
    let gone = availability.wait_for(|screen| matches!(screen, Availability::Missing(_)));
    tokio::time::timeout(Duration::from_secs(20), gone).await.unwrap().unwrap();
    hub.close();
}
