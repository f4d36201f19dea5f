//! Uploads over HTTP: tus 1.0.0 (creation, checksum, expiration, termination) for writing, ranges for
//! reading, and a route for what came of it. The same handlers serve consoles, devices and customers'
//! pages; [`Visit`] tells who it is. The shapes are in `farhand_protocol::upload`.
//!
//! The store knows who may do what ([`crate::store::UploadStore`]), the spool has the bytes
//! ([`crate::spool`]).

pub mod complete;
pub mod end;
pub mod look;
pub mod make;
pub mod metadata;
pub mod offer;
pub mod outcome;
pub mod range;
pub mod read;
pub mod refusal;
pub mod sweep;
pub mod tus;
pub mod visit;
pub mod write;

use std::sync::Arc;

use farhand_protocol::{ApiError, ErrorCode};
use http::Method;

use crate::http::{Access, Failure, Route};
use crate::spool::Live;
use crate::state::App;
use crate::store::{Standing, Upload};

pub use visit::{Id, Visit};

/// The routes below one kind of callers' paths: of all uploads, of one, and of what came of it.
#[must_use]
pub fn routes(access: Access, all: &'static str, one: &'static str, outcome: &'static str) -> Vec<Route> {
    vec![
        Route::new(Method::OPTIONS, all, access, offer::offer),
        Route::new(Method::POST, all, access, make::make),
        Route::new(Method::OPTIONS, one, access, offer::offer_one),
        Route::new(Method::HEAD, one, access, look::look),
        Route::new(Method::PATCH, one, access, write::write),
        Route::new(Method::GET, one, access, read::read),
        Route::new(Method::DELETE, one, access, end::end),
        Route::new(Method::GET, outcome, access, outcome::outcome),
        Route::new(Method::POST, outcome, access, outcome::say),
    ]
}

/// An upload's bytes, which can be used as long as it is not over.
///
/// # Errors
/// 410 where it is over; `unavailable` or `internal` where the disk fails.
pub(crate) async fn bytes_of(app: &App, upload: &Upload) -> Result<Arc<Live>, Failure> {
    refusal::check_open(upload)?;
    let key = (upload.lsid.clone(), upload.id().clone());
    if let Some(live) = app.spool.in_use(&key) {
        return Ok(live);
    }
    // It may have ended since it was read. What is cleaned up must not come back.
    let _not_now = app.spool.cleaning.lock().await;
    let now = app.store.upload(&key.0, &key.1).await?.ok_or_else(refusal::unknown)?;
    refusal::check_open(&now)?;
    app.spool.open(&key, upload.length, upload.is_chat()).await.map_err(|e| refusal::disk(&e))
}

/// Does what belongs together to its end. A request's own future is dropped wherever it waits when the
/// connection breaks off.
async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::spawn(work).await;
    done.map_err(|_| ApiError::new(ErrorCode::Internal, "the appliance failed"))?
}

/// Whether it is a file that the chat keeps.
fn is_kept(upload: &Upload) -> bool {
    matches!(upload.standing, Standing::Kept { .. })
}
