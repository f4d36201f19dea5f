//! What Windows and macOS have in common: read through `sysinfo`, displays through `xcap`.

mod displays;
mod live;
mod machine;
mod network;

pub(crate) use displays::displays;
pub(crate) use live::Live;
pub(crate) use machine::{Machine, storage};
pub(crate) use network::interfaces;

/// A load as `sysinfo` tells it, in thousandths; none where it is no number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
fn per_mille(percent: f32) -> Option<u32> {
    let milli = (percent * 10.0).round();
    (0.0..=1_000_000.0).contains(&milli).then_some(milli as u32)
}
