//! How a device comes into a session, and what keeps others out.

use farhand_protocol::device::close::PLACE_TAKEN;
use farhand_protocol::session::Recording;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::device::{Device, about, attach, code, elevate, events, key, stands, until_frame};
use crate::stage::{Rep, Stage, answer, fresh_key};

async fn session_key(rep: &Rep) -> String {
    let (_, made) = rep.post("/keys", json!({"queue": "general"})).await;
    made["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_lets_one_device_in_once_and_for_its_time() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let early = ines.post(&format!("/sessions/{lsid}/elevate"), json!({})).await;
    assert_eq!((early.0, &early.1["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")), "not accepted yet");
    ines.accept(&lsid).await;
    assert_eq!(stands(&ines.session(&lsid).await), "needs_client needs_client needs_client");

    let first = elevate(&ines, &lsid).await;
    let second = elevate(&ines, &lsid).await;
    assert!(ines.session(&lsid).await["elevating"]["expires_at"].is_number());
    let grouped = format!("{} {}-{}", &second[..3], &second[3..6], &second[6..]);
    assert_eq!(attach(&stage, code(&first)).await.1["code"], "key_invalid", "the newer one made it void");
    let device = Device::with(&stage, code(&grouped)).await;
    assert_eq!((device.lsid, device.page), (lsid.clone(), None));
    assert_eq!(attach(&stage, code(&second)).await.0, StatusCode::NOT_FOUND, "it was used");
    let session = ines.session(&lsid).await;
    assert_eq!(
        (stands(&session).as_str(), &session["elevating"]),
        ("available available available", &Value::Null)
    );
    let kind = json!({"kind": "client", "version": "0.1.0"});
    assert_eq!((&session["device"]["kind"], &session["device"]["encrypted"]), (&kind, &json!(true)));
    assert_eq!(
        events(&ines, &lsid).await,
        ["elevation_requested", "device_joined"],
        "one request, though two codes"
    );

    let late = elevate(&ines, &lsid).await;
    stage.clock.advance_s(15 * 60);
    assert_eq!(attach(&stage, code(&late)).await.0, StatusCode::NOT_FOUND);
    assert_eq!(ines.session(&lsid).await["device"]["name"], "Tobias' laptop", "it stays where it is");
}

#[tokio::test]
async fn elevating_sent_again_leaves_one_good_code() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let (path, once) = (format!("/sessions/{lsid}/elevate"), fresh_key());
    let first = ines.send("POST", &path, &once, json!({})).await.1;
    let again = ines.send("POST", &path, &once, json!({})).await.1;
    assert_eq!(again["agent"], Value::Null);
    let code_of = |elevation: &Value| elevation["code"].as_str().unwrap().to_owned();
    assert_eq!(again["link"], format!("{}/client?code={}", stage.running.url(), code_of(&again)));
    assert_eq!(attach(&stage, code(&code_of(&first))).await.0, StatusCode::NOT_FOUND);
    assert_eq!(attach(&stage, code(&code_of(&again))).await.0, StatusCode::OK);
}

#[tokio::test]
async fn the_page_makes_a_code_of_its_own_for_the_same_request() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
    let lsid = stage.store().customer_session(&browser.cookies["farhand_session"]).await.unwrap().unwrap();
    ines.accept(&lsid).await;
    assert!(stage.store().client_code(&lsid, "").await.is_err(), "nobody has asked yet");
    let spoken = elevate(&ines, &lsid).await;
    let view: Value = serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!(
        (&view["elevation"]["link"], &view["elevation"]["name"]),
        (&json!("/client"), &json!("Ines Exemplar"))
    );

    let own = async || stage.store().client_code(&lsid, "").await.unwrap().code;
    let (first, second) = (own().await, own().await);
    assert_eq!(attach(&stage, code(&first)).await.0, StatusCode::NOT_FOUND, "the page has made another one");
    assert_eq!(attach(&stage, code(&second)).await.0, StatusCode::OK);
    assert_eq!(attach(&stage, code(&spoken)).await.0, StatusCode::NOT_FOUND, "the request is over");
    assert!(stage.store().client_code(&lsid, "").await.is_err());
}

#[tokio::test]
async fn another_device_takes_the_first_ones_place() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let first = Device::elevated(&stage, &ines, &lsid).await;
    let (_, asked) = crate::device::permit(&ines, &lsid, "ask", "view").await;
    first.answers(&stage, crate::device::ask_of(&asked), json!("view")).await;
    let mut live = first.live().await.unwrap();
    live.frame().await;
    let second = Device::elevated(&stage, &ines, &lsid).await;
    assert_eq!(live.closed().await, Some(PLACE_TAKEN));
    assert_eq!(first.live().await.err(), Some(401));
    assert!(second.live().await.is_ok());
    assert_eq!(stands(&ines.session(&lsid).await), "available available available", "allowed anew");
    let told = events(&ines, &lsid).await;
    assert_eq!(told[told.len() - 3..], ["capability_stopped", "device_left", "device_joined"]);
}

#[tokio::test]
async fn a_session_key_starts_a_session_with_the_device_alone() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let made = session_key(&ines).await;
    let offer =
        async |key: &str| answer(stage.request("POST", "/device/key").json(&json!({"key": key}))).await;
    let (status, offered) = offer(&made).await;
    assert_eq!((status, &offered["ask_recording"]), (StatusCode::OK, &json!(true)));
    assert!(offered["agreement"].as_str().unwrap().contains("see your screen"));
    let with = |field: &str, value: Value| {
        let mut with = key(&made);
        with[field] = value;
        with
    };
    for (field, value, code) in [
        ("agreed", json!(false), "wrong_state"),
        ("recording", json!("not_asked"), "invalid_field"),
        ("name", json!(" "), "invalid_field"),
        ("name", json!("x".repeat(101)), "invalid_field"),
    ] {
        let (_, error) = attach(&stage, with(field, value)).await;
        assert_eq!(error["code"], code, "{field}");
    }
    let device = Device::with(&stage, key(&made)).await;
    assert_eq!(offer(&made).await.0, StatusCode::NOT_FOUND, "the key was used");
    assert_eq!(attach(&stage, key(&made)).await.0, StatusCode::NOT_FOUND);
    let session = ines.session(&device.lsid).await;
    assert_eq!((&session["channel"], &session["started_from"]), (&json!("client_desktop"), &json!("key")));
    assert_eq!(
        (&session["recording"], &session["customer"]["presence"]["kind"]),
        (&json!("refused"), &json!("here"))
    );
    assert_eq!(
        (stands(&session).as_str(), &session["state"]["kind"]),
        ("not_active not_active not_active", &json!("waiting"))
    );
    let mut live = device.live().await.unwrap();
    assert_eq!(live.frame().await["view"]["state"]["kind"], "waiting");
    ines.accept(&device.lsid).await;
    let active = until_frame(&mut live, |frame| frame["view"]["state"]["kind"] == "active").await;
    assert_eq!(active["view"]["state"]["representative"], "Ines Exemplar");
}

#[tokio::test]
async fn the_link_to_the_page_opens_it_once() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let device = Device::with(&stage, key(&session_key(&ines).await)).await;
    let page = device.page.as_deref().unwrap();
    let path = page.strip_prefix(stage.running.url()).unwrap();
    let mut browser = Browser::at(&stage);
    for _ in 0..2 {
        assert_eq!(browser.get(path).await.status, 200, "looking uses nothing up");
    }
    assert_eq!(browser.post(path, "").await.leads_to, "/session");
    let view: Value = serde_json::from_str(&browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!((&view["name"], &view["device"]), (&json!("Tobias"), &json!("Tobias' laptop")));
    let mut other = Browser::at(&stage);
    assert_eq!(other.post(path, "").await.status, 401);
    assert!(other.cookies.is_empty());
    let foreign = stage.request("POST", path).header("Origin", "https://x.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn guessing_has_to_pause_whatever_is_guessed() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let good = elevate(&ines, &lsid).await;
    let wrong = if good == "000000000" { "000000001" } else { "000000000" };
    for with in [code(wrong), key(wrong), code("12"), code("not a code")] {
        assert_eq!(attach(&stage, with).await.1["code"], "key_invalid");
    }
    let (status, error) = attach(&stage, code(&good)).await;
    assert_eq!((status.as_u16(), &error["retry_after_s"]), (429, &json!(1)), "also the right one waits");
    let body = json!({"key": wrong});
    assert_eq!(answer(stage.request("POST", "/device/key").json(&body)).await.0.as_u16(), 429);
    stage.clock.advance_s(1);
    assert_eq!(attach(&stage, code(&good)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_a_device_says_of_itself_has_limits() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let good = elevate(&ines, &lsid).await;
    let send = async |field: &str, value: Value| {
        let mut device = about();
        device[field] = value;
        let body = json!({"with": code(&good), "device": device});
        let (status, error) = answer(stage.request("POST", "/device/attach").json(&body)).await;
        (status.as_u16(), error["code"].as_str().unwrap_or("none").to_owned())
    };
    for (field, value, expected) in [
        ("name", json!(""), (422, "invalid_field")),
        ("name", json!("x".repeat(101)), (422, "invalid_field")),
        ("version", json!("1".repeat(65)), (422, "invalid_field")),
        ("platform", json!("plan9"), (400, "bad_request")),
        ("abilities", json!({"view": true}), (400, "bad_request")),
        ("admin", json!(true), (400, "bad_request")),
        ("name", json!("x".repeat(100)), (200, "none")),
    ] {
        assert_eq!(send(field, value).await, (expected.0, expected.1.to_owned()), "{field}");
    }
}

#[tokio::test]
async fn an_attempt_on_the_portal_and_a_device_share_one_key() {
    use farhand_appliance::store::Choice;
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let made = session_key(&ines).await;
    let attempt = stage.store().open_attempt(Choice::Key(made.clone())).await.unwrap();
    let mut beginning = crate::stage::beginning("Tobias");
    beginning.recording = Recording::Allowed;
    let (by_page, by_device) =
        tokio::join!(stage.store().begin_session(&attempt, beginning), attach(&stage, key(&made)));
    assert_eq!(u8::from(by_page.is_ok()) + u8::from(by_device.0 == StatusCode::OK), 1, "one of them");
}
