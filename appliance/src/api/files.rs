//! `POST /sessions/{lsid}/files`: a request about the device's files, passed on to the device.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use farhand_protocol::chat::Author;
use farhand_protocol::error::ApiError;
use farhand_protocol::files::{DevicePath, FilesAnswer, FilesRequest, FilesScope, RootId};
use farhand_protocol::{ErrorCode, SessionId, limits};
use tokio::time::timeout;

use super::openapi::{NotFound, Refused, Unauthorized};
use crate::device::{AskFailed, Asker};
use crate::http::{Body, Caller, Failure, Param};
use crate::state::AppState;

/// Characters of a text that names are searched for.
const CONTAINS: usize = 255;
/// Bytes of a device's mark of what it has deleted.
const MARK_BYTES: usize = 4096;

/// Asks the device something about its files, as far as the customer has allowed it. It is passed on
/// once: what became of an unanswered request shows in the next listing.
#[utoipa::path(
    post, path = "/api/v1/sessions/{lsid}/files", tag = "files", request_body = FilesRequest,
    params(("lsid" = SessionId, Path)),
    responses(
        (status = 200, body = FilesAnswer),
        (status = 403, body = ApiError, description = "the caller does not take part, or the customer has not allowed it"),
        (status = 409, body = ApiError, description = "the customer has not allowed files, or the transfer's id is another's"),
        (status = 422, body = ApiError, description = "a field breaks its limit"),
        Unauthorized, NotFound, Refused
    )
)]
pub async fn ask(
    State(app): State<AppState>,
    caller: Caller,
    Param(lsid): Param<SessionId>,
    Body(request): Body<FilesRequest>,
) -> Result<Json<FilesAnswer>, Failure> {
    check(&request)?;
    let (name, scope) = app.store.files_allowed(caller.who, &lsid).await?;
    check_allowed(&scope, &request)?;
    if let FilesRequest::Send { transfer, .. } = &request {
        let owner = Author::Representative { id: caller.who, name: name.clone() };
        app.store.ask_transfer(owner, &lsid, transfer).await?;
    }
    let (patience, takes_long) = (Duration::from_millis(request.patience_ms()), request.takes_long());
    let (number, changes) = (app.lines.number(), request.changes());
    if changes {
        // So that its answer comes into the log whenever it comes.
        let who = Author::Representative { id: caller.who, name: name.clone() };
        app.store.expect_change(who, &lsid, number, &request).await?;
    }
    let asker = Asker { id: caller.who, name };
    let answer = match app.lines.ask_as(number, &lsid, asker, request) {
        Ok(answer) => answer,
        Err(why) => {
            if changes {
                app.store.forget_change(&lsid, number).await?;
            }
            return Err(not_asked(why));
        }
    };
    let answered = timeout(patience, answer).await;
    // What came after the customer has taken the permission back is not passed on.
    app.store.files_allowed(caller.who, &lsid).await?;
    match answered {
        Ok(Ok(answer)) => Ok(Json(answer)),
        Ok(Err(_)) => Err(unavailable("the device's connection was lost before it answered")),
        Err(_) if takes_long => {
            Err(unavailable("the device is still at work on it: its folders show how far"))
        }
        Err(_) => Err(unavailable("the device did not answer in time")),
    }
}

fn unavailable(message: &str) -> Failure {
    ApiError::new(ErrorCode::Unavailable, message).into()
}

fn not_asked(why: AskFailed) -> Failure {
    let code = match why {
        AskFailed::NotThere => ErrorCode::Unavailable,
        AskFailed::TooMany => ErrorCode::RateLimited,
    };
    ApiError::new(code, why.to_string()).into()
}

/// Whether the customer has allowed this kind of request.
fn check_allowed(scope: &FilesScope, request: &FilesRequest) -> Result<(), Failure> {
    use FilesRequest as R;
    let (allowed, what) = match request {
        R::Roots {} | R::List { .. } | R::Stat { .. } => (true, ""),
        R::MakeFolder { .. } => (scope.to_device, "files to the device"),
        R::Rename { .. } | R::Move { .. } | R::Delete { .. } | R::Restore { .. } => (scope.change, "changes"),
        R::Send { .. } => (scope.from_device, "files from the device"),
    };
    if allowed {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::Forbidden, format!("the customer has not allowed {what}")).into())
}

/// Whether each field keeps to its limit.
fn check(request: &FilesRequest) -> Result<(), Failure> {
    use FilesRequest as R;
    match request {
        R::Roots {} => Ok(()),
        R::List { path, contains, count, listing, .. } => {
            let count = usize::try_from(*count).unwrap_or(usize::MAX);
            let most = limits::FILES_PER_REQUEST;
            refuse_if(!(1..=most).contains(&count), || format!("count must be from 1 to {most}"))?;
            let long = contains.as_ref().is_some_and(|text| text.chars().count() > CONTAINS);
            refuse_if(long, || format!("contains must have at most {CONTAINS} characters"))?;
            let large = listing.is_some_and(|number| number > super::messages::LARGEST_NUMBER);
            refuse_if(large, || "there are no listings with numbers that large".to_owned())?;
            check_path(path)
        }
        R::Stat { paths } | R::Delete { paths, .. } | R::Send { paths, .. } => check_paths(paths),
        R::Move { paths, folder, if_taken: _ } => {
            check_paths(paths)?;
            check_path(folder)
        }
        R::MakeFolder { folder: path, name: _ } | R::Rename { path, name: _ } => check_path(path),
        R::Restore { trashed } => {
            let marks = trashed.iter().any(|one| one.mark.len() > MARK_BYTES);
            refuse_if(marks, || format!("a mark must have at most {MARK_BYTES} bytes"))?;
            check_many(trashed.len())?;
            trashed.iter().try_for_each(|one| check_path(&one.path))
        }
    }
}

fn check_paths(paths: &[DevicePath]) -> Result<(), Failure> {
    check_many(paths.len())?;
    paths.iter().try_for_each(check_path)
}

fn check_many(many: usize) -> Result<(), Failure> {
    let most = limits::FILES_PER_REQUEST;
    refuse_if(!(1..=most).contains(&many), || format!("there must be from 1 to {most} paths"))
}

/// Whether a path keeps to its limits.
///
/// # Errors
/// `invalid_field`.
pub(crate) fn check_path(path: &DevicePath) -> Result<(), Failure> {
    let (root, most) = (path.root.0.chars().count(), RootId::LONGEST);
    refuse_if(!(1..=most).contains(&root), || format!("a root must have 1 to {most} characters"))?;
    let deep = path.names.len() > limits::PATH_NAMES;
    refuse_if(deep, || format!("a path must have at most {} names", limits::PATH_NAMES))
}

fn refuse_if(wrong: bool, message: impl FnOnce() -> String) -> Result<(), Failure> {
    if wrong { Err(ApiError::new(ErrorCode::InvalidField, message()).into()) } else { Ok(()) }
}
