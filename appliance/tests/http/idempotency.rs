//! A repeated request happens once; the same key for something else is refused.

use farhand_appliance::store::{Choice, Refusal, StoreError};
use farhand_protocol::chat::NewMessage;
use http::StatusCode;
use serde_json::json;

use crate::stage::{Stage, beginning, fresh_key};

#[tokio::test]
async fn a_repeated_command_answers_the_same_and_happens_once() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    rep.accept(&lsid).await;
    let hold = format!("/sessions/{lsid}/hold");
    let first = rep.send("POST", &hold, "the-same-key", json!({})).await;
    assert_eq!(first.0, StatusCode::OK, "{}", first.1);
    rep.accept(&lsid).await;
    let stage = stage.restart().await;
    let rep = crate::stage::Rep { url: stage.running.url().to_owned(), ..rep };
    assert_eq!(rep.send("POST", &hold, "the-same-key", json!({})).await, first);
    assert_eq!(rep.session(&lsid).await["state"]["kind"], "active", "it is not held a second time");
    let (status, error) = rep.send("POST", "/keys", "the-same-key", json!({"queue": "rep:1"})).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));
    let (status, error) = rep.send("PUT", "/me/presence", "the-same-key", json!({"presence": "busy"})).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));

    let other = stage.rep("bram").await;
    let theirs = other.send("POST", "/keys", "the-same-key", json!({"queue": "general"})).await;
    assert_eq!(theirs.0, StatusCode::OK, "idempotency keys are per account");
}

#[tokio::test]
async fn a_session_key_asked_for_again_is_the_same_one_as_it_stands() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let make = async |rep: &crate::stage::Rep| {
        let (status, made) = rep.send("POST", "/keys", "one-session-key", json!({"queue": "general"})).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        made
    };
    let made = make(&rep).await;
    let stage = stage.restart().await;
    let rep = crate::stage::Rep { url: stage.running.url().to_owned(), ..rep };
    assert_eq!(make(&rep).await, made);
    let store = stage.store();
    let attempt = store.open_attempt(Choice::Key(made["key"].as_str().unwrap().to_owned())).await.unwrap();
    let begun = store.begin_session(&attempt, beginning("Tobias")).await.unwrap();
    assert_eq!(make(&rep).await["state"]["lsid"], begun.lsid.as_str());
    assert_eq!(rep.snapshot().await["keys"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_stored_is_answered_also_after_the_end() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let theirs = NewMessage { client_id: fresh_key().parse().unwrap(), text: "Hello".to_owned() };
    let there = stage.store().customer_message(&lsid, theirs.clone()).await.unwrap();
    let notes = format!("/sessions/{lsid}/notes");
    let note = json!({"client_id": "a-short-note", "text": "A note"});
    let said = ines.say(&lsid, "short-message", "Hello").await;
    let noted = ines.send("POST", &notes, "a-short-note", note.clone()).await;
    assert_eq!((said.0, noted.0), (StatusCode::OK, StatusCode::OK));

    ines.post(&format!("/sessions/{lsid}/hold"), json!({})).await;
    bram.accept(&lsid).await;
    assert_eq!(ines.say(&lsid, "short-message", "Hello").await, said, "she is not part of it any more");
    assert_eq!(ines.send("POST", &notes, "a-short-note", note).await, noted);
    stage.store().customer_end(&lsid).await.unwrap();
    assert_eq!(ines.say(&lsid, "short-message", "Hello").await, said, "the session is over");
    assert_eq!(stage.store().customer_message(&lsid, theirs.clone()).await.unwrap(), there);

    let other = NewMessage { text: "Hello!".to_owned(), ..theirs };
    let error = stage.store().customer_message(&lsid, other).await.unwrap_err();
    assert!(matches!(error, StoreError::Refused(Refusal::IdempotencyMismatch)), "{error}");
    let new = NewMessage { client_id: fresh_key().parse().unwrap(), text: "Hello".to_owned() };
    let error = stage.store().customer_message(&lsid, new).await.unwrap_err();
    assert!(matches!(error, StoreError::Refused(Refusal::WrongState(_))), "{error}");
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
