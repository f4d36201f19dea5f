//! The pages of links: who invites, with what to start, and what they say when there is nothing to
//! start any more.

use http::StatusCode;
use serde_json::{Value, json};

use crate::browser::{Browser, CLIENT};
use crate::stage::{Rep, Stage};

const ANDROID: &str = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// A key that somebody has made, and the path of its link.
async fn made(ines: &Rep, more: Value) -> (Value, String) {
    let mut body = json!({"queue": "rep:1", "name": "Petra"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let (status, key) = ines.post("/keys", body).await;
    assert_eq!(status, StatusCode::OK, "{key}");
    let path = key["link"].as_str().unwrap().strip_prefix(&ines.url).unwrap().to_owned();
    assert!(path.starts_with("/i/"), "{path}");
    (key, path)
}

async fn revoke(ines: &Rep, key: &Value) {
    let (status, answer) = ines.post(&format!("/keys/{}/revoke", key["id"]), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// The key as its maker sees it.
async fn seen(ines: &Rep, key: &Value) -> Value {
    let (status, key) = ines.get(&format!("/keys/{}", key["id"])).await;
    assert_eq!(status, StatusCode::OK, "{key}");
    key
}

async fn page_for(stage: &Stage, path: &str, agent: &str) -> String {
    let request = stage.request("GET", path).header("User-Agent", agent);
    request.send().await.unwrap().text().await.unwrap()
}

async fn start(stage: &Stage, path: &str, name: &str) -> (Browser, u16) {
    let mut browser = Browser::at(stage);
    assert_eq!(browser.post(path, "with=browser").await.leads_to, "/begin");
    let begun = browser.begin(name).await;
    (browser, begun.status)
}

#[tokio::test]
async fn a_link_names_who_invites_and_starts_one_session() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (key, path) = made(&ines, json!({})).await;
    let mut browser = Browser::at(&stage);
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200);
    let digits = key["key"].as_str().unwrap();
    let grouped = format!("Key {} {} {}", &digits[..3], &digits[3..6], &digits[6..]);
    for words in
        ["Ines Exemplar, Example Support", "Ready to start your session, Petra?", &grouped, "60 minutes"]
    {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert_eq!(browser.post(&path, "with=browser").await.leads_to, "/begin");
    assert!(browser.get("/begin").await.text.contains("value=\"Petra\""), "the name is filled in");
    assert_eq!(browser.begin("Petra Muster").await.leads_to, "/session");
    let state = seen(&ines, &key).await["state"].clone();
    assert_eq!((&state["kind"], &state["name"]), (&json!("started"), &json!("Petra Muster")));
}

#[tokio::test]
async fn looking_uses_nothing_up_and_does_not_count_as_opening() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (key, path) = made(&ines, json!({})).await;
    for method in ["GET", "HEAD", "GET", "HEAD", "OPTIONS"] {
        stage.request(method, &path).send().await.unwrap();
    }
    assert_eq!(seen(&ines, &key).await["opened_at"], Value::Null);
    let foreign = stage.request("POST", &format!("{path}/opened")).header("Origin", "https://evil.example");
    assert_eq!(foreign.send().await.unwrap().status().as_u16(), 403);
    assert_eq!(seen(&ines, &key).await["opened_at"], Value::Null);
    let mut browser = Browser::at(&stage);
    assert_eq!(browser.post(&format!("{path}/opened"), "").await.status, 204);
    let first = seen(&ines, &key).await["opened_at"].clone();
    assert!(first.is_number(), "{first}");
    stage.clock.advance_s(60);
    assert_eq!(browser.post(&format!("{path}/opened"), "").await.status, 204);
    assert_eq!(seen(&ines, &key).await["opened_at"], first, "the first time counts");
    let nowhere = format!("/i/{}/opened", "A".repeat(32));
    assert_eq!(browser.post(&nowhere, "").await.status, 204, "it tells nothing of any link");
}

#[tokio::test]
async fn of_two_at_the_same_moment_one_starts() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (key, path) = made(&ines, json!({})).await;
    let (one, other) = tokio::join!(start(&stage, &path, "Petra"), start(&stage, &path, "Paul"));
    let mut statuses = [one.1, other.1];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(seen(&ines, &key).await["state"]["kind"], "started");
    let mut late = Browser::at(&stage);
    for shown in [late.get(&path).await, late.post(&path, "with=browser").await] {
        assert_eq!(shown.status, 410);
        assert!(shown.text.contains("This invitation was used already"), "{}", shown.text);
    }
}

#[tokio::test]
async fn what_is_over_says_so_and_names_nobody() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (used, used_path) = made(&ines, json!({})).await;
    start(&stage, &used_path, "Petra").await;
    let (revoked, revoked_path) = made(&ines, json!({})).await;
    revoke(&ines, &revoked).await;
    let (expired, expired_path) = made(&ines, json!({"life_s": 60})).await;
    stage.clock.advance_s(60);
    let mut browser = Browser::at(&stage);
    let nowhere = format!("/i/{}", "A".repeat(32));
    for (path, key, status, link_words, key_words) in [
        (&used_path, &used, 410, "This invitation was used already", "This key was used already"),
        (&revoked_path, &revoked, 410, "This invitation was taken back", "This key was taken back"),
        (&expired_path, &expired, 410, "This invitation has run out", "This key has run out"),
        (&nowhere, &json!({"key": "000000001"}), 404, "This link does not work", "There is no session key"),
    ] {
        let digits = key["key"].as_str().unwrap();
        let by_link = browser.get(path).await;
        assert_eq!(by_link.status, status, "{path}");
        assert!(by_link.text.contains(link_words), "{link_words}: {}", by_link.text);
        let typed = browser.post("/key", &format!("key={digits}")).await;
        assert_eq!(typed.status, status, "{key_words}");
        assert!(typed.text.contains(key_words), "{key_words}: {}", typed.text);
        let grouped = format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..]);
        for secret in ["Petra", "Ines", digits, &grouped] {
            assert!(!by_link.text.contains(secret), "{link_words} names {secret}");
        }
    }
    // Digits in place of a secret would make guessing free.
    let (good, _) = made(&ines, json!({})).await;
    assert_eq!(browser.get(&format!("/i/{}", good["key"].as_str().unwrap())).await.status, 404);
}

#[tokio::test]
async fn what_is_offered_fits_the_device() {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    site.invites.help_address = Some("help@example.com".to_owned());
    site.invites.android = farhand_appliance::domain::invite_rules::store_app(
        "com.example.support=https://store.example.com/app",
    )
    .unwrap();
    stage.store().set_site(site).await.unwrap();
    let ines = stage.rep("ines").await;
    let (_, path) = made(&ines, json!({})).await;
    let secret = path.strip_prefix("/i/").unwrap();
    let phone = page_for(&stage, &path, ANDROID).await;
    assert!(phone.contains("data-package=\"com.example.support\"") && phone.contains("/app.webmanifest"));
    assert!(phone.contains("href=\"mailto:help@example.com\""), "{phone}");
    let site = url::form_urlencoded::byte_serialize(stage.running.url().as_bytes()).collect::<String>();
    let opens = page_for(&stage, &format!("{path}/app"), ANDROID).await;
    let intent = format!(
        "intent://attach?site={site}&#38;key={secret}#Intent;scheme=farhand;package=com.example.support;\
         S.browser_fallback_url=https%3A%2F%2Fstore.example.com%2Fapp;end"
    );
    assert!(opens.contains(&intent), "{intent}: {opens}");
    let desktop = page_for(&stage, &format!("{path}/app"), WINDOWS).await;
    assert!(desktop.contains(&format!("farhand://attach?site={site}&#38;key={secret}\"")), "{desktop}");
    let (_, chat_only) = made(&ines, json!({"starts_as": "browser"})).await;
    assert!(!page_for(&stage, &chat_only, ANDROID).await.contains("type=\"radio\""));
    let manifest: Value =
        stage.request("GET", "/app.webmanifest").send().await.unwrap().json().await.unwrap();
    assert_eq!(manifest["related_applications"][0]["id"], "com.example.support");
}

#[tokio::test]
async fn a_further_portal_is_as_good() {
    let stage = Stage::open().await;
    let mut site = stage.store().site().await.unwrap();
    let portal = format!("Repairs=http://localhost:{}", stage.running.addr().port());
    site.invites.portals = vec![farhand_appliance::domain::invite_rules::portal(&portal).unwrap()];
    let address = site.invites.portals[0].address.clone();
    stage.store().set_site(site).await.unwrap();
    let ines = stage.rep("ines").await;
    let (status, key) = ines.post("/keys", json!({"queue": "rep:1", "portal": address})).await;
    assert_eq!(status, StatusCode::OK, "{key}");
    let path = key["link"].as_str().unwrap().strip_prefix(&address).unwrap();
    let host = address.strip_prefix("http://").unwrap();
    let send = async |method: &str, path: &str, origin: &str, form: &str, cookie: &str| {
        let request = CLIENT.request(method.parse().unwrap(), stage.url(path));
        let request = request.header("Host", host).header("Origin", origin).header("Cookie", cookie);
        let kind = "application/x-www-form-urlencoded";
        request.header("Content-Type", kind).body(form.to_owned()).send().await.unwrap()
    };
    let shown = send("GET", &format!("{path}/app"), &address, "", "").await.text().await.unwrap();
    let site = url::form_urlencoded::byte_serialize(address.as_bytes()).collect::<String>();
    assert!(shown.contains(&format!("site={site}")), "{shown}");
    let started = send("POST", path, &address, "with=browser", "").await;
    assert_eq!(started.headers()["location"], "/begin");
    let cookie = started.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let form = "name=Petra&recording=refuse&agreement=accept&script=1";
    assert_eq!(send("POST", "/begin", "https://evil.example", form, &cookie).await.status(), 403);
    let begun = send("POST", "/begin", &address, form, &cookie).await;
    assert_eq!(begun.headers()["location"], "/session");
    let cookie = begun.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert_eq!(send("POST", "/portal/api/end", &address, "", &cookie).await.status(), 204);
}
