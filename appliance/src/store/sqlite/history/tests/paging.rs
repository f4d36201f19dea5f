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

#[tokio::test]
async fn one_that_ended_while_the_clock_was_wrong_dates_itself_alone() {
    let stage = Stage::open().await;
    let before = stage.ended(MOBILE, "Before", BRAM, &["word"]).await;
    let day = 24 * 60 * 60 * 1000;
    let right = stage.clock.now();
    stage.clock.set(Timestamp(right.0 + 400 * day));
    let wrong = stage.ended(MOBILE, "Wrong", BRAM, &["word"]).await;
    stage.clock.set(right);
    let after = stage.ended(MOBILE, "After", BRAM, &["word"]).await;
    let again = stage.ended(MOBILE, "Again", BRAM, &["word"]).await;
    let query =
        HistoryQuery { from: Some(Timestamp(START)), to: Some(Timestamp(START + day)), ..text("word") };
    assert_eq!(stage.find(BRAM, query).await, [again.clone(), after.clone(), before.clone()]);
    let (mut paged, mut place) = (Vec::new(), None);
    loop {
        let page = stage.page(BRAM, HistoryQuery { after: place, limit: Some(1), ..text("word") }).await;
        paged.extend(page.rows.into_iter().map(|row| row.lsid));
        place = page.next;
        if place.is_none() {
            break;
        }
    }
    assert_eq!(paged, [wrong, again, after, before]);
}

#[tokio::test]
async fn many_that_end_at_the_same_moment_are_all_there() {
    let stage = Stage::open().await;
    let mut left = Vec::new();
    for number in 0..30 {
        left.push(stage.begin(MOBILE, &format!("Customer {number}")).await);
    }
    for lsid in &left {
        stage.store.customer_end(lsid).await.unwrap();
    }
    left.reverse();
    assert_eq!(stage.find(INES, HistoryQuery::default()).await, left);
    let moment =
        HistoryQuery { from: Some(Timestamp(START)), to: Some(Timestamp(START + 1)), ..customer("cust") };
    assert_eq!(stage.find(INES, moment.clone()).await, left);
    let later = HistoryQuery { from: Some(Timestamp(START + 1)), to: None, ..moment };
    assert_eq!(stage.find(INES, later).await, []);
}

#[tokio::test]
async fn what_cannot_be_read_holds_nothing_up() {
    let stage = Stage::open().await;
    let (whole, torn, lost) = (
        stage.ended(MOBILE, "Whole", BRAM, &["word"]).await,
        stage.ended(MOBILE, "Torn", BRAM, &["word", "paper"]).await,
        stage.ended(MOBILE, "Lost", BRAM, &["word"]).await,
    );
    let (of_torn, of_lost) = (torn.clone(), lost.clone());
    let forget = move |write: &super::super::super::Write<'_>| {
        write.execute_batch(
            "INSERT INTO past_todo (lsid) SELECT lsid FROM session WHERE ended_at IS NOT NULL ORDER BY ended_at;
             DELETE FROM past; INSERT INTO past_text (past_text) VALUES ('delete-all');",
        )?;
        write.execute(
            "UPDATE entry SET body = '{' WHERE lsid = ? AND body LIKE '%paper%'",
            [of_torn.as_str()],
        )?;
        write.execute("UPDATE session SET body = '{' WHERE lsid = ?", [of_lost.as_str()])?;
        Ok(())
    };
    stage.store.write(forget).await.unwrap();
    while stage.store.fill_history().await.unwrap() {}
    assert_eq!(stage.find(BRAM, text("word")).await, [torn, whole]);
}
