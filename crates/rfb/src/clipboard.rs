//! The extended clipboard as both ends speak it (rfbproto, "Extended Clipboard Pseudo-Encoding"): what
//! its flags mean, what the other end can do, and how a text is packed. Of its formats, text is used:
//! UTF-8, `\r\n` between lines, a zero at the end, deflated.
//!
//! One limit holds for every text, on both ends and between them: [`limits::CLIPBOARD_BYTES`].

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use crate::error::Error;
use crate::limits;
use crate::wire::{Put, Reader};

pub(crate) const TEXT: u32 = 1;
const FORMATS: u32 = 0xffff;
pub(crate) const CAPS: u32 = 1 << 24;
pub(crate) const REQUEST: u32 = 1 << 25;
pub(crate) const PEEK: u32 = 1 << 26;
pub(crate) const NOTIFY: u32 = 1 << 27;
pub(crate) const PROVIDE: u32 = 1 << 28;
pub(crate) const ACTIONS: u32 = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE;
pub(crate) const WHAT: &str = "the clipboard";

/// What the other end's clipboard can do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Abilities {
    pub actions: u32,
    /// Bytes of text that may be sent to it without being asked.
    pub unasked: u32,
}

impl Abilities {
    /// As the other end tells them: a size for each of its formats. None where it takes no text.
    ///
    /// # Errors
    /// When a size is missing.
    pub fn read(flags: u32, data: &[u8]) -> Result<Option<Self>, Error> {
        let mut reader = Reader::new(data);
        let mut sizes = Vec::new();
        for _ in 0..(flags & FORMATS).count_ones() {
            sizes.push(reader.u32().ok_or(Error::Data(WHAT))?);
        }
        // Text is the lowest bit, so that its size is the first.
        let text = sizes.first().filter(|_| flags & TEXT != 0);
        Ok(text.map(|unasked| Self { actions: flags & ACTIONS, unasked: *unasked }))
    }

    /// Whether this text may be sent without being asked for.
    pub fn takes_unasked(self, text: &str) -> bool {
        self.actions & PROVIDE != 0 && wire_bytes(text) <= self.unasked as usize
    }
}

/// Whether a text is short enough to be sent at all.
pub(crate) fn fits(text: &str) -> bool {
    wire_bytes(text) <= limits::CLIPBOARD_BYTES as usize
}

/// Bytes of a text with its lines and its end as they are sent.
fn wire_bytes(text: &str) -> usize {
    text.len() + text.matches('\n').count() - text.matches("\r\n").count() + 1
}

/// A text as it is provided; none where it is too long, packed or unpacked.
pub(crate) fn pack(text: &str) -> Option<Vec<u8>> {
    if !fits(text) {
        return None;
    }
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let mut plain = Vec::with_capacity(lines.len() + 5);
    plain.put_u32(lines.len() as u32 + 1);
    plain.extend_from_slice(lines.as_bytes());
    plain.push(0);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Flushed and not finished: libvncserver up to 0.9.14 takes the end of a stream for a fault and
    // hangs up.
    let flushed = encoder.write_all(&plain).and_then(|()| encoder.flush());
    flushed.expect("writing to memory does not fail");
    let packed = std::mem::take(encoder.get_mut());
    (packed.len() + 4 <= limits::CLIPBOARD_BYTES as usize).then_some(packed)
}

/// The text of a zlib stream, which may end without an end: some only flush it.
///
/// # Errors
/// [`Error::Limit`] when it is too long, [`Error::Data`] when it does not decode.
pub(crate) fn unpack(packed: &[u8]) -> Result<String, Error> {
    let mut stream = ZlibDecoder::new(packed);
    let mut size = [0; 4];
    stream.read_exact(&mut size).map_err(|_| Error::Data(WHAT))?;
    let size = u32::from_be_bytes(size);
    if size > limits::CLIPBOARD_BYTES {
        return Err(Error::Limit(WHAT));
    }
    let mut text = Vec::new();
    // Reads as it goes: a size that lies costs nothing.
    let read = stream.take(size.into()).read_to_end(&mut text);
    if read.is_err() || text.len() != size as usize {
        return Err(Error::Data(WHAT));
    }
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    Ok(unix_lines(&String::from_utf8_lossy(&text[..end])))
}

/// Plain cut text in Latin-1 (RFC 6143), with a question mark for what is not in it; none where it is
/// too long.
pub(crate) fn to_latin1(text: &str) -> Option<Vec<u8>> {
    let latin: Vec<u8> =
        unix_lines(text).chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect();
    (latin.len() <= limits::CLIPBOARD_BYTES as usize).then_some(latin)
}

/// The text of plain cut text.
pub(crate) fn from_latin1(bytes: &[u8]) -> String {
    unix_lines(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>())
}

fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_was() {
        for text in ["", "žluť\n…", "\n\n\n"] {
            assert_eq!(unpack(&pack(text).unwrap()).as_deref(), Ok(text));
        }
        assert_eq!(unpack(&pack("a\r\nb\rc").unwrap()).as_deref(), Ok("a\nb\nc"));
        assert_eq!(to_latin1("é…\r\n"), Some(b"\xe9?\n".to_vec()));
        assert_eq!(from_latin1(b"a\r\nb\xe9"), "a\nbé");
    }

    #[test]
    fn the_longest_text_passes_and_no_longer_one() {
        let most = limits::CLIPBOARD_BYTES as usize;
        let longest = "x".repeat(most - 1);
        assert_eq!(unpack(&pack(&longest).unwrap()), Ok(longest));
        assert_eq!(pack(&"x".repeat(most)), None);
        // A line's end takes two bytes on the way.
        assert!(pack(&"\n".repeat(most / 2)).is_none() && pack(&"\n".repeat(most / 2 - 1)).is_some());
        assert!(to_latin1(&"é".repeat(most)).is_some() && to_latin1(&"é".repeat(most + 1)).is_none());
    }

    #[test]
    fn abilities_have_a_size_for_each_format() {
        let read =
            |flags, sizes: &[u8]| Abilities::read(flags, sizes).map(|some| some.map(|able| able.unasked));
        assert_eq!(read(CAPS | TEXT, &[0, 0, 0, 9]), Ok(Some(9)));
        assert_eq!(read(CAPS | TEXT | 2, &[0, 0, 0, 9, 0, 0, 0, 1]), Ok(Some(9)));
        assert_eq!(read(CAPS | 2, &[0, 0, 0, 9]), Ok(None));
        assert_eq!(read(CAPS | TEXT, &[0, 0]), Err(Error::Data(WHAT)));
        let able = Abilities { actions: PROVIDE, unasked: 4 };
        assert!(able.takes_unasked("a\n") && !able.takes_unasked("ab\n"));
    }
}
