//! A property's value.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// A property's value. Numbers are whole, and at most 2^53 from zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Value {
    /// A text, at most 1,024 characters; never markup.
    Text {
        /// The text.
        text: String,
    },
    /// Yes or no.
    Flag {
        /// Which.
        on: bool,
    },
    /// How many.
    Count {
        /// The number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        count: u64,
    },
    /// A size.
    Bytes {
        /// In bytes.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
    },
    /// A measured quantity.
    Measure {
        /// In thousandths of the unit.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        milli: i64,
        /// The unit.
        unit: Unit,
    },
    /// A length of time.
    Duration {
        /// In milliseconds; a clock's offset may be negative.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        ms: i64,
    },
    /// A moment.
    Moment {
        /// When.
        at: Timestamp,
    },
    /// The device has it, but forbids it to be read.
    NotPermitted,
    /// The device has no such thing, or no way to read it.
    NotSupported,
    /// It should be there, and was not told or made no sense. Also any kind of value that this program
    /// does not know.
    #[serde(other)]
    Unknown,
}

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hundredths of the whole.
    Percent,
    /// Degrees Celsius.
    Celsius,
    /// Hertz.
    Hertz,
    /// Volts.
    Volt,
    /// Milliamperes.
    Milliampere,
    /// Watts.
    Watt,
    /// Milliampere hours.
    MilliampereHour,
    /// Decibels over a milliwatt: a radio signal's strength.
    Dbm,
    /// Pixels.
    Pixel,
    /// Pixels per inch.
    PixelPerInch,
    /// Bits per second.
    BitPerSecond,
    /// Bytes per second.
    BytePerSecond,
    /// Degrees of an angle.
    Degree,
    /// Metres.
    Metre,
}

impl Value {
    /// The largest distance from zero: what JavaScript's numbers hold exactly.
    pub const LARGEST: i64 = 1 << 53;

    /// A text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// So many of a unit; unknown where it is beyond the largest.
    #[must_use]
    pub fn measure(milli: i64, unit: Unit) -> Self {
        if milli.unsigned_abs() > Self::LARGEST.unsigned_abs() {
            return Self::Unknown;
        }
        Self::Measure { milli, unit }
    }

    /// A size; unknown where it is beyond the largest.
    #[must_use]
    pub fn bytes(bytes: u64) -> Self {
        if bytes > Self::LARGEST.unsigned_abs() { Self::Unknown } else { Self::Bytes { bytes } }
    }

    /// Whether there is a value at all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::NotPermitted | Self::NotSupported | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_a_later_version_are_unknown() {
        let later: Value = serde_json::from_str(r#"{"kind":"colour","rgb":255}"#).unwrap();
        assert_eq!(later, Value::Unknown);
        let absent = serde_json::to_string(&[Value::Unknown, Value::NotPermitted, Value::NotSupported]);
        assert_eq!(
            absent.unwrap(),
            r#"[{"kind":"unknown"},{"kind":"not_permitted"},{"kind":"not_supported"}]"#
        );
    }

    #[test]
    fn numbers_that_are_too_large_are_unknown() {
        assert_eq!(Value::bytes(u64::MAX), Value::Unknown);
        assert_eq!(Value::measure(i64::MIN, Unit::Celsius), Value::Unknown);
        assert!(Value::bytes(1 << 53).is_known());
    }
}
