//! The time that programs were on a processor, as Linux counts it.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::time::{ClockId, clock_gettime};

use crate::processes::family;

/// Seconds that all threads of a process, as far as they live, were on a processor.
fn seconds_of(pid: u32) -> Result<f64> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).context("cannot read /proc (Linux only)")?;
    // A thread may end between the listing and the reading.
    let times = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        nanoseconds(&text)
    });
    Ok(times.sum::<f64>() / 1e9)
}

/// Seconds that this program was on a processor.
pub fn seconds_of_this_program() -> f64 {
    seconds(ClockId::ProcessCPUTime)
}

/// Seconds that this thread was on a processor.
pub fn seconds_of_this_thread() -> f64 {
    seconds(ClockId::ThreadCPUTime)
}

fn seconds(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.try_into().unwrap_or(0)).as_secs_f64()
}

fn nanoseconds(schedstat: &str) -> Option<f64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

/// How many cores a program and all that it has started use, from now on.
pub struct Cores {
    pid: u32,
    seconds: f64,
    since: Instant,
}

impl Cores {
    /// Begins to count.
    pub fn of(pid: u32) -> Result<Self> {
        Ok(Self { pid, seconds: family_seconds(pid)?, since: Instant::now() })
    }

    /// Cores used since then, on average.
    pub fn used(&self) -> Result<f64> {
        Ok((family_seconds(self.pid)? - self.seconds) / self.since.elapsed().as_secs_f64())
    }
}

fn family_seconds(pid: u32) -> Result<f64> {
    let times = family(pid)?.into_iter().map(|pid| seconds_of(pid).unwrap_or_default());
    Ok(times.sum())
}
