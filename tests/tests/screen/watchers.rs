//! Two consoles look at one screen: the representative's desk, and the laptop beside it.

use farhand_acceptance::{Desk, Display, Glass, Meeting, SOON, Window};
use farhand_core::contract::{Command, ScreenStatus, Topic};
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_consoles_see_the_same_and_come_and_go() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let desk = meeting.driven().await;
    desk.shows(&display, "at the desk").await;
    let laptop = Desk::at(&meeting.site).await;
    laptop.sign_in("ines").await;
    let window = Window::open(laptop.console(), &[Topic::Screen(meeting.lsid.clone())]).await;
    laptop.ask(Command::OpenScreen { lsid: meeting.lsid.clone() }).await.expect("it is opened");
    let glass = Glass::open(laptop.console(), &meeting.lsid).await;
    let status = || window.screen(&meeting.lsid).status;
    eventually(SOON, "the picture on the laptop", || (status() == ScreenStatus::Live).then_some(())).await;
    for seed in 1..4 {
        display.scribble(seed);
        tokio::join!(desk.shows(&display, "at the desk"), glass.shows(&display, "on the laptop"));
    }
    // What one holds, the other does not go on with.
    desk.pointer(1, 100, 100).await;
    eventually(SOON, "a drag at the desk", || (display.pointer() == (100, 100, 1)).then_some(())).await;
    glass.pointer(0, 200, 200).await;
    eventually(SOON, "a move on the laptop", || (display.pointer() == (200, 200, 0)).then_some(())).await;
    // The desk looks away; the laptop goes on.
    meeting.ask(Command::CloseScreen { lsid: meeting.lsid.clone() }).await;
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    display.scribble(7);
    glass.shows(&display, "on the laptop alone").await;
    meeting.ask(Command::OpenScreen { lsid: meeting.lsid.clone() }).await;
    meeting.is_live().await;
    desk.shows(&display, "at the desk again").await;
    laptop.console().shutdown().await;
    display.scribble(8);
    desk.shows(&display, "at the desk alone").await;
}
