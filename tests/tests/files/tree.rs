//! Folders with contents that can be made again from a seed, and what a folder holds.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farhand_testkit::SplitMix64;

/// When the files were changed last: long before the test.
const CHANGED: Duration = Duration::from_millis(1_500_000_000_123);

/// What a folder holds, by the path from there; folders hold none.
type Held = BTreeMap<PathBuf, Option<Content>>;

#[derive(PartialEq, Eq)]
struct Content {
    changed: u128,
    bytes: Vec<u8>,
}

/// A name that is no UTF-8.
pub fn raw_name() -> &'static OsStr {
    OsStr::from_bytes(b"caf\xe9.txt")
}

/// Writes a file of so many bytes that the seed gives.
pub fn write(path: &Path, seed: u64, size: usize) {
    let mut random = SplitMix64::new(seed);
    let mut bytes: Vec<u8> = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend(random.bits().to_le_bytes());
    }
    bytes.truncate(size);
    put(path, &bytes);
}

/// Writes a file of these bytes, which was changed last long ago.
pub fn put(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("the file is written");
    let file = fs::File::options().write(true).open(path).expect("the file is there");
    file.set_modified(SystemTime::UNIX_EPOCH + CHANGED).expect("the time is set");
}

/// Makes a folder with nested ones, an empty one, an empty file, one of 5 MB, 200 small ones, and one
/// whose name is no UTF-8. Answers how many files there are.
pub fn plant(folder: &Path, seed: u64) -> u32 {
    let deep = folder.join("a").join("b").join("c");
    let many = folder.join("many");
    for made in [&deep, &many, &folder.join("empty folder")] {
        fs::create_dir_all(made).expect("the folder is made");
    }
    write(&folder.join("empty"), seed, 0);
    write(&folder.join("large.bin"), seed + 1, 5_000_000);
    write(&folder.join(raw_name()), seed + 2, 777);
    write(&deep.join("deep – 東京.txt"), seed + 3, 65_537);
    for number in 0..200 {
        let size = usize::try_from(number * 37).expect("a small number");
        write(&many.join(format!("{number}.dat")), seed + 10 + number, size);
    }
    204
}

/// Both hold the same names, the same bytes, and files of the same time. Files can be compared, too.
pub fn same(one: &Path, other: &Path) {
    let (one, other) = (held(one), held(other));
    let names = |held: &Held| held.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (name, content) in &one {
        assert!(other.get(name) == Some(content), "{} is another one", name.display());
    }
}

fn held(folder: &Path) -> Held {
    if folder.is_file() {
        return Held::from([(PathBuf::new(), Some(content(folder)))]);
    }
    let mut held = Held::new();
    gather(folder, folder, &mut held);
    held
}

fn gather(top: &Path, folder: &Path, held: &mut Held) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(top).expect("it is below").to_owned();
        if path.is_dir() {
            held.insert(name, None);
            gather(top, &path, held);
        } else {
            held.insert(name, Some(content(&path)));
        }
    }
}

fn content(path: &Path) -> Content {
    let changed = fs::metadata(path).and_then(|metadata| metadata.modified()).expect("a time");
    let changed = changed.duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
    Content { changed, bytes: fs::read(path).expect("the file can be read") }
}
