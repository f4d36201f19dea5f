//! What the session's page asks and says; the shapes are in `farhand_protocol::portal`. Every
//! route takes the session from the cookie, so none has an identifier that could be another's.

mod elevation;
mod end;
mod live;
mod messages;
mod permissions;
mod seen;
mod survey;
mod view;

use http::Method;

use crate::http::{Access, Route};
use crate::info;
use crate::uploads;

/// The API's part of the table of routes.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Method::GET, "/portal/api/session", Access::Customer, view::view),
        Route::new(Method::GET, "/portal/api/live", Access::Customer, live::live),
        Route::new(Method::POST, "/portal/api/messages", Access::Customer, messages::say),
        Route::new(Method::POST, "/portal/api/answer", Access::Customer, permissions::answer),
        Route::new(Method::POST, "/portal/api/withdraw", Access::Customer, permissions::withdraw),
        Route::new(Method::POST, "/portal/api/elevation", Access::Customer, elevation::answer),
        Route::new(Method::POST, "/portal/api/info", Access::Customer, info::tell::of_page),
        Route::new(Method::POST, "/portal/api/end", Access::Customer, end::end),
        Route::new(Method::POST, "/portal/api/survey", Access::Customer, survey::answer),
    ];
    let all = "/portal/api/uploads";
    let one = "/portal/api/uploads/{id}";
    routes.extend(uploads::routes(Access::Customer, all, one, "/portal/api/uploads/{id}/outcome"));
    routes
}
