//! Files in the chat: sent by the customer's page and by representatives, kept, and only ever saved.

use farhand_protocol::SessionId;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::browser::Browser;
use crate::stage::{Rep, SOON, Stage};
use crate::transfer::{Peer, bytes, chat, header, refused, said};

const ID: &str = "photo-0001";
/// Of "0123456789".
const SUM: &str = "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882";

/// A session of Ines' with its page.
async fn talking(stage: &Stage) -> (Rep, SessionId, Peer, Peer) {
    let ines = stage.rep("ines").await;
    let begun = stage.customer("Tobias", "signing-in").await;
    ines.accept(&begun.lsid).await;
    let console = Peer::console(stage, &ines, &begun.lsid);
    (ines, begun.lsid, console, Peer::page(stage, &begun.cookie))
}

/// The files in the chat, with their authors' kinds.
async fn files(rep: &Rep, lsid: &SessionId) -> Vec<(String, Value)> {
    let (_, page) = rep.get(&format!("/sessions/{lsid}/entries")).await;
    let entries = page["entries"].as_array().unwrap().clone();
    let files = entries.into_iter().filter(|entry| entry["body"]["kind"] == "file");
    files
        .map(|entry| (entry["author"]["kind"].as_str().unwrap().to_owned(), entry["body"]["file"].clone()))
        .collect()
}

#[tokio::test]
async fn a_photo_is_sent_stands_in_the_chat_once_and_is_saved() {
    let stage = Stage::open().await;
    let (ines, lsid, console, page) = talking(&stage).await;
    assert_eq!(page.make(&chat(ID, "photo.jpg"), 10).await.status(), 201);
    assert_eq!(page.write(ID, 0, b"01234").await.status(), 204);
    assert_eq!(files(&ines, &lsid).await, [], "it is not complete");
    assert_eq!(refused(console.read(ID, "bytes=0-").await).await, (409, "wrong_state".to_owned()));
    assert_eq!(page.write(ID, 5, b"56789").await.status(), 204);
    assert_eq!(page.write(ID, 10, b"").await.status(), 204, "the last answer was lost");
    assert_eq!(page.make(&chat(ID, "photo.jpg"), 10).await.status(), 201);
    assert_eq!(page.offset(ID).await, 10);
    let there = files(&ines, &lsid).await;
    assert_eq!(there.len(), 1, "{there:?}");
    let (author, file) = &there[0];
    assert_eq!(
        (author.as_str(), &file["upload"], &file["name"]),
        ("customer", &json!(ID), &json!("photo.jpg"))
    );
    assert_eq!((&file["size"], &file["sha256"]), (&json!(10), &json!(SUM)));
    for reader in [&console, &page] {
        let saved = reader.read(ID, "bytes=2-").await;
        assert_eq!(header(&saved, "content-type"), "application/octet-stream");
        assert_eq!(header(&saved, "x-content-type-options"), "nosniff");
        assert!(header(&saved, "content-disposition").starts_with("attachment; filename=\"photo.jpg\""));
        assert!(header(&saved, "content-security-policy").contains("sandbox"));
        let tag = header(&saved, "etag");
        assert_eq!(saved.bytes().await.unwrap(), "23456789");
        let request = reader.request("GET", &format!("/{ID}")).header("Range", "bytes=8-");
        let other = request.try_clone().unwrap().header("If-Range", "\"other\"").send().await.unwrap();
        assert_eq!((other.status().as_u16(), other.bytes().await.unwrap().len()), (200, 10));
        let same = request.header("If-Range", tag).send().await.unwrap();
        assert_eq!((same.status().as_u16(), same.bytes().await.unwrap().len()), (206, 2));
    }
    assert_eq!(refused(page.end(ID).await).await, (409, "wrong_state".to_owned()), "the chat has it");
    assert_eq!(refused(console.end(ID).await).await, (403, "forbidden".to_owned()));
    assert_eq!(refused(console.says(ID, &crate::transfer::all_came()).await).await.0, 409);
}

#[tokio::test]
async fn what_a_representative_sends_reaches_the_page_and_nobody_else() {
    let stage = Stage::open().await;
    let (ines, lsid, console, page) = talking(&stage).await;
    assert_eq!(console.make(&chat(ID, "<b>run<b>.html"), 10).await.status(), 201);
    assert_eq!(console.write(ID, 0, b"0123456789").await.status(), 204);
    assert_eq!(files(&ines, &lsid).await[0].0, "representative");
    let saved = page.read(ID, "bytes=0-").await;
    assert!(header(&saved, "content-disposition").starts_with("attachment; filename=\"_b_run_b_.html\""));
    let seen = stage.store().customer_entries(&lsid, 0).await.unwrap();
    assert!(seen.iter().any(|entry| entry.client_id.as_ref().is_some_and(|id| id.as_str() == ID)));
    let other = stage.customer("Grit", "signing-in").await;
    let stranger = Peer::page(&stage, &other.cookie);
    assert_eq!(refused(stranger.read(ID, "bytes=0-").await).await.0, 404);
    let elsewhere = page.request("DELETE", &format!("/{ID}")).header("Origin", "https://x.example");
    assert_eq!(refused(elsewhere.send().await.unwrap()).await.0, 403);
}

#[tokio::test]
async fn a_file_that_is_not_the_announced_one_begins_anew() {
    let stage = Stage::open().await;
    let (ines, lsid, _, page) = talking(&stage).await;
    let text = |name: &str, value: &str| format!("{name} {}", data_encoding::BASE64.encode(value.as_bytes()));
    let purpose = text("purpose", &chat(ID, "photo.jpg").to_string());
    assert_eq!(page.make_with(&format!("{purpose},{}", text("sha256", SUM)), 10).await.status(), 201);
    assert_eq!(refused(page.write(ID, 0, b"0123456780").await).await, (460, "invalid_field".to_owned()));
    assert_eq!(page.offset(ID).await, 0);
    assert_eq!(files(&ines, &lsid).await, []);
    assert_eq!(page.write(ID, 0, b"0123456789").await.status(), 204);
    assert_eq!(files(&ines, &lsid).await.len(), 1);
    let plain = page.make_with(&text("filename", "empty.txt"), 0).await;
    assert_eq!(plain.status(), 201, "an id of its own, and nothing to wait for");
    assert_eq!(files(&ines, &lsid).await[1].1["size"], 0);
}

#[tokio::test]
async fn an_id_stands_for_one_thing() {
    let stage = Stage::open().await;
    let (ines, lsid, console, page) = talking(&stage).await;
    assert_eq!(ines.say(&lsid, "message-01", "Hello").await.0, 200);
    assert_eq!(refused(console.make(&chat("message-01", "a.txt"), 5).await).await.0, 409);
    assert_eq!(page.make(&chat(ID, "a.txt"), 5).await.status(), 201);
    assert_eq!(
        refused(page.make(&chat(ID, "b.txt"), 5).await).await,
        (409, "idempotency_mismatch".to_owned())
    );
    assert_eq!(refused(console.make(&chat(ID, "a.txt"), 5).await).await.0, 409, "it is the customer's");
}

#[tokio::test]
async fn a_file_that_was_complete_when_the_program_ended_comes_into_the_chat() {
    let stage = Stage::open().await;
    let (ines, lsid, _, page) = talking(&stage).await;
    assert_eq!(page.make(&chat(ID, "photo.jpg"), 10).await.status(), 201);
    let file = stage.data().join("spool").join(lsid.as_str()).join(ID);
    let stage = stage.restart_after(|| std::fs::write(&file, "0123456789").unwrap()).await;
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    let there = files(&ines, &lsid).await;
    assert_eq!((there.len(), &there[0].1["sha256"]), (1, &json!(SUM)));
    assert_eq!(page.at(&stage).offset(ID).await, 10);
    let large = bytes(700_000);
    let page = page.at(&stage);
    assert_eq!(page.make(&chat("photo-0002", "b.jpg"), large.len()).await.status(), 201);
    assert_eq!(page.write("photo-0002", 0, &large[..400_000]).await.status(), 204);
    let stage = stage.restart().await;
    let (page, ines) = (page.at(&stage), Rep { url: stage.running.url().to_owned(), ..ines });
    assert_eq!(page.write("photo-0002", 400_000, &large[400_000..]).await.status(), 204);
    use sha2::Digest;
    let sum = data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(&large));
    assert_eq!(files(&ines, &lsid).await[1].1["sha256"], json!(sum), "all of it was hashed");
}

#[tokio::test]
async fn files_are_kept_for_their_time_and_go_on_living_after_the_session() {
    let stage = Stage::open().await;
    let (ines, lsid, console, page) = talking(&stage).await;
    page.make(&chat(ID, "photo.jpg"), 10).await;
    page.write(ID, 0, b"0123456789").await;
    page.make(&chat("photo-0002", "half.jpg"), 10).await;
    page.write("photo-0002", 0, b"01234").await;
    ines.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    assert_eq!(refused(page.write("photo-0002", 5, b"56789").await).await.0, 410);
    for reader in [&console, &page] {
        assert_eq!(reader.read(ID, "bytes=0-").await.bytes().await.unwrap(), "0123456789");
    }
    assert_eq!(
        refused(page.make(&chat("photo-0003", "late.jpg"), 10).await).await,
        (409, "wrong_state".to_owned())
    );
    stage.clock.advance_s(8 * 24 * 60 * 60);
    let gone = async {
        while !stage.spooled().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, gone).await.expect("files are kept for a week");
}

#[tokio::test]
async fn a_site_can_switch_files_in_the_chat_off() {
    let stage = Stage::open().await;
    let mut settings = stage.store().site().await.unwrap();
    settings.files.chat_file_bytes = Some(0);
    stage.store().set_site(settings).await.unwrap();
    let (_, _, _, page) = talking(&stage).await;
    assert_eq!(refused(page.make(&chat(ID, "photo.jpg"), 10).await).await, (403, "forbidden".to_owned()));
    let mut browser = Browser::waiting(&stage, "Mara", "signing-in").await;
    assert!(browser.get("/session").await.text.contains("data-file-limit=\"0\""));
    let (status, body) = said(page.request("OPTIONS", "").send().await.unwrap()).await;
    assert_eq!(status, 204, "{body}");
}

#[tokio::test]
async fn a_customer_holds_no_more_than_a_few_files_and_none_that_stands_still() {
    let stage = Stage::open().await;
    let (ines, lsid, console, page) = talking(&stage).await;
    let _page = stage.running.app().feed.join_customer(lsid.clone()).await.unwrap();
    let _live = ines.live(None).await;
    let file = |n: usize| chat(&format!("photo-000{n}"), "photo.jpg");
    for n in 0..4 {
        assert_eq!(page.make(&file(n), 1000).await.status(), 201);
    }
    let (status, body) = said(page.make(&file(4), 1000).await).await;
    assert_eq!((status, &body["retryable"]), (503, &json!(true)), "{body}");
    assert_eq!(console.make(&file(5), 1000).await.status(), 201, "the limit is the customer's own");
    assert_eq!(page.make(&file(1), 1000).await.status(), 201, "one of those that are there");

    stage.clock.advance_s(6 * 60);
    assert_eq!(page.write("photo-0001", 0, b"0123").await.status(), 204);
    assert_eq!(page.write("photo-0002", 0, b"").await.status(), 204, "nothing comes of it");
    page.offset("photo-0003").await;
    stage.clock.advance_s(6 * 60);
    let left = [format!("{lsid}/photo-0001"), format!("{lsid}/photo-0005")];
    let ended = async {
        while stage.spooled() != left {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, ended).await.expect("what stands still ends");
    let (status, body) = said(page.write("photo-0002", 0, b"0123").await).await;
    assert_eq!((status, &body["message"]), (410, &json!("nobody went on with the transfer for too long")));
    assert_eq!(page.make(&file(4), 1000).await.status(), 201, "there is room again");
}
