//! Paths on a device: a root, and the names from there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FileName;

/// A root's identifier. The device makes it; others hand it back as it is. At most 64 characters: a word
/// for what the root is, and where its name tells more, a colon and that name: `downloads`, `volume:/`,
/// `chosen:Depot`.
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

impl RootId {
    /// Characters at most.
    pub const LONGEST: usize = 64;

    /// A root with a name; the name is cut where it is too long.
    #[must_use]
    pub fn named(word: &str, name: &str) -> Self {
        Self(format!("{word}:{name}").chars().take(Self::LONGEST).collect())
    }

    /// What it is called in a path that people read: its name, or what it is.
    #[must_use]
    pub fn words(&self) -> &str {
        match self.0.as_str() {
            "home" => "Home",
            "desktop" => "Desktop",
            "documents" => "Documents",
            "downloads" => "Downloads",
            "pictures" => "Pictures",
            "internal" => "Internal storage",
            id => id.split_once(':').map_or(id, |(_, name)| name),
        }
    }
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

/// As people read it: "Downloads/report.pdf", "/etc/hosts".
impl fmt::Display for DevicePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root.words();
        f.write_str(root)?;
        for (depth, name) in self.names.iter().enumerate() {
            let slash = if depth == 0 && root.ends_with('/') { "" } else { "/" };
            write!(f, "{slash}{name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_people_write_it() {
        let shown = |root: RootId, names: &[&str]| {
            let names = names.iter().map(|name| name.parse().unwrap()).collect();
            DevicePath { root, names }.to_string()
        };
        let known = |id: &str| RootId(id.to_owned());
        assert_eq!(shown(known("downloads"), &["a", "b"]), "Downloads/a/b");
        assert_eq!(shown(RootId::named("volume", "/"), &["etc", "hosts"]), "/etc/hosts");
        assert_eq!(shown(RootId::named("volume", "D:"), &["a"]), "D:/a");
        assert_eq!(shown(RootId::named("chosen", "Depot: north"), &[]), "Depot: north");
        assert_eq!(shown(known("of another client"), &["a"]), "of another client/a");
        assert_eq!(RootId::named("chosen", &"é".repeat(100)).0.chars().count(), RootId::LONGEST);
    }
}
