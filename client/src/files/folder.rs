//! Which folder of this device a scope means that names one.

use std::path::{Path, PathBuf};

use farhand_protocol::files::FilesArea;

/// What the folder is called that is meant where the customer has chosen none.
pub const DOWNLOADS: &str = "Downloads";

/// Folders that are remembered.
const MANY: usize = 8;

/// Characters of a folder's name that the representative sees.
const NAME: usize = 255;

/// What a folder is called in a scope.
#[must_use]
pub fn folder_name(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
    name.chars().take(NAME).collect()
}

/// The folders that can be meant.
#[derive(Debug, Default)]
pub struct Meant {
    usual: Option<PathBuf>,
    /// The newest is the last one. What was allowed before stays allowed until the appliance has heard of
    /// the newest.
    chosen: Vec<PathBuf>,
}

impl Meant {
    /// Before the customer has chosen any.
    #[must_use]
    pub fn new(usual: Option<PathBuf>) -> Self {
        Self { usual, chosen: Vec::new() }
    }

    /// The customer has chosen this one.
    pub fn choose(&mut self, folder: PathBuf) {
        self.chosen.retain(|known| *known != folder);
        if self.chosen.len() >= MANY {
            self.chosen.remove(0);
        }
        self.chosen.push(folder);
    }

    /// The folder that is meant. None where the name is of one that is not known any more: another folder
    /// is not lent in its place.
    #[must_use]
    pub fn by(&self, area: &FilesArea) -> Option<PathBuf> {
        let FilesArea::Chosen { name } = area else { return None };
        let chosen = self.chosen.iter().rev().find(|folder| folder_name(folder) == *name);
        let is_usual = |folder: &&PathBuf| name == DOWNLOADS || folder_name(folder) == *name;
        chosen.or_else(|| self.usual.as_ref().filter(is_usual)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_meant_by_its_name_and_no_other_in_its_place() {
        let area = |name: &str| FilesArea::Chosen { name: name.to_owned() };
        let path = |path: &str| Some(PathBuf::from(path));
        let mut meant = Meant::new(path("/people/rosa/Transfers"));
        assert_eq!(meant.by(&area("Downloads")), path("/people/rosa/Transfers"));
        assert_eq!(meant.by(&area("Transfers")), path("/people/rosa/Transfers"));
        assert_eq!(meant.by(&area("Depot")), None);
        meant.choose("/people/rosa/Work/Depot".into());
        assert_eq!(meant.by(&area("Depot")), path("/people/rosa/Work/Depot"));
        meant.choose("/people/rosa/Home/Letters".into());
        assert_eq!(meant.by(&area("Depot")), path("/people/rosa/Work/Depot"), "it may still be allowed");
        meant.choose("/people/rosa/Old/Depot".into());
        assert_eq!(meant.by(&area("Depot")), path("/people/rosa/Old/Depot"));
        assert_eq!(meant.by(&area("Downloads")), path("/people/rosa/Transfers"));
        assert_eq!(meant.by(&FilesArea::Whole {}), None);
        assert_eq!(folder_name(Path::new("/")), "/");
    }
}
