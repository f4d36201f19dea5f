//! Frames on their way in, opened where they lie. Cut anywhere, and kept nowhere.

use std::ops::Range;

use farhand_protocol::limits::SCREEN_FRAME_BYTES;

use super::frame::CONTROL_BYTES;

/// Bytes of the longest header of a masked frame.
const HEADER_BYTES: usize = 14;

/// Bytes that are moved and unmasked at a time.
const BLOCK: usize = 8 * 1024;

const CONTINUATION: u8 = 0;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// What the other side says beside the stream's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It wants this payload back.
    Ping(Vec<u8>),
    /// It is there.
    Pong,
    /// It says farewell; nothing after it counts.
    Close,
}

/// What no peer that follows the protocol would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Against RFC 6455.
    #[error("the frames do not follow the WebSocket protocol")]
    Protocol,
    /// Text on a stream of bytes.
    #[error("only binary frames are taken here")]
    Text,
    /// A frame beyond [`SCREEN_FRAME_BYTES`].
    #[error("a frame is too large")]
    TooLarge,
}

/// Opens a client's frames.
#[derive(Debug)]
pub struct Opening {
    place: Place,
    /// Whether a message was begun and goes on with the next data frame.
    unfinished: bool,
    closed: bool,
}

#[derive(Debug)]
enum Place {
    Header { bytes: [u8; HEADER_BYTES], known: usize },
    Payload(Payload),
}

#[derive(Debug)]
struct Payload {
    kind: u8,
    left: usize,
    mask: [u8; 4],
    /// What a control frame has brought so far.
    control: Vec<u8>,
}

impl Default for Opening {
    fn default() -> Self {
        Self { place: Place::START, unfinished: false, closed: false }
    }
}

impl Place {
    const START: Self = Place::Header { bytes: [0; HEADER_BYTES], known: 0 };
}

impl Opening {
    /// Opens the next bytes of the connection: what they bring of the stream stands at their
    /// beginning afterwards, and its length is answered. What else is said is appended to `said`.
    ///
    /// # Errors
    /// When the peer breaks the protocol; final.
    pub fn open(&mut self, bytes: &mut [u8], said: &mut Vec<Said>) -> Result<usize, Violation> {
        let (mut read, mut kept) = (0, 0);
        while read < bytes.len() && !self.closed {
            match &mut self.place {
                Place::Header { bytes: header, known } => {
                    header[*known] = bytes[read];
                    *known += 1;
                    read += 1;
                    if let Some(payload) = payload(&header[..*known], &mut self.unfinished)? {
                        self.place = Place::Payload(payload);
                        self.end_frame(said);
                    }
                }
                Place::Payload(payload) => {
                    let count = payload.left.min(bytes.len() - read);
                    let part = read..read + count;
                    read += count;
                    payload.left -= count;
                    if payload.kind >= CLOSE {
                        unmask(&mut bytes[part.clone()], &mut payload.mask);
                        payload.control.extend_from_slice(&bytes[part]);
                    } else {
                        move_up(bytes, part, kept, &mut payload.mask);
                        kept += count;
                    }
                    self.end_frame(said);
                }
            }
        }
        Ok(kept)
    }

    /// Goes on to the next header, if the frame is whole.
    fn end_frame(&mut self, said: &mut Vec<Said>) {
        let Place::Payload(payload) = &mut self.place else { return };
        if payload.left > 0 {
            return;
        }
        match payload.kind {
            PING => said.push(Said::Ping(std::mem::take(&mut payload.control))),
            PONG => said.push(Said::Pong),
            CLOSE => {
                said.push(Said::Close);
                self.closed = true;
            }
            _ => {}
        }
        self.place = Place::START;
    }
}

/// Reads a header that may not be whole yet.
fn payload(header: &[u8], unfinished: &mut bool) -> Result<Option<Payload>, Violation> {
    let [first, second, more @ ..] = header else { return Ok(None) };
    let (fin, kind) = (first & 0x80 != 0, first & 0x0f);
    let masked = second & 0x80 != 0;
    if first & 0x70 != 0 || !masked {
        return Err(Violation::Protocol);
    }
    let length_bytes = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    let Some((length, mask)) = more.split_at_checked(length_bytes) else { return Ok(None) };
    let Ok(mask) = <[u8; 4]>::try_from(mask) else { return Ok(None) };
    let length = match length {
        [] => u64::from(second & 0x7f),
        bytes => bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    };
    let left = usize::try_from(length).unwrap_or(usize::MAX);
    check(kind, fin, left, unfinished)?;
    Ok(Some(Payload { kind, left, mask, control: Vec::new() }))
}

fn check(kind: u8, fin: bool, length: usize, unfinished: &mut bool) -> Result<(), Violation> {
    match kind {
        BINARY | CONTINUATION if (kind == CONTINUATION) != *unfinished => Err(Violation::Protocol),
        BINARY | CONTINUATION if length > SCREEN_FRAME_BYTES => Err(Violation::TooLarge),
        BINARY | CONTINUATION => {
            *unfinished = !fin;
            Ok(())
        }
        1 => Err(Violation::Text),
        CLOSE | PING | PONG if fin && length <= CONTROL_BYTES => Ok(()),
        _ => Err(Violation::Protocol),
    }
}

/// Unmasks a part of a payload, and moves it to where what was kept before ends. A block is unmasked
/// while it is still in the processor's nearest cache.
fn move_up(bytes: &mut [u8], part: Range<usize>, to: usize, mask: &mut [u8; 4]) {
    if part.start == to {
        return unmask(&mut bytes[part], mask);
    }
    for at in part.clone().step_by(BLOCK) {
        let (block, to) = (at..part.end.min(at + BLOCK), to + at - part.start);
        let moved = to..to + block.len();
        bytes.copy_within(block, to);
        unmask(&mut bytes[moved], mask);
    }
}

/// Unmasks a part of a payload, and turns the mask to where the next part begins.
fn unmask(bytes: &mut [u8], mask: &mut [u8; 4]) {
    let [a, b, c, d] = *mask;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let mut chunks = bytes.chunks_exact_mut(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        chunk.copy_from_slice(&(u64::from_ne_bytes(eight) ^ wide).to_ne_bytes());
    }
    let rest = chunks.into_remainder();
    for (byte, mask) in rest.iter_mut().zip([a, b, c, d, a, b, c, d]) {
        *byte ^= mask;
    }
    mask.rotate_left(rest.len() % 4);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(first: u8, payload: &[u8], mask: [u8; 4]) -> Vec<u8> {
        let mut frame = vec![first];
        match payload.len() {
            n @ 0..126 => frame.push(0x80 | n as u8),
            n @ 126..65_536 => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(n as u16).to_be_bytes());
            }
            n => {
                frame.push(0x80 | 127);
                frame.extend_from_slice(&(n as u64).to_be_bytes());
            }
        }
        frame.extend_from_slice(&mask);
        frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    /// Opens `wire` in pieces of these sizes, over and over.
    fn open(wire: &[u8], pieces: &[usize]) -> Result<(Vec<u8>, Vec<Said>), Violation> {
        let (mut opening, mut stream, mut said) = (Opening::default(), Vec::new(), Vec::new());
        let mut rest = wire;
        for size in pieces.iter().cycle() {
            let (piece, after) = rest.split_at((*size).clamp(1, rest.len().max(1)).min(rest.len()));
            let mut piece = piece.to_vec();
            let kept = opening.open(&mut piece, &mut said)?;
            stream.extend_from_slice(&piece[..kept]);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        Ok((stream, said))
    }

    proptest! {
        #[test]
        fn the_stream_comes_out_however_its_frames_are_cut(
            payloads in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..300), any::<[u8; 4]>()), 1..8),
            pieces in prop::collection::vec(1..200_usize, 1..6),
        ) {
            let last = payloads.len() - 1;
            let (mut wire, mut expected) = (Vec::new(), Vec::new());
            for (i, (payload, mask)) in payloads.iter().enumerate() {
                let first = if i == 0 { 2 } else { 0 } | if i == last { 0x80 } else { 0 };
                wire.extend(frame(first, payload, *mask));
                wire.extend(frame(0x89, b"hi", [1, 2, 3, 4]));
                expected.extend_from_slice(payload);
            }
            let (stream, said) = open(&wire, &pieces).unwrap();
            prop_assert_eq!(stream, expected);
            prop_assert_eq!(said, vec![Said::Ping(b"hi".to_vec()); payloads.len()]);
        }

        #[test]
        fn nothing_makes_it_panic(wire in prop::collection::vec(any::<u8>(), 0..200), piece in 1..50_usize) {
            let _ = open(&wire, &[piece]);
        }
    }

    #[test]
    fn what_the_protocol_forbids_ends_it() {
        let check = |wire: &[u8], expected| assert_eq!(open(wire, &[3]), Err(expected), "{wire:?}");
        check(&[0x82, 1, 9], Violation::Protocol);
        check(&frame(0x81, b"text", [0; 4]), Violation::Text);
        check(&frame(0xc2, b"", [0; 4]), Violation::Protocol);
        check(&frame(0x80, b"goes on with nothing", [0; 4]), Violation::Protocol);
        check(&[frame(2, b"a", [0; 4]), frame(2, b"b", [0; 4])].concat(), Violation::Protocol);
        check(&frame(9, b"ping in parts", [0; 4]), Violation::Protocol);
        check(&frame(0x89, &[0; 126], [0; 4]), Violation::Protocol);
        check(&frame(0x83, b"", [0; 4]), Violation::Protocol);
        check(&[0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0], Violation::TooLarge);
        check(&[0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], Violation::TooLarge);
    }

    #[test]
    fn nothing_counts_after_the_farewell() {
        let wire = [frame(0x88, &[3, 232], [5; 4]), frame(0x82, b"more", [0; 4])].concat();
        assert_eq!(open(&wire, &[100]), Ok((vec![], vec![Said::Close])));
    }
}
