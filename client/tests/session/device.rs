//! A device for a test: real where it matters, with hands that write down what they do.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use farhand_client::consent::Stops;
use farhand_client::face::{Ask, Face, FaceEvent, Policy, Status};
use farhand_client::hands::Hands;
use farhand_client::info::Sources;
use farhand_client::invitation::Entitled;
use farhand_client::keepsake::{Drawer, Keepsake};
use farhand_client::link::Times;
use farhand_client::platform::{Error, Input, Place};
use farhand_client::screen::Hub;
use farhand_client::session::{self, Finish, Joined, Outfit};
use farhand_info::{Computer, adb};
use farhand_rfb::message::Annotation;
use tokio::runtime::Runtime;
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
    /// Its own, so that it can be killed.
    runtime: Option<Runtime>,
    ceiling: Option<Policy>,
    sources: Sources,
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
        Self::with(scripted, display, window, None)
    }

    /// One whose starter has said what may ever be allowed.
    pub fn with(scripted: &Scripted, display: &str, window: Duration, ceiling: Option<Policy>) -> Self {
        // Nobody listens on this port.
        Self::beside(scripted, display, window, ceiling, adb::Server::on(1))
    }

    /// One beside an adb server.
    pub fn beside(
        scripted: &Scripted,
        display: &str,
        window: Duration,
        ceiling: Option<Policy>,
        adb: adb::Server,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let drawer = Drawer::at(folder.path().join("session.json"));
        let (customer, events) = mpsc::unbounded_channel();
        let (seen, done) = (Arc::default(), Arc::default());
        let sources = Sources { computer: Arc::new(Computer::new(Some(display.into()))), adb };
        let launch = Launch {
            drawer: &drawer,
            seen: &seen,
            done: &done,
            ceiling: ceiling.clone(),
            sources: sources.clone(),
        };
        let (runtime, running) = launch.run(scripted, display, window, events);
        let runtime = Some(runtime);
        Self { customer, seen, done, drawer, running, runtime, ceiling, sources, _folder: folder }
    }

    /// It is killed, and started again.
    pub async fn restart(&mut self, scripted: &Scripted, display: &str, window: Duration) {
        let runtime = self.runtime.take().unwrap();
        // What its threads do for the disk is done, as after a kill.
        tokio::task::spawn_blocking(move || runtime.shutdown_timeout(PATIENCE)).await.unwrap();
        let (customer, events) = mpsc::unbounded_channel();
        let ceiling = self.ceiling.clone();
        let sources = self.sources.clone();
        let launch = Launch { drawer: &self.drawer, seen: &self.seen, done: &self.done, ceiling, sources };
        let (runtime, running) = launch.run(scripted, display, window, events);
        (self.customer, self.runtime, self.running) = (customer, Some(runtime), running);
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
    pub async fn finish(mut self) -> Finish {
        timeout(PATIENCE, &mut self.running).await.expect("it ends").unwrap()
    }
}

impl Drop for TestDevice {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What a program is started with.
struct Launch<'a> {
    drawer: &'a Drawer,
    seen: &'a Arc<Mutex<Seen>>,
    done: &'a Arc<Mutex<Vec<String>>>,
    ceiling: Option<Policy>,
    sources: Sources,
}

impl Launch<'_> {
    fn run(
        self,
        scripted: &Scripted,
        display: &str,
        window: Duration,
        mut events: mpsc::UnboundedReceiver<FaceEvent>,
    ) -> (Runtime, JoinHandle<Finish>) {
        let site = scripted.address.clone();
        let with = Entitled::Code("123456789".into());
        let (name, token) = ("Example".into(), TOKEN.into());
        let fresh = || Keepsake { site, name, with, token, stops: Stops::default(), folders: Vec::new() };
        let keepsake = self.drawer.open(window).unwrap_or_else(fresh);
        let notes = self.done.clone();
        let outfit = Outfit {
            name: "Test desk".into(),
            hub: Hub::start(Place(Some(display.into()))).unwrap(),
            hands: Hands::with(Box::new(move || Ok(Box::new(Notes(notes.clone()))))),
            pocket: None,
            sources: self.sources,
        };
        let times = Times { window, ..Times::default() };
        let (appliance, drawer) = (scripted.appliance(), Some(self.drawer.clone()));
        let joined = Joined { appliance, keepsake, drawer, ceiling: self.ceiling, times };
        let mut face = Mirror(self.seen.clone());
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let running = runtime.spawn(async move {
            let hub = outfit.hub.clone();
            let finish = session::run(joined, outfit, &mut face, &mut events).await;
            hub.close();
            finish
        });
        (runtime, running)
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
