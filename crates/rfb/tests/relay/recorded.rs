//! Streams that other programs have sent pass as they are, and the relay knows where they end.

use std::path::Path;

use crate::joined::{Joined, LOOKING};
use crate::server_messages::cut_text;

#[test]
fn recorded_streams_pass_as_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let streams: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "rfb")).collect();
    assert!(streams.len() > 10, "the recordings are there");
    for path in streams {
        let stream = std::fs::read(&path).unwrap();
        for piece in [1, 7, 100_000] {
            let mut joined = Joined::new(LOOKING);
            joined.viewer(b"RFB 003.008\n\x01\x01").unwrap();
            stream.chunks(piece).for_each(|bytes| joined.device(bytes).unwrap());
            // Only between two messages is this taken for what it is.
            joined.device(&cut_text(b"copied")).unwrap();
            assert!(joined.to_viewer == stream, "{} in pieces of {piece}", path.display());
            assert_eq!(joined.splice.counts().withheld, 1);
        }
    }
}
