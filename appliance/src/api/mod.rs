//! The representatives' API, one file per noun. Every mutation is a POST or PUT with an
//! `Idempotency-Key`; everything that happens is observed through the live feed.

pub mod assignment;
pub mod audit;
pub mod canned;
pub mod elevate;
pub mod files;
pub mod health;
pub mod history;
pub mod idempotency;
pub mod integration;
pub mod keys;
pub mod live;
pub mod live_view;
pub mod me;
pub mod messages;
pub mod openapi;
pub mod permissions;
pub mod screenshots;
pub mod sessions;
pub mod sharing;
pub mod sign_in;
pub mod snapshot;
pub mod supervise;
pub mod talk;
pub mod tickets;
pub mod token;

use http::Method;

use crate::http::{Access, Route};
use crate::info;
use crate::relay;
use crate::uploads;

/// The API's part of the table of routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Access::{Account, Bearer, Open, Ticket};
    let mut routes = vec![
        Route::new(Method::GET, "/api/v1/health", Open, health::health),
        Route::new(Method::GET, "/api/v1/openapi.json", Open, openapi::document),
        Route::new(Method::POST, "/api/v1/sign-in", Open, sign_in::sign_in),
        Route::new(Method::POST, "/api/v1/sign-out", Bearer, sign_in::sign_out),
        Route::new(Method::GET, "/api/v1/snapshot", Bearer, snapshot::snapshot),
        Route::new(Method::PUT, "/api/v1/me/presence", Bearer, me::set_presence),
        Route::new(Method::PUT, "/api/v1/representatives/{id}/presence", Bearer, me::set_presence_of),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/assignment", Bearer, assignment::answer),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/assign", Bearer, assignment::assign),
        Route::new(Method::GET, "/api/v1/canned", Bearer, canned::canned),
        Route::new(Method::GET, "/api/v1/history", Bearer, history::history),
        Route::new(Method::GET, "/api/v1/history/volume", Bearer, history::volume),
        Route::new(Method::GET, "/api/v1/history/export", Bearer, history::export::export),
        Route::new(Method::GET, "/api/v1/history/{lsid}", Bearer, history::session),
        Route::new(Method::GET, "/api/v1/history/{lsid}/entries", Bearer, history::entries),
        Route::new(Method::GET, "/api/v1/history/{lsid}/snapshots/{number}", Bearer, history::snapshot),
        Route::new(Method::GET, "/api/v1/history/{lsid}/files/{upload}", Bearer, history::file::file),
        Route::new(Method::POST, "/api/v1/keys", Bearer, keys::make_key),
        Route::new(Method::GET, "/api/v1/keys/setup", Bearer, keys::setup),
        Route::new(Method::POST, "/api/v1/keys/preview", Bearer, keys::preview),
        Route::new(Method::GET, "/api/v1/keys/{id}", Bearer, keys::key),
        Route::new(Method::PUT, "/api/v1/keys/{id}", Bearer, keys::change),
        Route::new(Method::POST, "/api/v1/keys/{id}/revoke", Bearer, keys::revoke),
        Route::new(Method::POST, "/api/v1/keys/{id}/extend", Bearer, keys::extend),
        Route::new(Method::POST, "/api/v1/keys/{id}/invitations", Bearer, keys::send),
        Route::new(Method::POST, "/api/v1/keys/{id}/invitations/again", Bearer, keys::send_again),
        Route::new(Method::POST, "/oauth2/token", Open, token::token),
        Route::new(Method::POST, "/api/v1/integration/keys", Account, integration::make_key),
        Route::new(Method::GET, "/api/v1/integration/keys/{id}", Account, integration::key),
        Route::new(Method::POST, "/api/v1/integration/keys/{id}/invitations", Account, integration::send),
        Route::new(Method::POST, "/api/v1/integration/keys/{id}/revoke", Account, integration::revoke),
        Route::new(Method::POST, "/api/v1/sessions/next", Bearer, sessions::accept_next),
        Route::new(Method::GET, "/api/v1/sessions/{lsid}", Bearer, sessions::session),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/accept", Bearer, sessions::accept),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/hold", Bearer, sessions::hold),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/end", Bearer, sessions::end),
        Route::new(Method::GET, "/api/v1/sessions/{lsid}/entries", Bearer, messages::entries),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/messages", Bearer, messages::say),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/notes", Bearer, messages::note),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/screen/ticket", Bearer, relay::ticket::ticket),
        Route::new(Method::GET, "/api/v1/screen", Ticket, relay::view::screen),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/ask", Bearer, permissions::ask),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/take-back", Bearer, permissions::take_back),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/stop", Bearer, permissions::stop),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/drive", Bearer, permissions::drive),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/elevate", Bearer, elevate::elevate),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/screenshots", Bearer, screenshots::note),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/files", Bearer, files::ask),
        Route::new(Method::GET, "/api/v1/sessions/{lsid}/info", Bearer, info::look::info),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/info/read", Bearer, info::ask::read),
        Route::new(
            Method::GET,
            "/api/v1/sessions/{lsid}/info/readings/{number}",
            Bearer,
            info::look::reading,
        ),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/info/snapshots", Bearer, info::keep::keep),
        Route::new(
            Method::GET,
            "/api/v1/sessions/{lsid}/info/snapshots/{number}",
            Bearer,
            info::look::snapshot,
        ),
        Route::new(Method::POST, "/api/v1/live/ticket", Bearer, live::ticket),
        Route::new(Method::GET, "/api/v1/live", Ticket, live::live),
    ];
    routes.extend(together());
    routes.extend(uploads::routes(
        Bearer,
        "/api/v1/sessions/{lsid}/uploads",
        "/api/v1/sessions/{lsid}/uploads/{id}",
        "/api/v1/sessions/{lsid}/uploads/{id}/outcome",
    ));
    routes
}

/// What representatives do together, and what supervisors do.
fn together() -> Vec<Route> {
    use Access::Bearer;
    vec![
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/whispers", Bearer, messages::whisper),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/transfer", Bearer, sharing::transfer),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/owner", Bearer, sharing::hand_over),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/shares", Bearer, sharing::share),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/shares/{id}/accept", Bearer, sharing::accept_share),
        Route::new(
            Method::POST,
            "/api/v1/sessions/{lsid}/shares/{id}/decline",
            Bearer,
            sharing::decline_share,
        ),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/shares/{id}/cancel", Bearer, sharing::cancel_share),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/leave", Bearer, sharing::leave),
        Route::new(
            Method::POST,
            "/api/v1/sessions/{lsid}/participants/{id}/remove",
            Bearer,
            sharing::remove_participant,
        ),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/helpers", Bearer, sharing::invite_helper),
        Route::new(
            Method::POST,
            "/api/v1/sessions/{lsid}/helpers/{id}/remove",
            Bearer,
            sharing::remove_helper,
        ),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/monitor", Bearer, supervise::monitor),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/join", Bearer, supervise::join),
        Route::new(Method::POST, "/api/v1/sessions/{lsid}/take-over", Bearer, supervise::take_over),
        Route::new(Method::POST, "/api/v1/representatives/{id}/sign-out", Bearer, supervise::sign_out),
        Route::new(Method::POST, "/api/v1/broadcast", Bearer, supervise::broadcast),
        Route::new(Method::POST, "/api/v1/talk", Bearer, talk::say),
        Route::new(Method::GET, "/api/v1/talk", Bearer, talk::page),
        Route::new(Method::GET, "/api/v1/audit", Bearer, audit::audit),
    ]
}
