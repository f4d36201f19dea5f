//! What a customer allows of the device's files.

use serde::{Deserialize, Serialize};

use super::Place;

/// What is asked for, or allowed, of a device's files.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FilesScope {
    /// Files may be sent to the device.
    pub to_device: bool,
    /// Files may be copied from the device.
    pub from_device: bool,
    /// Files and folders of the device may be renamed, moved and deleted, and files replaced.
    pub change: bool,
    /// Which part of the device. What lies outside cannot even be listed.
    pub area: FilesArea,
}

/// A part of a device.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FilesArea {
    /// All that the customer's account can reach.
    Whole {},
    /// One of the folders that every system has.
    Place {
        /// Which.
        place: Place,
    },
    /// A folder that the customer chose on the device.
    Chosen {
        /// Its name, for people; at most 255 characters.
        name: String,
    },
}

impl FilesScope {
    /// Both ways, with changes, on the whole device.
    #[must_use]
    pub fn everything() -> Self {
        Self { to_device: true, from_device: true, change: true, area: FilesArea::Whole {} }
    }

    /// Whether this asks for nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !(self.to_device || self.from_device || self.change)
    }

    /// Whether this is no more than `other`. A folder that the customer chose is within everything.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        let area = match (&self.area, &other.area) {
            (_, FilesArea::Whole {}) | (FilesArea::Chosen { .. }, _) => true,
            (one, other) => one == other,
        };
        area && self.to_device <= other.to_device
            && self.from_device <= other.from_device
            && self.change <= other.change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_within_another_when_it_allows_no_more() {
        let all = FilesScope::everything();
        let downloads = FilesArea::Place { place: Place::Downloads };
        let read = FilesScope { to_device: false, change: false, area: downloads.clone(), ..all.clone() };
        assert!(read.within(&all) && read.within(&read) && !all.within(&read));
        let chosen = FilesScope { area: FilesArea::Chosen { name: "Depot".to_owned() }, ..read.clone() };
        assert!(chosen.within(&read) && !read.within(&chosen));
        let pictures = FilesScope { area: FilesArea::Place { place: Place::Pictures }, ..read.clone() };
        assert!(!pictures.within(&read));
        assert!(!FilesScope { to_device: true, ..read.clone() }.within(&read));
    }
}
