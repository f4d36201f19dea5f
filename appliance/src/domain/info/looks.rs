//! Who looks at a session's live values, and how often its sources are to tell them.
//!
//! A console's live connection holds a look until it says otherwise or closes. Looks count while the
//! customer allows system information to be read, and while their representative takes part; where
//! that ends and begins again, they count again. Sources tell as often as the most demanding look
//! asks, and stop when none counts.

use std::collections::BTreeMap;

use farhand_protocol::capability::Capability;
use farhand_protocol::session::Session;
use farhand_protocol::{RepresentativeId, limits};

/// A console's live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looker {
    /// Whose it is.
    pub who: RepresentativeId,
    /// The connection's number.
    pub line: u64,
}

/// How often sources are to tell; none where they are not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rates {
    /// Milliseconds between two samples of the customer's page.
    pub page: Option<u32>,
    /// Milliseconds between two samples of the client.
    pub client: Option<u32>,
}

/// What looks depend on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Stands {
    /// Whether system information may be read.
    pub allowed: bool,
    /// Whether the device that has joined tells any.
    pub client: bool,
    /// Who takes part.
    pub people: Vec<RepresentativeId>,
}

/// The looks at one session.
#[derive(Default)]
pub struct Looks {
    stands: Stands,
    every_ms: BTreeMap<Looker, u32>,
}

impl Stands {
    /// How a session stands.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self {
            allowed: session.capabilities.granted(Capability::Info),
            client: session.device.as_ref().is_some_and(|device| device.abilities.info),
            people: session.participants.iter().map(|p| p.id).collect(),
        }
    }
}

impl Looks {
    /// A connection looks this often, or not any more. What is out of bounds is taken for the nearest
    /// that is not.
    pub fn look(&mut self, looker: Looker, every_ms: Option<u32>) {
        let (most_often, least_often) = limits::INFO_SAMPLE_MS;
        match every_ms {
            Some(ms) => _ = self.every_ms.insert(looker, ms.clamp(most_often, least_often)),
            None => _ = self.every_ms.remove(&looker),
        }
    }

    /// Notes how the session stands now.
    pub fn note(&mut self, stands: Stands) {
        self.stands = stands;
    }

    /// Those whose looks count now.
    pub fn lookers(&self) -> impl Iterator<Item = Looker> {
        self.counting().map(|(looker, _)| looker)
    }

    /// How often the sources are to tell now.
    #[must_use]
    pub fn rates(&self) -> Rates {
        let page = self.counting().map(|(_, every_ms)| every_ms).min();
        Rates { page, client: page.filter(|_| self.stands.client) }
    }

    /// Whether nobody looks at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.every_ms.is_empty()
    }

    fn counting(&self) -> impl Iterator<Item = (Looker, u32)> {
        let counts = |looker: &Looker| self.stands.allowed && self.stands.people.contains(&looker.who);
        self.every_ms.iter().filter(move |(looker, _)| counts(looker)).map(|(looker, ms)| (*looker, *ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INES: Looker = Looker { who: RepresentativeId(1), line: 1 };
    const INES_AGAIN: Looker = Looker { line: 2, ..INES };
    const BRAM: Looker = Looker { who: RepresentativeId(2), line: 3 };

    fn stands(allowed: bool, client: bool, people: &[u32]) -> Stands {
        Stands { allowed, client, people: people.iter().copied().map(RepresentativeId).collect() }
    }

    fn looks(stands: Stands, looks: &[(Looker, Option<u32>)]) -> Looks {
        let mut all = Looks::default();
        all.note(stands);
        looks.iter().for_each(|(looker, every_ms)| all.look(*looker, *every_ms));
        all
    }

    fn check(looks: &Looks, page: Option<u32>, client: Option<u32>, lookers: &[Looker]) {
        assert_eq!(looks.rates(), Rates { page, client });
        assert_eq!(looks.lookers().collect::<Vec<_>>(), lookers);
    }

    #[test]
    fn the_most_demanding_look_that_counts_sets_the_rate() {
        type Row<'r> = (&'r [(Looker, Option<u32>)], Option<u32>, &'r [Looker]);
        let table: [Row<'_>; 8] = [
            (&[], None, &[]),
            (&[(INES, Some(2_000))], Some(2_000), &[INES]),
            (&[(INES, Some(2_000)), (BRAM, Some(1_000))], Some(1_000), &[INES, BRAM]),
            (&[(INES, Some(1_000)), (BRAM, Some(2_000)), (INES, None)], Some(2_000), &[BRAM]),
            (&[(INES, Some(1_000)), (INES_AGAIN, Some(3_000)), (INES, None)], Some(3_000), &[INES_AGAIN]),
            (&[(INES, Some(1_000)), (INES, Some(5_000))], Some(5_000), &[INES]),
            (&[(INES, Some(0)), (BRAM, None)], Some(500), &[INES]),
            (&[(INES, Some(u32::MAX))], Some(60_000), &[INES]),
        ];
        for (said, rate, lookers) in table {
            check(&looks(stands(true, true, &[1, 2]), said), rate, rate, lookers);
        }
    }

    #[test]
    fn a_look_counts_while_it_is_allowed_and_its_representative_takes_part() {
        let said = [(INES, Some(1_000)), (BRAM, Some(2_000))];
        let table = [
            (stands(true, true, &[1, 2]), Some(1_000), Some(1_000), vec![INES, BRAM]),
            (stands(true, false, &[1, 2]), Some(1_000), None, vec![INES, BRAM]),
            (stands(true, true, &[2]), Some(2_000), Some(2_000), vec![BRAM]),
            (stands(true, true, &[]), None, None, vec![]),
            (stands(false, true, &[1, 2]), None, None, vec![]),
        ];
        let mut all = looks(Stands::default(), &said);
        check(&all, None, None, &[]);
        // Each from each other: a look that did not count counts again.
        for (before, ..) in &table {
            for (after, page, client, lookers) in &table {
                all.note(before.clone());
                all.note(after.clone());
                check(&all, *page, *client, lookers);
            }
        }
        all.look(INES, None);
        all.look(BRAM, None);
        assert!(all.is_empty());
    }
}
