use farhand_protocol::Timestamp;
use farhand_protocol::session::EndReason;

use super::*;

const SERVICE: TeamId = TeamId(1);
const FIELD: TeamId = TeamId(2);
const THEN: Timestamp = Timestamp(1);

/// Two teams with a manager, two leads and two members each: 10 to 15 in the one, 20 to 25 in the other;
/// 15 is a member of both.
fn members(team: TeamId) -> Vec<(RepresentativeId, Role)> {
    let base = team.0 * 10;
    let mut members: Vec<_> = [Role::Manager, Role::Lead, Role::Lead, Role::Member, Role::Member]
        .into_iter()
        .zip(base..)
        .map(|(role, id)| (RepresentativeId(id), role))
        .collect();
    members.push((RepresentativeId(15), Role::Member));
    members
}

fn teams_of(who: u32) -> Vec<Membership> {
    let of = |team: TeamId| {
        let role = members(team).into_iter().find(|(id, _)| id.0 == who).map(|(_, role)| role)?;
        Some(Membership { team, name: String::new(), role })
    };
    [of(SERVICE), of(FIELD)].into_iter().flatten().collect()
}

fn oversight(who: u32) -> Oversight {
    Oversight::of(RepresentativeId(who), &teams_of(who), false, members)
}

#[test]
fn ranks_reach_lower_ones_of_the_own_team_alone() {
    const MANAGER: u32 = 10;
    const LEAD: u32 = 11;
    const MEMBER: u32 = 13;
    let table = [
        (MANAGER, vec![11, 12, 13, 14, 15]),
        (LEAD, vec![13, 14, 15]),
        (MEMBER, vec![]),
        (15, vec![]),
        (21, vec![15, 23, 24]),
    ];
    for (who, reached) in table {
        let oversight = oversight(who);
        for other in (10..=15).chain(20..=24) {
            assert_eq!(
                oversight.reaches(RepresentativeId(other)),
                reached.contains(&other),
                "{who} and {other}"
            );
        }
        assert_eq!(oversight.is_empty(), reached.is_empty(), "{who}");
        assert_eq!(oversight.leads(SERVICE), who < 15 && !reached.is_empty(), "{who}");
    }
}

#[test]
fn sessions_are_reached_by_their_queue_while_they_wait_and_by_their_owner_then() {
    let waiting = |queue| SessionState::Waiting { queue, since: THEN };
    let active = |owner| SessionState::Active { owner: RepresentativeId(owner), since: THEN };
    let held = |by| SessionState::Held { queue: QueueId::General, by: RepresentativeId(by), since: THEN };
    let (service, field, general) = (QueueId::Team(SERVICE), QueueId::Team(FIELD), QueueId::General);
    let personal = |id| QueueId::Personal(RepresentativeId(id));
    // The state, the last queue, whether the lead of the one team reaches it.
    let table = [
        (waiting(service), service, true),
        (waiting(field), field, false),
        (waiting(general), general, false),
        (waiting(personal(13)), personal(13), true),
        (waiting(personal(12)), personal(12), false),
        (waiting(personal(23)), personal(23), false),
        (active(13), service, true),
        (active(13), general, true),
        (active(13), personal(13), true),
        (active(13), personal(14), true),
        (active(13), personal(23), false),
        (active(15), field, false),
        (active(12), service, false),
        (active(11), service, false),
        (active(10), service, false),
        (active(23), service, false),
        (held(13), general, true),
        (held(23), general, false),
        (SessionState::Ended { at: THEN, reason: EndReason::Customer }, service, false),
    ];
    let lead = oversight(11);
    for (state, last_queue, reached) in table {
        assert_eq!(lead.reaches_session(&state, last_queue), reached, "{state:?} from {last_queue}");
        assert!(!oversight(13).reaches_session(&state, last_queue), "a member reaches none");
    }
    assert!(oversight(10).reaches_session(&active(11), service), "a manager reaches leads");
    let serving = |who| Oversight::of(RepresentativeId(who), &teams_of(who), true, members);
    assert!(serving(11).reaches_session(&waiting(general), general), "who serves it gives it out");
    assert!(!serving(13).reaches_session(&waiting(general), general), "but no member");
    assert!(!serving(11).reaches_session(&active(12), general), "and not what others have from there");
}

#[test]
fn the_table_of_actions_and_standings() {
    use Standing as S;
    const ALL: [Standing; 9] = [
        S::Serves,
        S::Invited,
        S::Participant,
        S::Owner,
        S::Monitor,
        S::Supervisor,
        S::Member,
        S::Leader,
        S::Helper,
    ];
    // In the order of ALL.
    let table = [
        (Action::Read, "x x x x x - - - -"),
        (Action::Hear, "- - x x x - - - -"),
        (Action::Say, "- - x x - - - - x"),
        (Action::Whisper, "- - x x - - - - -"),
        (Action::Watch, "- - x x x - - - -"),
        (Action::Act, "- - x x - - - - -"),
        (Action::Accept, "x - x x - - - - -"),
        (Action::Close, "- - - x - - - - -"),
        (Action::Transfer, "- - - x - x - - -"),
        (Action::HandOver, "- - - x - x - - -"),
        (Action::Share, "- - x x - - - - -"),
        (Action::AnswerShare, "- x - - - - - - -"),
        (Action::Leave, "- - x x x - - - x"),
        (Action::Remove, "- - - x - x - - -"),
        (Action::InviteHelper, "- - x x - - - - -"),
        (Action::Monitor, "- - - - - x - - -"),
        (Action::Join, "- - - - - x - - -"),
        (Action::TakeOver, "- - - - - x - - -"),
        (Action::Assign, "- - - - - x - - -"),
        (Action::Govern, "- - - - - x - - -"),
        (Action::Talk, "- - - - - - x x -"),
        (Action::Lead, "- - - - - - - x -"),
    ];
    for (action, row) in table {
        for (standing, mark) in ALL.into_iter().zip(row.split(' ')) {
            assert_eq!(allows(action, standing), mark == "x", "{action:?} as {standing:?}");
            assert_eq!(may(action, &[standing]), mark == "x");
        }
        assert!(!may(action, &[]), "{action:?} without any standing");
    }
    assert!(may(Action::Act, &[S::Serves, S::Participant]), "one of several is enough");
}
