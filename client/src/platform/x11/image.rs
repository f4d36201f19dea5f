//! The memory through which the X server hands pixels over (MIT-SHM 1.2).
//!
//! The server writes into a file without a name that both sides hold, and its pages are read from
//! there straight into the frame's rows. Reading a file instead of mapping it needs no unsafe code
//! and cannot crash when the server dies; it costs one copy at the speed of memory, and buys that
//! the server may write the next picture while this one is encoded.

use std::io::IoSliceMut;
use std::os::fd::OwnedFd;

use farhand_rfb::Rect;
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::io::preadv;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::shm::{self, ConnectionExt as _};
use x11rb::rust_connection::RustConnection;

use crate::platform::Error;
use crate::screen::Frame;

/// Rows that the kernel takes in one call.
const ROWS: usize = 1_024;

/// A piece of memory that the X server writes to.
#[derive(Debug)]
pub struct Segment {
    file: OwnedFd,
    id: u32,
    bytes: usize,
}

impl Segment {
    /// Makes one and shows it to the server; `None` where the server does not take it: it is not on
    /// this machine, or too old.
    pub fn new(connection: &RustConnection, bytes: usize) -> Result<Option<Self>, Error> {
        if connection.extension_information(shm::X11_EXTENSION_NAME)?.is_none() {
            return Ok(None);
        }
        let version = connection.shm_query_version()?.reply()?;
        if (version.major_version, version.minor_version) < (1, 2) {
            return Ok(None);
        }
        let file = memfd_create("farhand-screen", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, bytes as u64)?;
        let id = connection.generate_id()?;
        let theirs = file.try_clone().map_err(|error| Error::Lost(error.to_string()))?;
        let Ok(shown) = connection.shm_attach_fd(id, theirs, false) else { return Ok(None) };
        Ok(shown.check().is_ok().then_some(Self { file, id, bytes }))
    }

    /// The server's number of it.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// How much fits.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Copies a rectangle, whose rows lie one after the other from `offset` on, into the frame.
    pub fn copy(&self, offset: usize, rect: Rect, frame: &Frame) -> Result<(), Error> {
        frame.write(|pixels| {
            let rows = pixels.rows_mut(rect);
            let mut slices: Vec<_> =
                rows.map(|row| IoSliceMut::new(bytemuck::cast_slice_mut::<u32, u8>(row))).collect();
            let mut from = offset as u64;
            for some in slices.chunks_mut(ROWS) {
                from += preadv(&self.file, some, from)? as u64;
            }
            Ok(())
        })
    }

    /// Gives it back.
    pub fn detach(&self, connection: &RustConnection) -> Result<(), Error> {
        connection.shm_detach(self.id)?;
        Ok(())
    }
}
