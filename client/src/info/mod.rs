//! Tells system information, as far as the customer allows it.
//!
//! ```text
//!  session ──▶ Teller ──▶ Reader ──▶ POST /device/info     one for the computer, one for its phones
//!                │          └── Own    what the client itself knows
//!                └──────▶ live, phones ──▶ live connection   while somebody looks
//! ```
//!
//! [`Teller::allow`] says what is allowed now. What is not allowed any more ends here and now, whatever
//! a console still asks for.

mod live;
mod own;
mod phones;
mod reader;
mod scope;
mod wanted;

use std::sync::Arc;
use std::time::Duration;

use farhand_info::{Computer, adb};
use farhand_protocol::Timestamp;
use farhand_protocol::device::{DeviceAbilities, DeviceClientFrame};
use farhand_protocol::info::{Category, InfoScope};
use farhand_protocol::limits::INFO_SAMPLE_MS;
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use crate::appliance::Appliance;

pub use scope::cut;

use own::Own;
use phones::Turn;
use reader::{Reader, Stuck};
use wanted::Wanted;

/// Where system information comes from.
#[derive(Clone)]
pub struct Sources {
    /// The computer.
    pub computer: Arc<Computer>,
    /// The adb server of the computer, where one runs; it is never started.
    pub adb: adb::Server,
}

/// See the module's comment.
pub struct Teller {
    reader: Reader,
    scope: watch::Sender<Option<InfoScope>>,
    /// Where live values go.
    says: mpsc::Sender<DeviceClientFrame>,
    computer: Wanted,
    phones: Wanted,
    readings: JoinSet<()>,
    /// How often somebody wants to see live values.
    every: Option<Duration>,
    streaming: Option<AbortHandle>,
    /// To ask a phone for live values.
    turn: Turn,
    /// The streams; all but the last one are aborted.
    streams: JoinSet<()>,
    refusals: JoinSet<()>,
}

impl Teller {
    /// Tells nothing before something is allowed. Live values go to `says`.
    #[must_use]
    pub fn new(appliance: Appliance, sources: Sources, says: mpsc::Sender<DeviceClientFrame>) -> Self {
        let (scope, allowed) = watch::channel(None);
        let Sources { computer, adb } = sources;
        let (own, stuck) = (Own::default(), Stuck::default());
        Self {
            reader: Reader { appliance, computer, adb, own, scope: allowed, stuck },
            scope,
            says,
            computer: Wanted::default(),
            phones: Wanted::default(),
            readings: JoinSet::new(),
            every: None,
            streaming: None,
            turn: Turn::default(),
            streams: JoinSet::new(),
            refusals: JoinSet::new(),
        }
    }

    /// So much is allowed from now on.
    pub fn allow(&mut self, scope: Option<InfoScope>) {
        let before = self.scope.send_replace(scope);
        if before == scope {
            return;
        }
        tracing::info!(?scope, "system information");
        if scope.is_none() {
            self.readings.abort_all();
            (self.computer, self.phones) = Default::default();
        }
        self.stream();
    }

    /// A console wants these read.
    pub fn read(&mut self, categories: &[Category]) {
        let Some(scope) = *self.scope.borrow() else { return };
        let tells = |category: &Category| *category != Category::Browser && scope.covers(*category);
        let computer: Vec<Category> = categories.iter().copied().filter(tells).collect();
        // What the client may do is the same, whatever hangs on its computer.
        let of_phone = |category: &Category| *category != Category::Permissions;
        let phones: Vec<Category> = computer.iter().copied().filter(of_phone).collect();
        if self.computer.add(&computer) {
            self.readings.spawn(self.reader.clone().computer(self.computer.clone()));
        }
        if self.phones.add(&phones) {
            self.readings.spawn(self.reader.clone().phones(self.phones.clone()));
        }
    }

    /// A console wants these read, and this device does not allow it.
    pub fn refuse(&mut self, categories: Vec<Category>) {
        self.refusals.abort_all();
        self.refusals.spawn(reader::refuse(self.reader.appliance.clone(), categories));
    }

    /// Somebody looks at live values, that often; or nobody does any more.
    pub fn watch(&mut self, every_ms: Option<u32>) {
        let (least, most) = INFO_SAMPLE_MS;
        let every = every_ms.map(|ms| Duration::from_millis(ms.clamp(least, most).into()));
        if every != self.every {
            self.every = every;
            self.silence();
            self.stream();
        }
    }

    /// Streams live values if somebody looks and it is allowed, and else not.
    fn stream(&mut self) {
        let every = self.every.filter(|_| self.scope.borrow().is_some());
        match every {
            Some(every) if self.streaming.is_none() => {
                let computer = live::stream(every, self.reader.own.clone(), self.says.clone());
                let phones = phones::stream(every, self.reader.adb, self.turn.clone(), self.says.clone());
                let both = async move { _ = tokio::join!(computer, phones) };
                self.streaming = Some(self.streams.spawn(both));
            }
            Some(_) => {}
            None => self.silence(),
        }
    }

    fn silence(&mut self) {
        if let Some(stream) = self.streaming.take() {
            stream.abort();
        }
    }

    /// Whether anything is read at this moment.
    #[must_use]
    pub fn reading(&self) -> bool {
        self.streaming.is_some() || (!self.readings.is_empty() && self.scope.borrow().is_some())
    }

    /// The client can do this now.
    pub fn can(&self, abilities: DeviceAbilities) {
        self.reader.own.can(abilities);
    }

    /// The appliance has just said what its clock shows.
    pub fn clock(&self, theirs: Timestamp) {
        self.reader.own.clock(theirs);
    }

    /// A round trip to the appliance took so long.
    pub fn round_trip(&self, latency: Duration) {
        self.reader.own.round_trip(latency);
    }

    /// Waits until something is done. `None` while there is nothing to wait for.
    pub async fn done(&mut self) -> Option<()> {
        tokio::select! {
            Some(_) = self.readings.join_next() => Some(()),
            Some(_) = self.streams.join_next() => Some(()),
            Some(_) = self.refusals.join_next() => Some(()),
            else => None,
        }
    }

    /// Ends all.
    pub fn close(&mut self) {
        self.watch(None);
        self.allow(None);
        self.refusals.abort_all();
    }
}
