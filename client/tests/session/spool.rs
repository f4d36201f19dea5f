//! The scripted appliance's uploads, whose every cut the test chooses.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_encoding::BASE64;
use farhand_protocol::upload::{TransferOutcome, UploadPurpose, UploadState};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::appliance::{Head, PATIENCE};

/// See the module's comment. Clones are the same.
#[derive(Clone, Default)]
pub struct Spool(Arc<Inner>);

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    uploads: HashMap<String, Upload>,
    /// After so many bytes the next connections with contents break, or hold for good.
    cuts: Vec<(usize, Cut)>,
    /// Uploads are made, but nobody hears of it yet.
    silent: bool,
    /// So many outcomes are refused as if their bodies had been too slow.
    refusals: usize,
    /// `PATCH 0`, `GET 17`, `DELETE`: what was done, and from where.
    log: Vec<String>,
}

/// What happens to a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    Break,
    Hold,
}

/// One upload.
#[derive(Clone, Default)]
pub struct Upload {
    pub purpose: Option<UploadPurpose>,
    pub length: usize,
    pub bytes: Vec<u8>,
    pub outcome: Option<TransferOutcome>,
    pub over: bool,
}

impl Spool {
    /// A console's upload, of which so many bytes have come.
    pub fn put(&self, purpose: UploadPurpose, stream: &[u8], come: usize) {
        let bytes = stream[..come].to_vec();
        let id = purpose.id().to_string();
        let upload = Upload { purpose: Some(purpose), length: stream.len(), bytes, ..Upload::default() };
        self.0.state.lock().unwrap().uploads.insert(id, upload);
    }

    /// Something else becomes of an upload.
    pub fn change(&self, id: &str, change: impl FnOnce(&mut Upload)) {
        change(self.0.state.lock().unwrap().uploads.get_mut(id).unwrap());
        self.0.changed.notify_waiters();
    }

    /// The next connections with contents end early, in this order.
    pub fn cut(&self, cuts: &[(usize, Cut)]) {
        self.0.state.lock().unwrap().cuts = cuts.to_vec();
    }

    /// Whether nobody hears yet that an upload was made.
    pub fn keep_silent(&self, silent: bool) {
        self.0.state.lock().unwrap().silent = silent;
    }

    /// The next outcomes are refused.
    pub fn refuse_outcomes(&self, many: usize) {
        self.0.state.lock().unwrap().refusals = many;
    }

    fn refuses(&self) -> bool {
        let left = &mut self.0.state.lock().unwrap().refusals;
        let refuses = *left > 0;
        *left = left.saturating_sub(1);
        refuses
    }

    pub fn log(&self) -> Vec<String> {
        self.0.state.lock().unwrap().log.clone()
    }

    /// Waits until an upload is like this.
    pub async fn until(&self, id: &str, what: &str, is: impl Fn(&Upload) -> bool) -> Upload {
        let wait = async {
            loop {
                if let Some(found) = self.find(id).filter(|upload| is(upload)) {
                    return found;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("waited in vain: {what}; {:?}", self.log()))
    }

    fn find(&self, id: &str) -> Option<Upload> {
        self.0.state.lock().unwrap().uploads.get(id).cloned()
    }

    /// Answers one request.
    pub async fn serve(&self, mut stream: BufReader<TcpStream>) {
        let Some(head) = Head::read(&mut stream).await else { return };
        let path = head.path.split('?').next().unwrap_or_default();
        let mut parts = path.trim_start_matches("/device/uploads").trim_start_matches('/').split('/');
        let (id, part) = (parts.next().unwrap_or_default().to_owned(), parts.next());
        if id.is_empty() {
            return self.make(&head, &mut stream).await;
        }
        let Some(upload) = self.find(&id).filter(|upload| !upload.over) else {
            let body = r#"{"code":"wrong_state","message":"it has ended","retryable":false}"#;
            return reply(&mut stream, 410, &[], body).await;
        };
        match (head.method.as_str(), part) {
            ("HEAD", None) => {
                let headers = [("upload-offset", upload.bytes.len()), ("upload-length", upload.length)];
                reply(&mut stream, 200, &headers, "").await;
            }
            ("PATCH", None) => self.write(&head, &id, &mut stream).await,
            ("GET", None) => self.read(&head, &id, upload.length, &mut stream).await,
            ("DELETE", None) => {
                self.note("DELETE".into());
                self.change(&id, |upload| upload.over = true);
                reply(&mut stream, 204, &[], "").await;
            }
            ("POST", Some(_)) => {
                let outcome = body(&head, &mut stream).await;
                if self.refuses() {
                    let body =
                        r#"{"code":"bad_request","message":"the body took too long","retryable":false}"#;
                    return reply(&mut stream, 400, &[], body).await;
                }
                self.change(&id, |upload| upload.outcome = Some(serde_json::from_value(outcome).unwrap()));
                reply(&mut stream, 204, &[], "").await;
            }
            _ => self.outcome(&id, &mut stream).await,
        }
    }

    fn note(&self, what: String) {
        self.0.state.lock().unwrap().log.push(what);
    }

    async fn make(&self, head: &Head, stream: &mut BufReader<TcpStream>) {
        assert_eq!(head.value("tus-resumable"), Some("1.0.0"));
        let metadata = head.value("upload-metadata").unwrap().strip_prefix("purpose ").unwrap();
        let purpose: UploadPurpose =
            serde_json::from_slice(&BASE64.decode(metadata.as_bytes()).unwrap()).unwrap();
        let length = head.number("upload-length").unwrap();
        let id = purpose.id().to_string();
        let upload = Upload { purpose: Some(purpose), length, ..Upload::default() };
        self.0.state.lock().unwrap().uploads.entry(id).or_insert(upload);
        self.note("POST".into());
        while self.0.state.lock().unwrap().silent {
            sleep(Duration::from_millis(5)).await;
        }
        reply(stream, 201, &[], "").await;
    }

    fn next_cut(&self) -> (usize, Option<Cut>) {
        let cuts = &mut self.0.state.lock().unwrap().cuts;
        if cuts.is_empty() {
            return (usize::MAX, None);
        }
        let (bytes, cut) = cuts.remove(0);
        (bytes, Some(cut))
    }

    async fn write(&self, head: &Head, id: &str, stream: &mut BufReader<TcpStream>) {
        let (offset, mut left): (usize, usize) =
            (head.number("upload-offset").unwrap(), head.number("content-length").unwrap());
        self.note(format!("PATCH {offset}"));
        assert_eq!(self.find(id).unwrap().bytes.len(), offset);
        let (mut room, cut) = self.next_cut();
        let mut piece = vec![0; 64 * 1024];
        while left > 0 && room > 0 {
            let most = piece.len().min(left).min(room);
            let Ok(count @ 1..) = stream.read(&mut piece[..most]).await else { return };
            (left, room) = (left - count, room - count);
            self.change(id, |upload| upload.bytes.extend_from_slice(&piece[..count]));
        }
        if left == 0 {
            return reply(stream, 204, &[("upload-offset", offset)], "").await;
        }
        if cut == Some(Cut::Hold) {
            self.held(id).await;
        }
    }

    async fn read(&self, head: &Head, id: &str, length: usize, stream: &mut BufReader<TcpStream>) {
        let range = head.value("range").and_then(|range| range.strip_prefix("bytes=")).unwrap();
        let mut at: usize = range.trim_end_matches('-').parse().unwrap();
        self.note(format!("GET {at}"));
        let head = format!(
            "HTTP/1.1 206 X\r\nconnection: close\r\ncontent-length: {}\r\ncontent-range: bytes {at}-{}/{length}\r\n\r\n",
            length - at,
            length - 1
        );
        if stream.write_all(head.as_bytes()).await.is_err() {
            return;
        }
        let (mut room, cut) = self.next_cut();
        while at < length && room > 0 {
            let changed = self.0.changed.notified();
            let upload = self.find(id).unwrap();
            if upload.over {
                return;
            }
            let end = upload.bytes.len().min(at.saturating_add(room)).min(at + 64 * 1024);
            if end == at {
                let mut gone = [0; 1];
                tokio::select! {
                    () = changed => {}
                    _ = stream.read(&mut gone) => return,
                }
                continue;
            }
            if stream.write_all(&upload.bytes[at..end]).await.is_err() {
                return;
            }
            (room, at) = (room - (end - at), end);
        }
        let _sent = stream.flush().await;
        if cut == Some(Cut::Hold) {
            self.held(id).await;
        }
    }

    /// Nothing moves until the upload is over.
    async fn held(&self, id: &str) {
        loop {
            let changed = self.0.changed.notified();
            if self.find(id).is_none_or(|upload| upload.over) {
                return;
            }
            changed.await;
        }
    }

    async fn outcome(&self, id: &str, stream: &mut BufReader<TcpStream>) {
        let upload = loop {
            let changed = self.0.changed.notified();
            let upload = self.find(id).unwrap();
            if upload.outcome.is_some() || upload.over {
                break upload;
            }
            changed.await;
        };
        let (offset, length) = (upload.bytes.len() as u64, upload.length as u64);
        let state = UploadState { offset, length, outcome: upload.outcome };
        reply(stream, 200, &[], &serde_json::to_string(&state).unwrap()).await;
    }
}

async fn body(head: &Head, stream: &mut BufReader<TcpStream>) -> Value {
    let mut body = vec![0; head.number("content-length").unwrap()];
    stream.read_exact(&mut body).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

async fn reply(stream: &mut BufReader<TcpStream>, status: u16, headers: &[(&str, usize)], body: &str) {
    let mut head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ntus-resumable: 1.0.0\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let length = body.len();
    let _gone = stream.write_all(format!("{head}content-length: {length}\r\n\r\n{body}").as_bytes()).await;
}
