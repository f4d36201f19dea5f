//! Accepting, holding, ending: who may, and who is faster.

use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::Stage;

fn texts(detail: &Value) -> Vec<String> {
    let entries = detail["entries"].as_array().unwrap();
    entries.iter().map(|e| e["body"]["event"]["kind"].as_str().unwrap_or("text").to_owned()).collect()
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_wins_and_the_other_hears_who() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    for n in 0..10 {
        let lsid = stage.customer(&format!("Customer {n}"), "signing-in").await.lsid;
        let (first, second) = tokio::join!(ines.accept(&lsid), bram.accept(&lsid));
        let (won, lost, winner) = match first.0 {
            StatusCode::OK => (first, second, "Ines Exemplar"),
            _ => (second, first, "Bram Voorbeeld"),
        };
        assert_eq!(won.0, StatusCode::OK, "{}", won.1);
        assert_eq!((lost.0, &lost.1["code"]), (StatusCode::CONFLICT, &json!("already_taken")));
        assert_eq!(lost.1["message"], format!("{winner} has taken this session"));
        assert_eq!(won.1["session"]["participants"][0]["name"], winner);
        let told = texts(&won.1);
        assert_eq!(told[told.len() - 2..], ["conference_member_added", "conference_owner_changed"]);
    }
}

#[tokio::test]
async fn sessions_are_seen_where_they_wait_and_by_those_who_take_part() {
    let stage = Stage::open().await;
    let (ines, bram, odile) = (stage.rep("ines").await, stage.rep("bram").await, stage.rep("odile").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    assert_eq!(ines.session(&lsid).await["state"]["kind"], "waiting");
    assert_eq!(bram.session(&lsid).await["state"]["kind"], "waiting");
    assert_eq!(odile.session(&lsid).await, Value::Null, "not of this team");
    assert_eq!(odile.accept(&lsid).await.0, StatusCode::NOT_FOUND);
    for path in [format!("/sessions/{lsid}"), format!("/sessions/{lsid}/entries")] {
        assert_eq!(odile.get(&path).await.0, StatusCode::NOT_FOUND);
        assert_eq!(bram.get(&path).await.0, StatusCode::OK, "a look before accepting");
    }
    ines.accept(&lsid).await;
    assert_eq!(bram.session(&lsid).await, Value::Null);
    assert_eq!(bram.get(&format!("/sessions/{lsid}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ines.session(&lsid).await["state"]["owner"], 1);
}

#[tokio::test]
async fn a_held_session_rests_in_its_queue_for_anybody_who_serves_it() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let hold = format!("/sessions/{lsid}/hold");
    assert_eq!(bram.post(&hold, json!({})).await.0, StatusCode::NOT_FOUND);
    let (status, held) = ines.post(&hold, json!({})).await;
    assert_eq!((status, &held["state"]["kind"]), (StatusCode::OK, &json!("held")));
    assert_eq!(bram.session(&lsid).await["state"], held["state"]);

    let (_, again) = ines.accept(&lsid).await;
    assert_eq!(again["session"]["state"]["owner"], 1);
    ines.post(&hold, json!({})).await;
    let (status, taken) = bram.accept(&lsid).await;
    assert_eq!((status, &taken["session"]["state"]["owner"]), (StatusCode::OK, &json!(2)));
    let told = texts(&taken);
    let end =
        ["session_held", "conference_member_departed", "conference_member_added", "conference_owner_changed"];
    assert_eq!(told[told.len() - 4..], end);
    assert_eq!(ines.session(&lsid).await, Value::Null);
}

#[tokio::test]
async fn an_ended_session_stays_for_the_wrap_up_and_takes_notes_only() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let (status, ended) = ines.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    assert_eq!((status, &ended["state"]["reason"]), (StatusCode::OK, &json!("representative")));
    assert_eq!(ended["customer"]["presence"]["kind"], "gone");
    assert_eq!(ines.session(&lsid).await["state"]["kind"], "ended");
    assert_eq!(bram.session(&lsid).await, Value::Null);

    let (status, error) = ines.say(&lsid, "too-late-now", "Hello?").await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("wrong_state")));
    assert_eq!(ines.accept(&lsid).await.0, StatusCode::CONFLICT);
    let note = |key: &str| json!({"client_id": key, "text": "Solved by a restart."});
    let notes = format!("/sessions/{lsid}/notes");
    assert_eq!(ines.send("POST", &notes, "first-note", note("first-note")).await.0, StatusCode::OK);

    stage.clock.advance_s(6 * 3600);
    ines.snapshot().await;
    stage.clock.advance_s(10 * 3600);
    ines.snapshot().await;
    stage.clock.advance_s(9 * 3600);
    assert_eq!(ines.session(&lsid).await, Value::Null, "after a day");
    assert_eq!(ines.send("POST", &notes, "second-note", note("second-note")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn get_next_takes_the_most_due_of_all_queues() {
    let stage = Stage::open().await;
    let odile = stage.rep("odile").await;
    let _online = odile.live(None).await;
    stage.customer("General", "something-else").await;
    stage.clock.advance_s(60);
    stage.customer("Not hers", "signing-in").await;
    stage.clock.advance_s(60);
    stage.customer("Field", "wifi-or-network").await;
    stage.clock.advance_s(120);
    let mut names = Vec::new();
    for _ in 0..2 {
        let (_, detail) = odile.post("/sessions/next", json!({})).await;
        names.push(detail["session"]["customer"]["name"].as_str().unwrap().to_owned());
    }
    // 240 of 600 seconds are more than 120 of 480.
    assert_eq!(names, ["General", "Field"]);
    let (status, error) = odile.post("/sessions/next", json!({})).await;
    assert_eq!((status, &error["code"]), (StatusCode::NOT_FOUND, &json!("nobody_waiting")));
}
