//! Where a session goes when nobody comes back to it, or when nobody is left in its queue: to the
//! participant who shares it longest, into its last queue, its entry queue, the site's fallback queue,
//! whichever of them somebody serves. Where there is none, it ends.

use farhand_protocol::session::Participant;
use farhand_protocol::{QueueId, RepresentativeId};

/// Where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// This participant owns it.
    Owner(RepresentativeId),
    /// It waits here again.
    Queue(Way, QueueId),
    /// It ends: nobody would ever accept it.
    End,
}

/// By which rule a queue was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The one that it came from last.
    Last,
    /// The one that it first waited in.
    Entry,
    /// The site's.
    Site,
}

/// A session that nobody has any more.
#[derive(Clone, Copy, Debug)]
pub struct Orphan<'a> {
    /// Who does not come back, where it was somebody's.
    pub gone: Option<RepresentativeId>,
    /// The queue that it leaves, where it is in one.
    pub leaves: Option<QueueId>,
    /// Those who take part.
    pub participants: &'a [Participant],
    /// The queue that it came from last.
    pub last: QueueId,
    /// The queue that it first waited in.
    pub entry: QueueId,
    /// The site's fallback queue.
    pub site: QueueId,
}

/// Where it goes. `there` says who of the participants is connected, `served` whether a queue takes
/// sessions in: somebody who serves it is there, or it keeps them until somebody is.
#[must_use]
pub fn of(
    orphan: &Orphan<'_>,
    there: impl Fn(RepresentativeId) -> bool,
    served: impl Fn(QueueId) -> bool,
) -> Fallback {
    let others = orphan.participants.iter().filter(|p| Some(p.id) != orphan.gone && there(p.id));
    if let Some(heir) = others.min_by_key(|p| (p.joined_at, p.id)) {
        return Fallback::Owner(heir.id);
    }
    let own = orphan.gone.map(QueueId::Personal);
    [(Way::Last, orphan.last), (Way::Entry, orphan.entry), (Way::Site, orphan.site)]
        .into_iter()
        .find(|(_, queue)| Some(*queue) != own && Some(*queue) != orphan.leaves && served(*queue))
        .map_or(Fallback::End, |(way, queue)| Fallback::Queue(way, queue))
}

#[cfg(test)]
mod tests {
    use farhand_protocol::{TeamId, Timestamp};

    use super::*;

    const GONE: RepresentativeId = RepresentativeId(1);
    const OWN: QueueId = QueueId::Personal(GONE);
    const HERS: QueueId = QueueId::Personal(RepresentativeId(2));
    const TEAM: QueueId = QueueId::Team(TeamId(7));
    const SECOND: QueueId = QueueId::Team(TeamId(8));
    const SITE: QueueId = QueueId::General;

    fn heir(others: &[(u32, i64)], offline: &[u32], gone: Option<RepresentativeId>) -> Fallback {
        let one =
            |id, at| Participant { id: RepresentativeId(id), name: String::new(), joined_at: Timestamp(at) };
        let participants: Vec<_> = [(1, 0)].iter().chain(others).map(|(id, at)| one(*id, *at)).collect();
        let orphan =
            Orphan { gone, leaves: None, participants: &participants, last: TEAM, entry: TEAM, site: SITE };
        of(&orphan, |id| !offline.contains(&id.0), |_| true)
    }

    #[test]
    fn first_the_one_who_shares_longest() {
        let owner = |id| Fallback::Owner(RepresentativeId(id));
        // Those who take part besides, and since when; who is offline; who is gone; where it goes.
        type Line<'a> = (&'a [(u32, i64)], &'a [u32], Option<RepresentativeId>, Fallback);
        let table: [Line<'_>; 7] = [
            (&[(2, 9), (3, 5)], &[], Some(GONE), owner(3)),
            (&[(2, 9), (3, 5)], &[3], Some(GONE), owner(2)),
            (&[(3, 5), (2, 5)], &[], Some(GONE), owner(2)),
            (&[(2, 9)], &[2], Some(GONE), Fallback::Queue(Way::Last, TEAM)),
            (&[], &[], Some(GONE), Fallback::Queue(Way::Last, TEAM)),
            // Nobody's: it waits, and somebody takes part already.
            (&[], &[], None, owner(1)),
            (&[], &[1], None, Fallback::Queue(Way::Last, TEAM)),
        ];
        for (others, offline, gone, expected) in table {
            assert_eq!(heir(others, offline, gone), expected, "{others:?} {offline:?} {gone:?}");
        }
    }

    #[test]
    fn then_the_queues_in_turn_never_the_own_one_and_never_the_one_it_leaves() {
        let to = Fallback::Queue;
        // Served; the queue that it leaves, the last one, the entry one; where it goes.
        type Line<'a> = (&'a [QueueId], Option<QueueId>, QueueId, QueueId, Fallback);
        let table: [Line<'_>; 15] = [
            (&[TEAM, SECOND, SITE], None, TEAM, SECOND, to(Way::Last, TEAM)),
            (&[SECOND, SITE], None, TEAM, SECOND, to(Way::Entry, SECOND)),
            (&[SITE], None, TEAM, SECOND, to(Way::Site, SITE)),
            (&[], None, TEAM, SECOND, Fallback::End),
            (&[OWN, TEAM, SITE], None, OWN, TEAM, to(Way::Entry, TEAM)),
            (&[OWN, TEAM, SITE], None, TEAM, OWN, to(Way::Last, TEAM)),
            (&[OWN, SITE], None, OWN, OWN, to(Way::Site, SITE)),
            (&[OWN], None, OWN, OWN, Fallback::End),
            (&[OWN, HERS], None, OWN, HERS, to(Way::Entry, HERS)),
            (&[OWN, SITE], None, OWN, HERS, to(Way::Site, SITE)),
            (&[TEAM, SITE], Some(TEAM), TEAM, TEAM, to(Way::Site, SITE)),
            (&[TEAM, SECOND, SITE], Some(TEAM), TEAM, SECOND, to(Way::Entry, SECOND)),
            (&[OWN, TEAM], Some(OWN), OWN, TEAM, to(Way::Entry, TEAM)),
            (&[SITE], Some(SITE), SITE, SITE, Fallback::End),
            (&[SITE], None, SITE, TEAM, to(Way::Last, SITE)),
        ];
        for (served, leaves, last, entry, expected) in table {
            let orphan = Orphan { gone: Some(GONE), leaves, participants: &[], last, entry, site: SITE };
            let found = of(&orphan, |_| true, |queue| served.contains(&queue));
            assert_eq!(found, expected, "{served:?} {leaves:?} {last:?} {entry:?}");
        }
    }
}
