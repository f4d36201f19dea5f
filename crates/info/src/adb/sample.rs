//! Values of the moment of a phone: one request for all of them.
//!
//! Many a phone keeps `/proc/stat` and `/proc/net/dev` from the shell. What it does not tell is absent,
//! and never zero.

use std::time::{Duration, Instant};

use farhand_protocol::info::{Sample, Value};

use super::Phone;
use super::read::{Parts, battery, together};
use crate::proc::{Memory, Ticks, Traffic};

const PATIENCE: Duration = Duration::from_secs(4);
/// Bytes of what is printed.
const MOST: usize = 256 * 1024;
/// What takes long comes last, so that the counters are those of the moment of asking.
const COMMANDS: [&str; 4] = ["cat /proc/stat", "cat /proc/net/dev", "cat /proc/meminfo", "dumpsys battery"];

/// What a phone had counted when it was last looked at.
#[derive(Debug, Default)]
pub struct Counters(Option<Look>);

#[derive(Debug)]
struct Look {
    at: Instant,
    ticks: Option<Ticks>,
    traffic: Option<Traffic>,
}

pub(super) fn sample(phone: &Phone, counters: &mut Counters) -> Option<Sample> {
    let at = Instant::now();
    let text = phone.run(&together(&COMMANDS), PATIENCE, MOST).ok()?;
    understand(&Parts::of(&text), at, counters)
}

/// What was printed at a moment.
fn understand(parts: &Parts, at: Instant, counters: &mut Counters) -> Option<Sample> {
    let parts: [Option<&str>; COMMANDS.len()] = std::array::from_fn(|part| parts.said(part).ok());
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let [stat, net, meminfo, battery] = parts;
    let now = Look { at, ticks: stat.map(Ticks::of), traffic: net.and_then(Traffic::of) };
    let (cpu_per_mille, cores_per_mille) = load(&now, counters.0.as_ref()).unwrap_or_default();
    let rates = rates(&now, counters.0.as_ref());
    let memory = meminfo.map(Memory::of).unwrap_or_default();
    let total = memory.total.filter(sane).filter(|bytes| *bytes > 0);
    let (battery_per_mille, charging) = battery.map(battery::live).unwrap_or_default();
    counters.0 = Some(now);
    Some(Sample {
        cpu_per_mille,
        cores_per_mille,
        memory_used_bytes: total.and(memory.used()),
        memory_bytes: total,
        received_bytes_per_s: rates.map(|(received, _)| received).filter(sane),
        sent_bytes_per_s: rates.map(|(_, sent)| sent).filter(sane),
        latency_ms: None,
        battery_per_mille,
        charging,
    })
}

/// The load of all cores, and of each. Cores tell nothing where none of them has counted.
fn load(now: &Look, before: Option<&Look>) -> Option<(Option<u32>, Vec<u32>)> {
    let busy = now.ticks.as_ref()?.since(before?.ticks.as_ref()?);
    let any = busy.cores.iter().any(Option::is_some);
    // One that is switched off does nothing.
    let cores = busy.cores.iter().filter(|_| any).map(|core| core.unwrap_or(0)).collect();
    Some((busy.all, cores))
}

/// Bytes in a second, received and sent.
fn rates(now: &Look, before: Option<&Look>) -> Option<(u64, u64)> {
    let before = before?;
    now.traffic?.per_second(before.traffic?, now.at.saturating_duration_since(before.at).as_millis())
}

fn sane(number: &u64) -> bool {
    *number <= Value::LARGEST.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STAT: &str = "cpu  1000 0 500 8000 100 0 0 0 0 0\ncpu0 500 0 250 4000 50 0 0 0 0 0\n\
                        cpu1 500 0 250 4000 50 0 0 0 0 0\n";
    const LATER: &str = "cpu  1100 0 500 8100 100 0 0 0 0 0\ncpu0 600 0 250 4000 50 0 0 0 0 0\n\
                         cpu1 500 0 250 4100 50 0 0 0 0 0\n";
    const MEMORY: &str = "MemTotal: 1000 kB\nMemAvailable: 400 kB\n";
    const BATTERY: &str = "  AC powered: true\n  status: 2\n  present: true\n  level: 34\n  scale: 50\n";

    fn net(received: u64) -> String {
        format!("  lo: 7 0 0 0 0 0 0 0 7 0\n wlan0: {received} 0 0 0 0 0 0 0 500 0\n")
    }

    /// Two looks, two seconds apart.
    fn twice(first: [&str; 4], second: [&str; 4]) -> Option<Sample> {
        let (begun, mut counters) = (Instant::now(), Counters::default());
        let mut look =
            |texts: [&str; 4], at| understand(&Parts::of(&texts.join("\n@@farhand@@\n")), at, &mut counters);
        look(first, begun);
        look(second, begun + Duration::from_secs(2))
    }

    #[test]
    fn load_and_traffic_are_those_between_two_looks() {
        let sample = twice([STAT, &net(1000), MEMORY, BATTERY], [LATER, &net(5000), MEMORY, BATTERY]);
        let expected = Sample {
            cpu_per_mille: Some(500),
            cores_per_mille: vec![1000, 0],
            memory_used_bytes: Some(600 * 1024),
            memory_bytes: Some(1000 * 1024),
            received_bytes_per_s: Some(2000),
            sent_bytes_per_s: Some(0),
            latency_ms: None,
            battery_per_mille: Some(680),
            charging: Some(true),
        };
        assert_eq!(sample, Some(expected));
    }

    #[test]
    fn what_is_forbidden_is_absent() {
        let denied = "cat: /proc/stat: Permission denied";
        let told = [denied, "/system/bin/sh: cat: /proc/net/dev: Permission denied", MEMORY, BATTERY];
        let sample = twice(told, told).unwrap();
        assert_eq!((sample.cpu_per_mille, sample.cores_per_mille.len()), (None, 0));
        assert_eq!((sample.received_bytes_per_s, sample.sent_bytes_per_s), (None, None));
        assert_eq!(sample.battery_per_mille, Some(680));
        // Also where it was told once.
        let sample = twice([STAT, &net(1), MEMORY, BATTERY], told).unwrap();
        assert_eq!((sample.cpu_per_mille, sample.sent_bytes_per_s), (None, None));
        assert_eq!(twice([denied; 4], [denied; 4]), None);
        assert_eq!(twice([""; 4], [""; 4]), None);
    }

    #[test]
    fn what_makes_no_sense_is_absent() {
        let memory = "MemTotal: 18014398509481983 kB\nMemAvailable: 0 kB\n";
        let battery = "  status: 9\n  level: 255\n  scale: 100\n";
        let sample = twice([STAT, &net(0), memory, battery], [STAT, &net(u64::MAX), memory, battery]);
        assert_eq!(sample, Some(Sample { sent_bytes_per_s: Some(0), ..Sample::default() }));
        let gone = "  present: false\n  status: 2\n  level: 50\n";
        let nothing = "MemTotal: 0 kB\nMemAvailable: 0 kB\n";
        let sample = twice([LATER, &net(9), nothing, gone], [STAT, &net(1), nothing, gone]).unwrap();
        let absent = (sample.cpu_per_mille, sample.received_bytes_per_s);
        assert_eq!(absent, (None, None), "counters that fall");
        assert_eq!((sample.memory_bytes, sample.memory_used_bytes), (None, None), "there is no memory");
        assert_eq!((sample.battery_per_mille, sample.charging), (None, None), "there is no battery");
    }

    proptest! {
        #[test]
        fn any_text_is_understood_or_not(first in any::<String>(), noise in "[a-z0-9:\\n -]{0,80}", digit in "[0-9-]{1,24}") {
            let stat = format!("cpu {digit} {digit} 1 1\ncpu{digit} {digit}\n");
            let net = format!("a: {digit} 0 0 0 0 0 0 0 {digit}");
            let memory = format!("MemTotal: {digit} kB\nMemAvailable: 1 kB\n{noise}");
            let battery = format!("level: {digit}\nscale: {digit}\nstatus: {digit}\n");
            let second = [stat.as_str(), net.as_str(), memory.as_str(), battery.as_str()];
            for told in [twice([&first, &noise, &first, &noise], second), twice(second, second)] {
                let told = told.unwrap_or_default();
                let shares = told.cores_per_mille.iter().chain(&told.cpu_per_mille).chain(&told.battery_per_mille);
                prop_assert!(shares.into_iter().all(|share| *share <= 1000));
                let numbers = [told.memory_used_bytes, told.memory_bytes, told.received_bytes_per_s];
                prop_assert!(numbers.iter().flatten().all(sane));
            }
        }
    }
}
