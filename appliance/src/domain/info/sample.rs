//! Live values, within what can be.

use std::time::{Duration, Instant};

use farhand_protocol::info::{Sample, Source, Value};
use farhand_protocol::limits;

/// The whole, in thousandths.
const WHOLE: u32 = 1000;
/// The longest round trip that is believed, in milliseconds.
const LATENCY_MS: u32 = 600_000;
/// Two samples of a source are at least this far apart; what comes sooner is dropped.
const APART: Duration = Duration::from_millis(limits::INFO_SAMPLE_MS.0 as u64 / 2);

/// A sample as it is passed on: what makes no sense is absent.
#[must_use]
pub fn sample(told: Sample) -> Sample {
    let share = |told: Option<u32>| told.filter(|share| *share <= WHOLE);
    let number = |told: Option<u64>| told.filter(|number| *number <= Value::LARGEST.unsigned_abs());
    let mut cores = told.cores_per_mille;
    cores.truncate(limits::INFO_CORES);
    cores.iter_mut().for_each(|core| *core = (*core).min(WHOLE));
    Sample {
        cpu_per_mille: share(told.cpu_per_mille),
        cores_per_mille: cores,
        memory_used_bytes: number(told.memory_used_bytes),
        memory_bytes: number(told.memory_bytes),
        received_bytes_per_s: number(told.received_bytes_per_s),
        sent_bytes_per_s: number(told.sent_bytes_per_s),
        latency_ms: told.latency_ms.filter(|ms| *ms <= LATENCY_MS),
        battery_per_mille: share(told.battery_per_mille),
        charging: told.charging,
    }
}

/// When each source of one connection has told last: a device that floods is heard no more often than
/// anybody asks it to tell.
#[derive(Default)]
pub struct Pace(Vec<(Source, Instant)>);

impl Pace {
    /// Whether a sample of `source` is passed on at `now`.
    pub fn admits(&mut self, source: &Source, now: Instant) -> bool {
        if let Some((_, told_at)) = self.0.iter_mut().find(|(known, _)| known == source) {
            let due = now.duration_since(*told_at) >= APART;
            if due {
                *told_at = now;
            }
            return due;
        }
        // The computer itself, and its phones.
        if self.0.len() > limits::INFO_PHONES {
            self.0.retain(|(_, told_at)| now.duration_since(*told_at) < Duration::from_secs(60));
        }
        let room = self.0.len() <= limits::INFO_PHONES;
        if room {
            self.0.push((source.clone(), now));
        }
        room
    }
}
