//! What can happen, and how it is chosen.

use farhand_protocol::people::Presence;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};
use farhand_testkit::SplitMix64;

use crate::model::Model;
use crate::staff::STAFF;

/// An index into the sessions that were ever begun.
pub type Case = usize;

/// Something that somebody does, or that happens.
#[derive(Clone, Debug)]
pub enum Act {
    Begin(QueueId),
    CustomerEnds(Case),
    Accept(RepresentativeId, Case),
    Hold(RepresentativeId, Case),
    End(RepresentativeId, Case),
    Say(RepresentativeId, Case),
    Whisper(RepresentativeId, Case),
    Transfer(RepresentativeId, Case, QueueId, bool),
    HandOver(RepresentativeId, Case, RepresentativeId),
    Share(RepresentativeId, Case, ShareWith),
    AcceptShare(RepresentativeId, Case, u32),
    DeclineShare(RepresentativeId, Case, u32),
    CancelShare(RepresentativeId, Case, u32),
    Leave(RepresentativeId, Case),
    Remove(RepresentativeId, Case, RepresentativeId),
    Monitor(RepresentativeId, Case, bool),
    Join(RepresentativeId, Case),
    TakeOver(RepresentativeId, Case, RepresentativeId),
    SetPresence(RepresentativeId, Presence),
    SetPresenceOf(RepresentativeId, RepresentativeId, Presence),
    /// Loses the connection for longer than the reconnect window, and comes back.
    Vanish(RepresentativeId),
}

fn one_of<T: Copy>(random: &mut SplitMix64, all: &[T]) -> T {
    let place = random.below(u64::try_from(all.len()).expect("a few"));
    all[usize::try_from(place).expect("a few")]
}

fn somebody(random: &mut SplitMix64) -> RepresentativeId {
    one_of(random, &STAFF).id
}

fn queue(random: &mut SplitMix64) -> QueueId {
    let teams = [QueueId::General, QueueId::Team(TeamId(1)), QueueId::Team(TeamId(2))];
    if random.percent(40) { QueueId::Personal(somebody(random)) } else { one_of(random, &teams) }
}

fn presence(random: &mut SplitMix64) -> Presence {
    one_of(random, &[Presence::Available, Presence::Available, Presence::Busy, Presence::Away])
}

/// Mostly one of those who have to do with the session, so that much is allowed.
fn concerned(random: &mut SplitMix64, model: &Model, case: Case) -> RepresentativeId {
    let near = model.sessions[case].near();
    if near.is_empty() || random.percent(35) { somebody(random) } else { one_of(random, &near) }
}

/// A share's number that there is, mostly.
fn share(random: &mut SplitMix64, model: &Model, case: Case) -> (u32, Option<RepresentativeId>) {
    let shares = &model.sessions[case].shares;
    if shares.is_empty() || random.percent(10) {
        return (u32::try_from(random.below(4)).expect("small"), None);
    }
    let at = usize::try_from(random.below(shares.len() as u64)).expect("a few");
    let whom = match shares[at].with {
        ShareWith::Representative { id } => Some(id),
        ShareWith::Team { id } => STAFF.iter().find(|one| one.is_of(id)).map(|one| one.id),
    };
    (shares[at].id, whom)
}

impl Act {
    /// The next one.
    pub fn choose(random: &mut SplitMix64, model: &Model) -> Self {
        let open = model.open();
        if open.len() < 3 || (open.len() < 12 && random.percent(8)) {
            return Act::Begin(one_of(
                random,
                &[QueueId::General, QueueId::Team(TeamId(1)), QueueId::Team(TeamId(2))],
            ));
        }
        let case = if random.percent(2) {
            usize::try_from(random.below(model.sessions.len() as u64)).expect("a few")
        } else {
            one_of(random, &open)
        };
        let who = concerned(random, model, case);
        match random.below(100) {
            0..18 => Act::Accept(who, case),
            18..23 => Act::Hold(who, case),
            23..26 => Act::End(who, case),
            26 => Act::CustomerEnds(case),
            27..31 => Act::Say(who, case),
            31..34 => Act::Whisper(who, case),
            34..42 => Act::Transfer(who, case, queue(random), random.percent(40)),
            42..47 => Act::HandOver(who, case, concerned(random, model, case)),
            47..57 => Act::Share(who, case, Self::with(random)),
            57..65 => {
                let (number, whom) = share(random, model, case);
                Act::AcceptShare(whom.filter(|_| random.percent(80)).unwrap_or(who), case, number)
            }
            65..67 => {
                let (number, whom) = share(random, model, case);
                Act::DeclineShare(whom.unwrap_or(who), case, number)
            }
            67..69 => Act::CancelShare(who, case, share(random, model, case).0),
            69..74 => Act::Leave(who, case),
            74..78 => Act::Remove(who, case, concerned(random, model, case)),
            78..83 => Act::Monitor(somebody(random), case, random.percent(50)),
            83..86 => Act::Join(somebody(random), case),
            86..90 => Act::TakeOver(somebody(random), case, concerned(random, model, case)),
            90..94 => Act::SetPresence(who, presence(random)),
            94..98 => Act::SetPresenceOf(somebody(random), somebody(random), presence(random)),
            _ => Act::Vanish(somebody(random)),
        }
    }

    fn with(random: &mut SplitMix64) -> ShareWith {
        if random.percent(30) {
            ShareWith::Team { id: one_of(random, &[TeamId(1), TeamId(2)]) }
        } else {
            ShareWith::Representative { id: somebody(random) }
        }
    }
}
