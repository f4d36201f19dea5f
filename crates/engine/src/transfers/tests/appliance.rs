//! An appliance with a device behind it, as far as transfers need them: uploads in memory, and the
//! device's files in a folder.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_files::{Area, Files, Order, Progress, Reply as Filed, Rights, Sink, Source};
use farhand_protocol::files::{FilesRequest, Place, RootId};
use farhand_protocol::upload::{TransferOutcome, UploadPurpose, UploadState};
use farhand_protocol::{ApiError, ErrorCode, Timestamp};
use serde_json::json;
use tempfile::TempDir;

use crate::api::{Api, Http};
use crate::test_server::{Heard, Reply, TestServer};

/// What can go wrong on the way, once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// Of the next bytes that are sent, only so many arrive.
    Sending(usize),
    /// Of the next bytes that are read, only so many go out.
    Reading(usize),
    /// An upload is over for this reason.
    Ended(&'static str),
    /// The end of an upload is not heard.
    Deaf,
}

#[derive(Default)]
pub struct Upload {
    pub purpose: Option<UploadPurpose>,
    pub metadata: String,
    pub length: usize,
    pub bytes: Vec<u8>,
    pub outcome: Option<TransferOutcome>,
}

#[derive(Default)]
struct Spool {
    uploads: HashMap<String, Upload>,
    cuts: Vec<Cut>,
}

/// The appliance.
pub struct Appliance {
    pub server: TestServer,
    pub device: TempDir,
    spool: Arc<Mutex<Spool>>,
}

/// An area with one folder in it.
pub fn area(folder: &TempDir) -> Arc<Area> {
    let mut area = Area::none();
    area.add(RootId("home".to_owned()), Place::Home, "Home".to_owned(), folder.path()).unwrap();
    Arc::new(area)
}

impl Appliance {
    pub async fn start() -> Self {
        let device = tempfile::tempdir().unwrap();
        let spool: Arc<Mutex<Spool>> = Arc::default();
        let (own, area) = (Arc::clone(&spool), area(&device));
        let server = TestServer::start(move |heard| own.lock().unwrap().answer(heard, &area)).await;
        Self { server, device, spool }
    }

    pub fn api(&self) -> Arc<Api> {
        let http = Arc::new(Http::new(std::time::Duration::from_secs(5), Vec::new()));
        let token = Some(Secret("t0ken".to_owned()));
        let address = format!("http://{}", self.server.address);
        Arc::new(Api::new(http, SiteAccess { address, token }))
    }

    pub fn cut(&self, cut: Cut) {
        self.spool.lock().unwrap().cuts.push(cut);
    }

    /// Puts a file into the spool that the chat keeps.
    pub fn keep(&self, id: &str, bytes: &[u8]) {
        let upload = Upload { length: bytes.len(), bytes: bytes.to_vec(), ..Upload::default() };
        self.spool.lock().unwrap().uploads.insert(id.to_owned(), upload);
    }

    pub fn upload<T>(&self, id: &str, look: impl FnOnce(&Upload) -> T) -> Option<T> {
        self.spool.lock().unwrap().uploads.get(id).map(look)
    }

    /// Bytes of files that have come here, of all requests.
    pub fn received(&self) -> usize {
        let patches = self.server.heard().into_iter().filter(|heard| heard.line.starts_with("PATCH"));
        patches.map(|heard| heard.body.len()).sum()
    }

    /// From where on bytes were sent, request by request.
    pub fn offsets(&self) -> Vec<String> {
        let heard = self.server.heard();
        heard.iter().filter_map(|heard| heard.header("upload-offset").map(str::to_owned)).collect()
    }

    /// The first bytes that were asked for, request by request.
    pub fn ranges(&self) -> Vec<String> {
        let heard = self.server.heard();
        heard.iter().filter_map(|heard| heard.header("range").map(str::to_owned)).collect()
    }
}

impl Spool {
    fn answer(&mut self, heard: &Heard, device: &Arc<Area>) -> Reply {
        let (method, target) = heard.line.split_once(' ').unwrap();
        let path = target.split('?').next().unwrap();
        let parts: Vec<&str> = path.split('/').skip(5).collect();
        match (method, &parts[..]) {
            ("POST", ["files"]) => self.files(&heard.body, device),
            ("POST", ["uploads"]) => self.make(heard),
            ("GET", ["files", id]) if self.uploads.contains_key(*id) => {
                self.of(method, id, &[], heard, device)
            }
            (_, ["uploads", id, ..]) if !self.uploads.contains_key(*id) => {
                refused(404, ErrorCode::NotFound, "no such upload")
            }
            (method, ["uploads", id, rest @ ..]) => {
                if let Some(Cut::Ended(why)) = self.cut_if(|cut| matches!(cut, Cut::Ended(_))) {
                    return refused(410, ErrorCode::WrongState, why);
                }
                self.of(method, id, rest, heard, device)
            }
            _ => refused(404, ErrorCode::NotFound, "no such route"),
        }
    }

    fn cut_if(&mut self, which: impl Fn(&Cut) -> bool) -> Option<Cut> {
        let place = self.cuts.iter().position(which)?;
        Some(self.cuts.remove(place))
    }

    fn of(&mut self, method: &str, id: &str, rest: &[&str], heard: &Heard, device: &Arc<Area>) -> Reply {
        let sending = match method {
            "PATCH" => self.cut_if(|cut| matches!(cut, Cut::Sending(_))),
            "DELETE" => self.cut_if(|cut| matches!(cut, Cut::Deaf)),
            "GET" if rest.is_empty() => self.cut_if(|cut| matches!(cut, Cut::Reading(_))),
            _ => None,
        };
        let upload = self.uploads.get_mut(id).unwrap();
        match (method, rest) {
            ("HEAD", []) => Reply::Raw(format!(
                "HTTP/1.1 200 X\r\nconnection: close\r\nupload-offset: {}\r\n\r\n",
                upload.bytes.len()
            )),
            ("PATCH", []) => write(upload, heard, sending),
            ("GET", []) => read(upload, heard, sending),
            ("GET", ["outcome"]) => {
                if upload.outcome.is_none() && upload.bytes.len() == upload.length {
                    upload.outcome = Some(receive(upload, device));
                }
                let (offset, length) = (upload.bytes.len() as u64, upload.length as u64);
                let state = UploadState { offset, length, outcome: upload.outcome.clone() };
                Reply::Json(200, serde_json::to_value(state).unwrap())
            }
            ("POST", ["outcome"]) => {
                upload.outcome = Some(serde_json::from_slice(&heard.body).unwrap());
                Reply::Raw("HTTP/1.1 204 X\r\nconnection: close\r\n\r\n".to_owned())
            }
            ("DELETE", []) if sending.is_some() => Reply::Raw(String::new()),
            ("DELETE", []) => {
                self.uploads.remove(id);
                Reply::Raw("HTTP/1.1 204 X\r\nconnection: close\r\n\r\n".to_owned())
            }
            _ => refused(404, ErrorCode::NotFound, "no such route"),
        }
    }

    fn make(&mut self, heard: &Heard) -> Reply {
        let metadata = heard.header("upload-metadata").unwrap();
        let (_, purpose) = metadata.split(',').find_map(|pair| pair.split_once(' ')).unwrap();
        let purpose: UploadPurpose =
            serde_json::from_slice(&BASE64.decode(purpose.as_bytes()).unwrap()).unwrap();
        let length = heard.header("upload-length").unwrap().parse().unwrap();
        let id = purpose.id().to_string();
        self.uploads.entry(id).or_insert_with(|| Upload {
            purpose: Some(purpose),
            metadata: metadata.to_owned(),
            length,
            ..Upload::default()
        });
        Reply::Raw("HTTP/1.1 201 X\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned())
    }

    /// The device answers; what it is to send is in the spool at once.
    fn files(&mut self, body: &[u8], device: &Arc<Area>) -> Reply {
        let request: FilesRequest = serde_json::from_slice(body).unwrap();
        let answer = match Files::new(Arc::clone(device), Rights::ALL).answer(request, Timestamp(0)) {
            Filed::Answer(answer) => answer,
            Filed::Plan { transfer, plan } => {
                let answer = plan.sending(transfer.clone());
                let (mut bytes, plan) = (Vec::new(), Arc::new(plan));
                std::io::Read::read_to_end(&mut Source::new(Arc::clone(device), plan), &mut bytes).unwrap();
                let upload = Upload { length: bytes.len(), bytes, ..Upload::default() };
                self.uploads.insert(transfer.to_string(), upload);
                answer
            }
        };
        Reply::Json(200, serde_json::to_value(answer).unwrap())
    }
}

fn write(upload: &mut Upload, heard: &Heard, cut: Option<Cut>) -> Reply {
    let offset: usize = heard.header("upload-offset").unwrap().parse().unwrap();
    if offset != upload.bytes.len() {
        return refused(409, ErrorCode::WrongState, "this upload is elsewhere");
    }
    if let Some(Cut::Sending(many)) = cut {
        upload.bytes.extend(&heard.body[..many]);
        return Reply::Raw(String::new());
    }
    upload.bytes.extend(&heard.body);
    let head = "HTTP/1.1 204 X\r\nconnection: close\r\n";
    Reply::Raw(format!("{head}upload-offset: {}\r\n\r\n", upload.bytes.len()))
}

fn read(upload: &Upload, heard: &Heard, cut: Option<Cut>) -> Reply {
    let range = heard.header("range").unwrap();
    let from: usize = range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
    let all = &upload.bytes[from..];
    let head = format!(
        "HTTP/1.1 206 X\r\nconnection: close\r\ncontent-length: {}\r\ncontent-range: bytes {from}-{}/{}\r\n\r\n",
        all.len(),
        upload.length - 1,
        upload.length
    );
    let many = if let Some(Cut::Reading(many)) = cut { many } else { all.len() };
    Reply::Bytes(head, all[..many].to_vec())
}

/// The device writes what has come.
fn receive(upload: &Upload, device: &Arc<Area>) -> TransferOutcome {
    let Some(UploadPurpose::ToDevice { id, folder, taken, if_taken, files, bytes, .. }) =
        upload.purpose.clone()
    else {
        panic!("nothing for the device");
    };
    let (length, name_bytes) = (upload.length as u64, farhand_protocol::limits::FILE_NAME_BYTES);
    let order = Order { id, folder, if_taken, taken, files, bytes, length, name_bytes };
    let mut sink = Sink::begin(device, Rights::ALL, order).unwrap();
    assert_eq!(sink.write(&upload.bytes).unwrap(), Progress::Whole);
    sink.finish().unwrap()
}

fn refused(status: u16, code: ErrorCode, message: &str) -> Reply {
    let error = ApiError::new(code, message);
    Reply::Json(status, json!(error))
}
