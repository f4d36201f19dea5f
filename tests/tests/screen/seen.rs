//! What is shown at rest is what is on the display, pixel by pixel.

use farhand_acceptance::{Display, Meeting};
use farhand_protocol::capability::Capability;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_picture_is_the_display_pixel_by_pixel() {
    let meeting = Meeting::begin().await;
    let display = Display::start("1024x768").await;
    display.scribble(1);
    let _client = meeting.join(&display, &["--allow", "view"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    println!("first picture after {:?}", glass.shows(&display, "at first").await);
    for seed in 2..8 {
        display.scribble(seed);
        let took = glass.shows(&display, &format!("the scribbles of seed {seed}")).await;
        println!("scribbles of seed {seed}: the same after {took:?}");
    }
    display.flood(0x0012_3456);
    glass.shows(&display, "one colour").await;
    let facts = meeting.window.screen(&meeting.lsid).facts.expect("the device tells of its screen");
    assert_eq!((facts.width, facts.height, facts.screens.len()), (1024, 768, 1));
    meeting.talk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn motion_comes_to_rest_without_loss() {
    let meeting = Meeting::begin().await;
    let display = Display::start("1280x720").await;
    let _client = meeting.join(&display, &["--allow", "view"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    // The whole display changes again and again, as under a video.
    for seed in 0..60 {
        display.scribble(seed);
        display.scribble(seed + 1000);
    }
    println!("the same {:?} after the motion", glass.shows(&display, "after the motion").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_size_and_a_turned_screen_are_seen_in_the_middle_of_a_session() {
    let meeting = Meeting::begin().await;
    let display = Display::resizable("1280x1024").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    for (seed, (width, height)) in [(800, 600), (1024, 768), (1280, 960)].into_iter().enumerate() {
        display.resize(width, height);
        display.scribble(seed as u64);
        glass.shows(&display, &format!("{width}x{height}")).await;
        // What is pointed at is still in its place.
        glass.pointer(0, width - 10, height - 20).await;
        let there = (i16::try_from(width).unwrap() - 10, i16::try_from(height).unwrap() - 20);
        farhand_testkit::eventually(farhand_acceptance::SOON, "the pointer", || {
            let (x, y, _) = display.pointer();
            ((x, y) == there).then_some(())
        })
        .await;
    }
}
