//! What every test stands on: an appliance with the demonstration's people, a clock that stands
//! still, and those who use it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use farhand_appliance::clock::ManualClock;
use farhand_appliance::demo;
use farhand_appliance::store::{Beginning, Begun, Choice, Store};
use farhand_appliance::{Appliance, Config, Running};
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::{ClientId, SessionId, Timestamp};
use futures_util::{SinkExt, StreamExt};
use http::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Its hash, with cheap parameters: the tests sign in often.
const HASH: &str = "$argon2id$v=19$m=64,t=1,p=1$ZmFyaGFuZC10ZXN0LXNhbHQ";
/// How long anything may take that a test waits for.
pub const SOON: Duration = Duration::from_secs(10);

static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    // A second installation is refused, and the first one is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap()
});

/// A started appliance.
pub struct Stage {
    pub running: Running,
    pub clock: Arc<ManualClock>,
    folder: TempDir,
}

impl Stage {
    /// A fresh appliance with the demonstration's site.
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, configured differently.
    pub async fn with(configure: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let running = start(&folder, &clock, configure).await;
        demo::seed(&*running.app().store, &cheap_hash()).await.unwrap();
        Self { running, clock, folder }
    }

    /// Stops the appliance and starts it again on the same data.
    pub async fn restart(self) -> Self {
        self.restart_after(|| ()).await
    }

    /// The same, with something done to the data while the appliance is stopped.
    pub async fn restart_after(self, meanwhile: impl FnOnce()) -> Self {
        let Self { running, clock, folder } = self;
        running.shutdown().await;
        meanwhile();
        let running = start(&folder, &clock, |_| {}).await;
        Self { running, clock, folder }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The files in the spool, as session and upload.
    pub fn spooled(&self) -> Vec<String> {
        let spool = self.data().join("spool");
        let listed = |folder: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).into_iter().flatten();
            entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
        };
        let files = listed(&spool).iter().flat_map(|session| listed(session)).collect::<Vec<_>>();
        let mut names: Vec<_> =
            files.iter().map(|file| file.strip_prefix(&spool).unwrap().display().to_string()).collect();
        names.sort();
        names
    }

    pub fn store(&self) -> &dyn Store {
        &*self.running.app().store
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    /// A customer who waits, having picked an issue.
    pub async fn customer(&self, name: &str, issue: &str) -> Begun {
        let choice = Choice::Issue(issue.parse().unwrap());
        let attempt = self.store().open_attempt(choice).await.unwrap();
        self.store().begin_session(&attempt, beginning(name)).await.unwrap()
    }

    /// A representative who has signed in.
    pub async fn rep(&self, user_name: &str) -> Rep {
        let (status, body) = self.sign_in(user_name, PASSWORD, None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        Rep { url: self.running.url().to_owned(), token: body["token"].as_str().unwrap().to_owned() }
    }

    pub async fn sign_in(&self, user_name: &str, password: &str, code: Option<&str>) -> (StatusCode, Value) {
        let body = json!({"user_name": user_name, "password": password, "code": code});
        answer(CLIENT.post(self.url("/api/v1/sign-in")).json(&body)).await
    }

    /// Sends a request as it is.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        CLIENT.request(method.parse().unwrap(), self.url(path))
    }
}

async fn start(folder: &TempDir, clock: &Arc<ManualClock>, configure: impl FnOnce(&mut Config)) -> Running {
    let mut config = Config::loopback(folder.path());
    config.caps.sign_ins_per_minute = 1000;
    configure(&mut config);
    Appliance::start_at(config, clock.clone()).await.unwrap()
}

/// A hash of the password of everybody.
pub fn cheap_hash() -> String {
    use argon2::password_hash::{PasswordHasher, SaltString};
    let salt = SaltString::from_b64(HASH.rsplit('$').next().unwrap()).unwrap();
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    argon2.hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
}

pub fn beginning(name: &str) -> Beginning {
    Beginning {
        name: name.to_owned(),
        company: None,
        details: None,
        recording: Recording::Refused,
        agreed: true,
        language: None,
        browser: None,
        channel: Channel::BrowserPhone,
        unattended: false,
    }
}

/// An idempotency key that no other request has.
pub fn fresh_key() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("test-key-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

pub fn client_id() -> ClientId {
    fresh_key().parse().unwrap()
}

/// Sends a request; answers the status and the JSON (null without a body).
pub async fn answer(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let response = timeout(SOON, request.send()).await.unwrap().unwrap();
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A signed-in representative.
#[derive(Clone)]
pub struct Rep {
    pub url: String,
    pub token: String,
}

impl Rep {
    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(CLIENT.get(format!("{}/api/v1{path}", self.url)).bearer_auth(&self.token)).await
    }

    pub async fn send(&self, method: &str, path: &str, key: &str, body: Value) -> (StatusCode, Value) {
        let request = CLIENT.request(method.parse().unwrap(), format!("{}/api/v1{path}", self.url));
        answer(request.bearer_auth(&self.token).header("Idempotency-Key", key).json(&body)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.send("POST", path, &fresh_key(), body).await
    }

    pub async fn accept(&self, lsid: &SessionId) -> (StatusCode, Value) {
        self.post(&format!("/sessions/{lsid}/accept"), json!({})).await
    }

    pub async fn say(&self, lsid: &SessionId, key: &str, text: &str) -> (StatusCode, Value) {
        let body = json!({"client_id": key, "text": text});
        self.send("POST", &format!("/sessions/{lsid}/messages"), key, body).await
    }

    pub async fn snapshot(&self) -> Value {
        let (status, body) = self.get("/snapshot").await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// The session as the snapshot has it; null where it has none.
    pub async fn session(&self, lsid: &SessionId) -> Value {
        let snapshot = self.snapshot().await;
        let sessions = snapshot["sessions"].as_array().unwrap();
        sessions.iter().find(|s| s["lsid"] == lsid.as_str()).cloned().unwrap_or_default()
    }

    pub async fn ticket(&self) -> String {
        let (status, body) = self.post("/live/ticket", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["ticket"].as_str().unwrap().to_owned()
    }

    /// Opens the live feed after `since`.
    pub async fn live(&self, since: Option<u64>) -> Live {
        let since = since.map(|n| format!("&since={n}")).unwrap_or_default();
        let query = format!("ticket={}{since}", self.ticket().await);
        let mut live = connect(&self.url, &query, None).await.unwrap();
        assert_eq!(live.frame().await["type"], "hello");
        live
    }
}

/// Asks for a WebSocket on the live feed's address.
pub async fn connect(url: &str, query: &str, origin: Option<&str>) -> Result<Live, Error> {
    let address = format!("{}/api/v1/live?{query}", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().unwrap();
    if let Some(origin) = origin {
        request.headers_mut().insert("Origin", origin.parse().unwrap());
    }
    let connected = timeout(SOON, tokio_tungstenite::connect_async(request)).await.unwrap();
    connected.map(|(socket, _)| Live(socket))
}

/// The status with which a WebSocket was refused.
pub async fn refused(url: &str, query: &str, origin: Option<&str>) -> u16 {
    match connect(url, query, origin).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the WebSocket was opened"),
    }
}

/// An open live feed.
pub struct Live(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Live {
    pub async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    async fn message(&mut self) -> Option<Message> {
        loop {
            match timeout(SOON, self.0.next()).await.unwrap() {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(message)) => return Some(message),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next frame.
    pub async fn frame(&mut self) -> Value {
        match self.message().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
            other => panic!("not a frame: {other:?}"),
        }
    }

    /// The next row of the log for which `wanted` answers something.
    pub async fn wait_for<T>(&mut self, wanted: impl Fn(&Value) -> Option<T>) -> T {
        loop {
            let frame = self.frame().await;
            let rows = frame["rows"].as_array().cloned().unwrap_or_default();
            if let Some(found) = rows.iter().find_map(|row| wanted(&row["change"])) {
                return found;
            }
        }
    }

    /// Reads to the end; answers the close code.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.message().await {
                Some(Message::Close(frame)) => return frame.map(|f| f.code.into()),
                Some(_) => {}
                None => return None,
            }
        }
    }
}

/// Asks again until `ask` answers something, for as long as anything may take.
pub async fn eventually<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    let asking = async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, asking).await.expect("what a test waits for comes soon")
}
