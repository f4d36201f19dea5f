use std::fs;

use farhand_core::contract::Secret;
use farhand_core::effect::SiteAccess;
use farhand_protocol::history::{TookPart, VolumeBy};
use farhand_protocol::session::{Channel, EndReason};
use farhand_protocol::{ApiError, ErrorCode, QueueId, RepresentativeId, Timestamp};
use farhand_testkit::build;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::api::Http;
use crate::config::Timeouts;
use crate::incoming::Era;
use crate::requests::Requests;
use crate::test_server::{Reply, TestServer};

fn historian(server: &TestServer) -> Historian {
    let (inbox, _) = tokio::sync::mpsc::channel(1);
    let http = Arc::new(Http::new(Timeouts::default().request, Vec::new()));
    let mut requests = Requests::new(http, inbox);
    let address = format!("http://{}", server.address);
    requests.use_site(Era(1), Some(SiteAccess { address, token: Some(Secret("t0ken".to_owned())) }));
    Historian::new(requests.in_use())
}

async fn answering(body: Value) -> (TestServer, Historian) {
    let server = TestServer::start(move |_| Reply::Json(200, body.clone())).await;
    let historian = historian(&server);
    (server, historian)
}

fn row() -> farhand_protocol::history::HistoryRow {
    farhand_protocol::history::HistoryRow {
        lsid: build::lsid(1),
        customer: "Rosa\u{202e} Iversen".to_owned(),
        company: None,
        issue: None,
        queue: QueueId::General,
        queue_name: "General".to_owned(),
        channel: Channel::BrowserPhone,
        owner: Some("Ines".to_owned()),
        created_at: build::NOW,
        ended_at: build::NOW,
        reason: EndReason::Customer,
        waited_ms: 1,
        handled_ms: 2,
        rating: None,
        found: Some("\u{1}Wi-Fi\u{2}\u{202e}".to_owned()),
    }
}

fn query() -> HistoryQuery {
    HistoryQuery {
        text: Some("wi-fi & more".to_owned()),
        representative: Some(7),
        queue: Some("team:3".parse().unwrap()),
        from: Some(Timestamp(5)),
        after: Some("row+9".to_owned()),
        limit: Some(20),
        ..HistoryQuery::default()
    }
}

#[tokio::test]
async fn a_search_says_what_is_looked_for_and_its_rows_are_fit_for_showing() {
    let page = HistoryPage { rows: vec![row()], next: Some("n".to_owned()) };
    let (server, historian) = answering(json!(page)).await;
    let page = historian.search(&query()).await.unwrap();
    assert_eq!(page.rows[0].customer, "Rosa\u{fffd} Iversen");
    assert_eq!(page.rows[0].found.as_deref(), Some("\u{1}Wi-Fi\u{2}\u{fffd}"));
    let heard = server.heard();
    let (path, asked) = heard[0].line.split_once('?').unwrap();
    assert_eq!(path, "GET /api/v1/history");
    let mut asked: Vec<&str> = asked.split('&').collect();
    asked.sort_unstable();
    let expected =
        ["after=row%2B9", "from=5", "limit=20", "queue=team%3A3", "representative=7", "text=wi-fi+%26+more"];
    assert_eq!(asked, expected);
    assert_eq!(heard[0].header("authorization"), Some("Bearer t0ken"));
}

#[tokio::test]
async fn a_session_its_earlier_entries_and_what_was_kept_have_their_addresses() {
    let detail = HistoryDetail {
        session: build::session(1),
        row: row(),
        took_part: vec![TookPart { id: RepresentativeId(7), name: "Ines\u{202e}".to_owned() }],
        entries: vec![build::message(4, "a\u{202e}b")],
        snapshots: Vec::new(),
    };
    let (server, historian) = answering(json!(detail)).await;
    let detail = historian.detail(&build::lsid(1)).await.unwrap();
    assert!(format!("{:?}", detail.entries[0].body).contains("a\u{fffd}b"));
    assert_eq!(detail.took_part[0].name, "Ines\u{fffd}");
    let lsid = build::lsid(1);
    assert_eq!(server.heard()[0].line, format!("GET /api/v1/history/{lsid}"));

    let page = EntriesPage { entries: vec![build::message(1, "a\u{202e}b")], has_earlier: false };
    let (server, historian) = answering(json!(page)).await;
    let page = historian.entries(&lsid, 4).await.unwrap();
    assert!(format!("{:?}", page.entries[0].body).contains("a\u{fffd}b"));
    assert_eq!(server.heard()[0].line, format!("GET /api/v1/history/{lsid}/entries?before=4"));

    let kept = json!({"head": {"number": 2, "name": "", "by": "Ines", "at": 9}, "readings": []});
    let (server, historian) = answering(kept).await;
    assert_eq!(historian.snapshot(&lsid, 2).await.unwrap().head.number, 2);
    assert_eq!(server.heard()[0].line, format!("GET /api/v1/history/{lsid}/snapshots/2"));
}

#[tokio::test]
async fn volumes_and_the_audit_log_have_their_addresses() {
    let (server, historian) = answering(json!({"by": "day", "points": []})).await;
    let query = VolumeQuery {
        by: VolumeBy::Day,
        offset_min: Some(-60),
        from: Timestamp(1),
        to: Timestamp(9),
        queue: None,
        representative: None,
    };
    assert_eq!(historian.volume(&query).await.unwrap().by, VolumeBy::Day);
    let line = server.heard()[0].line.clone();
    assert!(line.starts_with("GET /api/v1/history/volume?"), "{line}");
    for field in ["by=day", "offset_min=-60", "from=1", "to=9"] {
        assert!(line.contains(field), "{line}");
    }
    assert!(!line.contains("queue"), "{line}");

    let deed = json!({"kind": "signed_out", "name": "Bram\u{202e}"});
    let row = json!({"id": 4, "at": 5, "by": 1, "by_name": "Ines", "deed": deed});
    let (server, historian) = answering(json!({"rows": [row], "before": 4})).await;
    let page = historian.audit(Some(9)).await.unwrap();
    assert!(format!("{:?}", page.rows[0].deed).contains("Bram\u{fffd}"));
    historian.audit(None).await.unwrap();
    let lines: Vec<String> = server.heard().into_iter().map(|heard| heard.line).collect();
    assert_eq!(lines, ["GET /api/v1/audit?before=9", "GET /api/v1/audit"]);
}

fn files(folder: &TempDir) -> Vec<String> {
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn an_export_is_saved_under_a_name_of_its_own() {
    let text = "customer,queue\r\nRosa,General\r\n";
    let server = TestServer::start(move |_| {
        Reply::Raw(format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n{text}", text.len()))
    })
    .await;
    let (historian, folder) = (historian(&server), TempDir::new().unwrap());
    let downloads = folder.path();
    let first = historian.export(&query(), ExportFormat::Csv, downloads).await.unwrap();
    let second = historian.export(&query(), ExportFormat::Csv, downloads).await.unwrap();
    let json = historian.export(&query(), ExportFormat::Json, downloads).await.unwrap();
    assert_eq!(fs::read_to_string(&first).unwrap(), text);
    assert_eq!(fs::read_to_string(&second).unwrap(), text);
    assert_eq!(json, downloads.join("Farhand sessions.json"));
    assert_eq!(files(&folder), ["Farhand sessions (2).csv", "Farhand sessions.csv", "Farhand sessions.json"]);
    let line = server.heard()[0].line.clone();
    assert!(line.starts_with("GET /api/v1/history/export?format=csv&"), "{line}");
    assert!(line.contains("text=wi-fi+%26+more") && !line.contains("after=") && !line.contains("limit="));
}

#[tokio::test]
async fn of_an_export_that_breaks_off_nothing_is_left() {
    let half = || Reply::Raw("HTTP/1.1 200 X\r\ncontent-length: 900\r\n\r\ncustomer".to_owned());
    let refused = || Reply::Json(403, json!(ApiError::new(ErrorCode::Forbidden, "not yours")));
    let folder = TempDir::new().unwrap();
    for (reply, code) in [
        (half as fn() -> Reply, UiErrorCode::Unreachable),
        (refused as fn() -> Reply, UiErrorCode::Forbidden),
    ] {
        let server = TestServer::start(move |_| reply()).await;
        let historian = historian(&server);
        let error = historian.export(&query(), ExportFormat::Csv, folder.path()).await.unwrap_err();
        assert_eq!(error.code, code);
        assert_eq!(files(&folder), Vec::<String>::new());
    }
    let server = TestServer::start(move |_| Reply::Json(200, json!([]))).await;
    let taken = folder.path().join("file");
    fs::write(&taken, "").unwrap();
    let error = historian(&server).export(&query(), ExportFormat::Json, &taken).await.unwrap_err();
    assert_eq!(error.code, UiErrorCode::Storage);
}
