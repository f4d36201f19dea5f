//! Requests about a device's files that name more than one body takes: they are asked in parts, and
//! their answers put together.

use farhand_protocol::files::{FilesAnswer, FilesRequest};
use farhand_protocol::limits;
use serde::Serialize;

/// Bytes that a request's list has room for; the rest of it is short, but for a folder's path.
const ROOM: usize = limits::BODY_BYTES - 1024;

/// The request, or several that come to the same. One that cannot be parted stays as it is.
pub(super) fn of(request: &FilesRequest) -> Vec<FilesRequest> {
    use FilesRequest as R;
    if bytes(request) <= limits::BODY_BYTES {
        return vec![request.clone()];
    }
    match request {
        R::Stat { paths } => fitting(paths, 0).map(|paths| R::Stat { paths }).collect(),
        R::Delete { paths, for_good } => {
            fitting(paths, 0).map(|paths| R::Delete { paths, for_good: *for_good }).collect()
        }
        R::Move { paths, folder, if_taken } => fitting(paths, bytes(folder))
            .map(|paths| R::Move { paths, folder: folder.clone(), if_taken: *if_taken })
            .collect(),
        R::Restore { trashed } => fitting(trashed, 0).map(|trashed| R::Restore { trashed }).collect(),
        other => vec![other.clone()],
    }
}

fn fitting<T: Clone + Serialize>(all: &[T], taken: usize) -> impl Iterator<Item = Vec<T>> {
    let (mut parts, most) = (Vec::<Vec<T>>::new(), ROOM.saturating_sub(taken));
    let mut room = 0;
    for one in all {
        let bytes = bytes(one) + 1;
        match parts.last_mut() {
            Some(part) if bytes <= room => {
                part.push(one.clone());
                room -= bytes;
            }
            _ => {
                parts.push(vec![one.clone()]);
                room = most.saturating_sub(bytes);
            }
        }
    }
    parts.into_iter()
}

fn bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

/// The answers to all parts so far, and to the next one.
pub(super) fn joined(before: Option<FilesAnswer>, next: FilesAnswer) -> FilesAnswer {
    use FilesAnswer as A;
    match (before, next) {
        (None, next) => next,
        (Some(A::Entries { mut entries }), A::Entries { entries: more }) => {
            entries.extend(more);
            A::Entries { entries }
        }
        (Some(A::Done { mut faults, mut trashed }), A::Done { faults: worse, trashed: more }) => {
            faults.extend(worse);
            faults.truncate(limits::OUTCOME_FAULTS);
            trashed.extend(more);
            A::Done { faults, trashed }
        }
        // What was done before stays done.
        (Some(A::Done { mut faults, trashed }), A::Failed(fault)) => {
            faults.truncate(limits::OUTCOME_FAULTS - 1);
            faults.push(fault);
            A::Done { faults, trashed }
        }
        (Some(_), next) => next,
    }
}

/// Whether nothing of the parts that follow would be done.
pub(super) fn is_over(answer: &FilesAnswer) -> bool {
    matches!(answer, FilesAnswer::Failed(_))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test's own")]
    use farhand_protocol::files::{DevicePath, FaultCode, FileFault, IfTaken, RootId, Trashed};

    use super::*;

    fn paths(many: usize, long: usize) -> Vec<DevicePath> {
        let path = |n| DevicePath {
            root: RootId("home".to_owned()),
            names: vec![format!("{n:03}{}", "x".repeat(long)).parse().unwrap()],
        };
        (0..many).map(path).collect()
    }

    #[test]
    fn what_is_too_long_is_asked_in_parts_that_fit() {
        let (many, folder) = (paths(500, 200), paths(1, 900).remove(0));
        let trashed = many.iter().map(|path| Trashed { path: path.clone(), mark: "m".repeat(80) }).collect();
        let requests = [
            FilesRequest::Stat { paths: many.clone() },
            FilesRequest::Delete { paths: many.clone(), for_good: true },
            FilesRequest::Move { paths: many, folder, if_taken: IfTaken::Skip },
            FilesRequest::Restore { trashed },
        ];
        for request in requests {
            let parts = of(&request);
            assert!((2..6).contains(&parts.len()), "{}", parts.len());
            assert!(parts.iter().all(|part| bytes(part) <= limits::BODY_BYTES));
        }
        let short = FilesRequest::Stat { paths: paths(500, 20) };
        assert_eq!(of(&short), [short]);
    }

    #[test]
    fn nothing_is_left_out_of_the_parts() {
        let all = paths(500, 250);
        let parts = of(&FilesRequest::Delete { paths: all.clone(), for_good: false });
        let named = parts.into_iter().flat_map(|part| match part {
            FilesRequest::Delete { paths, for_good: false } => paths,
            other => panic!("something else: {other:?}"),
        });
        assert!(named.eq(all));
    }

    #[test]
    fn answers_are_one() {
        let fault =
            |text: &str| FileFault { code: FaultCode::Failed, names: Vec::new(), message: text.to_owned() };
        let done = |faults: &[&str]| FilesAnswer::Done {
            faults: faults.iter().map(|text| fault(text)).collect(),
            trashed: Vec::new(),
        };
        let both = joined(Some(done(&["a"])), done(&["b"]));
        assert_eq!(both, done(&["a", "b"]));
        assert_eq!(joined(Some(both), FilesAnswer::Failed(fault("c"))), done(&["a", "b", "c"]));
        let failed = FilesAnswer::Failed(fault("d"));
        assert_eq!(joined(Some(FilesAnswer::Entries { entries: Vec::new() }), failed.clone()), failed);
    }
}
