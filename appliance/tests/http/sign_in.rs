//! Signing in, its limits, the second factor, and the end of tokens.

use http::StatusCode;
use serde_json::json;

use crate::stage::{PASSWORD, Stage};

#[tokio::test]
async fn five_wrong_passwords_pause_a_name_whether_or_not_anybody_has_it() {
    let stage = Stage::open().await;
    for name in ["bram", "nobody"] {
        for left in [4, 3, 2, 1] {
            let (status, body) = stage.sign_in(name, "wrong", None).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            assert_eq!(body["code"], "invalid_credentials", "{name}");
            assert_eq!(body["attempts_left"], left, "{name}");
        }
        let (status, body) = stage.sign_in(name, "wrong", None).await;
        assert_eq!(status, StatusCode::LOCKED);
        assert_eq!(
            (&body["code"], &body["retry_after_s"]),
            (&json!("account_locked"), &json!(900)),
            "{name}"
        );
    }
    stage.clock.advance_s(100);
    let (status, body) = stage.sign_in("BRAM", PASSWORD, None).await;
    assert_eq!((status, &body["retry_after_s"]), (StatusCode::LOCKED, &json!(800)));
    stage.clock.advance_s(800);
    let (status, _) = stage.sign_in("bram", PASSWORD, None).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_right_password_clears_the_count() {
    let stage = Stage::open().await;
    for _ in 0..3 {
        for _ in 0..3 {
            stage.sign_in("bram", "wrong", None).await;
        }
        let (status, body) = stage.sign_in("bram", PASSWORD, None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
}

#[tokio::test]
async fn the_second_factor_is_asked_for_and_each_code_is_good_once() {
    let stage = Stage::open().await;
    let secret = b"12345678901234567890".to_vec();
    stage.store().set_second_factor("ines", Some(secret)).await.unwrap();
    // At 1,800,000,000 s, from an independent implementation of RFC 6238.
    let code = "768147";
    for _ in 0..6 {
        let (status, body) = stage.sign_in("ines", PASSWORD, None).await;
        assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("second_factor_required")));
    }
    let (status, body) = stage.sign_in("ines", PASSWORD, Some("000000")).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("second_factor_invalid")));
    let (status, body) = stage.sign_in("ines", PASSWORD, Some(code)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, body) = stage.sign_in("ines", PASSWORD, Some(code)).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("second_factor_invalid")));
}

#[tokio::test]
async fn guessing_codes_pauses_the_account_too() {
    let stage = Stage::open().await;
    stage.store().set_second_factor("ines", Some(b"another secret".to_vec())).await.unwrap();
    let mut statuses = Vec::new();
    for _ in 0..5 {
        // Asking without a code between the guesses must not give tries back.
        stage.sign_in("ines", PASSWORD, None).await;
        statuses.push(stage.sign_in("ines", PASSWORD, Some("000000")).await.0.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 423]);
}

#[tokio::test]
async fn a_token_ends_with_the_sign_out_with_time_and_with_the_account() {
    let stage = Stage::open().await;
    let (first, second, third) = (stage.rep("ines").await, stage.rep("ines").await, stage.rep("bram").await);
    assert_eq!(first.post("/sign-out", json!({})).await.0, StatusCode::NO_CONTENT);
    assert_eq!(first.get("/snapshot").await.0, StatusCode::UNAUTHORIZED);

    stage.clock.advance_s(11 * 3600);
    assert_eq!(second.get("/snapshot").await.0, StatusCode::OK);
    stage.clock.advance_s(11 * 3600);
    assert_eq!(second.get("/snapshot").await.0, StatusCode::OK, "use moves the end on");
    assert_eq!(third.get("/snapshot").await.0, StatusCode::UNAUTHORIZED, "unused for 22 hours");

    stage.store().set_enabled("ines", false).await.unwrap();
    assert_eq!(second.get("/snapshot").await.0, StatusCode::UNAUTHORIZED);
    let (status, body) = stage.sign_in("ines", PASSWORD, None).await;
    assert_eq!((status, &body["code"]), (StatusCode::UNAUTHORIZED, &json!("invalid_credentials")));
}

#[tokio::test]
async fn tokens_survive_a_restart() {
    let stage = Stage::open().await;
    let token = stage.rep("ines").await.token;
    let stage = stage.restart().await;
    let rep = crate::stage::Rep { url: stage.running.url().to_owned(), token };
    assert_eq!(rep.get("/snapshot").await.0, StatusCode::OK);
}

#[tokio::test]
async fn one_source_may_not_sign_in_without_end() {
    let stage = Stage::with(|config| config.caps.sign_ins_per_minute = 5).await;
    let mut statuses = Vec::new();
    for n in 0..6 {
        statuses.push(stage.sign_in(&format!("name{n}"), "x", None).await.0.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429]);
    stage.clock.advance_s(12);
    assert_eq!(stage.sign_in("ines", PASSWORD, None).await.0, StatusCode::OK);
}
