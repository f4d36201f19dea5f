//! What a customer has allowed, and what runs by it, as far as it hangs on who owns the session, who takes
//! part, and what the accounts may do.

use farhand_appliance::store::RightsChange;
use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::crew::{Crew, events};
use crate::device::{Device, ask_of, permit, stands};
use crate::stage::{Rep, SOON};
use crate::transfer::{Peer, everything, from_device, refused, to_device};

const ID: &str = "transfer-1";

/// Bram owns a session in which Yusuf takes part.
async fn together(crew: &Crew) -> (SessionId, Device) {
    let lsid = crew.accepted_by(&crew.bram).await;
    let device = Device::elevated(&crew.stage, &crew.bram, &lsid).await;
    crew.shared(&crew.bram, &lsid, (3, &crew.yusuf)).await;
    (lsid, device)
}

async fn without_control(crew: &Crew, user_name: &str) {
    let change = RightsChange { control: Some(false), ..RightsChange::default() };
    crew.stage.store().change_rights(user_name, change).await.unwrap();
}

#[tokio::test]
async fn whoever_may_not_control_does_not_drive_whatever_the_customer_answers() {
    let crew = Crew::at_work().await;
    let (lsid, device) = together(&crew).await;
    without_control(&crew, "bram").await;
    let (_, asked) = permit(&crew.bram, &lsid, "ask", "view").await;
    let answered = device.answers(&crew.stage, ask_of(&asked), json!("control")).await;
    assert_eq!(answered.0, StatusCode::NO_CONTENT, "{}", answered.1);
    let session = crew.bram.session(&lsid).await;
    assert_eq!((stands(&session).as_str(), &session["driver"]), ("granted granted available", &Value::Null));
    let drive = async |rep: &Rep| rep.post(&format!("/sessions/{lsid}/drive"), json!({"drive": true})).await;
    assert_eq!(drive(&crew.bram).await.0, StatusCode::FORBIDDEN);
    assert_eq!(drive(&crew.yusuf).await.1["driver"], 3, "others may use it");
    without_control(&crew, "yusuf").await;
    assert_eq!(crew.bram.session(&lsid).await["driver"], Value::Null);
}

#[tokio::test]
async fn questions_go_with_the_right_to_them() {
    let crew = Crew::at_work().await;
    let (lsid, device) = together(&crew).await;
    let (_, asked) = permit(&crew.bram, &lsid, "ask", "control").await;
    without_control(&crew, "bram").await;
    assert_eq!(stands(&crew.bram.session(&lsid).await), "available available available");
    assert_eq!(events(&crew.bram, &lsid).await.last().unwrap(), "capability_lapsed");
    let late = device.answers(&crew.stage, ask_of(&asked), json!("control")).await;
    assert_eq!((late.0, &late.1["code"]), (StatusCode::CONFLICT, &json!("wrong_state")));
    let (_, asked) = permit(&crew.bram, &lsid, "ask", "view").await;
    assert_eq!(stands(&asked), "requested available available", "seeing may still be asked for");
}

#[tokio::test]
async fn another_owner_must_be_allowed_everything_anew() {
    let crew = Crew::at_work().await;
    let ways: [(&str, &Rep, &str, Value); 3] = [
        ("handed over", &crew.bram, "owner", json!({"to": 3})),
        ("left", &crew.bram, "leave", json!({})),
        ("taken over", &crew.ines, "take-over", json!({"from": 2})),
    ];
    for (way, who, action, body) in ways {
        let (lsid, device) = together(&crew).await;
        let (_, asked) = permit(&crew.bram, &lsid, "ask", "control").await;
        device.answers(&crew.stage, ask_of(&asked), json!("control")).await;
        permit(&crew.bram, &lsid, "ask", "clipboard").await;
        let (status, told) = who.post(&format!("/sessions/{lsid}/{action}"), body).await;
        assert!(status.is_success(), "{way}: {told}");
        let session = crew.yusuf.session(&lsid).await;
        let now = (stands(&session), session["driver"].clone());
        assert_eq!(now, ("available available available".to_owned(), Value::Null), "{way}");
        let told = events(&crew.yusuf, &lsid).await;
        let at = told.iter().position(|kind| kind == "capability_lapsed").unwrap();
        assert_eq!(told[at + 1], "capability_stopped", "{way}: {told:?}");
    }
}

/// Bram's session in which Yusuf may reach files.
async fn with_files(crew: &Crew) -> (SessionId, Device) {
    let (lsid, device) = together(crew).await;
    crate::transfer::allow(&crew.stage, &crew.bram, &device, everything()).await;
    (lsid, device)
}

#[tokio::test]
async fn transfers_go_with_whoever_wanted_them() {
    let crew = Crew::at_work().await;
    for way in ["leaves", "is removed", "is disabled"] {
        let (lsid, device) = with_files(&crew).await;
        let (yusuf, bram) =
            (Peer::console(&crew.stage, &crew.yusuf, &lsid), Peer::console(&crew.stage, &crew.bram, &lsid));
        let reader = Peer::device(&crew.stage, &device);
        assert_eq!(yusuf.make(&to_device(ID), 1000).await.status(), 201);
        assert_eq!(bram.make(&to_device("transfer-2"), 1000).await.status(), 201);
        assert_eq!(yusuf.write(ID, 0, &[7; 100]).await.status(), 204);
        let mut reading = reader.read(ID, "bytes=0-").await;
        assert_eq!(timeout(SOON, reading.chunk()).await.unwrap().unwrap().unwrap().len(), 100);
        match way {
            "leaves" => drop(crew.yusuf.post(&format!("/sessions/{lsid}/leave"), json!({})).await),
            "is removed" => {
                let path = format!("/sessions/{lsid}/participants/3/remove");
                let (status, told) = crew.bram.post(&path, json!({})).await;
                assert_eq!(status, StatusCode::OK, "{told}");
            }
            _ => crew.stage.store().set_enabled("yusuf", false).await.unwrap(),
        }
        assert!(timeout(SOON, reading.chunk()).await.unwrap().is_err(), "{way}: no byte comes any more");
        assert_eq!(refused(reader.read(ID, "bytes=0-").await).await.0, 410, "{way}");
        assert_eq!(bram.write("transfer-2", 0, &[7; 100]).await.status(), 204, "{way}: the owner's goes on");
    }
}

#[tokio::test]
async fn what_was_asked_of_the_device_does_not_begin_for_somebody_who_has_left() {
    let crew = Crew::at_work().await;
    let (lsid, device) = with_files(&crew).await;
    let id = ID.parse().unwrap();
    let yusuf = farhand_protocol::chat::Author::Representative {
        id: farhand_protocol::RepresentativeId(3),
        name: "Yusuf".to_owned(),
    };
    crew.stage.store().ask_transfer(yusuf, &lsid, &id).await.unwrap();
    crew.yusuf.post(&format!("/sessions/{lsid}/leave"), json!({})).await;
    let made = Peer::device(&crew.stage, &device).make(&from_device(ID), 10).await;
    assert_eq!(refused(made).await, (403, "forbidden".to_owned()));
}
