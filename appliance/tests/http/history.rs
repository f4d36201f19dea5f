//! Ended sessions, from outside.

use http::StatusCode;
use serde_json::json;

use crate::stage::{Rep, Stage, fresh_key};
use crate::transfer::{Peer, chat, header, said};

async fn ended(stage: &Stage, name: &str, rep: &Rep) -> farhand_protocol::SessionId {
    let begun = stage.customer(name, "signing-in").await;
    stage.clock.advance_s(15);
    rep.accept(&begun.lsid).await;
    rep.say(&begun.lsid, &fresh_key(), "Have you turned the \"spindle\"?").await;
    rep.send("POST", &format!("/sessions/{}/end", begun.lsid), &fresh_key(), json!({})).await;
    begun.lsid
}

/// The answer as it is: status, content type, text.
async fn file(stage: &Stage, rep: &Rep, path: &str) -> (StatusCode, String, String) {
    let request = stage.request("GET", &format!("/api/v1{path}")).bearer_auth(&rep.token);
    let response = request.send().await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    let status = StatusCode::from_u16(response.status().as_u16()).unwrap();
    (status, kind, response.text().await.unwrap())
}

#[tokio::test]
async fn a_session_is_found_read_and_counted() {
    let stage = Stage::open().await;
    let (ines, bram, yusuf) = (stage.rep("ines").await, stage.rep("bram").await, stage.rep("yusuf").await);
    let lsid = ended(&stage, "Tobias Beispiel", &bram).await;
    for (rep, path, rows) in [
        (&bram, "/history?text=spindle&customer=beisp&representative=2&queue=team:1", 1),
        (&ines, "/history?text=turned+spin", 1),
        (&ines, "/history?text=nothing+of+that", 0),
        (&ines, "/history?representative=3", 0),
        (&yusuf, "/history", 0),
    ] {
        let (status, page) = rep.get(path).await;
        assert_eq!((status, page["rows"].as_array().unwrap().len()), (StatusCode::OK, rows), "{path}");
    }
    let (_, page) = ines.get("/history?text=spindle").await;
    assert_eq!(page["rows"][0]["waited_ms"], 15_000);
    assert!(page["rows"][0]["found"].as_str().unwrap().contains("\u{1}spindle\u{2}"));
    let (status, detail) = ines.get(&format!("/history/{lsid}")).await;
    assert_eq!((status, &detail["row"]["customer"]), (StatusCode::OK, &json!("Tobias Beispiel")));
    let (_, newer) = ines.get(&format!("/history/{lsid}/entries?limit=1")).await;
    assert_eq!(newer["entries"][0]["body"]["event"]["kind"], "session_end");
    for path in ["", "/entries", "/snapshots/1"] {
        let (status, _) = yusuf.get(&format!("/history/{lsid}{path}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    let (_, volume) = ines.get("/history/volume?by=day&from=1799990000000&to=1800100000000").await;
    assert_eq!(
        (&volume["points"][0]["accepted"], &volume["points"][0]["median_ms"]),
        (&json!(1), &json!(15_000))
    );
    let (_, audit) = ines.get("/audit").await;
    assert_eq!(audit["rows"][0]["deed"]["kind"], "history_read");
}

#[tokio::test]
async fn a_file_of_the_chat_is_there_for_as_long_as_it_is_kept() {
    let stage = Stage::open().await;
    let (ines, bram, yusuf) = (stage.rep("ines").await, stage.rep("bram").await, stage.rep("yusuf").await);
    let begun = stage.customer("Tobias Beispiel", "signing-in").await;
    let lsid = &begun.lsid;
    bram.accept(lsid).await;
    let page = Peer::page(&stage, &begun.cookie);
    page.make(&chat("photo-0001", "setup\u{202e}fdp.exe"), 10).await;
    page.write("photo-0001", 0, b"0123456789").await;
    page.make(&chat("photo-0002", "half.jpg"), 10).await;
    page.write("photo-0002", 0, b"01234").await;
    let path = format!("/history/{lsid}/files/photo-0001");
    assert_eq!(bram.get(&path).await.0, StatusCode::NOT_FOUND, "the session goes on");
    bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
    let fetch = async |rep: &Rep, range: &str| {
        let request = stage.request("GET", &format!("/api/v1{path}")).bearer_auth(&rep.token);
        request.header("range", range).send().await
    };
    for rep in [&bram, &ines] {
        let file = fetch(rep, "bytes=4-").await.unwrap();
        assert_eq!(file.status().as_u16(), 206);
        assert_eq!(header(&file, "content-range"), "bytes 4-9/10");
        assert_eq!(header(&file, "content-type"), "application/octet-stream");
        assert!(header(&file, "content-disposition").starts_with("attachment;"));
        assert_eq!(file.bytes().await.unwrap(), "456789");
    }
    assert_eq!(fetch(&ines, "bytes=0-").await.unwrap().bytes().await.unwrap(), "0123456789");
    assert_eq!(yusuf.get(&path).await.0, StatusCode::NOT_FOUND, "not for these eyes");
    for other in ["photo-0002", "photo-0003"] {
        let (status, _) = bram.get(&format!("/history/{lsid}/files/{other}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{other}");
    }
    let (_, audit) = ines.get("/audit").await;
    let deed = &audit["rows"][0]["deed"];
    assert_eq!(audit["rows"].as_array().unwrap().len(), 1, "however many pieces were asked for: {audit}");
    assert_eq!(
        (&deed["kind"], &deed["customer"]),
        (&json!("history_file_fetched"), &json!("Tobias Beispiel"))
    );
    assert_eq!(deed["name"], "setup\u{fffd}fdp.exe");
    stage.clock.advance_s(8 * 24 * 60 * 60);
    let bram = stage.rep("bram").await;
    // Connections that are open end with so long a time.
    let gone = async || fetch(&bram, "bytes=0-").await.ok().filter(|answer| answer.status().as_u16() == 410);
    let (_, body) = said(crate::stage::eventually(gone).await).await;
    assert_eq!(body["message"], "this file is not kept any more");
}

#[tokio::test]
async fn an_export_is_a_whole_file_without_formulas_and_is_noted() {
    let stage = Stage::open().await;
    let bram = stage.rep("bram").await;
    ended(&stage, "=cmd|' /C calc'!A0", &bram).await;
    for number in 0..220 {
        let lsid = stage.customer(&format!("Customer {number}"), "signing-in").await.lsid;
        stage.store().customer_end(&lsid).await.unwrap();
    }
    let ines = stage.rep("ines").await;
    let (status, kind, csv) = file(&stage, &ines, "/history/export?format=csv").await;
    assert_eq!((status, kind.as_str()), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(csv.matches("\r\n").count(), 222);
    assert!(csv.starts_with("session,customer,"));
    assert!(csv.contains(",'=cmd|' /C calc'!A0,"), "{csv}");
    let (_, kind, json) = file(&stage, &ines, "/history/export?format=json").await;
    let rows: Vec<farhand_protocol::history::HistoryRow> = serde_json::from_str(&json).unwrap();
    assert_eq!((rows.len(), kind.as_str()), (221, "application/json"));
    let (_, _, none) = file(&stage, &ines, "/history/export?format=json&text=nobody").await;
    assert_eq!(none, "[]");
    let noted = async || {
        let (_, audit) = ines.get("/audit").await;
        let deeds: Vec<_> = audit["rows"].as_array()?.iter().map(|row| row["deed"].clone()).collect();
        let left = deeds.iter().filter_map(|deed| deed["rows"].as_u64()).collect::<Vec<_>>();
        let begun = deeds.iter().filter(|deed| deed["kind"] == "history_export_begun").count();
        (left == [0, 221, 221] && begun == 3).then_some(())
    };
    crate::stage::eventually(noted).await;
}

#[tokio::test]
async fn an_export_is_noted_before_anything_leaves() {
    let stage = Stage::open().await;
    let (ines, bram) = (stage.rep("ines").await, stage.rep("bram").await);
    ended(&stage, "Tobias Beispiel", &bram).await;
    let request = stage.request("GET", "/api/v1/history/export?format=csv").bearer_auth(&ines.token);
    let response = request.send().await.unwrap();
    let (_, audit) = ines.get("/audit").await;
    let kinds: Vec<_> = audit["rows"].as_array().unwrap().iter().map(|row| &row["deed"]["kind"]).collect();
    assert!(kinds.contains(&&json!("history_export_begun")), "{audit}");
    assert!(response.text().await.unwrap().contains("Tobias"));
}

#[tokio::test]
async fn what_is_malformed_is_refused() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    for (path, expected) in [
        ("/history?limit=0", 400),
        ("/history?limit=201", 400),
        ("/history?queue=x", 400),
        ("/history?representative=-1", 400),
        ("/history?from=-1", 400),
        ("/history?unknown=1", 400),
        ("/history?after=zz", 422),
        ("/history/export?format=xml", 400),
        ("/history/export", 400),
        ("/history/volume?by=hour", 400),
        ("/history/volume?by=hour&from=2&to=1", 422),
        ("/history/volume?by=hour&from=1&to=9000000000000", 422),
        ("/history/zz", 404),
    ] {
        let (status, body) = ines.get(path).await;
        assert_eq!(status.as_u16(), expected, "{path} {body}");
    }
    let long = "x".repeat(201);
    assert_eq!(ines.get(&format!("/history?text={long}")).await.0.as_u16(), 422);
}
