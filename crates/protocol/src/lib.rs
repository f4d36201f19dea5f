//! The wire between the appliance, its consoles and its customers.
//!
//! One place defines every message: identifiers, sessions, the chat log, the live feed, the
//! portal's own API and the error codes. `docs/PROTOCOL.md` tells the story; the types are the
//! letter of it. Golden files under `tests/fixtures/` pin what each type looks like as JSON.
//!
//! This crate never does I/O, reads no clock and draws no random numbers.

pub mod audit;
pub mod auth;
pub mod canned;
pub mod capability;
pub mod chat;
pub mod dashboard;
pub mod device;
pub mod error;
pub mod files;
pub mod history;
pub mod ids;
pub mod info;
pub mod keys;
pub mod limits;
pub mod live;
pub mod people;
pub mod portal;
pub mod queue;
pub mod screen;
pub mod session;
pub mod site;
pub mod team;
pub mod text;
pub mod time;
pub mod upload;

pub use error::{ApiError, ErrorCode};
pub use ids::{ClientId, IssueCode, KeyId, RepresentativeId, Seq, SessionId, TeamId};
pub use queue::QueueId;
pub use time::Timestamp;

/// The version of the API that this crate describes. An appliance answers it in `/health`;
/// a console refuses to work with a lower one.
pub const API_VERSION: u32 = 1;

/// The path under which every route of the representatives' API lives.
pub const API_BASE: &str = "/api/v1";
