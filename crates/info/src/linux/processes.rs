//! Running processes: `/proc/<pid>/stat`. Arguments are not read: secrets stand in them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use farhand_protocol::info::{Process, ReadingBody};

use super::host::Host;
use crate::known::Known;

/// Between two looks, where there was none before.
const PAUSE: Duration = Duration::from_millis(300);
/// A look before this is too long ago.
const OLD: Duration = Duration::from_secs(60);
/// Characters of a name that the kernel keeps.
const NAME: usize = 15;

/// The last look at the processes.
#[derive(Default)]
pub(super) struct Processes(Mutex<Option<Look>>);

struct Look {
    at: Instant,
    /// By number and start: numbers are used again.
    ticks: HashMap<(u32, u64), u64>,
}

impl Processes {
    /// All of them, with what they used since the last look; waits a moment where there was none.
    pub fn read(&self, host: &Host) -> Known<ReadingBody> {
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let before = match before.filter(|look| (PAUSE..OLD).contains(&look.at.elapsed())) {
            Some(look) => look,
            None => {
                let look = Look::at(&all(host)?);
                thread::sleep(PAUSE);
                look
            }
        };
        let found = all(host)?;
        let now = Look::at(&found);
        let rows = found.into_iter().map(|stat| row(host, stat, &before, now.at)).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(ReadingBody::Processes { processes: rows, left_out: 0 })
    }
}

impl Look {
    fn at(found: &[Stat]) -> Self {
        let ticks = found.iter().map(|stat| ((stat.pid, stat.started), stat.ticks)).collect();
        Self { at: Instant::now(), ticks }
    }
}

fn all(host: &Host) -> Known<Vec<Stat>> {
    let names = host.names("proc")?;
    let pids = names.iter().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    // Those that end meanwhile are not there any more.
    Ok(pids.filter_map(|pid| Stat::of(&host.text(&format!("proc/{pid}/stat")).ok()?)).collect())
}

fn row(host: &Host, stat: Stat, before: &Look, now: Instant) -> Process {
    let used = before.ticks.get(&(stat.pid, stat.started)).and_then(|then| stat.ticks.checked_sub(*then));
    let memory = stat.pages.checked_mul(u64::try_from(rustix::param::page_size()).unwrap_or(4096));
    Process {
        pid: stat.pid,
        memory_bytes: memory.filter(|bytes| *bytes > 0),
        cpu_per_mille: used.and_then(|ticks| per_mille(ticks, now - before.at)),
        name: long_name(host, stat.pid, stat.name),
    }
}

fn per_mille(ticks: u64, span: Duration) -> Option<u32> {
    let span = span.as_micros().max(1);
    let used = u128::from(ticks) * 1_000_000 / u128::from(rustix::param::clock_ticks_per_second().max(1));
    u32::try_from(used * 1000 / span).ok()
}

/// The kernel cuts names; the program's own path has the rest.
fn long_name(host: &Host, pid: u32, name: String) -> String {
    let cut = name.len() >= NAME;
    let whole = cut.then(|| host.long_text(&format!("proc/{pid}/cmdline"), 4096).ok()).flatten();
    let program = whole.as_ref().and_then(|text| text.split('\0').next()?.rsplit('/').next());
    let program = program.and_then(|program| program.split(' ').next());
    program.filter(|program| program.starts_with(&name)).map_or(name, str::to_owned)
}

/// What one `stat` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stat {
    pid: u32,
    name: String,
    /// Of processor time, since it was started.
    ticks: u64,
    started: u64,
    /// Of memory, resident.
    pages: u64,
}

impl Stat {
    /// Names may have spaces and brackets in them: the last bracket ends it.
    fn of(text: &str) -> Option<Self> {
        let (pid, rest) = text.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(')')?;
        let words: Vec<&str> = rest.split_whitespace().collect();
        let number = |at: usize| words.get(at)?.parse::<u64>().ok();
        Some(Self {
            pid: pid.trim().parse().ok()?,
            name: name.to_owned(),
            ticks: number(11)?.checked_add(number(12)?)?,
            started: number(19)?,
            pages: number(21)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "4711 (a) (b R 9) S 1 4711 4711 0 -1 4194560 900 0 0 0 150 50 0 0 20 0 1 0 8675 \
                        12345678 321 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0";

    #[test]
    fn names_may_have_brackets_in_them() {
        let stat = Stat::of(TEXT).unwrap();
        assert_eq!((stat.pid, stat.name.as_str(), stat.pages), (4711, "a) (b R 9", 321));
        assert_eq!((stat.ticks, stat.started), (200, 8675));
    }

    #[test]
    fn what_was_used_is_told_of_one_core() {
        let half = rustix::param::clock_ticks_per_second() / 2;
        assert_eq!(per_mille(half, Duration::from_secs(1)), Some(500));
        assert_eq!(per_mille(half * 6, Duration::from_secs(1)), Some(3000));
    }

    proptest! {
        #[test]
        fn nonsense_is_left_out(text in ".{0,200}", from in 0..TEXT.len(), more in any::<i128>()) {
            let _any = Stat::of(&text);
            let _cut = Stat::of(&TEXT[from..]);
            let _odd = Stat::of(&TEXT.replace("150", &more.to_string()));
        }
    }
}
