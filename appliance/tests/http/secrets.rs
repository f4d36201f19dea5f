//! Neither the log nor the database holds what it must not.

use std::io::Write;
use std::sync::{Arc, Mutex};

use farhand_protocol::chat::NewMessage;
use serde_json::json;

use crate::stage::{PASSWORD, Stage, client_id, fresh_key};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_what_happened_and_no_secrets() {
    let captured = Captured::default();
    let writer = captured.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(log);

    let stage = Stage::open().await;
    stage.sign_in("ines", "a wrong password", None).await;
    let rep = stage.rep("ines").await;
    let begun = stage.customer("Tobias Beispiel", "signing-in").await;
    rep.accept(&begun.lsid).await;
    rep.say(&begun.lsid, &fresh_key(), "text of the representative").await;
    let message = NewMessage { client_id: client_id(), text: "text of the customer".to_owned() };
    stage.store().customer_message(&begun.lsid, message).await.unwrap();
    let (_, key) = rep.post("/keys", json!({"queue": "general"})).await;
    let key = key["key"].as_str().unwrap();
    stage.request("GET", &format!("/k/{key}")).send().await.unwrap();
    let ticket = rep.ticket().await;
    let _ = crate::stage::connect(stage.running.url(), &format!("ticket={ticket}"), None).await;
    rep.say(&begun.lsid, &fresh_key(), "").await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("refused") && log.contains("/api/v1/sign-in"), "{log}");
    let secrets = [PASSWORD, "a wrong password", &rep.token, &begun.cookie, key, &ticket];
    for secret in secrets.into_iter().chain(["text of the", "Beispiel"]) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn the_database_keeps_hashes_of_what_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let stage = Stage::with(|config| config.data.clone_from(&data)).await;
    let rep = stage.rep("ines").await;
    let begun = stage.customer("Tobias Beispiel", "signing-in").await;
    stage.running.shutdown().await;
    let mut held = Vec::new();
    for file in std::fs::read_dir(&data).unwrap() {
        held.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| held.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("Tobias Beispiel"));
    for secret in [PASSWORD, &rep.token, &begun.cookie] {
        assert!(!holds(secret), "{secret}");
    }
}
