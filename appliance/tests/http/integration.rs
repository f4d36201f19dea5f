//! Programs with an API account: how they sign in, and what they may do.

use farhand_appliance::store::{AccountId, NewAccount};
use http::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Rep, Stage, answer, fresh_key};

const FORM: &str = "application/x-www-form-urlencoded";

async fn account(stage: &Stage) -> NewAccount {
    stage.store().add_api_account("Tickets").await.unwrap()
}

async fn ask(stage: &Stage, body: String) -> (StatusCode, Value) {
    answer(stage.request("POST", "/oauth2/token").header("Content-Type", FORM).body(body)).await
}

fn form(account: &NewAccount) -> String {
    let NewAccount { client_id, client_secret } = account;
    format!("grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}")
}

/// A program that has signed in, as something that can send requests.
async fn signed_in(stage: &Stage, account: &NewAccount) -> Rep {
    let (status, body) = ask(stage, form(account)).await;
    assert_eq!(
        (status, &body["token_type"], &body["expires_in"]),
        (StatusCode::OK, &json!("Bearer"), &json!(3600))
    );
    Rep { url: stage.running.url().to_owned(), token: body["access_token"].as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_program_signs_in_as_rfc_6749_has_it() {
    let stage = Stage::open().await;
    let account = account(&stage).await;
    signed_in(&stage, &account).await;
    let grant = "grant_type=client_credentials&scope=keys";
    let basic = |secret: &str| {
        let request = stage.request("POST", "/oauth2/token").header("Content-Type", FORM);
        request.basic_auth(&account.client_id, Some(secret)).body(grant)
    };
    assert_eq!(answer(basic(&account.client_secret)).await.0, StatusCode::OK);
    let refused = basic("wrong").send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 401);
    assert!(refused.headers()["www-authenticate"].to_str().unwrap().starts_with("Basic "));
    assert_eq!(refused.headers()["cache-control"], "no-store");
    assert_eq!(refused.json::<Value>().await.unwrap(), json!({"error": "invalid_client"}));
    for (body, status, error) in [
        (form(&account).replace("client_credentials", "password"), 400, "unsupported_grant_type"),
        (form(&account) + "x", 401, "invalid_client"),
        (format!("{}&client_id=another", form(&account)), 400, "invalid_request"),
        (grant.to_owned(), 401, "invalid_client"),
        (String::new(), 400, "invalid_request"),
    ] {
        let expected = (StatusCode::from_u16(status).unwrap(), json!({ "error": error }));
        assert_eq!(ask(&stage, body).await, expected);
    }
    let json = stage.request("POST", "/oauth2/token").json(&json!({"grant_type": "client_credentials"}));
    assert_eq!(answer(json).await.1, json!({"error": "invalid_request"}));
}

#[tokio::test]
async fn a_program_makes_a_key_reads_it_and_takes_it_back() {
    let stage = Stage::open().await;
    let program = signed_in(&stage, &account(&stage).await).await;
    let (key, new) = (fresh_key(), json!({"queue": "team:1", "external_reference": "T-1042"}));
    let (status, made) = program.send("POST", "/integration/keys", &key, new.clone()).await;
    assert_eq!((status, &made["made_by"]), (StatusCode::OK, &json!({"kind": "account", "name": "Tickets"})));
    assert_eq!(program.send("POST", "/integration/keys", &key, new).await.1, made, "the same again");
    let (status, error) = program.send("POST", "/integration/keys", &key, json!({"queue": "general"})).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!("idempotency_mismatch")));
    let path = format!("/integration/keys/{}", made["id"]);
    assert_eq!(program.get(&path).await, (StatusCode::OK, made.clone()));
    let (status, _) =
        program.post(&format!("{path}/invitations"), json!({"recipients": ["a@example.org"]})).await;
    assert_eq!(status, StatusCode::CONFLICT, "there is no mail server");
    let (status, revoked) = program.post(&format!("{path}/revoke"), json!({})).await;
    assert_eq!((status, &revoked["state"]["by"]), (StatusCode::OK, &json!("Tickets")));

    let foreign = stage.rep("ines").await.post("/keys", json!({"queue": "general"})).await.1["id"].clone();
    assert_eq!(program.get(&format!("/integration/keys/{foreign}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_s_token_and_a_representative_s_open_only_their_own_routes() {
    let stage = Stage::open().await;
    let account = account(&stage).await;
    let (program, ines) = (signed_in(&stage, &account).await, stage.rep("ines").await);
    for path in ["/snapshot", "/keys/setup", "/keys/1"] {
        assert_eq!(program.get(path).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(program.post("/live/ticket", json!({})).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(ines.get("/integration/keys/1").await.0, StatusCode::UNAUTHORIZED);
    stage.store().disable_api_account("Tickets").await.unwrap();
    assert_eq!(program.get("/integration/keys/1").await.0, StatusCode::UNAUTHORIZED, "at once");
    assert_eq!(ask(&stage, form(&account)).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_program_has_20_requests_a_second_and_15_000_an_hour() {
    let stage = Stage::open().await;
    let program = signed_in(&stage, &account(&stage).await).await;
    let get = async || program.get("/integration/keys/1").await;
    for n in 0..20 {
        assert_eq!(get().await.0, StatusCode::NOT_FOUND, "{n}");
    }
    let (status, error) = get().await;
    assert_eq!((status, &error["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("rate_limited")));
    stage.clock.advance_s(1);
    assert_eq!(get().await.0, StatusCode::NOT_FOUND);
    let app = stage.running.app();
    let now = farhand_appliance::clock::Clock::now(&*stage.clock);
    while app.programs_by_hour.take(AccountId(1), now).is_ok() {}
    let (status, error) = get().await;
    assert_eq!((status, &error["retry_after_s"]), (StatusCode::TOO_MANY_REQUESTS, &json!(1)));
    stage.clock.advance_s(1);
    assert_eq!(get().await.0, StatusCode::NOT_FOUND);
}
