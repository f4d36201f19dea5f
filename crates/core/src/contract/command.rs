//! Everything that the interface can ask for. Long because one enum cannot be divided, and each of its
//! commands says what it is about.

use std::fmt;

use farhand_protocol::capability::Capability;
use farhand_protocol::dashboard::Span;
use farhand_protocol::files::{DevicePath, FileName, FilesScope, IfTaken};
use farhand_protocol::info::{Category, InfoScope};
use farhand_protocol::people::Presence;
use farhand_protocol::team::{ShareWith, TalkWith};
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, KeyId, QueueId, RepresentativeId, SessionId, TeamId};
use serde::{Deserialize, Serialize};

use super::{DeviceKey, InviteForm, ScreenQuality, ScreenshotTo, Settings, TransferWay};

/// A text that never shows in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, type = "string"))]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// A command. Its answer says whether it was taken up; what comes of it shows in the topics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Adds a site by its address ("support.example.com", "http://127.0.0.1:8080") and chooses it.
    AddSite {
        /// As typed.
        address: String,
    },
    /// Chooses a known site.
    ChooseSite {
        /// Its address.
        address: String,
    },
    /// Forgets a site and what is kept of it.
    RemoveSite {
        /// Its address.
        address: String,
    },
    /// Signs in at the chosen site. On the code step the same again, with the code.
    SignIn {
        /// The user name.
        user_name: String,
        /// The password.
        password: Secret,
        /// The second factor's digits, on the code step.
        code: Option<Secret>,
        /// Whether to stay signed in on this computer.
        keep: bool,
    },
    /// Leaves the code step.
    BackToPassword,
    /// Signs out. Drafts and unsent messages stay stored.
    SignOut,
    /// Starts the embedded appliance with demo data and signs in.
    StartDemo,
    /// Tries to connect now instead of at the next time.
    TryNow,
    /// Sets the own status.
    SetPresence {
        /// Available, busy or away.
        presence: Presence,
    },
    /// Accepts a waiting or held session.
    AcceptSession {
        /// Which.
        lsid: SessionId,
    },
    /// Accepts the most urgent waiting session.
    GetNext,
    /// Says which session's chat is in front now, if any: its messages count as read.
    LookAt {
        /// Which.
        lsid: Option<SessionId>,
    },
    /// Closes the tab of an ended session, or of one that the caller takes no part in.
    CloseTab {
        /// Which.
        lsid: SessionId,
    },
    /// Sends a chat message; clears the draft.
    SendMessage {
        /// Where.
        lsid: SessionId,
        /// A fresh id.
        client_id: ClientId,
        /// Plain text.
        text: String,
    },
    /// Adds a note; clears the note's draft.
    AddNote {
        /// Where.
        lsid: SessionId,
        /// A fresh id.
        client_id: ClientId,
        /// Plain text.
        text: String,
    },
    /// Sends a failed message or note again, in its place.
    RetryMessage {
        /// Where.
        lsid: SessionId,
        /// Which.
        client_id: ClientId,
    },
    /// Deletes a failed message or note.
    DeleteMessage {
        /// Where.
        lsid: SessionId,
        /// Which.
        client_id: ClientId,
    },
    /// Keeps what is being typed.
    SaveDraft {
        /// Where.
        lsid: SessionId,
        /// Which field.
        field: DraftField,
        /// Its text; empty clears it.
        text: String,
    },
    /// The representative types (the reducer thins these out).
    Typing {
        /// Where.
        lsid: SessionId,
    },
    /// Loads a page of earlier entries.
    LoadEarlier {
        /// Where.
        lsid: SessionId,
    },
    /// Puts the session back into its queue, after a few seconds for undo.
    HoldSession {
        /// Which.
        lsid: SessionId,
    },
    /// Ends the session, after a few seconds for undo.
    EndSession {
        /// Which.
        lsid: SessionId,
    },
    /// Takes a pending action back.
    Undo {
        /// The action's id.
        id: u32,
    },
    /// Takes a notice away.
    DismissNotice {
        /// Which.
        id: u32,
    },
    /// Opens the invitation's dialog with what was kept of the last one that was not sent, and makes its
    /// key.
    OpenInvite,
    /// Keeps what is filled in. Where it concerns the key, the key is changed too.
    SaveInvite {
        /// All of it.
        form: InviteForm,
    },
    /// Makes the dialog's key, where a link has opened the dialog, or making it has failed.
    MakeKey {
        /// All that is filled in.
        form: InviteForm,
    },
    /// The key was copied, shown large or read aloud: closing the dialog does not revoke it.
    KeepKey,
    /// Sends the invitation (and makes its key first, where there is none).
    SendInvitation {
        /// All that is filled in.
        form: InviteForm,
    },
    /// Closes the dialog. A key that nobody has been given is revoked. What is filled in is kept, unless it
    /// was sent.
    CloseInvite,
    /// Revokes a key, after a few seconds for undo.
    RevokeKey {
        /// Which.
        id: KeyId,
    },
    /// Gives a key a life anew.
    ExtendKey {
        /// Which.
        id: KeyId,
        /// Seconds; absent: the site's default.
        life_s: Option<u32>,
    },
    /// Sends invitations once more.
    SendAgain {
        /// Of which key.
        id: KeyId,
        /// Which, by their numbers.
        numbers: Vec<u32>,
    },
    /// Replaces the settings.
    ChangeSettings {
        /// All of them.
        settings: Settings,
    },
    /// Passes a session on, after a few seconds for undo.
    TransferSession {
        /// Which.
        lsid: SessionId,
        /// Where to; a colleague by the personal queue.
        to: QueueId,
        /// For whoever accepts it; at most 1024 bytes.
        note: Option<String>,
        /// Whether to keep taking part.
        stay: bool,
    },
    /// Invites a colleague or a team into a session.
    ShareSession {
        /// Which.
        lsid: SessionId,
        /// Who.
        with: ShareWith,
        /// For whoever is invited; at most 1024 bytes.
        note: Option<String>,
    },
    /// Answers an invitation into a session.
    AnswerShare {
        /// Which session.
        lsid: SessionId,
        /// The invitation's number.
        share: u32,
        /// Come in or not.
        accept: bool,
    },
    /// Takes an invitation back.
    CancelShare {
        /// Which session.
        lsid: SessionId,
        /// The invitation's number.
        share: u32,
    },
    /// Leaves a session that goes on without the reader, or stops seeing it.
    LeaveSession {
        /// Which.
        lsid: SessionId,
    },
    /// Takes a participant out of a session.
    RemoveParticipant {
        /// Which.
        lsid: SessionId,
        /// Whom.
        who: RepresentativeId,
    },
    /// Makes a participant the owner.
    HandOver {
        /// Which.
        lsid: SessionId,
        /// Whom.
        to: RepresentativeId,
    },
    /// Makes a link for an outside helper; it shows in the session.
    InviteHelper {
        /// Which.
        lsid: SessionId,
        /// Who is meant; 1 to 100 characters.
        name: String,
    },
    /// Takes the link away from view.
    DismissHelperLink {
        /// Which.
        lsid: SessionId,
    },
    /// Takes a helper's link back, or the helper out.
    RemoveHelper {
        /// Which.
        lsid: SessionId,
        /// The helper's number.
        helper: u32,
    },
    /// Says something in the session that only representatives see; clears the draft.
    SendWhisper {
        /// Where.
        lsid: SessionId,
        /// A fresh id.
        client_id: ClientId,
        /// Plain text.
        text: String,
    },
    /// Answers an offer of automatic assignment.
    AnswerAssignment {
        /// Which session.
        lsid: SessionId,
        /// Take it or not.
        accept: bool,
    },
    /// Sees a session without taking part.
    MonitorSession {
        /// Which.
        lsid: SessionId,
        /// Whether the representatives in it see that.
        seen: bool,
    },
    /// Takes part without having been invited.
    JoinSession {
        /// Which.
        lsid: SessionId,
    },
    /// Owns a session from now on.
    TakeOver {
        /// Which.
        lsid: SessionId,
        /// Who owns it, as far as is shown.
        from: RepresentativeId,
    },
    /// Offers a waiting session to somebody.
    AssignSession {
        /// Which.
        lsid: SessionId,
        /// To whom.
        to: RepresentativeId,
    },
    /// Changes a representative's status.
    SetPresenceOf {
        /// Whose.
        who: RepresentativeId,
        /// Available, busy or away.
        presence: Presence,
    },
    /// Signs a representative out.
    SignOutColleague {
        /// Whom.
        who: RepresentativeId,
    },
    /// Tells all members of some led teams something at once.
    Broadcast {
        /// Which teams.
        teams: Vec<TeamId>,
        /// Plain text, at most 4 KiB.
        text: String,
    },
    /// The dashboard is looked at, or no longer.
    WatchDashboard {
        /// What the numbers are to be about; absent stops.
        span: Option<Span>,
    },
    /// Opens a talk: its lines count as read while the window is in front.
    OpenTalk {
        /// With whom.
        with: TalkWith,
    },
    /// No talk is in front any more.
    CloseTalk,
    /// Says something to colleagues; clears the draft.
    SendTalk {
        /// To whom.
        to: TalkWith,
        /// A fresh id.
        client_id: ClientId,
        /// Plain text.
        text: String,
    },
    /// Sends a failed line again.
    RetryTalk {
        /// Which.
        client_id: ClientId,
    },
    /// Deletes a failed line.
    DeleteTalk {
        /// Which.
        client_id: ClientId,
    },
    /// Keeps what is being typed to colleagues.
    SaveTalkDraft {
        /// To whom.
        to: TalkWith,
        /// Its text; empty clears it.
        text: String,
    },
    /// Loads earlier lines of the open talk.
    LoadEarlierTalk,
    /// Keyboard or pointer were used (the interface says so at most once in 10 seconds).
    Active,
    /// Asks the customer for a capability.
    AskFor {
        /// Where.
        lsid: SessionId,
        /// What.
        what: Capability,
    },
    /// Takes the question back before it is answered.
    TakeBackAsk {
        /// Where.
        lsid: SessionId,
        /// What.
        what: Capability,
    },
    /// Gives back what the customer has allowed.
    StopCapability {
        /// Where.
        lsid: SessionId,
        /// What.
        what: Capability,
    },
    /// Takes pointer and keys, or lets go of them, while control is allowed.
    Drive {
        /// Where.
        lsid: SessionId,
        /// Take or let go.
        drive: bool,
    },
    /// Asks the customer to open the client; the link and code show in the session.
    Elevate {
        /// Where.
        lsid: SessionId,
        /// What for: the customer reads it.
        purpose: Option<Capability>,
    },
    /// Takes the link and code away from view.
    DismissElevation {
        /// Where.
        lsid: SessionId,
    },
    /// The screen is looked at: open its stream as soon as seeing is allowed, and keep it open.
    OpenScreen {
        /// Which.
        lsid: SessionId,
    },
    /// The screen is not looked at any more.
    CloseScreen {
        /// Which.
        lsid: SessionId,
    },
    /// Gives a VNC agent its password. It is not kept.
    ScreenPassword {
        /// Which.
        lsid: SessionId,
        /// At most 8 bytes count.
        password: Secret,
    },
    /// Chooses the quality of a screen's picture.
    SetScreenQuality {
        /// Which.
        lsid: SessionId,
        /// How good.
        quality: ScreenQuality,
    },
    /// Shows one screen of a device that has several, or all.
    ShowScreenPart {
        /// Which.
        lsid: SessionId,
        /// The device's number of the screen.
        part: Option<u32>,
    },
    /// Presses and lets go a key that the keyboard has not.
    PressDeviceKey {
        /// Where.
        lsid: SessionId,
        /// Which key.
        key: DeviceKey,
    },
    /// Sends this computer's clipboard to the device.
    SendClipboard {
        /// Where.
        lsid: SessionId,
    },
    /// Fetches the device's clipboard to this computer.
    FetchClipboard {
        /// Where.
        lsid: SessionId,
    },
    /// Keeps a picture of the screen.
    TakeScreenshot {
        /// Of which.
        lsid: SessionId,
        /// Where it goes.
        to: ScreenshotTo,
    },
    /// Asks the customer for the device's files.
    AskForFiles {
        /// Where.
        lsid: SessionId,
        /// How much of them.
        scope: FilesScope,
    },
    /// Asks the customer for system information. Where less of it is allowed already, that is given back
    /// first.
    AskForInfo {
        /// Where.
        lsid: SessionId,
        /// How much beyond the ordinary.
        scope: InfoScope,
    },
    /// The system information is looked at: it is read as soon as that is allowed, and live values come
    /// for as long as it stays open.
    OpenInfo {
        /// Of which session.
        lsid: SessionId,
    },
    /// The system information is not looked at any more.
    CloseInfo {
        /// Of which session.
        lsid: SessionId,
    },
    /// Asks the customer's browser and device to read system information anew.
    ReadInfo {
        /// Where.
        lsid: SessionId,
        /// What; from one to all.
        categories: Vec<Category>,
    },
    /// Keeps what was read with the session.
    KeepInfo {
        /// Where.
        lsid: SessionId,
        /// For people; at most 100 characters, and empty where it needs none.
        name: String,
    },
    /// Transfers files and folders. Asked again with the same id it changes nothing.
    Transfer {
        /// In which session.
        lsid: SessionId,
        /// A fresh id.
        id: ClientId,
        /// Which way.
        way: TransferWay,
        /// What, where it comes from; 1 to 500. Of the chat: empty.
        paths: Vec<DevicePath>,
        /// Where to; absent for the chat, and for a file from the chat that goes to the downloads.
        folder: Option<DevicePath>,
        /// Which file of the chat, by its upload.
        upload: Option<ClientId>,
    },
    /// Saves a file that was sent in the chat of an ended session, as the history has it, among the
    /// downloads. Asked again with the same id it changes nothing.
    SavePastFile {
        /// Of which session.
        lsid: SessionId,
        /// A fresh id.
        id: ClientId,
        /// The file.
        file: ChatFile,
    },
    /// Says what to do where a name is taken.
    AnswerTaken {
        /// The transfer.
        id: ClientId,
        /// The name; absent: all that have no answer yet.
        name: Option<FileName>,
        /// What to do.
        if_taken: IfTaken,
    },
    /// Pauses a transfer.
    PauseTransfer {
        /// Which.
        id: ClientId,
    },
    /// Goes on with a paused transfer, or tries a failed one again from where it was.
    ResumeTransfer {
        /// Which.
        id: ClientId,
    },
    /// Ends a transfer. What is half-written goes.
    CancelTransfer {
        /// Which.
        id: ClientId,
    },
    /// Pauses all transfers of a session.
    PauseAllTransfers {
        /// Which.
        lsid: SessionId,
    },
    /// Takes the transfers of a session that have ended out of the list.
    ClearTransfers {
        /// Which.
        lsid: SessionId,
    },
    /// Shows what a transfer has brought in the system's file manager.
    ShowTransfer {
        /// Which.
        id: ClientId,
    },
    /// Opens an address in the system's browser; only `http` and `https`.
    OpenLink {
        /// The address.
        url: String,
    },
    /// Puts a text on the clipboard.
    CopyText {
        /// The text.
        text: String,
    },
}

/// A field whose text is kept while it is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DraftField {
    /// The composer, while it writes to everyone.
    Message,
    /// The composer, while it writes to representatives only. There is one composer: what is kept for one of
    /// the two takes the other's place.
    Whisper,
    /// The notes field.
    Note,
}
