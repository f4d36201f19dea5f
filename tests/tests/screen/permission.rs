//! What the customer allows and refuses, as both sides see it.

use farhand_acceptance::{Display, LiveView, Meeting, SOON};
use farhand_core::contract::{Command, ScreenStatus};
use farhand_protocol::capability::{Capability, CapabilityState, StoppedBy};
use farhand_protocol::chat::SessionEvent;
use farhand_testkit::eventually;

fn is_denied(state: &CapabilityState) -> bool {
    matches!(state, CapabilityState::Denied { .. })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_refusals_pause_asking() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "nothing"]).await;
    let view = || meeting.session().capabilities.view;
    meeting.ask_for(Capability::View, is_denied).await;
    assert!(matches!(view(), CapabilityState::Denied { ask_again_at: None, .. }), "{:?}", view());
    meeting
        .ask_for(Capability::View, |state| {
            matches!(state, CapabilityState::Denied { ask_again_at: Some(_), .. })
        })
        .await;
    // A third question is not even asked.
    let asked = |events: &[SessionEvent]| {
        events.iter().filter(|event| matches!(event, SessionEvent::CapabilityRequested { .. })).count()
    };
    assert_eq!(asked(&meeting.events().await), 2);
    let notices = meeting.window.notices().notices.len();
    let command = Command::AskFor { lsid: meeting.lsid.clone(), what: Capability::View };
    if meeting.desk.ask(command).await.is_ok() {
        let told = || (meeting.window.notices().notices.len() > notices).then_some(());
        eventually(SOON, "why nobody is asked", told).await;
    }
    assert_eq!(asked(&meeting.events().await), 2);
    meeting.ask(Command::OpenScreen { lsid: meeting.lsid.clone() }).await;
    meeting.talk().await;
    assert_eq!(meeting.window.screen(&meeting.lsid).status, ScreenStatus::Closed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_is_asked_for_than_is_allowed() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "view"]).await;
    meeting.ask(Command::AskFor { lsid: meeting.lsid.clone(), what: Capability::Control }).await;
    meeting
        .until("seeing is allowed, control is not", |session| {
            session.capabilities.granted(Capability::View) && is_denied(&session.capabilities.control)
        })
        .await;
    let glass = meeting.look().await;
    display.scribble(5);
    glass.shows(&display, "what may be seen").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_customer_stops_it_on_the_page() {
    let mut meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    let shared = |page: &LiveView| page.view.as_ref().is_some_and(|view| view.sharing.control);
    meeting.page.until("the page says that the screen is driven", shared).await.expect("it does");
    meeting.customer.withdraw(Capability::View).await.expect("it is taken");
    meeting.screen_is("closed", |status| *status == ScreenStatus::Closed).await;
    let is_stopped =
        |state: &CapabilityState| matches!(state, CapabilityState::Stopped { by: StoppedBy::Customer, .. });
    meeting
        .until("all of it is stopped", |session| {
            is_stopped(&session.capabilities.view) && is_stopped(&session.capabilities.control)
        })
        .await;
    let before = glass.picture();
    display.scribble(9);
    meeting.talk().await;
    assert!(glass.picture() == before, "nothing is seen any more");
    // It may be asked for again, and allowed again.
    meeting.is_allowed(Capability::View).await;
    meeting.is_live().await;
    glass.shows(&display, "allowed again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_representative_gives_it_back() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    meeting.ask(Command::StopCapability { lsid: meeting.lsid.clone(), what: Capability::Control }).await;
    let by_us = |state: &CapabilityState| {
        matches!(state, CapabilityState::Stopped { by: StoppedBy::Representative, .. })
    };
    meeting.until("control is given back", |session| by_us(&session.capabilities.control)).await;
    assert!(meeting.session().capabilities.granted(Capability::View));
    display.scribble(2);
    glass.shows(&display, "still seen").await;
}
