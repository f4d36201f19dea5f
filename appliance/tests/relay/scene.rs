//! A session with a device and a representative: what most tests begin with.

use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::bytes::Bytes;
use crate::device::{Screen, new_device};
use crate::stage::{Live, Rep, Stage, answer, eventually};
use crate::viewer::Viewer;

/// A session with a device and its owner.
pub struct Scene {
    pub stage: Stage,
    pub rep: Rep,
    pub lsid: SessionId,
    pub device: Device,
}

/// An attached device.
pub struct Device {
    pub token: String,
    live: Live,
    url: String,
}

impl Scene {
    /// An active session whose device is connected, and nothing is allowed.
    pub async fn open() -> Self {
        Self::on(Stage::open().await).await
    }

    pub async fn on(stage: Stage) -> Self {
        let lsid = stage.customer("Tobias Kern", "something-else").await.lsid;
        let rep = stage.rep("ines").await;
        assert_eq!(rep.accept(&lsid).await.0, StatusCode::OK);
        let device = Device::attach(&stage, &rep, &lsid).await;
        Self { stage, rep, lsid, device }
    }

    /// The same with control allowed and taken.
    pub async fn driven() -> Self {
        let mut scene = Self::open().await;
        scene.allow("control").await;
        let (status, body) = scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        scene
    }

    /// The same with seeing allowed.
    pub async fn viewed() -> Self {
        let mut scene = Self::open().await;
        scene.allow("view").await;
        scene
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/sessions/{}{rest}", self.lsid)
    }

    /// The representative asks, and the customer allows.
    pub async fn allow(&mut self, what: &str) {
        let (status, body) = self.rep.post(&self.path("/ask"), json!({"what": what})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let ask = &body["capabilities"][what]["ask"];
        self.device.post(&self.stage, "/device/answer", json!({"ask": ask, "allow": what})).await;
    }

    pub async fn ticket(&self) -> String {
        let (status, body) = self.rep.post(&self.path("/screen/ticket"), json!({})).await;
        assert_eq!((status, &body["life_s"]), (StatusCode::OK, &json!(30)), "{body}");
        body["ticket"].as_str().unwrap().to_owned()
    }

    /// Opens a viewer's stream.
    pub async fn viewer(&self) -> Viewer {
        let ticket = self.ticket().await;
        Viewer(Bytes::open(&self.stage.url(&format!("/api/v1/screen?ticket={ticket}")), &[]).await.unwrap())
    }

    /// A viewer and the device's end of its stream, both through the handshake.
    pub async fn joined(&mut self) -> (Viewer, Screen) {
        let mut viewer = self.viewer().await;
        let mut screen = self.device.opens().await;
        tokio::join!(viewer.handshake(), screen.handshake());
        assert_eq!(screen.0.read(8).await[0], 2, "the encodings");
        (viewer, screen)
    }

    /// The session's log entries of one kind, as soon as there are any.
    pub async fn entry(&self, kind: &str) -> Value {
        eventually(|| async {
            let (_, page) = self.rep.get(&self.path("/entries")).await;
            let entries = page["entries"].as_array().cloned().unwrap_or_default();
            entries.into_iter().find(|entry| entry.to_string().contains(&format!("\"{kind}\"")))
        })
        .await
    }

    /// The session is as it was, and its chat works.
    pub async fn lives_on(&self) {
        let key = crate::stage::fresh_key();
        assert_eq!(self.rep.say(&self.lsid, &key, "Are you still there?").await.0, StatusCode::OK);
    }
}

impl Device {
    /// Attaches a device and connects it.
    pub async fn attach(stage: &Stage, rep: &Rep, lsid: &SessionId) -> Self {
        let (status, elevation) = rep.post(&format!("/sessions/{lsid}/elevate"), json!({})).await;
        assert_eq!(status, StatusCode::OK, "{elevation}");
        let attach = json!({"with": {"kind": "code", "code": elevation["code"]}, "device": new_device()});
        let (status, attached) = answer(stage.request("POST", "/device/attach").json(&attach)).await;
        assert_eq!(status, StatusCode::OK, "{attached}");
        let token = attached["token"].as_str().unwrap().to_owned();
        let mut device = Self { live: connect(stage.running.url(), &token).await, token, url: stage.url("") };
        assert_eq!(device.live.frame().await["type"], "view");
        device
    }

    pub async fn post(&self, stage: &Stage, path: &str, body: Value) {
        let request = stage.request("POST", path).bearer_auth(&self.token);
        let (status, body) = answer(request.json(&body)).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    }

    /// The number of the stream that it is told to open next.
    pub async fn told(&mut self) -> u64 {
        self.told_of("Ines Exemplar").await
    }

    /// The same of another one's stream.
    pub async fn told_of(&mut self, name: &str) -> u64 {
        loop {
            let frame = self.live.frame().await;
            if frame["type"] == "open_screen" {
                assert_eq!(frame["name"], name);
                return frame["stream"].as_u64().unwrap();
            }
        }
    }

    /// Opens the stream that it is told to open next.
    pub async fn opens(&mut self) -> Screen {
        let stream = self.told().await;
        self.open(stream).await.unwrap()
    }

    pub async fn open(&self, stream: u64) -> Result<Screen, tokio_tungstenite::tungstenite::Error> {
        let bearer = format!("Bearer {}", self.token);
        let address = format!("{}/device/screen/{stream}", self.url);
        Bytes::open(&address, &[("Authorization", &bearer)]).await.map(Screen)
    }
}

async fn connect(url: &str, token: &str) -> Live {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    let address = format!("{}/device/live", url.replacen("http", "ws", 1));
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert("Authorization", format!("Bearer {token}").parse().unwrap());
    Live(tokio_tungstenite::connect_async(request).await.unwrap().0)
}
