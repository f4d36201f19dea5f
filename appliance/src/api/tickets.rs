//! Tickets: what opens a WebSocket in place of a token, because the address of a
//! WebSocket ends up in more places than a header. Good once and for 30 seconds.

use std::collections::HashMap;
use std::sync::Mutex;

use farhand_protocol::{RepresentativeId, Timestamp};

use crate::random;

/// Seconds for which a ticket is good.
pub const LIFE_S: u32 = 30;
/// Unused tickets of one account at most; the oldest gives way.
const PER_ACCOUNT: usize = 2_000;

/// Whose connection a ticket opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub who: RepresentativeId,
    /// The hash of the token that asked for the ticket; the connection ends with it.
    pub token_hash: [u8; 32],
}

/// Tickets that were not used yet, each for one thing.
pub struct Tickets<T>(Mutex<HashMap<[u8; 32], (Holder, T, Timestamp)>>);

impl<T> Default for Tickets<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Tickets<T> {
    /// A new ticket.
    #[must_use]
    pub fn make(&self, holder: Holder, thing: T, now: Timestamp) -> String {
        let ticket = random::secret::<16>();
        let mut tickets = self.0.lock().expect("no holder of the tickets panics");
        tickets.retain(|_, (_, _, at)| good(*at, now));
        let mine = tickets.iter().filter(|(_, (other, _, _))| other.who == holder.who);
        if mine.clone().count() >= PER_ACCOUNT
            && let Some(oldest) = mine.min_by_key(|(_, (_, _, at))| *at).map(|(hash, _)| *hash)
        {
            tickets.remove(&oldest);
        }
        tickets.insert(random::hash(&ticket), (holder, thing, now));
        ticket
    }

    /// Uses a ticket up; answers its holder and what it is for, if it was still good.
    #[must_use]
    pub fn take(&self, ticket: &str, now: Timestamp) -> Option<(Holder, T)> {
        let mut tickets = self.0.lock().expect("no holder of the tickets panics");
        let (holder, thing, at) = tickets.remove(&random::hash(ticket))?;
        good(at, now).then_some((holder, thing))
    }
}

fn good(made_at: Timestamp, now: Timestamp) -> bool {
    now.since(made_at) < u64::from(LIFE_S) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_its_time() {
        let tickets = Tickets::default();
        let holder = Holder { who: RepresentativeId(1), token_hash: [1; 32] };
        let ticket = tickets.make(holder, 7, Timestamp(0));
        assert_eq!(tickets.take("another", Timestamp(0)), None);
        assert_eq!(tickets.take(&ticket, Timestamp(29_999)), Some((holder, 7)));
        assert_eq!(tickets.take(&ticket, Timestamp(29_999)), None);
        let late = tickets.make(holder, 7, Timestamp(0));
        assert_eq!(tickets.take(&late, Timestamp(30_000)), None);
    }
}
