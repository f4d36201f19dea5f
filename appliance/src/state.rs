//! What every handler shares.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use farhand_protocol::{ApiError, ErrorCode, QueueId, SessionId};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::tickets::Tickets;
use crate::clock::Clock;
use crate::config::Config;
use crate::device::{AgentWays, Lines};
use crate::feed::Feed;
use crate::http::rate::{Buckets, Guesses};
use crate::http::seats::Seats;
use crate::relay::Screens;
use crate::sign_in::Hasher;
use crate::spool::Spool;
use crate::store::{Refusal, Store, StoreError};

/// The running appliance as its handlers see it.
pub type AppState = Arc<App>;

/// What every handler shares.
pub struct App {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The live feed.
    pub feed: Arc<Feed>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What the administrator configured.
    pub config: Config,
    /// The appliance's own address for people, without a slash at the end.
    pub public_url: String,
    /// Passwords' hashing, which is bounded.
    pub hasher: Hasher,
    /// Live tickets that were not used yet.
    pub tickets: Tickets<()>,
    /// Sign-ins per source.
    pub sign_ins: Buckets<IpAddr>,
    /// Requests per account.
    pub requests: Buckets<u32>,
    /// Requests of customers and visitors per source.
    pub visits: Buckets<IpAddr>,
    /// Readings of system information per session.
    pub readings: Buckets<SessionId>,
    /// Wrong session keys per source and in total.
    pub guesses: Guesses,
    /// The devices that are connected.
    pub lines: Lines,
    /// How VNC agents reach the appliance, once something listens for them.
    pub agent_ways: OnceLock<Arc<dyn AgentWays>>,
    /// Screens and their viewers.
    pub screens: Screens,
    /// The uploads' bytes.
    pub spool: Spool,
    /// Live connections of each session's customer.
    pub pages: Seats<SessionId>,
    /// Fires when the appliance stops; long-lived connections then close with 1001.
    pub stop: CancellationToken,
    /// Long-lived connections, which stopping waits for.
    pub live_tasks: TaskTracker,
}

impl App {
    /// Checks a session key without using it, with a growing pause after wrong ones.
    ///
    /// # Errors
    /// `key_invalid`; `rate_limited` with the seconds to wait.
    pub async fn check_key(&self, source: IpAddr, digits: &str) -> Result<QueueId, ApiError> {
        self.check_guesses(source)?;
        let checked = self.store.check_key(digits).await;
        if let Err(StoreError::Refused(Refusal::KeyInvalid)) = &checked {
            self.guesses.wrong(source, self.clock.now());
        }
        Ok(checked?)
    }

    /// Refuses a source that has to pause after wrong session keys or codes.
    ///
    /// # Errors
    /// `rate_limited` with the seconds to wait.
    pub fn check_guesses(&self, source: IpAddr) -> Result<(), ApiError> {
        let Some(wait_s) = self.guesses.pause_s(source, self.clock.now()) else { return Ok(()) };
        let error =
            ApiError::new(ErrorCode::RateLimited, "too many wrong session keys or codes; wait a moment");
        Err(ApiError { retry_after_s: Some(wait_s), ..error })
    }
}
