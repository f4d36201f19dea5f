//! The API's description in OpenAPI 3.1, made from the handlers themselves.

use axum::Json;
use farhand_protocol::error::ApiError;
use utoipa::openapi::security::{
    ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{RefOr, Required};
use utoipa::{IntoResponses, Modify, OpenApi};

/// What any route may answer when the appliance itself is in trouble.
#[derive(IntoResponses)]
pub enum Failed {
    /// The appliance failed.
    #[response(status = 500)]
    Internal(#[to_schema] ApiError),
    /// Starting, stopping, or out of room.
    #[response(status = 503)]
    Unavailable(#[to_schema] ApiError),
}

/// What a route that reads input may answer besides.
#[derive(IntoResponses)]
pub enum Refused {
    /// Malformed, of a wrong type, or with unknown fields.
    #[response(status = 400)]
    BadRequest(#[to_schema] ApiError),
    /// The body is too large.
    #[response(status = 413)]
    TooLarge(#[to_schema] ApiError),
    /// Too many requests.
    #[response(status = 429)]
    RateLimited(#[to_schema] ApiError),
    /// The appliance failed.
    #[response(status = 500)]
    Internal(#[to_schema] ApiError),
    /// Starting, stopping, or out of room.
    #[response(status = 503)]
    Unavailable(#[to_schema] ApiError),
}

/// What a route that asks for a token may answer.
#[derive(IntoResponses)]
pub enum Unauthorized {
    /// No token, or one that ended.
    #[response(status = 401)]
    Unauthorized(#[to_schema] ApiError),
}

/// What a route about one thing may answer.
#[derive(IntoResponses)]
pub enum NotFound {
    /// There is no such thing, or not for the caller's eyes.
    #[response(status = 404)]
    NotFound(#[to_schema] ApiError),
}

/// A body in which nothing must stand may as well be left away.
struct OptionalBodies;

/// The schemas of such bodies.
const OPTIONAL: [&str; 5] = ["/NoFields", "/JoinSession", "/Elevate", "/ExtendKey", "/PreviewInvitation"];

impl Modify for OptionalBodies {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let operations = document.paths.paths.values_mut().filter_map(|item| item.post.as_mut());
        for body in operations.filter_map(|operation| operation.request_body.as_mut()) {
            let schema = body.content.get("application/json").and_then(|content| content.schema.as_ref());
            let optional = |name: &str| OPTIONAL.iter().any(|one| name.ends_with(one));
            if matches!(schema, Some(RefOr::Ref(found)) if optional(&found.ref_location)) {
                body.required = Some(Required::False);
            }
        }
    }
}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        let credentials = ClientCredentials::new("/oauth2/token", Scopes::new());
        let account = OAuth2::new([Flow::ClientCredentials(credentials)]);
        components.add_security_scheme("account", SecurityScheme::OAuth2(account));
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Farhand appliance", description = "The representatives' API of a Farhand appliance."),
    paths(
        super::health::health,
        document,
        super::sign_in::sign_in,
        super::sign_in::sign_out,
        super::snapshot::snapshot,
        super::me::set_presence,
        super::me::set_presence_of,
        super::assignment::answer,
        super::assignment::assign,
        super::canned::canned,
        super::history::history,
        super::history::volume,
        super::history::export::export,
        super::history::session,
        super::history::entries,
        super::history::snapshot,
        super::history::file::file,
        super::keys::make_key,
        super::keys::setup,
        super::keys::preview,
        super::keys::key,
        super::keys::change,
        super::keys::revoke,
        super::keys::extend,
        super::keys::send,
        super::keys::send_again,
        super::token::token,
        super::integration::make_key,
        super::integration::key,
        super::integration::send,
        super::integration::revoke,
        super::sessions::session,
        super::sessions::accept,
        super::sessions::accept_next,
        super::sessions::hold,
        super::sessions::end,
        super::messages::entries,
        super::messages::say,
        super::messages::note,
        super::messages::whisper,
        super::sharing::transfer,
        super::sharing::hand_over,
        super::sharing::share,
        super::sharing::accept_share,
        super::sharing::decline_share,
        super::sharing::cancel_share,
        super::sharing::leave,
        super::sharing::remove_participant,
        super::sharing::invite_helper,
        super::sharing::remove_helper,
        super::supervise::monitor,
        super::supervise::join,
        super::supervise::take_over,
        super::supervise::sign_out,
        super::supervise::broadcast,
        super::talk::say,
        super::talk::page,
        super::audit::audit,
        super::permissions::ask,
        super::permissions::take_back,
        super::permissions::stop,
        super::permissions::drive,
        super::elevate::elevate,
        super::screenshots::note,
        super::files::ask,
        crate::info::look::info,
        crate::info::ask::read,
        crate::info::look::reading,
        crate::info::keep::keep,
        crate::info::look::snapshot,
        crate::uploads::offer::offer,
        crate::uploads::make::make,
        crate::uploads::offer::offer_one,
        crate::uploads::look::look,
        crate::uploads::write::write,
        crate::uploads::read::read,
        crate::uploads::end::end,
        crate::uploads::outcome::outcome,
        crate::uploads::outcome::say,
        crate::relay::ticket::ticket,
        crate::relay::view::screen,
        super::live::ticket,
        super::live::live,
    ),
    components(schemas(
        farhand_protocol::live::ServerFrame,
        farhand_protocol::live::ClientFrame,
        farhand_protocol::upload::UploadPurpose,
        farhand_protocol::history::ExportFormat
    )),
    security(("token" = [])),
    modifiers(&Bearer, &OptionalBodies)
)]
struct Document;

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "site", security(()),
    responses((status = 200, description = "an OpenAPI 3.1 document", body = serde_json::Value), Failed)
)]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let described: BTreeSet<_> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |m| format!("{m} {path}")))
            .collect();
        let served: BTreeSet<_> = crate::api::routes()
            .iter()
            .map(|route| format!("{} {}", route.method.as_str().to_lowercase(), route.path))
            .collect();
        assert_eq!(described, served);
    }
}
