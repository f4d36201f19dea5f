//! What tests of files need: a session in which files are allowed, and those who send and receive by
//! tus.

use farhand_protocol::SessionId;
use http::StatusCode;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::device::Device;
use crate::stage::{Rep, SOON, Stage};

/// Both ways, with changes, everywhere.
pub fn everything() -> Value {
    json!({"to_device": true, "from_device": true, "change": true, "area": {"kind": "whole"}})
}

/// A session of Ines' with a device on which nothing is allowed.
pub async fn joined(stage: &Stage) -> (Rep, SessionId, Device) {
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let device = Device::elevated(stage, &ines, &lsid).await;
    (ines, lsid, device)
}

/// The same, with files allowed.
pub async fn shared(stage: &Stage, scope: Value) -> (Rep, SessionId, Device) {
    let (ines, lsid, device) = joined(stage).await;
    allow(stage, &ines, &device, scope).await;
    (ines, lsid, device)
}

/// Asks for files, and allows what was asked.
pub async fn allow(stage: &Stage, rep: &Rep, device: &Device, scope: Value) {
    let asking = json!({"what": "files", "files": scope});
    let (status, asked) = rep.post(&format!("/sessions/{}/ask", device.lsid), asking).await;
    assert_eq!(status, StatusCode::OK, "{asked}");
    let ask = asked["capabilities"]["files"]["ask"].as_u64().unwrap();
    let (status, body) = device.answers(stage, ask, json!("files")).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
}

/// A file stream to the device.
pub fn to_device(id: &str) -> Value {
    json!({"kind": "to_device", "id": id, "folder": {"root": "home", "names": ["Depot"]}, "taken": [],
           "if_taken": "keep_both", "files": 2, "bytes": 10, "name": "report.pdf"})
}

/// A file stream from the device.
pub fn from_device(id: &str) -> Value {
    json!({"kind": "from_device", "id": id, "files": 2, "bytes": 10, "name": "log.txt"})
}

/// A file for the chat.
pub fn chat(id: &str, name: &str) -> Value {
    json!({"kind": "chat", "id": id, "name": name, "media_type": "image/jpeg"})
}

/// What a receiver says that has got everything.
pub fn all_came() -> Value {
    json!({"written": 2, "bytes": 10, "skipped": 0, "faults": [], "failed": 0, "stopped": false, "by_customer": false})
}

/// Bytes that differ everywhere.
pub fn bytes(many: usize) -> Vec<u8> {
    (0..many).map(|n| u8::try_from((n * 31 + n / 251) % 256).unwrap()).collect()
}

/// Somebody who sends or receives.
#[derive(Clone)]
pub struct Peer {
    pub url: String,
    /// The path of the uploads.
    pub base: String,
    credential: (&'static str, String),
    client: reqwest::Client,
}

impl Peer {
    fn new(stage: &Stage, base: String, credential: (&'static str, String)) -> Self {
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { url: stage.running.url().to_owned(), base, credential, client }
    }

    pub fn console(stage: &Stage, rep: &Rep, lsid: &SessionId) -> Self {
        let credential = ("Authorization", format!("Bearer {}", rep.token));
        Self::new(stage, format!("/api/v1/sessions/{lsid}/uploads"), credential)
    }

    pub fn device(stage: &Stage, device: &Device) -> Self {
        let credential = ("Authorization", format!("Bearer {}", device.token));
        Self::new(stage, "/device/uploads".to_owned(), credential)
    }

    pub fn page(stage: &Stage, cookie: &str) -> Self {
        Self::new(stage, "/portal/api/uploads".to_owned(), ("Cookie", format!("farhand_session={cookie}")))
    }

    /// The same after the appliance was started again.
    pub fn at(&self, stage: &Stage) -> Self {
        Self { url: stage.running.url().to_owned(), ..self.clone() }
    }

    /// A request to the uploads' path or below it.
    pub fn request(&self, method: &str, below: &str) -> RequestBuilder {
        let address = format!("{}{}{below}", self.url, self.base);
        let request = self.client.request(method.parse().unwrap(), address).timeout(SOON * 4);
        let request = request.header("Tus-Resumable", "1.0.0").header("Origin", &self.url);
        request.header(self.credential.0, &self.credential.1)
    }

    pub async fn make(&self, purpose: &Value, length: usize) -> Response {
        let metadata = format!("purpose {}", data_encoding::BASE64.encode(purpose.to_string().as_bytes()));
        self.make_with(&metadata, length).await
    }

    pub async fn make_with(&self, metadata: &str, length: usize) -> Response {
        let request = self.request("POST", "").header("Upload-Length", length);
        request.header("Upload-Metadata", metadata).send().await.unwrap()
    }

    /// A request that writes, for headers of one's own.
    pub fn writing(&self, id: &str, offset: usize, body: &[u8]) -> RequestBuilder {
        let request = self.request("PATCH", &format!("/{id}")).header("Upload-Offset", offset);
        request.header("Content-Type", "application/offset+octet-stream").body(body.to_vec())
    }

    pub async fn write(&self, id: &str, offset: usize, body: &[u8]) -> Response {
        self.writing(id, offset, body).send().await.unwrap()
    }

    /// Where an upload is.
    pub async fn offset(&self, id: &str) -> usize {
        let looked = self.request("HEAD", &format!("/{id}")).send().await.unwrap();
        assert_eq!(looked.status(), 200, "{:?}", looked.headers());
        header(&looked, "upload-offset").parse().unwrap()
    }

    pub async fn read(&self, id: &str, range: &str) -> Response {
        self.request("GET", &format!("/{id}")).header("Range", range).send().await.unwrap()
    }

    pub async fn end(&self, id: &str) -> Response {
        self.request("DELETE", &format!("/{id}")).send().await.unwrap()
    }

    pub async fn says(&self, id: &str, outcome: &Value) -> Response {
        self.request("POST", &format!("/{id}/outcome")).json(outcome).send().await.unwrap()
    }

    pub async fn outcome(&self, id: &str, wait: u32) -> Response {
        self.request("GET", &format!("/{id}/outcome?wait={wait}")).send().await.unwrap()
    }

    /// Announces `announced` bytes from `offset` on, and sends only these; more can follow.
    pub async fn begin(&self, id: &str, offset: usize, announced: usize, body: &[u8]) -> TcpStream {
        let host = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let (name, value) = &self.credential;
        let head = format!(
            "PATCH {}/{id} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n{name}: {value}\r\nTus-Resumable: 1.0.0\r\n\
             Upload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\n\
             Content-Length: {announced}\r\n\r\n",
            self.base, self.url
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        stream
    }

    /// Waits until an upload is at `offset`.
    pub async fn reaches(&self, id: &str, offset: usize) {
        let there = async {
            while self.offset(id).await != offset {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        };
        timeout(SOON, there).await.unwrap_or_else(|_| panic!("{id} does not get to {offset}"));
    }
}

pub fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).unwrap_or_else(|| panic!("{name} is missing")).to_str().unwrap().to_owned()
}

/// The status and the JSON of an answer.
pub async fn said(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// The status and the code of a refusal.
pub async fn refused(response: Response) -> (u16, String) {
    let (status, body) = said(response).await;
    (status, body["code"].as_str().unwrap_or("none").to_owned())
}
