//! Everything that can happen to the console.

use farhand_protocol::auth::SignedIn;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::chat::{EntriesPage, Entry};
use farhand_protocol::device::Elevation;
use farhand_protocol::info::{Info, SnapshotHead};
use farhand_protocol::keys::{InviteSetup, Key};
use farhand_protocol::live::ServerFrame;
use farhand_protocol::people::Representative;
use farhand_protocol::screen::ScreenTicket;
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::site::{Health, Snapshot};
use farhand_protocol::team::{HelperLink, TalkEntry, TalkPage};
use farhand_protocol::{ApiError, ClientId, SessionId, Timestamp};

use crate::contract::{Command, ScreenFacts, ScreenStats, Secret, SecretStore};
use crate::effect::{RequestId, Timer};
use crate::stored::Stored;
use crate::transfer::TransferEvent;

/// One step of the reducer: what happened, when, and a fresh random number.
#[derive(Clone, Debug)]
pub struct Input {
    /// The console's clock.
    pub now: Timestamp,
    /// Uniformly random; for jitter.
    pub random: u64,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The store was read. Comes once, first.
    Started {
        /// What it held.
        stored: Box<Stored>,
        /// The console's version.
        version: String,
        /// Whether this console can run a demo appliance.
        demo_offered: bool,
        /// Where tokens are kept.
        secret_store: SecretStore,
        /// A token that was kept for the most recently used site, if any.
        token: Option<Secret>,
    },
    /// The interface asks for something.
    Command(Command),
    /// A request was answered, or was not.
    Answered {
        /// Which.
        id: RequestId,
        /// With what.
        result: Result<Answer, CallError>,
    },
    /// The live connection said something.
    Live(ServerFrame),
    /// The live connection ended or could not be made.
    LiveClosed(CallError),
    /// How long the appliance took to answer on the live connection, in milliseconds.
    Latency(u32),
    /// Something about a screen's stream.
    Screen(SessionId, ScreenEvent),
    /// Something about a transfer.
    Transfer(ClientId, TransferEvent),
    /// A timer ran out.
    TimerDue(Timer),
    /// The console's window came to the front or went.
    WindowFocus(bool),
    /// A desktop notification asks to show a session.
    ShowSession(SessionId),
    /// A link was opened that leads to the console (see [`crate::deep_link`]), as it was written.
    LinkOpened(String),
    /// The program is about to end: there is no time left for undoing.
    Stopping,
    /// The embedded appliance runs.
    DemoStarted {
        /// The appliance's address.
        address: String,
        /// The portal's address.
        portal: String,
        /// Who to sign in as.
        user_name: String,
        /// With what.
        password: Secret,
    },
    /// The embedded appliance could not be started.
    DemoFailed(String),
    /// A write to the console's own store failed. The text says why.
    StoreFailed(String),
}

/// What happened to a screen's stream. Only the stream that was opened last is heard.
#[derive(Clone, Debug, PartialEq)]
pub enum ScreenEvent {
    /// The first picture is there.
    Live,
    /// What the device tells of its screen; comes before [`ScreenEvent::Live`], and again on changes.
    Facts(ScreenFacts),
    /// How the stream does; once a second while it does anything.
    Stats(ScreenStats),
    /// The VNC agent asks for its password; the stream waits for it.
    PasswordNeeded,
    /// The stream is closed by the other side: with a code of `farhand_protocol::screen::close` and
    /// its sentence, or without one when the connection broke or could not be made.
    Closed {
        /// The WebSocket's close code.
        code: Option<u16>,
        /// Why, for people.
        reason: String,
    },
    /// A text went to the device (true) or came from it into this computer's clipboard.
    ClipboardMoved {
        /// The direction.
        to_device: bool,
        /// How many characters.
        characters: u32,
    },
    /// This computer's clipboard could not be read or written, or holds no text.
    ClipboardFailed(String),
    /// A picture was kept: the file's path, or none for the clipboard.
    ScreenshotTaken(Option<String>),
    /// A picture could not be kept.
    ScreenshotFailed(String),
}

/// What the appliance answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`crate::Call::Health`].
    Health(Health),
    /// To [`crate::Call::SignIn`].
    SignedIn(SignedIn),
    /// To [`crate::Call::Snapshot`].
    Snapshot(Box<Snapshot>),
    /// To accept, next, hold and end.
    Session(Box<Session>),
    /// To [`crate::Call::Detail`].
    Detail(Box<SessionDetail>),
    /// To [`crate::Call::Entries`].
    Entries(EntriesPage),
    /// To [`crate::Call::Message`] and [`crate::Call::Note`].
    Entry(Entry),
    /// To [`crate::Call::Canned`].
    Canned(CannedLibrary),
    /// To calls about a key.
    Key(Box<Key>),
    /// To [`crate::Call::InviteSetup`].
    InviteSetup(Box<InviteSetup>),
    /// To [`crate::Call::Elevate`].
    Elevation(Elevation),
    /// To [`crate::Call::Info`].
    Info(Info),
    /// To [`crate::Call::KeepInfo`].
    InfoSnapshot(SnapshotHead),
    /// To [`crate::Call::ScreenTicket`].
    ScreenTicket(ScreenTicket),
    /// To [`crate::Call::InviteHelper`].
    HelperLink(HelperLink),
    /// To [`crate::Call::Talk`].
    Talk(TalkEntry),
    /// To [`crate::Call::TalkPage`].
    TalkPage(TalkPage),
    /// To [`crate::Call::SetPresenceOf`].
    Representative(Representative),
    /// To calls that answer nothing.
    Done,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The appliance refused.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// No connection, or it broke, or no answer came in time. What was asked may have happened.
    #[error("{0}")]
    Unreachable(String),
    /// The certificate was not accepted.
    #[error("{0}")]
    BadCertificate(String),
    /// What answers is not a Farhand appliance.
    #[error("what answers at this address is not a Farhand appliance")]
    NotAnAppliance,
    /// The address makes no sense.
    #[error("{0}")]
    InvalidAddress(String),
}
