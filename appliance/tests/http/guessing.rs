//! What guessing costs, over HTTP: by source, behind a proxy, all at once.

use http::StatusCode;
use serde_json::{Value, json};

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::browser::CLIENT;
use crate::device::{attach, elevate};
use crate::stage::{PASSWORD, Rep, SOON, Stage, answer};

/// An appliance behind a proxy, which says where a request comes from.
async fn behind_proxy() -> Stage {
    Stage::with(|config| {
        config.behind_proxy = true;
        config.public_url = Some("https://support.example.com".to_owned());
    })
    .await
}

fn key_request(stage: &Stage, source: &str, key: &str) -> reqwest::RequestBuilder {
    let request = CLIENT.post(format!("http://{}/device/key", stage.running.addr()));
    request.header("X-Forwarded-For", source).json(&json!({"key": key}))
}

async fn key_from(stage: &Stage, source: &str, key: &str) -> (StatusCode, Value) {
    answer(key_request(stage, source, key)).await
}

async fn made(stage: &Stage) -> Value {
    let url = format!("http://{}", stage.running.addr());
    let who = json!({"user_name": "ines", "password": PASSWORD});
    let (_, signed_in) = answer(CLIENT.post(format!("{url}/api/v1/sign-in")).json(&who)).await;
    let ines = Rep { url, token: signed_in["token"].as_str().unwrap().to_owned() };
    let (status, key) = ines.post("/keys", json!({"queue": "general"})).await;
    assert_eq!(status, StatusCode::OK, "{key}");
    key
}

#[tokio::test]
async fn a_burst_gets_no_further_than_a_row() {
    let stage = behind_proxy().await;
    let tries = (0..40).map(|n| {
        let stage = &stage;
        async move { key_from(stage, "192.0.2.1", &format!("00000{n:04}")).await.0 }
    });
    let answers = futures_util::future::join_all(tries).await;
    let checked = answers.iter().filter(|status| **status == StatusCode::NOT_FOUND).count();
    assert_eq!(checked, 4, "{answers:?}");
    assert!(
        answers.iter().all(|status| [StatusCode::NOT_FOUND, StatusCode::TOO_MANY_REQUESTS].contains(status))
    );
}

#[tokio::test]
async fn addresses_of_one_ipv6_network_share_a_pause() {
    let stage = behind_proxy().await;
    for n in 0..4 {
        let source = format!("2001:db8:1:2::{n}");
        assert_eq!(key_from(&stage, &source, "000000000").await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(key_from(&stage, "2001:db8:1:2:ffff::", "000000000").await.0, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(key_from(&stage, "2001:db8:1:3::", "000000000").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_crowd_of_guessers_locks_nobody_out() {
    let stage = behind_proxy().await;
    let key = made(&stage).await;
    let digits = key["key"].as_str().unwrap();
    assert_eq!(key_from(&stage, "198.51.100.1", digits).await.0, StatusCode::OK);
    for n in 0..100 {
        let (status, _) = key_from(&stage, &format!("10.0.{n}.7"), "000000000").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "these are free");
    }
    // They go on: a few stand in line for up to half a minute, the others are sent away.
    let mut guessers = JoinSet::new();
    for n in 0..100 {
        guessers.spawn(answer(key_request(&stage, &format!("10.0.{n}.7"), "000000001")));
    }
    let sent_away = timeout(SOON, async {
        loop {
            let (status, error) = guessers.join_next().await.unwrap().unwrap();
            if status == StatusCode::TOO_MANY_REQUESTS {
                break error;
            }
        }
    });
    let error = sent_away.await.unwrap();
    assert!(error["message"].as_str().unwrap().contains("a link works"), "{error}");

    let again = key_from(&stage, "198.51.100.1", digits).await.0;
    assert_eq!(again, StatusCode::OK, "who was right does not wait");
    let stranger = key_from(&stage, "198.51.100.2", digits).await.0;
    assert_eq!(stranger, StatusCode::OK, "nor who was never wrong");
    let secret = key["link"].as_str().unwrap().rsplit('/').next().unwrap();
    for n in 0..10 {
        let by_link = key_from(&stage, &format!("10.0.{n}.7"), secret).await.0;
        assert_eq!(by_link, StatusCode::OK, "nor a link, wherever it comes from");
    }
    assert!(!guessers.is_empty(), "the line of those who were wrong is still there");
}

#[tokio::test]
async fn asking_whether_a_code_is_a_key_is_no_wrong_guess() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    ines.accept(&lsid).await;
    let code = elevate(&ines, &lsid).await;
    for _ in 0..20 {
        let asked = answer(stage.request("POST", "/device/key").json(&json!({"key": code}))).await;
        assert_eq!((asked.0, &asked.1["code"]), (StatusCode::NOT_FOUND, &json!("key_invalid")));
    }
    assert_eq!(attach(&stage, crate::device::code(&code)).await.0, StatusCode::OK);
}
