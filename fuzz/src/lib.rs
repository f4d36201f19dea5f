//! What the fuzz targets do with their bytes. Each function takes any bytes and must come back
//! without a panic, without allocating beyond the limits of `farhand_rfb::limits`, and with what it
//! asserts being true. `tests/corpus.rs` runs the seeds through the same functions without a fuzzer.

pub mod files;
pub mod protocol;
pub mod relay;
pub mod server;
pub mod viewer;

/// The first bytes, for choices, and the rest; zeros where there are too few.
fn split<const N: usize>(data: &[u8]) -> ([u8; N], &[u8]) {
    let (head, rest) = data.split_at(data.len().min(N));
    let mut choices = [0; N];
    choices[..head.len()].copy_from_slice(head);
    (choices, rest)
}

/// The bytes in pieces whose lengths follow from `cut`; 0 does not cut.
fn pieces(bytes: &[u8], cut: u8) -> impl Iterator<Item = &[u8]> {
    let length = if cut == 0 { bytes.len() } else { usize::from(cut) };
    bytes.chunks(length.max(1))
}
