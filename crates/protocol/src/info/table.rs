//! Rows of the tables: apps, processes, services, lines of the log.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// An installed app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct App {
    /// Its name for people; where the device tells none, the package's.
    pub name: String,
    /// The package's name or identifier, where it has one.
    #[serde(default)]
    pub package: Option<String>,
    /// Its version.
    #[serde(default)]
    pub version: Option<String>,
    /// What it takes of the storage.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub bytes: Option<u64>,
    /// Where it came from.
    pub source: AppSource,
    /// When it was installed or updated last.
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

/// Where an app came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AppSource {
    /// With the system.
    System,
    /// From a store or a repository.
    Store {
        /// Its name.
        name: String,
    },
    /// Installed from a file.
    Sideloaded,
    /// Not told.
    #[serde(other)]
    Unknown,
}

/// A running process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// Its name.
    pub name: String,
    /// What it holds in memory (resident), where told.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub memory_bytes: Option<u64>,
    /// What it used of one core since the reading before, in thousandths.
    #[serde(default)]
    pub cpu_per_mille: Option<u32>,
}

/// A service of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What it is, in the system's words.
    #[serde(default)]
    pub description: Option<String>,
    /// How it does.
    pub state: ServiceState,
}

/// How a service does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// It runs.
    Running,
    /// It does not.
    Stopped,
    /// It broke.
    Failed,
    /// Not told.
    Unknown,
}

/// A line of the system's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// When, by the device's clock.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// How urgent.
    pub priority: LogPriority,
    /// Who wrote it.
    pub tag: String,
    /// What; at most 1,024 characters.
    pub text: String,
}

/// How urgent a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LogPriority {
    /// For developers.
    Debug,
    /// Ordinary.
    Info,
    /// Odd.
    Warning,
    /// Something failed.
    Error,
    /// Something ended by it.
    Fatal,
}
