//! WebSockets to the appliance, with the device's token in the handshake.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderValue};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use url::Url;

use super::Fault;

/// An open WebSocket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const PATIENCE: Duration = Duration::from_secs(10);
const READ_BUFFER: usize = 16 * 1024;
/// What is not sent yet may be so much beyond one message; senders wait before they come near.
const WRITE_BUFFER: usize = 4 * 1024 * 1024;

/// Opens one that takes messages of at most `longest` bytes.
pub async fn open(
    mut url: Url,
    token: Option<&str>,
    tls: Arc<ClientConfig>,
    longest: usize,
) -> Result<Socket, Fault> {
    let secure = url.scheme() == "https";
    url.set_scheme(if secure { "wss" } else { "ws" }).expect("a web address can become a web socket's");
    let mut request = url.as_str().into_client_request().map_err(|error| Fault::socket(&error))?;
    if let Some(token) = token {
        let value = HeaderValue::from_str(&format!("Bearer {token}"));
        let value = value.map_err(|_| Fault::Unreachable("the token is not one".into()))?;
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    let connector = if secure { Connector::Rustls(tls) } else { Connector::Plain };
    let limits = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest));
    let opening = connect_async_tls_with_config(request, Some(limits), true, Some(connector));
    match timeout(PATIENCE, opening).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(Fault::socket(&error)),
        Err(_) => Err(Fault::Unreachable("the appliance did not answer in time".into())),
    }
}
