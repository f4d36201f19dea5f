//! A device for a test: real where it matters, with hands that write down what they do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use farhand_client::consent::Stops;
use farhand_client::face::{Ask, Face, FaceEvent, Status};
use farhand_client::hands::Hands;
use farhand_client::invitation::Entitled;
use farhand_client::keepsake::{Drawer, Keepsake};
use farhand_client::link::Times;
use farhand_client::platform::{Error, Input, Place};
use farhand_client::screen::Hub;
use farhand_client::session::{self, Finish, Joined, Outfit};
use farhand_rfb::message::Annotation;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::appliance::{PATIENCE, Scripted, TOKEN};

/// What a test sees of its device.
pub struct TestDevice {
    pub customer: mpsc::UnboundedSender<FaceEvent>,
    pub seen: Arc<Mutex<Seen>>,
    pub done: Arc<Mutex<Vec<String>>>,
    pub drawer: Drawer,
    running: JoinHandle<Finish>,
    _folder: tempfile::TempDir,
}

/// What the customer sees.
#[derive(Default)]
pub struct Seen {
    pub asked: Option<Ask>,
    pub status: Status,
    pub drawn: Vec<Annotation>,
}

impl TestDevice {
    /// A device on this display that has joined, with short times.
    pub fn start(scripted: &Scripted, display: &str, window: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("session.json"));
        let site = scripted.address.clone();
        let with = Entitled::Code("123456789".into());
        let (name, token) = ("Example".into(), TOKEN.into());
        let keepsake = Keepsake { site, name, with, token, stops: Stops::default() };
        let done: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = done.clone();
        let outfit = Outfit {
            name: "Test desk".into(),
            hub: Hub::start(Place(Some(display.into()))).unwrap(),
            hands: Hands::with(Box::new(move || Ok(Box::new(Notes(notes.clone()))))),
            pocket: None,
        };
        let times = Times { window, ..Times::default() };
        let appliance = scripted.appliance();
        let joined = Joined { appliance, keepsake, drawer: Some(drawer.clone()), ceiling: None, times };
        let (customer, mut events) = mpsc::unbounded_channel();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let mut face = Mirror(seen.clone());
        let running = tokio::spawn(async move {
            let hub = outfit.hub.clone();
            let finish = session::run(joined, outfit, &mut face, &mut events).await;
            hub.close();
            finish
        });
        Self { customer, seen, done, drawer, running, _folder: folder }
    }

    /// Waits until the customer sees something.
    pub async fn sees(&self, what: &str, is: impl Fn(&Seen) -> bool) {
        let wait = async {
            while !is(&self.seen.lock().unwrap()) {
                sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(timeout(PATIENCE, wait).await.is_ok(), "waited in vain: {what}");
    }

    pub fn does(&self, event: FaceEvent) {
        self.customer.send(event).unwrap();
    }

    /// How the session ended.
    pub async fn finish(self) -> Finish {
        timeout(PATIENCE, self.running).await.expect("it ends").unwrap()
    }
}

/// A face that remembers.
struct Mirror(Arc<Mutex<Seen>>);

impl Face for Mirror {
    fn ask(&mut self, what: Option<&Ask>) {
        self.0.lock().unwrap().asked = what.cloned();
    }

    fn tell(&mut self, status: &Status) {
        self.0.lock().unwrap().status = status.clone();
    }

    fn annotate(&mut self, annotation: &Annotation) {
        self.0.lock().unwrap().drawn.push(annotation.clone());
    }

    fn shows_annotations(&self) -> bool {
        true
    }

    fn say_goodbye(&mut self, _sentence: &str) {}
}

/// Hands that write down what they do.
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn note(&self, what: String) -> Result<(), Error> {
        self.0.lock().unwrap().push(what);
        Ok(())
    }
}

impl Input for Notes {
    fn key(&mut self, down: bool, keysym: u32, _scancode: Option<u32>) -> Result<(), Error> {
        self.note(format!("{} {keysym}", if down { "press" } else { "let go of" }))
    }

    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
        self.note(format!("point at {x},{y} with {buttons}"))
    }

    fn release(&mut self) -> Result<(), Error> {
        self.note("let go of everything".into())
    }
}
