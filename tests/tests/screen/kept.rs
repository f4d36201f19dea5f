//! Pictures of the screen that the representative keeps: exactly what is shown, and the session's log
//! tells of it.

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_core::contract::{Command, ScreenshotTo};
use farhand_protocol::capability::Capability;
use farhand_protocol::chat::SessionEvent;
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_kept_and_the_log_tells_of_it() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "view"]).await;
    meeting.is_allowed(Capability::View).await;
    let glass = meeting.look().await;
    display.scribble(4);
    glass.shows(&display, "the scribbles").await;
    let (lsid, to) = (meeting.lsid.clone(), ScreenshotTo::Clipboard);
    meeting.ask(Command::TakeScreenshot { lsid, to }).await;
    let kept = eventually(SOON, "the picture", || meeting.desk.clipboard.picture()).await;
    assert_eq!(kept.differences(&display.picture()), 0);
    let (lsid, to) = (meeting.lsid.clone(), ScreenshotTo::File);
    meeting.ask(Command::TakeScreenshot { lsid, to }).await;
    let path = |text: &str| text.strip_prefix("The picture was saved as ").map(|path| path.to_owned());
    let told = || meeting.window.notices().notices.iter().find_map(|notice| path(&notice.text));
    let path = eventually(SOON, "where it is", told).await;
    let bytes = std::fs::read(path.trim_end_matches('.')).expect("the file is there");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let taken =
        |event: &&SessionEvent| matches!(event, SessionEvent::ScreenshotTaken { name } if name == "Ines");
    let both = || async { meeting.events().await.iter().filter(taken).count() == 2 };
    farhand_testkit::eventually_async(SOON, "both in the log", || async { both().await.then_some(()) }).await;
}
