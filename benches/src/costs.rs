//! What programs cost while something is done: time on processors, and the most memory.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::param::clock_ticks_per_second;

use crate::processes::family;

/// Between two looks: what a program that ends does after the last one is not seen.
const LOOK: Duration = Duration::from_millis(40);

/// Whose costs are counted.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// A process alone.
    One(u32),
    /// A process and all that it starts.
    Family(u32),
}

/// What programs have cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Costs {
    /// Seconds on processors.
    pub seconds: f64,
    /// The most memory that one of the processes had in use, shared pages included, in MB.
    pub memory: f64,
}

/// Counts until it is read.
pub struct Meter {
    over: Arc<AtomicBool>,
    looking: JoinHandle<Vec<Costs>>,
}

impl Meter {
    /// Begins to count.
    pub fn start(whose: Vec<Of>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&over);
        let mut books: Vec<Book> = whose.into_iter().map(Book::open).collect();
        let looking = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                thread::sleep(LOOK);
                books.iter_mut().for_each(Book::look);
            }
            books.iter().map(Book::costs).collect()
        });
        Self { over, looking }
    }

    /// What came together, in the order of those that were named.
    pub fn read(self) -> Vec<Costs> {
        self.over.store(true, Ordering::Relaxed);
        self.looking.join().expect("counting does not panic")
    }
}

struct Book {
    whose: Of,
    /// Seconds at the beginning and at the last look, and megabytes, of each process.
    seen: BTreeMap<u32, (f64, f64, f64)>,
}

impl Book {
    fn open(whose: Of) -> Self {
        let mut book = Self { whose, seen: BTreeMap::new() };
        for pid in book.members() {
            // The highest mark of memory begins anew; where that is not allowed it stays an upper bound.
            let _not_allowed = fs::write(format!("/proc/{pid}/clear_refs"), "5");
            let seconds = seconds_of(pid).unwrap_or_default();
            book.seen.insert(pid, (seconds, seconds, 0.0));
        }
        book.look();
        book
    }

    fn members(&self) -> Vec<u32> {
        match self.whose {
            Of::One(pid) => vec![pid],
            Of::Family(pid) => family(pid).unwrap_or_default(),
        }
    }

    fn look(&mut self) {
        for pid in self.members() {
            let (Some(seconds), Some(memory)) = (seconds_of(pid), memory_of(pid)) else { continue };
            let entry = self.seen.entry(pid).or_default();
            (entry.1, entry.2) = (seconds, entry.2.max(memory));
        }
    }

    fn costs(&self) -> Costs {
        let seconds = self.seen.values().map(|(from, to, _)| to - from).sum();
        let memory = self.seen.values().map(|(_, _, memory)| *memory).fold(0.0, f64::max);
        Costs { seconds, memory }
    }
}

/// Seconds that a process was on a processor, threads that have ended included.
fn seconds_of(pid: u32) -> Option<f64> {
    ticks(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
        .map(|ticks| ticks / clock_ticks_per_second() as f64)
}

/// Fields 14 and 15 of `/proc/PID/stat`; the second is a name in brackets that may hold anything.
fn ticks(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

/// Megabytes that a process had in use at most.
fn memory_of(pid: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1.024 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_found_behind_any_name() {
        let stat = "12 (a) b) (c)) S 1 2 3 4 5 6 7 8 9 10 300 45 0 0 20 0";
        assert_eq!(ticks(stat), Some(345.0));
        assert_eq!(ticks("12 no name"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn work_costs_something() {
        let meter = Meter::start(vec![Of::One(std::process::id())]);
        let mut memory = vec![0_u8; 50_000_000];
        let begun = std::time::Instant::now();
        while begun.elapsed() < Duration::from_millis(200) {
            memory.iter_mut().for_each(|byte| *byte = byte.wrapping_add(1));
        }
        let costs = meter.read()[0];
        assert!(costs.seconds > 0.05 && costs.memory > 50.0, "{costs:?}");
    }
}
