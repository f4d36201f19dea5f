//! An answer that is lost on the way to the queue costs the customer nothing.

use serde_json::json;

use crate::browser::Browser;
use crate::stage::{Rep, Stage};

async fn waiting(rep: &Rep) -> usize {
    rep.snapshot().await["sessions"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_repeated_start_with_a_key_leads_to_the_same_session() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let (_, made) = rep.post("/keys", json!({"queue": "general"})).await;
    let mut browser = Browser::at(&stage);
    let form = format!("key={}", made["key"].as_str().unwrap());
    assert_eq!(browser.post("/key", &form).await.leads_to, "/begin");

    let before = browser.clone();
    assert_eq!(browser.begin("Tobias Beispiel").await.leads_to, "/session");
    let lost = browser.cookies["farhand_session"].clone();
    assert!(!browser.cookies.contains_key("farhand_attempt"));

    let mut browser = before.clone();
    let repeated = browser.begin("Tobias Beispiel").await;
    assert_eq!((repeated.status, &*repeated.leads_to), (303, "/session"), "{}", repeated.text);
    assert_ne!(browser.cookies["farhand_session"], lost, "each answer has a credential of its own");
    assert_eq!(browser.get("/portal/api/session").await.status, 200);
    assert_eq!(waiting(&rep).await, 1, "never a second session");

    let mut browser = before;
    assert_eq!(browser.get("/begin").await.leads_to, "/session", "asked for by its address");
    assert_eq!(browser.get("/portal/api/session").await.status, 200);
    assert_eq!(waiting(&rep).await, 1);
}

#[tokio::test]
async fn a_start_is_repeated_for_ten_minutes_only() {
    let stage = Stage::open().await;
    let rep = stage.rep("ines").await;
    let mut browser = Browser::at(&stage);
    browser.get("/issue/signing-in").await;
    let before = browser.clone();
    browser.begin("Tobias Beispiel").await;
    stage.clock.advance_s(599);
    assert_eq!(before.clone().begin("Tobias Beispiel").await.leads_to, "/session");
    stage.clock.advance_s(1);
    let late = before.clone().begin("Tobias Beispiel").await;
    assert_eq!(late.leads_to, "", "{}", late.text);
    assert!(late.status >= 400);
    assert_eq!(before.clone().get("/begin").await.status, late.status);
    assert!(waiting(&rep).await <= 1, "never a second session");
}
