//! Behind a reverse proxy each customer is a source of its own.

use http::StatusCode;

use crate::browser::CLIENT;
use crate::stage::{SOON, Stage};

const URL: &str = "https://support.example.com";

async fn behind_proxy(trusted: &[&str]) -> Stage {
    Stage::with(|config| {
        config.behind_proxy = true;
        config.public_url = Some(URL.to_owned());
        config.trusted_proxies = trusted.iter().map(|network| network.parse().unwrap()).collect();
        config.caps.visits_per_second = 1;
    })
    .await
}

/// Asks for the start page `times` times as forwarded for `customer`; the last answer's status.
async fn visit(stage: &Stage, customer: &str, times: u32) -> StatusCode {
    let mut status = StatusCode::OK;
    for _ in 0..times {
        let address = format!("http://{}/", stage.running.addr());
        let request = CLIENT.get(address).header("X-Forwarded-For", customer);
        status = tokio::time::timeout(SOON, request.send()).await.unwrap().unwrap().status();
    }
    status
}

#[tokio::test]
async fn customers_behind_a_trusted_proxy_are_counted_each_for_themselves() {
    let stage = behind_proxy(&["127.0.0.0/8"]).await;
    assert_eq!(visit(&stage, "192.0.2.1", 4).await, StatusCode::OK);
    assert_eq!(visit(&stage, "192.0.2.1", 1).await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(visit(&stage, "192.0.2.2", 4).await, StatusCode::OK);
}

#[tokio::test]
async fn what_others_say_of_themselves_is_not_believed() {
    let stage = behind_proxy(&["10.0.0.0/8"]).await;
    assert_eq!(visit(&stage, "192.0.2.1", 4).await, StatusCode::OK);
    assert_eq!(visit(&stage, "192.0.2.2", 1).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn cookies_are_for_tls_only() {
    let stage = behind_proxy(&["127.0.0.0/8"]).await;
    let address = format!("http://{}/issue/signing-in", stage.running.addr());
    let response = CLIENT.get(address).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}
