//! Memory: `/proc/meminfo`, and how much programs wait for it.

use farhand_protocol::info::ReadingBody;

use super::host::Host;
use crate::known::{Gap, Known};
use crate::number;
use crate::proc::Memory;
use crate::sheet::Sheet;

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let memory = Memory::of(&host.text("proc/meminfo")?);
    let total = memory.total.ok_or(Gap::Unknown)?;
    let swap_used = memory.swap_total.zip(memory.swap_free).map(|(total, free)| total.saturating_sub(free));
    let sheet = Sheet::new()
        .bytes("total", Some(total))
        .bytes("used", memory.used())
        .bytes("available", memory.available)
        .bytes("swap_total", memory.swap_total)
        .bytes("swap_used", swap_used)
        .text("pressure", host.text("proc/pressure/memory").and_then(|text| pressure(&text)));
    Ok(sheet.body())
}

/// The part of the last ten seconds in which some program waited for memory.
fn pressure(text: &str) -> Known<&'static str> {
    let waited = text.lines().find_map(|line| {
        let rest = line.strip_prefix("some avg10=")?;
        number::milli(rest.split_whitespace().next()?)
    });
    match waited.ok_or(Gap::Unknown)? {
        ..0 => Err(Gap::Unknown),
        0..1_000 => Ok("none"),
        1_000..10_000 => Ok("some"),
        _ => Ok("high"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_is_told_in_words() {
        let text = |avg| format!("some avg10={avg} avg60=0.00 avg300=0.00 total=1\nfull avg10=9.00\n");
        assert_eq!(pressure(&text("0.00")), Ok("none"));
        assert_eq!(pressure(&text("1.50")), Ok("some"));
        assert_eq!(pressure(&text("37.21")), Ok("high"));
        assert_eq!(pressure(&text("-1")), Err(Gap::Unknown));
        assert_eq!(pressure("nonsense"), Err(Gap::Unknown));
    }
}
