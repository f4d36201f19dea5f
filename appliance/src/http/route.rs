//! The table of routes. Each entry says what credential it asks for, so that the router refuses
//! by default and a test can walk through all of them.

use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Router, handler::Handler, middleware};
use http::Method;

use super::credential;
use crate::state::AppState;

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing. The list of these is pinned by a test.
    Open,
    /// A representative's token, as `Authorization: Bearer …`.
    Bearer,
    /// A live ticket, which the handler takes.
    Ticket,
    /// A customer's session cookie; on everything but plain GETs also the own `Origin`.
    Customer,
    /// An outside helper's cookie; on everything but plain GETs also the own `Origin`.
    Helper,
    /// A device's token, as `Authorization: Bearer …`.
    Device,
    /// The token of a program's API account, as `Authorization: Bearer …`.
    Account,
}

/// One method on one path.
pub struct Route {
    /// The method; GET also answers HEAD.
    pub method: Method,
    /// The path in axum's form.
    pub path: &'static str,
    /// What it asks for.
    pub access: Access,
    handler: MethodRouter<AppState>,
}

impl Route {
    /// A route that `handler` answers.
    ///
    /// # Panics
    /// For a method that axum cannot route, which the first start would show.
    pub fn new<H, T>(method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("the table holds standard methods");
        Self { method, path, access, handler: on(filter, handler) }
    }
}

/// The router of a table.
pub fn router(routes: Vec<Route>, state: &AppState) -> Router<AppState> {
    routes.into_iter().fold(Router::new(), |router, route| {
        let handler = match route.access {
            Access::Open | Access::Ticket => route.handler,
            Access::Bearer => {
                route.handler.layer(middleware::from_fn_with_state(state.clone(), credential::bearer))
            }
            Access::Customer => {
                route.handler.layer(middleware::from_fn_with_state(state.clone(), credential::customer))
            }
            Access::Helper => {
                route.handler.layer(middleware::from_fn_with_state(state.clone(), credential::helper))
            }
            Access::Device => {
                route.handler.layer(middleware::from_fn_with_state(state.clone(), credential::device))
            }
            Access::Account => {
                route.handler.layer(middleware::from_fn_with_state(state.clone(), credential::account))
            }
        };
        router.route(route.path, handler)
    })
}
