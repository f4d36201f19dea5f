//! Supervisors see the screen of a session that they monitor, and do nothing with it.

use farhand_appliance::store::RightsChange;
use farhand_protocol::screen::close;
use farhand_protocol::site::MonitorRule;
use http::StatusCode;
use serde_json::json;

use crate::agents::Door;
use crate::bytes::Bytes;
use crate::scene::Scene;
use crate::stage::{Rep, Stage};
use crate::viewer::{Viewer, cut_text, key, pointer, wants};

/// Ines drives; a manager of her team, who is to be noticed or not, monitors.
async fn monitored(seen: bool) -> (Scene, Rep) {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    site.teams.told.monitoring = MonitorRule::Choice;
    stage.store().set_site(site).await.unwrap();
    let mut scene = Scene::on(stage).await;
    scene.allow("control").await;
    scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
    let odile = scene.stage.rep("odile").await;
    let (status, told) = odile.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
    let (status, told) = odile.post(&scene.path("/monitor"), json!({"seen": seen})).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    (scene, odile)
}

async fn opens(scene: &Scene, rep: &Rep) -> Viewer {
    let (status, ticket) = rep.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{ticket}");
    let address = format!("/api/v1/screen?ticket={}", ticket["ticket"].as_str().unwrap());
    Viewer(Bytes::open(&scene.stage.url(&address), &[]).await.unwrap())
}

#[tokio::test]
async fn a_hidden_monitor_sees_moves_nothing_and_is_not_named_to_the_device() {
    let (mut scene, odile) = monitored(false).await;
    let mut viewer = opens(&scene, &odile).await;
    // The device is told the owner's name, which `opens` asserts.
    let mut screen = scene.device.opens().await;
    tokio::join!(viewer.handshake(), screen.handshake());
    assert_eq!(screen.0.read(8).await[0], 2, "the encodings");
    viewer.0.send(&pointer(1, 5, 5)).await;
    viewer.0.send(&key(true, 0x61)).await;
    viewer.0.send(&cut_text("pasted")).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false), "nothing of the rest has passed");

    let left = odile.post(&scene.path("/leave"), json!({})).await;
    assert_eq!(left.0, StatusCode::NO_CONTENT);
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
    scene.lives_on().await;
}

#[tokio::test]
async fn an_account_that_may_see_no_screens_sees_none_any_more() {
    let (mut scene, odile) = monitored(true).await;
    let mut viewer = opens(&scene, &odile).await;
    let stream = scene.device.told_of("Odile Exemple").await;
    let mut screen = scene.device.open(stream).await.unwrap();
    tokio::join!(viewer.handshake(), screen.handshake());
    let none = RightsChange { view: Some(false), ..RightsChange::default() };
    scene.stage.store().change_rights("odile", none).await.unwrap();
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
    let (status, told) = odile.post(&scene.path("/screen/ticket"), json!({})).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{told}");
}

#[tokio::test]
async fn pointer_and_keys_go_with_the_right_to_them() {
    let mut scene = Scene::driven().await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&pointer(0, 5, 5)).await;
    assert_eq!(screen.0.read(6).await, pointer(0, 5, 5));
    let none = RightsChange { control: Some(false), ..RightsChange::default() };
    scene.stage.store().change_rights("ines", none).await.unwrap();
    crate::stage::eventually(async || {
        let session = scene.rep.session(&scene.lsid).await;
        session["driver"].is_null().then_some(())
    })
    .await;
    scene.stage.running.app().feed.caught_up().await.unwrap();
    viewer.0.send(&pointer(0, 9, 9)).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false), "the pointer stays where it is");
    let drive = scene.rep.post(&scene.path("/drive"), json!({"drive": true})).await;
    assert_eq!(drive.0, StatusCode::FORBIDDEN);
}

/// A colleague takes part, with or without the right to control.
async fn colleague(scene: &Scene, control: bool) -> Rep {
    let bram = scene.stage.rep("bram").await;
    let with = json!({"with": {"kind": "representative", "id": 2}});
    let (status, session) = scene.rep.post(&scene.path("/shares"), with).await;
    assert_eq!(status, StatusCode::OK, "{session}");
    let share = &session["shares"][0]["id"];
    let (status, told) = bram.post(&scene.path(&format!("/shares/{share}/accept")), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let change = RightsChange { control: Some(control), ..RightsChange::default() };
    scene.stage.store().change_rights("bram", change).await.unwrap();
    bram
}

/// A viewer of Bram's, and the device's end of it.
async fn joins(scene: &mut Scene, rep: &Rep) -> (Viewer, crate::device::Screen) {
    let mut viewer = opens(scene, rep).await;
    let stream = scene.device.told_of("Bram Voorbeeld").await;
    let mut screen = scene.device.open(stream).await.unwrap();
    tokio::join!(viewer.handshake(), screen.handshake());
    assert_eq!(screen.0.read(8).await[0], 2, "the encodings");
    (viewer, screen)
}

/// What the device says when a text was copied there.
fn copied(text: &str) -> Vec<u8> {
    [&[3_u8], &cut_text(text)[1..]].concat()
}

#[tokio::test]
async fn copied_texts_go_to_those_whose_accounts_may_control() {
    for control in [true, false] {
        let mut scene = Scene::driven().await;
        scene.allow("clipboard").await;
        let bram = colleague(&scene, control).await;
        let (mut viewer, mut screen) = joins(&mut scene, &bram).await;
        screen.0.send(&copied("account 12345")).await;
        screen.update(0, 0, 1, 1, 7).await;
        let picture = crate::device::update(0, 0, 1, 1, 7);
        let expected = if control { [copied("account 12345"), picture].concat() } else { picture };
        assert_eq!(viewer.0.read(expected.len()).await, expected);
        // The right changes while the stream runs.
        let other = RightsChange { control: Some(!control), ..RightsChange::default() };
        scene.stage.store().change_rights("bram", other).await.unwrap();
        scene.stage.running.app().feed.caught_up().await.unwrap();
        screen.0.send(&copied("account 67890")).await;
        screen.update(0, 0, 1, 1, 8).await;
        let picture = crate::device::update(0, 0, 1, 1, 8);
        let expected = if control { picture } else { [copied("account 67890"), picture].concat() };
        assert_eq!(viewer.0.read(expected.len()).await, expected);
    }
}

#[tokio::test]
async fn who_asked_for_seeing_alone_is_not_given_what_the_account_may_not() {
    let mut scene = Scene::open().await;
    let none = RightsChange { control: Some(false), ..RightsChange::default() };
    scene.stage.store().change_rights("ines", none).await.unwrap();
    let (_, asked) = scene.rep.post(&scene.path("/ask"), json!({"what": "view"})).await;
    let answer = json!({"ask": asked["capabilities"]["view"]["ask"], "allow": "control"});
    scene.device.post(&scene.stage, "/device/answer", answer).await;
    let (mut viewer, mut screen) = scene.joined().await;
    viewer.0.send(&[pointer(1, 5, 5), key(true, 0x61), cut_text("pasted")].concat()).await;
    viewer.0.send(&wants(false)).await;
    assert_eq!(screen.0.read(10).await, wants(false), "nothing of the rest has passed");
}

#[tokio::test]
async fn whoever_is_removed_or_stops_monitoring_sees_no_more_at_once() {
    let mut scene = Scene::driven().await;
    let bram = colleague(&scene, true).await;
    let (mut viewer, _screen) = joins(&mut scene, &bram).await;
    let removed = scene.rep.post(&scene.path("/participants/2/remove"), json!({})).await;
    assert_eq!(removed.0, StatusCode::OK, "{}", removed.1);
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));

    let (mut scene, odile) = monitored(true).await;
    let mut viewer = opens(&scene, &odile).await;
    let stream = scene.device.told_of("Odile Exemple").await;
    let mut screen = scene.device.open(stream).await.unwrap();
    tokio::join!(viewer.handshake(), screen.handshake());
    assert_eq!(odile.post(&scene.path("/leave"), json!({})).await.0, StatusCode::NO_CONTENT);
    assert_eq!(viewer.0.closed().await, Some(close::SESSION_LEFT));
}

#[tokio::test]
async fn what_fails_of_a_hidden_viewer_stands_nowhere_and_it_takes_nobodys_place() {
    let (mut scene, odile) = monitored(false).await;
    let mut hidden = opens(&scene, &odile).await;
    let crate::device::Screen(mut device) = scene.device.opens().await;
    device.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(hidden.0.closed().await, Some(close::DEVICE_FAILED));

    let _hidden = opens(&scene, &odile).await;
    let mut others = Vec::new();
    for _ in 0..farhand_protocol::limits::SCREEN_STREAMS {
        others.push(scene.viewer().await);
    }
    let address = format!("/api/v1/screen?ticket={}", scene.ticket().await);
    assert!(Bytes::open(&scene.stage.url(&address), &[]).await.is_err(), "all others' places are taken");
    scene.lives_on().await;
    let (_, page) = scene.rep.get(&scene.path("/entries")).await;
    assert!(page.to_string().contains("Are you still there?"));
    assert!(!page.to_string().contains("screen_failed"), "{page}");
}

#[tokio::test]
async fn a_hidden_viewer_does_not_sign_in_to_an_agent() {
    let door = Door::open().await;
    let mut site = door.stage.store().site().await.unwrap();
    site.teams.told.monitoring = MonitorRule::Unseen;
    door.stage.store().set_site(site).await.unwrap();
    let odile = door.stage.rep("odile").await;
    odile.post(&door.path("/monitor"), json!({"seen": false})).await;
    let hidden = async || {
        let (status, ticket) = odile.post(&door.path("/screen/ticket"), json!({})).await;
        assert_eq!(status, StatusCode::OK, "{ticket}");
        let address = format!("/api/v1/screen?ticket={}", ticket["ticket"].as_str().unwrap());
        Viewer(Bytes::open(&door.stage.url(&address), &[]).await.unwrap())
    };
    let mut screen = door.agent().await;
    let mut early = hidden().await;
    assert_eq!(early.0.closed().await, Some(close::NO_ANSWER));
    assert!(early.0.farewell.as_ref().unwrap().1.starts_with("Nobody has signed in to the agent yet."));
    let mut owner = door.viewer().await;
    tokio::join!(owner.handshake(), screen.after_version());
    let mut later = hidden().await;
    assert_eq!(later.0.read(12).await, crate::device::VERSION, "it is greeted now");
    let left = odile.post(&door.path("/leave"), json!({})).await;
    assert_eq!(left.0, StatusCode::NO_CONTENT);
    assert_eq!(later.0.closed().await, Some(close::SESSION_LEFT));
    assert!(!door.logged("screen_failed").await);
}

#[tokio::test]
async fn what_fails_of_an_agent_stands_in_the_log_unless_hidden_ones_alone_watch() {
    for alone in [true, false] {
        let door = Door::open().await;
        let mut site = door.stage.store().site().await.unwrap();
        site.teams.told.monitoring = MonitorRule::Unseen;
        door.stage.store().set_site(site).await.unwrap();
        let odile = door.stage.rep("odile").await;
        odile.post(&door.path("/monitor"), json!({"seen": false})).await;
        let mut screen = door.agent().await;
        let mut owner = door.viewer().await;
        tokio::join!(owner.handshake(), screen.after_version());
        let mut hidden = {
            let (status, ticket) = odile.post(&door.path("/screen/ticket"), json!({})).await;
            assert_eq!(status, StatusCode::OK, "{ticket}");
            let address = format!("/api/v1/screen?ticket={}", ticket["ticket"].as_str().unwrap());
            Viewer(Bytes::open(&door.stage.url(&address), &[]).await.unwrap())
        };
        hidden.handshake().await;
        if alone {
            owner.0.send(&[250]).await;
            assert_eq!(owner.0.closed().await, Some(close::VIEWER_FAILED), "the owner watches no longer");
        }
        // No server says this.
        screen.0.send(&[250; 16]).await;
        assert_eq!(hidden.0.closed().await, Some(close::DEVICE_FAILED), "alone: {alone}");
        door.device(serde_json::Value::is_null).await;
        assert_eq!(door.logged("screen_failed").await, !alone, "alone: {alone}");
    }
}
