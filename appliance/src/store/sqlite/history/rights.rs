//! Whose eyes an ended session is for.

use farhand_protocol::people::Role;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};
use rusqlite::{Connection, params};

use super::facts;
use super::rows::Past;
use crate::domain::rights::Oversight;
use crate::store::Result;
use crate::store::sqlite::people;

/// What somebody may see of the ended sessions.
pub struct Sight {
    who: RepresentativeId,
    /// The led teams, each with those of lower rank in it.
    led: Vec<(TeamId, Vec<RepresentativeId>)>,
}

impl Sight {
    /// What an enabled account may see.
    pub fn of(conn: &Connection, who: RepresentativeId) -> Result<Self> {
        let oversight: Oversight = people::oversight(conn, who)?;
        let mut led = Vec::new();
        for team in &oversight.teams {
            led.push((team.team, below(conn, team.team, team.role)?));
        }
        Ok(Self { who, led })
    }

    /// As an expression of the index.
    pub fn expression(&self) -> String {
        let teams = self.led.iter().map(|(team, people)| {
            let owners = people.iter().map(|who| facts::owner(Some(*who)));
            let owners: Vec<_> = owners.chain([facts::owner(None)]).collect();
            format!("({} AND ({}))", facts::queue(QueueId::Team(*team)), owners.join(" OR "))
        });
        [facts::took_part(self.who)].into_iter().chain(teams).collect::<Vec<_>>().join(" OR ")
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
        let overseen = self.led.iter().any(|(team, people)| {
            past.queue == QueueId::Team(*team) && past.owner.is_none_or(|owner| people.contains(&owner))
        });
        Ok(overseen.then_some(false))
    }
}

/// Those of a lower rank in a team, also such whose account is disabled.
fn below(conn: &Connection, team: TeamId, rank: Role) -> Result<Vec<RepresentativeId>> {
    let mut statement =
        conn.prepare_cached("SELECT representative_id, role FROM membership WHERE team_id = ?")?;
    let rows = statement.query_map([team.0], |row| {
        Ok((RepresentativeId(row.get(0)?), people::role(&row.get::<_, String>(1)?)))
    })?;
    let members = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(members.into_iter().filter(|(_, role)| *role < rank).map(|(id, _)| id).collect())
}
