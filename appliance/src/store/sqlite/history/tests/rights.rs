//! Whose eyes an ended session is for.

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::history::{VolumeBy, VolumeQuery};
use farhand_protocol::people::{Presence, Role};
use farhand_protocol::team::Transfer;
use farhand_protocol::{QueueId, TeamId};

use super::*;
use crate::store::sqlite::audit;
use crate::store::{AdminStore, PageOf};

async fn deeds(stage: &Stage, who: RepresentativeId) -> Vec<AuditDeed> {
    let page = stage.store.read(move |conn, _| audit::page(conn, who, None)).await.unwrap();
    page.rows.into_iter().map(|row| row.deed).collect()
}

#[tokio::test]
async fn those_who_took_part_and_those_who_lead() {
    let stage = Stage::open().await;
    let mobile = stage.ended(MOBILE, "One", BRAM, &["word"]).await;
    let field = stage.ended(FIELD, "Two", YUSUF, &["word"]).await;
    let of_lead = stage.ended(FIELD, "Three", INES, &["word"]).await;
    let of_manager = stage.ended(FIELD, "Four", ODILE, &["word"]).await;
    let general = stage.ended(GENERAL, "Five", BRAM, &["word"]).await;
    let left = stage.begin(MOBILE, "Six").await;
    stage.store.customer_end(&left).await.unwrap();
    let all = [&mobile, &field, &of_lead, &of_manager, &general, &left];
    for (who, expected) in [
        // Ines leads Mobile Support; she took part in one of Field Devices.
        (INES, [true, false, true, false, true, true]),
        (BRAM, [true, false, false, false, true, false]),
        (YUSUF, [false, true, false, false, false, false]),
        // Odile manages Field Devices.
        (ODILE, [false, true, true, true, false, false]),
    ] {
        let listed = stage.find(who, HistoryQuery::default()).await;
        for (lsid, expected) in all.into_iter().zip(expected) {
            assert_eq!(listed.contains(lsid), expected, "{who:?} {lsid:?}");
            assert_eq!(stage.store.history_detail(who, lsid).await.is_ok(), expected, "{who:?} {lsid:?}");
            let page = stage.store.history_entries(who, lsid, PageOf::Before(100), 9).await;
            assert_eq!(page.is_ok(), expected);
        }
        let said = stage.find(who, text("word")).await;
        assert!(said.iter().all(|lsid| listed.contains(lsid)));
    }
}

#[tokio::test]
async fn a_lead_reads_what_was_within_reach_while_it_ran() {
    let stage = Stage::open().await;
    stage.store.representative_here(BRAM).await.unwrap();
    let passed = stage.begin(MOBILE, "One").await;
    stage.perform(YUSUF, Command::Accept { lsid: passed.clone() }).await;
    let transfer = Transfer { to: QueueId::Personal(BRAM), note: None, stay: false };
    stage.perform(YUSUF, Command::Transfer { lsid: passed.clone(), transfer }).await;
    stage.perform(BRAM, Command::Accept { lsid: passed.clone() }).await;
    stage.perform(BRAM, Command::End { lsid: passed.clone() }).await;
    let general = stage.ended(GENERAL, "Two", BRAM, &[]).await;
    let of_others = stage.ended(GENERAL, "Three", ODILE, &[]).await;
    let other_team = stage.ended(FIELD, "Four", YUSUF, &[]).await;
    let alone = stage.begin(GENERAL, "Five").await;
    stage.store.customer_end(&alone).await.unwrap();
    assert_eq!(stage.find(INES, HistoryQuery::default()).await, [alone.clone(), general, passed.clone()]);
    assert!(stage.store.history_detail(INES, &passed).await.is_ok());
    for lsid in [&of_others, &other_team] {
        assert!(stage.store.history_detail(INES, lsid).await.is_err());
    }
    stage.store.set_enabled("bram", false).await.unwrap();
    assert!(stage.store.history_detail(INES, &passed).await.is_ok(), "also when the one is gone");
}

#[tokio::test]
async fn a_customers_name_gives_nobody_a_right() {
    let stage = Stage::open().await;
    for name in ["ⓐp2", "Bob ⓐp2 ⓐqt1 ⓐonobody", "p2 qt1 onobody ⓐⓐp2", "np2"] {
        stage.ended(FIELD, name, ODILE, &["ⓐp2"]).await;
    }
    assert_eq!(stage.find(BRAM, HistoryQuery::default()).await, []);
    assert_eq!(stage.find(BRAM, text("p2")).await, []);
    assert_eq!(stage.find(ODILE, customer("Bob ⓐ")).await.len(), 1);
    assert_eq!(
        stage.find(ODILE, HistoryQuery { representative: Some(2), ..HistoryQuery::default() }).await,
        []
    );
    let query = VolumeQuery {
        by: VolumeBy::Day,
        offset_min: None,
        from: Timestamp(START),
        to: Timestamp(START + 24 * 60 * 60 * 1000),
        queue: None,
        representative: None,
    };
    assert_eq!(stage.store.history_volume(BRAM, query).await.unwrap().points, []);
}

#[tokio::test]
async fn one_with_a_higher_rank_or_in_another_team_now_is_seen_no_longer() {
    let stage = Stage::open().await;
    let lsid = stage.ended(MOBILE, "One", BRAM, &["word"]).await;
    assert_eq!(stage.find(INES, text("word")).await, std::slice::from_ref(&lsid));
    stage.store.leave_team("ines", "Mobile Support").await.unwrap();
    assert_eq!(stage.find(INES, text("word")).await, []);
    assert!(stage.store.history_detail(INES, &lsid).await.is_err());
    assert_eq!(stage.find(BRAM, text("word")).await, [lsid]);
}

#[tokio::test]
async fn reading_those_of_others_is_noted_once_for_a_while() {
    let stage = Stage::open().await;
    let lsid = stage.ended(MOBILE, "One", BRAM, &["word"]).await;
    stage.store.history_detail(BRAM, &lsid).await.unwrap();
    assert_eq!(deeds(&stage, BRAM).await, []);
    let read = AuditDeed::HistoryRead { lsid: lsid.clone(), customer: "One".to_owned() };
    stage.store.history_detail(INES, &lsid).await.unwrap();
    stage.store.history_entries(INES, &lsid, PageOf::Newest, 9).await.unwrap();
    assert_eq!(deeds(&stage, INES).await, std::slice::from_ref(&read));
    stage.clock.advance_s(11 * 60);
    stage.store.history_entries(INES, &lsid, PageOf::Newest, 9).await.unwrap();
    assert_eq!(deeds(&stage, INES).await, [read.clone(), read]);
    stage.store.history_exported(INES, 7).await.unwrap();
    assert_eq!(deeds(&stage, INES).await[0], AuditDeed::HistoryExported { rows: 7 });
}

#[tokio::test]
async fn looking_for_words_in_those_of_others_is_noted_once_for_a_while() {
    let stage = Stage::open().await;
    let lsid = stage.ended(MOBILE, "One", BRAM, &["A dark screen"]).await;
    for query in [text("dark"), text("nothing of that"), HistoryQuery::default(), customer("one")] {
        stage.find(BRAM, query.clone()).await;
        if query.text.as_deref() != Some("dark") {
            stage.find(INES, query).await;
        }
    }
    assert_eq!(deeds(&stage, INES).await, []);
    assert_eq!(deeds(&stage, BRAM).await, []);
    let searched = AuditDeed::HistorySearched { text: "dark".to_owned() };
    for _ in 0..2 {
        assert_eq!(stage.find(INES, text("dark")).await, std::slice::from_ref(&lsid));
    }
    assert_eq!(deeds(&stage, INES).await, std::slice::from_ref(&searched));
    stage.clock.advance_s(11 * 60);
    stage.find(INES, text("dark")).await;
    assert_eq!(deeds(&stage, INES).await, [searched.clone(), searched]);
}

#[tokio::test]
async fn everybody_who_took_part_stands_in_it_and_nobody_else() {
    let stage = Stage::open().await;
    let lsid = stage.begin(MOBILE, "One").await;
    for who in [INES, BRAM, YUSUF] {
        stage.store.representative_here(who).await.unwrap();
    }
    stage.perform(YUSUF, Command::Accept { lsid: lsid.clone() }).await;
    let transfer = Transfer { to: QueueId::Personal(BRAM), note: None, stay: false };
    stage.perform(YUSUF, Command::Transfer { lsid: lsid.clone(), transfer }).await;
    stage.perform(BRAM, Command::Accept { lsid: lsid.clone() }).await;
    stage.perform(INES, Command::Monitor { lsid: lsid.clone(), seen: true }).await;
    let names = async || {
        let detail = stage.store.history_detail(BRAM, &lsid).await.unwrap();
        detail.took_part.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>()
    };
    stage.perform(BRAM, Command::End { lsid: lsid.clone() }).await;
    let expected = [(BRAM, "Bram Voorbeeld".to_owned()), (YUSUF, "Yusuf Misal".to_owned())];
    assert_eq!(names().await, expected, "the last owner, and who had it before; no monitor");
    stage.store.set_enabled("yusuf", false).await.unwrap();
    assert_eq!(names().await, expected, "also when the one is gone");
}

#[tokio::test]
async fn a_search_that_is_being_typed_is_one_row() {
    let stage = Stage::open().await;
    stage.store.join_team("ines", "Field Devices", Role::Lead).await.unwrap();
    stage.ended(MOBILE, "One", BRAM, &["A dark screen"]).await;
    stage.ended(FIELD, "Two", YUSUF, &["A dark room"]).await;
    let searched = |text: &str| AuditDeed::HistorySearched { text: text.to_owned() };
    for typed in ["d", "dar", "dark ", "dark scr", "dark screen", "dark scree", "dark"] {
        stage.find(INES, text(typed)).await;
        stage.clock.advance_s(5);
    }
    assert_eq!(deeds(&stage, INES).await, [searched("dark screen")], "the longest one stays");
    assert_eq!(
        deeds(&stage, ODILE).await,
        [searched("dark screen")],
        "it began with those of the other team"
    );
    stage.find(INES, text("room")).await;
    assert_eq!(deeds(&stage, INES).await.len(), 2, "another search");
    stage.clock.advance_s(61);
    stage.find(INES, text("roo")).await;
    assert_eq!(deeds(&stage, INES).await.len(), 3, "after a while it is another one");
    stage.store.history_exported(INES, 1).await.unwrap();
    stage.find(INES, text("room")).await;
    stage.find(INES, text("dark")).await;
    let all = [searched("dark"), AuditDeed::HistoryExported { rows: 1 }, searched("roo"), searched("room")];
    assert_eq!(deeds(&stage, INES).await[..4], all, "and after something else, too");
}

/// Ines leads the one team and is a member of the other, whose manager Odile is.
#[tokio::test]
async fn a_manager_reads_of_a_shared_lead_only_what_was_in_the_own_team() {
    let stage = Stage::open().await;
    stage.store.join_team("ines", "Field Devices", Role::Lead).await.unwrap();
    let mobile = stage.ended(MOBILE, "Mobile", BRAM, &["word"]).await;
    let field = stage.ended(FIELD, "Field", YUSUF, &["word"]).await;
    let general = stage.ended(GENERAL, "General", BRAM, &["word"]).await;
    for lsid in [&mobile, &field, &general] {
        stage.store.history_detail(INES, lsid).await.unwrap();
    }
    stage.store.representative_here(BRAM).await.unwrap();
    stage.store.representative_here(YUSUF).await.unwrap();
    for who in [BRAM, YUSUF] {
        stage.perform(INES, Command::SetPresenceOf { who, presence: Presence::Busy }).await;
    }
    stage.store.history_exported(INES, 3).await.unwrap();
    let read = |lsid: &SessionId, name: &str| AuditDeed::HistoryRead {
        lsid: lsid.clone(),
        customer: name.to_owned(),
    };
    let set = |name: &str| AuditDeed::PresenceSet { name: name.to_owned(), presence: Presence::Busy };
    let (exported, yusuf) = (AuditDeed::HistoryExported { rows: 3 }, set("Yusuf Misal"));
    assert_eq!(deeds(&stage, ODILE).await, [exported, yusuf, read(&field, "Field")]);
    assert_eq!(deeds(&stage, INES).await.len(), 6);
    assert_eq!(deeds(&stage, BRAM).await, []);
}

#[tokio::test]
async fn passing_a_session_on_is_read_where_it_came_from() {
    let stage = Stage::open().await;
    stage.store.join_team("odile", "Field Devices", Role::Member).await.unwrap();
    stage.store.join_team("odile", "Mobile Support", Role::Manager).await.unwrap();
    let lsid = stage.begin(MOBILE, "One").await;
    stage.perform(BRAM, Command::Accept { lsid: lsid.clone() }).await;
    let to = QueueId::Team(TeamId(2));
    let transfer = Transfer { to, note: None, stay: false };
    stage.perform(INES, Command::Transfer { lsid: lsid.clone(), transfer }).await;
    let passed = AuditDeed::Transferred { lsid, customer: "One".to_owned(), to };
    assert_eq!(deeds(&stage, ODILE).await, [passed]);
}
