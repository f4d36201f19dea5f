//! The screens of a desktop (rfbproto, "ExtendedDesktopSize").

use crate::error::Error;
use crate::limits;
use crate::rect::Rect;
use crate::wire::{Put, Reader};

/// One screen of a desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The server's number of it.
    pub id: u32,
    /// Where it lies in the framebuffer.
    pub rect: Rect,
    /// Reserved by the protocol; sent back as it came.
    pub flags: u32,
}

/// All screens of a desktop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout(pub Vec<Screen>);

impl Layout {
    /// Reads the count, its padding of three bytes, and the screens.
    ///
    /// # Errors
    /// [`Error::Limit`] for more than [`limits::SCREENS`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        Self::read_padded(reader, 3)
    }

    /// Like [`Layout::read`]; `SetDesktopSize` has less padding after the count.
    pub(super) fn read_padded(reader: &mut Reader<'_>, padding: usize) -> Result<Option<Self>, Error> {
        let Some(count) = reader.u8() else { return Ok(None) };
        if count > limits::SCREENS {
            return Err(Error::Limit("the number of screens"));
        }
        let read = |reader: &mut Reader<'_>| {
            reader.skip(padding)?;
            (0..count).map(|_| Self::screen(reader)).collect::<Option<Vec<_>>>()
        };
        Ok(read(reader).map(Self))
    }

    fn screen(reader: &mut Reader<'_>) -> Option<Screen> {
        Some(Screen { id: reader.u32()?, rect: reader.rect()?, flags: reader.u32()? })
    }

    /// Writes the count, its padding, and at most [`limits::SCREENS`] screens.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.write_padded(out, 3);
    }

    pub(super) fn write_padded(&self, out: &mut Vec<u8>, padding: usize) {
        let screens = &self.0[..self.0.len().min(usize::from(limits::SCREENS))];
        out.put_u8(screens.len() as u8);
        out.put_padding(padding);
        for screen in screens {
            out.put_u32(screen.id);
            out.put_rect(screen.rect);
            out.put_u32(screen.flags);
        }
    }
}
