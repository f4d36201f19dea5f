//! One zlib stream that goes on from rectangle to rectangle.

use crate::Error;
use flate2::{Decompress, FlushDecompress, Status};

/// One zlib stream, which is there from its first use on.
#[derive(Default)]
pub(super) struct Inflater {
    state: Option<Decompress>,
}

impl Inflater {
    /// The stream begins anew.
    pub fn reset(&mut self) {
        if let Some(state) = &mut self.state {
            state.reset(true);
        }
    }

    /// Inflates from `packed`, which is moved forward, into `out`; answers how many bytes came. Less
    /// than all of `out` means that all of `packed` was used.
    pub fn some(&mut self, packed: &mut &[u8], out: &mut [u8]) -> Result<usize, Error> {
        let state = self.state.get_or_insert_with(|| Decompress::new(true));
        let mut filled = 0;
        while filled < out.len() {
            let (read, written) = (state.total_in(), state.total_out());
            let status = state
                .decompress(packed, &mut out[filled..], FlushDecompress::None)
                .map_err(|_| Error::Data("deflated data"))?;
            let read = (state.total_in() - read) as usize;
            let written = (state.total_out() - written) as usize;
            *packed = &packed[read..];
            filled += written;
            if status == Status::StreamEnd {
                return if packed.is_empty() { Ok(filled) } else { Err(Error::Data("deflated data")) };
            }
            if read == 0 && written == 0 {
                break;
            }
        }
        Ok(filled)
    }

    /// Inflates all of `packed` into exactly `out`.
    pub fn exactly(&mut self, mut packed: &[u8], out: &mut [u8]) -> Result<(), Error> {
        if self.some(&mut packed, out)? != out.len() {
            return Err(Error::Data("deflated data that end too early"));
        }
        self.end(packed)
    }

    /// Uses up what is left of a rectangle's data, which may only be marks between blocks.
    pub fn end(&mut self, mut packed: &[u8]) -> Result<(), Error> {
        let mut more = [0; 1];
        if !packed.is_empty() && self.some(&mut packed, &mut more)? != 0 {
            return Err(Error::Data("deflated data that go on too long"));
        }
        if packed.is_empty() { Ok(()) } else { Err(Error::Data("deflated data")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    fn deflate(state: &mut Compress, data: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(data.len() + 100);
        state.compress_vec(data, &mut out, FlushCompress::Sync).unwrap();
        out
    }

    #[test]
    fn a_stream_goes_on_and_its_lengths_are_exact() {
        let mut server = Compress::new(Compression::fast(), true);
        let mut inflater = Inflater::default();
        let mut out = [0; 5];
        inflater.exactly(&deflate(&mut server, b"first"), &mut out).unwrap();
        assert_eq!(&out, b"first");
        inflater.exactly(&deflate(&mut server, b"again"), &mut out).unwrap();
        assert_eq!(&out, b"again");
        assert!(inflater.exactly(&deflate(&mut server, b"more than 5"), &mut out).is_err());
        inflater.reset();
        let mut server = Compress::new(Compression::fast(), true);
        assert!(inflater.exactly(&deflate(&mut server, b"few"), &mut out).is_err());
        inflater.reset();
        assert!(inflater.exactly(b"no zlib", &mut out).is_err());
    }
}
