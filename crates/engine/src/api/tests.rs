use std::time::Duration;

use farhand_core::{Call, RequestId};
use farhand_protocol::auth::SignIn;
use farhand_protocol::capability::Capability;
use farhand_protocol::chat::NewMessage;
use farhand_protocol::keys::{NewInvitations, NewKey};
use farhand_protocol::people::Presence;
use farhand_protocol::session::SessionDetail;
use farhand_protocol::{ApiError, ErrorCode, KeyId, QueueId};
use farhand_testkit::build;
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};

use super::*;
use crate::test_server::{Reply, TestServer};

mod tls;
mod together;

const LSID: &str = "01010101010101010101010101010101";

fn api_at(address: &str, token: Option<&str>, extra_roots: Vec<CertificateDer<'static>>) -> Api {
    let http = Arc::new(Http::new(Duration::from_secs(5), extra_roots));
    let token = token.map(|token| Secret(token.to_owned()));
    Api::new(http, SiteAccess { address: address.to_owned(), token })
}

fn api(server: &TestServer) -> Api {
    api_at(&format!("http://{}", server.address), Some("t0ken"), Vec::new())
}

fn request(call: Call) -> Request {
    Request { id: RequestId(1), key: None, call }
}

async fn answered(call: Call, reply: fn() -> Reply) -> Result<Answer, CallError> {
    let server = TestServer::start(move |_| reply()).await;
    api(&server).ask(&request(call)).await
}

fn message(text: &str) -> NewMessage {
    NewMessage { client_id: "message-1".parse().unwrap(), text: text.to_owned() }
}

#[test]
fn every_call_has_its_method_path_and_body() {
    let lsid = || build::lsid(1);
    let sign_in = SignIn { user_name: "ines".into(), password: "secret".into(), code: None };
    let key = NewKey { life_s: Some(60), ..NewKey::into_queue(QueueId::General) };
    let said = json!({"client_id": "message-1", "text": "hello"});
    let check = |call: Call, expected: &str, body: Option<Value>| {
        let outline = Outline::of(&call);
        let query: Vec<String> =
            outline.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let shown = format!("{} {}?{}", outline.method, outline.path, query.join("&"));
        assert_eq!(shown.trim_end_matches('?'), expected.replace("LSID", LSID), "{call:?}");
        assert_eq!(outline.body, body, "{call:?}");
    };
    check(Call::Health, "GET /health", None);
    check(
        Call::SignIn(sign_in),
        "POST /sign-in",
        Some(json!({"user_name": "ines", "password": "secret", "code": null})),
    );
    check(Call::SignOut, "POST /sign-out", None);
    check(Call::Snapshot, "GET /snapshot", None);
    check(Call::Accept(lsid()), "POST /sessions/LSID/accept", None);
    check(Call::Next, "POST /sessions/next", None);
    check(Call::Hold(lsid()), "POST /sessions/LSID/hold", Some(json!({})));
    check(Call::End(lsid()), "POST /sessions/LSID/end", Some(json!({})));
    check(Call::Detail(lsid()), "GET /sessions/LSID", None);
    let entries = |before, after| Call::Entries { lsid: lsid(), before, after };
    check(entries(None, None), "GET /sessions/LSID/entries", None);
    check(entries(Some(7), None), "GET /sessions/LSID/entries?before=7", None);
    check(entries(None, Some(9)), "GET /sessions/LSID/entries?after=9", None);
    check(Call::Message(lsid(), message("hello")), "POST /sessions/LSID/messages", Some(said.clone()));
    check(Call::Note(lsid(), message("hello")), "POST /sessions/LSID/notes", Some(said));
    check(Call::SetPresence(Presence::Busy), "PUT /me/presence", Some(json!({"presence": "busy"})));
    check(Call::Canned, "GET /canned", None);
    let key_body = json!({
        "queue": "general", "life_s": 60, "external_reference": null, "portal": null,
        "starts_as": "choice", "name": null, "attributes": {},
    });
    check(Call::CreateKey(key.clone()), "POST /keys", Some(key_body.clone()));
    check(Call::ChangeKey(KeyId(7), key), "PUT /keys/7", Some(json!({"key": key_body})));
    check(Call::ExtendKey(KeyId(7), Some(60)), "POST /keys/7/extend", Some(json!({"life_s": 60})));
    check(Call::RevokeKey(KeyId(7)), "POST /keys/7/revoke", Some(json!({})));
    let new = NewInvitations {
        recipients: vec!["petra@example.com".into()],
        template: None,
        language: Some("de".into()),
        line: None,
    };
    let body = json!({"recipients": ["petra@example.com"], "template": null, "language": "de", "line": null});
    check(Call::SendInvitations(KeyId(7), new), "POST /keys/7/invitations", Some(body));
    let again = Call::SendAgain(KeyId(7), vec![1, 3]);
    check(again, "POST /keys/7/invitations/again", Some(json!({"numbers": [1, 3]})));
    check(Call::InviteSetup, "GET /keys/setup", None);
    let elevate = |purpose| Call::Elevate(lsid(), purpose);
    check(elevate(None), "POST /sessions/LSID/elevate", Some(json!({"purpose": null})));
    let control = elevate(Some(Capability::Control));
    check(control, "POST /sessions/LSID/elevate", Some(json!({"purpose": "control"})));
}

#[tokio::test]
async fn a_request_carries_token_key_and_body_and_brings_the_answer() {
    let entry = build::message(3, "hello");
    let reply = serde_json::to_value(&entry).unwrap();
    let server = TestServer::start(move |_| Reply::Json(200, reply.clone())).await;
    let mut request = request(Call::Message(build::lsid(1), message("hello")));
    request.key = Some("message-1".parse().unwrap());
    let answer = api(&server).ask(&request).await;
    assert!(matches!(answer, Ok(Answer::Entry(e)) if e == entry));
    let heard = &server.heard()[0];
    assert_eq!(heard.line, format!("POST /api/v1/sessions/{LSID}/messages"));
    assert_eq!(heard.header("authorization"), Some("Bearer t0ken"));
    assert_eq!(heard.header("idempotency-key"), Some("message-1"));
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(heard.body, br#"{"client_id":"message-1","text":"hello"}"#);
}

#[tokio::test]
async fn accepting_brings_the_session_out_of_its_details() {
    let detail = SessionDetail { session: build::session(1), entries: Vec::new(), customer_read: 0 };
    let reply = serde_json::to_value(&detail).unwrap();
    let server = TestServer::start(move |_| Reply::Json(200, reply.clone())).await;
    for call in [Call::Accept(build::lsid(1)), Call::Next] {
        let answer = api(&server).ask(&request(call)).await;
        assert!(matches!(answer, Ok(Answer::Session(session)) if *session == detail.session));
    }
}

#[tokio::test]
async fn a_site_below_a_path_keeps_it() {
    let server = TestServer::start(|_| Reply::Json(200, json!({}))).await;
    let address = format!("http://{}/support/", server.address);
    api_at(&address, None, Vec::new()).ask(&request(Call::SignOut)).await.unwrap();
    assert_eq!(server.heard()[0].line, "POST /support/api/v1/sign-out");
    assert_eq!(server.heard()[0].header("authorization"), None);
}

#[tokio::test]
async fn the_appliances_own_errors_arrive_whole() {
    let mut locked = ApiError::new(ErrorCode::AccountLocked, "wait");
    locked.retry_after_s = Some(9);
    let reply = serde_json::to_value(&locked).unwrap();
    let server = TestServer::start(move |_| Reply::Json(423, reply.clone())).await;
    let answer = api(&server).ask(&request(Call::Next)).await;
    assert_eq!(answer.unwrap_err(), CallError::Api(locked));
}

#[tokio::test]
async fn what_comes_from_something_in_between_may_be_asked_again() {
    let page = || Reply::Raw("HTTP/1.1 502 X\r\ncontent-length: 6\r\n\r\n<html>".into());
    let sign_in_page = || Reply::Raw("HTTP/1.1 200 X\r\ncontent-length: 6\r\n\r\n<html>".into());
    let away =
        || Reply::Raw("HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".into());
    let half = || Reply::Raw("HTTP/1.1 200 X\r\ncontent-length: 600\r\n\r\n{".into());
    for reply in [page, sign_in_page, away, half] {
        let answer = answered(Call::Snapshot, reply).await;
        assert!(matches!(answer, Err(CallError::Unreachable(_))), "{answer:?}");
        let health = answered(Call::Health, reply).await;
        assert!(health.is_err());
    }
}

#[tokio::test]
async fn health_knows_an_appliance() {
    let healthy = || Reply::Json(200, serde_json::to_value(build::health()).unwrap());
    assert!(matches!(answered(Call::Health, healthy).await, Ok(Answer::Health(h)) if h == build::health()));
    let other = || {
        let mut health = build::health();
        health.product = "teapot".to_owned();
        Reply::Json(200, serde_json::to_value(health).unwrap())
    };
    let page = || Reply::Raw("HTTP/1.1 200 X\r\ncontent-length: 6\r\n\r\n<html>".into());
    let missing = || Reply::Raw("HTTP/1.1 404 X\r\ncontent-length: 6\r\n\r\n<html>".into());
    for reply in [other, page, missing] {
        assert_eq!(answered(Call::Health, reply).await.unwrap_err(), CallError::NotAnAppliance);
    }
    let starting = || {
        let error = ApiError::new(ErrorCode::Unavailable, "starting");
        Reply::Json(503, serde_json::to_value(error).unwrap())
    };
    assert!(matches!(answered(Call::Health, starting).await, Err(CallError::Api(_))));
}

#[tokio::test]
async fn an_answer_is_read_no_further_than_its_limit() {
    let answer = answered(Call::Snapshot, || Reply::Endless(48 * 1024 * 1024)).await;
    let expected = "the answer is longer than any the appliance gives";
    assert_eq!(answer.unwrap_err(), CallError::Unreachable(expected.into()));
}

#[tokio::test]
async fn silence_ends_at_the_timeout() {
    let server = TestServer::start(|_| Reply::Nothing).await;
    let http = Arc::new(Http::new(Duration::from_millis(50), Vec::new()));
    let access = SiteAccess { address: format!("http://{}", server.address), token: None };
    let answer = Api::new(http, access).ask(&request(Call::Health)).await;
    assert_eq!(answer.unwrap_err(), CallError::Unreachable("the appliance did not answer in time".into()));
}

#[tokio::test]
async fn an_address_without_an_appliance_says_why() {
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let answer = api_at(&format!("http://{gone}"), None, Vec::new()).ask(&request(Call::Health)).await;
    assert!(
        matches!(&answer, Err(CallError::Unreachable(why)) if why.contains("connection refused")),
        "{answer:?}"
    );
    for address in ["", "support", "ftp://example.com", "http://", "mailto:ines@example.com"] {
        let answer = api_at(address, None, Vec::new()).ask(&request(Call::Health)).await;
        assert!(matches!(answer, Err(CallError::InvalidAddress(_))), "{address}");
    }
}
