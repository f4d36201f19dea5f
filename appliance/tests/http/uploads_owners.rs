//! Uploads whose representative leaves the session, is taken out of it, or loses the right: they are cut off
//! at once, and all are told what has really happened.

use farhand_appliance::store::RightsChange;
use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::crew::Crew;
use crate::device::{Device, until_frame};
use crate::stage::{Rep, SOON};
use crate::transfer::{Peer, chat, everything, from_device, refused, said, shared, to_device};

const ID: &str = "transfer-1";
const LEFT: &str = "whoever wanted the transfer is no longer in the session";
const BARRED: &str = "whoever wanted the transfer may not reach files any more";

/// A session of Ines' with a device, in which Bram takes part.
struct Scene {
    crew: Crew,
    ines: Rep,
    lsid: SessionId,
    device: Device,
}

/// How it comes that Bram transfers nothing more.
#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Leaves,
    IsTakenOut,
    LosesTheRight,
}

impl Scene {
    async fn open() -> Self {
        let crew = Crew::at_work().await;
        let (ines, lsid, device) = shared(&crew.stage, everything()).await;
        crew.shared(&ines, &lsid, (2, &crew.bram)).await;
        Self { crew, ines, lsid, device }
    }

    fn bram(&self) -> Peer {
        Peer::console(&self.crew.stage, &self.crew.bram, &self.lsid)
    }

    fn phone(&self) -> Peer {
        Peer::device(&self.crew.stage, &self.device)
    }

    async fn happens(&self, how: How) {
        let path = format!("/sessions/{}", self.lsid);
        let status = match how {
            How::Leaves => self.crew.bram.post(&format!("{path}/leave"), json!({})).await.0,
            How::IsTakenOut => self.ines.post(&format!("{path}/participants/2/remove"), json!({})).await.0,
            How::LosesTheRight => {
                let change = RightsChange { files: Some(false), ..RightsChange::default() };
                self.crew.stage.store().change_rights("bram", change).await.unwrap();
                StatusCode::OK
            }
        };
        assert!(status.is_success(), "{how:?}: {status}");
    }

    /// The reasons of transfers that have failed, as the session's log has them.
    async fn reasons(&self) -> Vec<String> {
        let (_, page) = self.ines.get(&format!("/sessions/{}/entries", self.lsid)).await;
        let failed =
            |event: &&Value| event["kind"].as_str().is_some_and(|kind| kind.ends_with("load_failed"));
        let entries = page["entries"].as_array().unwrap();
        let events = entries.iter().map(|entry| &entry["body"]["event"]).filter(failed);
        events.map(|event| event["reason"].as_str().unwrap().to_owned()).collect()
    }
}

/// What the other side is told, and what the log says.
fn words(how: How) -> (&'static str, &'static str, &'static str) {
    match how {
        How::LosesTheRight => ("owner_barred", BARRED, "Bram Voorbeeld may not reach files any more"),
        _ => ("owner_left", LEFT, "Bram Voorbeeld is no longer in the session"),
    }
}

/// The beginning of the answer to a request that writes.
async fn answered(mut writing: tokio::net::TcpStream) -> String {
    let mut answer = [0; 12];
    timeout(SOON, writing.read_exact(&mut answer)).await.expect("it is cut off").unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn one_who_writes_is_cut_off_with_the_part_in_the_session_or_the_right() {
    for how in [How::Leaves, How::IsTakenOut, How::LosesTheRight] {
        let scene = Scene::open().await;
        let mut live = scene.device.live().await.unwrap();
        let (bram, phone) = (scene.bram(), scene.phone());
        assert_eq!(bram.make(&to_device(ID), 1000).await.status(), 201);
        let writing = bram.begin(ID, 0, 1000, &[7; 100]).await;
        bram.reaches(ID, 100).await;
        let mut reading = phone.read(ID, "bytes=0-").await;
        assert_eq!(timeout(SOON, reading.chunk()).await.unwrap().unwrap().unwrap().len(), 100);
        scene.happens(how).await;
        assert_eq!(answered(writing).await, "HTTP/1.1 409", "{how:?}");
        assert!(timeout(SOON, reading.chunk()).await.unwrap().is_err(), "{how:?}: the device hears no end");
        let (why, told, logged) = words(how);
        let frame = until_frame(&mut live, |frame| frame["type"] == "transfer_ended").await;
        assert_eq!((&frame["upload"], &frame["why"]), (&json!(ID), &json!(why)), "{how:?}");
        let (status, body) = said(phone.read(ID, "bytes=0-").await).await;
        assert_eq!((status, &body["message"]), (410, &json!(told)), "{how:?}");
        let again = said(bram.write(ID, 100, b"more").await).await;
        match how {
            How::LosesTheRight => assert_eq!((again.0, &again.1["message"]), (410, &json!(told))),
            _ => assert_eq!(again.0, 404, "{how:?}: {}", again.1),
        }
        assert_eq!(scene.reasons().await, [logged], "{how:?}");
        let spooled = || async { scene.crew.stage.spooled().is_empty().then_some(()) };
        crate::stage::eventually(spooled).await;
    }
}

#[tokio::test]
async fn one_who_reads_is_cut_off_too() {
    for how in [How::Leaves, How::IsTakenOut, How::LosesTheRight] {
        let scene = Scene::open().await;
        let mut live = scene.device.live().await.unwrap();
        let (bram, phone) = (scene.bram(), scene.phone());
        let asking = tokio::spawn({
            let (rep, path) = (scene.crew.bram.clone(), format!("/sessions/{}/files", scene.lsid));
            let paths = json!([{"root": "home", "names": ["log.txt"]}]);
            async move { rep.post(&path, json!({"kind": "send", "transfer": ID, "paths": paths})).await }
        });
        let frame = until_frame(&mut live, |frame| frame["type"] == "files").await;
        assert_eq!(phone.make(&from_device(ID), 1000).await.status(), 201);
        let sending = json!({"kind": "sending", "upload": ID, "files": 2, "bytes": 10, "faults": []});
        let path = format!("/device/files/{}", frame["request"]);
        assert_eq!(scene.device.post(&scene.crew.stage, &path, sending).await.0, 204);
        assert_eq!(asking.await.unwrap().0, StatusCode::OK);
        let writing = phone.begin(ID, 0, 1000, &[7; 100]).await;
        phone.reaches(ID, 100).await;
        let mut reading = bram.read(ID, "bytes=10-").await;
        assert_eq!(reading.status(), 206);
        assert_eq!(timeout(SOON, reading.chunk()).await.unwrap().unwrap().unwrap().len(), 90);
        scene.happens(how).await;
        assert!(timeout(SOON, reading.chunk()).await.unwrap().is_err(), "{how:?}: the reader hears no end");
        assert_eq!(answered(writing).await, "HTTP/1.1 409", "{how:?}");
        let (_, told, logged) = words(how);
        let (status, body) = said(phone.write(ID, 100, b"more").await).await;
        assert_eq!((status, &body["message"]), (410, &json!(told)), "{how:?}");
        assert_eq!(scene.reasons().await, [logged], "{how:?}");
    }
}

#[tokio::test]
async fn a_file_for_the_chat_does_not_come_from_one_who_has_left() {
    for (how, goes_on) in [(How::Leaves, false), (How::IsTakenOut, false), (How::LosesTheRight, true)] {
        let scene = Scene::open().await;
        let bram = scene.bram();
        assert_eq!(bram.make(&chat("photo-0001", "photo.jpg"), 200).await.status(), 201);
        let writing = bram.begin("photo-0001", 0, 200, &[7; 100]).await;
        bram.reaches("photo-0001", 100).await;
        scene.happens(how).await;
        if goes_on {
            drop(writing);
            assert_eq!(bram.write("photo-0001", 100, &[7; 100]).await.status(), 204, "{how:?}");
        } else {
            assert_eq!(answered(writing).await, "HTTP/1.1 409", "{how:?}");
            assert_eq!(refused(bram.write("photo-0001", 100, &[7; 100]).await).await.0, 404, "{how:?}");
        }
        let (_, page) = scene.ines.get(&format!("/sessions/{}/entries", scene.lsid)).await;
        assert_eq!(page.to_string().contains("photo.jpg"), goes_on, "{how:?}");
    }
}
