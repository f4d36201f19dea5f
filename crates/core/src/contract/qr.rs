//! A QR code, as the interface draws it.

use serde::{Deserialize, Serialize};

/// A QR code: squares in rows, dark or light, without the light border that belongs around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct QrCode {
    /// Squares in a row, and rows.
    pub size: u32,
    /// Whether each is dark, row by row.
    pub modules: Vec<bool>,
}
