//! File streams: many files and folders in one run of bytes.
//!
//! ```text
//! stream  = *record end
//! record  = length header [content trailer]
//! length  = u32, big endian: bytes of the header, 1 to 65,536
//! header  = JSON {"path":[names],"kind":"folder","modified":ms|null}
//!         | JSON {"path":[names],"kind":"file","size":N,"modified":ms|null,"executable":bool}
//! content = N bytes                                         ; files only
//! trailer = status (0 whole, 1 changed, 2 unreadable) sha256 ; files only, 1 + 32 bytes
//! end     = u32 zero
//! ```
//!
//! The length of a stream is known before its first byte is read, so it can be an upload's. That is
//! why a file's size is promised before its content: one that shrinks while it is read is filled up
//! with zeros, one that grows is cut off, and both say so in the trailer's status. The sum is of the
//! bytes as they were sent. A folder comes before what is in it.
//!
//! [`Unpacker`] takes a stream apart as it comes, in any pieces, and trusts nothing in it.

mod header;
mod unpack;

pub use header::{Header, Kind, LENGTH_BYTES, MAX_HEADER, MAX_SIZE, Status, TRAILER_BYTES, Trailer};
pub use unpack::{Bounds, Piece, Position, StreamError, Unpacker};
