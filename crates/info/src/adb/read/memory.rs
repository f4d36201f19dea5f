//! Memory.

use farhand_protocol::info::ReadingBody;

use super::Parts;
use crate::known::{Gap, Known};
use crate::proc::Memory;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &["cat /proc/meminfo"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let memory = Memory::of(parts.said(0)?);
    let total = memory.total.ok_or(Gap::Unknown)?;
    let swap_used = memory.swap_total.zip(memory.swap_free).map(|(total, free)| total.saturating_sub(free));
    let sheet = Sheet::new()
        .bytes("total", Some(total))
        .bytes("used", memory.used())
        .bytes("available", memory.available)
        .bytes("swap_total", memory.swap_total)
        .bytes("swap_used", swap_used)
        .text("pressure", Err::<&str, _>(Gap::NotSupported));
    Ok(sheet.body())
}
