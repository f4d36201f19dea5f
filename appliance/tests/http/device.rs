//! A customer's device: it attaches, keeps its token, and hears its live connection.

use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use farhand_protocol::SessionId;

use crate::stage::{Live, Rep, SOON, Stage, answer};

/// What a device that can do everything says of itself.
pub fn about() -> Value {
    let abilities =
        json!({"view": true, "control": true, "clipboard": true, "annotations": true, "files": "yes"});
    json!({"platform": "linux", "name": "Tobias' laptop", "version": "0.1.0", "abilities": abilities})
}

/// Sends what attaches a device.
pub async fn attach(stage: &Stage, with: Value) -> (StatusCode, Value) {
    let body = json!({"with": with, "device": about()});
    answer(stage.request("POST", "/device/attach").json(&body)).await
}

/// The same, as a request that may be sent again.
pub async fn attach_as(stage: &Stage, id: &str, with: &Value) -> (StatusCode, Value) {
    let body = json!({"id": id, "with": with, "device": about()});
    answer(stage.request("POST", "/device/attach").json(&body)).await
}

/// With an elevation code.
pub fn code(code: &str) -> Value {
    json!({"kind": "code", "code": code})
}

/// With a session key.
pub fn key(key: &str) -> Value {
    json!({"kind": "key", "key": key, "name": "Tobias", "agreed": true, "recording": "refused"})
}

/// A device that has attached.
pub struct Device {
    pub url: String,
    pub token: String,
    pub lsid: SessionId,
    pub page: Option<String>,
}

impl Device {
    /// One that has attached with this.
    pub async fn with(stage: &Stage, with: Value) -> Self {
        Self::of(stage, attach(stage, with).await)
    }

    /// One that this was answered.
    pub fn of(stage: &Stage, (status, attached): (StatusCode, Value)) -> Self {
        assert_eq!(status, StatusCode::OK, "{attached}");
        Self {
            url: stage.running.url().to_owned(),
            token: attached["token"].as_str().unwrap().to_owned(),
            lsid: attached["lsid"].as_str().unwrap().parse().unwrap(),
            page: attached["page"].as_str().map(str::to_owned),
        }
    }

    /// One that has joined the session of a customer whom `rep` has asked to.
    pub async fn elevated(stage: &Stage, rep: &Rep, lsid: &SessionId) -> Self {
        Self::with(stage, code(&elevate(rep, lsid).await)).await
    }

    pub async fn post(&self, stage: &Stage, path: &str, body: Value) -> (StatusCode, Value) {
        answer(stage.request("POST", path).bearer_auth(&self.token).json(&body)).await
    }

    pub async fn answers(&self, stage: &Stage, ask: u64, allow: Value) -> (StatusCode, Value) {
        self.post(stage, "/device/answer", json!({"ask": ask, "allow": allow})).await
    }

    pub async fn withdraws(&self, stage: &Stage, what: &str) {
        let (status, body) = self.post(stage, "/device/withdraw", json!({"what": what})).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    }

    /// Opens the live connection; an error's status where it is refused.
    pub async fn live(&self) -> Result<Live, u16> {
        let address = format!("{}/device/live", self.url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().unwrap();
        request.headers_mut().insert("Authorization", format!("Bearer {}", self.token).parse().unwrap());
        match timeout(SOON, tokio_tungstenite::connect_async(request)).await.unwrap() {
            Ok((socket, _)) => Ok(Live(socket)),
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
}

/// Asks the customer to open the client; answers the code.
pub async fn elevate(rep: &Rep, lsid: &SessionId) -> String {
    let (status, elevation) = rep.post(&format!("/sessions/{lsid}/elevate"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{elevation}");
    elevation["code"].as_str().unwrap().to_owned()
}

/// Does something with a permission.
pub async fn permit(rep: &Rep, lsid: &SessionId, verb: &str, what: &str) -> (StatusCode, Value) {
    rep.post(&format!("/sessions/{lsid}/{verb}"), json!({"what": what})).await
}

/// Where view, control and clipboard stand, in one word each.
pub fn stands(session: &Value) -> String {
    let word = |what: &str| {
        let state = &session["capabilities"][what];
        let kind = state["kind"].as_str().unwrap_or("nothing");
        state["reason"].as_str().unwrap_or(kind).to_owned()
    };
    [word("view"), word("control"), word("clipboard")].join(" ")
}

/// The events of a session's log, by name, without those of its beginning.
pub async fn events(rep: &Rep, lsid: &SessionId) -> Vec<String> {
    let (_, page) = rep.get(&format!("/sessions/{lsid}/entries")).await;
    let entries = page["entries"].as_array().unwrap();
    let names = entries.iter().filter_map(|entry| entry["body"]["event"]["kind"].as_str());
    names.skip_while(|name| *name != "conference_owner_changed").skip(1).map(str::to_owned).collect()
}

/// The number of the open question.
pub fn ask_of(session: &Value) -> u64 {
    let states = ["view", "control", "clipboard"].map(|what| &session["capabilities"][what]["ask"]);
    states.iter().find_map(|ask| ask.as_u64()).unwrap()
}

/// The next frame that is wanted: between the changes that a test makes the same view may come twice.
pub async fn until_frame(live: &mut Live, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let frame = live.frame().await;
        if wanted(&frame) {
            return frame;
        }
    }
}
