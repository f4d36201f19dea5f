//! Where a session goes when nobody comes back to it: to the participant who shares it longest, or
//! else to the first queue that somebody serves. Where there is none, it ends.

use farhand_protocol::session::Participant;
use farhand_protocol::{QueueId, RepresentativeId};

/// Where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// This participant owns it.
    Owner(RepresentativeId),
    /// It waits here again.
    Queue(QueueId),
    /// It ends: nobody would ever accept it.
    End,
}

/// The fallback of a session whose owner `gone` does not come back. `online` says who of the
/// participants is connected, `served` whether somebody serves a queue.
pub fn of(
    gone: RepresentativeId,
    participants: &[Participant],
    online: impl Fn(RepresentativeId) -> bool,
    served: impl Fn(QueueId) -> bool,
    last_queue: QueueId,
    entry_queue: QueueId,
) -> Fallback {
    let heir = participants.iter().filter(|p| p.id != gone && online(p.id)).min_by_key(|p| p.joined_at);
    if let Some(heir) = heir {
        return Fallback::Owner(heir.id);
    }
    queue(gone, served, last_queue, entry_queue).map_or(Fallback::End, Fallback::Queue)
}

/// The first of the last, the entry and the general queue that somebody serves. The personal one
/// of `gone` is none.
pub fn queue(
    gone: RepresentativeId,
    served: impl Fn(QueueId) -> bool,
    last_queue: QueueId,
    entry_queue: QueueId,
) -> Option<QueueId> {
    let own = QueueId::Personal(gone);
    [last_queue, entry_queue, QueueId::General].into_iter().find(|queue| *queue != own && served(*queue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_protocol::{TeamId, Timestamp};

    const GONE: RepresentativeId = RepresentativeId(1);
    const OWN: QueueId = QueueId::Personal(GONE);
    const OTHER: QueueId = QueueId::Personal(RepresentativeId(2));
    const TEAM: QueueId = QueueId::Team(TeamId(7));
    const GENERAL: QueueId = QueueId::General;

    fn check(others: &[(u32, i64)], offline: &[u32], last: QueueId, entry: QueueId, expected: Fallback) {
        let one =
            |id, at| Participant { id: RepresentativeId(id), name: String::new(), joined_at: Timestamp(at) };
        let mut participants = vec![one(1, 0)];
        participants.extend(others.iter().map(|(id, at)| one(*id, *at)));
        let online = |id: RepresentativeId| !offline.contains(&id.0);
        assert_eq!(of(GONE, &participants, online, |_| true, last, entry), expected);
    }

    #[test]
    fn the_one_who_shares_longest_then_the_queues_in_turn() {
        check(&[(2, 9), (3, 5)], &[], TEAM, TEAM, Fallback::Owner(RepresentativeId(3)));
        check(&[(2, 9), (3, 5)], &[3], TEAM, TEAM, Fallback::Owner(RepresentativeId(2)));
        check(&[(2, 9)], &[2], TEAM, GENERAL, Fallback::Queue(TEAM));
        check(&[], &[], OWN, TEAM, Fallback::Queue(TEAM));
        check(&[], &[], OWN, OWN, Fallback::Queue(GENERAL));
    }

    #[test]
    fn only_a_queue_that_somebody_serves_and_never_the_own_one() {
        // The queues that are served, the last and the entry queue, where it goes.
        let table: [(&[QueueId], QueueId, QueueId, Option<QueueId>); 9] = [
            (&[OWN, TEAM, GENERAL], OWN, TEAM, Some(TEAM)),
            (&[OWN, TEAM, GENERAL], TEAM, OWN, Some(TEAM)),
            (&[OWN, GENERAL], OWN, TEAM, Some(GENERAL)),
            (&[OWN, GENERAL], OWN, OWN, Some(GENERAL)),
            (&[OWN, OTHER], OWN, OTHER, Some(OTHER)),
            (&[OWN, GENERAL], OWN, OTHER, Some(GENERAL)),
            (&[OWN], OWN, OWN, None),
            (&[OWN], OWN, TEAM, None),
            (&[], TEAM, GENERAL, None),
        ];
        for (served, last, entry, expected) in table {
            let found = queue(GONE, |queue| served.contains(&queue), last, entry);
            assert_eq!(found, expected, "{served:?} {last:?} {entry:?}");
            let fallback = of(GONE, &[], |_| true, |queue| served.contains(&queue), last, entry);
            assert_eq!(fallback, expected.map_or(Fallback::End, Fallback::Queue));
        }
    }
}
