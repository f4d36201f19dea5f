//! What every handler shares.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use farhand_protocol::{ApiError, QueueId, RepresentativeId, SessionId};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::api::tickets::Tickets;
use crate::clock::Clock;
use crate::config::Config;
use crate::dashboard::Dashboards;
use crate::device::{AgentWays, Lines};
use crate::feed::Feed;
use crate::http::guesses::{Guess, Guesses, guessable};
use crate::http::rate::Buckets;
use crate::http::seats::Seats;
use crate::portal::downloads::Sums;
use crate::relay::Screens;
use crate::sign_in::Hasher;
use crate::spool::Spool;
use crate::store::{AccountId, HelperId, Result as StoreResult, Store};

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
    /// What is said outside sessions, per account.
    pub talks: Buckets<u32>,
    /// Requests per API account, by the second.
    pub programs: Buckets<AccountId>,
    /// The same by the hour.
    pub programs_by_hour: Buckets<AccountId>,
    /// Requests of customers and visitors per source.
    pub visits: Buckets<IpAddr>,
    /// Readings of system information per session.
    pub readings: Buckets<SessionId>,
    /// Guesses at session keys and codes, by source and in total.
    pub guesses: Guesses,
    /// The devices that are connected.
    pub lines: Lines,
    /// How VNC agents reach the appliance, once something listens for them.
    pub agent_ways: OnceLock<Arc<dyn AgentWays>>,
    /// What supervisors see live.
    pub dashboards: Arc<Dashboards>,
    /// Screens and their viewers.
    pub screens: Screens,
    /// The uploads' bytes.
    pub spool: Spool,
    /// The sums of the files that customers can download.
    pub sums: Sums,
    /// Live connections of each session's customer.
    pub pages: Seats<SessionId>,
    /// What outside helpers say.
    pub helper_lines: Buckets<HelperId>,
    /// Live connections of each outside helper.
    pub helper_pages: Seats<HelperId>,
    /// Fires when the appliance stops; long-lived connections then close with 1001.
    pub stop: CancellationToken,
    /// Long-lived connections, which stopping waits for.
    pub live_tasks: TaskTracker,
}

impl App {
    /// A representative has done something.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn active(&self, who: RepresentativeId) -> StoreResult<()> {
        if self.feed.activity.touch(who, self.clock.now()) {
            self.store.representative_active(who).await
        } else {
            Ok(())
        }
    }

    /// Checks a session key, or the secret of a link, without using it. Guessing has its price, see
    /// [`crate::http::guesses`].
    ///
    /// # Errors
    /// `key_invalid`; `rate_limited` with the seconds to wait.
    pub async fn check_key(&self, source: IpAddr, key: &str) -> Result<QueueId, ApiError> {
        let guess = self.guess(source, key).await?;
        Ok(self.settle(guess, self.store.check_key(key).await)?)
    }

    /// Lets a guess at a session key or code in, and waits as long as it stands in line. None for the
    /// secret of a link, which is no guess.
    ///
    /// # Errors
    /// `rate_limited` with the seconds to wait.
    pub async fn guess(&self, source: IpAddr, typed: &str) -> Result<Option<Guess<'_>>, ApiError> {
        if !guessable(typed) {
            return Ok(None);
        }
        let guess = self.guesses.let_in(source, self.clock.now())?;
        if !guess.wait().is_zero() {
            tokio::time::sleep(guess.wait()).await;
        }
        Ok(Some(guess))
    }

    /// Settles a guess by what came of it.
    ///
    /// # Errors
    /// What came of it.
    pub fn settle<T>(&self, guess: Option<Guess<'_>>, came: StoreResult<T>) -> StoreResult<T> {
        match guess {
            Some(guess) => guess.settle(came, self.clock.now()),
            None => came,
        }
    }
}
