//! Several monitors: all of them, and one by one.

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_core::contract::Command;
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn monitors_are_seen_together_and_one_by_one() {
    let meeting = Meeting::begin().await;
    let display = Display::start("1280x480").await;
    display.divide();
    display.scribble(1);
    let mut button = display.button(1000, 100, 60, 40);
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "both").await;
    let screens = || meeting.window.screen(&meeting.lsid).facts.map(|facts| facts.screens);
    let screens = eventually(SOON, "two screens", || screens().filter(|s| s.len() == 2)).await;
    assert_eq!(screens.iter().map(|s| (s.x, s.width)).collect::<Vec<_>>(), [(0, 640), (640, 640)]);
    for (seed, screen) in (2..).zip(&screens) {
        let part = Command::ShowScreenPart { lsid: meeting.lsid.clone(), part: Some(screen.id) };
        meeting.ask(part).await;
        display.scribble(seed);
        let expected = || display.picture().part(screen.x, screen.y, screen.width, screen.height);
        glass.is("one of them", expected).await;
    }
    // Places are those of the whole desktop, whatever part is shown.
    glass.click(1010, 110).await;
    eventually(SOON, "the click", || (button.heard() == [(1, true), (1, false)]).then_some(())).await;
    meeting.ask(Command::ShowScreenPart { lsid: meeting.lsid.clone(), part: None }).await;
    glass.shows(&display, "both again").await;
}
