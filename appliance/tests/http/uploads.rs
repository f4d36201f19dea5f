//! Uploads by tus: what is written, cut, checked and gone on with, and what is wrong with requests.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::device::{events, until_frame};
use crate::stage::{SOON, Stage};
use crate::transfer::{
    Peer, all_came, allow, bytes, everything, from_device, header, joined, refused, said, shared, to_device,
};

const ID: &str = "transfer-1";

#[tokio::test]
async fn a_transfer_is_cut_gone_on_with_read_and_done() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let mut live = device.live().await.unwrap();
    let whole = bytes(300_000);
    let made = console.make(&to_device(ID), whole.len()).await;
    assert_eq!(made.status(), 201);
    assert_eq!(header(&made, "location"), format!("{}/{ID}", console.base));
    assert!(header(&made, "upload-expires").ends_with("GMT"));
    let told = until_frame(&mut live, |frame| frame["type"] == "receive").await;
    assert_eq!((&told["purpose"], &told["name"]), (&to_device(ID), &json!("Ines Exemplar")));

    drop(console.begin(ID, 0, whole.len(), &whole[..100_000]).await);
    console.reaches(ID, 100_000).await;
    let part = reader.read(ID, "bytes=5-99999").await;
    assert_eq!(part.status(), 206);
    assert_eq!(header(&part, "content-range"), "bytes 5-99999/300000");
    assert_eq!(part.bytes().await.unwrap(), whole[5..100_000], "what has arrived can be read");
    let written = console.write(ID, 100_000, &whole[100_000..]).await;
    assert_eq!((written.status().as_u16(), header(&written, "upload-offset")), (204, "300000".to_owned()));
    assert_eq!(reader.read(ID, "bytes=0-").await.bytes().await.unwrap(), whole);

    let waiting = tokio::spawn({
        let console = console.clone();
        async move { said(console.outcome(ID, 30).await).await }
    });
    assert_eq!(reader.says(ID, &all_came()).await.status(), 204);
    let (status, state) = timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!((status, &state["outcome"]), (200, &all_came()));
    assert_eq!(reader.says(ID, &all_came()).await.status(), 204, "the same again");
    let other = json!({"written": 1, "bytes": 1, "skipped": 0, "faults": [], "failed": 1, "stopped": false});
    assert_eq!(refused(reader.says(ID, &other).await).await, (409, "wrong_state".to_owned()));
    assert_eq!(events(&ines, &lsid).await.last().unwrap(), "file_upload");
    assert_eq!(stage.spooled(), Vec::<String>::new(), "the spool is empty");
    assert_eq!(refused(console.write(ID, 300_000, b"").await).await.0, 410);
}

#[tokio::test]
async fn what_the_device_sends_must_have_been_asked_for() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, sender) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let early = sender.make(&from_device(ID), 10).await;
    assert_eq!(refused(early).await, (403, "forbidden".to_owned()), "nobody has asked");
    let mut live = device.live().await.unwrap();
    let asking = tokio::spawn({
        let (ines, path) = (ines.clone(), format!("/sessions/{lsid}/files"));
        let send = json!({"kind": "send", "transfer": ID, "paths": [{"root": "home", "names": ["log.txt"]}]});
        async move { ines.post(&path, send).await }
    });
    let frame = until_frame(&mut live, |frame| frame["type"] == "files").await;
    assert_eq!(sender.make(&from_device(ID), 10).await.status(), 201);
    let sending = json!({"kind": "sending", "upload": ID, "files": 2, "bytes": 10, "faults": []});
    let path = format!("/device/files/{}", frame["request"]);
    assert_eq!(device.post(&stage, &path, sending.clone()).await.0, 204);
    assert_eq!(asking.await.unwrap(), (http::StatusCode::OK, sending));

    assert_eq!(sender.write(ID, 0, b"0123456789").await.status(), 204);
    assert_eq!(refused(console.write(ID, 10, b"").await).await, (403, "forbidden".to_owned()));
    assert_eq!(console.read(ID, "bytes=0-").await.bytes().await.unwrap(), "0123456789");
    let fault =
        json!({"code": "disk_full", "names": ["log.txt"], "message": "there is no room for \"log.txt\""});
    let outcome = json!({"written": 1, "bytes": 5, "skipped": 0, "faults": [fault], "failed": 1, "stopped": true, "by_customer": false});
    assert_eq!(console.says(ID, &outcome).await.status(), 204);
    assert_eq!(said(sender.outcome(ID, 30).await).await.1["outcome"], outcome);
    assert_eq!(events(&ines, &lsid).await.last().unwrap(), "file_download_failed");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_changes_nothing() {
    let stage = Stage::open().await;
    let (ines, lsid, _device) = shared(&stage, everything()).await;
    let console = Peer::console(&stage, &ines, &lsid);
    console.make(&to_device(ID), 20).await;
    assert_eq!(console.write(ID, 0, b"01234").await.status(), 204);
    let wrong_sum = "sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let cases = [
        (console.writing(ID, 4, b"abc"), 409),
        (console.writing(ID, 6, b"abc"), 409),
        (console.writing(ID, 5, b"abc").header("Upload-Checksum", wrong_sum), 460),
        (console.writing(ID, 5, b"abc").header("Upload-Checksum", "md5 kAFQmDzST7DWlj99KOF/cg=="), 400),
        (console.writing(ID, 5, &[0; 16]), 413),
        (console.request("PATCH", &format!("/{ID}")).header("Upload-Offset", 5).body("abc"), 415),
        (console.request("HEAD", "/transfer-2"), 404),
        (console.request("HEAD", "/short"), 404),
        (console.request("GET", "/transfer-2"), 404),
        (console.request("GET", &format!("/{ID}/outcome?wait=31")), 400),
    ];
    for (n, (request, expected)) in cases.into_iter().enumerate() {
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), expected, "case {n}");
    }
    let plain = stage.request("HEAD", &format!("{}/{ID}", console.base)).bearer_auth(&ines.token);
    let plain = plain.send().await.unwrap();
    assert_eq!((plain.status().as_u16(), header(&plain, "tus-version")), (412, "1.0.0".to_owned()));
    assert_eq!(console.offset(ID).await, 5);
    for (offset, sum) in
        [(5, "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="), (8, "sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")]
    {
        let written =
            console.writing(ID, offset, b"abc").header("Upload-Checksum", sum).send().await.unwrap();
        assert_eq!(written.status(), 204, "{sum}");
    }
    assert_eq!(console.offset(ID).await, 11);
}

#[tokio::test]
async fn uploads_that_cannot_be_made_say_why() {
    let stage = Stage::with(|config| {
        config.files.upload_bytes = 1000;
        config.files.session_bytes = 1500;
        config.files.spool_bytes = 12_000;
    })
    .await;
    let (ines, lsid, _device) = shared(&stage, everything()).await;
    let console = Peer::console(&stage, &ines, &lsid);
    let too_large = said(console.make(&to_device(ID), 1001).await).await;
    assert_eq!((too_large.0, &too_large.1["code"]), (413, &json!("too_large")));
    assert!(too_large.1["message"].as_str().unwrap().contains("1000 bytes"), "{}", too_large.1);
    assert_eq!(console.make(&to_device(ID), 1000).await.status(), 201);
    assert_eq!(console.make(&to_device(ID), 1000).await.status(), 201, "the same again");
    assert_eq!(
        refused(console.make(&to_device(ID), 999).await).await,
        (409, "idempotency_mismatch".to_owned())
    );
    let full = refused(console.make(&to_device("transfer-2"), 501).await).await;
    assert_eq!(full, (413, "too_large".to_owned()), "the session's own room is used up");
    let (bram, other) = (stage.rep("bram").await, stage.customer("Grit", "signing-in").await.lsid);
    bram.accept(&other).await;
    let bram = Peer::console(&stage, &bram, &other);
    let chat = crate::transfer::chat("photo-0001", "photo.jpg");
    let (status, body) = said(bram.make(&chat, 1000).await).await;
    assert_eq!((status, &body["code"]), (201, &json!(null)), "{body}");
    let mut settings = stage.store().site().await.unwrap();
    settings.files.spool_bytes = Some(2000);
    stage.store().set_site(settings).await.unwrap();
    let mara = stage.customer("Mara", "signing-in").await;
    let mara = Peer::page(&stage, &mara.cookie);
    let (status, body) = said(mara.make(&crate::transfer::chat("photo-0002", "b.jpg"), 1).await).await;
    assert_eq!((status, &body["retryable"]), (503, &json!(true)), "the spool is full: {body}");
    for (headers, expected) in [
        (vec![("Upload-Metadata", "filename YQ==")], 400),
        (vec![("Upload-Length", "-1"), ("Upload-Metadata", "filename YQ==")], 400),
        (vec![("Upload-Length", "5")], 400),
        (vec![("Upload-Length", "5"), ("Upload-Metadata", "purpose e30=")], 400),
        (vec![("Upload-Length", "5"), ("Upload-Metadata", "filename Li4=")], 422),
    ] {
        let request =
            headers.iter().fold(console.request("POST", ""), |r, (name, value)| r.header(*name, *value));
        assert_eq!(request.send().await.unwrap().status().as_u16(), expected, "{headers:?}");
    }
    let offer = console.request("OPTIONS", "").send().await.unwrap();
    assert_eq!((offer.status().as_u16(), header(&offer, "tus-max-size")), (204, "1000".to_owned()));
    assert_eq!(header(&offer, "tus-extension"), "creation,checksum,expiration,termination");
    assert_eq!(header(&offer, "tus-checksum-algorithm"), "sha1,sha256");
}

#[tokio::test]
async fn of_two_writers_the_newer_one_goes_on() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let whole = bytes(50_000);
    console.make(&to_device(ID), whole.len()).await;
    let mut older = console.begin(ID, 0, whole.len(), &whole[..20_000]).await;
    console.reaches(ID, 20_000).await;
    assert_eq!(console.write(ID, 20_000, &whole[20_000..]).await.status(), 204);
    let mut answer = Vec::new();
    let answered = timeout(SOON, async {
        let mut buffer = [0; 1024];
        while !answer.windows(4).any(|four| four == b"\r\n\r\n") {
            match older.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => answer.extend_from_slice(&buffer[..read]),
            }
        }
    });
    answered.await.expect("the older one is not left waiting");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 409"), "{answer}");
    assert_eq!(reader.read(ID, "bytes=0-").await.bytes().await.unwrap(), whole);
}

#[tokio::test]
async fn reading_follows_the_writing() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let whole = bytes(9_000);
    console.make(&to_device(ID), whole.len()).await;
    let mut reading = reader.read(ID, "bytes=0-").await;
    assert_eq!(header(&reading, "content-length"), "9000");
    let mut came = Vec::new();
    for from in (0..9_000).step_by(3_000) {
        console.write(ID, from, &whole[from..from + 3_000]).await;
        while came.len() < from + 3_000 {
            came.extend_from_slice(&timeout(SOON, reading.chunk()).await.unwrap().unwrap().unwrap());
        }
    }
    assert_eq!(came, whole);
    assert_eq!(reading.chunk().await.unwrap(), None);
    assert_eq!(reader.read(ID, "bytes=9000-").await.status(), 416);
}

#[tokio::test]
async fn a_restart_loses_nothing_and_cleans_up() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let whole = bytes(100_000);
    console.make(&to_device(ID), whole.len()).await;
    let cut = console.begin(ID, 0, whole.len(), &whole[..60_000]).await;
    console.reaches(ID, 60_000).await;
    let spool = stage.data().join("spool").join(lsid.as_str());
    let stage = stage.restart_after(|| {
        // As a kill leaves it in the middle of bytes that were still to be checked.
        std::fs::write(spool.join(ID).with_extension("unchecked"), "50000").unwrap();
        std::fs::write(spool.join("forgotten-1"), "nobody's").unwrap();
    });
    let stage = stage.await;
    drop(cut);
    let (console, reader) = (console.at(&stage), reader.at(&stage));
    assert_eq!(console.offset(ID).await, 50_000);
    assert_eq!(stage.spooled(), [format!("{lsid}/{ID}")]);
    assert_eq!(console.write(ID, 50_000, &whole[50_000..]).await.status(), 204);
    assert_eq!(reader.read(ID, "bytes=0-").await.bytes().await.unwrap(), whole);
    let device = crate::device::Device { url: stage.running.url().to_owned(), ..device };
    let mut live = device.live().await.unwrap();
    until_frame(&mut live, |frame| frame["type"] == "receive" && frame["purpose"]["id"] == ID).await;
    assert_eq!(reader.says(ID, &all_came()).await.status(), 204);
    let stage = stage.restart().await;
    let (status, state) = said(console.at(&stage).outcome(ID, 0).await).await;
    assert_eq!((status, &state["outcome"]), (200, &all_came()), "the outcome outlasts a restart");
}

#[tokio::test]
async fn a_withdrawal_ends_reading_and_writing_at_once() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let mut live = device.live().await.unwrap();
    console.make(&to_device(ID), 1000).await;
    let mut writing = console.begin(ID, 0, 1000, &[7; 100]).await;
    console.reaches(ID, 100).await;
    let mut reading = reader.read(ID, "bytes=0-").await;
    assert_eq!(timeout(SOON, reading.chunk()).await.unwrap().unwrap().unwrap().len(), 100);
    device.withdraws(&stage, "files").await;
    assert_eq!(stage.spooled(), Vec::<String>::new(), "it is in force when it is answered");
    assert!(timeout(SOON, reading.chunk()).await.unwrap().is_err(), "the reader hears that it is no end");
    let mut answer = [0; 12];
    timeout(SOON, writing.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 409");
    let (status, body) = said(console.write(ID, 100, b"more").await).await;
    assert_eq!((status, &body["message"]), (410, &json!("the customer's permission has ended")));
    assert_eq!(refused(reader.read(ID, "bytes=0-").await).await.0, 410);
    assert_eq!(refused(console.outcome(ID, 30).await).await.0, 410);
    let told = until_frame(&mut live, |frame| frame["type"] == "transfer_ended").await;
    assert_eq!((&told["upload"], &told["why"]), (&json!(ID), &json!("withdrawn")));
    let told = events(&ines, &lsid).await;
    assert_eq!(told[told.len() - 2..], ["file_upload_failed", "capability_stopped"]);
    assert_eq!(
        refused(console.make(&to_device("transfer-2"), 5).await).await,
        (409, "wrong_state".to_owned())
    );
}

#[tokio::test]
async fn either_side_can_end_it() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let mut live = device.live().await.unwrap();
    for (n, by_console) in [(1, true), (2, false)] {
        let id = format!("transfer-{n}");
        console.make(&to_device(&id), 10).await;
        let (ends, hears) = if by_console { (&console, &reader) } else { (&reader, &console) };
        assert_eq!(ends.end(&id).await.status(), 204);
        assert_eq!(ends.end(&id).await.status(), 204, "the same again");
        assert_eq!(refused(hears.outcome(&id, 0).await).await.0, 410);
        let why = if by_console { "taken_back" } else { "refused" };
        until_frame(&mut live, |frame| frame["why"] == why && frame["upload"] == id.as_str()).await;
    }
    assert_eq!(stage.spooled(), Vec::<String>::new());
    let told = events(&ines, &lsid).await;
    assert_eq!(told[told.len() - 2..], ["file_upload_failed", "file_upload_failed"]);
}

#[tokio::test]
async fn nobody_sends_more_than_the_customer_allows() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = joined(&stage).await;
    let console = Peer::console(&stage, &ines, &lsid);
    let sender = Peer::device(&stage, &device);
    assert_eq!(refused(console.make(&to_device(ID), 5).await).await, (409, "wrong_state".to_owned()));
    let area = json!({"kind": "place", "place": "downloads"});
    let only_to = json!({"to_device": true, "from_device": false, "change": false, "area": area});
    allow(&stage, &ines, &device, only_to).await;
    let mut replacing = to_device("transfer-2");
    replacing["if_taken"] = json!("replace");
    assert_eq!(refused(console.make(&replacing, 5).await).await, (403, "forbidden".to_owned()));
    replacing["if_taken"] = json!("skip");
    replacing["taken"] = json!([["report.pdf", "replace"]]);
    assert_eq!(refused(console.make(&replacing, 5).await).await, (403, "forbidden".to_owned()));
    assert_eq!(console.make(&to_device(ID), 5).await.status(), 201);
    assert_eq!(
        refused(console.make(&from_device("transfer-3"), 5).await).await.0,
        403,
        "it is the device's to send"
    );
    assert_eq!(refused(sender.make(&to_device("transfer-3"), 5).await).await.0, 403);
    assert_eq!(refused(sender.make(&crate::transfer::chat("photo-0001", "a.jpg"), 5).await).await.0, 403);
    let customer = stage.customer("Grit", "signing-in").await;
    let stranger = Peer::page(&stage, &customer.cookie);
    assert_eq!(refused(stranger.read(ID, "bytes=0-").await).await.0, 404);
    let bram = Peer::console(&stage, &stage.rep("bram").await, &lsid);
    assert_eq!(refused(bram.read(ID, "bytes=0-").await).await.0, 404, "Bram does not see this session");
}

#[tokio::test]
async fn the_end_of_the_session_and_a_day_without_use_end_uploads() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let console = Peer::console(&stage, &ines, &lsid);
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let _lives = (ines.live(None).await, device.live().await.unwrap());
    for n in 1..=2 {
        console.make(&to_device(&format!("transfer-{n}")), 10).await;
    }
    // Ines is signed in as long as she does something every few hours.
    stage.clock.advance_s(8 * 60 * 60);
    ines.snapshot().await;
    stage.clock.advance_s(8 * 60 * 60);
    assert_eq!(console.write("transfer-1", 0, b"x").await.status(), 204);
    stage.clock.advance_s(9 * 60 * 60);
    let only_one = async {
        while stage.spooled() != [format!("{lsid}/transfer-1")] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, only_one).await.expect("what nobody touches ends");
    let (status, body) = said(console.outcome("transfer-2", 0).await).await;
    assert_eq!(status, 410, "{body}");
    ines.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    let none = async {
        while !stage.spooled().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, none).await.expect("the session's end ends its uploads");
    let (status, body) = said(console.outcome("transfer-1", 0).await).await;
    assert_eq!((status, &body["message"]), (410, &json!("the session is over")));
}

#[tokio::test]
async fn a_site_bounds_how_many_files_come_and_how_long_their_names_are() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let (console, reader) = (Peer::console(&stage, &ines, &lsid), Peer::device(&stage, &device));
    let mut settings = stage.store().site().await.unwrap();
    (settings.files.transfer_files, settings.files.name_bytes) = (Some(5), Some(20));
    stage.store().set_site(settings).await.unwrap();
    let with = |id: &str, files: u32, name: &str| {
        let mut purpose = to_device(id);
        (purpose["files"], purpose["name"]) = (json!(files), json!(name));
        purpose
    };
    let long = "a".repeat(21);
    let chat = crate::transfer::chat("photo-0001", &long);
    for (purpose, words) in [
        (with(ID, 6, "a"), "at most 5 files and folders"),
        (with(ID, 5, &long), "at most 20 bytes"),
        (chat, "at most 20 bytes"),
    ] {
        let (status, body) = said(console.make(&purpose, 10).await).await;
        assert_eq!((status, &body["code"]), (413, &json!("too_large")));
        assert!(body["message"].as_str().unwrap().contains(words), "{body}");
    }
    assert_eq!(console.make(&with(ID, 5, &long[1..]), 10).await.status(), 201);
    let looked = reader.request("HEAD", &format!("/{ID}")).send().await.unwrap();
    assert_eq!(header(&looked, "farhand-name-bytes"), "20", "its receiver checks the other names");
    assert_eq!(console.write(ID, 0, b"0123456789").await.status(), 204);
    assert_eq!(header(&reader.read(ID, "bytes=0-").await, "farhand-name-bytes"), "20");
}
