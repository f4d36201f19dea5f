//! Properties: a name and a value.

use serde::{Deserialize, Serialize};

use super::Value;

/// Properties that belong together: a volume, a network interface, a display; or the whole of a
/// category, with the id `main`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Group {
    /// The same in each reading, unique in the category; at most 128 characters.
    pub id: String,
    /// For people; absent where the console has a name for it. At most 128 characters.
    #[serde(default)]
    pub label: Option<String>,
    /// At most 256.
    pub properties: Vec<Property>,
}

/// One thing that is known, or not, of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Property {
    /// Its name: small letters, digits and underscores, at most 64. docs/PROTOCOL.md lists those that
    /// the console has words for; a device may tell others, with a label.
    pub key: String,
    /// For people, for keys that consoles do not know; at most 128 characters.
    #[serde(default)]
    pub label: Option<String>,
    /// What it is.
    pub value: Value,
}

impl Group {
    /// The id of the group for the whole of a category.
    pub const MAIN: &'static str = "main";

    /// The group for the whole of a category.
    #[must_use]
    pub fn main(properties: Vec<Property>) -> Self {
        Self { id: Self::MAIN.to_owned(), label: None, properties }
    }

    /// The value of a property.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.properties.iter().find(|property| property.key == key).map(|property| &property.value)
    }
}

impl Property {
    /// A property that consoles know.
    #[must_use]
    pub fn new(key: &str, value: Value) -> Self {
        Self { key: key.to_owned(), label: None, value }
    }
}
