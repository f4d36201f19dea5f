//! What representatives say to one another outside sessions.

use http::StatusCode;
use serde_json::{Value, json};

use crate::crew::Crew;
use crate::stage::Rep;

async fn say(rep: &Rep, to: Value, key: &str, text: &str) -> (u16, Value) {
    let body = json!({"to": to, "client_id": key, "text": text});
    let (status, told) = rep.send("POST", "/talk", key, body).await;
    (status.as_u16(), told)
}

fn team(id: u32) -> Value {
    json!({"kind": "team", "id": id})
}

fn rep(id: u32) -> Value {
    json!({"kind": "representative", "id": id})
}

fn texts(entries: &Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_team_and_two_people_talk_and_nobody_else_hears() {
    let crew = Crew::at_work().await;
    let mut yusuf = crew.yusuf.live(None).await;
    let (status, first) = say(&crew.bram, team(1), "talk-line-1", "Printer in room 4 again").await;
    assert_eq!(status, 200, "{first}");
    assert_eq!((&first["from_name"], &first["broadcast"]), (&json!("Bram Voorbeeld"), &json!(false)));
    let heard = yusuf.wait_for(|change| (change["kind"] == "talk_added").then(|| change["entry"].clone()));
    assert_eq!(heard.await, first);
    say(&crew.bram, rep(3), "talk-line-2", "Lunch?").await;
    say(&crew.yusuf, rep(2), "talk-line-3", "In ten minutes").await;

    let newest = |snapshot: Value| texts(&snapshot["talk"]).join("|");
    assert_eq!(newest(crew.bram.snapshot().await), "Printer in room 4 again|Lunch?|In ten minutes");
    assert_eq!(newest(crew.ines.snapshot().await), "Printer in room 4 again");
    assert_eq!(newest(crew.odile.snapshot().await), "");
    let (_, two) = crew.yusuf.get("/talk?representative=2").await;
    assert_eq!(
        (texts(&two["entries"]), &two["has_earlier"]),
        (vec!["Lunch?", "In ten minutes"], &json!(false))
    );
    assert_eq!(crew.odile.get("/talk?team=1").await.0, StatusCode::NOT_FOUND);
    assert_eq!(texts(&crew.ines.get("/talk?representative=2").await.1["entries"]), Vec::<&str>::new());
}

#[tokio::test]
async fn a_line_is_said_once_and_refused_where_it_has_no_place() {
    let crew = Crew::at_work().await;
    let first = say(&crew.bram, rep(3), "talk-line-1", "Lunch?").await;
    assert_eq!(say(&crew.bram, rep(3), "talk-line-1", "Lunch?").await, first);
    for (to, text) in [(rep(3), "Dinner?"), (rep(1), "Lunch?"), (team(1), "Lunch?")] {
        assert_eq!(say(&crew.bram, to, "talk-line-1", text).await.0, 409);
    }
    let long = "x".repeat(16_385);
    for (to, text, status) in [
        (rep(2), "To myself", 422),
        (rep(77), "To nobody", 404),
        (team(2), "Not my team", 404),
        (team(77), "No team", 404),
        (rep(3), "", 422),
        (rep(3), long.as_str(), 422),
    ] {
        assert_eq!(say(&crew.bram, to.clone(), "talk-line-2", text).await.0, status, "{to}");
    }
    for query in ["", "?team=1&representative=3", "?representative=2"] {
        assert_eq!(
            crew.bram.get(&format!("/talk{query}")).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{query}"
        );
    }
}

#[tokio::test]
async fn talk_is_read_in_pages_and_has_its_pace() {
    let crew = Crew::at_work().await;
    for n in 0..120 {
        if n % 20 == 0 {
            crew.stage.clock.advance_s(15);
        }
        let (status, told) = say(&crew.bram, team(1), &format!("talk-line-{n}"), &format!("{n}")).await;
        assert_eq!(status, 200, "{told}");
    }
    let (_, newest) = crew.ines.get("/talk?team=1").await;
    assert_eq!((newest["entries"].as_array().unwrap().len(), &newest["has_earlier"]), (100, &json!(true)));
    let before = newest["entries"][0]["number"].as_u64().unwrap();
    let (_, earlier) = crew.ines.get(&format!("/talk?team=1&before={before}")).await;
    let expected: Vec<_> = (0..20).map(|n| n.to_string()).collect();
    assert_eq!(
        (texts(&earlier["entries"]), &earlier["has_earlier"]),
        (expected.iter().map(String::as_str).collect(), &json!(false))
    );
    let mut refused = None;
    for n in 200..260 {
        let (status, told) = say(&crew.bram, team(1), &format!("talk-line-{n}"), "Again").await;
        if status != 200 {
            refused = Some((status, told["code"].clone()));
            break;
        }
    }
    assert_eq!(refused, Some((429, json!("rate_limited"))));
}

#[tokio::test]
async fn a_broadcast_reaches_the_whole_team_and_stands_in_its_talk() {
    let crew = Crew::at_work().await;
    let mut yusuf = crew.yusuf.live(None).await;
    let told = crew.ines.post("/broadcast", json!({"teams": [1, 1], "text": "Meeting at ten"})).await;
    assert_eq!(told.0, StatusCode::NO_CONTENT);
    let heard =
        yusuf.wait_for(|change| (change["kind"] == "talk_added").then(|| change["entry"].clone())).await;
    assert_eq!((&heard["broadcast"], &heard["text"]), (&json!(true), &json!("Meeting at ten")));
    assert_eq!(texts(&crew.bram.get("/talk?team=1").await.1["entries"]), ["Meeting at ten"], "once");
    let audit = crew.ines.get("/audit").await.1;
    assert_eq!(audit["rows"][0]["deed"], json!({"kind": "broadcast", "teams": [1], "people": 2}));
}
