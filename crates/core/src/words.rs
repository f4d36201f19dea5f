//! Errors in words: what happened, and what to do.

use farhand_protocol::keys::CameFrom;
use farhand_protocol::limits::SIGN_IN_PAUSE_S;
use farhand_protocol::{ApiError, ErrorCode};

use crate::address::host_of;
use crate::contract::{UiError, UiErrorCode as Code};
use crate::event::CallError;

/// Any call's error, as a sentence.
#[must_use]
pub fn call_error(error: CallError) -> UiError {
    match error {
        CallError::Api(e) => {
            let message = sentence(&e.message);
            UiError { message, ..UiError::from(e) }
        }
        CallError::Unreachable(_) => UiError::new(Code::Unreachable, "The appliance does not answer."),
        CallError::BadCertificate(_) => {
            UiError::new(Code::BadCertificate, "The appliance's certificate is not trusted.")
        }
        CallError::NotAnAppliance => {
            UiError::new(Code::NotAnAppliance, "What answers is not a Farhand appliance.")
        }
        CallError::InvalidAddress(_) => {
            UiError::new(Code::InvalidAddress, "The address of the site cannot be used.")
        }
    }
}

/// There is no link to the appliance, so nothing was tried.
pub(crate) fn no_connection() -> UiError {
    UiError::new(
        Code::Unreachable,
        "There is no connection now. What you have filled in is kept; try again when it is back.",
    )
}

/// Where a session came from, as one line; `own` where the reader has made the key.
pub(crate) fn came_from(came_from: &CameFrom, own: bool) -> String {
    let whose = if own { "your".to_owned() } else { format!("{}'s", came_from.by) };
    let mut words = match &came_from.address {
        Some(address) => format!("From {whose} invitation to {address}"),
        None => format!("From {whose} session key"),
    };
    if let Some(reference) = &came_from.external_reference {
        words.push_str(&format!(" ({reference})"));
    }
    words
}

/// Why signing in at `address` failed.
pub(crate) fn sign_in_error(address: &str, error: CallError) -> UiError {
    let host = host_of(address);
    match error {
        CallError::Api(e) => refused(e),
        CallError::Unreachable(_) => UiError::new(
            Code::Unreachable,
            format!("{host} does not answer. Check the address and the network, then try again."),
        ),
        CallError::BadCertificate(_) => UiError::new(
            Code::BadCertificate,
            format!("The certificate of {host} is not trusted, so nothing was sent. Ask your administrator."),
        ),
        CallError::NotAnAppliance => UiError::new(
            Code::NotAnAppliance,
            format!("{host} answers, but it is not a Farhand appliance. Check the address."),
        ),
        CallError::InvalidAddress(_) => UiError::new(
            Code::InvalidAddress,
            format!("{host} is not an address that can be reached. Check the address."),
        ),
    }
}

/// An appliance that speaks an older API than this console.
pub(crate) fn too_old(address: &str) -> UiError {
    let host = host_of(address);
    UiError::new(
        Code::ServerTooOld,
        format!("{host} runs an older version than this console needs. Ask your administrator to update it."),
    )
}

/// The appliance ended the sign-in.
pub(crate) fn sign_in_ended() -> UiError {
    UiError::new(
        Code::SignedOut,
        "Your sign-in has ended. Sign in again; drafts and unsent messages are kept.",
    )
}

/// A supervisor has signed the reader out, who had sessions or none.
pub(crate) fn signed_out_by(by: &str, sessions: bool) -> UiError {
    let went = match sessions {
        true => " Your sessions went to those who share them, or back to a queue.",
        false => "",
    };
    let text = format!("{by} has signed you out.{went} Drafts and unsent messages are kept.");
    UiError::new(Code::SignedOut, text)
}

fn refused(error: ApiError) -> UiError {
    let message = match error.code {
        ErrorCode::InvalidCredentials => match error.attempts_left {
            Some(left) => {
                let attempts = if left == 1 { "attempt" } else { "attempts" };
                let pause = SIGN_IN_PAUSE_S / 60;
                format!(
                    "That user name and password do not match. \
                     {left} {attempts} left before a {pause} minute pause."
                )
            }
            None => "That user name and password do not match.".into(),
        },
        ErrorCode::AccountLocked => match error.retry_after_s {
            Some(seconds) => format!("Too many wrong passwords. Try again in {}.", minutes(seconds)),
            None => "Too many wrong passwords. Try again later.".into(),
        },
        ErrorCode::SecondFactorInvalid => {
            "That code is wrong or was used before. Wait for the next one and try again.".into()
        }
        _ => sentence(&error.message),
    };
    UiError { message, ..UiError::from(error) }
}

fn minutes(seconds: u32) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "a minute".into(),
        n => format!("{n} minutes"),
    }
}

/// A message of the appliance's (lower case, no full stop) as a sentence.
pub(crate) fn sentence(message: &str) -> String {
    let message = farhand_protocol::text::for_display_line(message);
    let mut letters = message.chars();
    let Some(first) = letters.next() else { return "The appliance refused.".into() };
    let stop = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(code: ErrorCode) -> ApiError {
        ApiError::new(code, "the appliance says so")
    }

    #[test]
    fn each_sign_in_error_has_its_sentence() {
        let credentials = |left| ApiError { attempts_left: left, ..api(ErrorCode::InvalidCredentials) };
        let locked = ApiError { retry_after_s: Some(840), ..api(ErrorCode::AccountLocked) };
        for (error, code, text) in [
            (
                credentials(Some(3)).into(),
                Code::InvalidCredentials,
                "That user name and password do not match. 3 attempts left before a 15 minute pause.",
            ),
            (
                credentials(Some(1)).into(),
                Code::InvalidCredentials,
                "That user name and password do not match. 1 attempt left before a 15 minute pause.",
            ),
            (locked.into(), Code::AccountLocked, "Too many wrong passwords. Try again in 14 minutes."),
            (api(ErrorCode::Internal).into(), Code::Internal, "The appliance says so."),
            (
                CallError::Unreachable("os error 111".into()),
                Code::Unreachable,
                "support.example.com does not answer. Check the address and the network, then try again.",
            ),
        ] {
            let error = sign_in_error("https://support.example.com", error);
            assert_eq!((error.code, error.message.as_str()), (code, text));
        }
    }
}
