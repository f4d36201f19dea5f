//! With a real screen and a real viewer at the other end of the stream.

use std::time::Duration;

use farhand_client::face::FaceEvent;
use farhand_client::session::Finish;
use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::Capability::Control;
use farhand_protocol::device::DeviceFrame;
use farhand_rfb::message::Annotation;
use farhand_rfb::viewer::{Config, Event, Viewer};
use farhand_rfb::{Framebuffer, Rect};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use super::appliance::{MARA, OMAR, PATIENCE, Scripted, Socket, sharing};
use super::device::TestDevice;

#[path = "../x11/display.rs"]
#[allow(dead_code, reason = "these tests need a part of it")]
mod display;
use display::Display;

const WINDOW: Duration = Duration::from_secs(300);
const KEY: u32 = 0x61;

/// A representative's end of a stream.
struct Watching {
    socket: Socket,
    viewer: Viewer,
    picture: Framebuffer,
}

impl Watching {
    /// Opens a stream, and waits for the picture.
    async fn start(scripted: &mut Scripted, live: &mut Socket, stream: u64, by: RepresentativeId) -> Self {
        // Names are not unique: everybody here has the same.
        live.say(&DeviceFrame::OpenScreen { stream, name: "Mara".into(), by }).await;
        let socket = scripted.socket(&format!("/device/screen/{stream}")).await;
        let mut watching =
            Self { socket, viewer: Viewer::new(Config::default()), picture: Framebuffer::default() };
        while !matches!(watching.next().await, Some(Event::UpdateDone)) {}
        watching
    }

    /// The next event; none when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.viewer.poll_event() {
                return Some(event);
            }
            let bytes = self.socket.bytes().await?;
            self.viewer.receive(&bytes, &mut self.picture).unwrap();
            self.flush().await;
        }
    }

    async fn flush(&mut self) {
        let output = self.viewer.output();
        if !output.is_empty() {
            self.socket.put(output).await;
        }
    }

    async fn press(&mut self, down: bool) {
        self.viewer.key(down, KEY, None);
        self.flush().await;
    }

    fn shows(&self, pixels: &[u32], rect: Rect) -> bool {
        let picture = farhand_rfb::server::Picture::from(&self.picture);
        picture.rows(rect).flatten().map(|pixel| pixel & 0x00ff_ffff).eq(pixels.iter().copied())
    }
}

async fn noted(device: &TestDevice, what: &str) {
    let wait = async {
        while !device.done.lock().unwrap().iter().any(|done| done == what) {
            sleep(Duration::from_millis(2)).await;
        }
    };
    assert!(timeout(PATIENCE, wait).await.is_ok(), "waited in vain: {what}");
}

async fn allowed(display: &Display) -> (Scripted, TestDevice, Socket) {
    let mut scripted = Scripted::start().await;
    let device = TestDevice::start(&scripted, &display.name, WINDOW);
    let (mut live, first) = scripted.live().await;
    let farhand_protocol::device::DeviceClientFrame::Abilities { abilities } = first else {
        panic!("{first:?}")
    };
    assert!(abilities.view && abilities.control && abilities.annotations);
    live.view(None, sharing(true, true)).await;
    device.sees("that all is allowed", |seen| seen.status.sharing.control).await;
    (scripted, device, live)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_viewer_sees_the_screen_pixel_by_pixel_once_it_rests() {
    let display = Display::start("800x600x24");
    display.scribble((800, 600), 1);
    let (mut scripted, device, mut live) = allowed(&display).await;
    let mut watching = Watching::start(&mut scripted, &mut live, 1, MARA).await;
    device.sees("who watches", |seen| seen.status.viewers == ["Mara"]).await;
    let all = Rect::sized(800, 600);
    for seed in 2..5 {
        display.scribble((800, 600), seed);
        let expected = display.pixels(all);
        let same = async { while !watching.shows(&expected, all) && watching.next().await.is_some() {} };
        assert!(timeout(PATIENCE, same).await.is_ok(), "the picture is the screen");
    }
    drop(watching);
    device.sees("that nobody watches", |seen| seen.status.viewers.is_empty()).await;
    device.does(FaceEvent::Quit);
    assert_eq!(device.finish().await, Finish::Left);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_control_is_at_once_and_stays_whatever_the_appliance_says() {
    let display = Display::start("800x600x24");
    let (mut scripted, device, mut live) = allowed(&display).await;
    let mut watching = Watching::start(&mut scripted, &mut live, 1, MARA).await;
    watching.press(true).await;
    noted(&device, "press 97").await;
    let begun = Instant::now();
    device.does(FaceEvent::StopControl);
    noted(&device, "let go of everything").await;
    assert!(begun.elapsed() < Duration::from_millis(100), "it took {:?}", begun.elapsed());
    device.done.lock().unwrap().clear();
    let told = scripted.post().await;
    assert_eq!((told.path.as_str(), &told.body), ("/device/withdraw", &json!({"what": "control"})));
    for _ in 0..3 {
        live.view(None, sharing(true, true)).await;
        watching.press(false).await;
        watching.press(true).await;
        // An annotation comes after the keys on the same stream: when it is here, they were looked at.
        assert!(watching.viewer.annotate(Annotation::Laser { x: 1, y: 2 }));
        watching.flush().await;
        device.sees("the laser pointer", |seen| !seen.drawn.is_empty()).await;
        device.seen.lock().unwrap().drawn.clear();
    }
    assert!(device.done.lock().unwrap().is_empty(), "{:?}", device.done.lock().unwrap());
    // A new question, answered, opens it again.
    live.view(Some((9, Control)), sharing(true, false)).await;
    device.sees("the question", |seen| seen.asked.is_some()).await;
    live.view(None, sharing(true, true)).await;
    device.sees("that control is allowed", |seen| seen.status.sharing.control).await;
    watching.press(true).await;
    noted(&device, "press 97").await;
    device.does(FaceEvent::Quit);
    device.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_drives_while_the_customer_is_asked() {
    use farhand_protocol::capability::Capability::Clipboard;
    let display = Display::start("800x600x24");
    let (mut scripted, device, mut live) = allowed(&display).await;
    let mut watching = Watching::start(&mut scripted, &mut live, 1, MARA).await;
    watching.press(true).await;
    noted(&device, "press 97").await;
    device.done.lock().unwrap().clear();
    live.view(Some((9, Clipboard)), sharing(true, true)).await;
    noted(&device, "let go of everything").await;
    device.done.lock().unwrap().clear();
    watching.press(false).await;
    watching.press(true).await;
    assert!(watching.viewer.annotate(Annotation::Laser { x: 1, y: 2 }));
    watching.flush().await;
    device.sees("the laser pointer", |seen| !seen.drawn.is_empty()).await;
    assert!(device.done.lock().unwrap().is_empty(), "{:?}", device.done.lock().unwrap());
    live.view(None, sharing(true, true)).await;
    device.sees("that nothing is asked", |seen| seen.asked.is_none()).await;
    watching.press(true).await;
    noted(&device, "press 97").await;
    device.does(FaceEvent::Quit);
    device.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_the_view_closes_every_stream_and_opens_none() {
    let display = Display::start("800x600x24");
    let (mut scripted, device, mut live) = allowed(&display).await;
    let mut mara = Watching::start(&mut scripted, &mut live, 1, MARA).await;
    let mut omar = Watching::start(&mut scripted, &mut live, 2, OMAR).await;
    device.does(FaceEvent::StopView);
    for watching in [&mut mara, &mut omar] {
        while watching.next().await.is_some() {}
    }
    device.sees("that nobody watches", |seen| !seen.status.watched()).await;
    assert_eq!(scripted.post().await.body, json!({"what": "view"}));
    live.view(None, sharing(true, true)).await;
    live.say(&DeviceFrame::OpenScreen { stream: 3, name: "Mara".into(), by: MARA }).await;
    live.view(None, sharing(false, false)).await;
    live.view(Some((4, Control)), sharing(false, false)).await;
    device.sees("the question", |seen| seen.asked.is_some()).await;
    live.view(None, sharing(true, true)).await;
    // The stream of before was not opened; this one is.
    Watching::start(&mut scripted, &mut live, 4, MARA).await;
    device.does(FaceEvent::Quit);
    device.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_driver_drives_and_a_broken_stream_lets_go() {
    let display = Display::start("800x600x24");
    let (mut scripted, device, mut live) = allowed(&display).await;
    let mut omar = Watching::start(&mut scripted, &mut live, 1, OMAR).await;
    let mut mara = Watching::start(&mut scripted, &mut live, 2, MARA).await;
    omar.press(true).await;
    assert!(omar.viewer.annotate(Annotation::LaserOff));
    omar.flush().await;
    device.sees("the laser pointer", |seen| !seen.drawn.is_empty()).await;
    assert!(device.done.lock().unwrap().is_empty());
    mara.press(true).await;
    noted(&device, "press 97").await;
    drop(mara);
    noted(&device, "let go of everything").await;
    device.does(FaceEvent::Quit);
    device.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_who_speaks_another_protocol_ends_alone() {
    let display = Display::start("800x600x24");
    let (mut scripted, device, mut live) = allowed(&display).await;
    live.say(&DeviceFrame::OpenScreen { stream: 1, name: "Omar".into(), by: MARA }).await;
    let mut other = scripted.socket("/device/screen/1").await;
    other.put(b"GET / HTTP/1.1\r\n\r\n".to_vec()).await;
    while other.bytes().await.is_some() {}
    let mut mara = Watching::start(&mut scripted, &mut live, 2, MARA).await;
    mara.press(true).await;
    noted(&device, "press 97").await;
    device.does(FaceEvent::Quit);
    assert_eq!(device.finish().await, Finish::Left);
}
