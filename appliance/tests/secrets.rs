//! The log tells what happened, and none of the secrets that were part of it. A program of its own,
//! because everything that any thread logs is captured.
#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "http/browser.rs"]
mod browser;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "http/device.rs"]
mod device;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "http/stage.rs"]
mod stage;

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;

use browser::Browser;
use device::Device;
use farhand_protocol::SessionId;
use stage::{PASSWORD, Rep, Stage, fresh_key};

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

/// Captures what is logged from now on, by every thread.
fn capture() -> Captured {
    let captured = Captured::default();
    let writer = captured.clone();
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(log).unwrap();
    captured
}

/// Everything secret that came up in one visit, by name.
type Secrets = Vec<(&'static str, String)>;

/// Somebody signs in, makes a key, and helps a customer who comes with it.
async fn visit(stage: &Stage) -> Secrets {
    stage.sign_in("ines", "a wrong password", None).await;
    let rep = stage.rep("ines").await;
    let (_, made) = rep.post("/keys", json!({"queue": "general"})).await;
    let key = made["key"].as_str().unwrap().to_owned();
    let mut browser = Browser::at(stage);
    assert_eq!(browser.get(&format!("/k/{key}")).await.status, 200);
    assert_eq!(browser.post("/key", "key=123-45").await.status, 422);
    assert_eq!(browser.post("/key", "key=111111111").await.status, 404);
    assert_eq!(browser.post("/key", &format!("key={key}")).await.leads_to, "/begin");
    let attempt = browser.cookies["farhand_attempt"].clone();
    assert_eq!(browser.begin("Tobias Beispiel").await.leads_to, "/session");
    let cookie = browser.cookies["farhand_session"].clone();
    let lsid = stage.store().customer_session(&cookie).await.unwrap().unwrap();

    let ticket = rep.ticket().await;
    let _live = stage::connect(stage.running.url(), &format!("ticket={ticket}"), None).await.unwrap();
    let _page = browser.live().await.map_err(|status| format!("refused with {status}")).unwrap();
    rep.accept(&lsid).await;
    assert_eq!(rep.say(&lsid, &fresh_key(), "text of the representative").await.0, 200);
    assert_eq!(rep.say(&lsid, &fresh_key(), "").await.0, 422);
    let message = json!({"client_id": fresh_key(), "text": "text of the customer"}).to_string();
    assert_eq!(browser.post_as("/portal/api/messages", "application/json", &message).await.status, 200);
    let broken = "{\"text\": \"text of the broken message\"}";
    assert_eq!(browser.post_as("/portal/api/messages", "application/json", broken).await.status, 400);
    let mut secrets = device_joins(stage, &rep, &lsid).await;
    secrets.extend([
        ("the password", PASSWORD.to_owned()),
        ("the wrong password", "a wrong password".to_owned()),
        ("the token", rep.token),
        ("the session key", key),
        ("the wrong session key", "111111111".to_owned()),
        ("the attempt's cookie", attempt),
        ("the session's cookie", cookie),
        ("the live ticket", ticket),
        ("a message", "text of the".to_owned()),
        ("the customer's name", "Beispiel".to_owned()),
    ]);
    secrets
}

/// A device joins, is asked about, and leaves; another one begins a session.
async fn device_joins(stage: &Stage, rep: &Rep, lsid: &SessionId) -> Secrets {
    let code = device::elevate(rep, lsid).await;
    assert_eq!(device::attach(stage, device::code("222222222")).await.0, 404);
    let joined = Device::with(stage, device::code(&code)).await;
    let _live = joined.live().await.map_err(|status| format!("refused with {status}")).unwrap();
    let (_, asked) = device::permit(rep, lsid, "ask", "control").await;
    assert_eq!(joined.answers(stage, device::ask_of(&asked), json!("control")).await.0, 204);
    joined.withdraws(stage, "view").await;
    let (_, made) = rep.post("/keys", json!({"queue": "general"})).await;
    let key = made["key"].as_str().unwrap().to_owned();
    let alone = Device::with(stage, device::key(&key)).await;
    let page = alone.page.clone().unwrap();
    let (path, secret) = (page.replace(stage.running.url(), ""), page.rsplit('/').next().unwrap().to_owned());
    assert_eq!(Browser::at(stage).post(&path, "").await.leads_to, "/session");
    vec![
        ("the elevation code", code),
        ("the wrong elevation code", "222222222".to_owned()),
        ("the device's token", joined.token),
        ("the device's session key", key),
        ("the page's link", secret),
        ("the device's name", "laptop".to_owned()),
    ]
}

/// A program signs in and makes a key; a customer looks at the key's link.
async fn program_comes(stage: &Stage) -> Secrets {
    let account = stage.store().add_api_account("Tickets").await.unwrap();
    let ask = |id: &str, secret: &str| {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let request = stage.request("POST", "/oauth2/token").header(kind.0, kind.1);
        request.body(format!("grant_type=client_credentials&client_id={id}&client_secret={secret}"))
    };
    let (_, answered) = stage::answer(ask(&account.client_id, &account.client_secret)).await;
    let token = answered["access_token"].as_str().unwrap().to_owned();
    assert_eq!(stage::answer(ask(&account.client_id, "a wrong client secret")).await.0, 401);
    let program = Rep { url: stage.running.url().to_owned(), token: token.clone() };
    let (_, made) = program.post("/integration/keys", json!({"queue": "general"})).await;
    let link = made["link"].as_str().unwrap().replace(stage.running.url(), "");
    assert_eq!(Browser::at(stage).get(&link).await.status, 200);
    vec![
        ("the client secret", account.client_secret),
        ("the wrong client secret", "wrong client".to_owned()),
        ("the program's token", token),
        ("the link's secret", link.replace("/i/", "")),
    ]
}

#[tokio::test]
async fn the_log_tells_what_happened_and_no_secrets() {
    let captured = capture();
    let stage = Stage::open().await;
    let mut secrets = visit(&stage).await;
    secrets.extend(program_comes(&stage).await);
    stage.running.shutdown().await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    for (what, route) in [
        ("refused", "/api/v1/sign-in"),
        ("answered", "/api/v1/keys"),
        ("answered", "/k/{key}"),
        ("refused", "/key"),
        ("answered", "/key"),
        ("answered", "/begin"),
        ("answered", "/portal/api/messages"),
        ("refused", "/portal/api/messages"),
        ("answered", "/device/attach"),
        ("refused", "/device/attach"),
        ("answered", "/device/withdraw"),
        ("answered", "/open/{secret}"),
        ("answered", "/oauth2/token"),
        ("refused", "/oauth2/token"),
        ("answered", "/api/v1/integration/keys"),
        ("answered", "/i/{secret}"),
    ] {
        let told = |line: &str| line.contains(what) && line.contains(&format!("route=\"{route}\""));
        assert!(log.lines().any(told), "{what} {route} is not in the log:\n{log}");
    }
    for (name, secret) in secrets {
        assert!(!log.contains(&secret), "{name} is in the log");
    }
}
