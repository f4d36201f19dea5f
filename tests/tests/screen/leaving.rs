//! How a hold and the end close the screen.

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_core::contract::{Command, ScreenStatus};
use farhand_protocol::capability::Capability;
use farhand_protocol::session::SessionState;
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_closes_the_screen_and_the_client() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let mut client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    glass.pointer(1, 20, 20).await;
    eventually(SOON, "the button is held", || (display.pointer() == (20, 20, 1)).then_some(())).await;
    meeting.ask(Command::EndSession { lsid: meeting.lsid.clone() }).await;
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    eventually(SOON, "the client ends", || client.ended().then_some(())).await;
    assert_eq!(display.pointer(), (20, 20, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_closes_the_screen_and_the_client_stays() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let mut client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    glass.pointer(1, 20, 20).await;
    eventually(SOON, "the button is held", || (display.pointer() == (20, 20, 1)).then_some(())).await;
    meeting.ask(Command::HoldSession { lsid: meeting.lsid.clone() }).await;
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    eventually(SOON, "the button is let go", || (display.pointer() == (20, 20, 0)).then_some(())).await;
    let before = glass.picture();
    display.scribble(3);
    meeting.desk.accept_the_waiting_one().await;
    meeting.until("it is active", |session| matches!(session.state, SessionState::Active { .. })).await;
    meeting.device_is_here().await;
    assert!(!client.ended());
    // After a hold everything is asked for anew.
    assert!(!meeting.session().capabilities.granted(Capability::View));
    assert!(glass.picture() == before, "nothing was seen meanwhile");
    meeting.is_allowed(Capability::View).await;
    meeting.is_live().await;
    glass.shows(&display, "after the hold").await;
}
