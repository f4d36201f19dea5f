//! What can happen.

use farhand_protocol::capability::Capability;
use farhand_protocol::people::{Presence, Rights, Role};
use farhand_protocol::team::{Assignment, ShareWith};
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

/// An index into the sessions that were ever begun.
pub type Case = usize;

/// Something that somebody does, or that happens.
#[derive(Clone, Debug)]
pub enum Act {
    /// Somebody picks this issue on the portal.
    Begin(usize),
    /// Somebody picks a representative on the portal.
    Pick(RepresentativeId),
    Customer(Case, Customer),
    /// By the helper of a session with this number.
    Helper(Case, u32, Helping),
    /// In a session, or about it.
    In(RepresentativeId, Case, Deed),
    Alone(RepresentativeId, Own),
    /// A supervisor with a colleague.
    Over(RepresentativeId, RepresentativeId, Governing),
    /// An administrator.
    Site(Setting),
    /// So many seconds in which nobody does anything.
    Pass(u32),
}

/// What customers do, and their devices.
#[derive(Clone, Copy, Debug)]
pub enum Customer {
    Ends,
    DeviceLost,
    DeviceBack,
    DeviceLeaves,
    /// To the question with this number.
    Answer(u64, Option<Capability>),
    Withdraw(Capability),
}

/// What outside helpers do.
#[derive(Clone, Copy, Debug)]
pub enum Helping {
    OpenLink,
    Speak,
    GoAway,
}

/// What representatives do with a session.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Accept,
    Hold,
    End,
    Say,
    Whisper,
    /// Where to; whether the owner stays; whether a note says why.
    Transfer(QueueId, bool, bool),
    HandOver(RepresentativeId),
    Leave,
    Remove(RepresentativeId),
    Share(ShareWith),
    AcceptShare(u32),
    DeclineShare(u32),
    CancelShare(u32),
    InviteHelper(&'static str),
    RemoveHelper(u32),
    Monitor(bool),
    Join,
    TakeOver(RepresentativeId),
    Assign(RepresentativeId),
    AnswerOffer(bool),
    /// Asks for the client, and the customer's device joins at once.
    Attach,
    Ask(Capability),
    TakeBack(Capability),
    Stop(Capability),
    Drive(bool),
}

/// What representatives do for themselves.
#[derive(Clone, Copy, Debug)]
pub enum Own {
    Choose(Presence),
    /// Keyboard or pointer.
    Touch,
    /// The connection breaks.
    Lost,
    /// Connects again; whoever was signed out signs in for that.
    Back,
    SignOut,
}

/// What supervisors do with colleagues.
#[derive(Clone, Copy, Debug)]
pub enum Governing {
    SetPresence(Presence),
    SignOutColleague,
}

/// What administrators set.
#[derive(Clone, Copy, Debug)]
pub enum Setting {
    /// How a team's queue gives out what waits, and whether it keeps its sessions.
    Queue(TeamId, Assignment, bool),
    /// Where sessions go that no other queue takes back.
    Fallback(Option<TeamId>),
    /// Sessions at once, minutes until away, whether assignment asks.
    Account(RepresentativeId, Option<u32>, Option<u32>, bool),
    Rights(RepresentativeId, Rights),
    JoinTeam(RepresentativeId, TeamId, Role),
    LeaveTeam(RepresentativeId, TeamId),
}

impl Act {
    /// The representative who does it.
    pub fn who(&self) -> Option<RepresentativeId> {
        match self {
            Act::In(who, ..) | Act::Alone(who, _) | Act::Over(who, ..) => Some(*who),
            _ => None,
        }
    }

    /// Its name, for counting.
    pub fn kind(&self) -> String {
        let whole = match self {
            Act::Customer(_, what) => format!("{what:?}"),
            Act::Helper(_, _, what) => format!("{what:?}"),
            Act::In(_, _, what) => format!("{what:?}"),
            Act::Alone(_, what) => format!("{what:?}"),
            Act::Over(_, _, what) => format!("{what:?}"),
            Act::Site(what) => format!("{what:?}"),
            Act::Begin(_) | Act::Pick(_) | Act::Pass(_) => format!("{self:?}"),
        };
        whole.split('(').next().unwrap_or_default().to_owned()
    }
}
