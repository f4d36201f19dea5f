//! A session from the device's side: what the appliance says, what the customer does, and who
//! watches come together here.
//!
//! What the customer stops is stopped here first, and told to the appliance afterwards.

mod told;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::{Capability, CustomerAnswer, Sharing};
use farhand_protocol::device::{DeviceAbilities, DeviceClientFrame, DeviceFrame, DeviceView, FilesAbility};
use farhand_protocol::info::Category;
use farhand_protocol::portal::CustomerState;
use farhand_protocol::upload::UploadPurpose;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::appliance::Appliance;
use crate::consent::Consent;
use crate::face::{Ask, Face, FaceEvent, Policy, Status};
use crate::files::{DOWNLOADS, Porter};
use crate::hands::Hands;
use crate::info::{Sources, Teller};
use crate::keepsake::{Drawer, Keepsake};
use crate::link::{self, Heard, Over, Times};
use crate::pocket::{Openness, Pocket};
use crate::screen::{Availability, Hub};
use crate::viewer::{Device, Viewer, ViewerEvent};
use told::Told;

/// What waits to be looked at; senders wait when it is full.
const WAITING: usize = 32;
/// Between two notes that the session still runs.
const NOTE: Duration = Duration::from_secs(20);
/// Between two looks at what is moved.
const LOOK: Duration = Duration::from_millis(500);
/// How long the appliance has to hear that the customer leaves.
const LEAVING: Duration = Duration::from_secs(2);

/// What the device has to offer.
#[derive(Clone)]
pub struct Outfit {
    /// As it calls itself.
    pub name: String,
    /// The screen.
    pub hub: Hub,
    /// Pointer and keys.
    pub hands: Hands,
    /// The clipboard, where there is one.
    pub pocket: Option<Pocket>,
    /// Where system information comes from.
    pub sources: Sources,
}

impl Outfit {
    /// What the device can do now; whether it shows drawings is the face's matter. A screen that is
    /// still looked for is waited for.
    pub async fn abilities(&self, annotations: bool) -> DeviceAbilities {
        let mut availability = self.hub.availability();
        let known = availability.wait_for(|screen| *screen != Availability::Looking).await;
        let view = known.is_ok_and(|screen| *screen == Availability::There);
        able(view, self, annotations)
    }
}

fn able(view: bool, outfit: &Outfit, annotations: bool) -> DeviceAbilities {
    DeviceAbilities {
        view,
        control: view && outfit.hands.there(),
        clipboard: view && outfit.pocket.is_some(),
        annotations: view && annotations,
        files: FilesAbility::Yes,
        info: true,
    }
}

/// A session that the device has joined.
pub struct Joined {
    /// The appliance, with the device's token.
    pub appliance: Appliance,
    /// What is kept for a restart.
    pub keepsake: Keepsake,
    /// Where.
    pub drawer: Option<Drawer>,
    /// What may ever be allowed, where that was given.
    pub ceiling: Option<Policy>,
    /// Times of the connection.
    pub times: Times,
}

/// Why a session is over, for the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It has ended.
    Ended,
    /// It was opened elsewhere.
    Taken,
    /// The customer has left.
    Left,
    /// The connection was lost for too long.
    Lapsed,
    /// It could not go on; a sentence without a full stop.
    Failed(String),
}

/// Runs a session to its end.
pub async fn run(
    joined: Joined,
    outfit: Outfit,
    face: &mut dyn Face,
    face_events: &mut mpsc::UnboundedReceiver<FaceEvent>,
) -> Finish {
    let Joined { appliance, keepsake, drawer, ceiling, times } = joined;
    let annotations = face.shows_annotations();
    let abilities = outfit.abilities(annotations).await;
    let (heard_from, heard) = mpsc::channel(WAITING);
    let (viewer_events, viewers_say) = mpsc::channel(WAITING);
    let (says, said) = mpsc::channel(WAITING);
    let teller = Teller::new(appliance.clone(), outfit.sources.clone(), says);
    teller.can(abilities);
    let (offers, abilities) = watch::channel(DeviceClientFrame::Abilities { abilities });
    let mut tasks = JoinSet::new();
    tasks.spawn(link::keep(appliance.clone(), times, heard_from, link::Says { abilities, others: said }));
    let chosen = ceiling.as_ref().and_then(|policy| policy.folder.clone()).or_else(downloads);
    let shelf = drawer.as_ref().map(Drawer::shelf);
    let mut porter = Porter::new(appliance.clone(), shelf, chosen);
    for folder in keepsake.folders.iter().filter(|folder| folder.is_there()) {
        porter.choose(folder.path().to_owned());
    }
    let consent = Consent::new(ceiling, keepsake.stops);
    let status = Status { site: keepsake.name.clone(), ..Status::default() };
    let mut session = Session {
        told: Told::new(appliance.clone()),
        porter,
        teller,
        appliance,
        outfit,
        face,
        consent,
        status,
        asked: None,
        keepsake,
        drawer,
        gate: watch::Sender::new(Sharing::default()),
        offers,
        tasks,
        viewers: BTreeMap::new(),
        viewer_events,
    };
    let finish = session.serve(heard, viewers_say, face_events).await;
    session.close(&finish).await;
    finish
}

/// The folder that customers without a folder of their own choice mean.
fn downloads() -> Option<PathBuf> {
    let user = directories::UserDirs::new()?;
    Some(user.download_dir().map_or_else(|| user.home_dir().join(DOWNLOADS), Path::to_owned))
}

struct Session<'a> {
    appliance: Appliance,
    outfit: Outfit,
    face: &'a mut dyn Face,
    consent: Consent,
    status: Status,
    /// What the face was asked last.
    asked: Option<Ask>,
    keepsake: Keepsake,
    drawer: Option<Drawer>,
    gate: watch::Sender<Sharing>,
    offers: watch::Sender<DeviceClientFrame>,
    told: Told,
    porter: Porter,
    teller: Teller,
    tasks: JoinSet<()>,
    viewers: BTreeMap<u64, String>,
    viewer_events: mpsc::Sender<ViewerEvent>,
}

impl Session<'_> {
    async fn serve(
        &mut self,
        mut heard: mpsc::Receiver<Heard>,
        mut viewers_say: mpsc::Receiver<ViewerEvent>,
        face_events: &mut mpsc::UnboundedReceiver<FaceEvent>,
    ) -> Finish {
        let mut screen = self.outfit.hub.availability();
        let mut notes = interval(NOTE);
        notes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.apply();
        loop {
            let finish = tokio::select! {
                biased;
                event = face_events.recv() => event.map_or(Some(Finish::Left), |event| self.obey(event)),
                news = heard.recv() => news.and_then(|news| self.hear(news)),
                Some(event) = viewers_say.recv() => self.viewer(event),
                Some(()) = self.told.done() => self.settle(),
                Some(()) = self.porter.done() => self.look(),
                Some(()) = self.teller.done() => self.look(),
                Ok(()) = screen.changed() => self.offer(&screen.borrow_and_update().clone()),
                _ = notes.tick() => self.note(),
                _ = looks.tick() => self.look(),
                Some(_) = self.tasks.join_next() => None,
            };
            if let Some(finish) = finish {
                return finish;
            }
        }
    }

    /// What the customer does.
    fn obey(&mut self, event: FaceEvent) -> Option<Finish> {
        match event {
            FaceEvent::Answered { ask, allow, files, info } => {
                self.told.answer(CustomerAnswer { ask, allow, files, info })
            }
            FaceEvent::Lent { ask, scope, folder } => {
                self.keepsake.choose(&folder);
                self.keep();
                self.porter.choose(folder);
                let (allow, files) = (Some(Capability::Files), Some(scope));
                self.told.answer(CustomerAnswer { ask, allow, files, info: None });
            }
            FaceEvent::StopAll => self.stop_all(),
            FaceEvent::StopView => self.stop(Capability::View),
            FaceEvent::StopControl => self.stop(Capability::Control),
            FaceEvent::StopFiles => {
                self.status.missing = None;
                self.stop(Capability::Files);
            }
            FaceEvent::StopInfo => self.stop(Capability::Info),
            FaceEvent::StopTransfers => {
                self.porter.stop_transfers();
                self.look();
            }
            FaceEvent::Quit => {
                self.stop_all();
                return Some(Finish::Left);
            }
            FaceEvent::Invited { .. } | FaceEvent::Joined { .. } | FaceEvent::Declined => {}
        }
        None
    }

    fn stop_all(&mut self) {
        self.stop(Capability::View);
        self.stop(Capability::Files);
        self.stop(Capability::Info);
    }

    fn stop(&mut self, what: Capability) {
        tracing::info!(?what, "stopped by the customer");
        self.consent.stop(what);
        if what == Capability::Files {
            self.porter.allow(None);
            self.porter.drop_all();
        }
        self.apply();
        self.settle();
        self.keep();
    }

    /// What the appliance says.
    fn hear(&mut self, heard: Heard) -> Option<Finish> {
        match heard {
            Heard::Up => {
                self.status.connected = true;
                self.porter.hurry();
            }
            Heard::Down => {
                self.status.connected = false;
                // Whoever still looks then is told of again.
                self.teller.watch(None);
            }
            Heard::RoundTrip(latency) => {
                self.teller.round_trip(latency);
                return None;
            }
            Heard::Frame(DeviceFrame::View { view }) => self.see(&view),
            Heard::Frame(DeviceFrame::OpenScreen { stream, name, by }) => self.open(stream, name, by),
            Heard::Frame(DeviceFrame::Files { request, name, files }) => {
                self.porter.request(request, name, files);
            }
            Heard::Frame(DeviceFrame::Receive { purpose, name }) => self.receive(name, purpose),
            Heard::Frame(DeviceFrame::ReadInfo { categories }) => self.inform(categories),
            Heard::Frame(DeviceFrame::WatchInfo { every_ms }) => self.teller.watch(every_ms),
            Heard::Frame(DeviceFrame::TransferEnded { upload, why }) => {
                tracing::info!(%upload, ?why, "a transfer has ended elsewhere");
                self.porter.ended(&upload);
            }
            Heard::Frame(DeviceFrame::Ended) | Heard::Over(Over::Ended) => return Some(Finish::Ended),
            Heard::Over(Over::Taken) => return Some(Finish::Taken),
            Heard::Over(Over::Lapsed) => return Some(Finish::Lapsed),
            Heard::Over(Over::Failed(fault)) => return Some(Finish::Failed(fault.to_string())),
        }
        self.apply();
        self.settle();
        None
    }

    fn see(&mut self, view: &DeviceView) {
        let before = self.consent.stops();
        self.teller.clock(view.now);
        self.consent.hear(view);
        self.status.representative = match &view.state {
            CustomerState::Active { representative, .. } => Some(representative.clone()),
            _ => None,
        };
        if self.consent.stops() != before {
            self.keep();
        }
        self.look_for_folder();
    }

    /// The folder that is allowed may be one that was chosen before this program was started, and gone.
    /// Nothing else is lent in its place: the permission ends, and both sides hear it.
    fn look_for_folder(&mut self) {
        let Some(scope) = self.consent.sharing().files else { return };
        self.status.missing = self.porter.misses(&scope);
        if self.status.missing.is_some() {
            tracing::warn!("the folder that was allowed is not there any more: no files are allowed");
            self.stop(Capability::Files);
        }
    }

    /// Makes it so: what is not allowed any more ends here and now.
    fn apply(&mut self) {
        let sharing = self.consent.sharing();
        let question = self.consent.question().cloned().map(Ask::Share);
        // The answer is the customer's: whoever drives could press the button meanwhile.
        self.outfit.hands.allow(sharing.control && question.is_none(), sharing.driver_id);
        if let Some(pocket) = &self.outfit.pocket {
            pocket.open(match (sharing.control, sharing.clipboard) {
                (false, _) => Openness::Closed,
                (true, false) => Openness::OnRequest,
                (true, true) => Openness::Open,
            });
        }
        self.gate.send_if_modified(|before| {
            let changed = *before != sharing;
            before.clone_from(&sharing);
            changed
        });
        self.porter.allow(sharing.files.as_ref());
        self.teller.allow(sharing.info);
        if self.asked != question {
            self.face.ask(question.as_ref());
            self.asked = question;
        }
        let viewers = self.viewers.values().cloned().collect();
        let (moving, reading) = (self.porter.moving(), self.teller.reading());
        let status = Status { sharing, viewers, moving, reading, ..self.status.clone() };
        self.face.tell(&status);
        self.status = status;
    }

    /// What is moved has come further, or what was read is told.
    fn look(&mut self) -> Option<Finish> {
        let (moving, reading) = (self.porter.moving(), self.teller.reading());
        if (&moving, reading) != (&self.status.moving, self.status.reading) {
            (self.status.moving, self.status.reading) = (moving, reading);
            self.face.tell(&self.status);
        }
        None
    }

    /// System information is read, where it may.
    fn inform(&mut self, categories: Vec<Category>) {
        if self.consent.refuses_info() {
            self.teller.refuse(categories);
        } else {
            self.teller.read(&categories);
        }
    }

    /// Files come, where they may.
    fn receive(&mut self, who: String, purpose: UploadPurpose) {
        if self.consent.refuses_files() {
            self.porter.refuse(purpose.id().clone());
        } else if matches!(purpose, UploadPurpose::ToDevice { .. }) {
            self.porter.receive(who, purpose);
        }
    }

    /// Tells the appliance what it does not know yet.
    fn settle(&mut self) -> Option<Finish> {
        if self.status.connected
            && let Some(what) = self.consent.to_withdraw()
        {
            self.told.withdraw(what);
        }
        None
    }

    fn open(&mut self, stream: u64, name: String, by: RepresentativeId) {
        if !self.consent.sharing().view {
            tracing::warn!(stream, "a viewer who is not allowed is not let in");
            return;
        }
        tracing::info!(stream, "a viewer comes");
        let annotations = self.face.shows_annotations();
        let device = Device {
            name: self.outfit.name.clone(),
            abilities: if annotations { farhand_rfb::message::state::abilities::ANNOTATIONS } else { 0 },
            hub: self.outfit.hub.clone(),
            hands: self.outfit.hands.clone(),
            pocket: self.outfit.pocket.clone(),
            gate: self.gate.subscribe(),
        };
        let viewer = Viewer::new(stream, by, device, self.viewer_events.clone());
        self.viewers.insert(stream, name);
        self.tasks.spawn(viewer.run(self.appliance.clone()));
    }

    fn viewer(&mut self, event: ViewerEvent) -> Option<Finish> {
        match event {
            ViewerEvent::Annotated(annotation) if self.status.sharing.view => self.face.annotate(&annotation),
            ViewerEvent::Annotated(_) => {}
            ViewerEvent::Left(stream) => {
                self.viewers.remove(&stream);
                self.apply();
            }
        }
        None
    }

    /// The screen came or went.
    fn offer(&mut self, screen: &Availability) -> Option<Finish> {
        let view = *screen == Availability::There;
        let abilities = able(view, &self.outfit, self.face.shows_annotations());
        self.teller.can(abilities);
        self.offers.send_replace(DeviceClientFrame::Abilities { abilities });
        None
    }

    /// While the connection is there, what is kept stays young.
    fn note(&mut self) -> Option<Finish> {
        if self.status.connected {
            self.keep();
        }
        None
    }

    fn keep(&mut self) {
        self.keepsake.stops = self.consent.stops();
        if let Some(drawer) = &self.drawer {
            drawer.put(&self.keepsake);
        }
    }

    async fn close(&mut self, finish: &Finish) {
        self.consent.lapse();
        self.apply();
        if *finish == Finish::Left {
            let told = timeout(LEAVING, self.appliance.leave()).await;
            if !matches!(told, Ok(Ok(()))) {
                tracing::warn!("the appliance did not hear that the customer has left");
            }
        }
        self.teller.close();
        self.porter.close().await;
        if let Some(drawer) = &self.drawer {
            drawer.empty();
        }
        self.tasks.shutdown().await;
    }
}
