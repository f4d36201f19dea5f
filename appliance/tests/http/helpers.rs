//! Outside helpers: the link, the page, and what it never shows.

use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::crew::{Crew, events};
use crate::stage::{Live, Rep, eventually};

async fn invited(by: &Rep, lsid: &SessionId, name: &str) -> String {
    let (status, link) = by.post(&format!("/sessions/{lsid}/helpers"), json!({"name": name})).await;
    assert_eq!(status, StatusCode::OK, "{link}");
    let link = link["link"].as_str().unwrap().to_owned();
    link[link.find("/helper/").unwrap()..].to_owned()
}

/// Bram has the only session.
async fn accepted(crew: &Crew) -> SessionId {
    let waiting = crew.bram.snapshot().await;
    let lsid: SessionId = waiting["sessions"][0]["lsid"].as_str().unwrap().parse().unwrap();
    assert_eq!(crew.bram.accept(&lsid).await.0, StatusCode::OK);
    lsid
}

async fn joined(crew: &Crew, path: &str) -> Browser {
    let mut browser = Browser::at(&crew.stage);
    assert_eq!(browser.post(path, "").await.leads_to, "/helper");
    browser
}

/// All that came up to an entry with this text, as it came.
async fn up_to(live: &mut Live, text: &str) -> String {
    let mut all = String::new();
    loop {
        let frame = live.frame().await.to_string();
        all.push_str(&frame);
        if frame.contains(text) {
            return all;
        }
    }
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up_and_joining_does() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let path = invited(&crew.bram, &lsid, "Priya Beispiel").await;
    let mut scanner = Browser::at(&crew.stage);
    for _ in 0..3 {
        let shown = scanner.get(&path).await;
        assert!(shown.status == 200 && shown.text.contains("Join the conversation"), "{}", shown.text);
        assert!(shown.text.contains("Bram Voorbeeld") && !shown.text.contains("Tobias"), "{}", shown.text);
    }
    assert!(scanner.cookies.is_empty());
    let mut browser = joined(&crew, &path).await;
    let page = browser.get("/helper").await;
    assert!(
        page.status == 200 && page.text.contains("Tobias") && !page.text.contains("Muster"),
        "{}",
        page.text
    );
    assert_eq!(browser.get(&path).await.leads_to, "/helper", "one's own link leads back");
    assert_eq!(scanner.get(&path).await.status, 410);
    assert_eq!(scanner.post(&path, "").await.status, 410);
    assert_eq!(Browser::at(&crew.stage).get("/helper/not-a-link").await.status, 404);
    assert_eq!(Browser::at(&crew.stage).get("/helper").await.status, 401);
    assert_eq!(crew.bram.session(&lsid).await["helpers"][0]["standing"]["kind"], "here");
}

#[tokio::test]
async fn a_link_ends_with_its_hour_with_being_taken_back_and_with_another_one() {
    let crew = Crew::at_work().await;
    let customer = Browser::waiting(&crew.stage, "Tobias Muster", "signing-in").await;
    let _here = customer.live().await.unwrap();
    let lsid = accepted(&crew).await;
    let first = invited(&crew.bram, &lsid, "Priya").await;
    let second = invited(&crew.bram, &lsid, "Priya").await;
    assert_eq!(crew.bram.session(&lsid).await["helpers"].as_array().unwrap().len(), 1, "the same one");
    let mut browser = Browser::at(&crew.stage);
    assert_eq!((browser.get(&first).await.status, browser.get(&second).await.status), (404, 200));
    crew.stage.clock.advance_s(3_599);
    assert_eq!(browser.get(&second).await.status, 200);
    crew.stage.clock.advance_s(1);
    assert_eq!(browser.get(&second).await.status, 410);
    assert_eq!(browser.post(&second, "").await.status, 410);

    let gone =
        async || crew.bram.session(&lsid).await["helpers"].as_array().unwrap().is_empty().then_some(());
    eventually(gone).await;
    let told = events(&crew.bram, &lsid).await;
    assert_eq!(told.last().unwrap(), "helper_link_expired", "it is not in the list any more, by itself");

    let third = invited(&crew.bram, &lsid, "Mateo").await;
    let session = crew.bram.session(&lsid).await;
    let id = session["helpers"][0]["id"].as_u64().unwrap();
    assert_eq!(
        (session["helpers"].as_array().unwrap().len(), &session["helpers"][0]["name"]),
        (1, &json!("Mateo"))
    );
    crew.bram.post(&format!("/sessions/{lsid}/helpers/{id}/remove"), json!({})).await;
    assert_eq!(browser.get(&third).await.status, 410);
    for name in ["One", "Two", "Three", "Four"] {
        invited(&crew.bram, &lsid, name).await;
    }
    let fifth = crew.bram.post(&format!("/sessions/{lsid}/helpers"), json!({"name": "Five"})).await;
    assert_eq!(fifth.0, StatusCode::CONFLICT, "{}", fifth.1);
    for name in ["", "   "] {
        let (status, _) = crew.bram.post(&format!("/sessions/{lsid}/helpers"), json!({"name": name})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_helper_has_the_chat_and_never_notes_or_whispers() {
    let crew = Crew::at_work().await;
    let customer = Browser::waiting(&crew.stage, "Tobias Muster", "signing-in").await;
    let lsid = accepted(&crew).await;
    crew.bram.say(&lsid, "before-helper", "Before the helper came").await;
    let quiet = async |path: &str, key: &str| {
        let body = json!({"client_id": key, "text": "between us"});
        let (status, _) = crew.bram.send("POST", &format!("/sessions/{lsid}/{path}"), key, body).await;
        assert_eq!(status, StatusCode::OK);
    };
    quiet("notes", "early-note-1").await;
    let mut helper = joined(&crew, &invited(&crew.bram, &lsid, "Priya Beispiel").await).await;
    let mut live = helper.live_at("/portal/helper/live").await.unwrap();
    let mut page = customer.live().await.unwrap();
    quiet("whispers", "late-whisper-1").await;
    quiet("notes", "late-note-1").await;
    crew.bram.post(&format!("/sessions/{lsid}/shares"), json!({"with": {"kind": "team", "id": 2}})).await;

    let said = json!({"client_id": "helper-line-1", "text": "Hello from outside"}).to_string();
    let first = helper.post_as("/portal/helper/messages", "application/json", &said).await;
    let again = helper.post_as("/portal/helper/messages", "application/json", &said).await;
    assert_eq!((first.status, &first.text), (200, &again.text), "once");
    let seen = up_to(&mut live, "Hello from outside").await;
    assert!(seen.contains("Before the helper came") && seen.contains("Tobias"), "{seen}");
    assert!(!seen.contains("between us") && !seen.contains("Muster") && !seen.contains("shared"), "{seen}");
    let read = up_to(&mut page, "Hello from outside").await;
    assert!(read.contains("Priya Beispiel") && !read.contains("between us"), "{read}");
    let (_, entries) = crew.bram.get(&format!("/sessions/{lsid}/entries")).await;
    let told: Vec<_> =
        entries["entries"].as_array().unwrap().iter().filter(|e| e["author"]["kind"] == "helper").collect();
    assert_eq!(told.len(), 2, "came in, and said something: {told:?}");

    // The cookie is good for nothing else, and from no other site.
    for path in ["/portal/api/session", "/api/v1/snapshot", "/portal/api/uploads/anything1"] {
        assert!(matches!(helper.get(path).await.status, 401 | 405), "{path}");
    }
    let foreign =
        crew.stage.request("POST", "/portal/helper/messages").header("Origin", "https://evil.example");
    let cookie = format!("farhand_helper={}", helper.cookies["farhand_helper"]);
    let (status, _) = crate::stage::answer(foreign.header("Cookie", cookie).json(&json!({}))).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_helper_goes_with_whoever_invited() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    let mut helper = joined(&crew, &invited(&crew.yusuf, &lsid, "Priya").await).await;
    let mut live = helper.live_at("/portal/helper/live").await.unwrap();
    assert_eq!(live.frame().await["view"]["over"], json!(false));
    crew.yusuf.post(&format!("/sessions/{lsid}/leave"), json!({})).await;
    assert_eq!(live.closed().await, Some(1000));
    assert_eq!(crew.bram.session(&lsid).await["helpers"], json!([]));
    assert_eq!(events(&crew.bram, &lsid).await.last().unwrap(), "conference_member_departed");
    crew.bram.say(&lsid, "after-helper", "The helper reads this no more").await;
    let view: Value = serde_json::from_str(&helper.get("/portal/helper/view").await.text).unwrap();
    assert_eq!((&view["over"], &view["customer"]), (&json!(true), &json!("")));
    assert_eq!(helper.get("/helper").await.status, 410);
    let late = json!({"client_id": "helper-late-1", "text": "Too late"}).to_string();
    assert_eq!(helper.post_as("/portal/helper/messages", "application/json", &late).await.status, 409);
    let mut again = helper.live_at("/portal/helper/live").await.unwrap();
    let all = again.frame().await.to_string();
    assert!(all.contains("\"over\":true") && !all.contains("reads this no more"), "{all}");
    assert_eq!(again.closed().await, Some(1000));
}

#[tokio::test]
async fn a_helper_leaves_is_removed_and_goes_with_the_session() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let mut one = joined(&crew, &invited(&crew.bram, &lsid, "Priya").await).await;
    let leave = one.post_as("/portal/helper/leave", "application/json", "{}").await;
    assert_eq!(
        (leave.status, events(&crew.bram, &lsid).await.last().unwrap().as_str()),
        (204, "conference_member_departed")
    );

    let mut two = joined(&crew, &invited(&crew.bram, &lsid, "Mateo").await).await;
    let id = crew.bram.session(&lsid).await["helpers"][0]["id"].clone();
    let remove = format!("/sessions/{lsid}/helpers/{id}/remove");
    assert_eq!(crew.odile.post(&remove, json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(crew.ines.post(&remove, json!({})).await.0, StatusCode::OK, "a supervisor may");
    assert_eq!(events(&crew.bram, &lsid).await.last().unwrap(), "conference_member_removed");
    assert_eq!(two.get("/helper").await.status, 410);
    let audit = crew.ines.get("/audit").await.1;
    assert_eq!(audit["rows"][0]["deed"]["kind"], "removed");

    let three = joined(&crew, &invited(&crew.bram, &lsid, "Lindiwe").await).await;
    let mut live = three.live_at("/portal/helper/live").await.unwrap();
    crew.bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    assert_eq!(live.closed().await, Some(1000));
    assert_eq!(crew.bram.session(&lsid).await["helpers"], json!([]));
}

#[tokio::test]
async fn a_helper_whose_line_is_lost_is_away() {
    let crew = Crew::at_work().await;
    let lsid = crew.accepted_by(&crew.bram).await;
    let helper = joined(&crew, &invited(&crew.bram, &lsid, "Priya").await).await;
    let standing = async || crew.bram.session(&lsid).await["helpers"][0]["standing"]["kind"].clone();
    let live = helper.live_at("/portal/helper/live").await.unwrap();
    assert_eq!(standing().await, "here");
    drop(live);
    crate::stage::eventually(async || {
        crew.stage.clock.advance_s(1);
        (standing().await == "away").then_some(())
    })
    .await;
    let _back = helper.live_at("/portal/helper/live").await.unwrap();
    assert_eq!(standing().await, "here");
}
