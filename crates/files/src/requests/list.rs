//! Part of a folder's contents.
//!
//! The first page of a folder reads the names of all its entries, and nothing else of them where the
//! order is by name; sizes and times are looked up for the page alone.

use std::sync::Arc;

use cap_std::fs::{Dir, DirEntry, Metadata};
use farhand_protocol::files::{
    FaultCode, FileEntry, FileFault, FileKind, FileName, FolderListing, ListOrder,
};
use farhand_protocol::{Timestamp, limits};

use super::Files;
use super::listings::{Listing, Row, View};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::names::sort_key;
use crate::stop::Stop;

/// Entries of a folder that can be shown.
const ENTRIES: usize = 2_000_000;

/// Which part is wanted.
pub(super) struct Page {
    pub(super) from: u32,
    pub(super) count: u32,
    pub(super) listing: Option<u64>,
}

impl Files {
    pub(super) fn list(&self, view: View, page: Page, now: Timestamp) -> Result<FolderListing, FileFault> {
        if self.area.is_to_be(&view.path) {
            return Ok(self.list_nothing(view, now));
        }
        let folder = self.area.folder(&view.path)?;
        let known = page.listing.and_then(|number| self.listings.find(number, &view, now));
        let listing = match known {
            Some(listing) => listing,
            None => self.begin_listing(&folder, view, now)?,
        };
        let count = (page.count as usize).clamp(1, limits::FILES_PER_REQUEST);
        let from = (page.from as usize).min(listing.rows.len());
        let rows = listing.rows.iter().skip(from).take(count);
        Ok(FolderListing {
            listing: listing.number,
            total: u32::try_from(listing.rows.len()).unwrap_or(u32::MAX),
            hidden: listing.hidden,
            from: u32::try_from(from).unwrap_or(u32::MAX),
            entries: rows.map(|row| describe_row(&folder, row)).collect(),
            free: disk::free(&folder).map(|(free, _)| free),
        })
    }

    /// The contents of a folder that does not exist yet.
    fn list_nothing(&self, view: View, now: Timestamp) -> FolderListing {
        let listing = self.listings.add(view, Vec::new(), 0, now).number;
        FolderListing { listing, total: 0, hidden: 0, from: 0, entries: Vec::new(), free: None }
    }

    fn begin_listing(&self, folder: &Dir, view: View, now: Timestamp) -> Result<Arc<Listing>, FileFault> {
        let (mut found, hidden) = read(folder, &view, &self.stop)?;
        let descending = view.descending;
        // Folders come first either way round.
        match view.order {
            ListOrder::Name => sort(&mut found, descending, |_| 0),
            ListOrder::Size => sort(&mut found, descending, |entry| entry.size),
            ListOrder::Changed => sort(&mut found, descending, |entry| entry.changed),
        }
        let rows = found.into_iter().map(|entry| Row { name: entry.name, kind: entry.kind }).collect();
        Ok(self.listings.add(view, rows, hidden, now))
    }
}

/// An entry as far as the order needs it.
struct Found {
    name: FileName,
    key: Vec<u8>,
    kind: FileKind,
    size: i64,
    changed: i64,
}

fn sort(found: &mut [Found], descending: bool, by: impl Fn(&Found) -> i64) {
    let first = |entry: &Found| entry.kind != FileKind::Folder;
    if descending {
        found.sort_unstable_by(|one, other| {
            let order = (by(other), &other.key).cmp(&(by(one), &one.key));
            first(one).cmp(&first(other)).then(order)
        });
    } else {
        found.sort_unstable_by(|one, other| {
            (first(one), by(one), &one.key).cmp(&(first(other), by(other), &other.key))
        });
    }
}

/// The entries that the view shows, and how many it hides.
fn read(folder: &Dir, view: &View, stop: &Stop) -> Result<(Vec<Found>, u32), FileFault> {
    let names = super::own_name(&view.path);
    let contains = view.contains.as_ref().map(|text| text.to_lowercase());
    let mut found = Vec::new();
    let mut hidden = 0;
    for entry in folder.entries().map_err(|error| of_error(names, &error))? {
        let entry = entry.map_err(|error| of_error(names, &error))?;
        let Some(name) = disk::name_of(&entry.file_name()) else { continue };
        let wanted = contains.as_ref().is_none_or(|text| name.as_str().to_lowercase().contains(text));
        if !wanted {
            continue;
        }
        if !view.hidden && disk::is_hidden(&name, windows_metadata(&entry).as_ref()) {
            hidden += 1;
            continue;
        }
        if found.len() >= ENTRIES {
            return Err(fault(FaultCode::TooMuch, names, "has more in it than can be shown"));
        }
        if found.len() % 1024 == 0 {
            stop.check().map_err(|why| stopped(names, why))?;
        }
        found.push(look(&entry, name, view.order));
    }
    Ok((found, hidden))
}

/// Windows keeps with each name in a folder whether it is hidden.
fn windows_metadata(entry: &DirEntry) -> Option<Metadata> {
    if cfg!(windows) { entry.metadata().ok() } else { None }
}

fn look(entry: &DirEntry, name: FileName, order: ListOrder) -> Found {
    let key = sort_key(&name);
    let told = entry.file_type().map_or(FileKind::Other, disk::kind_of_type);
    // Some file systems tell no kinds with their names.
    let needed = order != ListOrder::Name || told == FileKind::Other;
    let metadata = if needed { entry.metadata().ok() } else { None };
    let kind = metadata.as_ref().map_or(told, disk::kind_of);
    let size = metadata.as_ref().filter(|_| kind == FileKind::File).map_or(0, Metadata::len);
    let changed = metadata.as_ref().map_or(0, disk::changed_ns);
    Found { name, key, kind, size: size.cast_signed(), changed }
}

fn describe_row(folder: &Dir, row: &Row) -> FileEntry {
    let metadata = disk::system_name(&row.name).ok().and_then(|name| folder.symlink_metadata(name).ok());
    match metadata {
        Some(metadata) => describe(folder, &row.name, &metadata),
        // It went since its name was read.
        None => FileEntry {
            name: row.name.clone(),
            kind: row.kind,
            size: None,
            changed: None,
            hidden: disk::is_hidden(&row.name, None),
            unreadable: true,
        },
    }
}

/// What a console sees of an entry.
pub(super) fn describe(folder: &Dir, name: &FileName, metadata: &Metadata) -> FileEntry {
    let kind = disk::kind_of(metadata);
    let readable = match kind {
        FileKind::Folder | FileKind::File => disk::system_name(name)
            .is_ok_and(|system| disk::may_read(folder, &system, kind == FileKind::Folder)),
        FileKind::Link | FileKind::Other => true,
    };
    FileEntry {
        name: name.clone(),
        kind,
        size: (kind == FileKind::File).then(|| metadata.len()),
        changed: disk::timestamp(disk::changed_ns(metadata)),
        hidden: disk::is_hidden(name, Some(metadata)),
        unreadable: !readable,
    }
}
