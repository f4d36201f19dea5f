//! Pages, and sessions that ended before there was a history.

use super::*;

async fn pages(stage: &Stage, query: HistoryQuery, meanwhile: &str) -> Vec<SessionId> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let query = HistoryQuery { after, limit: Some(3), ..query.clone() };
        let page = stage.page(BRAM, query).await;
        found.extend(page.rows.into_iter().map(|row| row.lsid));
        if page.next.is_none() {
            return found;
        }
        after = page.next;
        stage.ended(MOBILE, meanwhile, BRAM, &["word"]).await;
    }
}

#[tokio::test]
async fn pages_neither_lose_nor_repeat_while_sessions_end() {
    let stage = Stage::open().await;
    let mut expected = Vec::new();
    for number in 0..11 {
        expected.insert(0, stage.ended(MOBILE, &format!("Old {number}"), BRAM, &["a word here"]).await);
    }
    assert_eq!(pages(&stage, HistoryQuery::default(), "New").await, expected);
    assert_eq!(pages(&stage, customer("old"), "New").await, expected);
    let found = pages(&stage, text("word"), "Newer").await;
    assert_eq!(found.len(), 17);
    assert_eq!(found[6..], expected);
}

#[tokio::test]
async fn a_place_that_is_none_is_refused() {
    let stage = Stage::open().await;
    for after in ["", "x", "A", "-1", "fffffffffffffffff", "1 OR 1"] {
        let query = HistoryQuery { after: Some(after.to_owned()), ..HistoryQuery::default() };
        assert!(stage.store.history(BRAM, query).await.is_err(), "{after:?}");
    }
}

#[tokio::test]
async fn what_ended_before_is_found_in_its_place_once_it_is_filled_in() {
    let stage = Stage::open().await;
    for number in 0..120 {
        stage.ended(MOBILE, &format!("Old {number}"), BRAM, &["word"]).await;
    }
    let before = stage.page(BRAM, HistoryQuery { limit: Some(200), ..text("word") }).await;
    let forget = |write: &super::super::super::Write<'_>| {
        write.execute_batch(
            "INSERT INTO past_todo (lsid) SELECT lsid FROM session WHERE ended_at IS NOT NULL ORDER BY ended_at;
             DELETE FROM past; INSERT INTO past_text (past_text) VALUES ('delete-all');
             UPDATE session SET together = '{}';",
        )?;
        Ok(())
    };
    stage.store.write(forget).await.unwrap();
    // One gets a note before its turn, one ends meanwhile.
    let noted = before.rows[40].lsid.clone();
    stage.perform(BRAM, Command::Note { lsid: noted.clone(), note: message("late") }).await;
    let newest = stage.ended(MOBILE, "New", BRAM, &["word"]).await;
    assert_eq!(stage.find(BRAM, text("word")).await, [newest.clone(), noted.clone()]);
    while stage.store.fill_history().await.unwrap() {}
    let mut after = stage.page(BRAM, HistoryQuery { limit: Some(200), ..text("word") }).await;
    assert_eq!(after.rows.remove(0).lsid, newest);
    // The note stands beside the word now.
    after.rows[40].found = before.rows[40].found.clone();
    assert_eq!(after, before);
    assert_eq!(stage.find(BRAM, text("late")).await, [noted]);
}
