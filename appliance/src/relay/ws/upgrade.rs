//! The request that becomes a WebSocket (RFC 6455, section 4.2).

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::Response;
use data_encoding::BASE64;
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use sha1::{Digest, Sha1};

use crate::http::Failure;

/// The subprotocol that viewers in browsers ask for.
const SUBPROTOCOL: &str = "binary";
/// What the key is hashed with (RFC 6455, section 1.3).
const MAGIC: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// A request for a WebSocket; extracted as a `Result`, so that the handler chooses what it refuses
/// first.
pub struct Upgrade {
    accept: String,
    binary: bool,
    connection: OnUpgrade,
}

impl Upgrade {
    /// The answer that opens the WebSocket, and the connection once the answer is out.
    pub fn accept(self) -> (Response, impl Future<Output = Option<TokioIo<Upgraded>>> + Send + 'static) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        if let Ok(accept) = HeaderValue::from_str(&self.accept) {
            headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        }
        if self.binary {
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
        }
        let connection = self.connection;
        (response, async move { connection.await.ok().map(TokioIo::new) })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let refused = || Failure::bad_request("this address is for WebSockets");
        let headers = &parts.headers;
        let asked = lists(headers, &header::CONNECTION, "upgrade")
            && lists(headers, &header::UPGRADE, "websocket")
            && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
        let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| asked).ok_or_else(refused)?;
        let accept = BASE64.encode(&Sha1::new().chain_update(key).chain_update(MAGIC).finalize());
        let binary = lists(headers, &header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
        let connection = parts.extensions.remove::<OnUpgrade>().ok_or_else(refused)?;
        Ok(Self { accept, binary, connection })
    }
}

/// Whether the header's list holds `word`.
fn lists(headers: &HeaderMap, name: &header::HeaderName, word: &str) -> bool {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|found| found.trim().eq_ignore_ascii_case(word))
}
