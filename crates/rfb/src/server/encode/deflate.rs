//! A zlib stream that goes on from rectangle to rectangle.

use flate2::{Compress, Compression, FlushCompress};

/// Fast: the network that a screen is seen over costs less time than better compression.
const LEVEL: u8 = 1;

/// A zlib stream that goes on from rectangle to rectangle, each flushed so that it decodes at once.
pub struct Deflate {
    stream: Compress,
}

impl Deflate {
    /// A new stream with a level from 0 to 9.
    pub fn new(level: Option<u8>) -> Self {
        // 0 would mean stored blocks, which nobody wants of an encoding that compresses.
        let level = level.unwrap_or(LEVEL).clamp(1, 9);
        Self { stream: Compress::new(Compression::new(level.into()), true) }
    }

    /// A new stream that only frames what does not compress.
    pub fn stored() -> Self {
        Self { stream: Compress::new(Compression::none(), true) }
    }

    /// Compresses `data` to the end of `out`, up to a byte boundary.
    pub fn append(&mut self, data: &[u8], out: &mut Vec<u8>) {
        let mut rest = data;
        loop {
            // Enough for what does not compress, so that there is one round as a rule.
            out.reserve(rest.len() + rest.len() / 512 + 64);
            let before = self.stream.total_in();
            self.stream
                .compress_vec(rest, out, FlushCompress::Sync)
                .expect("deflate fails only when it was finished, which a stream of rectangles is not");
            rest = &rest[(self.stream.total_in() - before) as usize..];
            // Room that is left says that the flush is complete.
            if rest.is_empty() && out.len() < out.capacity() {
                return;
            }
        }
    }
}
