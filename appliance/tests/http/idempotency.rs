//! A repeated request happens once; the same key for something else is refused.

use http::StatusCode;
use serde_json::json;

use crate::stage::{Stage, fresh_key};

#[tokio::test]
async fn a_repeated_command_answers_the_same_and_happens_once() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let body = json!({"queue": "general"});
    let first = rep.send("POST", "/keys", "the-same-key", body.clone()).await;
    let stage = stage.restart().await;
    let rep = crate::stage::Rep { url: stage.running.url().to_owned(), ..rep };
    assert_eq!(rep.send("POST", "/keys", "the-same-key", body.clone()).await, first);
    let (status, error) = rep.send("POST", "/keys", "the-same-key", json!({"queue": "rep:1"})).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));
    let (status, error) = rep.send("PUT", "/me/presence", "the-same-key", json!({"presence": "busy"})).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));

    let other = stage.rep("bram").await;
    let theirs = other.send("POST", "/keys", "the-same-key", body).await;
    assert_eq!(theirs.0, StatusCode::OK, "keys are per account");
    assert_ne!(theirs.1["key"], first.1["key"]);
}

#[tokio::test]
async fn a_message_sent_again_is_the_same_entry() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    rep.accept(&lsid).await;
    let key = fresh_key();
    let first = rep.say(&lsid, &key, "Hello").await;
    assert_eq!(rep.say(&lsid, &key, "Hello").await, first);
    // Long after the keys are forgotten the message's own id still tells.
    stage.clock.advance_s(11 * 3600);
    assert_eq!(rep.say(&lsid, &key, "Hello").await, first);
    let (status, error) = rep.say(&lsid, &key, "Hello!").await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));
    let body = json!({"client_id": fresh_key(), "text": "Hello"});
    let (status, error) = rep.post(&format!("/sessions/{lsid}/messages"), body).await;
    assert_eq!((status, &error["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_field")));
}

#[tokio::test]
async fn get_next_sent_again_does_not_take_a_second_session() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    stage.customer("Tobias", "signing-in").await;
    stage.clock.advance_s(5);
    stage.customer("Mara", "signing-in").await;
    let key = fresh_key();
    let (_, first) = rep.send("POST", "/sessions/next", &key, json!({})).await;
    let (_, again) = rep.send("POST", "/sessions/next", &key, json!({})).await;
    assert_eq!(first["session"]["customer"]["name"], "Tobias");
    assert_eq!(again["session"]["lsid"], first["session"]["lsid"]);
}

#[tokio::test]
async fn a_refused_command_leaves_its_key_free() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let key = fresh_key();
    let (status, error) = rep.send("POST", "/sessions/next", &key, json!({})).await;
    assert_eq!((status, &error["code"]), (StatusCode::NOT_FOUND, &json!("nobody_waiting")));
    stage.customer("Tobias", "signing-in").await;
    assert_eq!(rep.send("POST", "/sessions/next", &key, json!({})).await.0, StatusCode::OK);
}
