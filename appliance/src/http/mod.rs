//! The web server around the handlers: the accept loop, the table of routes and what guards
//! them, errors, sources and limits.

pub mod body;
pub mod credential;
pub mod error;
pub mod guesses;
pub mod network;
pub mod rate;
pub mod route;
pub mod seats;
pub mod serve;
pub mod source;
pub mod tls;
pub mod wrap;

pub use body::{Body, Param, Params, Search};
pub use credential::{Caller, CustomerCaller, DeviceCaller, HelperCaller, Program, Secret};
pub use error::Failure;
pub use route::{Access, Route};
pub use source::Source;
