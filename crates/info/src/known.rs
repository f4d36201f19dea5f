//! What is known, and the three different ways in which something is not.

use std::io;

use farhand_protocol::info::{ReadingBody, Value};

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// The system forbids it to be read.
    NotPermitted,
    /// The device has no such thing, or no way to read it.
    NotSupported,
    /// Reading failed, or made no sense.
    Unknown,
}

/// Something, or why it is not known.
pub(crate) type Known<T> = Result<T, Gap>;

impl From<io::Error> for Gap {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NotPermitted,
            io::ErrorKind::NotFound | io::ErrorKind::Unsupported => Self::NotSupported,
            _ => Self::Unknown,
        }
    }
}

impl From<Gap> for Value {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::NotPermitted => Self::NotPermitted,
            Gap::NotSupported => Self::NotSupported,
            Gap::Unknown => Self::Unknown,
        }
    }
}

impl From<Gap> for ReadingBody {
    fn from(gap: Gap) -> Self {
        match gap {
            Gap::NotPermitted => Self::NotPermitted,
            Gap::NotSupported => Self::NotSupported,
            Gap::Unknown => Self::Unknown,
        }
    }
}

/// What a property is made of: something that is known, or may be.
pub(crate) trait Told<T> {
    /// The same, with the reason where it is not known.
    fn told(self) -> Known<T>;
}

impl<T> Told<T> for Known<T> {
    fn told(self) -> Self {
        self
    }
}

impl<T> Told<T> for Option<T> {
    /// Something that should be there.
    fn told(self) -> Known<T> {
        self.ok_or(Gap::Unknown)
    }
}
