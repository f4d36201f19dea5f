//! `POST /sessions/{lsid}/info/read`: the sources that are there are asked to read anew.

use std::sync::Arc;

use axum::extract::State;
use farhand_protocol::device::DeviceFrame;
use farhand_protocol::error::ApiError;
use farhand_protocol::info::{Category, InfoScope, ReadInfo};
use farhand_protocol::{ErrorCode, SessionId};
use http::StatusCode;

use crate::api::openapi::{NotFound, Refused, Unauthorized};
use crate::feed::Notice;
use crate::http::{Body, Caller, Failure, Param};
use crate::state::{App, AppState};

/// Has system information read, as far as the customer has allowed it. What is read arrives one by one
/// (`info_read` on the live feed), from each source that is there.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/info/read", tag = "info", request_body = ReadInfo,
    params(("lsid" = SessionId, Path)),
    responses(
        (status = 204, description = "the sources are asked"),
        (status = 403, body = ApiError, description = "the caller does not take part, or these parts need a word of their own"),
        (status = 409, body = ApiError, description = "the customer has not allowed system information"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn read(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    Body(ReadInfo { categories }): Body<ReadInfo>,
) -> Result<StatusCode, Failure> {
    check(&categories)?;
    let allowed = app.store.info_allowed(caller.who, &lsid).await?;
    let categories = covered(allowed.scope, categories)?;
    let page = app.feed.customers.is_open(&lsid);
    let client = allowed.client && app.lines.is_open(&lsid);
    if !page && !client {
        let nobody = "neither the customer's page nor the client is connected";
        return Err(ApiError::new(ErrorCode::Unavailable, nobody).into());
    }
    app.store.note_info_read(caller.who, &lsid).await?;
    pass_on(&app, &lsid, categories, client);
    Ok(StatusCode::NO_CONTENT)
}

fn check(categories: &[Category]) -> Result<(), Failure> {
    let most = Category::ALL.len();
    if (1..=most).contains(&categories.len()) {
        return Ok(());
    }
    let message = format!("categories must have from 1 to {most} entries");
    Err(ApiError::new(ErrorCode::InvalidField, message).into())
}

/// Those that may be read, each once.
fn covered(scope: InfoScope, mut categories: Vec<Category>) -> Result<Vec<Category>, Failure> {
    categories.sort_unstable();
    categories.dedup();
    categories.retain(|category| scope.covers(*category));
    if categories.is_empty() {
        let message = "the customer has not allowed this part to be read; ask for it";
        return Err(ApiError::new(ErrorCode::Forbidden, message).into());
    }
    Ok(categories)
}

fn pass_on(app: &App, lsid: &SessionId, categories: Vec<Category>, client: bool) {
    let mut of_device = categories.clone();
    of_device.retain(|category| *category != Category::Browser);
    if client
        && !of_device.is_empty()
        && app.lines.tell(lsid, DeviceFrame::ReadInfo { categories: of_device }).is_err()
    {
        tracing::debug!(%lsid, "the client went away before it was asked for system information");
    }
    app.feed.customers.tell(lsid, &Arc::new(Notice::ReadInfo { categories }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_need_a_word_of_their_own_are_left_out_without_it() {
        use Category::{Battery, Location, Log};
        let scope = |location, log| InfoScope { location, log };
        let table = [
            (scope(false, false), vec![Log, Battery, Location, Battery], Some(vec![Battery])),
            (scope(true, false), vec![Log, Location], Some(vec![Location])),
            (scope(true, true), vec![Log, Location], Some(vec![Location, Log])),
            (scope(false, true), vec![Location], None),
        ];
        for (scope, asked, expected) in table {
            assert_eq!(covered(scope, asked).ok(), expected);
        }
    }
}
