//! What a representative's console asks of the store.

use async_trait::async_trait;
use farhand_protocol::audit::AuditPage;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::capability::{Ask, Capability};
use farhand_protocol::chat::{EntriesPage, NewMessage};
use farhand_protocol::info::NewInfoSnapshot;
use farhand_protocol::people::Presence;
use farhand_protocol::session::SessionDetail;
use farhand_protocol::site::Snapshot;
use farhand_protocol::team::{Broadcast, NewHelper, NewShare, NewTalk, TalkPage, TalkWith, Transfer};
use farhand_protocol::{ClientId, RepresentativeId, SessionId};
use serde::Serialize;

use super::{KeyCommand, Result};

/// A change that a representative asks for. Serialised, it is what an idempotency key stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Takes a waiting or held session.
    Accept {
        /// Which.
        lsid: SessionId,
    },
    /// Takes the session that is most due.
    AcceptNext,
    /// Puts a session back into its queue.
    Hold {
        /// Which.
        lsid: SessionId,
    },
    /// Ends a session.
    End {
        /// Which.
        lsid: SessionId,
    },
    /// Says something that everyone sees.
    Say {
        /// Where.
        lsid: SessionId,
        /// What.
        message: NewMessage,
    },
    /// Writes a note that only representatives see.
    Note {
        /// Where.
        lsid: SessionId,
        /// What.
        note: NewMessage,
    },
    /// Asks the customer.
    Ask {
        /// Where.
        lsid: SessionId,
        /// For what, and how much of it.
        ask: Ask,
    },
    /// Takes a question back.
    TakeBack {
        /// Where.
        lsid: SessionId,
        /// For what was asked.
        what: Capability,
    },
    /// Gives back what was allowed.
    Stop {
        /// Where.
        lsid: SessionId,
        /// What.
        what: Capability,
    },
    /// Takes pointer and keys, or lets go of them.
    Drive {
        /// Where.
        lsid: SessionId,
        /// Take or let go.
        drive: bool,
    },
    /// Asks the customer to open the client.
    Elevate {
        /// Where.
        lsid: SessionId,
        /// What for, where it was said.
        purpose: Option<Capability>,
    },
    /// Notes that a picture of the screen was kept.
    NoteScreenshot {
        /// Where.
        lsid: SessionId,
    },
    /// Keeps the system information that was read.
    KeepInfo {
        /// Where.
        lsid: SessionId,
        /// Under which name.
        snapshot: NewInfoSnapshot,
    },
    /// Says something that only representatives see.
    Whisper {
        /// Where.
        lsid: SessionId,
        /// What.
        whisper: NewMessage,
    },
    /// Passes a session on.
    Transfer {
        /// Which.
        lsid: SessionId,
        /// Where to, and what is said with it.
        transfer: Transfer,
    },
    /// Makes a participant the owner.
    HandOver {
        /// Which.
        lsid: SessionId,
        /// Whom.
        to: RepresentativeId,
    },
    /// Invites a colleague or a team.
    Share {
        /// Which.
        lsid: SessionId,
        /// Whom.
        share: NewShare,
    },
    /// Comes in by an invitation.
    AcceptShare {
        /// Which session.
        lsid: SessionId,
        /// The invitation.
        share: u32,
    },
    /// Declines an invitation.
    DeclineShare {
        /// Which session.
        lsid: SessionId,
        /// The invitation.
        share: u32,
    },
    /// Takes an invitation back.
    CancelShare {
        /// Which session.
        lsid: SessionId,
        /// The invitation.
        share: u32,
    },
    /// Leaves a session, or stops seeing it.
    Leave {
        /// Which.
        lsid: SessionId,
    },
    /// Takes a participant out.
    RemoveParticipant {
        /// Of which session.
        lsid: SessionId,
        /// Whom.
        who: RepresentativeId,
    },
    /// Invites an outside helper.
    InviteHelper {
        /// Into which session.
        lsid: SessionId,
        /// Whom.
        helper: NewHelper,
    },
    /// Takes a helper's link back, or the helper out.
    RemoveHelper {
        /// Of which session.
        lsid: SessionId,
        /// Whom.
        helper: u32,
    },
    /// Answers an offer of assignment.
    AnswerAssignment {
        /// Of which session.
        lsid: SessionId,
        /// Take it or not.
        accept: bool,
    },
    /// Sees a session without taking part.
    Monitor {
        /// Which.
        lsid: SessionId,
        /// Whether the representatives see that.
        seen: bool,
    },
    /// Takes part without having been invited.
    Join {
        /// Which.
        lsid: SessionId,
    },
    /// Owns a session from now on.
    TakeOver {
        /// Which.
        lsid: SessionId,
        /// Who owns it, as far as the caller knows.
        from: RepresentativeId,
    },
    /// Offers a waiting session to somebody.
    Assign {
        /// Which.
        lsid: SessionId,
        /// To whom.
        to: RepresentativeId,
    },
    /// Sets somebody's presence.
    SetPresenceOf {
        /// Whose.
        who: RepresentativeId,
        /// Available, busy or away.
        presence: Presence,
    },
    /// Signs somebody out.
    SignOutColleague {
        /// Whom.
        who: RepresentativeId,
    },
    /// Tells all members of some led teams something.
    Broadcast {
        /// What, and whom.
        broadcast: Broadcast,
    },
    /// Says something to colleagues.
    Talk {
        /// What, and to whom.
        talk: NewTalk,
    },
    /// Sets the own presence.
    SetPresence {
        /// Available, busy or away.
        presence: Presence,
    },
    /// Does something with a session key.
    Key {
        /// What.
        what: KeyCommand,
    },
}

/// Under which key a command is sent, so that a repeated one happens once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency(pub ClientId);

/// What a command answers: the first time, and each time that it is repeated within 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; empty with 204.
    pub body: String,
}

/// Which part of a session's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOf {
    /// The newest entries.
    Newest,
    /// The newest entries with numbers below this one.
    Before(u64),
    /// The oldest entries with numbers above this one.
    After(u64),
}

/// The console's part of the store. `who` is the signed-in representative throughout.
#[async_trait]
pub trait ConsoleStore: Send + Sync + 'static {
    /// Everything that a console shows. `portal` is the portal's address.
    async fn snapshot(&self, who: RepresentativeId, portal: &str) -> Result<Snapshot>;

    /// A session that `who` sees, with its newest entries.
    ///
    /// # Errors
    /// `NotFound`, also when it is not for `who`.
    async fn session(&self, who: RepresentativeId, lsid: &SessionId) -> Result<SessionDetail>;

    /// A page of a session's log.
    ///
    /// # Errors
    /// As [`ConsoleStore::session`].
    async fn entries(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        page: PageOf,
        limit: u32,
    ) -> Result<EntriesPage>;

    /// The canned messages.
    async fn canned(&self) -> Result<CannedLibrary>;

    /// Carries out a command once; the same key with the same command answers the same again.
    /// `portal` is the portal's address, for a key's link.
    ///
    /// # Errors
    /// Any [`super::Refusal`]; a refused command changes nothing, and its key stays free.
    async fn perform(
        &self,
        who: RepresentativeId,
        idempotency: Idempotency,
        command: Command,
        portal: &str,
    ) -> Result<Answer>;

    /// A page of what `who` and somebody, or a team, have said outside sessions; before a number, or the
    /// newest.
    ///
    /// # Errors
    /// `NotFound` where `who` does not talk with them.
    async fn talk(&self, who: RepresentativeId, with: TalkWith, before: Option<u64>) -> Result<TalkPage>;

    /// A page of what `who` and those whom `who` supervises did; before a number, or the newest.
    async fn audit(&self, who: RepresentativeId, before: Option<u64>) -> Result<AuditPage>;

    /// The representative's console is connected.
    async fn representative_here(&self, who: RepresentativeId) -> Result<()>;

    /// The representative's consoles have all been gone for longer than the grace.
    async fn representative_gone(&self, who: RepresentativeId) -> Result<()>;

    /// The representative was signed out everywhere, and counts as gone at once.
    async fn representative_left(&self, who: RepresentativeId) -> Result<()>;

    /// The representative is active again.
    async fn representative_active(&self, who: RepresentativeId) -> Result<()>;

    /// Representatives who count as connected, for watching them after a restart.
    async fn representatives_here(&self) -> Result<Vec<RepresentativeId>>;
}
