//! `top`, once. Its columns differ between versions: the line with their names tells where each is.

use farhand_protocol::info::{Process, ReadingBody};

use super::Parts;
use crate::known::{Gap, Known};
use crate::number;

pub(super) const COMMANDS: &[&str] = &["top -b -n 1 || top -n 1"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let text = parts.said(0)?;
    let mut columns = None;
    let mut processes = Vec::new();
    for line in text.lines() {
        match &columns {
            None => columns = Columns::of(line),
            Some(columns) => processes.extend(columns.process(line)),
        }
    }
    if processes.is_empty() {
        Err(Gap::Unknown)
    } else {
        Ok(ReadingBody::Processes { processes, left_out: 0 })
    }
}

/// Where a column stands; the name is the last one, and may have spaces in it.
struct Columns {
    pid: usize,
    memory: Option<usize>,
    cpu: Option<usize>,
    name: usize,
}

impl Columns {
    fn of(line: &str) -> Option<Self> {
        // The column that is sorted by stands in brackets, which touch the column beside it.
        let plain = line.replace(['[', ']'], " ");
        let names: Vec<&str> = plain.split_whitespace().collect();
        let at = |wanted: &[&str]| names.iter().position(|name| wanted.contains(name));
        let last = names.len().checked_sub(1)?;
        let name = at(&["ARGS", "NAME", "Name", "CMDLINE", "CMD"])?.min(last);
        Some(Self { pid: at(&["PID"])?, memory: at(&["RES", "RSS"]), cpu: at(&["%CPU", "CPU%"]), name })
    }

    fn process(&self, line: &str) -> Option<Process> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let cpu = self.cpu.and_then(|at| number::milli(words.get(at)?.trim_end_matches('%')));
        // Thousandths of a hundredth of a core.
        let cpu = cpu.and_then(|milli| u32::try_from(milli / 100).ok());
        let name = words.get(self.name..).filter(|rest| !rest.is_empty())?;
        // What follows the program's name are its arguments: secrets stand in them.
        let name = if name[0].starts_with('[') { name.join(" ") } else { name[0].to_owned() };
        Some(Process {
            pid: words.get(self.pid)?.parse().ok()?,
            name: name.rsplit('/').next().filter(|_| name.starts_with('/')).unwrap_or(&name).to_owned(),
            memory_bytes: self.memory.and_then(|at| size(words.get(at)?)),
            cpu_per_mille: cpu,
        })
    }
}

/// As in `635M`, `4.7M`, `128100K` or `0`.
fn size(text: &str) -> Option<u64> {
    let (digits, factor): (&str, u64) = match text.char_indices().last()? {
        (at, 'K') => (&text[..at], 1 << 10),
        (at, 'M') => (&text[..at], 1 << 20),
        (at, 'G') => (&text[..at], 1 << 30),
        _ => (text, 1),
    };
    let milli = u64::try_from(number::milli(digits)?).ok()?;
    Some(milli.checked_mul(factor)? / 1000)
}
