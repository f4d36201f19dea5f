//! The data folder holds nothing that signs anybody in.

use farhand_appliance::random;
use serde_json::json;

use crate::device::Device;
use crate::stage::{PASSWORD, Stage};

#[tokio::test]
async fn the_database_keeps_hashes_of_what_signs_in() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let stage = Stage::with(|config| config.data.clone_from(&data)).await;
    let rep = stage.rep("ines").await;
    let begun = stage.customer("Tobias Beispiel", "signing-in").await;
    let body = json!({"queue": "general"});
    let (_, made) = rep.send("POST", "/keys", "one-session-key", body).await;
    let key = made["key"].as_str().unwrap();
    let (_, made) = rep.post("/keys", json!({"queue": "general"})).await;
    let device = Device::with(&stage, crate::device::key(made["key"].as_str().unwrap())).await;
    rep.accept(&begun.lsid).await;
    let code = crate::device::elevate(&rep, &begun.lsid).await;
    let pages = stage.store().client_code(&begun.lsid, "").await.unwrap().code;
    let page = device.page.as_deref().unwrap().rsplit('/').next().unwrap();
    stage.running.shutdown().await;
    let mut held = Vec::new();
    for file in std::fs::read_dir(&data).unwrap() {
        held.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| held.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("Tobias Beispiel"));
    assert!(holds("one-session-key"));
    for secret in [PASSWORD, &rep.token, &begun.cookie, key, &device.token, &code, &pages, page] {
        assert!(!holds(secret), "{secret}");
    }
    for digits in [key, &code, &pages] {
        let plain = random::hash(digits);
        assert!(!held.windows(32).any(|bytes| bytes == plain), "a hash without a secret tells nine digits");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_secret_of_session_keys_is_made_once_and_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_owned();
    let file = data.join("session-key.secret");
    let stage = Stage::with(|config| config.data.clone_from(&data)).await;
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = std::fs::read(&file).unwrap();
    assert_eq!(secret.len(), 32);
    let key = stage.rep("ines").await.post("/keys", json!({"queue": "general"})).await.1;
    stage.running.shutdown().await;

    let stage = Stage::with(|config| config.data.clone_from(&data)).await;
    assert_eq!(std::fs::read(&file).unwrap(), secret);
    stage.store().check_key(key["key"].as_str().unwrap()).await.unwrap();
    stage.running.shutdown().await;
    std::fs::write(&file, "short").unwrap();
    let config = farhand_appliance::Config::loopback(&data);
    assert!(farhand_appliance::Appliance::start(config).await.is_err(), "a broken one is not passed over");
}
