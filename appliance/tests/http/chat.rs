//! The chat: numbers without gaps, everybody's own view of it.

use farhand_protocol::chat::NewMessage;
use http::StatusCode;
use serde_json::json;

use crate::stage::{Stage, client_id, fresh_key};

#[tokio::test]
async fn numbers_have_no_gaps_however_many_write_at_once() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    rep.accept(&lsid).await;
    let mine = async {
        for _ in 0..20 {
            assert_eq!(rep.say(&lsid, &fresh_key(), "Hello").await.0, StatusCode::OK);
        }
    };
    let theirs = async {
        for n in 0..20 {
            let message = NewMessage { client_id: client_id(), text: format!("Number {n}") };
            stage.store().customer_message(&lsid, message).await.unwrap();
        }
    };
    tokio::join!(mine, theirs);
    let (_, page) = rep.get(&format!("/sessions/{lsid}/entries?after=0")).await;
    let numbers: Vec<_> = page["entries"].as_array().unwrap().iter().map(|e| e["number"].as_u64()).collect();
    let expected: Vec<_> = (1..=numbers.len() as u64).map(Some).collect();
    assert_eq!(numbers, expected);
    assert!(numbers.len() > 40);
}

#[tokio::test]
async fn pages_go_back_and_forth() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    rep.accept(&lsid).await;
    for _ in 0..5 {
        rep.say(&lsid, &fresh_key(), "Hello").await;
    }
    let last = rep.session(&lsid).await["last_entry"].as_u64().unwrap();
    let page = async |query: String| {
        let (_, page) = rep.get(&format!("/sessions/{lsid}/entries?limit=3{query}")).await;
        let numbers = page["entries"].as_array().unwrap().iter().map(|e| e["number"].as_u64().unwrap());
        (numbers.collect::<Vec<_>>(), page["has_earlier"].as_bool().unwrap())
    };
    assert_eq!(page(String::new()).await, (vec![last - 2, last - 1, last], true));
    assert_eq!(page("&before=4".to_owned()).await, (vec![1, 2, 3], false));
    assert_eq!(page("&after=1".to_owned()).await, (vec![2, 3, 4], true));
    assert_eq!(page(format!("&after={last}")).await, (vec![], false));
}

#[tokio::test]
async fn only_those_who_take_part_write_and_customers_see_no_notes() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let (status, error) = bram.say(&lsid, &fresh_key(), "Hello").await;
    assert_eq!((status, &error["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));
    ines.accept(&lsid).await;
    assert_eq!(bram.say(&lsid, &fresh_key(), "Hello").await.0, StatusCode::NOT_FOUND);

    let key = fresh_key();
    let note = json!({"client_id": key, "text": "Between us"});
    ines.send("POST", &format!("/sessions/{lsid}/notes"), &key, note).await;
    ines.say(&lsid, &fresh_key(), "For everyone").await;
    let seen = stage.store().customer_entries(&lsid, 0).await.unwrap();
    let seen = serde_json::to_string(&seen).unwrap();
    assert!(seen.contains("For everyone") && !seen.contains("Between us"), "{seen}");
}

#[tokio::test]
async fn a_customer_writes_while_waiting_and_until_the_end() {
    let stage = Stage::open().await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let say = async |text: &str| {
        let message = NewMessage { client_id: client_id(), text: text.to_owned() };
        stage.store().customer_message(&lsid, message).await
    };
    assert!(say("I am here").await.is_ok());
    stage.store().customer_end(&lsid).await.unwrap();
    stage.store().customer_end(&lsid).await.unwrap();
    assert!(say("Still here?").await.is_err());
}
