//! Lost connections: back inside the window without a question, over after it.

use std::time::Duration;

use farhand_client::face::{Ask, FaceEvent};
use farhand_client::session::Finish;
use farhand_protocol::capability::Capability::{Control, View};
use farhand_protocol::device::close::PLACE_TAKEN;
use farhand_protocol::device::{DeviceClientFrame, DeviceFrame};
use serde_json::json;

use super::appliance::{Post, Scripted, TOKEN, sharing};
use super::device::TestDevice;

/// There is no display of this number: these tests need none.
const NOWHERE: &str = ":64999";
const WINDOW: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_asked_once_answered_once_and_taken_away() {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, NOWHERE, WINDOW);
    let (mut live, first) = scripted.live().await;
    let DeviceClientFrame::Abilities { abilities } = first else { panic!("{first:?}") };
    assert!(!abilities.view && !abilities.control, "there is no screen");
    live.view(Some((7, Control)), sharing(false, false)).await;
    device.sees("the question", |seen| matches!(&seen.asked, Some(Ask::Share(q)) if q.ask == 7)).await;
    device.does(FaceEvent::Answered { ask: 7, allow: Some(View), files: None, info: None });
    let bearer = Some(TOKEN.to_owned());
    let answer = Post {
        path: "/device/answer".into(),
        bearer,
        body: json!({"ask": 7, "allow": "view", "files": null, "info": null}),
    };
    assert_eq!(scripted.post().await, answer);
    live.view(None, sharing(true, false)).await;
    device.sees("that the screen may be seen", |seen| seen.status.sharing.view && seen.asked.is_none()).await;
    live.say(&DeviceFrame::Ended).await;
    let drawer = device.drawer.clone();
    assert_eq!(device.finish().await, Finish::Ended);
    assert!(!drawer.path().exists());
    assert!(scripted.is_quiet());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_comes_back_and_nothing_is_asked_again() {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, NOWHERE, WINDOW);
    for _ in 0..2 {
        let (mut live, _) = scripted.live().await;
        live.view(None, sharing(true, true)).await;
        device.sees("that all is allowed", |seen| seen.status.connected && seen.status.sharing.control).await;
        scripted.refuse(Some(503));
        drop(live);
        device.sees("that the connection is lost", |seen| !seen.status.connected).await;
        assert!(device.seen.lock().unwrap().asked.is_none());
        scripted.refuse(None);
    }
    let (_live, _) = scripted.live().await;
    assert!(scripted.is_quiet());
    device.does(FaceEvent::Quit);
    assert_eq!(device.finish().await, Finish::Left);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_while_the_connection_was_lost_is_told_when_it_is_back() {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, NOWHERE, WINDOW);
    let (mut live, _) = scripted.live().await;
    live.view(None, sharing(true, true)).await;
    device.sees("that all is allowed", |seen| seen.status.sharing.control).await;
    scripted.refuse(Some(503));
    drop(live);
    device.sees("that the connection is lost", |seen| !seen.status.connected).await;
    device.does(FaceEvent::StopControl);
    device.sees("that nobody drives", |seen| !seen.status.sharing.control).await;
    assert!(scripted.is_quiet());
    scripted.refuse(None);
    let (mut live, _) = scripted.live().await;
    live.view(None, sharing(true, true)).await;
    let told = scripted.post().await;
    assert_eq!((told.path.as_str(), &told.body), ("/device/withdraw", &json!({"what": "control"})));
    assert!(!device.seen.lock().unwrap().status.sharing.control);
    device.does(FaceEvent::Quit);
    assert_eq!(device.finish().await, Finish::Left);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_whose_place_was_taken_does_not_take_it_back() {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, NOWHERE, WINDOW);
    let (live, _) = scripted.live().await;
    // Another reason is none to stay away.
    live.close(1008).await;
    let (mut live, _) = scripted.live().await;
    live.view(None, sharing(true, true)).await;
    device.sees("that all is allowed", |seen| seen.status.sharing.control).await;
    live.close(PLACE_TAKEN).await;
    let (drawer, seen) = (device.drawer.clone(), device.seen.clone());
    assert_eq!(device.finish().await, Finish::Taken);
    assert!(!drawer.path().exists() && !seen.lock().unwrap().status.watched());
    assert!(scripted.is_quiet(), "the session of the other one goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_window_it_is_over() {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, NOWHERE, Duration::ZERO);
    let (live, _) = scripted.live().await;
    scripted.refuse(Some(503));
    drop(live);
    assert_eq!(device.finish().await, Finish::Lapsed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_void_token_ends_the_session() {
    let scripted = Scripted::start().await;
    scripted.refuse(Some(401));
    let device = TestDevice::start(&scripted, NOWHERE, WINDOW);
    assert_eq!(device.finish().await, Finish::Ended);
}
