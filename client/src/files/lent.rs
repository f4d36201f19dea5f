//! The files that the customer has allowed, for as long as they are allowed.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::SystemTime;

use farhand_files::{Area, Files, Reply, Rights, Stop};
use farhand_protocol::Timestamp;
use farhand_protocol::files::{FaultCode, FileFault, FilesAnswer, FilesRequest, FilesScope};

/// What is allowed now. The folders are opened with the first use, on a thread that may wait for a disk.
#[derive(Debug)]
pub struct Lent {
    scope: FilesScope,
    /// The folder that a scope with a chosen folder means.
    chosen: Option<PathBuf>,
    files: OnceLock<Files>,
    over: Stop,
}

impl Lent {
    /// What a scope allows.
    #[must_use]
    pub fn new(scope: FilesScope, chosen: Option<PathBuf>) -> Self {
        Self { scope, chosen, files: OnceLock::new(), over: Stop::new() }
    }

    /// How much it is.
    #[must_use]
    pub fn scope(&self) -> &FilesScope {
        &self.scope
    }

    /// The folder that was chosen, where the scope means one.
    #[must_use]
    pub fn chosen(&self) -> Option<PathBuf> {
        self.chosen.clone()
    }

    /// The files. Waits for the disk.
    #[must_use]
    pub fn files(&self) -> &Files {
        let open = || {
            let area = Area::of(&self.scope.area, self.chosen.as_deref());
            Files::new(area.into(), Rights::from(&self.scope))
        };
        self.files.get_or_init(open)
    }

    /// Takes it back: what is being answered ends, and nothing is answered any more.
    pub fn withdraw(&self) {
        self.over.stop();
        if let Some(files) = self.files.get() {
            files.stop().stop();
        }
    }

    /// Whether it was taken back.
    #[must_use]
    pub fn withdrawn(&self) -> bool {
        self.over.stopped()
    }

    /// Answers a request. Waits for the disk.
    #[must_use]
    pub fn answer(&self, request: FilesRequest) -> Reply {
        let files = self.files();
        if self.withdrawn() {
            return Reply::Answer(not_allowed());
        }
        files.answer(request, now())
    }
}

/// The answer where nothing is allowed.
#[must_use]
pub fn not_allowed() -> FilesAnswer {
    failed(FaultCode::NotAllowed, "the customer has not allowed this")
}

/// An answer that says why nothing was done.
#[must_use]
pub fn failed(code: FaultCode, message: &str) -> FilesAnswer {
    FilesAnswer::Failed(FileFault { code, names: Vec::new(), message: message.to_owned() })
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::FilesArea;

    use super::*;

    fn lent(folder: &std::path::Path) -> Lent {
        let area = FilesArea::Chosen { name: "Depot".to_owned() };
        let scope = FilesScope { to_device: true, from_device: false, change: false, area };
        Lent::new(scope, Some(folder.to_owned()))
    }

    #[test]
    fn what_is_taken_back_answers_nothing_whether_it_was_used_or_not() {
        let folder = tempfile::tempdir().unwrap();
        for used in [true, false] {
            let lent = lent(folder.path());
            if used {
                let Reply::Answer(FilesAnswer::Roots { roots }) = lent.answer(FilesRequest::Roots {}) else {
                    panic!("the roots are answered");
                };
                assert_eq!(roots.len(), 1);
            }
            lent.withdraw();
            let Reply::Answer(FilesAnswer::Failed(fault)) = lent.answer(FilesRequest::Roots {}) else {
                panic!("nothing is answered");
            };
            assert_eq!(fault.code, FaultCode::NotAllowed);
        }
    }
}
