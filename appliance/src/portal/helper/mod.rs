//! `/helper/{secret}` and `/helper`: the page of an outside helper, who is let into one session for its
//! chat alone.
//!
//! As with an invitation, looking at the link changes nothing, so that programs which follow links in
//! mails use nothing up: the helper comes in with the button. From then on the browser has a cookie of
//! its own, which is good for that session's chat and nothing else; the link is good no more.

mod api;
mod chat;
mod landing;
mod live;

use http::Method;

use crate::http::{Access, Route};

/// The helpers' part of the table of routes.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(Method::GET, "/helper/{secret}", Access::Open, landing::show),
        Route::new(Method::POST, "/helper/{secret}", Access::Open, landing::join),
        Route::new(Method::GET, "/helper", Access::Open, chat::show),
        Route::new(Method::GET, "/portal/helper/view", Access::Helper, api::view),
        Route::new(Method::GET, "/portal/helper/live", Access::Helper, live::live),
        Route::new(Method::POST, "/portal/helper/messages", Access::Helper, api::say),
        Route::new(Method::POST, "/portal/helper/leave", Access::Helper, api::leave),
    ]
}
