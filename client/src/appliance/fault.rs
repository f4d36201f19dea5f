//! Why the appliance did not do it.

use std::error::Error;
use std::io;

use farhand_protocol::{ApiError, ErrorCode};
use tokio_tungstenite::tungstenite::Error as SocketError;

/// Why the appliance did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There was no answer, or none that an appliance gives. It may be tried again.
    #[error("{0}")]
    Unreachable(String),
    /// The appliance's certificate is not to be trusted.
    #[error("the appliance's certificate is not trusted: {0}")]
    Certificate(String),
    /// The appliance says no.
    #[error("{0}")]
    Refused(ApiError),
}

impl Fault {
    /// Whether the same may succeed later.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Certificate(_) => false,
            Self::Refused(error) => error.retryable,
        }
    }

    /// Whether the device's token is void.
    #[must_use]
    pub fn is_void(&self) -> bool {
        matches!(self, Self::Refused(error) if error.code == ErrorCode::Unauthorized)
    }

    pub(super) fn unanswered(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Unreachable("the appliance did not answer in time".into());
        }
        Self::broken(error)
    }

    /// An answer that is not a success. One without the appliance's own error comes from something
    /// in between.
    pub(super) fn refused(status: u16, body: &[u8]) -> Self {
        match serde_json::from_slice(body) {
            Ok(error) => Self::Refused(error),
            Err(_) => Self::Unreachable(format!("the address answers with HTTP status {status}")),
        }
    }

    /// A WebSocket that could not be opened, or broke.
    #[must_use]
    pub fn socket(error: &SocketError) -> Self {
        match error {
            SocketError::Http(answer) => {
                Self::refused(answer.status().as_u16(), answer.body().as_deref().unwrap_or_default())
            }
            SocketError::ConnectionClosed | SocketError::AlreadyClosed => {
                Self::Unreachable("the appliance closed the connection".into())
            }
            other => Self::broken(other),
        }
    }

    fn broken(error: &(dyn Error + 'static)) -> Self {
        let chain = || Sources(Some(error));
        if let Some(tls) = chain().find_map(|error| error.downcast_ref::<rustls::Error>()) {
            return Self::Certificate(tls.to_string());
        }
        let root = chain().last().map(ToString::to_string).unwrap_or_default();
        Self::Unreachable(format!("the appliance cannot be reached: {}", root.to_lowercase()))
    }
}

/// An error and what caused it, outermost first. An `io::Error` hides the error that it wraps from
/// `source`.
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
