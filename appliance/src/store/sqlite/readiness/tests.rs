#![allow(clippy::unwrap_used, reason = "whatever fails here fails a test")]

use farhand_protocol::Seq;
use farhand_protocol::people::AutoPresence::{Full, Idle};
use farhand_protocol::people::Presence::{Available, Away, Busy, Offline};

use super::super::desk::{BRAM, Desk, INES, ODILE, YUSUF};
use super::*;
use crate::store::{
    AdminStore, Choice, ConsoleStore, CustomerStore, Kind, LogStore, RepresentativeChange, SiteSettings,
};

async fn change(desk: &Desk, user_name: &str, change: RepresentativeChange) {
    desk.store.change_representative(user_name, change).await.unwrap();
}

async fn rules(desk: &Desk, set: impl FnOnce(&mut SiteSettings)) {
    let mut settings = desk.store.site().await.unwrap();
    set(&mut settings);
    desk.store.set_site(settings).await.unwrap();
}

/// What everybody was told of Bram since a place in the log.
async fn told(desk: &Desk, since: Seq) -> Vec<(Presence, Option<AutoPresence>)> {
    let rows = desk.store.log_after(since, 500).await.unwrap().unwrap();
    let of_bram = |kind| match kind {
        Kind::Representative { representative: r } if r.id == BRAM => Some((r.presence, r.auto)),
        _ => None,
    };
    rows.into_iter().filter_map(|row| of_bram(row.kind)).collect()
}

#[tokio::test]
async fn who_has_as_many_sessions_as_the_limit_is_busy_by_itself() {
    let desk = Desk::open().await;
    change(&desk, "bram", RepresentativeChange { max_sessions: Some(Some(2)), ..Default::default() }).await;
    desk.here(&[BRAM]).await;
    let since = desk.store.log_head().await.unwrap();
    let (first, second) = (desk.waits("signing-in").await, desk.waits("signing-in").await);
    desk.accept(BRAM, &first).await;
    assert_eq!(desk.seen(BRAM).await, (Available, None));
    desk.accept(BRAM, &second).await;
    assert_eq!(desk.seen(BRAM).await, (Busy, Some(Full)));
    let offered = desk.store.available_representatives().await.unwrap();
    assert!(offered.is_empty(), "customers do not pick him");
    desk.perform(BRAM, Command::Hold { lsid: first.clone() }).await.unwrap();
    assert_eq!(desk.seen(BRAM).await, (Available, None), "what is held is not open");
    desk.accept(BRAM, &first).await;
    desk.perform(BRAM, Command::End { lsid: second }).await.unwrap();
    let expected = [(Busy, Some(Full)), (Available, None), (Busy, Some(Full)), (Available, None)];
    assert_eq!(told(&desk, since).await, expected);
}

#[tokio::test]
async fn the_sites_limit_counts_for_who_has_none_and_one_more_may_be_chosen() {
    let desk = Desk::open().await;
    desk.here(&[BRAM]).await;
    let lsid = desk.waits("signing-in").await;
    desk.accept(BRAM, &lsid).await;
    assert_eq!(desk.seen(BRAM).await, (Available, None));
    rules(&desk, |site| site.teams.max_sessions = Some(1)).await;
    assert_eq!(desk.seen(BRAM).await, (Busy, Some(Full)), "counted again at once");
    let me = desk.store.read(|conn, _| people::me(conn, BRAM)).await.unwrap();
    assert_eq!(me.max_sessions, Some(1), "he reads the limit that counts");
    // On purpose he takes one more, until the next one has come.
    desk.set(BRAM, Available).await;
    rules(&desk, |site| site.teams.told.assign_s = 40).await;
    let same = RepresentativeChange {
        away_after_min: Some(Some(9)),
        max_sessions: Some(None),
        ..Default::default()
    };
    change(&desk, "bram", same).await;
    assert_eq!(desk.seen(BRAM).await, (Available, None), "another setting does not end that");
    let second = desk.waits("signing-in").await;
    desk.accept(BRAM, &second).await;
    assert_eq!(desk.seen(BRAM).await, (Busy, Some(Full)));
    // What he chooses holds; when he comes back he is as full as before.
    desk.set(BRAM, Away).await;
    assert_eq!(desk.seen(BRAM).await, (Away, None));
    desk.set(BRAM, Available).await;
    assert_eq!(desk.seen(BRAM).await, (Busy, Some(Full)));
    change(&desk, "bram", RepresentativeChange { max_sessions: Some(Some(3)), ..Default::default() }).await;
    assert_eq!(desk.seen(BRAM).await, (Available, None));
}

#[tokio::test]
async fn idle_minutes_are_the_accounts_or_the_sites() {
    let desk = Desk::open().await;
    desk.here(&[INES, BRAM, YUSUF]).await;
    let since = desk.now();
    let silent = || vec![(INES, since), (BRAM, since), (YUSUF, since), (ODILE, since)];
    desk.clock.advance_s(3600);
    assert_eq!(desk.store.note_idle(silent()).await.unwrap(), [], "the site says never");
    rules(&desk, |site| site.teams.told.away_after_min = Some(90)).await;
    change(&desk, "bram", RepresentativeChange { away_after_min: Some(Some(60)), ..Default::default() })
        .await;
    change(&desk, "yusuf", RepresentativeChange { away_after_min: Some(Some(0)), ..Default::default() })
        .await;
    assert_eq!(desk.store.note_idle(silent()).await.unwrap(), [BRAM]);
    assert_eq!(desk.store.note_idle(silent()).await.unwrap(), [], "once");
    assert_eq!(desk.seen(BRAM).await, (Away, Some(Idle)));
    desk.clock.advance_s(1800);
    assert_eq!(desk.store.note_idle(silent()).await.unwrap(), [INES], "Yusuf never, Odile is not there");
    assert_eq!(desk.seen(YUSUF).await, (Available, None));
    desk.store.representative_active(INES).await.unwrap();
    assert_eq!(desk.seen(INES).await, (Available, None));
    // Choosing ends what was set in its place.
    desk.set(BRAM, Away).await;
    assert_eq!(desk.seen(BRAM).await, (Away, None));
    desk.set(BRAM, Available).await;
    assert_eq!(desk.seen(BRAM).await, (Available, None));
}

#[tokio::test]
async fn only_what_others_see_is_told_and_counts_from_then_on() {
    let desk = Desk::open().await;
    desk.here(&[BRAM]).await;
    let begun = desk.now();
    let since = desk.store.log_head().await.unwrap();
    desk.clock.advance_s(10);
    desk.store.representative_here(BRAM).await.unwrap();
    desk.store.representative_active(BRAM).await.unwrap();
    desk.set(BRAM, Available).await;
    assert_eq!(told(&desk, since).await, []);
    let found = desk.store.read(|conn, _| people::get(conn, BRAM)).await.unwrap();
    assert_eq!(found.presence_since, begun);
    desk.set(BRAM, Busy).await;
    desk.store.representative_gone(BRAM).await.unwrap();
    desk.set(BRAM, Away).await;
    desk.store.representative_here(BRAM).await.unwrap();
    assert_eq!(told(&desk, since).await, [(Busy, None), (Offline, None), (Away, None)]);
}

#[tokio::test]
async fn a_supervisor_sets_the_presence_of_whom_the_one_reaches() {
    let desk = Desk::open().await;
    desk.here(&[BRAM, YUSUF]).await;
    let set = |who, presence| Command::SetPresenceOf { who, presence };
    desk.perform(INES, set(BRAM, Busy)).await.unwrap();
    assert_eq!(desk.seen(BRAM).await, (Busy, None));
    for (by, of) in [(BRAM, YUSUF), (INES, ODILE), (INES, INES), (YUSUF, INES)] {
        let words = desk.refused(by, set(of, Away)).await;
        assert_eq!(words, "only a lead or manager of the team may do that", "{by:?} {of:?}");
    }
    assert_eq!(desk.refused(INES, set(BRAM, Offline)).await, "presence must be available, busy or away");
    desk.store.representative_gone(YUSUF).await.unwrap();
    assert_eq!(desk.refused(INES, set(YUSUF, Away)).await, "Yusuf Misal is offline");
    let sql = "SELECT count(*) FROM audit WHERE by_id = 1 AND body LIKE '%Bram Voorbeeld%busy%'";
    let noted: u32 = desk.store.read(|conn, _| Ok(conn.query_row(sql, [], |row| row.get(0))?)).await.unwrap();
    assert_eq!(noted, 1);
}

#[tokio::test]
async fn whoever_is_full_or_idle_is_not_picked_by_name() {
    let desk = Desk::open().await;
    desk.here(&[BRAM]).await;
    let lsid = desk.chooses(Choice::Representative(BRAM)).await;
    desk.accept(BRAM, &lsid).await;
    rules(&desk, |site| {
        site.teams.max_sessions = Some(1);
        site.teams.told.away_after_min = Some(1);
    })
    .await;
    let picked = desk.store.open_attempt(Choice::Representative(BRAM)).await;
    assert_eq!(super::super::desk::refusal(picked), Refusal::NotFound("representative"));
    desk.clock.advance_s(60);
    let silent = vec![(BRAM, Timestamp(desk.now().0 - 60_000))];
    assert_eq!(desk.store.note_idle(silent).await.unwrap(), [BRAM]);
    assert_eq!(desk.seen(BRAM).await, (Away, Some(Idle)), "away comes before busy");
}
