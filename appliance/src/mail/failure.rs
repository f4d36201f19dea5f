//! Why a message was not handed over, for people, and whether it is worth another try.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use farhand_protocol::limits;
use lettre::transport::smtp;
use rustls::CertificateError;

/// What servers say to those who have not signed in as they want (RFC 4954).
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

/// Why a message was not handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// There is no way to the server, or it wants to hear nothing from us: no message would fare
    /// better.
    #[error("{0}")]
    NoWay(String),
    /// This message may fare better later.
    #[error("{0}")]
    Later(String),
    /// This message will never be taken.
    #[error("{0}")]
    Never(String),
}

/// What was being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Connecting, up to the server's greeting and its TLS.
    Connect,
    /// Signing in.
    SignIn,
    /// Naming sender and recipient.
    Envelope,
    /// Handing the message over. Whether the server has taken it is not known.
    Message,
}

impl Failure {
    /// That the server has not answered within `limit`.
    pub(super) fn silent(stage: Stage, limit: Duration) -> Self {
        let seconds = limit.as_secs();
        let words = match stage {
            Stage::Connect => format!("the mail server did not answer within {seconds} s"),
            Stage::SignIn => format!("the mail server did not answer the sign-in within {seconds} s"),
            Stage::Envelope => format!("the mail server stopped answering for {seconds} s"),
            Stage::Message => {
                format!("the mail server did not say within {seconds} s whether it has taken the message")
            }
        };
        if matches!(stage, Stage::Connect | Stage::SignIn) { Self::NoWay(words) } else { Self::Later(words) }
    }

    /// What an error at this stage means.
    pub(super) fn of(stage: Stage, error: &smtp::Error) -> Self {
        let words = words(error);
        match stage {
            Stage::Connect => Self::NoWay(format!("no connection to the mail server: {words}")),
            Stage::SignIn => Self::NoWay(format!("the mail server does not let us in: {words}")),
            Stage::Envelope if error.status().is_some_and(|code| SIGN_IN.contains(&u16::from(code))) => {
                Self::NoWay(format!("the mail server wants us to sign in otherwise: {words}"))
            }
            // What we cannot say (an address that needs SMTPUTF8), no other try will.
            Stage::Envelope | Stage::Message if error.is_permanent() || error.is_client() => {
                Self::Never(words)
            }
            Stage::Envelope | Stage::Message => Self::Later(words),
        }
    }

    /// Whether the connection can be used for another message.
    pub(super) fn leaves_connection(error: &smtp::Error) -> bool {
        error.status().is_some_and(|code| u16::from(code) != 421)
    }
}

/// An error in words: the server's own, where it has said any.
fn words(error: &smtp::Error) -> String {
    if let Some(code) = error.status() {
        let said = error.source().map(ToString::to_string).unwrap_or_default();
        return tidy(&format!("{code} {said}"));
    }
    if error.is_response() {
        return "the mail server has broken the connection off, or does not speak SMTP".to_owned();
    }
    tidy(&reason(error).unwrap_or_else(|| error.to_string()))
}

/// What is behind an error, where that says it better.
fn reason(error: &smtp::Error) -> Option<String> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls_words(tls));
        }
        if let Some(inner) = error.downcast_ref::<io::Error>() {
            let tls = inner.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            return Some(tls.map_or_else(|| io_words(inner), tls_words));
        }
        source = error.source();
    }
    None
}

fn io_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "it is refused".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
            "the mail server has broken the connection off".to_owned()
        }
        io::ErrorKind::TimedOut => "it takes too long".to_owned(),
        _ => error.to_string(),
    }
}

fn tls_words(error: &rustls::Error) -> String {
    let certificate = match error {
        rustls::Error::InvalidCertificate(certificate) => certificate,
        rustls::Error::InvalidMessage(_) => return "it does not speak TLS on this port".to_owned(),
        error => return format!("TLS failed: {error}"),
    };
    let why = match certificate {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "is not valid yet",
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "is not from an authority that is trusted here"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for another name"
        }
        CertificateError::Revoked => "is revoked",
        other => return format!("its certificate is not good: {other}"),
    };
    format!("its certificate {why}")
}

/// One line of at most [`limits::SERVER_WORDS`] characters.
fn tidy(words: &str) -> String {
    let line = words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    line.chars().take(limits::SERVER_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_short_line() {
        assert_eq!(tidy("550\t5.1.1\r\nNo\0such  user\n"), "550 5.1.1 No such user");
        assert_eq!(tidy(&"ä".repeat(400)).chars().count(), limits::SERVER_WORDS);
    }

    #[test]
    fn a_bad_certificate_is_said_clearly() {
        let words = tls_words(&rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer));
        assert_eq!(words, "its certificate is not from an authority that is trusted here");
        assert!(tls_words(&rustls::Error::InvalidCertificate(CertificateError::Expired)).contains("expired"));
    }

    #[test]
    fn silence_before_the_envelope_is_everybody_s() {
        let limit = Duration::from_secs(60);
        assert!(matches!(Failure::silent(Stage::Connect, limit), Failure::NoWay(_)));
        assert!(
            matches!(Failure::silent(Stage::Message, limit), Failure::Later(words) if words.contains("60 s"))
        );
    }
}
