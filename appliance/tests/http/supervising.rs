//! What leads and managers may do, with whom: through the routes.

use farhand_protocol::people::Role;
use http::StatusCode;
use serde_json::{Value, json};

use crate::crew::{Crew, MOBILE, events, people};
use crate::stage::{Rep, client_id};

async fn audit(rep: &Rep) -> Vec<(String, String)> {
    let (status, page) = rep.get("/audit").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let row = |row: &Value| {
        (row["by_name"].as_str().unwrap().to_owned(), row["deed"]["kind"].as_str().unwrap().to_owned())
    };
    page["rows"].as_array().unwrap().iter().map(row).collect()
}

fn deed(by: &str, kind: &str) -> (String, String) {
    (by.to_owned(), kind.to_owned())
}

/// Each action on a session that Yusuf has from the first team's queue, and what it answers: its lead,
/// a member of that team, the manager of the other team that Yusuf is in.
#[tokio::test]
async fn the_table_of_rights_in_sessions() {
    let crew = Crew::at_work().await;
    let table = [
        ("monitor", json!({"seen": true}), [200, 404, 404]),
        ("join", json!({}), [200, 404, 404]),
        ("take-over", json!({"from": 3}), [200, 404, 404]),
        ("transfer", json!({"to": "general"}), [200, 404, 404]),
        ("owner", json!({"to": 3}), [200, 404, 404]),
        ("hold", json!({}), [404, 404, 404]),
        ("end", json!({}), [404, 404, 404]),
        ("shares", json!({"with": {"kind": "representative", "id": 2}}), [403, 404, 404]),
        ("helpers", json!({"name": "Priya"}), [403, 404, 404]),
        ("leave", json!({}), [403, 404, 404]),
        ("participants/3/remove", json!({}), [409, 404, 404]),
        ("ask", json!({"what": "view"}), [404, 404, 404]),
        ("drive", json!({"drive": true}), [404, 404, 404]),
        ("screen/ticket", json!({}), [404, 404, 404]),
    ];
    for (action, body, expected) in table {
        for (who, status) in [&crew.ines, &crew.bram, &crew.odile].into_iter().zip(expected) {
            let lsid = crew.accepted_by(&crew.yusuf).await;
            let (found, told) = who.post(&format!("/sessions/{lsid}/{action}"), body.clone()).await;
            assert_eq!(found.as_u16(), status, "{action}: {told}");
            crew.yusuf.post(&format!("/sessions/{lsid}/end"), json!({})).await;
        }
    }
}

/// The same with people: what one does to another, and what it answers.
#[tokio::test]
async fn the_table_of_rights_over_people_and_teams() {
    let crew = Crew::at_work().await;
    let presence = json!({"presence": "busy"});
    for (who, whom, status) in [
        (&crew.ines, 2, 200),
        (&crew.ines, 3, 200),
        (&crew.ines, 4, 403),
        (&crew.ines, 1, 403),
        (&crew.bram, 3, 403),
        (&crew.bram, 1, 403),
        (&crew.odile, 1, 200),
        (&crew.odile, 3, 200),
        (&crew.odile, 2, 403),
    ] {
        let key = client_id().to_string();
        let path = format!("/representatives/{whom}/presence");
        let (found, told) = who.send("PUT", &path, &key, presence.clone()).await;
        assert_eq!(found.as_u16(), status, "presence of {whom}: {told}");
    }
    for (who, teams, status) in [
        (&crew.ines, json!([1]), 204),
        (&crew.ines, json!([2]), 403),
        (&crew.ines, json!([1, 2]), 403),
        (&crew.ines, json!([]), 422),
        (&crew.bram, json!([1]), 403),
        (&crew.odile, json!([2]), 204),
        (&crew.odile, json!([1]), 403),
    ] {
        let (found, told) = who.post("/broadcast", json!({"teams": teams, "text": "Lunch"})).await;
        assert_eq!(found.as_u16(), status, "{teams}: {told}");
    }
    for (who, whom, status) in
        [(&crew.bram, 3, 403), (&crew.odile, 2, 403), (&crew.odile, 77, 404), (&crew.ines, 2, 204)]
    {
        let (found, told) = who.post(&format!("/representatives/{whom}/sign-out"), json!({})).await;
        assert_eq!(found.as_u16(), status, "sign-out of {whom}: {told}");
    }
    assert_eq!(crew.bram.get("/snapshot").await.0, StatusCode::UNAUTHORIZED, "the token has ended");
    let people = crew.ines.snapshot().await["representatives"].clone();
    let bram = people.as_array().unwrap().iter().find(|one| one["id"] == 2).unwrap().clone();
    assert_eq!(bram["presence"], "offline");
}

#[tokio::test]
async fn of_two_supervisors_who_take_over_at_once_one_has_the_session() {
    let crew = Crew::at_work().await;
    crew.stage.store().join_team("odile", MOBILE, Role::Lead).await.unwrap();
    for _ in 0..8 {
        let lsid = crew.accepted_by(&crew.bram).await;
        let (path, body) = (format!("/sessions/{lsid}/take-over"), json!({"from": 2}));
        let (first, second) = tokio::join!(crew.ines.post(&path, body.clone()), crew.odile.post(&path, body));
        let (won, lost, winner, name) = match first.0 {
            StatusCode::OK => (first, second, 1, "Ines Exemplar"),
            _ => (second, first, 4, "Odile Exemple"),
        };
        assert_eq!(won.0, StatusCode::OK, "{}", won.1);
        assert_eq!((lost.0, &lost.1["code"]), (StatusCode::CONFLICT, &json!("already_taken")), "{}", lost.1);
        assert_eq!(lost.1["message"], format!("{name} has taken this session"));
        let session = crew.bram.session(&lsid).await;
        assert_eq!((&session["state"]["owner"], people(&session)), (&json!(winner), vec![2, winner]));
        let told = events(&crew.bram, &lsid).await;
        assert_eq!(told[told.len() - 2..], ["conference_member_added", "conference_owner_changed"]);
    }
    // Odile manages a team in which Ines is a member, and reads of both.
    let taken = audit(&crew.odile).await;
    assert!(taken.len() == 8 && taken.iter().all(|(_, kind)| kind == "took_over"), "{taken:?}");
}

#[tokio::test]
async fn the_site_decides_whether_monitoring_is_seen() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let path = format!("/sessions/{lsid}/monitor");
    assert_eq!(crew.ines.post(&path, json!({"seen": false})).await.0, StatusCode::FORBIDDEN);
    let since = crew.bram.snapshot().await["seq"].as_u64();
    let mut live = crew.bram.live(since).await;
    let (status, detail) = crew.ines.post(&path, json!({"seen": true})).await;
    assert_eq!((status, &detail["session"]["monitors"][0]["id"]), (StatusCode::OK, &json!(1)));
    let told = live.wait_for(|change| change["entry"]["body"]["event"]["kind"].as_str().map(str::to_owned));
    assert_eq!(told.await, "representative_monitoring_started");
    assert_eq!(crew.ines.snapshot().await["monitoring"], json!([lsid.as_str()]));
    assert_eq!(crew.bram.snapshot().await["monitoring"], json!([]));

    // A monitor sees and hears, and does nothing.
    let mut hers = crew.ines.live(None).await;
    crew.bram.say(&lsid, "to-be-heard", "Hello").await;
    let heard = hers.wait_for(|change| change["entry"]["body"]["text"].as_str().map(str::to_owned)).await;
    assert_eq!(heard, "Hello");
    assert_eq!(crew.ines.say(&lsid, "not-allowed-1", "Hi").await.0, StatusCode::FORBIDDEN);
    assert_eq!(crew.ines.get(&format!("/sessions/{lsid}/info")).await.0, StatusCode::OK);
    for (action, body) in [("drive", json!({"drive": true})), ("ask", json!({"what": "view"}))] {
        assert_eq!(
            crew.ines.post(&format!("/sessions/{lsid}/{action}"), body).await.0,
            StatusCode::FORBIDDEN
        );
    }

    let left = crew.ines.post(&format!("/sessions/{lsid}/leave"), json!({})).await;
    assert_eq!(left.0, StatusCode::NO_CONTENT);
    let gone = hers.wait_for(|change| (change["kind"] == "monitoring").then(|| change["on"].clone())).await;
    assert_eq!(gone, json!(false));
    assert_eq!(crew.ines.session(&lsid).await, Value::Null);
    assert_eq!(events(&crew.bram, &lsid).await.last().unwrap(), "representative_monitoring_stopped");
    let written = [deed("Ines Exemplar", "monitoring_stopped"), deed("Ines Exemplar", "monitoring_started")];
    assert_eq!(audit(&crew.ines).await, written);
}

#[tokio::test]
async fn monitoring_ends_with_the_right_to_it() {
    let crew = Crew::at_work().await;
    let monitored = async || {
        let lsid = crew.accepted_by(&crew.bram).await;
        let (status, told) =
            crew.ines.post(&format!("/sessions/{lsid}/monitor"), json!({"seen": true})).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        lsid
    };
    // It goes to somebody out of reach.
    let lsid = monitored().await;
    crew.shared(&crew.bram, &lsid, (4, &crew.odile)).await;
    crew.bram.post(&format!("/sessions/{lsid}/owner"), json!({"to": 4})).await;
    assert_eq!(crew.ines.session(&lsid).await, Value::Null);
    assert_eq!(crew.bram.session(&lsid).await["monitors"], json!([]));

    // It ends.
    let lsid = monitored().await;
    crew.bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    assert_eq!(crew.ines.snapshot().await["monitoring"], json!([]));

    // The rank is withdrawn.
    let lsid = monitored().await;
    let mut live = crew.ines.live(None).await;
    crew.stage.store().join_team("ines", MOBILE, Role::Member).await.unwrap();
    assert_eq!(live.closed().await, Some(1000), "the console takes a fresh copy");
    assert_eq!(crew.ines.session(&lsid).await, Value::Null);
    assert_eq!(crew.ines.get(&format!("/sessions/{lsid}")).await.0, StatusCode::NOT_FOUND);
    let kinds: Vec<_> = audit(&crew.ines).await.into_iter().map(|(_, kind)| kind).collect();
    let pair = ["monitoring_stopped", "monitoring_started"];
    assert_eq!(kinds, [pair, pair, pair].concat());
    let again = crew.ines.post(&format!("/sessions/{lsid}/monitor"), json!({"seen": true})).await;
    assert_eq!(again.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_supervisor_joins_takes_over_and_stands_in_the_audit_log() {
    let crew = Crew::at_work().await;
    let lsid = crew.stage.customer("Tobias Muster", crate::crew::SIGNING_IN).await.lsid;
    let path = |action: &str| format!("/sessions/{lsid}/{action}");
    let (status, told) = crew.ines.post(&path("join"), json!({})).await;
    assert_eq!((status, &told["code"]), (StatusCode::CONFLICT, &json!("wrong_state")), "it waits");
    assert_eq!(crew.ines.post(&path("take-over"), json!({"from": 2})).await.0, StatusCode::CONFLICT);
    crew.bram.accept(&lsid).await;
    let (_, detail) = crew.ines.post(&path("join"), json!({})).await;
    assert_eq!(people(&detail["session"]), [2, 1]);
    assert_eq!(crew.ines.say(&lsid, "joined-now-1", "Hello Tobias").await.0, StatusCode::OK);
    crew.bram.post(&path("hold"), json!({})).await;
    let (status, detail) = crew.ines.post(&path("take-over"), json!({"from": 2})).await;
    assert_eq!((status, &detail["session"]["state"]["owner"]), (StatusCode::OK, &json!(1)), "{detail}");
    // Whoever owns it needs no audit.
    crew.ines.post(&path("participants/2/remove"), json!({})).await;
    assert_eq!(
        audit(&crew.ines).await,
        [deed("Ines Exemplar", "took_over"), deed("Ines Exemplar", "joined")]
    );
    assert_eq!(audit(&crew.bram).await, [], "members see nothing of it");
    // Ines is a member of Odile's team, but the session was not that team's.
    assert_eq!(audit(&crew.odile).await, []);
    let bad = crew.ines.get("/audit?before=x").await;
    assert_eq!(bad.0, StatusCode::BAD_REQUEST);
    let newest = crew.ines.get("/audit").await.1["rows"][0]["id"].as_u64().unwrap();
    let (_, older) = crew.ines.get(&format!("/audit?before={newest}")).await;
    assert_eq!((older["rows"].as_array().unwrap().len(), &older["before"]), (1, &Value::Null));
}

/// Who did it is told to the one whom it is done to.
#[tokio::test]
async fn whom_a_supervisor_acts_upon_hears_by_whom() {
    let crew = Crew::at_work().await;
    let mut at_bram = crew.bram.live(None).await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let key = client_id().to_string();
    crew.ines.send("PUT", "/representatives/2/presence", &key, json!({"presence": "busy"})).await;
    let set = |change: &Value| (change["kind"] == "presence_set").then(|| change.clone());
    let set = at_bram.wait_for(set).await;
    assert_eq!(set, json!({"kind": "presence_set", "by": "Ines Exemplar", "presence": "busy"}));
    crew.ines.post(&format!("/sessions/{lsid}/take-over"), json!({"from": 2})).await;
    let taken = |change: &Value| {
        let event = &change["entry"]["body"]["event"];
        event["from"].is_string().then(|| event.clone())
    };
    let taken = at_bram.wait_for(taken).await;
    assert_eq!((&taken["name"], &taken["from"]), (&json!("Ines Exemplar"), &json!("Bram Voorbeeld")));
    crew.ines.post("/representatives/2/sign-out", json!({})).await;
    loop {
        let frame = at_bram.frame().await;
        if frame["type"] == "signed_out" {
            break assert_eq!(frame["by"], "Ines Exemplar");
        }
    }
}
