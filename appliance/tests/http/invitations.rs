//! Session keys as consoles see them: by whom, in the feed and in the snapshot, and how they are sent.

use farhand_appliance::mail::{MailSettings, MailTls};
use http::StatusCode;
use serde_json::{Value, json};

use crate::device::{self, Device};
use crate::stage::{Live, Rep, Stage, answer, fresh_key};

/// Nobody listens there: what is sent waits.
fn mail() -> MailSettings {
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: 1,
        tls: MailTls::None,
        plain_text_allowed: false,
        user: None,
        from: "support@example.com".to_owned(),
        from_name: None,
        reply_to: None,
        authorities: None,
        time_zone: None,
    }
}

async fn make(rep: &Rep, queue: &str) -> Value {
    let (status, made) = rep.post("/keys", json!({"queue": queue})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    made
}

async fn key_in(live: &mut Live) -> Value {
    live.wait_for(|change| (change["kind"] == "key_changed").then(|| change["key"].clone())).await
}

#[tokio::test]
async fn a_key_is_told_to_whoever_serves_its_queue_and_to_nobody_else() {
    let stage = Stage::open().await;
    let (ines, bram, odile) = (stage.rep("ines").await, stage.rep("bram").await, stage.rep("odile").await);
    let (mut at_bram, mut at_odile) = (bram.live(None).await, odile.live(None).await);
    let own = make(&ines, "rep:1").await;
    let team = make(&ines, "team:1").await;
    assert_eq!(key_in(&mut at_bram).await, team, "the team's key is the first that he hears of");
    let path = |key: &Value| format!("/keys/{}", key["id"]);
    assert_eq!(bram.get(&path(&team)).await, (StatusCode::OK, team.clone()));
    for (rep, key) in [(&bram, &own), (&odile, &own), (&odile, &team)] {
        let (status, error) = rep.get(&path(key)).await;
        assert_eq!((status, &error["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
        let (status, _) = rep.post(&format!("{}/revoke", path(key)), json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, _) = rep.post("/keys/preview", json!({"key": key["id"]})).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    let listed = async |rep: &Rep| rep.snapshot().await["keys"].as_array().unwrap().clone();
    assert_eq!(listed(&ines).await, [team.clone(), own]);
    assert_eq!(listed(&bram).await, std::slice::from_ref(&team));
    assert_eq!(listed(&odile).await, Vec::<Value>::new());

    let moved = json!({"key": {"queue": "rep:1"}});
    let (status, moved) = ines.send("PUT", &path(&team), "moved-to-herself", moved).await;
    assert_eq!((status, &moved["key"]), (StatusCode::OK, &team["key"]));
    while at_bram.frame().await["type"] != "resync" {}
    assert_eq!(listed(&bram).await, Vec::<Value>::new());
    // Her first row about any key at all.
    let general = make(&bram, "general").await;
    assert_eq!(key_in(&mut at_odile).await, general);
}

#[tokio::test]
async fn a_key_s_way_is_told_step_by_step() {
    let stage = Stage::open().await;
    stage.store().set_mail_settings(Some(mail())).await.unwrap();
    let ines = stage.rep("ines").await;
    let mut live = ines.live(None).await;
    let made = make(&ines, "rep:1").await;
    assert_eq!(key_in(&mut live).await, made);
    let path = format!("/keys/{}", made["id"]);
    let send = json!({"recipients": ["tobias@example.org"], "line": "Until soon"});
    let (status, sent) = ines.post(&format!("{path}/invitations"), send).await;
    assert_eq!((status, &sent["invitations"][0]["address"]), (StatusCode::OK, &json!("tobias@example.org")));
    assert_eq!(key_in(&mut live).await["invitations"][0]["number"], 1);
    let (status, _) = ines.post(&format!("{path}/invitations/again"), json!({"numbers": [1]})).await;
    assert_eq!(status, StatusCode::OK);
    let (status, extended) = ines.post(&format!("{path}/extend"), json!({"life_s": 120})).await;
    assert_eq!((status, &extended["expires_at"]), (StatusCode::OK, &json!(1_800_000_120_000u64)));
    let (status, revoked) = ines.post(&format!("{path}/revoke"), json!({})).await;
    assert_eq!((status, &revoked["state"]["by"]), (StatusCode::OK, &json!("Ines Exemplar")));
    assert_eq!(revoked["invitations"][0]["state"]["kind"], "withdrawn");
    live.wait_for(|change| (change["key"]["state"]["kind"] == "revoked").then_some(())).await;
}

#[tokio::test]
async fn an_expired_key_is_told_by_the_passing_of_time() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut live = ines.live(None).await;
    let made = make(&ines, "rep:1").await;
    assert_eq!(key_in(&mut live).await["state"]["kind"], "outstanding");
    stage.clock.advance_s(3600);
    assert_eq!(key_in(&mut live).await["state"], json!({"kind": "expired", "at": made["expires_at"]}));
}

#[tokio::test]
async fn what_is_set_up_is_told_and_a_preview_changes_nothing() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let mut live = ines.live(None).await;
    let (_, setup) = ines.get("/keys/setup").await;
    assert_eq!((&setup["from"], &setup["life_default_s"]), (&Value::Null, &json!(3600)));
    assert_eq!(setup["portals"][0]["address"], stage.running.url());
    stage.store().set_mail_settings(Some(mail())).await.unwrap();
    live.wait_for(|change| (change["kind"] == "invite_setup_changed").then_some(())).await;
    let (_, setup) = ines.get("/keys/setup").await;
    assert_eq!(setup, ines.snapshot().await["invites"]);
    assert_eq!(setup["from"], "Example Support <support@example.com>");

    let before = ines.snapshot().await["seq"].clone();
    let ask = json!({"name": "Mara", "recipient": "mara@exa", "line": "Until <b>soon</b>"});
    let (status, preview) = ines.post("/keys/preview", ask).await;
    assert_eq!(status, StatusCode::OK, "{preview}");
    assert!(preview["text"].as_str().unwrap().contains("Until <b>soon</b>"), "{preview}");
    assert!(preview["html"].as_str().unwrap().contains("Until &lt;b&gt;soon&lt;/b&gt;"), "{preview}");
    assert_eq!(ines.snapshot().await["seq"], before);
    for wrong in
        [json!({"name": "Mara\r\nBcc: x"}), json!({"line": "x".repeat(501)}), json!({"template": "no"})]
    {
        assert_eq!(ines.post("/keys/preview", wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn without_a_mail_server_the_answer_says_so() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let made = make(&ines, "rep:1").await;
    let send = json!({"recipients": ["tobias@example.org"]});
    let (status, error) = ines.post(&format!("/keys/{}/invitations", made["id"]), send).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("wrong_state")));
    assert!(error["message"].as_str().unwrap().contains("no mail server"), "{error}");
}

#[tokio::test]
async fn keys_that_cannot_be_are_not_found() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    for id in ["0", "-1", "99", "x", "18446744073709551615", "18446744073709551616", "1%00"] {
        assert_eq!(ines.get(&format!("/keys/{id}")).await.0, StatusCode::NOT_FOUND, "{id}");
    }
    let (status, _) = ines.post("/keys/preview", json!({"key": u64::MAX})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, error) = answer(stage.request("GET", "/api/v1/keys/1")).await;
    assert_eq!((status, &error["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthorized")));
}

#[tokio::test]
async fn a_device_begins_a_session_with_a_link_as_with_digits() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let new = json!({"queue": "rep:1", "name": "Mara", "attributes": {"visitor": "V-2207"}});
    let (_, made) = ines.post("/keys", new).await;
    let secret = made["link"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let (status, offer) = answer(stage.request("POST", "/device/key").json(&json!({"key": secret}))).await;
    assert_eq!(status, StatusCode::OK, "{offer}");
    assert_eq!((&offer["inviter"], &offer["name"]), (&json!("Ines Exemplar"), &json!("Mara")));
    let (with, id) = (device::key(&secret), fresh_key());
    let lost = Device::of(&stage, device::attach_as(&stage, &id, &with).await);
    let device = Device::of(&stage, device::attach_as(&stage, &id, &with).await);
    assert_eq!(device.lsid, lost.lsid, "the same again");
    let session = ines.session(&device.lsid).await;
    assert_eq!((&session["started_from"], &session["came_from"]["key"]), (&json!("key"), &made["id"]));
    assert_eq!(session["attributes"], json!({"visitor": "V-2207"}));
    for used in [secret.as_str(), made["key"].as_str().unwrap()] {
        let (status, error) = device::attach(&stage, device::key(used)).await;
        assert_eq!((status, &error["code"]), (StatusCode::NOT_FOUND, &json!("key_invalid")));
    }
}
