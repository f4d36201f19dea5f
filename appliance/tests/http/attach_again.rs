//! Attaching once more because the answer was lost on the way.

use farhand_protocol::device::close::PLACE_TAKEN;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::device::{Device, ask_of, attach, attach_as, code, elevate, events, key, permit, stands};
use crate::stage::{Rep, Stage, fresh_key};

/// A session of Ines' that asks for a device; with what one attaches.
async fn elevated(stage: &Stage) -> (Rep, farhand_protocol::SessionId, Value) {
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let with = code(&elevate(&ines, &lsid).await);
    (ines, lsid, with)
}

#[tokio::test]
async fn the_same_request_is_answered_again_with_another_token() {
    let stage = Stage::open().await;
    let (ines, lsid, with) = elevated(&stage).await;
    let id = fresh_key();
    let lost = Device::of(&stage, attach_as(&stage, &id, &with).await);
    assert_eq!(attach(&stage, with.clone()).await.1["code"], "key_invalid", "without the id it is used");
    assert_eq!(attach_as(&stage, &fresh_key(), &with).await.1["code"], "key_invalid", "with another one too");
    let device = Device::of(&stage, attach_as(&stage, &id, &with).await);
    assert_eq!((&device.lsid, &device.page), (&lsid, &None));
    assert_eq!(lost.live().await.err(), Some(401));
    assert!(device.live().await.is_ok());
    assert_eq!(events(&ines, &lsid).await, ["elevation_requested", "device_joined"], "it has joined once");
    let other = attach_as(&stage, "short", &with).await;
    assert_eq!(other.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_that_had_arrived_is_void_with_all_that_was_allowed() {
    let stage = Stage::open().await;
    let (ines, lsid, with) = elevated(&stage).await;
    let id = fresh_key();
    let first = Device::of(&stage, attach_as(&stage, &id, &with).await);
    let mut live = first.live().await.unwrap();
    let (_, asked) = permit(&ines, &lsid, "ask", "view").await;
    first.answers(&stage, ask_of(&asked), json!("view")).await;
    let second = Device::of(&stage, attach_as(&stage, &id, &with).await);
    assert_eq!(live.closed().await, Some(PLACE_TAKEN));
    assert_eq!(stands(&ines.session(&lsid).await), "available available available");
    assert!(second.live().await.is_ok());
}

#[tokio::test]
async fn it_is_answered_for_ten_minutes_while_the_device_has_its_place() {
    let stage = Stage::open().await;
    let (ines, lsid, with) = elevated(&stage).await;
    // While she is there the session stays hers.
    let _here = ines.live(None).await;
    let id = fresh_key();
    let live = Device::of(&stage, attach_as(&stage, &id, &with).await).live().await.unwrap();
    stage.clock.advance_s(599);
    let device = Device::of(&stage, attach_as(&stage, &id, &with).await);
    drop(live);
    let _live = device.live().await.unwrap();
    stage.clock.advance_s(1);
    assert_eq!(attach_as(&stage, &id, &with).await.0, StatusCode::NOT_FOUND);

    let with = code(&elevate(&ines, &lsid).await);
    Device::of(&stage, attach_as(&stage, &id, &with).await);
    let other = Device::elevated(&stage, &ines, &lsid).await;
    assert_eq!(attach_as(&stage, &id, &with).await.0, StatusCode::NOT_FOUND, "another one has its place");
    assert_eq!(other.post(&stage, "/device/leave", json!({})).await.0, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_key_begins_one_session_and_its_page_is_opened_by_the_newer_link() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (_, made) = ines.post("/keys", json!({"queue": "general"})).await;
    let (with, id) = (key(made["key"].as_str().unwrap()), fresh_key());
    let lost = Device::of(&stage, attach_as(&stage, &id, &with).await);
    let device = Device::of(&stage, attach_as(&stage, &id, &with).await);
    assert_eq!(device.lsid, lost.lsid);
    let path = |device: &Device| device.page.as_ref().unwrap().replace(stage.running.url(), "");
    let mut browser = Browser::at(&stage);
    assert_eq!(browser.post(&path(&lost), "").await.status, 401);
    assert_eq!(browser.post(&path(&device), "").await.leads_to, "/session");
}
