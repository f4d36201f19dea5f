//! Where a session goes when its owner is gone: to the participant who shares it longest, or
//! else to the first queue that somebody else serves.

use farhand_protocol::session::Participant;
use farhand_protocol::{QueueId, RepresentativeId};

/// Where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// This participant owns it.
    Owner(RepresentativeId),
    /// It waits here again.
    Queue(QueueId),
}

/// The fallback of a session whose owner `gone` does not come back. `online` says who of the
/// participants is connected. Both queues may be the gone one's own, which nobody else serves;
/// then it is the general queue.
pub fn of(
    gone: RepresentativeId,
    participants: &[Participant],
    online: impl Fn(RepresentativeId) -> bool,
    last_queue: QueueId,
    entry_queue: QueueId,
) -> Fallback {
    let heir = participants.iter().filter(|p| p.id != gone && online(p.id)).min_by_key(|p| p.joined_at);
    if let Some(heir) = heir {
        return Fallback::Owner(heir.id);
    }
    let served = [last_queue, entry_queue].into_iter().find(|q| *q != QueueId::Personal(gone));
    Fallback::Queue(served.unwrap_or(QueueId::General))
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_protocol::{TeamId, Timestamp};

    const GONE: RepresentativeId = RepresentativeId(1);
    const OWN: QueueId = QueueId::Personal(GONE);
    const TEAM: QueueId = QueueId::Team(TeamId(7));

    fn check(others: &[(u32, i64)], offline: &[u32], last: QueueId, entry: QueueId, expected: Fallback) {
        let one =
            |id, at| Participant { id: RepresentativeId(id), name: String::new(), joined_at: Timestamp(at) };
        let mut participants = vec![one(1, 0)];
        participants.extend(others.iter().map(|(id, at)| one(*id, *at)));
        let online = |id: RepresentativeId| !offline.contains(&id.0);
        assert_eq!(of(GONE, &participants, online, last, entry), expected);
    }

    #[test]
    fn the_one_who_shares_longest_then_the_queues_in_turn() {
        check(&[(2, 9), (3, 5)], &[], TEAM, TEAM, Fallback::Owner(RepresentativeId(3)));
        check(&[(2, 9), (3, 5)], &[3], TEAM, TEAM, Fallback::Owner(RepresentativeId(2)));
        check(&[(2, 9)], &[2], TEAM, QueueId::General, Fallback::Queue(TEAM));
        check(&[], &[], OWN, TEAM, Fallback::Queue(TEAM));
        check(&[], &[], OWN, OWN, Fallback::Queue(QueueId::General));
    }
}
