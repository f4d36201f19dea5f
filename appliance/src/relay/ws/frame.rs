//! Frames on their way out: the appliance is the server on every stream, so they are not masked.

/// Bytes of the longest header of a frame that is not masked.
pub const HEAD_ROOM: usize = 10;

/// The largest payload of a ping, pong or close frame.
pub const CONTROL_BYTES: usize = 125;

const FIN: u8 = 0x80;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Makes a binary frame of `bytes[HEAD_ROOM..]`, its header written into the room before it.
/// Answers where the frame begins.
///
/// # Panics
/// When `bytes` has not even the room.
pub fn framed(bytes: &mut [u8]) -> usize {
    let length = bytes.len() - HEAD_ROOM;
    let (header, used) = head(BINARY, length);
    let begin = HEAD_ROOM - used;
    bytes[begin..HEAD_ROOM].copy_from_slice(&header[..used]);
    begin
}

/// The payloads of the binary frames that `bytes` consist of, as they were written here, and where each
/// begins.
pub fn payloads(bytes: &mut [u8]) -> impl Iterator<Item = (usize, &mut [u8])> {
    let (mut rest, mut at) = (bytes, 0);
    std::iter::from_fn(move || {
        loop {
            let (kind, header, length) = read_head(rest)?;
            let (frame, after) = std::mem::take(&mut rest).split_at_mut_checked(header + length)?;
            rest = after;
            let begin = at + header;
            at = begin + length;
            if kind == FIN | BINARY {
                return Some((begin, &mut frame[header..]));
            }
        }
    })
}

/// The kind of a frame that is not masked, and the lengths of its header and its payload.
fn read_head(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let [kind, short, ..] = *bytes else { return None };
    let (header, length) = match short {
        126 => (4, u64::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?))),
        127 => (10, u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?)),
        short => (2, u64::from(short)),
    };
    Some((kind, header, usize::try_from(length).ok()?))
}

/// Appends a binary frame of these bytes.
pub fn binary_frame(payload: &[u8], out: &mut Vec<u8>) {
    let (header, used) = head(BINARY, payload.len());
    out.extend_from_slice(&header[..used]);
    out.extend_from_slice(payload);
}

/// Appends a ping.
pub fn ping_frame(out: &mut Vec<u8>) {
    control(PING, &[], out);
}

/// Appends the answer to a ping.
pub fn pong_frame(payload: &[u8], out: &mut Vec<u8>) {
    control(PONG, payload, out);
}

/// Appends the farewell: a code, and as much of the sentence as fits.
pub fn close_frame(code: u16, reason: &str, out: &mut Vec<u8>) {
    let fits = (0..=reason.len().min(CONTROL_BYTES - 2)).rev().find(|end| reason.is_char_boundary(*end));
    let mut payload = code.to_be_bytes().to_vec();
    payload.extend_from_slice(&reason.as_bytes()[..fits.unwrap_or(0)]);
    control(CLOSE, &payload, out);
}

fn control(kind: u8, payload: &[u8], out: &mut Vec<u8>) {
    let payload = &payload[..payload.len().min(CONTROL_BYTES)];
    let (header, used) = head(kind, payload.len());
    out.extend_from_slice(&header[..used]);
    out.extend_from_slice(payload);
}

fn head(kind: u8, length: usize) -> ([u8; HEAD_ROOM], usize) {
    let mut header = [0; HEAD_ROOM];
    header[0] = FIN | kind;
    if let Ok(short) = u8::try_from(length)
        && usize::from(short) <= CONTROL_BYTES
    {
        header[1] = short;
        return (header, 2);
    }
    if let Ok(middle) = u16::try_from(length) {
        header[1] = 126;
        header[2..4].copy_from_slice(&middle.to_be_bytes());
        return (header, 4);
    }
    header[1] = 127;
    header[2..10].copy_from_slice(&(length as u64).to_be_bytes());
    (header, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(length: usize, expected: &[u8]) {
        let mut bytes = vec![7; HEAD_ROOM + length];
        let begin = framed(&mut bytes);
        assert_eq!(&bytes[begin..HEAD_ROOM], expected, "{length}");
        assert!(bytes[HEAD_ROOM..].iter().all(|byte| *byte == 7));
    }

    #[test]
    fn a_frame_has_the_shortest_header_for_its_length() {
        check(0, &[0x82, 0]);
        check(125, &[0x82, 125]);
        check(126, &[0x82, 126, 0, 126]);
        check(65_535, &[0x82, 126, 0xff, 0xff]);
        check(65_536, &[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    }

    #[test]
    fn payloads_are_found_between_other_frames() {
        let mut line = Vec::new();
        for length in [3, 126, 70_000] {
            let mut frame = vec![u8::try_from(length % 251).unwrap(); HEAD_ROOM + length];
            let begin = framed(&mut frame);
            line.extend_from_slice(&frame[begin..]);
            ping_frame(&mut line);
        }
        let found: Vec<_> =
            payloads(&mut line).map(|(at, payload)| (at, payload.len(), payload[0])).collect();
        assert_eq!(found, [(2, 3, 3), (11, 126, 126), (149, 70_000, 222)]);
        assert_eq!(payloads(&mut line[..40]).count(), 1);
    }

    #[test]
    fn a_farewell_is_cut_between_characters() {
        let mut out = Vec::new();
        close_frame(4000, &"é".repeat(100), &mut out);
        assert_eq!(out[..4], [0x88, 124, 0x0f, 0xa0]);
        assert_eq!(std::str::from_utf8(&out[4..]).unwrap().chars().count(), 61);
    }
}
