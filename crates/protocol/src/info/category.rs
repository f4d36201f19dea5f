//! What readings are about, and who tells them.

use serde::{Deserialize, Serialize};

/// What a reading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Maker, model, name, serial number.
    Device,
    /// Operating system: version, build, kernel, language, clock.
    System,
    /// Battery and power.
    Battery,
    /// Memory.
    Memory,
    /// Storage: a group per volume.
    Storage,
    /// Processor.
    Processor,
    /// Displays: a group for each.
    Display,
    /// Network: one group for the whole, then one per interface.
    Network,
    /// Where the device is. Only with the customer's word for it.
    Location,
    /// Security: patch level, encryption, screen lock, root.
    Security,
    /// What the client may do on the device, and what it may not.
    Permissions,
    /// The customer's browser.
    Browser,
    /// Installed apps: a table.
    Apps,
    /// Running processes: a table.
    Processes,
    /// Services: a table.
    Services,
    /// The newest lines of the system's log: a table. Only with the customer's word for it.
    Log,
}

impl Category {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 16] = [
        Self::Device,
        Self::System,
        Self::Battery,
        Self::Memory,
        Self::Storage,
        Self::Processor,
        Self::Display,
        Self::Network,
        Self::Security,
        Self::Location,
        Self::Permissions,
        Self::Browser,
        Self::Apps,
        Self::Processes,
        Self::Services,
        Self::Log,
    ];
}

/// Who tells a reading.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// The customer's browser, of the device that it runs on.
    Browser {},
    /// The client, of the computer that it runs on.
    Client {},
    /// The client, of an Android device that hangs on its computer.
    Adb {
        /// What adb calls it; at most 128 characters.
        serial: String,
    },
}
