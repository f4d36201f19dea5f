//! What a representative may set.

use farhand_protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// All settings. Sent and stored whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// How close rows stand.
    pub density: Density,
    /// Whether all sounds are off.
    pub muted: bool,
    /// How loud sounds are, in percent; 0 is silent, also where the site forces an alert.
    pub volume: u8,
    /// What alerts by which means.
    pub alerts: Alerts,
    /// Until when nothing alerts but what the site forces (console's clock); absent: do not disturb is off.
    pub quiet_until: Option<Timestamp>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            muted: false,
            volume: Self::LOUDEST,
            alerts: Alerts::default(),
            quiet_until: None,
        }
    }
}

impl Settings {
    /// The highest volume, in percent.
    pub const LOUDEST: u8 = 100;
}

/// Colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How close rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// As drawn.
    #[default]
    Comfortable,
    /// Tighter rows and bars.
    Compact,
}

/// One alert's means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct Alert {
    /// Plays its sound.
    pub sound: bool,
    /// Shows a desktop notification.
    pub desktop: bool,
    /// Marks the tray's icon until the window is looked at.
    pub tray: bool,
}

impl Default for Alert {
    fn default() -> Self {
        Self { sound: true, desktop: true, tray: true }
    }
}

/// Alerts by event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(default)]
pub struct Alerts {
    /// A session waits.
    pub waiting: Alert,
    /// A waiting session is overdue.
    pub overdue: Alert,
    /// A message comes while the window is not in front or another session is shown.
    pub message: Alert,
    /// A customer left, returned or ended a session of the own.
    pub customer: Alert,
    /// A session is offered to the reader.
    pub assigned: Alert,
    /// A session was passed on to the reader, or shared.
    pub passed: Alert,
    /// A queue of the reader's is critical.
    pub critical: Alert,
}
