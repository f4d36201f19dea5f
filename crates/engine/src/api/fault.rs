//! Why there is no answer, in the console's terms.
//!
//! What went wrong is found by walking an error's sources to a type that says it, never by its
//! words.

use std::error::Error;
use std::io;

use farhand_core::CallError;
use farhand_protocol::ApiError;
use rustls::CertificateError as Fault;
use tokio_tungstenite::tungstenite::Error as SocketError;

/// A request that got no answer.
pub(super) fn unanswered(error: &reqwest::Error) -> CallError {
    if error.is_timeout() {
        return CallError::Unreachable("the appliance did not answer in time".into());
    }
    broken(error)
}

/// An answer that is not a success. One that does not carry the appliance's own error comes from
/// something in between.
pub(super) fn refused(status: u16, body: &[u8]) -> CallError {
    match serde_json::from_slice::<ApiError>(body) {
        Ok(error) => CallError::Api(error),
        Err(_) => CallError::Unreachable(format!("the address answers with HTTP status {status}")),
    }
}

/// A live connection that could not be made, or broke.
pub(super) fn socket(error: &SocketError) -> CallError {
    match error {
        SocketError::Http(answer) => {
            refused(answer.status().as_u16(), answer.body().as_deref().unwrap_or_default())
        }
        SocketError::ConnectionClosed | SocketError::AlreadyClosed => {
            CallError::Unreachable("the appliance closed the connection".into())
        }
        other => broken(other),
    }
}

fn broken(error: &(dyn Error + 'static)) -> CallError {
    let chain = || Sources(Some(error));
    if let Some(tls) = chain().find_map(|e| e.downcast_ref::<rustls::Error>()) {
        return tls_fault(tls);
    }
    let root = chain().last().map(ToString::to_string).unwrap_or_default();
    CallError::Unreachable(format!("the appliance cannot be reached: {}", root.to_lowercase()))
}

fn tls_fault(error: &rustls::Error) -> CallError {
    let rustls::Error::InvalidCertificate(fault) = error else {
        return CallError::Unreachable(format!("no secure connection could be made: {error}"));
    };
    let why = match fault {
        Fault::Expired | Fault::ExpiredContext { .. } => "the appliance's certificate has expired",
        Fault::NotValidYet | Fault::NotValidYetContext { .. } => {
            "the appliance's certificate is not valid yet; check this computer's clock"
        }
        Fault::NotValidForName | Fault::NotValidForNameContext { .. } => {
            "the appliance's certificate is for another address"
        }
        Fault::UnknownIssuer => "the appliance's certificate comes from an issuer that is not trusted here",
        Fault::Revoked => "the appliance's certificate was revoked",
        _ => return CallError::BadCertificate(format!("the appliance's certificate is not valid: {fault}")),
    };
    CallError::BadCertificate(why.into())
}

/// An error and what caused it, outermost first. An `io::Error` hides the error that it wraps
/// from `source`.
struct Sources<'a>(Option<&'a (dyn Error + 'static)>);

impl<'a> Iterator for Sources<'a> {
    type Item = &'a (dyn Error + 'static);

    fn next(&mut self) -> Option<Self::Item> {
        let error = self.0?;
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        self.0 = match wrapped {
            Some(inner) => Some(inner),
            None => error.source(),
        };
        Some(error)
    }
}
