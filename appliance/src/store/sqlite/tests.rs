//! What the tests from outside cannot reach: the writing thread and its transactions.

use std::sync::Arc;

use farhand_protocol::Timestamp;
use futures_util::future::join_all;
use tempfile::TempDir;

use super::*;
use crate::clock::ManualClock;
use crate::store::{AdminStore, Kind, LogStore};

fn open() -> (TempDir, Arc<SqliteStore>) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(ManualClock::at(Timestamp(1_000)));
    let store = SqliteStore::open(folder.path(), clock, 7).unwrap();
    (folder, Arc::new(store))
}

#[test]
fn migrations_are_sound() {
    Migrations::from_slice(MIGRATIONS).validate().unwrap();
}

#[tokio::test]
async fn a_refused_job_leaves_nothing_and_its_neighbours_everything() {
    let (_folder, store) = open();
    let jobs = (0..200).map(|n| {
        store.write(move |write| {
            log::append(write, &Kind::Canned)?;
            if n % 3 == 0 { Err(Refusal::NotFound("thing").into()) } else { Ok(n) }
        })
    });
    let done = join_all(jobs).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 133);
    let head = store.log_head().await.unwrap();
    assert_eq!(head.0, 133, "a refused job's place is given to the next one");
    let rows = store.log_after(farhand_protocol::Seq(0), 500).await.unwrap().unwrap();
    assert!(rows.iter().map(|row| row.seq.0).eq(1..=133));
}

#[tokio::test]
async fn an_answer_comes_after_its_commit_and_the_readers_see_it() {
    let (_folder, store) = open();
    for n in 0..50 {
        store.add_team(&format!("Team {n}"), 60).await.unwrap();
        assert_eq!(store.teams().await.unwrap().len(), n + 1);
    }
}

#[tokio::test]
async fn crowds_share_commits() {
    let (_folder, store) = open();
    let before = *store.commits().borrow();
    join_all((0..300).map(|_| store.write(|write| log::append(write, &Kind::Canned)))).await;
    let commits = *store.commits().borrow() - before;
    assert!(commits < 150, "{commits} commits for 300 jobs");
}

#[tokio::test]
async fn what_was_answered_is_there_after_opening_again() {
    let (folder, store) = open();
    store.add_team("Mobile Support", 60).await.unwrap();
    drop(store);
    let clock = Arc::new(ManualClock::at(Timestamp(2_000)));
    let store = SqliteStore::open(folder.path(), clock, 7).unwrap();
    assert_eq!(store.teams().await.unwrap()[0].name, "Mobile Support");
}
