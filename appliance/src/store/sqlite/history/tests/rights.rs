//! Whose eyes an ended session is for.

use farhand_protocol::audit::AuditDeed;

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
        (INES, [true, false, true, false, false, true]),
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
