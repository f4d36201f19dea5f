//! Permissions from all three sides: the representative asks, the customer answers on the page or on
//! the device, and everybody sees where things stand.

use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::device::{Device, ask_of, events, permit, stands, until_frame};
use crate::stage::{Rep, Stage, fresh_key};

/// A session of Ines' with a device that can do everything.
async fn joined(stage: &Stage) -> (Rep, SessionId, Device) {
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let device = Device::elevated(stage, &ines, &lsid).await;
    (ines, lsid, device)
}

/// The same, with control allowed.
async fn controlled(stage: &Stage) -> (Rep, SessionId, Device) {
    let (ines, lsid, device) = joined(stage).await;
    let (_, session) = permit(&ines, &lsid, "ask", "control").await;
    device.answers(stage, ask_of(&session), json!("control")).await;
    (ines, lsid, device)
}

fn code(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["code"].as_str().unwrap_or("none"))
}

#[tokio::test]
async fn control_is_asked_for_allowed_used_and_withdrawn() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let (status, asked) = permit(&ines, &lsid, "ask", "control").await;
    assert_eq!((status, stands(&asked).as_str()), (StatusCode::OK, "requested requested available"));
    assert_eq!(asked["capabilities"]["control"]["name"], "Ines Exemplar");

    let mut live = device.live().await.unwrap();
    let view = live.frame().await["view"].clone();
    assert_eq!(view["question"]["what"], "control");
    assert_eq!(view["question"]["ask"], ask_of(&asked));
    assert_eq!(device.answers(&stage, ask_of(&asked), json!("control")).await.0, StatusCode::NO_CONTENT);
    let session = ines.session(&lsid).await;
    assert_eq!((stands(&session).as_str(), &session["driver"]), ("granted granted available", &json!(1)));
    let frame = until_frame(&mut live, |frame| frame["view"]["question"].is_null()).await;
    assert_eq!(frame["view"]["sharing"]["driver"], "Ines Exemplar");

    let mut rights = stage.running.app().feed.rights.watch(stage.store(), &lsid).await.unwrap();
    let now = rights.borrow_and_update().clone();
    assert!(now.view && now.control && now.driver == Some(farhand_protocol::RepresentativeId(1)));
    device.withdraws(&stage, "view").await;
    assert!(!rights.borrow_and_update().view, "the answer came when it was in force");
    let session = ines.session(&lsid).await;
    assert_eq!((stands(&session).as_str(), &session["driver"]), ("stopped stopped available", &Value::Null));
    let told = [
        "elevation_requested",
        "device_joined",
        "capability_requested",
        "capability_granted",
        "control_taken",
        "capability_stopped",
    ];
    assert_eq!(events(&ines, &lsid).await, told);
}

#[tokio::test]
async fn the_page_answers_and_withdraws_as_the_device_does() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
    let lsid = stage.store().customer_session(&browser.cookies["farhand_session"]).await.unwrap().unwrap();
    ines.accept(&lsid).await;
    let _device = Device::elevated(&stage, &ines, &lsid).await;
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    let view: Value = serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!((&view["question"]["what"], &view["device"]), (&json!("view"), &json!("Tobias' laptop")));

    let answer = json!({"ask": ask_of(&asked), "allow": "view"}).to_string();
    assert_eq!(browser.post_as("/portal/api/answer", "application/json", &answer).await.status, 204);
    assert_eq!(stands(&ines.session(&lsid).await), "granted available available");
    let which = json!({"what": "view"}).to_string();
    assert_eq!(browser.post_as("/portal/api/withdraw", "application/json", &which).await.status, 204);
    let session = ines.session(&lsid).await;
    assert_eq!(session["capabilities"]["view"]["by"], "customer");
    for path in ["/portal/api/answer", "/portal/api/withdraw"] {
        let cookie = format!("farhand_session={}", browser.cookies["farhand_session"]);
        let request =
            stage.request("POST", path).header("Cookie", cookie).header("Origin", "https://x.example");
        let body = if path.ends_with("answer") { &answer } else { &which };
        let request = request.header("Content-Type", "application/json").body(body.clone());
        assert_eq!(request.send().await.unwrap().status().as_u16(), 403, "{path} from elsewhere");
    }
}

#[tokio::test]
async fn of_two_answers_the_first_counts() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    for _ in 0..8 {
        let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
        let ask = ask_of(&asked);
        let (yes, no) = tokio::join!(
            device.answers(&stage, ask, json!("view")),
            device.answers(&stage, ask, Value::Null)
        );
        let session = ines.session(&lsid).await;
        let (won, lost, stand) = if yes.0 == StatusCode::NO_CONTENT {
            (json!("view"), &no, "granted")
        } else {
            assert_eq!(no.0, StatusCode::NO_CONTENT);
            (Value::Null, &yes, "denied")
        };
        assert_eq!(code(lost), (409, "wrong_state"));
        assert_eq!(session["capabilities"]["view"]["kind"], stand);
        let again = device.answers(&stage, ask, won).await;
        assert_eq!(again.0, StatusCode::NO_CONTENT, "the same answer again");
        // Refusals must not add up to a pause.
        if stand == "denied" {
            let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
            device.answers(&stage, ask_of(&asked), json!("view")).await;
        }
        device.withdraws(&stage, "view").await;
    }
}

#[tokio::test]
async fn a_command_sent_again_happens_once() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let key = fresh_key();
    let path = format!("/sessions/{lsid}/ask");
    let first = ines.send("POST", &path, &key, json!({"what": "view"})).await;
    device.answers(&stage, ask_of(&first.1), Value::Null).await;
    let again = ines.send("POST", &path, &key, json!({"what": "view"})).await;
    assert_eq!(again, first, "it does not ask again");
    assert_eq!(stands(&ines.session(&lsid).await), "denied available available");
    let other = ines.send("POST", &path, &key, json!({"what": "control"})).await;
    assert_eq!(code(&other), (409, "idempotency_mismatch"));
    let (status, _) = ines.send("POST", &path, "short", json!({"what": "view"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn two_refusals_pause_asking_and_say_for_how_long() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let _lives = (ines.live(None).await, device.live().await.unwrap());
    for _ in 0..2 {
        let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
        device.answers(&stage, ask_of(&asked), Value::Null).await;
    }
    let session = ines.session(&lsid).await;
    let again_at = session["capabilities"]["view"]["ask_again_at"].as_i64();
    assert_eq!(again_at, session["capabilities"]["view"]["at"].as_i64().map(|at| at + 300_000));
    stage.clock.advance_s(10);
    let paused = permit(&ines, &lsid, "ask", "view").await;
    assert_eq!((code(&paused), &paused.1["retry_after_s"]), ((429, "rate_limited"), &json!(290)));
    stage.clock.advance_s(290);
    assert_eq!(permit(&ines, &lsid, "ask", "view").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_question_that_nobody_answers_lapses() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let mut live = device.live().await.unwrap();
    live.frame().await;
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    until_frame(&mut live, |frame| frame["view"]["question"]["ask"].is_number()).await;
    stage.clock.advance_s(120);
    until_frame(&mut live, |frame| frame["view"]["question"].is_null()).await;
    assert_eq!(stands(&ines.session(&lsid).await), "available available available");
    let late = device.answers(&stage, ask_of(&asked), json!("view")).await;
    assert_eq!(code(&late), (409, "wrong_state"));
    assert_eq!(events(&ines, &lsid).await.last().unwrap(), "capability_lapsed");
}

#[tokio::test]
async fn what_was_allowed_is_given_back_with_the_session() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = controlled(&stage).await;
    let rights = stage.running.app().feed.rights.watch(stage.store(), &lsid).await.unwrap();
    ines.post(&format!("/sessions/{lsid}/hold"), json!({})).await;
    let held = ines.session(&lsid).await;
    assert_eq!((stands(&held).as_str(), &held["driver"]), ("not_active not_active not_active", &Value::Null));
    assert_eq!(held["device"]["presence"]["kind"], "here");
    let refused = permit(&ines, &lsid, "ask", "view").await;
    assert_eq!(code(&refused), (409, "wrong_state"));
    stage.running.app().feed.caught_up().await.unwrap();
    assert!(!rights.borrow().active && !rights.borrow().view);

    let bram = stage.rep("bram").await;
    let (_, accepted) = bram.accept(&lsid).await;
    assert_eq!(stands(&accepted["session"]), "available available available");
    assert_eq!(code(&permit(&ines, &lsid, "ask", "view").await), (404, "not_found"), "it is Bram's now");
    bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    let over = device.post(&stage, "/device/withdraw", json!({"what": "view"})).await;
    assert_eq!(code(&over), (401, "unauthorized"), "the token is void");
}

#[tokio::test]
async fn only_those_who_take_part_may_ask_stop_and_drive() {
    let stage = Stage::open().await;
    let (ines, lsid, _device) = controlled(&stage).await;
    ines.post(&format!("/sessions/{lsid}/hold"), json!({})).await;
    let bram = stage.rep("bram").await;
    // Bram sees a session on hold in his queue, but takes no part in it.
    for (verb, body) in [
        ("ask", json!({"what": "view"})),
        ("take-back", json!({"what": "view"})),
        ("stop", json!({"what": "view"})),
        ("drive", json!({"drive": true})),
        ("elevate", json!({})),
        ("screenshots", json!({})),
    ] {
        let refused = bram.post(&format!("/sessions/{lsid}/{verb}"), body.clone()).await;
        assert_eq!(code(&refused), (403, "forbidden"), "{verb}");
        let unknown = bram.post(&format!("/sessions/00112233445566778899aabbccddeeff/{verb}"), body).await;
        assert_eq!(code(&unknown), (404, "not_found"), "{verb}");
    }
}

#[tokio::test]
async fn driving_and_screenshots_need_their_permissions() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let drive = format!("/sessions/{lsid}/drive");
    let shot = format!("/sessions/{lsid}/screenshots");
    assert_eq!(code(&ines.post(&drive, json!({"drive": true})).await), (409, "wrong_state"));
    assert_eq!(code(&ines.post(&shot, json!({})).await), (409, "wrong_state"));
    let (_, asked) = permit(&ines, &lsid, "ask", "control").await;
    device.answers(&stage, ask_of(&asked), json!("control")).await;
    let (_, session) = ines.post(&drive, json!({"drive": false})).await;
    assert_eq!(session["driver"], Value::Null);
    let (_, session) = ines.post(&drive, json!({"drive": true})).await;
    assert_eq!(session["driver"], 1);
    let (status, session) = ines.post(&shot, json!({})).await;
    assert_eq!((status, &session["lsid"]), (StatusCode::OK, &json!(lsid.as_str())));
    let told = events(&ines, &lsid).await;
    assert_eq!(told[told.len() - 3..], ["control_released", "control_taken", "screenshot_taken"]);
}

#[tokio::test]
async fn answers_that_make_no_sense_are_refused() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let nothing = device.answers(&stage, 1, json!("view")).await;
    assert_eq!(code(&nothing), (409, "wrong_state"));
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    let misfit = device.answers(&stage, ask_of(&asked), json!("clipboard")).await;
    assert_eq!(code(&misfit), (422, "invalid_field"));
    for body in [
        json!({}),
        json!({"ask": -1, "allow": null}),
        json!({"ask": 1, "allow": "sound"}),
        json!({"ask": 1, "allow": null, "x": 1}),
    ] {
        let broken = device.post(&stage, "/device/answer", body.clone()).await;
        assert_eq!(code(&broken), (400, "bad_request"), "{body}");
    }
    assert_eq!(stands(&ines.session(&lsid).await), "requested available available");
    assert_eq!(code(&permit(&ines, &lsid, "ask", "clipboard").await), (409, "wrong_state"));
}
