//! Streams of files.

use farhand_files::stream::{Bounds, Kind, Piece, Position, Unpacker};

use crate::{pieces, split};

/// What a stream has told so far.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    names: Vec<Vec<String>>,
    contents: Vec<u8>,
    ended: bool,
}

/// A file stream, whole and cut; and gone on with from each place at which that is possible. The first
/// bytes say where it is cut, and what was announced of it.
pub fn stream(data: &[u8]) {
    let ([cut, files, bytes], stream) = split(data);
    let bounds = Bounds {
        files: u32::from(files),
        bytes: u64::from(bytes) * 64,
        length: stream.len() as u64,
    };
    let whole = take(Unpacker::new(bounds), stream, 0);
    let in_pieces = take(Unpacker::new(bounds), stream, cut);
    assert_eq!(whole.told, in_pieces.told);
    assert!(whole.told.contents.len() as u64 <= bounds.bytes);
    assert!(whole.told.names.iter().flatten().all(|name| is_one_name(name)));
    for position in in_pieces.positions {
        let rest = usize::try_from(position.offset).ok().and_then(|offset| stream.get(offset..));
        let rest = rest.expect("a position is inside of the stream");
        let again = take(Unpacker::at(bounds, position), rest, cut);
        assert!(whole.told.contents.ends_with(&again.told.contents));
        assert!(whole.told.names.ends_with(&again.told.names));
        assert_eq!(again.told.ended, whole.told.ended && !position.ended);
    }
}

struct Taken {
    told: Told,
    positions: Vec<Position>,
}

fn take(mut unpacker: Unpacker, stream: &[u8], cut: u8) -> Taken {
    let mut taken = Taken { told: Told::default(), positions: Vec::new() };
    for mut piece in pieces(stream, cut) {
        loop {
            match unpacker.next(&mut piece) {
                Ok(Some(piece)) => note(&mut taken.told, piece),
                Ok(None) => break,
                Err(_) => return taken,
            }
        }
        taken.positions.extend(unpacker.position());
    }
    taken
}

fn note(told: &mut Told, piece: Piece<'_>) {
    match piece {
        Piece::Header(header) => {
            assert!(!matches!(header.kind, Kind::Folder) || header.size() == 0);
            told.names.push(header.path.iter().map(|name| name.as_str().to_owned()).collect());
        }
        Piece::Content(bytes) => told.contents.extend_from_slice(bytes),
        Piece::Trailer(_) => {}
        Piece::End => told.ended = true,
    }
}

fn is_one_name(name: &str) -> bool {
    !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\0'])
}
