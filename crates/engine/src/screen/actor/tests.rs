//! A screen against a device that speaks RFB by hand, over a WebSocket on loopback.

use std::sync::{Condvar, Mutex};

use farhand_core::contract::{DeviceKey, ScreenQuality, ScreenshotTo};
use farhand_core::effect::{Counts, Notification, SiteAccess, Sound};
use farhand_protocol::screen::close;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::*;
use crate::api::Http;
use crate::screen::batch::read::Shown;
use crate::screen::{Clipboard, Screens};
use crate::vault::{MemoryVault, Vault};

const SOON: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Computer {
    text: Mutex<Option<String>>,
    /// Whether its clipboard keeps those who read it waiting.
    hangs: Mutex<bool>,
    goes_on: Condvar,
    folder: Option<std::path::PathBuf>,
}

impl Clipboard for Computer {
    fn text(&self) -> Result<Option<String>, String> {
        drop(self.goes_on.wait_while(self.hangs.lock().unwrap(), |hangs| *hangs).unwrap());
        Ok(self.text.lock().unwrap().clone())
    }
    fn set_text(&self, text: String) -> Result<(), String> {
        *self.text.lock().unwrap() = Some(text);
        Ok(())
    }
    fn set_picture(&self, width: usize, rgba: Vec<u8>) -> Result<(), String> {
        *self.text.lock().unwrap() = Some(format!("{width} {}", rgba.len()));
        Ok(())
    }
}

struct Desktop(Arc<Computer>);

impl Shell for Desktop {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        Arc::new(MemoryVault::default())
    }
    fn clipboard(&self) -> Arc<dyn Clipboard> {
        self.0.clone()
    }
    fn pictures(&self) -> Option<std::path::PathBuf> {
        self.0.folder.clone()
    }
}

/// An open screen of 4 by 3 pixels, and the device behind it.
struct World {
    screens: Arc<Screens>,
    events: mpsc::Receiver<Incoming>,
    device: WebSocketStream<TcpStream>,
    /// What the device heard and nobody has looked at.
    heard: Vec<u8>,
    computer: Arc<Computer>,
    listener: TcpListener,
}

fn lsid() -> SessionId {
    SessionId::from_bytes([7; 16])
}

fn api(listener: &TcpListener) -> Option<Arc<Api>> {
    let http = Arc::new(Http::new(SOON, Vec::new()));
    let address = format!("http://{}", listener.local_addr().unwrap());
    Some(Arc::new(Api::new(http, SiteAccess { address, token: None })))
}

fn open() -> ScreenOrder {
    ScreenOrder::Open { ticket: "t".into(), quality: ScreenQuality::Auto, part: None }
}

impl World {
    async fn new(computer: Computer) -> Self {
        let (inbox, events) = mpsc::channel(64);
        let computer = Arc::new(computer);
        let shell = Arc::new(Desktop(computer.clone()));
        let screens = Arc::new(Screens::new(inbox, shell, Timeouts::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        screens.say(&lsid(), Word::Order(Era(1), open(), api(&listener))).await;
        let device = accept(&listener).await;
        let mut world = Self { screens, events, device, heard: Vec::new(), computer, listener };
        world.greet().await;
        world
    }

    async fn live(computer: Computer) -> Self {
        let mut world = Self::new(computer).await;
        world.update(&[0x0010_2030; 12]).await;
        assert!(matches!(world.event().await, ScreenEvent::Facts(facts) if facts.width == 4));
        assert_eq!(world.event().await, ScreenEvent::Live);
        world
    }

    /// Shakes hands as a server without security does.
    async fn greet(&mut self) {
        self.say(b"RFB 003.008\n").await;
        self.hear(12).await;
        self.say(&[1, 1]).await;
        self.hear(1).await;
        self.say(&[0; 4]).await;
        self.hear(1).await;
        let format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
        self.say(&[&[0, 4, 0, 3][..], &format, &[0, 0, 0, 1, b'd']].concat()).await;
    }

    /// A whole picture in raw pixels.
    async fn update(&mut self, pixels: &[u32]) {
        let head = [0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 3, 0, 0, 0, 0];
        let pixels = pixels.iter().flat_map(|pixel| pixel.to_le_bytes());
        let bytes: Vec<u8> = head.into_iter().chain(pixels).collect();
        self.say(&bytes).await;
    }

    async fn say(&mut self, bytes: &[u8]) {
        self.device.send(Message::binary(bytes.to_vec())).await.unwrap();
    }

    async fn hear(&mut self, count: usize) -> Vec<u8> {
        while self.heard.len() < count {
            let message = timeout(SOON, self.device.next()).await.expect("the screen says something");
            if let Message::Binary(bytes) = message.unwrap().unwrap() {
                self.heard.extend_from_slice(&bytes);
            }
        }
        self.heard.drain(..count).collect()
    }

    /// Hears until `bytes` have come, one right after the other.
    async fn hear_of(&mut self, bytes: &[u8]) {
        loop {
            let found = self.heard.windows(bytes.len()).position(|some| some == bytes);
            if let Some(at) = found {
                self.heard.drain(..at + bytes.len());
                return;
            }
            let more = self.heard.len() + 1;
            let heard = self.hear(more).await;
            self.heard.splice(..0, heard);
        }
    }

    async fn event(&mut self) -> ScreenEvent {
        loop {
            let incoming = timeout(SOON, self.events.recv()).await.expect("an event").unwrap();
            match incoming {
                Incoming::Screen(_, _, ScreenEvent::Stats(_)) => {}
                Incoming::Screen(_, _, event) => return event,
                _ => panic!("something else than an event of a screen"),
            }
        }
    }

    async fn order(&self, order: ScreenOrder) {
        self.screens.say(&lsid(), Word::Order(Era(1), order, None)).await;
    }

    async fn input(&self, records: &[u8]) {
        self.screens.input(&lsid(), records.to_vec()).await;
    }

    async fn drive(&self, drive: bool) {
        self.order(ScreenOrder::May { drive, clipboard: false }).await;
    }

    /// Keeps a picture, and waits until that is done.
    async fn shoot(&mut self) {
        self.order(ScreenOrder::Screenshot { to: ScreenshotTo::Clipboard, name: String::new() }).await;
        assert_eq!(self.event().await, ScreenEvent::ScreenshotTaken(None));
    }

    async fn watch(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        let (batches, shown) = mpsc::unbounded_channel();
        let sink = Box::new(move |batch| batches.send(batch).is_ok());
        self.screens.watch(&lsid(), Viewport::whole(), sink).await;
        shown
    }
}

async fn accept(listener: &TcpListener) -> WebSocketStream<TcpStream> {
    let (socket, _) = timeout(SOON, listener.accept()).await.expect("the screen connects").unwrap();
    accept_async(socket).await.unwrap()
}

const DOWN_A: [u8; 10] = [2, 1, 0x61, 0, 0, 0, 0, 0, 0, 0];
const KEY_DOWN: [u8; 8] = [4, 1, 0, 0, 0, 0, 0, 0x61];
const KEY_UP: [u8; 8] = [4, 0, 0, 0, 0, 0, 0, 0x61];
const BUTTON_DOWN: [u8; 6] = [5, 1, 0, 2, 0, 1];
const BUTTON_UP: [u8; 6] = [5, 0, 0, 2, 0, 1];

#[tokio::test]
async fn pixels_reach_who_watches_and_only_what_was_not_shown() {
    let mut world = World::live(Computer::default()).await;
    let mut batches = world.watch().await;
    let mut shown = Shown::default();
    shown.take(&timeout(SOON, batches.recv()).await.unwrap().unwrap()).unwrap();
    assert_eq!((shown.width, shown.height, &shown.pixels[..]), (4, 3, &[0x0010_2030; 12][..]));
    world.update(&[7; 12]).await;
    shown.take(&timeout(SOON, batches.recv()).await.unwrap().unwrap()).unwrap();
    assert_eq!(shown.pixels, [7; 12]);
}

#[tokio::test]
async fn without_the_right_to_drive_input_is_dropped_and_not_kept() {
    let mut world = World::live(Computer::default()).await;
    world.input(&DOWN_A).await;
    // What is done behind the input tells that it was taken.
    world.shoot().await;
    world.drive(true).await;
    world.input(&[1, 1, 2, 0, 1, 0]).await;
    world.hear_of(&BUTTON_DOWN).await;
    assert!(!world.heard.windows(8).any(|some| some == KEY_DOWN));
}

#[tokio::test]
async fn losing_the_right_to_drive_lets_go_of_what_is_held() {
    let mut world = World::live(Computer::default()).await;
    world.drive(true).await;
    world.input(&[&DOWN_A[..], &[1, 1, 2, 0, 1, 0]].concat()).await;
    world.hear_of(&BUTTON_DOWN).await;
    world.drive(false).await;
    world.hear_of(&[&KEY_UP[..], &BUTTON_UP].concat()).await;
}

#[tokio::test]
async fn closing_and_leaving_let_go_of_what_is_held() {
    for leave in [Some(Word::Order(Era(1), ScreenOrder::Close, None)), Some(Word::End), None] {
        let mut world = World::live(Computer::default()).await;
        world.drive(true).await;
        world.input(&DOWN_A).await;
        world.hear_of(&KEY_DOWN).await;
        match leave {
            Some(word) => world.screens.say(&lsid(), word).await,
            None => world.input(&[3]).await,
        }
        world.hear_of(&KEY_UP).await;
    }
}

#[tokio::test]
async fn on_a_line_that_takes_nothing_orders_pass_and_only_what_lets_go_is_kept() {
    let text = Some("x".repeat(2 << 20));
    let mut world = World::live(Computer { text: Mutex::new(text), ..Computer::default() }).await;
    world.drive(true).await;
    world.input(&DOWN_A).await;
    world.hear_of(&KEY_DOWN).await;
    // More than the connection's buffers hold, while the device reads nothing.
    for _ in 0..6 {
        world.order(ScreenOrder::SendClipboard).await;
        assert!(matches!(world.event().await, ScreenEvent::ClipboardMoved { .. }));
    }
    for _ in 0..200 {
        world.input(&[2, 1, 0x62, 0, 0, 0, 0, 0, 0, 0]).await;
        world.input(&[1, 1, 2, 0, 1, 0]).await;
    }
    world.input(&[2, 0, 0x61, 0, 0, 0, 0, 0, 0, 0]).await;
    world.shoot().await;
    let mut heard: Vec<u8> = Vec::new();
    while !heard.windows(8).any(|some| some == KEY_UP) {
        let message = timeout(SOON, world.device.next()).await.expect("the key is let go").unwrap().unwrap();
        heard.extend(message.into_data().iter().filter(|&&byte| byte != b'x'));
    }
    assert!(!heard.windows(8).any(|some| some == [4, 1, 0, 0, 0, 0, 0, 0x62]));
    assert!(!heard.windows(6).any(|some| some == BUTTON_DOWN));
}

#[tokio::test]
async fn device_keys_are_chords() {
    let mut world = World::live(Computer::default()).await;
    world.drive(true).await;
    world.order(ScreenOrder::Press(DeviceKey::Recents)).await;
    let key = |down, keysym: u8| [4, down, 0, 0, 0, 0, 0xff, keysym];
    let chord = [(1, 0xe3), (1, 0xe1), (1, 0x1b), (0, 0x1b), (0, 0xe1), (0, 0xe3)];
    world.hear_of(&chord.map(|(down, keysym)| key(down, keysym)).concat()).await;
}

#[tokio::test]
async fn the_clipboard_passes_when_it_is_asked_to() {
    let computer = Computer { text: Mutex::new(Some("grüß".into())), ..Computer::default() };
    let mut world = World::live(computer).await;
    world.order(ScreenOrder::SendClipboard).await;
    world.hear_of(&[&[6, 0, 0, 0, 0, 0, 0, 4][..], b"gr\xfc\xdf"].concat()).await;
    assert_eq!(world.event().await, ScreenEvent::ClipboardMoved { to_device: true, characters: 4 });
    world.order(ScreenOrder::FetchClipboard).await;
    assert!(matches!(world.event().await, ScreenEvent::ClipboardFailed(_)));
    world.say(&[&[3, 0, 0, 0, 0, 0, 0, 2][..], b"hi"].concat()).await;
    world.update(&[1; 12]).await;
    // What comes behind the text is shown, so the text is here.
    let mut batches = world.watch().await;
    let mut shown = Shown::default();
    while shown.pixels != [1; 12] {
        shown.take(&timeout(SOON, batches.recv()).await.unwrap().unwrap()).unwrap();
    }
    assert_eq!(world.computer.text().unwrap().as_deref(), Some("grüß"));
    world.order(ScreenOrder::FetchClipboard).await;
    assert_eq!(world.event().await, ScreenEvent::ClipboardMoved { to_device: false, characters: 2 });
    assert_eq!(world.computer.text().unwrap().as_deref(), Some("hi"));
}

#[tokio::test]
async fn a_screenshot_is_a_file_or_on_the_clipboard() {
    let folder = tempfile::tempdir().unwrap();
    let computer = Computer { folder: Some(folder.path().to_owned()), ..Computer::default() };
    let mut world = World::live(computer).await;
    let shoot = |to| ScreenOrder::Screenshot { to, name: "Ana".into() };
    world.order(shoot(ScreenshotTo::File)).await;
    let path = folder.path().join("Ana.png").display().to_string();
    assert_eq!(world.event().await, ScreenEvent::ScreenshotTaken(Some(path)));
    world.order(shoot(ScreenshotTo::Clipboard)).await;
    assert_eq!(world.event().await, ScreenEvent::ScreenshotTaken(None));
    assert_eq!(world.computer.text().unwrap().as_deref(), Some("4 48"));
}

#[tokio::test]
async fn behind_a_clipboard_that_hangs_a_screenshot_waits_and_what_is_too_much_is_refused() {
    let mut world = World::live(Computer { hangs: Mutex::new(true), ..Computer::default() }).await;
    for _ in 0..8 {
        world.order(ScreenOrder::SendClipboard).await;
    }
    for _ in 0..9 {
        let to = ScreenshotTo::Clipboard;
        world.order(ScreenOrder::Screenshot { to, name: String::new() }).await;
    }
    assert!(matches!(world.event().await, ScreenEvent::ScreenshotFailed(_)));
    *world.computer.hangs.lock().unwrap() = false;
    world.computer.goes_on.notify_all();
    let mut taken = 0;
    while taken < 8 {
        taken += usize::from(world.event().await == ScreenEvent::ScreenshotTaken(None));
    }
}

#[tokio::test]
async fn a_stream_that_ended_is_told_and_the_next_one_goes_on() {
    let mut world = World::live(Computer::default()).await;
    let reason = CloseFrame { code: close::VIEW_STOPPED.into(), reason: "stopped".into() };
    world.device.close(Some(reason)).await.unwrap();
    let closed = ScreenEvent::Closed { code: Some(close::VIEW_STOPPED), reason: "stopped".into() };
    assert_eq!(world.event().await, closed);
    let mut batches = world.watch().await;
    let mut shown = Shown::default();
    world.screens.say(&lsid(), Word::Order(Era(2), open(), api(&world.listener))).await;
    world.device = accept(&world.listener).await;
    world.heard.clear();
    world.greet().await;
    world.update(&[9; 12]).await;
    while shown.pixels != [9; 12] {
        shown.take(&timeout(SOON, batches.recv()).await.unwrap().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn nonsense_ends_the_stream_with_the_devices_failure() {
    let mut world = World::live(Computer::default()).await;
    // A rectangle outside of the picture.
    world.say(&[0, 0, 0, 1, 255, 255, 0, 0, 0, 4, 0, 3, 0, 0, 0, 0]).await;
    let event = world.event().await;
    assert!(matches!(event, ScreenEvent::Closed { code: Some(close::DEVICE_FAILED), .. }), "{event:?}");
}

#[tokio::test]
async fn a_stream_that_cannot_be_opened_says_so() {
    let mut world = World::live(Computer::default()).await;
    world.screens.say(&lsid(), Word::Order(Era(2), open(), None)).await;
    let event = world.event().await;
    assert!(matches!(event, ScreenEvent::Closed { code: None, .. }), "{event:?}");
}
