//! The live dashboard, from outside.

use farhand_appliance::store::RepresentativeChange;
use farhand_protocol::people::Role;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::stage::{Live, Rep, Stage, fresh_key};

const MOBILE: &str = "Mobile Support";

/// A live connection that looks at its dashboard.
async fn watch(rep: &Rep) -> Live {
    let mut live = rep.live(None).await;
    look(&mut live, json!("day")).await;
    live
}

async fn look(live: &mut Live, span: Value) {
    let frame = json!({"type": "watch_dashboard", "span": span});
    live.send(Message::Text(frame.to_string().into())).await;
}

/// The next frame of a kind, whatever comes between.
async fn next(live: &mut Live, kind: &str) -> Value {
    loop {
        let frame = live.frame().await;
        if frame["type"] == kind {
            return frame;
        }
    }
}

async fn whole(live: &mut Live) -> Value {
    next(live, "dashboard").await["dashboard"].take()
}

/// The first patches in which `wanted` finds something in this list.
async fn patched(live: &mut Live, list: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let patch = next(live, "dashboard_patch").await["patch"].take();
        if let Some(found) = patch[list].as_array().unwrap().iter().find(|one| wanted(one)) {
            return found.clone();
        }
    }
}

fn ids(list: &Value, key: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|one| one[key].clone()).collect()
}

#[tokio::test]
async fn a_lead_sees_the_team_and_what_changes_in_it() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let mut live = watch(&ines).await;
    let first = whole(&mut live).await;
    assert_eq!(ids(&first["queues"], "queue"), [json!("team:1"), json!("rep:1"), json!("general")]);
    assert_eq!(ids(&first["people"], "id"), [json!(2), json!(3)]);
    assert_eq!(first["people"][0]["teams"], json!([{"team": 1, "role": "member"}]));
    assert_eq!(first["series"].as_array().unwrap().len(), 96);
    assert_eq!(first["sessions"], json!([]));

    let begun = stage.customer("Tobias", "signing-in").await;
    let session = patched(&mut live, "sessions", |one| one["customer"] == "Tobias").await;
    assert_eq!((&session["standing"]["kind"], &session["queue"]), (&json!("waiting"), &json!("team:1")));
    stage.clock.advance_s(30);
    let _on_the_line = bram.live(None).await;
    bram.accept(&begun.lsid).await;
    let queue = patched(&mut live, "queues", |one| one["queue"] == "team:1" && one["accepted"] == 1).await;
    let counts = (&queue["waiting"], &queue["in_target"], &queue["median_ms"]);
    assert_eq!(counts, (&json!(0), &json!(1), &json!(30_000)));

    bram.send("POST", &format!("/sessions/{}/end", begun.lsid), &fresh_key(), json!({})).await;
    let ended = patched(&mut live, "activity", |one| one["what"]["kind"] == "ended").await;
    assert_eq!(
        (&ended["what"]["name"], &ended["what"]["length_ms"]),
        (&json!("Bram Voorbeeld"), &json!(30_000))
    );

    let mut anew = watch(&ines).await;
    let anew = whole(&mut anew).await;
    assert_eq!(anew["sessions"], json!([]));
    let bram = &anew["people"][0];
    assert_eq!((&bram["handled"], &bram["handling_ms"]), (&json!(1), &json!(0)));
    let kinds = anew["activity"].as_array().unwrap().iter().map(|one| &one["what"]["kind"]);
    assert_eq!(kinds.filter(|kind| *kind != "presence").collect::<Vec<_>>(), ["ended", "accepted"]);
}

#[tokio::test]
async fn who_leads_nothing_sees_nothing() {
    let stage = Stage::open().await;
    let mut live = watch(&stage.rep("bram").await).await;
    let expected = json!({
        "span": "day", "queues": [], "people": [], "sessions": [], "series": [], "activity": []
    });
    assert_eq!(whole(&mut live).await, expected);
}

#[tokio::test]
async fn rights_that_are_withdrawn_are_gone_at_once() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    stage.customer("Tobias", "signing-in").await;
    let mut live = watch(&ines).await;
    assert_eq!(whole(&mut live).await["sessions"].as_array().unwrap().len(), 1);
    stage.store().leave_team("ines", MOBILE).await.unwrap();
    next(&mut live, "resync").await;
    let mut live = watch(&ines).await;
    let whole = whole(&mut live).await;
    assert_eq!((&whole["queues"], &whole["sessions"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn who_joins_the_team_is_seen_and_who_is_changed_is_seen_without_asking_again() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut live = watch(&ines).await;
    assert_eq!(whole(&mut live).await["people"].as_array().unwrap().len(), 2);
    stage.store().join_team("odile", MOBILE, Role::Member).await.unwrap();
    next(&mut live, "resync").await;
    let mut live = watch(&ines).await;
    assert_eq!(ids(&whole(&mut live).await["people"], "id"), [json!(2), json!(3), json!(4)]);
    let change = RepresentativeChange { max_sessions: Some(Some(3)), ..RepresentativeChange::default() };
    stage.store().change_representative("bram", change).await.unwrap();
    assert_eq!(whole(&mut live).await["people"][0]["max_sessions"], 3);
}

#[tokio::test]
async fn time_that_passes_is_seen_and_who_stops_looking_hears_nothing() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut live = watch(&ines).await;
    whole(&mut live).await;
    stage.customer("Tobias", "signing-in").await;
    patched(&mut live, "sessions", |one| one["customer"] == "Tobias").await;
    stage.clock.advance_s(301);
    let overdue = patched(&mut live, "activity", |one| one["what"]["kind"] == "overdue").await;
    assert_eq!(overdue["what"], json!({"kind": "overdue", "customer": "Tobias", "target_s": 300}));

    look(&mut live, json!("hour")).await;
    assert_eq!(whole(&mut live).await["span"], "hour");
    look(&mut live, Value::Null).await;
    stage.customer("Mara", "signing-in").await;
    loop {
        let frame = live.frame().await;
        assert_ne!(frame["type"], "dashboard");
        let rows = frame["rows"].as_array().cloned().unwrap_or_default();
        if rows.iter().any(|row| row["change"]["session"]["customer"]["name"] == "Mara") {
            break;
        }
    }
}

#[tokio::test]
async fn a_disabled_account_is_gone_from_the_dashboard() {
    let stage = Stage::open().await;
    let (ines, _bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let mut live = watch(&ines).await;
    assert_eq!(ids(&whole(&mut live).await["people"], "id"), [json!(2), json!(3)]);
    stage.store().set_enabled("bram", false).await.unwrap();
    assert_eq!(ids(&whole(&mut live).await["people"], "id"), [json!(3)]);
    stage.store().set_enabled("bram", true).await.unwrap();
    assert_eq!(ids(&whole(&mut live).await["people"], "id"), [json!(2), json!(3)]);
}

#[tokio::test]
async fn who_stops_and_starts_looking_gets_no_more_than_others() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut live = watch(&ines).await;
    whole(&mut live).await;
    let begun = std::time::Instant::now();
    for _ in 0..4 {
        look(&mut live, Value::Null).await;
        look(&mut live, json!("day")).await;
        whole(&mut live).await;
    }
    let apart = std::time::Duration::from_millis(farhand_protocol::limits::DASHBOARD_MS);
    assert!(begun.elapsed() >= 3 * apart, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn who_offers_a_session_sees_what_becomes_of_it() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let _at_bram = bram.live(None).await;
    let mut live = watch(&ines).await;
    whole(&mut live).await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let (status, told) = ines.post(&format!("/sessions/{lsid}/assign"), json!({"to": 2})).await;
    assert!(status.is_success(), "{told}");
    let offered = patched(&mut live, "activity", |one| one["what"]["kind"] == "offered").await;
    let names =
        json!({"kind": "offered", "name": "Bram Voorbeeld", "customer": "Tobias", "by": "Ines Exemplar"});
    assert_eq!((&offered["what"], &offered["lsid"]), (&names, &json!(lsid)));
    bram.post(&format!("/sessions/{lsid}/assignment"), json!({"accept": false})).await;
    let answered = patched(&mut live, "activity", |one| one["what"]["kind"] == "not_taken").await;
    let names =
        json!({"kind": "not_taken", "name": "Bram Voorbeeld", "customer": "Tobias", "why": "declined"});
    assert_eq!(answered["what"], names);
}
