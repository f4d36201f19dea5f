//! Live values.

use serde::{Deserialize, Serialize};

/// Live values of one moment. What the source cannot tell is absent.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Sample {
    /// Load of all cores together, in thousandths of the whole.
    pub cpu_per_mille: Option<u32>,
    /// Load of each core, in thousandths; at most 256.
    pub cores_per_mille: Vec<u32>,
    /// Memory in use, without what is only cached.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub memory_used_bytes: Option<u64>,
    /// Memory in all.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub memory_bytes: Option<u64>,
    /// Bytes received in a second, over all interfaces but the loopback.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub received_bytes_per_s: Option<u64>,
    /// Bytes sent in a second, over all interfaces but the loopback.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub sent_bytes_per_s: Option<u64>,
    /// The round trip to the appliance.
    pub latency_ms: Option<u32>,
    /// The battery's level, in thousandths.
    pub battery_per_mille: Option<u32>,
    /// Whether it is being charged.
    pub charging: Option<bool>,
}
