//! The device's files: names and paths, what the customer allows of them, and what a console asks of
//! them.
//!
//! A console sends a [`FilesRequest`] with `POST /sessions/{lsid}/files`; the appliance checks it
//! against the grant, passes it to the device (`DeviceFrame::Files`), and answers with the
//! [`FilesAnswer`] that the device posts to `POST /device/files/{request}`. Contents travel apart from
//! that, as uploads ([`crate::upload`]).

mod answer;
mod grant;
mod name;
mod path;
mod request;

pub use answer::{
    EntryAt, FaultCode, FileEntry, FileFault, FileKind, FilesAnswer, FilesRoot, FolderListing, Place, Trashed,
};
pub use grant::{FilesArea, FilesScope};
pub use name::{FileName, InvalidName, RAW};
pub use path::{DevicePath, RootId};
pub use request::{FilesRequest, IfTaken, ListOrder};
