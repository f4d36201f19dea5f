//! What went wrong with a file, in words that name it.

use std::io::{self, ErrorKind};

use farhand_protocol::files::{FaultCode, FileFault, FileName};

use crate::stop::Stopped;

/// A fault of the thing with these names, which begin at the chosen folder.
pub(crate) fn fault(code: FaultCode, names: &[FileName], what: &str) -> FileFault {
    let message = match names.last() {
        Some(name) => format!("\"{name}\" {what}"),
        None => format!("the folder {what}"),
    };
    FileFault { code, names: names.to_vec(), message }
}

/// The system's error with the thing of these names.
pub(crate) fn of_error(names: &[FileName], error: &io::Error) -> FileFault {
    let code = code_of(error);
    let what = match code {
        FaultCode::NotFound => "does not exist any more".to_owned(),
        FaultCode::NotPermitted => "is not open to this account: the system refuses it".to_owned(),
        FaultCode::Taken => "exists already".to_owned(),
        FaultCode::BadName => "is a name that this disk does not take".to_owned(),
        FaultCode::DiskFull => "has no room: the disk is full".to_owned(),
        FaultCode::WrongKind => "is of another kind: a folder, a file or a link".to_owned(),
        FaultCode::Busy => "is in use".to_owned(),
        FaultCode::TooMuch => "is larger than this disk takes".to_owned(),
        _ => format!("failed: {error}"),
    };
    fault(code, names, &what)
}

pub(crate) fn stopped(names: &[FileName], _: Stopped) -> FileFault {
    fault(FaultCode::Stopped, names, "was left: it was stopped")
}

pub(crate) fn not_allowed(names: &[FileName], what: &str) -> FileFault {
    fault(FaultCode::NotAllowed, names, what)
}

/// What an error of the system says to a peer.
pub(crate) fn code_of(error: &io::Error) -> FaultCode {
    match error.kind() {
        ErrorKind::NotFound => FaultCode::NotFound,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => FaultCode::NotPermitted,
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => FaultCode::Taken,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FaultCode::DiskFull,
        ErrorKind::InvalidFilename => FaultCode::BadName,
        ErrorKind::NotADirectory | ErrorKind::IsADirectory => FaultCode::WrongKind,
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => FaultCode::Busy,
        ErrorKind::FileTooLarge => FaultCode::TooMuch,
        _ => crate::disk::code_of(error).unwrap_or(FaultCode::Failed),
    }
}
