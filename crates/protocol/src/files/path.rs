//! Paths on a device: a root, and the names from there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FileName;

/// A root's identifier. The device makes it; others hand it back as it is. At most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct RootId(pub String);

/// A path on a device. It has no way out of its root: names are components, and never `..`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DevicePath {
    /// Where it begins.
    pub root: RootId,
    /// From there on; empty is the root itself. At most 128.
    pub names: Vec<FileName>,
}

impl DevicePath {
    /// The root itself.
    #[must_use]
    pub fn root(root: RootId) -> Self {
        Self { root, names: Vec::new() }
    }

    /// Something in this folder.
    #[must_use]
    pub fn join(&self, name: FileName) -> Self {
        let mut path = self.clone();
        path.names.push(name);
        path
    }

    /// The folder that it is in; none for a root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, names) = self.names.split_last()?;
        Some(Self { root: self.root.clone(), names: names.to_vec() })
    }

    /// The last name; none for a root.
    #[must_use]
    pub fn name(&self) -> Option<&FileName> {
        self.names.last()
    }
}

impl fmt::Display for DevicePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.root.0)?;
        self.names.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}
