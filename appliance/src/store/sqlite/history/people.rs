//! The representatives who took part in an ended session.

use farhand_protocol::history::TookPart;
use farhand_protocol::session::Participant;

use super::rows::{Past, Teller};
use crate::store::Result;

/// All of them: who had it last, those who were there at its end, and those who had left, by name.
pub fn of(teller: &mut Teller<'_>, past: &Past, there: &[Participant]) -> Result<Vec<TookPart>> {
    let mut found = Vec::new();
    for id in teller.took_part(&past.lsid)? {
        let at_its_end = there.iter().position(|one| one.id == id);
        let name = match at_its_end {
            Some(place) => Some(there[place].name.clone()),
            None => teller.person(id)?,
        };
        let name = name.unwrap_or_else(|| format!("Representative {}", id.0));
        let place = (past.owner != Some(id), at_its_end.unwrap_or(usize::MAX), name.to_lowercase(), id);
        found.push((place, TookPart { id, name }));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found.into_iter().map(|(_, one)| one).collect())
}
