//! `POST /device/files/{request}`: the device answers a request about its files. What it has changed
//! goes into the session's log here, so that it stands there also where nobody waits for the answer any
//! more.

use axum::extract::State;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::{DevicePath, FileFault, FilesAnswer, FilesRequest, Trashed};
use farhand_protocol::{ApiError, ErrorCode, limits};
use http::StatusCode;

use crate::domain::shown;
use crate::http::{Body, DeviceCaller, Failure, Param};
use crate::state::AppState;

/// Roots in one answer.
const ROOTS: usize = 64;

/// The device answers.
pub async fn answer(
    State(app): State<AppState>,
    caller: DeviceCaller,
    Param(request): Param<u64>,
    Body(answer): Body<FilesAnswer>,
) -> Result<StatusCode, Failure> {
    let unknown = || ApiError::new(ErrorCode::NotFound, "nobody waits for this answer");
    let unfit = || ApiError::new(ErrorCode::InvalidField, "this does not answer what was asked");
    let Some(asked) = app.lines.answered(&caller.lsid, request) else {
        // Its line was cut, or the appliance has begun anew; what was done was done.
        let expected = app.store.expected_change(&caller.lsid, request).await?;
        let (who, what) = expected.ok_or_else(unknown)?;
        if !fits(&what, &answer) {
            return Err(unfit().into());
        }
        app.store.note_change(who, &caller.lsid, (request, true), event(&what, &answer)).await?;
        return Ok(StatusCode::NO_CONTENT);
    };
    if !fits(&asked.request, &answer) {
        return Err(unfit().into());
    }
    if asked.request.changes() {
        let who = Author::Representative { id: asked.by.id, name: asked.by.name.clone() };
        let event = event(&asked.request, &answer);
        app.store.note_change(who, &caller.lsid, (request, false), event).await?;
    }
    asked.tell(answer);
    Ok(StatusCode::NO_CONTENT)
}

/// Whether it is an answer to that, and keeps to its limits.
fn fits(request: &FilesRequest, answer: &FilesAnswer) -> bool {
    use FilesRequest as R;
    match (request, answer) {
        (_, FilesAnswer::Failed(_)) => true,
        (R::Roots {}, FilesAnswer::Roots { roots }) => roots.len() <= ROOTS,
        (R::List { .. }, FilesAnswer::Listing(listing)) => listing.entries.len() <= limits::FILES_PER_REQUEST,
        (R::Stat { .. }, FilesAnswer::Entries { entries }) => entries.len() <= limits::FILES_PER_REQUEST,
        (R::Send { transfer, .. }, FilesAnswer::Sending { upload, .. }) => upload == transfer,
        (
            R::MakeFolder { .. } | R::Rename { .. } | R::Move { .. } | R::Delete { .. } | R::Restore { .. },
            FilesAnswer::Done { .. },
        ) => true,
        _ => false,
    }
}

/// What the session's log says of it; none where nothing was changed.
fn event(request: &FilesRequest, answer: &FilesAnswer) -> Option<SessionEvent> {
    use FilesRequest as R;
    let FilesAnswer::Done { faults, trashed } = answer else { return None };
    let count = |many: usize| done(many, faults);
    match request {
        R::MakeFolder { folder, name } => {
            count(1)?;
            Some(SessionEvent::DirectoryCreated { path: shown::path(&folder.join(name.clone())) })
        }
        R::Rename { path, name } => {
            count(1)?;
            let to = path.parent().map_or_else(|| path.clone(), |folder| folder.join(name.clone()));
            Some(SessionEvent::FileMoved { from: shown::path(path), to: shown::path(&to) })
        }
        R::Move { paths, folder, .. } => {
            count(paths.len())?;
            Some(SessionEvent::FileMoved { from: shown::paths(paths), to: shown::path(folder) })
        }
        R::Delete { paths, .. } => {
            let count = count(paths.len())?;
            let trash = !trashed.is_empty();
            Some(SessionEvent::FileDeleted { path: shown::paths(paths), count, trash })
        }
        R::Restore { trashed } => {
            let count = count(trashed.len())?;
            Some(SessionEvent::FileRestored { path: shown::paths(&paths_of(trashed)), count })
        }
        R::Roots {} | R::List { .. } | R::Stat { .. } | R::Send { .. } => None,
    }
}

fn paths_of(trashed: &[Trashed]) -> Vec<DevicePath> {
    trashed.iter().map(|one| one.path.clone()).collect()
}

/// How many of them were done, at least partly; none where none was. A fault inside of a folder leaves
/// the rest of it done.
fn done(many: usize, faults: &[FileFault]) -> Option<u32> {
    let inside = faults.iter().filter(|fault| fault.names.len() > 1).count();
    let whole = many.saturating_sub(faults.len() - inside);
    let count = if whole == 0 && inside > 0 { 1 } else { whole };
    u32::try_from(count).ok().filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::{FaultCode, FileName, RootId};

    use super::*;

    fn path(name: &str) -> DevicePath {
        DevicePath { root: RootId("home".to_owned()), names: vec![name.parse().unwrap()] }
    }

    fn fault(names: &[&str]) -> FileFault {
        let names = names.iter().map(|name| name.parse::<FileName>().unwrap()).collect();
        FileFault { code: FaultCode::NotPermitted, names, message: "\"a\" cannot be deleted".to_owned() }
    }

    fn deleted(names: &[&str], faults: Vec<FileFault>) -> Option<SessionEvent> {
        let paths = names.iter().map(|name| path(name)).collect();
        let answer = FilesAnswer::Done { faults, trashed: Vec::new() };
        event(&FilesRequest::Delete { paths, for_good: true }, &answer)
    }

    #[test]
    fn only_what_was_done_is_told() {
        let told = |path: &str, count| {
            Some(SessionEvent::FileDeleted { path: path.to_owned(), count, trash: false })
        };
        assert_eq!(deleted(&["a"], vec![]), told("Home/a", 1));
        assert_eq!(deleted(&["a", "b", "c"], vec![fault(&["b"])]), told("Home/a and 2 more", 2));
        assert_eq!(deleted(&["a"], vec![fault(&["a"])]), None);
        let partly = deleted(&["a"], vec![fault(&["a"]), fault(&["a", "locked"])]);
        assert_eq!(partly, told("Home/a", 1), "the rest of the folder is gone");
        let failed = FilesAnswer::Failed(fault(&["a"]));
        assert_eq!(event(&FilesRequest::Delete { paths: vec![path("a")], for_good: true }, &failed), None);
    }

    #[test]
    fn an_answer_must_be_one_to_what_was_asked() {
        let done = FilesAnswer::Done { faults: Vec::new(), trashed: Vec::new() };
        assert!(!fits(&FilesRequest::Roots {}, &done));
        assert!(fits(&FilesRequest::Rename { path: path("a"), name: "b".parse().unwrap() }, &done));
        assert!(fits(&FilesRequest::Roots {}, &FilesAnswer::Failed(fault(&[]))));
        let send = FilesRequest::Send { transfer: "transfer-1".parse().unwrap(), paths: vec![path("a")] };
        let sending = |id: &str| FilesAnswer::Sending {
            upload: id.parse().unwrap(),
            files: 1,
            bytes: 1,
            faults: Vec::new(),
        };
        assert!(fits(&send, &sending("transfer-1")) && !fits(&send, &sending("transfer-2")));
    }
}
