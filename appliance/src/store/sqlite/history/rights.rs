//! Whose eyes an ended session is for: those who took part, and those within whose reach it was while it ran.

use farhand_protocol::{QueueId, RepresentativeId};
use rusqlite::{Connection, params};

use super::facts;
use super::rows::Past;
use crate::domain::rights::Oversight;
use crate::store::Result;
use crate::store::sqlite::people;

/// What somebody may see of the ended sessions.
pub struct Sight {
    who: RepresentativeId,
    oversight: Oversight,
}

impl Sight {
    /// What an enabled account may see.
    pub fn of(conn: &Connection, who: RepresentativeId) -> Result<Self> {
        Ok(Self { who, oversight: people::past_oversight(conn, who)? })
    }

    /// As an expression of the index.
    pub fn expression(&self) -> String {
        let mut parts = vec![facts::took_part(self.who)];
        if !self.oversight.is_empty() {
            let queues: Vec<_> = self.oversight.queues().into_iter().map(facts::queue).collect();
            parts.push(both(&[facts::owner(None)], &queues));
            let owners: Vec<_> =
                self.oversight.people.iter().map(|owner| facts::owner(Some(*owner))).collect();
            if !owners.is_empty() {
                parts.push(both(&owners, &[queues, vec![facts::queue(QueueId::General)]].concat()));
            }
        }
        parts.join(" OR ")
    }

    /// Whether a session is seen, and then whether as one's own: one that `who` took part in.
    pub fn sees(&self, conn: &Connection, past: &Past) -> Result<Option<bool>> {
        let own: bool = conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM took_part WHERE representative_id = ? AND lsid = ?)",
            )?
            .query_row(params![self.who.0, past.lsid.as_str()], |row| row.get(0))?;
        if own {
            return Ok(Some(true));
        }
        Ok(self.oversight.reaches_had(past.owner, past.queue).then_some(false))
    }
}

fn both(some: &[String], others: &[String]) -> String {
    format!("(({}) AND ({}))", some.join(" OR "), others.join(" OR "))
}
