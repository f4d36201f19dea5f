//! A file that is not whole yet, under a name of its own beside the final one.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::Arc;

use cap_std::fs::Dir;
use farhand_protocol::files::FileName;

use crate::disk;
use crate::hash::Hash;
use crate::stop::{Stop, Stopped};

/// Bytes of a file's name in its part's.
const NAME: usize = 100;

/// Shorter pieces are written even if they are nothing but zeros.
const HOLE: usize = 4096;

pub(super) struct Part {
    pub(super) folder: Arc<Dir>,
    pub(super) name: String,
    pub(super) file: File,
    pub(super) hash: Hash,
    /// Bytes that have come.
    length: u64,
    /// Whether the last of them are zeros that were gone over instead of written.
    hole: bool,
    /// Whether there may be more in the file than has come.
    longer: bool,
}

/// What a part is called: after its file, its transfer and its place in the stream, so that the same
/// part has the same name when it comes again.
pub(super) fn part_name(name: &FileName, mark: &str, offset: u64) -> String {
    let name = name.as_str();
    let ends = name.char_indices().map(|(at, character)| at + character.len_utf8());
    let short = &name[..ends.take_while(|end| *end <= NAME).last().unwrap_or(0)];
    format!(".{short}.{mark}-{offset:x}.farhand-part")
}

/// Whether something is called as a part of the transfer with this mark.
pub(super) fn is_part(name: &OsStr, mark: &str) -> bool {
    let rest = name.to_str().and_then(|name| name.strip_suffix(".farhand-part"));
    let ends = rest.filter(|rest| rest.starts_with('.')).and_then(|rest| rest.rsplit_once('-'));
    ends.is_some_and(|(before, offset)| {
        let marked = before.strip_suffix(mark).is_some_and(|before| before.ends_with('.'));
        marked && u64::from_str_radix(offset, 16).is_ok()
    })
}

impl Part {
    /// Begins one. What is left of it from before a restart goes.
    pub(super) fn create(folder: Arc<Dir>, name: String) -> io::Result<Self> {
        let system = system(&name);
        let created = match disk::create_file(&folder, &system) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                folder.remove_file(&system)?;
                disk::create_file(&folder, &system)
            }
            created => created,
        };
        Ok(Self {
            folder,
            name,
            file: created?,
            hash: Hash::default(),
            length: 0,
            hole: false,
            longer: false,
        })
    }

    /// Goes on with one from before a restart: reads what it has, at most `size` bytes.
    pub(super) fn reopen(
        folder: Arc<Dir>,
        name: String,
        size: u64,
        stop: &Stop,
    ) -> io::Result<Result<Self, Stopped>> {
        let mut file = disk::reopen_file(&folder, &system(&name))?;
        let mut hash = Hash::default();
        let length = match hash.add_from(&mut file, size, stop)? {
            Ok(length) => length,
            Err(stopped) => return Ok(Err(stopped)),
        };
        Ok(Ok(Self { folder, name, file, hash, length, hole: false, longer: true }))
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Takes more of the content. Zeros become holes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.add(bytes);
        if bytes.len() >= HOLE && is_zero(bytes) {
            self.hole = true;
        } else {
            if self.hole {
                self.file.seek(SeekFrom::Start(self.length))?;
                self.hole = false;
            }
            self.file.write_all(bytes)?;
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Gives the file its length, also where it ends with a hole or was longer before.
    pub(super) fn fit(&mut self) -> io::Result<()> {
        if self.hole || self.longer { self.file.set_len(self.length) } else { Ok(()) }
    }

    pub(super) fn remove(&self) {
        drop(self.folder.remove_file(system(&self.name)));
    }
}

pub(super) fn system(name: &str) -> OsString {
    OsString::from(name)
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes[0] == 0 && bytes.chunks(1024).all(|chunk| chunk.iter().fold(0, |all, byte| all | byte) == 0)
}
