#![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

use farhand_protocol::chat::SessionEvent;
use farhand_protocol::people::Presence;
use farhand_protocol::team::{Assigned, Assignment, AssignmentResponse};
use farhand_protocol::{RepresentativeId, SessionId};

use super::super::desk::{BRAM, Desk, FIELD_QUEUE, INES, MOBILE, ODILE, YUSUF};
use crate::store::{AdminStore, Command, LogStore, RepresentativeChange, TeamChange};

/// The demonstration's site, of which one team gives out its sessions, and everybody may be asked.
async fn desk(rule: Assignment) -> Desk {
    let desk = Desk::open().await;
    let change = TeamChange { assignment: Some(rule), ..TeamChange::default() };
    desk.store.change_team(MOBILE, change).await.unwrap();
    let change = RepresentativeChange { assignable: Some(true), ..RepresentativeChange::default() };
    desk.store.change_representative("ines", change).await.unwrap();
    desk
}

async fn offered(desk: &Desk, lsid: &SessionId) -> Option<RepresentativeId> {
    desk.store.assign().await.unwrap();
    desk.session(lsid).await.assigning.map(|assigning| assigning.to)
}

async fn answer(desk: &Desk, who: RepresentativeId, lsid: &SessionId, accept: bool) {
    desk.perform(who, Command::AnswerAssignment { lsid: lsid.clone(), accept }).await.unwrap();
}

/// Offers and answers, as the session's log tells them.
async fn told(desk: &Desk, lsid: &SessionId) -> Vec<String> {
    let words = |event| match event {
        SessionEvent::SessionAssigned { name, by: Assigned::Rule } => Some(format!("{name} is asked")),
        SessionEvent::SessionAssigned { name, .. } => Some(format!("{name} is chosen")),
        SessionEvent::SessionAssignmentResponse { name, response } => Some(format!("{name}: {response:?}")),
        SessionEvent::ConferenceOwnerChanged { name, .. } => Some(format!("{name} owns it")),
        _ => None,
    };
    desk.events(lsid).await.into_iter().filter_map(words).collect()
}

#[tokio::test]
async fn one_after_another_is_asked_until_all_were_and_then_who_becomes_available_anew() {
    let desk = desk(Assignment::LongestIdle).await;
    desk.here(&[INES, BRAM, YUSUF]).await;
    let lsid = desk.waits("signing-in").await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES));
    let assigning = desk.session(&lsid).await.assigning.unwrap();
    assert_eq!((assigning.name.as_str(), assigning.by), ("Ines Exemplar", None));
    assert_eq!(assigning.until, desk.now().plus(30_000));
    assert_eq!(desk.store.assign().await.unwrap(), Some(assigning.until), "once more changes nothing");

    answer(&desk, INES, &lsid, false).await;
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM));
    desk.clock.advance_s(29);
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM));
    desk.clock.advance_s(1);
    assert_eq!(offered(&desk, &lsid).await, Some(YUSUF));
    answer(&desk, YUSUF, &lsid, false).await;
    assert_eq!(offered(&desk, &lsid).await, None, "all were asked");
    desk.clock.advance_s(60);
    assert_eq!(offered(&desk, &lsid).await, None);
    desk.set(BRAM, Presence::Away).await;
    assert_eq!(offered(&desk, &lsid).await, None);
    desk.set(BRAM, Presence::Available).await;
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM), "available anew");
    answer(&desk, BRAM, &lsid, true).await;
    assert_eq!(desk.owner(&lsid).await, Some(BRAM));
    assert_eq!(desk.session(&lsid).await.assigning, None);
    let expected = [
        "Ines Exemplar is asked",
        "Ines Exemplar: Declined",
        "Bram Voorbeeld is asked",
        "Bram Voorbeeld: TimedOut",
        "Yusuf Misal is asked",
        "Yusuf Misal: Declined",
        "Bram Voorbeeld is asked",
        "Bram Voorbeeld: Accepted",
        "Bram Voorbeeld owns it",
    ];
    assert_eq!(told(&desk, &lsid).await, expected);
}

#[tokio::test]
async fn who_becomes_unavailable_is_asked_no_longer() {
    let desk = desk(Assignment::LongestIdle).await;
    desk.here(&[INES, BRAM, YUSUF]).await;
    let lsid = desk.waits("signing-in").await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES));
    desk.set(INES, Presence::Busy).await;
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM));
    desk.store.write(|write| super::super::readiness::left(write, BRAM)).await.unwrap();
    assert_eq!(offered(&desk, &lsid).await, Some(YUSUF));
    desk.store.leave_team("yusuf", MOBILE).await.unwrap();
    assert_eq!(offered(&desk, &lsid).await, None);
    let told = told(&desk, &lsid).await;
    for name in ["Ines Exemplar", "Bram Voorbeeld", "Yusuf Misal"] {
        assert!(told.contains(&format!("{name}: Withdrawn")), "{name} in {told:?}");
    }
}

#[tokio::test]
async fn accepting_by_hand_ends_the_offer_and_a_past_one_is_refused() {
    let desk = desk(Assignment::LongestIdle).await;
    desk.here(&[INES, BRAM]).await;
    let (first, second) = (desk.waits("signing-in").await, desk.waits("signing-in").await);
    desk.store.assign().await.unwrap();
    let mut asked = [offered(&desk, &first).await, offered(&desk, &second).await];
    asked.sort();
    assert_eq!(asked, [Some(INES), Some(BRAM)]);
    let of = |who, lsid: &SessionId| Command::AnswerAssignment { lsid: lsid.clone(), accept: who == INES };
    let to_ines = if offered(&desk, &first).await == Some(INES) { &first } else { &second };
    let to_bram = if to_ines == &first { &second } else { &first };
    // Bram takes what Ines is asked for; Ines may not answer any more.
    desk.accept(BRAM, to_ines).await;
    assert_eq!(desk.refused(INES, of(INES, to_ines)).await, "there is no such session");
    assert_eq!(desk.refused(INES, of(INES, to_bram)).await, "this offer is past", "it is Bram's");
    assert_eq!(told(&desk, to_ines).await, ["Ines Exemplar is asked", "Bram Voorbeeld owns it"]);
    // He takes his own one as any other.
    desk.accept(BRAM, to_bram).await;
    assert!(told(&desk, to_bram).await.contains(&"Bram Voorbeeld: Accepted".to_owned()));
    desk.clock.advance_s(60);
    let third = desk.waits("signing-in").await;
    assert!(offered(&desk, &third).await.is_some());
    desk.clock.advance_s(30);
    assert_eq!(desk.refused(INES, of(INES, &third)).await, "this offer is past");
}

#[tokio::test]
async fn each_is_asked_for_one_session_and_nobody_beyond_the_limit() {
    let desk = desk(Assignment::LeastBusy).await;
    let change = RepresentativeChange { max_sessions: Some(Some(1)), ..RepresentativeChange::default() };
    desk.store.change_representative("bram", change).await.unwrap();
    desk.here(&[BRAM, YUSUF]).await;
    let mut lsids = Vec::new();
    for _ in 0..4 {
        lsids.push(desk.waits("signing-in").await);
        desk.clock.advance_s(1);
    }
    let mut offers = Vec::new();
    for lsid in &lsids {
        offers.push(offered(&desk, lsid).await);
    }
    assert_eq!(offers, [Some(BRAM), Some(YUSUF), None, None], "the longest waiting first");
    answer(&desk, BRAM, &lsids[0], true).await;
    answer(&desk, YUSUF, &lsids[1], true).await;
    assert_eq!(offered(&desk, &lsids[2]).await, Some(YUSUF), "Bram is full");
    // By hand he may take one more; he is not asked for one.
    desk.set(BRAM, Presence::Available).await;
    assert_eq!(offered(&desk, &lsids[3]).await, None);
    desk.perform(BRAM, Command::End { lsid: lsids[0].clone() }).await.unwrap();
    assert_eq!(offered(&desk, &lsids[3]).await, Some(BRAM));
}

#[tokio::test]
async fn the_issues_skills_decide_and_who_is_not_assignable_is_not_asked() {
    let desk = Desk::open().await;
    desk.here(&[INES, YUSUF, ODILE]).await;
    let lsid = desk.waits("wifi-or-network").await;
    assert_eq!(desk.queue(&lsid).await, Some(FIELD_QUEUE));
    assert_eq!(offered(&desk, &lsid).await, Some(YUSUF), "Odile knows networks as well, by number");
    answer(&desk, YUSUF, &lsid, false).await;
    assert_eq!(offered(&desk, &lsid).await, Some(ODILE));
    answer(&desk, ODILE, &lsid, false).await;
    assert_eq!(offered(&desk, &lsid).await, None, "Ines is not asked");
    desk.store
        .set_issue_skills(&"wifi-or-network".parse().unwrap(), vec!["Accounts".to_owned()])
        .await
        .unwrap();
    let change = RepresentativeChange { assignable: Some(true), ..RepresentativeChange::default() };
    desk.store.change_representative("ines", change).await.unwrap();
    let second = desk.waits("wifi-or-network").await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES));
    assert_ne!(offered(&desk, &second).await, Some(INES), "one at a time");
}

#[tokio::test]
async fn an_offer_outlives_a_restart_and_lapses_in_time() {
    let desk = desk(Assignment::LongestIdle).await;
    desk.here(&[INES, BRAM]).await;
    let lsid = desk.waits("signing-in").await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES));
    let until = desk.session(&lsid).await.assigning.unwrap().until;
    desk.clock.advance_s(10);
    let desk = desk.again();
    assert_eq!(desk.session(&lsid).await.assigning.unwrap().until, until);
    assert_eq!(desk.store.assign().await.unwrap(), Some(until));
    desk.clock.advance_s(20);
    let desk = desk.again();
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM), "Ines was asked before the restart");
}

#[tokio::test]
async fn an_offer_and_those_tried_belong_to_one_queue() {
    let desk = desk(Assignment::LongestIdle).await;
    desk.here(&[INES, YUSUF, ODILE]).await;
    let lsid = desk.waits("signing-in").await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES));
    let moved = lsid.clone();
    let move_on = move |write: &super::Write<'_>| {
        let mut case = super::session_row::get(write, &moved)?;
        let before = super::session_row::sight(&case);
        case.session.state =
            super::SessionState::Waiting { queue: FIELD_QUEUE, since: case.session.created_at };
        case.last_queue = FIELD_QUEUE;
        super::session_row::save(write, &before, &case, None)
    };
    desk.store.write(move_on).await.unwrap();
    assert_eq!(desk.session(&lsid).await.assigning, None);
    desk.set(YUSUF, Presence::Away).await;
    desk.set(ODILE, Presence::Away).await;
    assert_eq!(offered(&desk, &lsid).await, Some(INES), "tried in the other queue only");
}

#[tokio::test]
async fn a_supervisor_offers_to_whom_there_is() {
    let desk = desk(Assignment::Off).await;
    desk.here(&[INES, BRAM]).await;
    let lsid = desk.waits("signing-in").await;
    assert_eq!(offered(&desk, &lsid).await, None);
    let assign = |to| Command::Assign { lsid: lsid.clone(), to };
    let words = desk.refused(INES, assign(YUSUF)).await;
    assert_eq!(words, "Yusuf Misal is offline");
    desk.set(BRAM, Presence::Away).await;
    assert_eq!(desk.refused(INES, assign(BRAM)).await, "Bram Voorbeeld is away");
    desk.set(BRAM, Presence::Available).await;
    for (who, to) in [(BRAM, YUSUF), (BRAM, BRAM), (INES, ODILE)] {
        let words = desk.refused(who, assign(to)).await;
        assert!(words.starts_with("only a lead or manager"), "{who:?} {to:?}: {words}");
    }
    assert_eq!(desk.refused(ODILE, assign(YUSUF)).await, "there is no such session");
    desk.perform(INES, assign(BRAM)).await.unwrap();
    let assigning = desk.session(&lsid).await.assigning.unwrap();
    assert_eq!((assigning.to, assigning.by.as_deref()), (BRAM, Some("Ines Exemplar")));
    assert_eq!(offered(&desk, &lsid).await, Some(BRAM), "no rule takes it away");
    let second = desk.waits("signing-in").await;
    let words = desk.refused(INES, Command::Assign { lsid: second.clone(), to: BRAM }).await;
    assert_eq!(words, "this representative is asked for another session now");
    desk.here(&[YUSUF]).await;
    desk.perform(INES, assign(YUSUF)).await.unwrap();
    answer(&desk, YUSUF, &lsid, true).await;
    let words = desk.refused(INES, assign(BRAM)).await;
    assert_eq!(words, "only a session that waits can be offered to somebody");
    let expected = [
        "Bram Voorbeeld is chosen",
        "Bram Voorbeeld: Withdrawn",
        "Yusuf Misal is chosen",
        "Yusuf Misal: Accepted",
        "Yusuf Misal owns it",
    ];
    assert_eq!(told(&desk, &lsid).await, expected);
    let noted: u32 = desk
        .store
        .read(|conn, _| {
            Ok(conn.query_row("SELECT count(*) FROM audit WHERE by_id = 1", [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(noted, 2);
    let response = AssignmentResponse::Accepted;
    assert!(
        desk.events(&lsid)
            .await
            .contains(&SessionEvent::SessionAssignmentResponse { name: "Yusuf Misal".to_owned(), response })
    );
}
