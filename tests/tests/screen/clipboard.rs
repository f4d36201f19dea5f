//! Copied texts pass by explicit buttons where control is allowed, and by themselves where that is
//! allowed too.

use std::time::Duration;

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_core::contract::Command;
use farhand_protocol::capability::Capability;
use farhand_testkit::eventually;

const OURS: &str = "The serial number is 4711-é-東京.";
const THEIRS: &str = "Error 0x80004005: Grüße vom Gerät";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_pass_both_ways_by_buttons() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let _glass = meeting.driven().await;
    let lsid = meeting.lsid.clone();
    meeting.desk.clipboard.copy(OURS);
    meeting.ask(Command::SendClipboard { lsid: lsid.clone() }).await;
    eventually(SOON, "the text there", || (display.copied() == OURS).then_some(())).await;
    let moved = || meeting.window.screen(&lsid).clipboard;
    let sent = eventually(SOON, "what was sent", || moved().filter(|m| m.characters.is_some())).await;
    assert_eq!((sent.to_device, sent.characters), (true, Some(OURS.chars().count() as u32)));

    let _holder = display.copy(THEIRS);
    eventually(SOON, "it is copied there", || (display.copied() == THEIRS).then_some(())).await;
    // It is not asked for: it stays where it is.
    assert_eq!(meeting.desk.clipboard.content().as_deref(), Some(OURS));
    meeting.ask(Command::FetchClipboard { lsid: lsid.clone() }).await;
    let here = || (meeting.desk.clipboard.content().as_deref() == Some(THEIRS)).then_some(());
    eventually(SOON, "the text here", here).await;
    let fetched = eventually(SOON, "what was fetched", || moved().filter(|m| !m.to_device)).await;
    let characters = || moved().and_then(|m| m.characters).or(fetched.characters);
    let characters = eventually(SOON, "how much was fetched", characters).await;
    assert_eq!(characters, THEIRS.chars().count() as u32);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_pass_by_themselves_where_that_is_allowed() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "control", "--clipboard"]).await;
    let glass = meeting.driven().await;
    meeting.is_allowed(Capability::Clipboard).await;
    let _holder = display.copy(THEIRS);
    let here = || (meeting.desk.clipboard.content().as_deref() == Some(THEIRS)).then_some(());
    eventually(SOON, "the text here", here).await;
    meeting.desk.clipboard.copy(OURS);
    // The representative comes back to the window.
    glass.input(vec![4]).await;
    eventually(SOON, "the text there", || (display.copied() == OURS).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_customer_copies_is_nobodys_business_without_control() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "view", "--clipboard"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    let _holder = display.copy(THEIRS);
    eventually(SOON, "it is copied there", || (display.copied() == THEIRS).then_some(())).await;
    meeting.desk.ask(Command::FetchClipboard { lsid: meeting.lsid.clone() }).await.ok();
    // A text would have come before the picture that is drawn after it.
    display.scribble(3);
    glass.shows(&display, "the scribbles").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(meeting.desk.clipboard.content(), None);
}
