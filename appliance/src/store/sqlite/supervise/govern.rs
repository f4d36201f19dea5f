//! What is done to members: signing one out, telling teams something.

use std::collections::BTreeSet;

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::team::{Broadcast, TalkWith};
use farhand_protocol::{QueueId, RepresentativeId, TeamId, limits};

use super::super::idempotency::Outcome;
use super::super::{Write, account, audit, commands, people, readiness, talk};
use super::reaches;
use crate::domain::field;
use crate::store::{Refusal, Result};

/// Ends all tokens of a colleague.
pub(super) fn sign_out(write: &Write<'_>, who: RepresentativeId, whom: RepresentativeId) -> Result<Outcome> {
    let name = people::get(write, whom)?.name;
    if !reaches(write, who, whom)? {
        return Err(Refusal::Forbidden("only a lead or manager of the team may do that").into());
    }
    account::close_tokens_by(write, whom, Some(people::get(write, who)?.name))?;
    readiness::left(write, whom)?;
    let place = BTreeSet::from([QueueId::Personal(whom)]);
    audit::note_at(write, who, &AuditDeed::SignedOut { name }, &place)?;
    Ok(commands::nothing())
}

/// Tells all members of some led teams something.
pub(super) fn broadcast(write: &Write<'_>, who: RepresentativeId, broadcast: &Broadcast) -> Result<Outcome> {
    field::text("text", &broadcast.text, limits::BROADCAST_BYTES)?;
    let teams: BTreeSet<TeamId> = broadcast.teams.iter().copied().collect();
    if teams.is_empty() {
        return Err(Refusal::InvalidField("teams must have at least one entry".to_owned()).into());
    }
    let oversight = people::oversight(write, who)?;
    if !teams.iter().all(|team| oversight.leads(*team)) {
        return Err(Refusal::Forbidden("only a lead or manager of these teams may do that").into());
    }
    let mut told = BTreeSet::new();
    for team in people::teams(write)?.into_iter().filter(|team| teams.contains(&team.id)) {
        talk::tell_team(write, who, TalkWith::Team { id: team.id }, &broadcast.text)?;
        told.extend(team.members);
    }
    told.remove(&who);
    let people = u32::try_from(told.len()).unwrap_or(u32::MAX);
    audit::note(write, who, &AuditDeed::Broadcast { teams: teams.into_iter().collect(), people })?;
    Ok(commands::nothing())
}
