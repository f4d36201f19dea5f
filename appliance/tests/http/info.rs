//! System information: asked for and allowed, told by the page and the client, kept, and read by those
//! who take part.

use farhand_appliance::store::SiteSettings;
use farhand_protocol::SessionId;
use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::device::{Device, about, code, elevate, events, until_frame};
use crate::stage::{Rep, Stage, answer, fresh_key};

/// What is read where nothing more is asked for.
pub fn plain() -> Value {
    json!({"location": false, "log": false})
}

/// A customer on the session's page, helped by Ines; nothing is allowed.
pub struct Talk {
    pub stage: Stage,
    pub ines: Rep,
    pub lsid: SessionId,
    pub browser: Browser,
}

impl Talk {
    pub async fn open() -> Self {
        let stage = Stage::open().await;
        let ines = stage.rep("ines").await;
        let browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
        let cookie = &browser.cookies["farhand_session"];
        let lsid = stage.store().customer_session(cookie).await.unwrap().unwrap();
        ines.accept(&lsid).await;
        Self { stage, ines, lsid, browser }
    }

    /// The same, with ordinary system information allowed by the site.
    pub async fn allowed() -> Self {
        let talk = Self::open().await;
        let session = talk.ask(&talk.ines, plain()).await;
        assert_eq!(session["capabilities"]["info"]["kind"], "granted");
        talk
    }

    /// The address of the session's system information, or of something below it.
    pub fn path(&self, below: &str) -> String {
        format!("/sessions/{}/info{below}", self.lsid)
    }

    pub async fn ask(&self, who: &Rep, scope: Value) -> Value {
        let asking = json!({"what": "info", "info": scope});
        let (status, session) = who.post(&format!("/sessions/{}/ask", self.lsid), asking).await;
        assert_eq!(status, StatusCode::OK, "{session}");
        session
    }

    /// The customer answers the open question on the page.
    pub async fn answers(&mut self, session: &Value, rest: Value) -> u16 {
        let mut body = json!({"ask": session["capabilities"]["info"]["ask"]});
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        self.browser.post_as("/portal/api/answer", "application/json", &body.to_string()).await.status
    }

    pub async fn withdraws(&mut self) {
        let body = json!({"what": "info"}).to_string();
        let said = self.browser.post_as("/portal/api/withdraw", "application/json", &body).await;
        assert_eq!(said.status, 204, "{}", said.text);
    }

    /// The page tells of a category.
    pub async fn page_tells(&mut self, category: &str, body: Value) -> (u16, String) {
        let told = json!({"source": {"kind": "browser"}, "category": category, "body": body});
        self.page_says(&told.to_string()).await
    }

    async fn page_says(&mut self, told: &str) -> (u16, String) {
        let said = self.browser.post_as("/portal/api/info", "application/json", told).await;
        let code = serde_json::from_str::<Value>(&said.text).unwrap_or_default()["code"].clone();
        (said.status, code.as_str().unwrap_or("none").to_owned())
    }

    /// A client that tells joins the session.
    pub async fn client(&self) -> Device {
        let mut device = about();
        device["abilities"]["info"] = json!(true);
        let body = json!({"with": code(&elevate(&self.ines, &self.lsid).await), "device": device});
        Device::of(&self.stage, answer(self.stage.request("POST", "/device/attach").json(&body)).await)
    }

    /// What the client tells, of its computer or a phone.
    pub async fn client_tells(
        &self,
        device: &Device,
        source: Value,
        category: &str,
        body: Value,
    ) -> StatusCode {
        let told = json!({"source": source, "category": category, "body": body});
        device.post(&self.stage, "/device/info", told).await.0
    }

    async fn reads(&self, categories: Value) -> (u16, String) {
        let (status, body) = self.ines.post(&self.path("/read"), json!({"categories": categories})).await;
        (status.as_u16(), body["code"].as_str().unwrap_or("none").to_owned())
    }

    async fn keeps(&self, who: &Rep, name: &str) -> (StatusCode, Value) {
        who.post(&self.path("/snapshots"), json!({"name": name})).await
    }

    async fn heads(&self) -> Vec<Value> {
        let (status, info) = self.ines.get(&self.path("")).await;
        assert_eq!(status, StatusCode::OK, "{info}");
        info["readings"].as_array().unwrap().clone()
    }
}

/// Properties with one value in them.
pub fn level(percent: i64) -> Value {
    let value = json!({"kind": "measure", "milli": percent * 1000, "unit": "percent"});
    let level = json!({"key": "level", "label": null, "value": value});
    json!({"kind": "properties", "groups": [{"id": "main", "label": null, "properties": [level]}]})
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn what_the_page_tells_is_read_by_those_who_take_part_also_after_the_end() {
    let mut talk = Talk::allowed().await;
    let mut live = talk.ines.live(None).await;
    assert_eq!(talk.page_tells("battery", level(80)).await.0, 204);
    let frame = until_frame(&mut live, |frame| frame["type"] == "info_read").await;
    let head = json!({"number": 1, "category": "battery", "source": {"kind": "browser"}, "at": 1_800_000_000_000_i64});
    assert_eq!((&frame["lsid"], &frame["reading"]), (&json!(talk.lsid), &head));
    assert_eq!(talk.page_tells("battery", level(79)).await.0, 204);
    assert_eq!(talk.page_tells("apps", json!({"kind": "not_supported"})).await.0, 204);
    let heads = talk.heads().await;
    assert_eq!(heads.iter().map(|head| head["number"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 3]);
    let (_, reading) = talk.ines.get(&talk.path("/readings/2")).await;
    assert_eq!((&reading["head"], &reading["body"]), (&heads[0], &level(79)));
    for gone in ["/readings/1", "/readings/9007199254740991", "/readings/18446744073709551615", "/readings/x"]
    {
        assert_eq!(talk.ines.get(&talk.path(gone)).await.0, StatusCode::NOT_FOUND, "{gone}");
    }
    talk.ines.post(&format!("/sessions/{}/end", talk.lsid), json!({})).await;
    assert_eq!(talk.ines.get(&talk.path("/readings/2")).await.0, StatusCode::OK);
    assert_eq!(talk.keeps(&talk.ines, "Afterwards").await.0, StatusCode::OK);
    assert_eq!(talk.page_tells("battery", level(78)).await, refused(409, "wrong_state"));
    talk.stage.clock.advance_s(24 * 60 * 60 + 1);
    let ines = talk.stage.rep("ines").await;
    assert_eq!(ines.get(&talk.path("/readings/2")).await.0, StatusCode::NOT_FOUND, "after the wrap-up");
}

#[tokio::test]
async fn nobody_else_reads_it_and_nothing_is_told_without_permission() {
    let mut talk = Talk::open().await;
    assert_eq!(talk.page_tells("battery", level(1)).await, refused(409, "wrong_state"));
    assert_eq!(talk.reads(json!(["battery"])).await, refused(409, "wrong_state"));
    talk.ask(&talk.ines, plain()).await;
    assert_eq!(talk.page_tells("battery", level(1)).await.0, 204);
    let bram = talk.stage.rep("bram").await;
    for below in ["", "/readings/1", "/snapshots/1"] {
        assert_eq!(bram.get(&talk.path(below)).await.0, StatusCode::NOT_FOUND, "{below}");
    }
    let read = json!({"categories": ["battery"]});
    assert_eq!(bram.post(&talk.path("/read"), read).await.0, StatusCode::NOT_FOUND);
    assert_eq!(talk.keeps(&bram, "").await.0, StatusCode::NOT_FOUND);
    talk.ines.post(&format!("/sessions/{}/hold", talk.lsid), json!({})).await;
    for (path, status) in [("", 403), ("/readings/1", 403)] {
        assert_eq!(bram.get(&talk.path(path)).await.0, status, "who serves the queue sees that it waits");
    }
    assert_eq!(talk.page_tells("battery", level(2)).await, refused(409, "wrong_state"));
    assert_eq!(talk.heads().await.len(), 1, "who was there before still reads it");
}

#[tokio::test]
async fn withdrawn_it_is_refused_at_once_and_asked_for_again() {
    let mut talk = Talk::allowed().await;
    talk.withdraws().await;
    assert_eq!(talk.page_tells("battery", level(1)).await, refused(409, "wrong_state"));
    assert_eq!(talk.reads(json!(["battery"])).await, refused(409, "wrong_state"));
    let asked = talk.ask(&talk.ines, plain()).await;
    assert_eq!(
        asked["capabilities"]["info"]["kind"], "requested",
        "the site's rule is not above the customer's word"
    );
    assert_eq!(talk.answers(&asked, json!({"allow": "info"})).await, 204);
    assert_eq!(talk.page_tells("battery", level(1)).await.0, 204);
}

#[tokio::test]
async fn a_site_can_want_it_asked() {
    let mut talk = Talk::open().await;
    let site = SiteSettings { asks_info: true, ..SiteSettings::plain("Example Support") };
    talk.stage.store().set_site(site).await.unwrap();
    let asked = talk.ask(&talk.ines, plain()).await;
    assert_eq!(asked["capabilities"]["info"]["kind"], "requested");
    let view: Value = serde_json::from_str(&talk.browser.get("/portal/api/session").await.text).unwrap();
    assert_eq!((&view["question"]["what"], &view["question"]["info"]), (&json!("info"), &plain()));
    assert_eq!(talk.answers(&asked, json!({"allow": null})).await, 204);
    assert_eq!(talk.page_tells("battery", level(1)).await, refused(409, "wrong_state"));
}

#[tokio::test]
async fn location_and_log_need_a_word_of_their_own() {
    let mut talk = Talk::open().await;
    let _page = talk.browser.live().await.unwrap();
    let asked = talk.ask(&talk.ines, json!({"location": true, "log": true})).await;
    assert_eq!(
        asked["capabilities"]["info"]["kind"], "requested",
        "also where the ordinary is not asked for"
    );
    assert_eq!(
        talk.answers(&asked, json!({"allow": "info", "info": {"location": false, "log": true}})).await,
        204
    );
    let body = || json!({"kind": "unknown"});
    assert_eq!(talk.page_tells("location", body()).await, refused(403, "forbidden"));
    assert_eq!(talk.page_tells("log", body()).await.0, 204);
    assert_eq!(talk.reads(json!(["location"])).await, refused(403, "forbidden"));
    assert_eq!(talk.reads(json!(["log", "location"])).await.0, 204);
    let session = talk.ines.session(&talk.lsid).await;
    assert_eq!(session["capabilities"]["info_scope"], json!({"location": false, "log": true}));
    let more = json!({"what": "info", "info": {"location": true, "log": true}});
    let (status, _) = talk.ines.post(&format!("/sessions/{}/ask", talk.lsid), more).await;
    assert_eq!(status, StatusCode::CONFLICT, "stop first");
    for wrong in [json!({"what": "info"}), json!({"what": "view", "info": plain()})] {
        let (status, body) = talk.ines.post(&format!("/sessions/{}/ask", talk.lsid), wrong).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_field")));
    }
}

#[tokio::test]
async fn both_sources_are_asked_and_the_log_tells_the_first_time() {
    let talk = Talk::open().await;
    let device = talk.client().await;
    talk.ask(&talk.ines, plain()).await;
    assert_eq!(talk.reads(json!(["battery"])).await, refused(503, "unavailable"), "nobody is connected");
    let (mut page, mut client) = (talk.browser.live().await.unwrap(), device.live().await.unwrap());
    for _ in 0..2 {
        assert_eq!(talk.reads(json!(["browser", "battery", "location", "battery"])).await.0, 204);
        let asked = until_frame(&mut page, |frame| frame["type"] == "read_info").await;
        assert_eq!(asked["categories"], json!(["battery", "browser"]));
        let asked = until_frame(&mut client, |frame| frame["type"] == "read_info").await;
        assert_eq!(asked["categories"], json!(["battery"]));
    }
    let told = events(&talk.ines, &talk.lsid).await;
    assert_eq!(told.iter().filter(|event| *event == "system_information_retrieved").count(), 1, "{told:?}");
    for wrong in [json!([]), json!(vec!["battery"; 17])] {
        assert_eq!(talk.reads(wrong).await, refused(422, "invalid_field"));
    }
    assert_eq!(talk.reads(json!(["pictures"])).await, refused(400, "bad_request"));
}

#[tokio::test]
async fn a_client_that_tells_nothing_is_asked_nothing() {
    let talk = Talk::allowed().await;
    let device = Device::elevated(&talk.stage, &talk.ines, &talk.lsid).await;
    let _live = device.live().await.unwrap();
    let session = talk.ines.session(&talk.lsid).await;
    assert_eq!(session["capabilities"]["info"]["kind"], "available", "another device, another word");
    talk.ask(&talk.ines, plain()).await;
    assert_eq!(talk.reads(json!(["battery"])).await, refused(503, "unavailable"));
}

#[tokio::test]
async fn a_client_tells_of_its_computer_and_its_newest_phones() {
    let mut talk = Talk::open().await;
    let device = talk.client().await;
    talk.ask(&talk.ines, plain()).await;
    let (client, browser) = (json!({"kind": "client"}), json!({"kind": "browser"}));
    let phone = |n: u32| json!({"kind": "adb", "serial": format!("R{n}")});
    assert_eq!(talk.client_tells(&device, client.clone(), "battery", level(5)).await, StatusCode::NO_CONTENT);
    for n in 0..10 {
        assert_eq!(talk.client_tells(&device, phone(n), "battery", level(6)).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(talk.page_tells("battery", level(7)).await.0, 204);
    let heads = talk.heads().await;
    let sources: Vec<_> = heads.iter().map(|head| head["source"].clone()).collect();
    let expected: Vec<_> =
        std::iter::once(client.clone()).chain((2..10).map(phone)).chain([browser.clone()]).collect();
    assert_eq!(sources, expected);
    for (source, category, body, expected) in [
        (browser.clone(), "battery", level(1), 422),
        (json!({"kind": "adb", "serial": "\n"}), "battery", level(1), 422),
        (client.clone(), "apps", level(1), 422),
        (client.clone(), "battery", json!({"kind": "apps", "apps": []}), 422),
        (client.clone(), "weather", level(1), 400),
        (json!({"kind": "satellite"}), "battery", level(1), 400),
    ] {
        assert_eq!(talk.client_tells(&device, source, category, body).await.as_u16(), expected, "{category}");
    }
    let other = talk.client().await;
    talk.ask(&talk.ines, plain()).await;
    let sources: Vec<_> = talk.heads().await.iter().map(|head| head["source"].clone()).collect();
    assert_eq!(sources, [browser], "another device's values do not stand beside these");
    assert_eq!(talk.client_tells(&other, client.clone(), "battery", level(9)).await, StatusCode::NO_CONTENT);
    assert_eq!(talk.client_tells(&device, client, "battery", level(9)).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nonsense_and_floods_are_bounded() {
    let mut talk = Talk::open().await;
    let device = talk.client().await;
    talk.ask(&talk.ines, plain()).await;
    let client = || json!({"kind": "client"});
    let process = |n: u32| json!({"pid": n, "name": "p"});
    let processes: Vec<_> = (0..50_000).map(process).collect();
    let body = json!({"kind": "processes", "processes": processes});
    assert_eq!(talk.client_tells(&device, client(), "processes", body).await, StatusCode::NO_CONTENT);
    let (_, reading) = talk.ines.get(&talk.path("/readings/1")).await;
    let kept = reading["body"]["processes"].as_array().unwrap().len();
    assert_eq!((kept, &reading["body"]["left_out"]), (2_000, &json!(48_000)));

    let large = json!({"kind": "log", "lines": "x".repeat(3 << 20)});
    assert_eq!(talk.client_tells(&device, client(), "log", large).await, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(talk.client_tells(&device, client(), "battery", json!([[]])).await, StatusCode::NO_CONTENT);
    let (_, reading) = talk.ines.get(&talk.path("/readings/2")).await;
    assert_eq!(reading["body"], json!({"kind": "unknown"}));
    for wrong in ["[]", "{}", r#"{"source":{"kind":"browser"},"category":"battery"}"#, "{\"x\":1e999}"] {
        assert_eq!(talk.page_says(wrong).await, refused(400, "bad_request"), "{wrong}");
    }
    let mut answered = 0;
    while talk.client_tells(&device, client(), "battery", level(1)).await == StatusCode::NO_CONTENT {
        answered += 1;
        assert!(answered < 400, "the clock stands still, and so must the device");
    }
    talk.stage.clock.advance_s(1);
    assert_eq!(talk.client_tells(&device, client(), "battery", level(1)).await, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_snapshot_stays_as_it_was() {
    let mut talk = Talk::allowed().await;
    assert_eq!(talk.keeps(&talk.ines, "Too early").await.0, StatusCode::CONFLICT);
    talk.page_tells("battery", level(80)).await;
    let key = fresh_key();
    let name = json!({"name": " Before <b>the</b> update "});
    for _ in 0..2 {
        let (status, head) = talk.ines.send("POST", &talk.path("/snapshots"), &key, name.clone()).await;
        assert_eq!((status, &head["number"]), (StatusCode::OK, &json!(1)), "once");
        assert_eq!(
            (&head["name"], &head["by"]),
            (&json!("Before <b>the</b> update"), &json!("Ines Exemplar"))
        );
    }
    talk.page_tells("battery", level(12)).await;
    assert_eq!(talk.keeps(&talk.ines, "").await.1["number"], 2);
    let (_, first) = talk.ines.get(&talk.path("/snapshots/1")).await;
    let (_, second) = talk.ines.get(&talk.path("/snapshots/2")).await;
    assert_eq!((&first["readings"][0]["body"], &second["readings"][0]["body"]), (&level(80), &level(12)));
    let (_, info) = talk.ines.get(&talk.path("")).await;
    assert_eq!(info["snapshots"], json!([first["head"], second["head"]]));
    assert_eq!(talk.ines.get(&talk.path("/snapshots/3")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(talk.keeps(&talk.ines, &"n".repeat(101)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let told = events(&talk.ines, &talk.lsid).await;
    assert_eq!(told.iter().filter(|event| *event == "system_information_kept").count(), 2, "{told:?}");
    for _ in 2..50 {
        assert_eq!(talk.keeps(&talk.ines, "").await.0, StatusCode::OK);
    }
    assert_eq!(talk.keeps(&talk.ines, "").await.0, StatusCode::CONFLICT);
    let stage = talk.stage.restart().await;
    let ines = stage.rep("ines").await;
    let (_, again) = ines.get(&format!("/sessions/{}/info/snapshots/1", talk.lsid)).await;
    assert_eq!(again, first);
}
