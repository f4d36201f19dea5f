//! The folders that every system has, and its volumes.

use std::path::{Path, PathBuf};

use directories::UserDirs;
use farhand_protocol::files::{Place, RootId};

use super::Area;

/// Volumes beyond the first few are left out.
const ROOTS: usize = 64;

/// In the order in which they are shown.
const PLACES: [Place; 5] = [Place::Home, Place::Desktop, Place::Documents, Place::Downloads, Place::Pictures];

pub(super) fn whole() -> Area {
    let mut area = Area::none();
    for place in PLACES {
        add_place(&mut area, place);
    }
    for volume in volumes() {
        if area.roots.len() < ROOTS {
            let id = RootId(format!("volume-{}", mark(&volume.path)));
            add(&mut area, id, Place::Volume, volume.name, &volume.path);
        }
    }
    area
}

pub(super) fn of(place: Place) -> Area {
    let mut area = Area::none();
    add_place(&mut area, place);
    area
}

fn add_place(area: &mut Area, place: Place) {
    let Some(user) = UserDirs::new() else { return };
    let (id, path) = match place {
        Place::Home => ("home", Some(user.home_dir())),
        Place::Desktop => ("desktop", user.desktop_dir()),
        Place::Documents => ("documents", user.document_dir()),
        Place::Downloads => ("downloads", user.download_dir()),
        Place::Pictures => ("pictures", user.picture_dir()),
        Place::InternalStorage => ("internal", internal_storage()),
        Place::SdCard | Place::Volume | Place::Chosen => return,
    };
    if let Some(path) = path {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        add(area, RootId(id.to_owned()), place, name, path);
    }
}

/// What cannot be opened is left out: it can be reached by nobody.
fn add(area: &mut Area, id: RootId, place: Place, name: String, path: &Path) {
    drop(area.add(id, place, name, path));
}

fn internal_storage() -> Option<&'static Path> {
    cfg!(target_os = "android").then_some(Path::new("/storage/emulated/0"))
}

struct Volume {
    name: String,
    path: PathBuf,
}

#[cfg(windows)]
fn volumes() -> Vec<Volume> {
    let drives = ('A'..='Z').map(|letter| PathBuf::from(format!("{letter}:\\")));
    let there = drives.filter(|drive| drive.is_dir());
    there.map(|path| Volume { name: path.display().to_string().replace('\\', ""), path }).collect()
}

#[cfg(unix)]
fn volumes() -> Vec<Volume> {
    let mut volumes = vec![Volume { name: "/".to_owned(), path: PathBuf::from("/") }];
    let user = std::env::var("USER").unwrap_or_default();
    for folder in ["/Volumes".to_owned(), format!("/media/{user}"), format!("/run/media/{user}")] {
        volumes.extend(mounted_in(Path::new(&folder)));
    }
    volumes
}

/// Folders that are on another volume than the one they are in.
#[cfg(unix)]
fn mounted_in(folder: &Path) -> Vec<Volume> {
    use std::os::unix::fs::MetadataExt;
    let Ok(above) = folder.metadata() else { return Vec::new() };
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut mounted: Vec<Volume> = entries
        .filter(|entry| entry.metadata().is_ok_and(|entry| entry.is_dir() && entry.dev() != above.dev()))
        .map(|entry| Volume { name: entry.file_name().to_string_lossy().into_owned(), path: entry.path() })
        .collect();
    mounted.sort_by(|one, other| one.path.cmp(&other.path));
    mounted
}

/// The same for the same path at each start: transfers remember roots.
fn mark(path: &Path) -> String {
    let mut hash = crate::hash::Hash::default();
    hash.add(path.as_os_str().as_encoded_bytes());
    hash.sum()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
