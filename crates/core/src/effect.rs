//! Everything that the reducer can ask for.

use farhand_protocol::auth::SignIn;
use farhand_protocol::capability::Capability;
use farhand_protocol::chat::NewMessage;
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::{Category, InfoScope};
use farhand_protocol::keys::{NewInvitations, NewKey};
use farhand_protocol::live::ClientFrame;
use farhand_protocol::people::Presence;
use farhand_protocol::team::{Broadcast, NewShare, NewTalk, TalkWith, Transfer};
use farhand_protocol::{ClientId, KeyId, RepresentativeId, Seq, SessionId, Timestamp};

use crate::contract::{DeviceKey, ScreenQuality, ScreenshotTo, Secret};
use crate::stored::Write;
use crate::transfer::TransferOrder;

/// Something to be done. Effects are done in their order; a [`Effect::Store`] is committed before
/// anything after it starts, and before the interface hears of the change.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write these together.
    Store(Vec<Write>),
    /// Ask the appliance.
    Request(Request),
    /// Use this address and token for what follows; none: forget both and drop all requests.
    UseSite(Option<SiteAccess>),
    /// Keep the token of a site in the keychain.
    KeepToken {
        /// The site's address.
        site: String,
        /// The token.
        token: Secret,
    },
    /// Remove the token of a site from the keychain.
    ForgetToken {
        /// The site's address.
        site: String,
    },
    /// Open the live connection after this place of the log, in place of any other one.
    OpenLive {
        /// The place.
        since: Seq,
    },
    /// Close the live connection.
    CloseLive,
    /// Say something on the live connection; dropped when there is none.
    SendLive(ClientFrame),
    /// Set a timer, in place of the same one set before.
    SetTimer {
        /// Which.
        timer: Timer,
        /// When (console's clock).
        at: Timestamp,
    },
    /// Clear a timer.
    ClearTimer(Timer),
    /// Show a desktop notification.
    Notify(Notification),
    /// Play a sound.
    Play(Sound),
    /// Show the counts in tray, title and taskbar.
    ShowCounts(Counts),
    /// Open an address in the system's browser. Checked to be `http` or `https`.
    OpenLink(String),
    /// Put a text on the clipboard.
    CopyText(String),
    /// Bring the window to the front.
    RaiseWindow,
    /// Start the embedded appliance.
    StartDemo,
    /// Do something about a screen's stream; ignored where none is open, but for `Open`.
    Screen(SessionId, ScreenOrder),
    /// Do something about a transfer.
    Transfer(ClientId, TransferOrder),
}

/// What a screen's stream is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum ScreenOrder {
    /// Open it with this ticket, in place of any other one of the session.
    Open {
        /// For `GET /screen`.
        ticket: String,
        /// The quality of the picture.
        quality: ScreenQuality,
        /// The one screen to show.
        part: Option<u32>,
    },
    /// Close it; what is held down is let go.
    Close,
    /// What may pass. Losing the right to drive lets go of all that is held down.
    May {
        /// Pointer and keys.
        drive: bool,
        /// Copied texts by themselves.
        clipboard: bool,
    },
    /// The agent's password.
    Password(Secret),
    /// The quality of the picture.
    Quality(ScreenQuality),
    /// The one screen to show.
    Part(Option<u32>),
    /// Press and let go.
    Press(DeviceKey),
    /// Send this computer's clipboard.
    SendClipboard,
    /// Fetch the device's clipboard.
    FetchClipboard,
    /// Keep a picture under this name (without its ending). The session's log tells of it already.
    Screenshot {
        /// Where it goes.
        to: ScreenshotTo,
        /// The file's name.
        name: String,
    },
}

/// An address with the token that is good there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAccess {
    /// The site's address.
    pub address: String,
    /// Absent before signing in.
    pub token: Option<Secret>,
}

/// A request's number; the answer carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// A request to the appliance in use.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Its number.
    pub id: RequestId,
    /// The `Idempotency-Key`, for calls that change something.
    pub key: Option<ClientId>,
    /// What is asked.
    pub call: Call,
}

/// What can be asked of the appliance.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// `GET /health`.
    Health,
    /// `POST /sign-in`.
    SignIn(SignIn),
    /// `POST /sign-out`.
    SignOut,
    /// `GET /snapshot`.
    Snapshot,
    /// `POST /sessions/{lsid}/accept`.
    Accept(SessionId),
    /// `POST /sessions/next`.
    Next,
    /// `POST /sessions/{lsid}/hold`.
    Hold(SessionId),
    /// `POST /sessions/{lsid}/end`.
    End(SessionId),
    /// `GET /sessions/{lsid}`.
    Detail(SessionId),
    /// `GET /sessions/{lsid}/entries`.
    Entries {
        /// Where.
        lsid: SessionId,
        /// Only entries before this number.
        before: Option<u64>,
        /// Only entries after this number.
        after: Option<u64>,
    },
    /// `POST /sessions/{lsid}/messages`.
    Message(SessionId, NewMessage),
    /// `POST /sessions/{lsid}/notes`.
    Note(SessionId, NewMessage),
    /// `PUT /me/presence`.
    SetPresence(Presence),
    /// `POST /sessions/{lsid}/whispers`.
    Whisper(SessionId, NewMessage),
    /// `POST /sessions/{lsid}/transfer`.
    Transfer(SessionId, Transfer),
    /// `POST /sessions/{lsid}/owner`.
    NewOwner(SessionId, RepresentativeId),
    /// `POST /sessions/{lsid}/shares`.
    Share(SessionId, NewShare),
    /// `POST /sessions/{lsid}/shares/{id}/accept`.
    AcceptShare(SessionId, u32),
    /// `POST /sessions/{lsid}/shares/{id}/decline`.
    DeclineShare(SessionId, u32),
    /// `POST /sessions/{lsid}/shares/{id}/cancel`.
    CancelShare(SessionId, u32),
    /// `POST /sessions/{lsid}/leave`.
    Leave(SessionId),
    /// `POST /sessions/{lsid}/participants/{id}/remove`.
    RemoveParticipant(SessionId, RepresentativeId),
    /// `POST /sessions/{lsid}/helpers`, with the helper's name.
    InviteHelper(SessionId, String),
    /// `POST /sessions/{lsid}/helpers/{id}/remove`.
    RemoveHelper(SessionId, u32),
    /// `POST /sessions/{lsid}/assignment`.
    AnswerAssignment(SessionId, bool),
    /// `POST /sessions/{lsid}/monitor`, seen or not.
    Monitor(SessionId, bool),
    /// `POST /sessions/{lsid}/join`.
    Join(SessionId),
    /// `POST /sessions/{lsid}/take-over`, with the owner.
    TakeOver(SessionId, RepresentativeId),
    /// `POST /sessions/{lsid}/assign`.
    Assign(SessionId, RepresentativeId),
    /// `PUT /representatives/{id}/presence`.
    SetPresenceOf(RepresentativeId, Presence),
    /// `POST /representatives/{id}/sign-out`.
    SignOutColleague(RepresentativeId),
    /// `POST /broadcast`.
    Broadcast(Broadcast),
    /// `POST /talk`.
    Talk(NewTalk),
    /// `GET /talk`.
    TalkPage {
        /// With whom.
        with: TalkWith,
        /// Only lines before this number.
        before: Option<u64>,
    },
    /// `GET /canned`.
    Canned,
    /// `POST /keys`.
    CreateKey(NewKey),
    /// `PUT /keys/{id}`.
    ChangeKey(KeyId, NewKey),
    /// `POST /keys/{id}/extend`, with the seconds that it is to live.
    ExtendKey(KeyId, Option<u32>),
    /// `POST /keys/{id}/revoke`.
    RevokeKey(KeyId),
    /// `POST /keys/{id}/invitations`.
    SendInvitations(KeyId, NewInvitations),
    /// `POST /keys/{id}/invitations/again`, with the numbers of the invitations.
    SendAgain(KeyId, Vec<u32>),
    /// `GET /keys/setup`.
    InviteSetup,
    /// `POST /sessions/{lsid}/ask`.
    Ask(SessionId, Capability),
    /// `POST /sessions/{lsid}/ask`, for files.
    AskFiles(SessionId, FilesScope),
    /// `POST /sessions/{lsid}/ask`, for system information.
    AskInfo(SessionId, InfoScope),
    /// `GET /sessions/{lsid}/info`.
    Info(SessionId),
    /// `POST /sessions/{lsid}/info/read`.
    ReadInfo(SessionId, Vec<Category>),
    /// `POST /sessions/{lsid}/info/snapshots`, with a name.
    KeepInfo(SessionId, String),
    /// `POST /sessions/{lsid}/take-back`.
    TakeBack(SessionId, Capability),
    /// `POST /sessions/{lsid}/stop`.
    Stop(SessionId, Capability),
    /// `POST /sessions/{lsid}/drive`.
    Drive(SessionId, bool),
    /// `POST /sessions/{lsid}/elevate`, with what it is for.
    Elevate(SessionId, Option<Capability>),
    /// `POST /sessions/{lsid}/screen/ticket`.
    ScreenTicket(SessionId),
    /// `POST /sessions/{lsid}/screenshots`.
    ScreenshotTaken(SessionId),
}

/// A timer. There is at most one of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Timer {
    /// Try to connect again.
    Reconnect,
    /// Open a screen's stream again.
    Screen(SessionId),
    /// Try a transfer again.
    Transfer(ClientId),
    /// No answer from the live connection in this time means that it is lost.
    LiveSilence,
    /// Send the first of a session's outbox again.
    Outbox(SessionId),
    /// Ask again for what chats lack, after asking failed.
    Fetch,
    /// A typing line has run out.
    Typing(SessionId),
    /// A pending action is to be done.
    Pending(u32),
    /// A key was over long enough to be forgotten.
    Keys,
    /// Signing out waits no longer for what was planned.
    Leaving,
    /// Those who wait since it was last told are told together.
    Waiting,
    /// The next queue gets critical.
    Critical,
    /// Do not disturb ends.
    Quiet,
    /// Try the first line of what is said to colleagues again.
    Talk,
    /// A notice goes by itself.
    Notice(u32),
    /// The next waiting session gets overdue, or an overdue alert repeats.
    Overdue,
}

/// A desktop notification. Never carries message text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The first line.
    pub title: String,
    /// The second line.
    pub body: String,
    /// The session that a click brings up.
    pub lsid: Option<SessionId>,
}

/// A sound that ships with the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// A session waits.
    Waiting,
    /// A session is overdue.
    Overdue,
    /// A message came.
    Message,
    /// A session of the own ended, or its customer left.
    Ended,
    /// A session is offered to the representative.
    Assigned,
    /// A session was passed on to the representative, or shared.
    Passed,
    /// A queue is critical.
    Critical,
}

/// What tray, title and taskbar say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sessions that wait.
    pub waiting: u32,
    /// Of those, overdue ones.
    pub overdue: u32,
    /// Open sessions with unread messages.
    pub unread: u32,
    /// Offers and lines of colleagues that wait for the representative.
    pub asked: u32,
    /// Whether something has alerted that marks the tray since the window was last in front.
    pub marked: bool,
}
