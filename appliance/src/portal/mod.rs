//! The customer's portal: pages for the browser, and the small API that their script uses.
//!
//! Pages are plain HTML from templates and work without script up to the queue: forms, redirects
//! after POST, errors beside their fields. Each handler file is one page. Whatever is expected to
//! go wrong has a page with words for people ([`notice`]).
//!
//! Nothing a person typed is ever markup: templates escape, and [`words`] takes out what hides or
//! reorders text. Every POST must carry the own `Origin` ([`form`]); no GET uses up a session key.

mod api;
mod assets;
mod begin;
mod browser;
mod choose;
mod client;
mod cookies;
mod decline;
mod deep_link;
pub(crate) mod downloads;
mod fields;
mod form;
mod helper;
mod invite;
mod key;
mod leave;
mod line;
mod manifest;
mod notice;
mod open;
mod page;
mod reading;
mod session;
mod start;
pub(crate) mod waiting;
mod words;

use http::Method;

use crate::http::{Access, Route};

pub use notice::{not_found, turned_away};

/// The portal's part of the table of routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Method::GET, "/", Access::Open, start::show),
        Route::new(Method::GET, "/k/{key}", Access::Open, start::show_with_key),
        Route::new(Method::POST, "/key", Access::Open, key::take),
        Route::new(Method::GET, "/i/{secret}", Access::Open, invite::landing::show),
        Route::new(Method::POST, "/i/{secret}", Access::Open, invite::start::start),
        Route::new(Method::POST, "/i/{secret}/opened", Access::Open, invite::opened::opened),
        Route::new(Method::GET, "/i/{secret}/app", Access::Open, invite::app::show),
        Route::new(Method::GET, "/app.webmanifest", Access::Open, manifest::show),
        Route::new(Method::GET, "/issue/{code}", Access::Open, choose::issue),
        Route::new(Method::GET, "/representative/{id}", Access::Open, choose::representative),
        Route::new(Method::GET, "/begin", Access::Open, begin::show),
        Route::new(Method::POST, "/begin", Access::Open, begin::begin),
        Route::new(Method::POST, "/decline", Access::Open, decline::decline),
        Route::new(Method::GET, "/session", Access::Open, session::show),
        Route::new(Method::GET, "/waiting", Access::Open, waiting::show),
        Route::new(Method::POST, "/leave", Access::Open, leave::leave),
        Route::new(Method::GET, "/client", Access::Open, client::show),
        Route::new(Method::POST, "/client", Access::Open, client::make),
        Route::new(Method::GET, "/client/download/{file}", Access::Open, downloads::download),
        Route::new(Method::GET, "/open/{secret}", Access::Open, open::show),
        Route::new(Method::POST, "/open/{secret}", Access::Open, open::open),
        Route::new(Method::GET, "/agreement", Access::Open, reading::agreement),
        Route::new(Method::GET, "/privacy", Access::Open, reading::privacy),
        Route::new(Method::GET, "/accessibility", Access::Open, reading::accessibility),
        Route::new(Method::GET, "/assets/{version}/{name}", Access::Open, assets::asset),
    ];
    routes.extend(api::routes());
    routes.extend(helper::routes());
    routes
}
