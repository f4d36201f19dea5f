//! What the tests from outside cannot reach: the writing thread and its transactions.

use std::sync::Arc;

use farhand_protocol::Timestamp;
use farhand_protocol::capability::Capability;
use farhand_protocol::people::Rights;
use farhand_protocol::session::CustomerPresence;
use futures_util::future::join_all;
use tempfile::TempDir;

use super::*;
use crate::clock::ManualClock;
use crate::store::{AdminStore, CustomerStore, DeviceStore, Kind, LogStore, RightsChange, SiteSettings};

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

#[tokio::test]
async fn a_session_from_before_devices_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let lsid = "00112233445566778899aabbccddeeff";
    let body = serde_json::json!({
        "lsid": lsid, "state": {"kind": "active", "owner": 1, "since": 0}, "channel": "browser_phone",
        "customer": {"name": "Tobias", "company": null, "details": null, "language": null, "browser": null,
                     "presence": {"kind": "here"}},
        "issue": null, "started_from": "issue", "entry_queue": "general", "priority": "normal",
        "created_at": 0, "recording": "not_asked", "participants": [], "attributes": {}, "last_entry": 0
    });
    let mut conn = Connection::open(folder.path().join(FILE)).unwrap();
    Migrations::from_slice(&MIGRATIONS[..2]).to_latest(&mut conn).unwrap();
    let site = to_json(&SiteSettings::plain("Example Support")).unwrap();
    conn.execute("INSERT INTO site (id, settings) VALUES (1, ?)", [site]).unwrap();
    conn.execute(
        "INSERT INTO representative (site_id, user_name, name, password_hash, presence_since)
         VALUES (1, 'ines', 'Ines', '', 0)",
        [],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO session (lsid, site_id, body, state, last_queue, since, high, customer, cookie_hash)
         VALUES (?, 1, ?, 'active', 'general', 0, 0, 'here', x'00')",
        [lsid, &body.to_string()],
    )
    .unwrap();
    drop(conn);
    let clock = Arc::new(ManualClock::at(Timestamp(2_000)));
    let store = SqliteStore::open(folder.path(), clock, 7).unwrap();
    assert_eq!(store.customers_here().await.unwrap(), [lsid.parse().unwrap()], "the page is still open");
    store.withdraw(&lsid.parse().unwrap(), Capability::View).await.unwrap();
    store.customer_away(&lsid.parse().unwrap(), Timestamp(1_500)).await.unwrap();
    let presence = store.standing(&lsid.parse().unwrap()).await.unwrap().customer.presence;
    assert_eq!(presence, CustomerPresence::Away { since: Timestamp(1_500) });
}

#[tokio::test]
async fn system_information_goes_with_its_session() {
    let (_folder, store) = open();
    store.write(put_readings).await.unwrap();
    let count = |conn: &Connection, _| {
        let tables = ["reading", "info_snapshot", "kept_reading", "info_reader"];
        let count = |table: &str| {
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u32>(0))
        };
        Ok(tables.map(|table| count(table).unwrap()))
    };
    assert_eq!(store.read(count).await.unwrap(), [1; 4]);
    store.write(|write| Ok(write.execute("DELETE FROM session", [])?)).await.unwrap();
    assert_eq!(store.read(count).await.unwrap(), [0; 4]);
}

/// A session with one row of each kind.
fn put_readings(write: &Write<'_>) -> Result<()> {
    write.execute("INSERT OR IGNORE INTO site (id, settings) VALUES (1, '{}')", [])?;
    write.execute_batch(
        "INSERT INTO session (lsid, site_id, body, state, last_queue, since, high, customer, cookie_hash)
             VALUES ('a', 1, '{}', 'ended', 'general', 0, 0, 'gone', x'00');
         INSERT INTO reading (lsid, number, source, category, at, bytes, body)
             VALUES ('a', 1, '{}', '{}', 0, 2, '{}');
         INSERT INTO info_snapshot (lsid, number, name, kept_by, at, bytes) VALUES ('a', 1, '', 'Ines', 0, 2);
         INSERT INTO kept_reading (lsid, snapshot, number, source, category, at, body)
             VALUES ('a', 1, 1, '{}', '{}', 0, '{}');
         INSERT INTO info_reader (lsid, representative_id) VALUES ('a', 1);",
    )?;
    Ok(())
}

#[tokio::test]
async fn keys_without_a_seed_are_void_and_those_on_their_way_with_one_start_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = Connection::open(folder.path().join(FILE)).unwrap();
    Migrations::from_slice(&MIGRATIONS[..6]).to_latest(&mut conn).unwrap();
    conn.execute_batch(
        "INSERT INTO site (id, settings) VALUES (1, '{}');
         INSERT INTO representative (site_id, user_name, name, password_hash, presence_since)
             VALUES (1, 'ines', 'Ines', '', 0);
         INSERT INTO session_key (hash, site_id, queue, made_by, created_at, expires_at)
             VALUES (x'01', 1, 'general', 1, 0, 9e15);
         INSERT INTO attempt (hash, site_id, created_at, queue, chosen, key_hash)
             VALUES (x'02', 1, 0, 'general', '', x'01'), (x'03', 1, 0, 'general', '', NULL);
         INSERT INTO idempotency (account, key, site_id, at, request_hash, status, key_hash)
             VALUES (1, 'a', 1, 0, x'00', 200, x'01');",
    )
    .unwrap();
    drop(conn);
    let clock = Arc::new(ManualClock::at(Timestamp(2_000)));
    let store = SqliteStore::open(folder.path(), clock, 7).unwrap();
    let count = |conn: &Connection, _| {
        let count = |table: &str| {
            conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, u32>(0))
        };
        Ok(["session_key", "attempt", "idempotency"].map(|table| count(table).unwrap()))
    };
    assert_eq!(store.read(count).await.unwrap(), [0, 1, 0]);
}

#[tokio::test]
async fn rights_that_cannot_be_read_are_none() {
    let desk = desk::Desk::open().await;
    desk.store
        .write(|write| {
            Ok(write.execute("UPDATE representative SET rights = '{\"view\": 1' WHERE id = 2", [])?)
        })
        .await
        .unwrap();
    let me = desk.store.read(|conn, _| people::me(conn, desk::BRAM)).await.unwrap();
    let none = RightsChange {
        view: Some(false),
        control: Some(false),
        files: Some(false),
        info: Some(false),
        helpers: Some(false),
    };
    assert_eq!(me.rights, none.applied_to(Rights::default()));
    let view = RightsChange { view: Some(true), ..RightsChange::default() };
    let rights = desk.store.change_rights("bram", view).await.unwrap();
    assert_eq!(rights, view.applied_to(me.rights), "an administrator sets them anew");
}
