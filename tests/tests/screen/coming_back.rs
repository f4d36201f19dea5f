//! Lost lines and killed clients: inside the window everything goes on without another question.

use std::time::{Duration, Instant};

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_core::contract::ScreenStatus;
use farhand_protocol::capability::Capability;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::device::DevicePresence;
use farhand_testkit::{Fault, eventually, eventually_async};

/// The customer was asked once.
async fn asked_once(meeting: &Meeting) {
    let events = meeting.events().await;
    let asked = |event: &&SessionEvent| matches!(event, SessionEvent::CapabilityRequested { .. });
    assert_eq!(events.iter().filter(asked).count(), 1, "{events:?}");
}

async fn is_away(meeting: &Meeting) {
    meeting
        .until("the device is away", |session| {
            matches!(session.device.as_ref().map(|device| device.presence), Some(DevicePresence::Away { .. }))
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cut_line_comes_back_without_another_question() {
    let meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    for seed in 1..4 {
        glass.pointer(1, 50, 60).await;
        eventually(SOON, "the button is held", || (display.pointer() == (50, 60, 1)).then_some(())).await;
        meeting.line.set(Fault::Refuse);
        meeting.line.cut_all();
        is_away(&meeting).await;
        // Nobody drives: nothing is held.
        eventually(SOON, "the button is let go", || (display.pointer().2 == 0).then_some(())).await;
        display.scribble(seed);
        meeting.talk().await;
        meeting.line.set(Fault::None);
        meeting.device_is_here().await;
        assert!(meeting.session().capabilities.granted(Capability::Control));
        meeting.is_live().await;
        glass.shows(&display, &format!("after cut {seed}")).await;
    }
    asked_once(&meeting).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_representatives_line_comes_back_by_itself() {
    let meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    glass.pointer(1, 70, 80).await;
    eventually(SOON, "the button is held", || (display.pointer() == (70, 80, 1)).then_some(())).await;
    meeting.desk.line.set(Fault::Refuse);
    meeting.desk.line.cut_all();
    eventually(SOON, "the button is let go", || (display.pointer().2 == 0).then_some(())).await;
    meeting.screen_is("lost", |status| matches!(status, ScreenStatus::Lost { .. })).await;
    display.scribble(4);
    meeting.desk.line.set(Fault::None);
    meeting.is_live().await;
    glass.shows(&display, "after the cut").await;
    asked_once(&meeting).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_was_killed_comes_back_to_its_session() {
    let meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let mut client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    client.kill();
    is_away(&meeting).await;
    display.scribble(6);
    client.revive();
    meeting.device_is_here().await;
    meeting.is_live().await;
    glass.shows(&display, "after its death").await;
    glass.pointer(0, 123, 45).await;
    eventually(SOON, "it is driven again", || (display.pointer() == (123, 45, 0)).then_some(())).await;
    asked_once(&meeting).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appliance_that_starts_again_finds_everything_as_it_was() {
    let mut meeting = Meeting::begin().await;
    let display = Display::start("800x600").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    glass.pointer(1, 50, 60).await;
    eventually(SOON, "the button is held", || (display.pointer() == (50, 60, 1)).then_some(())).await;
    meeting.site.restart().await;
    eventually(SOON, "the button is let go", || (display.pointer().2 == 0).then_some(())).await;
    display.scribble(5);
    let address = meeting.site.address();
    meeting.desk.line.set_target(address);
    meeting.line.set_target(address);
    meeting.customer.move_to(address);
    meeting.desk.online().await;
    let moved = |(x, y, buttons)| (x, y, buttons) == (70, 80, 0);
    eventually_async(SOON, "it is driven again", || async {
        glass.pointer(0, 70, 80).await;
        moved(display.pointer()).then_some(())
    })
    .await;
    glass.shows(&display, "after the restart").await;
    meeting.talk().await;
    asked_once(&meeting).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_stopped_stays_stopped_over_a_cut() {
    let meeting = Meeting::begin().await;
    let display = Display::start("320x240").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    meeting.line.set(Fault::Refuse);
    meeting.line.cut_all();
    is_away(&meeting).await;
    meeting.customer.withdraw(Capability::View).await.expect("it is taken");
    meeting.line.set(Fault::None);
    meeting.device_is_here().await;
    let before = glass.picture();
    display.scribble(8);
    meeting.talk().await;
    assert_eq!(meeting.window.screen(&meeting.lsid).status, ScreenStatus::Closed);
    assert!(!meeting.session().capabilities.granted(Capability::View) && glass.picture() == before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_slow_line_the_newest_is_seen_and_the_hand_is_not_behind() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    glass.shows(&display, "at first").await;
    meeting.line.set(Fault::Refuse);
    meeting.line.cut_all();
    is_away(&meeting).await;
    meeting.line.set(Fault::Slow { bytes_per_s: 250_000 });
    meeting.device_is_here().await;
    meeting.is_live().await;
    // Each of these takes seconds on this line: not all of them are sent.
    for seed in 0..12 {
        display.noise(seed);
    }
    glass.pointer(0, 33, 44).await;
    let began = Instant::now();
    eventually(SOON, "the pointer", || (display.pointer() == (33, 44, 0)).then_some(())).await;
    let took = began.elapsed();
    println!("on the slow line the pointer took {took:?}");
    assert!(took < Duration::from_secs(2), "the hand is behind: {took:?}");
    println!("and the picture {:?}", glass.shows(&display, "on the slow line").await);
}
