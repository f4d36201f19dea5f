//! Colleagues, teams, and what the site has decided for its consoles.

use farhand_protocol::people::{Membership, Presence};
use farhand_protocol::site::SiteRules;
use farhand_protocol::team::Team;
use farhand_protocol::text::for_display_line;
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

use crate::contract::{ColleagueRow, ColleaguesView, TeamRow, Topic};
use crate::state::State;

/// The site's teams and rules. They come with a snapshot.
#[derive(Debug, Default)]
pub(crate) struct Colleagues {
    /// By name, names ready for display.
    teams: Vec<Team>,
    pub rules: SiteRules,
}

impl Colleagues {
    fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }
}

/// What a snapshot has.
pub(crate) fn replace(state: &mut State, mut teams: Vec<Team>, rules: SiteRules) {
    for team in &mut teams {
        team.name = for_display_line(&team.name);
    }
    teams.sort_by_cached_key(|team| (team.name.to_lowercase(), team.id));
    state.desk.colleagues = Colleagues { teams, rules };
    state.changes.mark(Topic::Colleagues);
}

/// The reader's membership of a team.
pub(crate) fn membership(state: &State, team: TeamId) -> Option<&Membership> {
    state.account()?.me.teams.iter().find(|membership| membership.team == team)
}

/// What people call a team.
pub(crate) fn team_name(state: &State, id: TeamId) -> String {
    match (state.desk.colleagues.team(id), membership(state, id)) {
        (Some(team), _) => team.name.clone(),
        (None, Some(membership)) => for_display_line(&membership.name),
        (None, None) => "Team".into(),
    }
}

/// What people call a queue, also one that the representative does not serve.
pub(crate) fn queue_name(state: &State, id: QueueId) -> String {
    match (state.desk.queues.get(id), id) {
        (Some(line), _) => line.queue.name.clone(),
        (None, QueueId::General) => "General".into(),
        (None, QueueId::Personal(who)) => state.desk.people.name(who),
        (None, QueueId::Team(team)) => team_name(state, team),
    }
}

/// Topic `colleagues`.
pub(crate) fn view(state: &State) -> ColleaguesView {
    let Some(me) = state.account().map(|account| account.me.id) else { return ColleaguesView::default() };
    let mut people: Vec<ColleagueRow> = state.desk.people.all().filter(|row| row.id != me).collect();
    people.sort_by_cached_key(|row| (row.name.to_lowercase(), row.id));
    let row = |team: &Team| TeamRow {
        id: team.id,
        name: team.name.clone(),
        role: membership(state, team.id).map(|membership| membership.role),
        members: team.members.clone(),
        free: free(state, &team.members),
    };
    let teams = state.desk.colleagues.teams.iter().map(row).collect();
    ColleaguesView { people, teams, rules: state.desk.colleagues.rules.clone() }
}

fn free(state: &State, members: &[RepresentativeId]) -> u32 {
    let free = |who: &&RepresentativeId| state.desk.people.presence(**who) == Presence::Available;
    u32::try_from(members.iter().filter(free).count()).unwrap_or(u32::MAX)
}
