//! Requests about the device's files: who may ask what, and what becomes of the answers.

use http::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::device::{Device, events, until_frame};
use crate::stage::{Live, Rep, SOON, Stage};
use crate::transfer::{allow, everything, joined, shared};

fn path(names: &[&str]) -> Value {
    json!({"root": "home", "names": names})
}

/// Asks, without waiting for the answer.
fn asking(rep: &Rep, device: &Device, request: Value) -> JoinHandle<(StatusCode, Value)> {
    let (rep, path) = (rep.clone(), format!("/sessions/{}/files", device.lsid));
    tokio::spawn(async move { rep.post(&path, request).await })
}

/// The number of the next request that the device hears.
async fn heard(live: &mut Live) -> (u64, Value) {
    let frame = until_frame(live, |frame| frame["type"] == "files").await;
    (frame["request"].as_u64().unwrap(), frame["files"].clone())
}

/// Asks, and has the device answer this.
async fn answered(
    stage: &Stage,
    rep: &Rep,
    (device, live): (&Device, &mut Live),
    request: Value,
    answer: &Value,
) -> (StatusCode, Value) {
    let asked = asking(rep, device, request.clone());
    let (number, files) = heard(live).await;
    assert_eq!(files, request);
    let (status, body) = device.post(stage, &format!("/device/files/{number}"), answer.clone()).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    timeout(SOON, asked).await.unwrap().unwrap()
}

fn code((status, body): &(StatusCode, Value)) -> (u16, &str) {
    (status.as_u16(), body["code"].as_str().unwrap_or("none"))
}

#[tokio::test]
async fn a_request_goes_to_the_device_and_its_answer_comes_back() {
    let stage = Stage::open().await;
    let (ines, _lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let roots = json!({"kind": "roots", "roots": [
        {"id": "home", "place": "home", "name": "Home", "free": 5, "total": null}]});
    let said = answered(&stage, &ines, (&device, &mut live), json!({"kind": "roots"}), &roots).await;
    assert_eq!(said, (StatusCode::OK, roots));
    let list = json!({"kind": "list", "path": path(&["caf\u{f7e9}"]), "order": "size", "descending": true,
        "hidden": false, "contains": null, "from": 0, "count": 500, "listing": null});
    let listing = json!({"kind": "listing", "listing": 7, "total": 0, "hidden": 2, "from": 0, "entries": [], "free": null});
    let said = answered(&stage, &ines, (&device, &mut live), list, &listing).await;
    assert_eq!(said, (StatusCode::OK, listing));
    let fault =
        json!({"kind": "failed", "code": "not_found", "names": ["x"], "message": "\"x\" does not exist"});
    let stat = json!({"kind": "stat", "paths": [path(&["x"])]});
    assert_eq!(answered(&stage, &ines, (&device, &mut live), stat, &fault).await, (StatusCode::OK, fault));
}

#[tokio::test]
async fn changes_stand_in_the_sessions_log() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let done = json!({"kind": "done", "faults": [], "trashed": []});
    let trashed = json!({"path": path(&["a"]), "mark": "files/a"});
    let in_trash = json!({"kind": "done", "faults": [], "trashed": [trashed]});
    let refused =
        json!({"kind": "failed", "code": "taken", "names": ["b"], "message": "\"b\" is there already"});
    let steps = [
        (json!({"kind": "make_folder", "folder": path(&[]), "name": "New"}), &done),
        (json!({"kind": "rename", "path": path(&["a"]), "name": "b"}), &done),
        (json!({"kind": "rename", "path": path(&["a"]), "name": "b"}), &refused),
        (
            json!({"kind": "move", "paths": [path(&["b"])], "folder": path(&["New"]), "if_taken": "skip"}),
            &done,
        ),
        (json!({"kind": "delete", "paths": [path(&["a"]), path(&["c"])], "for_good": false}), &in_trash),
        (json!({"kind": "restore", "trashed": [trashed]}), &done),
    ];
    for (request, answer) in steps {
        let said = answered(&stage, &ines, (&device, &mut live), request, answer).await;
        assert_eq!(&said, &(StatusCode::OK, answer.clone()));
    }
    let told = events(&ines, &lsid).await;
    let changes = ["directory_created", "file_moved", "file_moved", "file_deleted", "file_restored"];
    assert_eq!(told[told.len() - 5..], changes);
    let (_, page) = ines.get(&format!("/sessions/{lsid}/entries")).await;
    let entries = page["entries"].as_array().unwrap();
    let deleted = entries.iter().find(|entry| entry["body"]["event"]["kind"] == "file_deleted").unwrap();
    let event = json!({"kind": "file_deleted", "path": "Home/a and 1 more", "count": 2, "trash": true});
    assert_eq!((&deleted["body"]["event"], &deleted["author"]["name"]), (&event, &json!("Ines Exemplar")));
}

#[tokio::test]
async fn each_kind_of_request_needs_its_part_of_the_permission() {
    let stage = Stage::open().await;
    let (ines, _lsid, device) = joined(&stage).await;
    let send = json!({"kind": "send", "transfer": "transfer-1", "paths": [path(&["a"])]});
    let make = json!({"kind": "make_folder", "folder": path(&[]), "name": "New"});
    let changes = [
        json!({"kind": "rename", "path": path(&["a"]), "name": "b"}),
        json!({"kind": "move", "paths": [path(&["a"])], "folder": path(&[]), "if_taken": "keep_both"}),
        json!({"kind": "delete", "paths": [path(&["a"])], "for_good": true}),
        json!({"kind": "restore", "trashed": [{"path": path(&["a"]), "mark": "a"}]}),
    ];
    let ask = async |request: &Value| asking(&ines, &device, request.clone()).await.unwrap();
    assert_eq!(code(&ask(&json!({"kind": "roots"})).await), (409, "wrong_state"), "nothing is allowed");
    let scope = |to: bool, from: bool| json!({"to_device": to, "from_device": from, "change": false, "area": {"kind": "whole"}});
    // Nothing is connected: what passes the check of the permission is told that.
    for (to, from) in [(true, false), (false, true)] {
        allow(&stage, &ines, &device, scope(to, from)).await;
        assert_eq!(code(&ask(&json!({"kind": "roots"})).await), (503, "unavailable"));
        assert_eq!(code(&ask(&make).await), if to { (503, "unavailable") } else { (403, "forbidden") });
        assert_eq!(code(&ask(&send).await), if from { (503, "unavailable") } else { (403, "forbidden") });
        for change in &changes {
            assert_eq!(code(&ask(change).await), (403, "forbidden"), "{change}");
        }
        device.withdraws(&stage, "files").await;
    }
    let bram = stage.rep("bram").await;
    let stranger = asking(&bram, &device, json!({"kind": "roots"})).await.unwrap();
    assert_eq!(code(&stranger), (404, "not_found"));
}

#[tokio::test]
async fn a_device_that_goes_away_is_not_waited_for() {
    let stage = Stage::open().await;
    let (ines, _lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let asked = asking(&ines, &device, json!({"kind": "roots"}));
    let (number, _) = heard(&mut live).await;
    drop(live);
    let said = timeout(SOON, asked).await.expect("at once").unwrap();
    assert_eq!((code(&said), &said.1["retryable"]), ((503, "unavailable"), &json!(true)));
    assert!(said.1["message"].as_str().unwrap().contains("connection was lost"), "{}", said.1);
    let roots = json!({"kind": "roots", "roots": []});
    let late = device.post(&stage, &format!("/device/files/{number}"), roots).await;
    assert_eq!(code(&late), (404, "not_found"));
}

#[tokio::test]
async fn a_device_that_says_nothing_is_given_up() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let request = stage.request("POST", &format!("/api/v1/sessions/{lsid}/files")).bearer_auth(&ines.token);
    let asked = tokio::spawn(
        request.json(&json!({"kind": "make_folder", "folder": path(&[]), "name": "New"})).send(),
    );
    let (number, _) = heard(&mut live).await;
    let said = timeout(SOON * 3, asked).await.expect("after 20 seconds").unwrap().unwrap();
    assert_eq!(said.status(), 503);
    assert!(said.text().await.unwrap().contains("did not answer in time"));
    let done = json!({"kind": "done", "faults": [], "trashed": []});
    assert_eq!(device.post(&stage, &format!("/device/files/{number}"), done).await.0, StatusCode::NO_CONTENT);
    assert_eq!(
        events(&ines, &lsid).await.last().unwrap(),
        "directory_created",
        "what was done late is told, too"
    );
}

#[tokio::test]
async fn answers_that_do_not_fit_are_refused() {
    let stage = Stage::open().await;
    let (ines, _lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let asked = asking(&ines, &device, json!({"kind": "roots"}));
    let (number, _) = heard(&mut live).await;
    let address = format!("/device/files/{number}");
    let done = json!({"kind": "done", "faults": [], "trashed": []});
    for (address, body, expected) in [
        ("/device/files/999999", done.clone(), (404, "not_found")),
        ("/device/files/-1", done.clone(), (404, "not_found")),
        (address.as_str(), json!({"kind": "nothing"}), (400, "bad_request")),
        (address.as_str(), json!({"kind": "roots", "roots": "x".repeat(3 << 20)}), (413, "too_large")),
        (address.as_str(), done, (422, "invalid_field")),
    ] {
        let said = device.post(&stage, address, body).await;
        assert_eq!(code(&said), expected, "{address}");
    }
    assert_eq!(code(&timeout(SOON, asked).await.unwrap().unwrap()), (503, "unavailable"));
    let many = json!({"id": "r".repeat(64), "place": "volume", "name": "n".repeat(20_000), "free": null, "total": null});
    let large = json!({"kind": "roots", "roots": vec![many; 60]});
    let said = answered(&stage, &ines, (&device, &mut live), json!({"kind": "roots"}), &large).await;
    assert_eq!(said, (StatusCode::OK, large), "more than other bodies may have");
}

#[tokio::test]
async fn fields_that_break_their_limits_are_refused() {
    let stage = Stage::open().await;
    let (ines, _lsid, device) = shared(&stage, everything()).await;
    let list = |count: u32, contains: &str| {
        json!({"kind": "list", "path": path(&[]), "order": "name", "descending": false, "hidden": true,
               "contains": contains, "from": 0, "count": count, "listing": null})
    };
    let deep: Vec<_> = (0..129).map(|_| "x").collect();
    for (request, expected) in [
        (list(0, ""), 422),
        (list(501, ""), 422),
        (list(1, &"x".repeat(256)), 422),
        (json!({"kind": "stat", "paths": []}), 422),
        (json!({"kind": "stat", "paths": vec![path(&[]); 501]}), 422),
        (json!({"kind": "stat", "paths": [path(&deep)]}), 422),
        (json!({"kind": "stat", "paths": [{"root": "", "names": []}]}), 422),
        (json!({"kind": "stat", "paths": [{"root": "r".repeat(65), "names": []}]}), 422),
        (json!({"kind": "stat", "paths": [path(&[".."])]}), 400),
        (json!({"kind": "stat", "paths": [path(&["a/b"])]}), 400),
        (json!({"kind": "make_folder", "folder": path(&[]), "name": "a\u{0}b"}), 400),
        (json!({"kind": "rename", "path": path(&["a"]), "name": ""}), 400),
        (json!({"kind": "stat", "paths": [path(&[])], "more": 1}), 400),
        (json!({"kind": "open"}), 400),
        (json!({"kind": "delete", "paths": [path(&[&"x".repeat(1025)])], "for_good": true}), 400),
        (json!({"kind": "restore", "trashed": [{"path": path(&["a"]), "mark": "m".repeat(5000)}]}), 422),
    ] {
        let said = asking(&ines, &device, request.clone()).await.unwrap();
        assert_eq!(said.0.as_u16(), expected, "{request}: {}", said.1);
    }
}

#[tokio::test]
async fn a_change_that_is_answered_late_stands_in_the_log_all_the_same() {
    let stage = Stage::open().await;
    let (ines, lsid, device) = shared(&stage, everything()).await;
    let mut live = device.live().await.unwrap();
    let delete = |name: &str| json!({"kind": "delete", "paths": [path(&[name])], "for_good": true});
    let done = json!({"kind": "done", "faults": [], "trashed": []});
    let told = |events: &[String]| events.iter().filter(|event| *event == "file_deleted").count();

    let asked = asking(&ines, &device, delete("a"));
    let (first, _) = heard(&mut live).await;
    drop(live);
    assert_eq!(code(&timeout(SOON, asked).await.unwrap().unwrap()), (503, "unavailable"));
    let odd = json!({"kind": "roots", "roots": []});
    assert_eq!(device.post(&stage, &format!("/device/files/{first}"), odd).await.0, 422);
    for (status, count) in [(204, 1), (404, 1)] {
        let (said, _) = device.post(&stage, &format!("/device/files/{first}"), done.clone()).await;
        assert_eq!((said.as_u16(), told(&events(&ines, &lsid).await)), (status, count), "once");
    }

    let mut live = device.live().await.unwrap();
    let asked = asking(&ines, &device, delete("b"));
    let (second, _) = heard(&mut live).await;
    let stage = stage.restart().await;
    drop(asked);
    let ines = Rep { url: stage.running.url().to_owned(), ..ines };
    let device = Device { url: stage.running.url().to_owned(), ..device };
    let (said, _) = device.post(&stage, &format!("/device/files/{second}"), done.clone()).await;
    assert_eq!((said.as_u16(), told(&events(&ines, &lsid).await)), (204, 2), "after a restart");

    let roots = asking(&ines, &device, json!({"kind": "roots"}));
    assert_eq!(code(&timeout(SOON, roots).await.unwrap().unwrap()), (503, "unavailable"));
    let never = asking(&ines, &device, delete("c"));
    assert_eq!(code(&timeout(SOON, never).await.unwrap().unwrap()), (503, "unavailable"), "nobody is there");
}
