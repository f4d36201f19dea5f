//! Those who take part beside the owner and do not come back.

use farhand_protocol::session::Session;

use super::*;

async fn there(desk: &Desk, lsid: &SessionId) -> Vec<RepresentativeId> {
    desk.session(lsid).await.participants.iter().map(|p| p.id).collect()
}

/// Who has left, each time.
async fn left(desk: &Desk, lsid: &SessionId) -> Vec<String> {
    let left = |event| match event {
        SessionEvent::ConferenceMemberDeparted { name } => Some(name),
        _ => None,
    };
    desk.events(lsid).await.into_iter().filter_map(left).collect()
}

/// Bram's, with these besides.
async fn with_bram(desk: &Desk, others: &[(RepresentativeId, i64)]) -> SessionId {
    let lsid = desk.waits("signing-in").await;
    desk.accept(BRAM, &lsid).await;
    joins(desk, &lsid, others).await;
    lsid
}

async fn change(desk: &Desk, lsid: &SessionId, change: fn(&mut Session, Timestamp)) {
    let lsid = lsid.clone();
    let change = move |write: &Write<'_>| {
        let mut case = session_row::get(write, &lsid)?;
        let before = session_row::sight(&case);
        change(&mut case.session, write.now);
        session_row::save(write, &before, &case, None)
    };
    desk.store.write(change).await.unwrap();
}

#[tokio::test]
async fn they_leave_with_the_window_and_at_once_when_signed_out() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF, ODILE, INES]).await;
    let lsid = with_bram(&desk, &[(YUSUF, 3), (ODILE, 4), (INES, 5)]).await;
    loses(&desk, YUSUF).await;
    signs_out(&desk, ODILE).await;
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(there(&desk, &lsid).await, [BRAM, YUSUF, INES], "who is lost may come back");
    desk.clock.advance_s(WINDOW - 1);
    assert_eq!(passes(&desk).await, 0);
    desk.clock.advance_s(1);
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(there(&desk, &lsid).await, [BRAM, INES]);
    assert_eq!(left(&desk, &lsid).await, ["Number 4", "Number 3"]);
    assert_eq!(desk.owner(&lsid).await, Some(BRAM));
    assert_eq!(passes(&desk).await, 0, "there is nothing left to do");
}

#[tokio::test]
async fn who_comes_back_in_time_stays_and_who_came_in_unconnected_gets_the_time() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let lsid = with_bram(&desk, &[(YUSUF, 3), (INES, desk.now().0)]).await;
    loses(&desk, YUSUF).await;
    desk.clock.advance_s(WINDOW - 1);
    desk.here(&[YUSUF]).await;
    assert_eq!(passes(&desk).await, 0);
    desk.clock.advance_s(1);
    assert_eq!(passes(&desk).await, 1);
    assert_eq!(there(&desk, &lsid).await, [BRAM, YUSUF], "she was never connected");
}

#[tokio::test]
async fn a_session_that_waits_keeps_the_last_one_and_one_that_is_held_its_holder() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF, ODILE]).await;
    let waits = desk.waits("signing-in").await;
    joins(&desk, &waits, &[(YUSUF, 3), (ODILE, 4)]).await;
    let held = with_bram(&desk, &[(ODILE, 4)]).await;
    desk.perform(BRAM, Command::Hold { lsid: held.clone() }).await.unwrap();
    joins(&desk, &held, &[(YUSUF, 5)]).await;
    loses(&desk, BRAM).await;
    loses(&desk, YUSUF).await;
    desk.clock.advance_s(WINDOW);
    assert_eq!(passes(&desk).await, 2);
    assert_eq!(there(&desk, &waits).await, [ODILE]);
    assert_eq!(there(&desk, &held).await, [BRAM, ODILE], "what is held is its holder's");
    loses(&desk, ODILE).await;
    desk.clock.advance_s(WINDOW);
    passes(&desk).await;
    assert_eq!(there(&desk, &waits).await, [ODILE], "it would have nobody");
    desk.here(&[BRAM]).await;
    desk.accept(BRAM, &waits).await;
    passes(&desk).await;
    assert_eq!(there(&desk, &waits).await, [BRAM], "now it has somebody");
}

#[tokio::test]
async fn what_is_over_keeps_those_who_took_part() {
    let desk = Desk::open().await.settled();
    desk.here(&[BRAM, YUSUF]).await;
    let lsid = with_bram(&desk, &[(YUSUF, 3)]).await;
    change(&desk, &lsid, |session, at| {
        session.state = SessionState::Ended { at, reason: EndReason::Customer };
    })
    .await;
    signs_out(&desk, YUSUF).await;
    desk.clock.advance_s(WINDOW);
    assert_eq!(passes(&desk).await, 0);
    assert_eq!(there(&desk, &lsid).await, [BRAM, YUSUF]);
}
