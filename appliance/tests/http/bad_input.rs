//! Whatever is wrong with a request is told clearly, loses nothing and disturbs nobody.

use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Rep, Stage, answer, fresh_key};

const JSON: &str = "application/json";

/// Sends a body as it is to an address of the API.
async fn send(
    stage: &Stage,
    rep: &Rep,
    path: &str,
    kind: &str,
    body: impl Into<reqwest::Body>,
) -> (u16, Value) {
    let request = stage
        .request("POST", &format!("/api/v1{path}"))
        .bearer_auth(&rep.token)
        .header("Idempotency-Key", fresh_key())
        .header("Content-Type", kind)
        .body(body);
    let (status, body) = answer(request).await;
    (status.as_u16(), body)
}

#[tokio::test]
async fn malformed_bodies_are_refused_by_name() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    for (kind, body) in [
        (JSON, "{"),
        (JSON, "[]"),
        (JSON, "[\"general\", 60, null]"),
        (JSON, "null"),
        (JSON, "\"text\""),
        (JSON, "{\"queue\": \"general\", \"unknown\": 1}"),
        (JSON, "{\"queue\": 5}"),
        (JSON, "{\"queue\": \"team:x\"}"),
        (JSON, "{\"queue\": \"general\", \"life_s\": \"60\"}"),
        (JSON, "{\"queue\": \"general\", \"life_s\": -1}"),
        (JSON, "{\"queue\": \"general\", \"life_s\": 1e99}"),
        (JSON, "{\"queue\": \"general\"} trailing"),
        (JSON, ""),
        ("text/plain", "{\"queue\": \"general\"}"),
        ("application/x-www-form-urlencoded", "queue=general"),
    ] {
        let (status, error) = send(&stage, &rep, "/keys", kind, body).await;
        assert_eq!((status, &error["code"]), (400, &json!("bad_request")), "{kind} {body}");
        assert_eq!(error["retryable"], false);
    }
    let deep = "[".repeat(50_000);
    assert_eq!(send(&stage, &rep, "/keys", JSON, deep).await.0, 400);
    assert_eq!(send(&stage, &rep, "/keys", JSON, vec![0xff, 0xfe, 0x00]).await.0, 400);
    assert_eq!(
        send(&stage, &rep, "/keys", JSON, "{\"queue\": \"general\"}").await.0,
        200,
        "nothing is disturbed"
    );
}

#[tokio::test]
async fn a_body_may_have_64_kib_and_no_more() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let filled = |bytes: usize| format!("{}{}", " ".repeat(bytes - 20), "{\"queue\":\"general\"}");
    assert_eq!(send(&stage, &rep, "/keys", JSON, filled(64 * 1024)).await.0, 200);
    let (status, error) = send(&stage, &rep, "/keys", JSON, filled(64 * 1024 + 2)).await;
    assert_eq!((status, &error["code"]), (413, &json!("too_large")));
}

#[tokio::test]
async fn a_form_that_is_too_large_is_answered_with_a_page() {
    let stage = Stage::open().await;
    let form = format!("key={}", "1".repeat(70_000));
    let request =
        stage.request("POST", "/key").header("Content-Type", "application/x-www-form-urlencoded").body(form);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().await.unwrap().contains("That was too much"));
}

#[tokio::test]
async fn fields_past_their_limits_are_refused_by_name() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    assert_eq!(rep.accept(&lsid).await.0, StatusCode::OK);
    for (body, field) in [
        (json!({"queue": "general", "life_s": 59}), "life_s"),
        (json!({"queue": "general", "life_s": 604_801}), "life_s"),
        (json!({"queue": "general", "external_reference": "x".repeat(101)}), "external_reference"),
    ] {
        let (status, error) = rep.post("/keys", body).await;
        assert_eq!((status.as_u16(), &error["code"]), (422, &json!("invalid_field")));
        assert!(error["message"].as_str().unwrap().starts_with(field), "{error}");
    }
    for (text, expected) in [("", 422), (" \n", 422), (&*"ä".repeat(8192), 200), (&*"ä".repeat(8193), 422)]
    {
        let (status, error) = rep.say(&lsid, &fresh_key(), text).await;
        assert_eq!(status.as_u16(), expected, "{} bytes: {error}", text.len());
    }
    for (user_name, password) in [("", "x"), ("x", ""), (&*"x".repeat(65), "x"), ("x", &*"x".repeat(257))] {
        assert_eq!(stage.sign_in(user_name, password, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn what_people_type_is_stored_as_it_came() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Mara\u{202e} <b>", "signing-in").await.lsid;
    assert_eq!(rep.session(&lsid).await["customer"]["name"], "Mara\u{202e} <b>");
    rep.accept(&lsid).await;
    let text = "<script>alert(1)</script>\u{0}\u{202e}'; DROP TABLE entry; --";
    let (status, entry) = rep.say(&lsid, &fresh_key(), text).await;
    assert_eq!((status, entry["body"]["text"].as_str()), (StatusCode::OK, Some(text)));
}

#[tokio::test]
async fn odd_queries_and_addresses_are_refused() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    for (query, expected) in [
        ("", 200),
        ("?limit=200", 200),
        ("?after=9007199254740991", 200),
        ("?before=9007199254740992", 400),
        ("?limit=0", 400),
        ("?limit=201", 400),
        ("?limit=x", 400),
        ("?after=-1", 400),
        ("?after=1&before=9", 422),
        ("?afer=1", 400),
    ] {
        let (status, body) = rep.get(&format!("/sessions/{lsid}/entries{query}")).await;
        assert_eq!(status.as_u16(), expected, "{query}: {body}");
    }
    for path in
        ["/sessions/x", "/sessions/00112233445566778899aabbccddeeff", "/sessions/%00", "/sessions/..%2f.."]
    {
        let (status, body) = rep.get(path).await;
        assert_eq!((status.as_u16(), &body["code"]), (404, &json!("not_found")), "{path}");
    }
}

#[tokio::test]
async fn a_mutation_without_a_proper_idempotency_key_is_refused() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    for key in [None, Some("short"), Some("with space in it"), Some("ümlautümlaut"), Some(&*"x".repeat(65))]
    {
        for (method, path) in
            [("POST", "/keys"), ("PUT", "/me/presence"), ("POST", "/sessions/next"), ("POST", "/sign-out")]
        {
            let mut request = stage.request(method, &format!("/api/v1{path}")).bearer_auth(&rep.token);
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key.as_bytes());
            }
            let (status, body) = answer(request.json(&json!({}))).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {key:?}");
            assert!(body["message"].as_str().unwrap().contains("Idempotency-Key"), "{body}");
        }
    }
}
