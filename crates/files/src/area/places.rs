//! The folders that every system has, and its volumes.

use std::path::{Path, PathBuf};

use directories::UserDirs;
use farhand_protocol::files::{Place, RootId};

use super::Area;

/// Volumes beyond the first few are left out.
const ROOTS: usize = 64;

/// Characters of a volume's path that its root is called by.
const PATH_IN_ID: usize = 48;

/// In the order in which they are shown.
const PLACES: [Place; 5] = [Place::Home, Place::Desktop, Place::Documents, Place::Downloads, Place::Pictures];

pub(super) fn whole() -> Area {
    let mut area = Area::none();
    for place in PLACES {
        add_place(&mut area, place);
    }
    for volume in volumes() {
        if area.roots.len() < ROOTS {
            add(&mut area, volume_id(&volume.path), Place::Volume, volume.name, &volume.path);
        }
    }
    area
}

pub(super) fn of(place: Place) -> Area {
    let mut area = Area::none();
    add_place(&mut area, place);
    if area.roots.is_empty()
        && place == Place::Downloads
        && let Some((id, path)) = UserDirs::new().and_then(|user| known(&user, place))
    {
        // What is sent to a computer that never had any downloads needs a place as well.
        drop(area.add_to_be(id, place, name_of(&path), &path));
    }
    area
}

fn add_place(area: &mut Area, place: Place) {
    if let Some((id, path)) = UserDirs::new().and_then(|user| known(&user, place)) {
        add(area, id, place, name_of(&path), &path);
    }
}

/// Where a place is, if this system has it. A user without folders of that kind has downloads where
/// browsers put them.
fn known(user: &UserDirs, place: Place) -> Option<(RootId, PathBuf)> {
    let downloads = || user.download_dir().map_or_else(|| user.home_dir().join("Downloads"), Path::to_owned);
    let (id, path) = match place {
        Place::Home => ("home", Some(user.home_dir().to_owned())),
        Place::Desktop => ("desktop", user.desktop_dir().map(Path::to_owned)),
        Place::Documents => ("documents", user.document_dir().map(Path::to_owned)),
        Place::Downloads => ("downloads", Some(downloads())),
        Place::Pictures => ("pictures", user.picture_dir().map(Path::to_owned)),
        Place::InternalStorage => ("internal", internal_storage().map(Path::to_owned)),
        Place::SdCard | Place::Volume | Place::Chosen => return None,
    };
    Some((RootId(id.to_owned()), path?))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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

/// The same for the same path at each start: transfers remember roots. Long paths have a digest instead.
fn volume_id(path: &Path) -> RootId {
    let text = path.to_str().map(|text| text.trim_end_matches('\\'));
    match text {
        Some(text) if text.chars().count() <= PATH_IN_ID => RootId::named("volume", text),
        _ => RootId::named("volume", &digest(path)),
    }
}

fn digest(path: &Path) -> String {
    let mut hash = crate::hash::Hash::default();
    hash.add(path.as_os_str().as_encoded_bytes());
    hash.sum()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_called_by_their_paths_where_those_are_short() {
        assert_eq!(volume_id(Path::new("/")).0, "volume:/");
        assert_eq!(volume_id(Path::new("D:\\")).0, "volume:D:");
        let long = |end: &str| volume_id(&Path::new("/media").join("x".repeat(80)).join(end));
        assert_eq!(long("a"), long("a"));
        assert_ne!(long("a"), long("b"));
        assert!(long("a").0.len() <= RootId::LONGEST);
    }
}
