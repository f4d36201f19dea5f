//! Frames for those with the same eyes and the same place.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use farhand_protocol::dashboard::Span;

use super::place::Eyes;

/// Bytes of frames that are kept. They are forgotten when the board moves on.
const BYTES: usize = 16 * 1024 * 1024;

/// Whose frames: the eyes, the span, and the version that they go on from; none for the whole.
pub type Key = (Arc<Eyes>, Span, Option<u64>);

/// The frames of one version of one board.
#[derive(Default)]
pub struct Shared {
    of: (u64, u64),
    bytes: usize,
    frames: HashMap<Key, Vec<Utf8Bytes>>,
}

impl Shared {
    /// The frames, if they were made of this board and version.
    pub fn get(&mut self, of: (u64, u64), key: &Key) -> Option<Vec<Utf8Bytes>> {
        if self.of != of {
            *self = Self { of, ..Self::default() };
        }
        self.frames.get(key).cloned()
    }

    /// Keeps frames, if there is room.
    pub fn keep(&mut self, of: (u64, u64), key: Key, frames: &[Utf8Bytes]) {
        let bytes = frames.iter().map(|frame| frame.as_str().len()).sum::<usize>() + size_of::<Key>();
        if self.of == of && self.bytes + bytes <= BYTES {
            self.bytes += bytes;
            self.frames.insert(key, frames.to_vec());
        }
    }
}
