//! Whatever ends driving lets go of what is held.

use farhand_acceptance::{Display, Glass, Meeting, SOON};
use farhand_core::contract::{Command, ScreenStatus};
use farhand_testkit::eventually;

const SHIFT: u32 = 0xffe1;

async fn holds(glass: &Glass, display: &Display, what: &str) {
    glass.pointer(1, 100, 100).await;
    glass.key(true, SHIFT).await;
    let held = || (display.pointer() == (100, 100, 1) && display.keys_held() == 1).then_some(());
    eventually(SOON, what, held).await;
}

async fn lets_go(display: &Display, what: &str) {
    let free = || (display.pointer().2 == 0 && display.keys_held() == 0).then_some(());
    eventually(SOON, what, free).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_the_window_the_screen_or_the_console_lets_go() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    holds(&glass, &display, "before the focus is lost").await;
    // The interface says so when its window loses the focus.
    glass.input(vec![3]).await;
    lets_go(&display, "let go with the focus").await;
    holds(&glass, &display, "before the screen is closed").await;
    meeting.ask(Command::CloseScreen { lsid: meeting.lsid.clone() }).await;
    lets_go(&display, "let go with the screen").await;
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    meeting.ask(Command::OpenScreen { lsid: meeting.lsid.clone() }).await;
    meeting.is_live().await;
    holds(&glass, &display, "before the wheel is let go").await;
    meeting.ask(Command::Drive { lsid: meeting.lsid.clone(), drive: false }).await;
    lets_go(&display, "let go with the wheel").await;
    let driving = || meeting.window.screen(&meeting.lsid).driving;
    eventually(SOON, "nobody drives", || (!driving()).then_some(())).await;
    meeting.drive().await;
    holds(&glass, &display, "before the console ends").await;
    meeting.desk.console().shutdown().await;
    lets_go(&display, "let go with the console").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_was_killed_in_mid_drag_lets_go_when_it_comes_back() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let mut client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    holds(&glass, &display, "before its death").await;
    client.kill();
    client.revive();
    lets_go(&display, "let go after its death").await;
}
