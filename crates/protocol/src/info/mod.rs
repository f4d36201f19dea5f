//! System information: what can be known of the customer's device.
//!
//! Two sources tell it: the customer's *browser*, and the *client* that has joined the session (which
//! also tells of phones that hang on its computer, over adb). Each tells [`Reading`]s, one per
//! [`Category`]; the appliance keeps the newest of each source and category with the session, also
//! after its end. It needs the customer's permission ([`crate::capability::Capability::Info`]), which
//! the site may give for all.
//!
//! - `GET /sessions/{lsid}/info` answers [`Info`]: which readings there are. `GET
//!   /sessions/{lsid}/info/readings/{number}` answers one [`Reading`].
//! - `POST /sessions/{lsid}/info/read` takes a [`ReadInfo`]: the sources are asked to read anew. What
//!   they tell arrives one by one: `ServerFrame::InfoRead` says that there is a new reading.
//! - A console that shows live values says so on its live connection (`ClientFrame::WatchInfo`), and
//!   hears `ServerFrame::InfoSample`. When nobody looks the sources are told to stop.
//! - `POST /sessions/{lsid}/info/snapshots` keeps all readings under a name; `GET …/snapshots/{number}`
//!   answers the [`InfoSnapshot`].
//!
//! Sources hear `DeviceFrame::ReadInfo` and `DeviceFrame::WatchInfo` (`PortalFrame` has the same two),
//! answer with `POST /device/info` or `POST /portal/api/info` and a [`NewReading`], and send live
//! values as `DeviceClientFrame::InfoSample` (`PortalClientFrame` has the same).
//!
//! Whatever a device tells is text from outside: bounded here ([`crate::limits`]), shown as text.

mod category;
mod grant;
mod property;
mod reading;
mod sample;
mod snapshot;
mod table;
mod value;

pub use category::{Category, Source};
pub use grant::InfoScope;
pub use property::{Group, Property};
pub use reading::{Info, NewReading, ReadInfo, Reading, ReadingBody, ReadingHead};
pub use sample::Sample;
pub use snapshot::{InfoSnapshot, NewInfoSnapshot, SnapshotHead};
pub use table::{App, AppSource, LogLine, LogPriority, Process, Service, ServiceState};
pub use value::{Unit, Value};
