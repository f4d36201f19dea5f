//! The processor: `/proc/cpuinfo`, and how busy it is by `/proc/stat`.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use farhand_protocol::info::{ReadingBody, Unit};

use super::host::Host;
use crate::known::{Gap, Known};
use crate::number;
use crate::proc::{Busy, Cpu, Ticks};
use crate::sheet::Sheet;

/// Between two looks, where there was none before.
const PAUSE: Duration = Duration::from_millis(250);
/// A look before this is too long ago.
const OLD: Duration = Duration::from_secs(60);

pub(super) fn read(host: &Host, load: &Load) -> Known<ReadingBody> {
    let cpuinfo = host.text("proc/cpuinfo")?;
    let busy = load.since(host);
    let of = |pick: fn(&Busy) -> Option<u32>| {
        busy.as_ref().map_err(|gap| *gap).and_then(|busy| pick(busy).ok_or(Gap::Unknown))
    };
    let cpu = Cpu::of(&cpuinfo);
    let main = Sheet::new()
        .text("model", cpu.model.clone())
        .text("architecture", Ok(rustix::system::uname().machine().to_string_lossy()))
        .count("cores", cpu.cores)
        .count("threads", cpu.threads)
        .measure("frequency", frequency(host, &cpuinfo), Unit::Hertz)
        .percent("load", of(|busy| busy.all))
        .measure("load_1m", load_1m(host, cpu.threads), Unit::Percent);
    let mut groups = vec![main.main()];
    let cores = busy.map(|busy| busy.cores).unwrap_or_default();
    let cores = cores
        .iter()
        .enumerate()
        .fold(Sheet::new(), |sheet, (at, per_mille)| sheet.percent(&format!("core_{at}"), *per_mille));
    groups.push(cores.group("cores", None));
    Ok(ReadingBody::Properties { groups })
}

/// Thousandths of a hertz.
fn frequency(host: &Host, cpuinfo: &str) -> Known<i64> {
    let most = host.number::<i64>("sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq");
    let now = || {
        let line = cpuinfo.lines().find(|line| line.starts_with("cpu MHz"))?;
        // A megahertz's thousandths are kilohertz.
        number::milli(line.split_once(':')?.1)
    };
    let khz = most.ok().or_else(now).filter(|khz| *khz > 0).ok_or(Gap::NotSupported)?;
    khz.checked_mul(1_000_000).ok_or(Gap::Unknown)
}

/// Programs that run or want to, of as many as can.
fn load_1m(host: &Host, threads: Option<u64>) -> Known<i64> {
    let text = host.text("proc/loadavg")?;
    let waiting = text.split(' ').next().and_then(number::milli).filter(|load| *load >= 0);
    let threads = threads.and_then(|threads| i64::try_from(threads).ok());
    let part = |waiting: i64| waiting.checked_mul(100)?.checked_div(threads?);
    waiting.and_then(part).ok_or(Gap::Unknown)
}

/// The last look at the processor.
#[derive(Default)]
pub(super) struct Load(Mutex<Option<(Instant, Ticks)>>);

impl Load {
    /// How busy it was since the last look; waits a moment where there was none.
    fn since(&self, host: &Host) -> Known<Busy> {
        let look = || host.text("proc/stat").map(|text| Ticks::of(&text));
        let before = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let before = match before {
            Some((at, ticks)) if at.elapsed() < OLD && at.elapsed() >= PAUSE => ticks,
            _ => {
                let ticks = look()?;
                thread::sleep(PAUSE);
                ticks
            }
        };
        let now = look()?;
        let busy = now.since(&before);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), now));
        Ok(busy)
    }
}
