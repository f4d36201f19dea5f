//! What the representative types and clicks arrives in programs of the customer's computer.

use std::fs;

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_protocol::capability::Capability;
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_is_typed_here_appears_in_a_program_there_and_is_seen() {
    let meeting = Meeting::begin().await;
    let display = Display::start("1024x768").await;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("typed");
    let _terminal = display.terminal(&file).await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.pointer(0, 60, 60).await;
    for line in ["Hello, Rosa! {}[] ~|", "Grüße 2 €, žluťoučký kůň", "Привет, 東京"] {
        glass.type_line(line).await;
        eventually(SOON, line, || {
            let typed = fs::read_to_string(&file).unwrap_or_default();
            typed.ends_with(&format!("{line}\n")).then_some(())
        })
        .await;
    }
    glass.shows(&display, "after typing").await;
    assert_eq!((display.keys_held(), display.pointer().2), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicks_and_wheel_reach_a_window_there() {
    let meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let mut button = display.button(300, 200, 120, 40);
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "the button").await;
    // Left beside the window; left, right and the wheel in it.
    glass.click(10, 10).await;
    glass.click(310, 210).await;
    for buttons in [0, 4, 0, 8, 0] {
        glass.pointer(buttons, 350, 220).await;
    }
    let expected = [1, 3, 4].map(|button| [(button, true), (button, false)]).concat();
    let what = "the clicks";
    eventually(SOON, what, || (button.heard().len() >= expected.len()).then_some(())).await;
    assert_eq!(button.heard(), expected);
    assert_eq!(display.pointer(), (350, 220, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_control_nothing_that_is_done_here_happens_there() {
    let meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let mut button = display.button(0, 0, 800, 600);
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    glass.shows(&display, "the window").await;
    let before = display.pointer();
    glass.click(20, 20).await;
    glass.type_line("nobody hears this").await;
    // What comes after it has come: control is allowed, and the first click that counts is heard.
    meeting.is_allowed(Capability::Control).await;
    assert_eq!(display.pointer(), before);
    meeting.drive().await;
    glass.click(40, 40).await;
    eventually(SOON, "the click that counts", || (button.heard().len() >= 2).then_some(())).await;
    assert_eq!(button.heard(), [(1, true), (1, false)]);
}
