//! What goes to the interface: batches of records, in a layout that is small on the way and quick to
//! read in JavaScript. Numbers are little-endian; colours are red, green, blue.
//!
//! A batch is a `u32` number (to be told when it is shown), then records to its end:
//!
//! | byte | record | fields |
//! |---|---|---|
//! | 1 | size | `u16` width, height of what comes; `u16` x, y, width, height of the part of the device's picture that it shows. All that came before is void |
//! | 2 | cursor | `u16` width, height, hot x, hot y; red, green, blue, alpha of each pixel. No width: the device shows none |
//! | 3 | cursor's place | `u16` x, y in the device's picture |
//! | 4 | tiles | `u16` count; of each `u16` column, row, then its pixels ([`tile`]) |
//! | 5 | video | `u16` x, y, width, height in the device's picture; `u8` 1: its decoder begins anew, 2: all do, 4: its place is in what comes instead; `u32` length; H.264, Annex B |
//! | 6 | rectangle of one colour | `u16` x, y, width, height; the colour. Whole tiles, as many as are alike beside and below each other |
//!
//! Tiles are [`TILE`] pixels wide and high, fewer at the right and lower edge.

mod fills;
pub mod read;
mod rough;
mod tile;
mod write;

pub use super::grid::TILE;
pub(super) use write::{Batch, Care};

/// The records' first bytes.
mod record {
    pub const SIZE: u8 = 1;
    pub const CURSOR: u8 = 2;
    pub const CURSOR_AT: u8 = 3;
    pub const TILES: u8 = 4;
    pub const VIDEO: u8 = 5;
    pub const FILL: u8 = 6;
}

#[cfg(test)]
mod tests;
