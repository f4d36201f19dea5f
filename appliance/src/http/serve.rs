//! The accept loop: one task per connection, a cap on their number and on that of each source, and a
//! stop that lets requests in flight finish.

use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http::HeaderMap;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::Source;
use super::seats::{Seat, Seats};
use crate::state::AppState;

/// Of all connections, one source has at most one in so many. This computer and trusted proxies, behind
/// which everybody is, have no such cap.
const SHARE: usize = 4;

/// How long a request's head, or a TLS handshake, may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes of a request's head at most: an upload's metadata and what else there is. Bodies are read in
/// pieces of at most that.
const HEAD_BYTES: usize = 128 * 1024;
/// How long stopping waits for requests in flight and open sockets.
const STOP_TIME: Duration = Duration::from_secs(10);

/// Serves until the appliance stops.
pub async fn serve(listener: TcpListener, app: AppState, router: Router, tls: Option<TlsAcceptor>) {
    let seats = Arc::new(Semaphore::new(app.config.caps.connections));
    let sources = Seats::new((app.config.caps.connections / SHARE).max(1));
    let connections = TaskTracker::new();
    while let Some((stream, peer, seat)) = next(&listener, &seats, &app).await {
        let Some(own) = of_source(&sources, peer, &app) else { continue };
        let seat = (seat, own);
        let (app, router, tls) = (app.clone(), router.clone(), tls.clone());
        connections.spawn(async move {
            let _ = stream.set_nodelay(true);
            match tls {
                None => attend(Seated { stream, _seat: seat }, peer, app, router).await,
                Some(tls) => {
                    let handshake = Box::pin(tls.accept(stream));
                    if let Ok(Ok(stream)) = tokio::time::timeout(HEAD_TIME, handshake).await {
                        attend(Seated { stream, _seat: seat }, peer, app, router).await;
                    }
                }
            }
        });
    }
    connections.close();
    app.live_tasks.close();
    let all = async { tokio::join!(connections.wait(), app.live_tasks.wait()) };
    if tokio::time::timeout(STOP_TIME, all).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

/// The next connection, as soon as there is a seat for it; none when the appliance stops.
async fn next(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
    app: &AppState,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    loop {
        let accepted = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (seat, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = app.stop.cancelled() => return None,
        };
        match accepted {
            Ok((stream, peer)) => return Some((stream, peer, seat.ok()?)),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// A place for one more connection of its source, unless that has too many.
fn of_source(sources: &Seats<IpAddr>, peer: SocketAddr, app: &AppState) -> Option<Option<Seat<IpAddr>>> {
    let address = peer.ip();
    if address.is_loopback() || app.config.proxies().iter().any(|network| network.contains(address)) {
        return Some(None);
    }
    let Source(source) = Source::of(peer, &HeaderMap::new(), &[]);
    sources.take(source).map(Some)
}

async fn attend<S>(stream: S, peer: SocketAddr, app: AppState, router: Router)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let proxies = app.config.proxies().to_vec();
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        let source = Source::of(peer, request.headers(), &proxies);
        request.extensions_mut().insert(source);
        router.clone().oneshot(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = app.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// A stream that keeps its seat for as long as it is open, also after an upgrade.
struct Seated<S> {
    stream: S,
    _seat: Place,
}

/// A place among all connections, and among those of the source.
type Place = (OwnedSemaphorePermit, Option<Seat<IpAddr>>);

impl<S: AsyncRead + Unpin> AsyncRead for Seated<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Seated<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
