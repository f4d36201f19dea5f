//! The customer's device: how it attaches, its live connection, and what its customer allows. The
//! shapes are in `farhand_protocol::device`.
//!
//! A device has no cookies: its token comes as `Authorization: Bearer …` and opens nothing but its
//! own session.

pub mod agents;
pub mod asked;
mod attach;
mod files;
pub mod lines;
mod live;
mod permissions;
pub mod rights;

use http::Method;

use crate::http::{Access, Route};
use crate::info;
use crate::relay;
use crate::uploads;

pub use agents::AgentWays;
pub use asked::{AskFailed, Asked, Asker};
pub use lines::{Line, Lines, NotThere};
pub use rights::{Rights, ScreenDevice, ScreenRights};

/// A device's token as it is kept.
pub type TokenHash = [u8; 32];

/// The devices' part of the table of routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Method::POST, "/device/key", Access::Open, attach::offer),
        Route::new(Method::POST, "/device/attach", Access::Open, attach::attach),
        Route::new(Method::GET, "/device/live", Access::Device, live::live),
        Route::new(Method::GET, "/device/screen/{stream}", Access::Device, relay::from_client::open),
        Route::new(Method::POST, "/device/answer", Access::Device, permissions::answer),
        Route::new(Method::POST, "/device/withdraw", Access::Device, permissions::withdraw),
        Route::new(Method::POST, "/device/leave", Access::Device, permissions::leave),
        Route::new(Method::POST, "/device/files/{request}", Access::Device, files::answer),
        Route::new(Method::POST, "/device/info", Access::Device, info::tell::of_device),
    ];
    let one = "/device/uploads/{id}";
    routes.extend(uploads::routes(Access::Device, "/device/uploads", one, "/device/uploads/{id}/outcome"));
    routes
}
