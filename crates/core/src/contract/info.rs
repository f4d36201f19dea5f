//! Topic `info/<lsid>`: which system information there is of a session's device, and live values. The
//! readings themselves go round the store: the bridge fetches each one by its number.

use farhand_protocol::Timestamp;
use farhand_protocol::info::{Category, ReadingHead, Sample, SnapshotHead, Source};
use serde::{Deserialize, Serialize};

use super::UiError;

/// The whole of topic `info/<lsid>`.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InfoView {
    /// What there is.
    pub state: InfoState,
    /// Live values of the last ten minutes, oldest first.
    pub points: Vec<InfoPoint>,
}

/// A change of topic `info/<lsid>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InfoPatch {
    /// What there is now.
    pub state: InfoState,
    /// New live values, oldest first.
    pub points: Vec<InfoPoint>,
}

/// What there is of a session's system information.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InfoState {
    /// Whether the appliance has told what there is.
    pub loaded: bool,
    /// The newest reading of each source and category.
    pub readings: Vec<ReadingHead>,
    /// What was kept, oldest first.
    pub snapshots: Vec<SnapshotHead>,
    /// What was asked for last, by category, and who has answered.
    pub asked: Vec<AskedReading>,
    /// Whether a snapshot is being kept.
    pub keeping: bool,
    /// Why it was not told or not read.
    pub error: Option<UiError>,
}

/// What was asked to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct AskedReading {
    /// What.
    pub category: Category,
    /// When it was asked for last (console's clock).
    pub at: Timestamp,
    /// Who has answered since.
    pub answered: Vec<Source>,
}

/// Live values of one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct InfoPoint {
    /// Of what.
    pub source: Source,
    /// When they came.
    pub at: Timestamp,
    /// The values.
    pub sample: Sample,
}

#[cfg(all(test, feature = "ts"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot write has failed")]
    use farhand_protocol::info::{InfoSnapshot, Reading};
    use ts_rs::{Config, TS};

    /// The bridge passes these on as they are, so no topic and no command names them.
    #[test]
    fn export_bindings_readings() {
        Reading::export_all(&Config::from_env()).unwrap();
        InfoSnapshot::export_all(&Config::from_env()).unwrap();
    }
}
