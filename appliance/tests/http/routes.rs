//! Nothing is served without a credential but what is listed here.

use std::collections::BTreeSet;

use farhand_appliance::http::{Access, Route};
use farhand_appliance::{api, device, portal};
use http::StatusCode;

use crate::stage::{Stage, answer};

/// What anybody may ask for: three routes of the API, the way to a token, the portal's pages, and how devices attach.
const OPEN: &[&str] = &[
    "GET /api/v1/health",
    "GET /api/v1/openapi.json",
    "POST /api/v1/sign-in",
    "POST /oauth2/token",
    "GET /",
    "GET /k/{key}",
    "POST /key",
    "GET /i/{secret}",
    "POST /i/{secret}",
    "POST /i/{secret}/opened",
    "GET /i/{secret}/app",
    "GET /app.webmanifest",
    "GET /issue/{code}",
    "GET /representative/{id}",
    "GET /begin",
    "POST /begin",
    "POST /decline",
    "GET /session",
    "GET /waiting",
    "POST /leave",
    "GET /agreement",
    "GET /privacy",
    "GET /accessibility",
    "GET /assets/{version}/{name}",
    "GET /helper/{secret}",
    "POST /helper/{secret}",
    "GET /helper",
    "GET /client",
    "POST /client",
    "GET /client/download/{file}",
    "GET /open/{secret}",
    "POST /open/{secret}",
    "POST /device/key",
    "POST /device/attach",
];

fn all() -> impl Iterator<Item = Route> {
    api::routes().into_iter().chain(portal::routes()).chain(device::routes())
}

#[test]
fn the_list_of_open_routes_is_exactly_this_one() {
    let open: BTreeSet<_> = all()
        .filter(|route| route.access == Access::Open)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(open, OPEN.iter().map(|route| (*route).to_owned()).collect());
}

#[tokio::test]
async fn every_other_route_is_refused_without_a_credential() {
    let stage = Stage::open().await;
    let mut tried = 0;
    for route in all() {
        if route.access == Access::Open {
            continue;
        }
        let path = route.path.replace("{lsid}", "00112233445566778899aabbccddeeff").replace("{stream}", "7");
        for token in [None, Some("bm90LWEtdG9rZW4")] {
            let mut request = stage.request(route.method.as_str(), &path).header("Origin", stage.url(""));
            if let Some(token) = token {
                request = request
                    .bearer_auth(token)
                    .header("Cookie", format!("farhand_session={token}; farhand_helper={token}"));
            }
            let (status, body) = answer(request).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
            let told = route.method == http::Method::HEAD || body["code"] == "unauthorized";
            assert!(told, "{} {path}: {body}", route.method);
            tried += 1;
        }
    }
    assert!(tried > 30, "only {tried} requests");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_errors_like_all_others() {
    let stage = Stage::open().await;
    for (method, path, status, code) in [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/v2/health", 404, "not_found"),
        ("GET", "/api/v1/sign-in", 405, "bad_request"),
        ("DELETE", "/api/v1/health", 405, "bad_request"),
        ("GET", "/api/v1/health/../sign-in", 405, "bad_request"),
        ("GET", "/api/v1//health", 404, "not_found"),
        ("GET", "/portal/api/nothing", 404, "not_found"),
        ("GET", "/device/nothing", 404, "not_found"),
        ("GET", "/device/attach", 405, "bad_request"),
    ] {
        let (found, body) = answer(stage.request(method, path)).await;
        assert_eq!((found.as_u16(), body["code"].as_str()), (status, Some(code)), "{method} {path}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let stage = Stage::open().await;
    for path in ["/api/v1/health", "/api/v1/nothing", "/", "/nothing"] {
        let response = stage.request("GET", path).send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        let referrer = headers["referrer-policy"].to_str().unwrap();
        assert!(["no-referrer", "same-origin"].contains(&referrer), "{path}: {referrer}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
