use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_protocol::info::{ReadingBody, Value};
use farhand_protocol::{ApiError, ErrorCode};
use serde_json::json;

use super::*;
use crate::api::Http;
use crate::config::Timeouts;
use crate::incoming::Era;
use crate::requests::Requests;
use crate::test_server::{Reply, TestServer};

fn informer(site: Option<&TestServer>) -> Informer {
    let (inbox, _) = tokio::sync::mpsc::channel(1);
    let http = Arc::new(Http::new(Timeouts::default().request, Vec::new()));
    let mut requests = Requests::new(http, inbox);
    let access = |server: &TestServer| SiteAccess {
        address: format!("http://{}", server.address),
        token: Some(Secret("t0ken".to_owned())),
    };
    requests.use_site(Era(1), site.map(access));
    Informer::new(requests.in_use())
}

fn session() -> SessionId {
    SessionId::from_bytes([1; 16])
}

fn reading(text: &str) -> serde_json::Value {
    let property = json!({"key": "name", "value": {"kind": "text", "text": text}});
    let later = json!({"key": "colour", "value": {"kind": "colour", "rgb": 255}});
    json!({
        "head": {"number": 4, "category": "device", "source": {"kind": "client"}, "at": 5},
        "body": {"kind": "properties", "groups": [{"id": "main", "properties": [property, later]}]},
    })
}

#[tokio::test]
async fn a_reading_comes_by_its_number_and_is_fit_for_showing() {
    let server = TestServer::start(|_| Reply::Json(200, reading("Bench\u{202e}top"))).await;
    let reading = informer(Some(&server)).reading(&session(), 4).await.unwrap();
    let ReadingBody::Properties { groups } = reading.body else { panic!("another kind") };
    assert_eq!(groups[0].value("name"), Some(&Value::text("Bench\u{fffd}top")));
    assert_eq!(groups[0].value("colour"), Some(&Value::Unknown), "what a later version tells");
    let heard = server.heard();
    let lsid = session();
    assert_eq!(heard[0].line, format!("GET /api/v1/sessions/{lsid}/info/readings/4"));
    assert_eq!(heard[0].header("authorization"), Some("Bearer t0ken"));
}

#[tokio::test]
async fn what_was_kept_comes_with_all_its_readings() {
    let head = json!({"number": 1, "name": "before\nthe update", "by": "Ines", "at": 9});
    let kept = json!({"head": head, "readings": [reading("a"), reading("b")]});
    let server = TestServer::start(move |_| Reply::Json(200, kept.clone())).await;
    let snapshot = informer(Some(&server)).snapshot(&session(), 1).await.unwrap();
    assert_eq!((snapshot.head.name.as_str(), snapshot.readings.len()), ("before the update", 2));
    let lsid = session();
    assert_eq!(server.heard()[0].line, format!("GET /api/v1/sessions/{lsid}/info/snapshots/1"));
}

#[tokio::test]
async fn what_the_appliance_refuses_is_a_sentence() {
    let error = ApiError::new(ErrorCode::NotFound, "there is no such reading");
    let server = TestServer::start(move |_| Reply::Json(404, json!(error))).await;
    let refused = informer(Some(&server)).reading(&session(), 9).await.unwrap_err();
    assert_eq!(refused.message, "There is no such reading.");
    let nobody = informer(None).reading(&session(), 9).await.unwrap_err();
    assert_eq!(nobody.code, UiErrorCode::SignedOut);
}
