//! Values of the moment: four short files, and the battery now and then.

use std::time::{Duration, Instant};

use farhand_protocol::info::Sample;
use farhand_protocol::limits::INFO_CORES;

use super::battery;
use super::host::Host;
use crate::proc::{Memory, Ticks, Traffic};

/// Between two looks at the battery: asking it takes firmware milliseconds.
const BATTERY: Duration = Duration::from_secs(10);

/// See the module's comment.
#[derive(Default)]
pub(crate) struct Live {
    host: Host,
    before: Option<Look>,
    battery: Option<(Instant, Battery)>,
}

struct Look {
    at: Instant,
    ticks: Ticks,
    traffic: Option<Traffic>,
}

#[derive(Clone, Copy, Default)]
struct Battery {
    per_mille: Option<u32>,
    charging: Option<bool>,
}

impl Live {
    #[cfg(test)]
    pub fn at(host: Host) -> Self {
        Self { host, ..Self::default() }
    }

    pub fn sample(&mut self) -> Sample {
        let memory = self.host.text("proc/meminfo").map(|text| Memory::of(&text)).unwrap_or_default();
        let now = Look {
            at: Instant::now(),
            ticks: self.host.text("proc/stat").map(|text| Ticks::of(&text)).unwrap_or_default(),
            traffic: self.host.text("proc/net/dev").ok().and_then(|text| Traffic::of(&text)),
        };
        let before = self.before.take();
        let busy = before.as_ref().map(|before| now.ticks.since(&before.ticks)).unwrap_or_default();
        let rates = before.and_then(|before| {
            now.traffic?.per_second(before.traffic?, now.at.duration_since(before.at).as_millis())
        });
        self.before = Some(now);
        let Battery { per_mille, charging } = self.battery();
        Sample {
            cpu_per_mille: busy.all,
            // A core that was switched off meanwhile does nothing.
            cores_per_mille: busy.cores.iter().take(INFO_CORES).map(|core| core.unwrap_or(0)).collect(),
            memory_used_bytes: memory.used(),
            memory_bytes: memory.total,
            received_bytes_per_s: rates.map(|(received, _)| received),
            sent_bytes_per_s: rates.map(|(_, sent)| sent),
            latency_ms: None,
            battery_per_mille: per_mille,
            charging,
        }
    }

    fn battery(&mut self) -> Battery {
        if let Some((at, battery)) = self.battery
            && at.elapsed() < BATTERY
        {
            return battery;
        }
        let host = &self.host;
        let names = host.names("sys/class/power_supply").unwrap_or_default();
        let first = names.iter().find(|name| battery::is_battery(host, name));
        let look = |name: &String| Battery {
            per_mille: battery::level(host, name).ok().map(|level| level * 10),
            charging: battery::charging(host, name).ok(),
        };
        let battery = first.map(look).unwrap_or_default();
        self.battery = Some((Instant::now(), battery));
        battery
    }
}
