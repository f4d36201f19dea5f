//! Session keys, and the portal's way from a choice to a session.

use std::net::IpAddr;

use farhand_appliance::store::{Choice, Refusal, StoreError};
use farhand_protocol::ErrorCode;
use http::StatusCode;
use serde_json::json;

use crate::stage::{Stage, beginning};

const SOURCE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn refusal<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_starts_one_session_in_its_queue() {
    let stage = Stage::open().await;
    let ines = stage.rep("ines").await;
    let (status, made) = ines.post("/keys", json!({"queue": "rep:1", "external_reference": "T-1"})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let key = made["key"].as_str().unwrap();
    let link = made["link"].as_str().unwrap().strip_prefix(stage.running.url()).unwrap();
    assert_eq!(link.strip_prefix("/i/").unwrap().len(), 32, "{link}");
    let grouped = format!("{} {}-{}", &key[..3], &key[3..6], &key[6..]);

    let store = stage.store();
    let first = store.open_attempt(Choice::Key(grouped)).await.unwrap();
    let second = store.open_attempt(Choice::Key(key.to_owned())).await.unwrap();
    let begun = store.begin_session(&first, beginning("Tobias")).await.unwrap();
    let session = ines.session(&begun.lsid).await;
    assert_eq!((&session["state"]["queue"], &session["started_from"]), (&json!("rep:1"), &json!("key")));
    assert_eq!(refusal(store.begin_session(&second, beginning("Mara")).await), Refusal::KeyInvalid);
    let again = store.begin_session(&first, beginning("Mara")).await.unwrap();
    assert_eq!(again.lsid, begun.lsid, "an attempt begins one session");
    assert_eq!(refusal(store.open_attempt(Choice::Key(key.to_owned())).await), Refusal::KeyInvalid);
}

#[tokio::test]
async fn a_key_is_made_only_for_a_served_queue_and_ends_with_its_time() {
    let stage = Stage::open().await;
    let bram = stage.rep("bram").await;
    for queue in ["rep:1", "team:2", "team:99"] {
        assert_eq!(bram.post("/keys", json!({"queue": queue})).await.0, StatusCode::FORBIDDEN, "{queue}");
    }
    let (_, made) = bram.post("/keys", json!({"queue": "team:1", "life_s": 60})).await;
    let key = made["key"].as_str().unwrap();
    assert!(stage.store().check_key(key).await.is_ok());
    stage.clock.advance_s(60);
    assert_eq!(refusal(stage.store().check_key(key).await), Refusal::KeyInvalid);
}

#[tokio::test]
async fn guessing_keys_has_to_pause_longer_and_longer() {
    let stage = Stage::open().await;
    let app = stage.running.app();
    let guess = async || app.check_key(SOURCE, "000000000").await.unwrap_err();
    for _ in 0..4 {
        assert_eq!(guess().await.code, ErrorCode::KeyInvalid);
    }
    let pause = guess().await;
    assert_eq!((pause.code, pause.retry_after_s), (ErrorCode::RateLimited, Some(1)));
    stage.clock.advance_s(1);
    assert_eq!(guess().await.code, ErrorCode::KeyInvalid);
    assert_eq!(guess().await.retry_after_s, Some(2));
}

#[tokio::test]
async fn an_attempt_lasts_half_an_hour_and_the_agreement_its_own_time() {
    let stage = Stage::open().await;
    let store = stage.store();
    let open = async || store.open_attempt(Choice::Issue("signing-in".parse().unwrap())).await.unwrap();
    let attempt = open().await;
    assert_eq!(store.attempt(&attempt).await.unwrap().unwrap().chosen, "Signing in");
    let shown = store.agreement_shown(&attempt).await.unwrap();
    stage.clock.advance_s(301);
    assert_eq!(store.agreement_shown(&attempt).await.unwrap(), shown, "the first time counts");
    assert!(matches!(
        refusal(store.begin_session(&attempt, beginning("Mara")).await),
        Refusal::WrongState(_)
    ));

    let attempt = open().await;
    let mut declined = beginning("Mara");
    declined.agreed = false;
    assert!(matches!(refusal(store.begin_session(&attempt, declined).await), Refusal::WrongState(_)));
    let mut nameless = beginning(" ");
    nameless.details = Some("x".repeat(1025));
    assert!(matches!(refusal(store.begin_session(&attempt, nameless).await), Refusal::InvalidField(_)));
    stage.clock.advance_s(30 * 60);
    assert_eq!(store.attempt(&attempt).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_not_on_offer_cannot_be_chosen() {
    let stage = Stage::open().await;
    let store = stage.store();
    let issue = Choice::Issue("no-such-issue".parse().unwrap());
    assert_eq!(refusal(store.open_attempt(issue).await), Refusal::NotFound("issue"));
    let offline = Choice::Representative(farhand_protocol::RepresentativeId(2));
    assert_eq!(refusal(store.open_attempt(offline).await), Refusal::NotFound("representative"));
    assert!(matches!(refusal(store.delete_team("Mobile Support").await), Refusal::WrongState(_)));
}

#[tokio::test]
async fn the_survey_is_answered_once_after_the_end() {
    use farhand_protocol::portal::{CustomerState, SurveyAnswer};

    let stage = Stage::open().await;
    let store = stage.store();
    let lsid = stage.customer("Tobias", "signing-in").await.lsid;
    let answer = |rating| SurveyAnswer { rating, comment: Some("Thank you".to_owned()) };
    let survey_open = async || match store.customer_view(&lsid).await.unwrap().state {
        CustomerState::Ended { survey, .. } => survey,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refusal(store.survey(&lsid, answer(5)).await), Refusal::WrongState(_)));
    store.customer_end(&lsid).await.unwrap();
    assert!(survey_open().await);
    assert!(matches!(refusal(store.survey(&lsid, answer(6)).await), Refusal::InvalidField(_)));
    store.survey(&lsid, answer(5)).await.unwrap();
    assert!(!survey_open().await);
    assert!(matches!(refusal(store.survey(&lsid, answer(5)).await), Refusal::WrongState(_)));
}
