//! How an agent that dials out introduces itself: with the preamble of UltraVNC's repeater in mode
//! 2, which names the session, or with RFB's first bytes (a reverse connection, RFC 6143 names none
//! but every agent has them), where only the address that it dialled tells the session.

use crate::error::Error;

/// Bytes of the preamble: `ID:`, the id, zeros.
pub const PREAMBLE_BYTES: usize = 250;
/// Bytes of the longest id; the preamble keeps one zero.
pub const ID_BYTES: usize = 246;

const ID: &[u8] = b"ID:";
const RFB: &[u8] = b"RFB 00";

/// How an agent that dialled out introduces itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Introduction {
    /// It names an id; its RFB begins after [`PREAMBLE_BYTES`].
    Id(String),
    /// It speaks RFB at once, from its first byte on.
    Reverse,
}

/// Reads the introduction from the first bytes that an agent has sent; `None` while it is not all
/// there. Nothing is to be sent to the agent before this has answered.
///
/// # Errors
/// [`Error::NotRfb`] as soon as the bytes can be neither, and for an id that is empty, too long, not
/// printable ASCII, or not followed by zeros alone.
pub fn introduction(bytes: &[u8]) -> Result<Option<Introduction>, Error> {
    if begins(bytes, RFB) {
        return Ok((bytes.len() >= RFB.len()).then_some(Introduction::Reverse));
    }
    if !begins(bytes, ID) {
        return Err(Error::NotRfb);
    }
    let known = bytes.get(ID.len()..bytes.len().min(PREAMBLE_BYTES)).unwrap_or_default();
    let length = known.iter().position(|byte| *byte == 0).unwrap_or(known.len());
    let (id, zeros) = known.split_at(length);
    let whole = bytes.len() >= PREAMBLE_BYTES;
    let possible = id.len() <= ID_BYTES
        && id.iter().all(u8::is_ascii_graphic)
        && zeros.iter().all(|byte| *byte == 0)
        && !(id.is_empty() && (whole || !zeros.is_empty()));
    if !possible {
        return Err(Error::NotRfb);
    }
    Ok(whole.then(|| Introduction::Id(id.iter().copied().map(char::from).collect())))
}

/// Whether `bytes` begin with `start`, as far as they are there.
fn begins(bytes: &[u8], start: &[u8]) -> bool {
    let known = bytes.len().min(start.len());
    bytes[..known] == start[..known]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preamble(id: &[u8]) -> Vec<u8> {
        let mut bytes = [b"ID:", id].concat();
        bytes.resize(PREAMBLE_BYTES, 0);
        bytes
    }

    #[test]
    fn an_id_is_read_when_the_preamble_is_whole_and_not_before() {
        let mut bytes = preamble(b"48151623");
        bytes.extend_from_slice(b"RFB 003.008\n");
        for cut in 0..PREAMBLE_BYTES {
            assert_eq!(introduction(&bytes[..cut]), Ok(None), "cut at {cut}");
        }
        assert_eq!(introduction(&bytes), Ok(Some(Introduction::Id("48151623".into()))));
        let longest = "7".repeat(ID_BYTES);
        assert_eq!(introduction(&preamble(longest.as_bytes())), Ok(Some(Introduction::Id(longest))));
    }

    #[test]
    fn a_reverse_connection_is_recognised_by_its_first_bytes() {
        assert_eq!(introduction(b""), Ok(None));
        assert_eq!(introduction(b"RFB 0"), Ok(None));
        assert_eq!(introduction(b"RFB 003.008\n"), Ok(Some(Introduction::Reverse)));
    }

    #[test]
    fn everything_else_is_refused_as_soon_as_it_shows() {
        let mut tail = preamble(b"4815");
        tail[249] = b'x';
        let too_long = [&b"ID:"[..], &[b'7'; ID_BYTES + 1]].concat();
        let bad = [
            &b"GET / HTTP/1.1"[..],
            b"IX",
            b"RFC",
            &preamble(b""),
            b"ID:\0",
            b"ID:a b",
            b"ID:\xff",
            b"ID:12\0\x01",
            &tail,
            &too_long,
        ];
        for bytes in bad {
            assert_eq!(introduction(bytes), Err(Error::NotRfb), "{bytes:?}");
        }
    }
}
