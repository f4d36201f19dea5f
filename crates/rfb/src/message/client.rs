//! What a viewer says after the handshake (RFC 6143 section 7.5, rfbproto, and Farhand's
//! annotations). The viewer writes these, the server reads them, the relay reads them to know what
//! it lets through.

use super::{Annotation, Layout};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::pixel::PixelFormat;
use crate::rect::Rect;
use crate::wire::{Put, Reader};

/// What a viewer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientMessage {
    /// 0: pixels are to come like this.
    SetPixelFormat(PixelFormat),
    /// 2: what the viewer understands, what it likes best first.
    SetEncodings(Vec<Encoding>),
    /// 3: the viewer wants an update.
    UpdateRequest {
        /// Only what has changed.
        incremental: bool,
        /// Where.
        rect: Rect,
    },
    /// 4: a key by what it means.
    Key {
        /// Pressed or let go.
        down: bool,
        /// X11's keysym.
        keysym: u32,
    },
    /// 5: the pointer.
    Pointer {
        /// Bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right.
        buttons: u8,
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
    /// 6: the viewer's clipboard, in Latin-1.
    CutText(Vec<u8>),
    /// 6 with a negative length: the extended clipboard's flags and what follows them.
    ExtendedCutText {
        /// Formats and one action.
        flags: u32,
        /// As the action says.
        data: Vec<u8>,
    },
    /// 150: updates without being asked for.
    ContinuousUpdates {
        /// On or off.
        enable: bool,
        /// Where.
        rect: Rect,
    },
    /// 248: a fence, or the answer to one.
    Fence {
        /// See [`super::fence`].
        flags: u32,
        /// Comes back as it is.
        payload: Vec<u8>,
    },
    /// 251: the viewer wants another size.
    SetDesktopSize {
        /// Pixels.
        width: u16,
        /// Pixels.
        height: u16,
        /// How its screens are to lie.
        layout: Layout,
    },
    /// 255, 0: a key by where it is.
    QemuKey {
        /// Pressed or let go.
        down: bool,
        /// X11's keysym; 0 where it has none.
        keysym: u32,
        /// XT scan code, with 0xe0 as the high bit of the low byte (rfbproto).
        scancode: u32,
    },
    /// 180: pointing and drawing.
    Annotation(Annotation),
}

/// Farhand's client message.
const ANNOTATION: u8 = 180;

impl ClientMessage {
    /// Reads one message from the beginning of `bytes`, with the number of bytes that it took;
    /// `None` when it is not all there yet.
    ///
    /// # Errors
    /// When no viewer that follows the protocol would say this.
    pub fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, Error> {
        let mut reader = Reader::new(bytes);
        let Some(kind) = reader.u8() else { return Ok(None) };
        let message = match kind {
            0 => set_pixel_format(&mut reader)?,
            2 => set_encodings(&mut reader)?,
            3 => flag_and_rect(&mut reader)
                .map(|(incremental, rect)| Self::UpdateRequest { incremental, rect }),
            4 => key(&mut reader),
            5 => pointer(&mut reader),
            6 => cut_text(&mut reader)?,
            150 => flag_and_rect(&mut reader).map(|(enable, rect)| Self::ContinuousUpdates { enable, rect }),
            ANNOTATION => Annotation::read(&mut reader)?.map(Self::Annotation),
            248 => fence(&mut reader)?,
            251 => set_desktop_size(&mut reader)?,
            255 => qemu(&mut reader)?,
            other => return Err(Error::Message(other)),
        };
        Ok(message.map(|message| (message, reader.position())))
    }

    /// Writes the message at the end of `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::SetPixelFormat(format) => {
                out.extend_from_slice(&[0, 0, 0, 0]);
                format.write(out);
            }
            Self::SetEncodings(encodings) => {
                let encodings = &encodings[..encodings.len().min(usize::from(limits::ENCODINGS))];
                out.extend_from_slice(&[2, 0]);
                out.put_u16(encodings.len() as u16);
                encodings.iter().for_each(|encoding| out.put_i32(encoding.0));
            }
            Self::UpdateRequest { incremental, rect } => {
                out.extend_from_slice(&[3, u8::from(*incremental)]);
                out.put_rect(*rect);
            }
            Self::Key { down, keysym } => {
                out.extend_from_slice(&[4, u8::from(*down), 0, 0]);
                out.put_u32(*keysym);
            }
            Self::Pointer { buttons, x, y } => {
                out.extend_from_slice(&[5, *buttons]);
                out.put_u16(*x);
                out.put_u16(*y);
            }
            Self::ContinuousUpdates { enable, rect } => {
                out.extend_from_slice(&[150, u8::from(*enable)]);
                out.put_rect(*rect);
            }
            Self::Annotation(annotation) => {
                out.put_u8(ANNOTATION);
                annotation.write(out);
            }
            Self::QemuKey { down, keysym, scancode } => {
                out.extend_from_slice(&[255, 0]);
                out.put_u16(u16::from(*down));
                out.put_u32(*keysym);
                out.put_u32(*scancode);
            }
            _ => self.write_long(out),
        }
    }

    fn write_long(&self, out: &mut Vec<u8>) {
        match self {
            Self::CutText(text) => {
                out.extend_from_slice(&[6, 0, 0, 0]);
                out.put_u32(text.len() as u32);
                out.extend_from_slice(text);
            }
            Self::ExtendedCutText { flags, data } => {
                out.extend_from_slice(&[6, 0, 0, 0]);
                out.put_i32(-(data.len() as i32 + 4));
                out.put_u32(*flags);
                out.extend_from_slice(data);
            }
            Self::Fence { flags, payload } => {
                let payload = &payload[..payload.len().min(usize::from(limits::FENCE_BYTES))];
                out.extend_from_slice(&[248, 0, 0, 0]);
                out.put_u32(*flags);
                out.put_u8(payload.len() as u8);
                out.extend_from_slice(payload);
            }
            Self::SetDesktopSize { width, height, layout } => {
                out.extend_from_slice(&[251, 0]);
                out.put_u16(*width);
                out.put_u16(*height);
                layout.write_padded(out, 1);
            }
            _ => {}
        }
    }
}

fn set_pixel_format(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    if reader.skip(3).is_none() {
        return Ok(None);
    }
    Ok(PixelFormat::read(reader)?.map(ClientMessage::SetPixelFormat))
}

fn set_encodings(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    let Some(count) = reader.skip(1).and_then(|()| reader.u16()) else { return Ok(None) };
    if count > limits::ENCODINGS {
        return Err(Error::Limit("the number of encodings"));
    }
    let encodings = (0..count).map(|_| reader.i32().map(Encoding)).collect::<Option<_>>();
    Ok(encodings.map(ClientMessage::SetEncodings))
}

fn flag_and_rect(reader: &mut Reader<'_>) -> Option<(bool, Rect)> {
    Some((reader.u8()? != 0, reader.rect()?))
}

fn key(reader: &mut Reader<'_>) -> Option<ClientMessage> {
    let down = reader.u8()? != 0;
    reader.skip(2)?;
    Some(ClientMessage::Key { down, keysym: reader.u32()? })
}

fn pointer(reader: &mut Reader<'_>) -> Option<ClientMessage> {
    Some(ClientMessage::Pointer { buttons: reader.u8()?, x: reader.u16()?, y: reader.u16()? })
}

fn cut_text(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    let Some(length) = reader.skip(3).and_then(|()| reader.i32()) else { return Ok(None) };
    if length.unsigned_abs() > limits::CLIPBOARD_BYTES {
        return Err(Error::Limit("the clipboard"));
    }
    if length >= 0 {
        return Ok(reader.take(length as usize).map(|text| ClientMessage::CutText(text.to_vec())));
    }
    let Some(rest) = length.unsigned_abs().checked_sub(4) else {
        return Err(Error::Data("the clipboard"));
    };
    let read = |reader: &mut Reader<'_>| {
        let flags = reader.u32()?;
        Some(ClientMessage::ExtendedCutText { flags, data: reader.take(rest as usize)?.to_vec() })
    };
    Ok(read(reader))
}

fn fence(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    let head = |reader: &mut Reader<'_>| {
        reader.skip(3)?;
        Some((reader.u32()?, reader.u8()?))
    };
    let Some((flags, length)) = head(reader) else { return Ok(None) };
    if length > limits::FENCE_BYTES {
        return Err(Error::Limit("a fence"));
    }
    let payload = reader.take(usize::from(length));
    Ok(payload.map(|payload| ClientMessage::Fence { flags, payload: payload.to_vec() }))
}

fn set_desktop_size(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    let size = |reader: &mut Reader<'_>| {
        reader.skip(1)?;
        Some((reader.u16()?, reader.u16()?))
    };
    let Some((width, height)) = size(reader) else { return Ok(None) };
    let layout = Layout::read_padded(reader, 1)?;
    Ok(layout.map(|layout| ClientMessage::SetDesktopSize { width, height, layout }))
}

fn qemu(reader: &mut Reader<'_>) -> Result<Option<ClientMessage>, Error> {
    match reader.u8() {
        None => Ok(None),
        Some(0) => Ok(qemu_key(reader)),
        Some(_) => Err(Error::Data("a QEMU message")),
    }
}

fn qemu_key(reader: &mut Reader<'_>) -> Option<ClientMessage> {
    let down = reader.u16()? != 0;
    Some(ClientMessage::QemuKey { down, keysym: reader.u32()?, scancode: reader.u32()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: ClientMessage) {
        let mut bytes = Vec::new();
        message.write(&mut bytes);
        for cut in 0..bytes.len() {
            assert_eq!(ClientMessage::read(&bytes[..cut]), Ok(None), "cut at {cut}");
        }
        let length = bytes.len();
        bytes.push(99);
        assert_eq!(ClientMessage::read(&bytes), Ok(Some((message, length))));
    }

    #[test]
    fn messages_come_back_as_they_were_and_only_when_they_are_whole() {
        let rect = Rect::new(1, 2, 3, 4);
        let layout = Layout(vec![super::super::Screen { id: 1, rect, flags: 0 }]);
        check(ClientMessage::SetPixelFormat(PixelFormat::NATIVE));
        check(ClientMessage::SetEncodings(vec![Encoding::TIGHT, Encoding::CURSOR]));
        check(ClientMessage::UpdateRequest { incremental: true, rect });
        check(ClientMessage::Key { down: true, keysym: 0xff0d });
        check(ClientMessage::Pointer { buttons: 5, x: 600, y: 7 });
        check(ClientMessage::CutText(b"caf\xe9".to_vec()));
        check(ClientMessage::ExtendedCutText { flags: 0x0200_0001, data: vec![1, 2] });
        check(ClientMessage::ContinuousUpdates { enable: false, rect });
        check(ClientMessage::Fence { flags: 1, payload: vec![9; 64] });
        check(ClientMessage::SetDesktopSize { width: 640, height: 480, layout });
        check(ClientMessage::QemuKey { down: true, keysym: 97, scancode: 30 });
        check(ClientMessage::Annotation(Annotation::Laser { x: 1, y: 2 }));
        let points = vec![(1, 2), (3, 4)];
        check(ClientMessage::Annotation(Annotation::Stroke { id: 1, width: 3, colour: [1, 2, 3], points }));
    }

    #[test]
    fn what_nobody_says_is_refused() {
        for bytes in [&[77][..], &[255, 1], &[6, 0, 0, 0, 0x7f, 0, 0, 0], &[248, 0, 0, 0, 0, 0, 0, 0, 65]] {
            assert!(ClientMessage::read(bytes).is_err(), "{bytes:?}");
        }
    }
}
