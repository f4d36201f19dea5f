#![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod beside;

use farhand_protocol::chat::FellBackTo;
use farhand_protocol::session::{Participant, SessionState};
use farhand_protocol::{QueueId, RepresentativeId};

use super::super::desk::{BRAM, Desk, FIELD, FIELD_QUEUE, INES, MOBILE, MOBILE_QUEUE, ODILE, YUSUF, refusal};
use super::super::readiness;
use super::*;
use crate::store::{AdminStore, Choice, Command, ConsoleStore, CustomerStore, LogStore, Refusal, TeamChange};

const WINDOW: u32 = limits::RECONNECT_WINDOW_S;

async fn passes(desk: &Desk) -> usize {
    desk.store.pass_time().await.unwrap().len()
}

async fn signs_out(desk: &Desk, who: RepresentativeId) {
    desk.store.representative_left(who).await.unwrap();
}

async fn loses(desk: &Desk, who: RepresentativeId) {
    desk.store.representative_gone(who).await.unwrap();
}

async fn persistent(desk: &Desk, team: &str, persistent: bool) {
    let change = TeamChange { persistent: Some(persistent), ..TeamChange::default() };
    desk.store.change_team(team, change).await.unwrap();
}

/// Where a session fell back to, each time.
async fn fell_back(desk: &Desk, lsid: &SessionId) -> Vec<(Option<String>, FellBackTo)> {
    let fell = |event| match event {
        SessionEvent::SessionFellBack { from, to } => Some((from, to)),
        _ => None,
    };
    desk.events(lsid).await.into_iter().filter_map(fell).collect()
}

fn last_queue(name: &str) -> FellBackTo {
    FellBackTo::LastQueue { queue: name.to_owned() }
}

fn site_queue(name: &str) -> FellBackTo {
    FellBackTo::FallbackQueue { queue: name.to_owned() }
}

/// Lets these take part as well.
async fn joins(desk: &Desk, lsid: &SessionId, who: &[(RepresentativeId, i64)]) {
    let (lsid, who) = (lsid.clone(), who.to_vec());
    let join = move |write: &Write<'_>| {
        let mut case = session_row::get(write, &lsid)?;
        let before = session_row::sight(&case);
        case.session.participants.extend(who.iter().map(|(id, at)| Participant {
            id: *id,
            name: format!("Number {}", id.0),
            joined_at: Timestamp(*at),
        }));
        session_row::save(write, &before, &case, None)
    };
    desk.store.write(join).await.unwrap();
}

#[tokio::test]
async fn a_held_session_stays_while_a_participant_is_there() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let lsid = desk.chooses(Choice::Representative(BRAM)).await;
    desk.accept(BRAM, &lsid).await;
    desk.perform(BRAM, Command::Hold { lsid: lsid.clone() }).await.unwrap();
    joins(&desk, &lsid, &[(YUSUF, 5)]).await;
    loses(&desk, BRAM).await;
    desk.clock.advance_s(WINDOW);
    assert_eq!(passes(&desk).await, 0);
    loses(&desk, YUSUF).await;
    assert_eq!(passes(&desk).await, 1);
    let back = SessionState::Waiting { queue: QueueId::General, since: desk.now() };
    assert_eq!(desk.state(&lsid).await, back);
    let from = Some("Bram Voorbeeld".to_owned());
    assert_eq!(fell_back(&desk, &lsid).await, [(from, site_queue("General"))]);
}

#[tokio::test]
async fn who_signs_out_is_gone_at_once_and_who_is_lost_after_the_window() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let (his, yusufs) = (desk.waits("signing-in").await, desk.waits("signing-in").await);
    desk.accept(BRAM, &his).await;
    desk.accept(YUSUF, &yusufs).await;
    let his_own = desk.chooses(Choice::Representative(BRAM)).await;
    loses(&desk, YUSUF).await;
    signs_out(&desk, BRAM).await;
    assert_eq!(passes(&desk).await, 2);
    assert_eq!(desk.queue(&his).await, Some(MOBILE_QUEUE));
    assert_eq!(desk.queue(&his_own).await, Some(QueueId::General));
    assert_eq!(desk.owner(&yusufs).await, Some(YUSUF));
    let from = |name: &str| Some(name.to_owned());
    assert_eq!(fell_back(&desk, &his).await, [(from("Bram Voorbeeld"), last_queue(MOBILE))]);
    assert_eq!(fell_back(&desk, &his_own).await, [(None, site_queue("General"))]);
    desk.clock.advance_s(WINDOW - 1);
    assert_eq!(passes(&desk).await, 0);
    desk.clock.advance_s(1);
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.queue(&yusufs).await, Some(MOBILE_QUEUE));
    // Who has signed in again, but is not connected yet, has the time to connect.
    let came = |write: &Write<'_>| readiness::came(write, BRAM);
    desk.store.write(came).await.unwrap();
    desk.accept(BRAM, &his).await;
    assert_eq!(passes(&desk).await, 0);
}

#[tokio::test]
async fn the_participant_who_shares_longest_owns_it() {
    let desk = Desk::open().await.settled();
    desk.here(&[INES, BRAM, YUSUF, ODILE]).await;
    let lsid = desk.waits("signing-in").await;
    desk.accept(BRAM, &lsid).await;
    joins(&desk, &lsid, &[(INES, 5), (ODILE, 3), (YUSUF, 4)]).await;
    loses(&desk, ODILE).await;
    signs_out(&desk, BRAM).await;
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.owner(&lsid).await, Some(YUSUF));
    let there: Vec<_> = desk.session(&lsid).await.participants.iter().map(|p| p.id).collect();
    assert_eq!(there, [INES, ODILE, YUSUF]);
    let to = FellBackTo::Owner { name: "Number 3".to_owned() };
    assert_eq!(fell_back(&desk, &lsid).await, [(Some("Bram Voorbeeld".to_owned()), to)]);
}

#[tokio::test]
async fn a_waiting_session_that_somebody_takes_part_in_is_that_ones() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let lsid = desk.chooses(Choice::Representative(BRAM)).await;
    joins(&desk, &lsid, &[(YUSUF, 5)]).await;
    signs_out(&desk, BRAM).await;
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.owner(&lsid).await, Some(YUSUF));
}

#[tokio::test]
async fn a_queue_that_keeps_nothing_moves_on_with_the_last_one() {
    let desk = Desk::open().await.settled();
    persistent(&desk, MOBILE, false).await;
    desk.here(&[INES, BRAM]).await;
    let (first, second) = (desk.waits("signing-in").await, desk.waits("signing-in").await);
    signs_out(&desk, INES).await;
    assert_eq!(passes(&desk).await, 0, "Bram is there");
    loses(&desk, BRAM).await;
    desk.clock.advance_s(WINDOW - 1);
    assert_eq!(passes(&desk).await, 0, "he may come back");
    desk.clock.advance_s(1);
    assert_eq!(passes(&desk).await, 2);
    for lsid in [&first, &second] {
        assert_eq!(desk.queue(lsid).await, Some(QueueId::General));
        assert_eq!(fell_back(&desk, lsid).await, [(None, site_queue("General"))]);
    }
    // Somebody who comes while nobody is there waits for the length of the window.
    let third = desk.waits("signing-in").await;
    assert_eq!(passes(&desk).await, 0);
    desk.clock.advance_s(WINDOW);
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.queue(&third).await, Some(QueueId::General));
}

#[tokio::test]
async fn the_last_one_who_signs_out_leaves_a_kept_queue_as_it_is_and_another_one_at_once() {
    let desk = Desk::open().await.settled();
    persistent(&desk, MOBILE, false).await;
    desk.here(&[YUSUF]).await;
    let (moves, stays) = (desk.waits("signing-in").await, desk.waits("wifi-or-network").await);
    signs_out(&desk, YUSUF).await;
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.queue(&moves).await, Some(QueueId::General));
    assert_eq!(desk.queue(&stays).await, Some(FIELD_QUEUE));
    desk.clock.advance_s(10 * WINDOW);
    assert_eq!(passes(&desk).await, 0, "it waits until somebody comes");
    // Into a queue that keeps nothing, nothing falls back while nobody is there.
    persistent(&desk, FIELD, false).await;
    desk.store.set_fallback(Some(MOBILE)).await.unwrap();
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.ended(&stays).await, Some(EndReason::NobodyAvailable));
    assert_eq!(fell_back(&desk, &stays).await, [(None, FellBackTo::End)]);
}

#[tokio::test]
async fn the_sites_fallback_queue_takes_what_no_other_one_does() {
    let desk = Desk::open().await.settled();
    desk.store.set_fallback(Some(FIELD)).await.unwrap();
    desk.here(&[BRAM]).await;
    let lsid = desk.chooses(Choice::Representative(BRAM)).await;
    desk.accept(BRAM, &lsid).await;
    signs_out(&desk, BRAM).await;
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.queue(&lsid).await, Some(FIELD_QUEUE));
    let expected = (Some("Bram Voorbeeld".to_owned()), site_queue(FIELD));
    assert_eq!(fell_back(&desk, &lsid).await, [expected]);
    let gone = desk.store.delete_team(FIELD).await;
    assert!(matches!(refusal(gone), Refusal::WrongState(_)), "issues lead there");
}

#[tokio::test]
async fn a_disabled_account_is_gone_at_once() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let (owned, held) = (desk.waits("signing-in").await, desk.chooses(Choice::Representative(BRAM)).await);
    desk.accept(BRAM, &owned).await;
    desk.accept(BRAM, &held).await;
    desk.perform(BRAM, Command::Hold { lsid: held.clone() }).await.unwrap();
    desk.store.set_enabled("bram", false).await.unwrap();
    assert_eq!(passes(&desk).await, 2);
    assert_eq!(desk.queue(&owned).await, Some(MOBILE_QUEUE));
    assert_eq!(desk.queue(&held).await, Some(QueueId::General));
}

#[tokio::test]
async fn a_deleted_team_leaves_nothing_behind() {
    let desk = Desk::open().await.settled();
    desk.here(&[INES, BRAM]).await;
    let on_the_way = desk.store.open_attempt(Choice::Issue("signing-in".parse().unwrap())).await.unwrap();
    let (waiting, held, active) =
        (desk.waits("signing-in").await, desk.waits("signing-in").await, desk.waits("signing-in").await);
    desk.accept(BRAM, &held).await;
    desk.perform(BRAM, Command::Hold { lsid: held.clone() }).await.unwrap();
    desk.accept(BRAM, &active).await;
    assert!(matches!(refusal(desk.store.delete_team(MOBILE).await), Refusal::WrongState(_)), "issues");
    desk.store.lead_elsewhere(MOBILE, Some(FIELD)).await.unwrap();
    assert_eq!(desk.queue(&desk.waits("signing-in").await).await, Some(FIELD_QUEUE));
    desk.store.set_fallback(Some(MOBILE)).await.unwrap();
    assert!(matches!(refusal(desk.store.delete_team(MOBILE).await), Refusal::WrongState(_)), "fallback");
    desk.store.set_fallback(None).await.unwrap();
    desk.store.delete_team(MOBILE).await.unwrap();
    assert_eq!(desk.queue(&waiting).await, Some(QueueId::General));
    let rests = SessionState::Held { queue: QueueId::General, by: BRAM, since: desk.now() };
    assert_eq!(desk.state(&held).await, rests);
    assert_eq!(desk.owner(&active).await, Some(BRAM));
    desk.perform(BRAM, Command::Hold { lsid: active.clone() }).await.unwrap();
    let rests = SessionState::Held { queue: QueueId::General, by: BRAM, since: desk.now() };
    assert_eq!(desk.state(&active).await, rests, "not in a queue that is there no more");
    assert_eq!(desk.store.attempt(&on_the_way).await.unwrap().unwrap().queue, FIELD_QUEUE);
    for lsid in [&waiting, &held] {
        assert_eq!(fell_back(&desk, lsid).await, [(None, site_queue("General"))]);
    }
}

#[tokio::test]
async fn where_nobody_belongs_nothing_waits_for_ever() {
    let desk = Desk::open().await.settled();
    let lsid = desk.waits("wifi-or-network").await;
    for user_name in ["ines", "yusuf", "odile"] {
        desk.store.leave_team(user_name, FIELD).await.unwrap();
    }
    desk.clock.advance_s(WINDOW - 1);
    assert_eq!(passes(&desk).await, 0);
    desk.clock.advance_s(1);
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.queue(&lsid).await, Some(QueueId::General));
    for user_name in ["ines", "bram", "yusuf", "odile"] {
        desk.store.set_enabled(user_name, false).await.unwrap();
    }
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(desk.ended(&lsid).await, Some(EndReason::NobodyAvailable));
}

#[tokio::test]
async fn a_crowd_moves_on_bit_by_bit_and_all_of_it() {
    let desk = Desk::open().await.settled();
    persistent(&desk, MOBILE, false).await;
    for _ in 0..150 {
        desk.waits("signing-in").await;
    }
    desk.clock.advance_s(WINDOW);
    let (opened_at, before) = (desk.store.opened_at, *desk.store.commits().borrow());
    let first = desk.store.write(move |write| pass_time(write, opened_at)).await.unwrap();
    assert_eq!(first.len(), 64, "others write, too");
    assert_eq!(passes(&desk).await, 86);
    assert!(*desk.store.commits().borrow() - before >= 3);
    assert_eq!(passes(&desk).await, 0);
}
