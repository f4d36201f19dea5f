//! `POST /key`: takes a session key and begins an attempt with it. The key is used up only when
//! the session begins.

use axum::extract::State;
use farhand_protocol::limits::KEY_DIGITS;
use farhand_protocol::{ApiError, ErrorCode};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::fields::Wrong;
use super::form::Posted;
use super::notice::{self, Answer, Notice, Trouble};
use super::page::go_to;
use super::{cookies, start, words};
use crate::http::Source;
use crate::state::AppState;
use crate::store::{Choice, LinkStanding, Refusal, StoreError};

/// The form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyForm {
    key: String,
}

/// `POST /key`.
pub async fn take(
    State(app): State<AppState>,
    Source(source): Source,
    headers: HeaderMap,
    Posted(form): Posted<KeyForm>,
) -> Answer {
    let digits: String = form.key.chars().filter(char::is_ascii_digit).collect();
    let refuse = |status, words: String| {
        let wrong = Wrong::new("key-error", words);
        start::answer(&app, &headers, status, &form.key, Some(wrong))
    };
    if digits.len() != KEY_DIGITS {
        let words = format!("A session key has {KEY_DIGITS} digits. Please check it.");
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, words).await;
    }
    match app.check_key(source, &digits).await {
        Ok(_) => {}
        Err(error) if error.code == ErrorCode::RateLimited => {
            let wait_s = error.retry_after_s.unwrap_or(1);
            let words = format!(
                "Too many keys were tried. Please wait {} and try again. A link that you were sent works meanwhile.",
                words::span(wait_s)
            );
            let mut response = refuse(StatusCode::TOO_MANY_REQUESTS, words).await?;
            response.headers_mut().insert(header::RETRY_AFTER, wait_s.into());
            return Ok(response);
        }
        Err(error) if error.code == ErrorCode::KeyInvalid => {
            return match app.store.key_standing(&digits).await? {
                Some(over) if over != LinkStanding::Good => {
                    notice::show(&app, &headers, Notice::of_key(over)).await
                }
                _ => refuse(StatusCode::NOT_FOUND, not_valid()).await,
            };
        }
        Err(error) => return Err(failed(error)),
    }
    match app.store.open_attempt(Choice::Key(digits)).await {
        Ok(secret) => {
            let mut response = go_to("/begin");
            cookies::give_attempt(&app, &mut response, &secret);
            Ok(response)
        }
        // Somebody was faster, since it was checked.
        Err(StoreError::Refused(Refusal::KeyInvalid)) => {
            notice::show(&app, &headers, Notice::of_key(LinkStanding::Used)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn not_valid() -> String {
    "There is no session key with these digits. Please check them, or ask the person helping you for a new one."
        .to_owned()
}

fn failed(error: ApiError) -> Trouble {
    StoreError::Failed(error.message).into()
}
