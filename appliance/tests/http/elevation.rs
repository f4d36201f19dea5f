//! The customer is asked to open the client: accepts, declines, or lets it be.

use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::device::{Device, attach, code, elevate, events};
use crate::stage::{Live, Rep, Stage, eventually};

/// A chat that Ines has accepted, with the page of its customer.
struct Chat {
    stage: Stage,
    ines: Rep,
    browser: Browser,
    lsid: farhand_protocol::SessionId,
    /// Both stay connected, so that nobody is gone when time passes.
    _here: [Live; 2],
}

impl Chat {
    async fn open() -> Self {
        let stage = Stage::open().await;
        let ines = stage.rep("ines").await;
        let browser = Browser::waiting(&stage, "Tobias", "signing-in").await;
        let found = stage.store().customer_session(&browser.cookies["farhand_session"]).await.unwrap();
        let lsid = found.unwrap();
        let page = browser.live().await.map_err(|status| format!("refused with {status}")).unwrap();
        let here = [page, ines.live(None).await];
        ines.accept(&lsid).await;
        Self { stage, ines, browser, lsid, _here: here }
    }

    async fn elevate(&self, purpose: &str) -> String {
        let body = json!({"purpose": purpose});
        let (status, made) = self.ines.post(&format!("/sessions/{}/elevate", self.lsid), body).await;
        assert_eq!(status, StatusCode::OK, "{made}");
        made["code"].as_str().unwrap().to_owned()
    }

    async fn answers(&mut self, accept: bool) -> u16 {
        let body = json!({"accept": accept}).to_string();
        self.browser.post_as("/portal/api/elevation", "application/json", &body).await.status
    }

    /// Where it stands: for the customer, and for the representative.
    async fn stands(&mut self) -> (Value, Value) {
        let view: Value = serde_json::from_str(&self.browser.get("/portal/api/session").await.text).unwrap();
        (view["elevation"].clone(), self.ines.session(&self.lsid).await["elevating"].clone())
    }

    async fn stage_of_both(&mut self) -> String {
        let (offer, elevating) = self.stands().await;
        assert_eq!(offer["stage"], elevating["stage"], "both see the same");
        offer["stage"]["kind"].as_str().unwrap_or("none").to_owned()
    }

    async fn told(&self) -> Vec<String> {
        events(&self.ines, &self.lsid).await
    }
}

#[tokio::test]
async fn the_customer_reads_what_for_and_accepts() {
    let mut chat = Chat::open().await;
    assert_eq!(chat.answers(true).await, 409, "nobody has asked");
    let good = chat.elevate("files").await;
    let (offer, _) = chat.stands().await;
    assert_eq!((&offer["name"], &offer["purpose"]), (&json!("Ines Exemplar"), &json!("files")));
    assert_eq!(chat.stage_of_both().await, "asked");
    assert_eq!(chat.answers(true).await, 204);
    assert_eq!(chat.answers(true).await, 204, "once more changes nothing");
    assert_eq!(chat.stage_of_both().await, "opening");
    Device::with(&chat.stage, code(&good)).await;
    assert_eq!(chat.stands().await, (Value::Null, Value::Null), "joining ends it");
    assert_eq!(chat.told().await, ["elevation_requested", "elevation_accepted", "device_joined"]);
}

#[tokio::test]
async fn following_the_link_accepts_too() {
    let mut chat = Chat::open().await;
    elevate(&chat.ines, &chat.lsid).await;
    let page = chat.browser.post("/client", "").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("farhand://attach?site="), "{}", page.text);
    assert_eq!(chat.stage_of_both().await, "opening");
    assert_eq!(chat.told().await, ["elevation_requested", "elevation_accepted"]);
}

#[tokio::test]
async fn who_has_declined_may_think_better_of_it() {
    let mut chat = Chat::open().await;
    chat.elevate("view").await;
    assert_eq!(chat.answers(false).await, 204);
    assert_eq!(chat.stage_of_both().await, "declined");
    assert_eq!(chat.answers(true).await, 204);
    assert_eq!(chat.stage_of_both().await, "opening");
    assert_eq!(chat.answers(false).await, 204);
    assert_eq!(chat.stage_of_both().await, "declined");
    chat.stage.clock.advance_s(15 * 60);
    assert_eq!(chat.answers(true).await, 409, "the codes are void by now");
    assert_eq!(chat.stage_of_both().await, "declined", "a refusal does not time out");
    let again = chat.elevate("view").await;
    assert_eq!(chat.stage_of_both().await, "asked");
    Device::with(&chat.stage, code(&again)).await;
    let expected = [
        "elevation_requested",
        "elevation_declined",
        "elevation_accepted",
        "elevation_declined",
        "elevation_requested",
        "device_joined",
    ];
    assert_eq!(chat.told().await, expected);
}

#[tokio::test]
async fn without_a_client_in_time_both_hear_so() {
    for accepts in [false, true] {
        let mut chat = Chat::open().await;
        let late = chat.elevate("control").await;
        if accepts {
            chat.answers(true).await;
        }
        chat.stage.clock.advance_s(15 * 60);
        eventually(async || {
            let elevating = chat.ines.session(&chat.lsid).await["elevating"].clone();
            (elevating["stage"]["kind"] == "timed_out").then_some(())
        })
        .await;
        assert_eq!(chat.stage_of_both().await, "timed_out");
        assert_eq!(chat.stands().await.0["stage"]["accepted"], accepts);
        assert_eq!(attach(&chat.stage, code(&late)).await.0, StatusCode::NOT_FOUND);
        assert_eq!(chat.answers(true).await, 409);
        assert_eq!(chat.told().await.last().unwrap(), "elevation_timed_out");
        chat.elevate("control").await;
        assert_eq!(chat.stage_of_both().await, "asked");
        let requests = chat.told().await.into_iter().filter(|name| name == "elevation_requested").count();
        assert_eq!(requests, 2);
    }
}

#[tokio::test]
async fn another_page_may_not_answer() {
    let mut chat = Chat::open().await;
    chat.elevate("view").await;
    let cookie = format!("farhand_session={}", chat.browser.cookies["farhand_session"]);
    for origin in ["https://evil.example", "null"] {
        let request = chat.stage.request("POST", "/portal/api/elevation").header("Origin", origin);
        let answer = request.header("Cookie", &cookie).json(&json!({"accept": true})).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 403);
    }
    assert_eq!(chat.stage_of_both().await, "asked");
}
