//! Values of the moment.

use std::time::{Duration, Instant};

use farhand_protocol::info::Sample;
use farhand_protocol::limits::INFO_CORES;
use sysinfo::{Networks, System};

use super::per_mille;
use crate::proc::Traffic;

/// Between two looks at the battery.
const BATTERY: Duration = Duration::from_secs(10);

/// The battery's level in thousandths, and whether it is being charged.
pub(crate) type Battery = (Option<u32>, Option<bool>);

/// See the module's comment.
#[derive(Default)]
pub(crate) struct Live {
    look: Option<Look>,
    battery: Option<(Instant, Battery)>,
}

struct Look {
    at: Instant,
    system: System,
    networks: Networks,
    traffic: Traffic,
}

impl Live {
    pub fn sample(&mut self, battery: fn() -> Battery) -> Sample {
        let mut sample = self.look().unwrap_or_default();
        let kept = self.battery.filter(|(at, _)| at.elapsed() < BATTERY);
        let (at, found) = kept.unwrap_or_else(|| (Instant::now(), battery()));
        self.battery = Some((at, found));
        (sample.battery_per_mille, sample.charging) = found;
        sample
    }

    fn look(&mut self) -> Option<Sample> {
        let first = self.look.is_none();
        let mut look = match self.look.take() {
            Some(look) => look,
            None => Look::begin()?,
        };
        look.system.refresh_cpu_usage();
        look.system.refresh_memory();
        look.networks.refresh(true);
        let (now, traffic) = (Instant::now(), traffic(&look.networks));
        let rates =
            traffic.per_second(look.traffic, now.duration_since(look.at).as_millis()).filter(|_| !first);
        let total = look.system.total_memory();
        let cores = look.system.cpus().iter().take(INFO_CORES);
        let cores = cores.map(|cpu| per_mille(cpu.usage()).unwrap_or(0).min(1000));
        let sample = Sample {
            cpu_per_mille: per_mille(look.system.global_cpu_usage()).filter(|_| !first),
            cores_per_mille: if first { Vec::new() } else { cores.collect() },
            memory_used_bytes: total.checked_sub(look.system.available_memory()),
            memory_bytes: Some(total),
            received_bytes_per_s: rates.map(|(received, _)| received),
            sent_bytes_per_s: rates.map(|(_, sent)| sent),
            ..Sample::default()
        };
        self.look = Some(Look { at: now, traffic, ..look });
        Some(sample)
    }
}

impl Look {
    fn begin() -> Option<Self> {
        let (system, networks) = (System::new().ok()?, Networks::new_with_refreshed_list().ok()?);
        Some(Self { at: Instant::now(), traffic: traffic(&networks), system, networks })
    }
}

fn traffic(networks: &Networks) -> Traffic {
    let mut sum = Traffic::default();
    for (_, data) in networks {
        if !data.ip_networks().iter().any(|network| network.addr.is_loopback()) {
            sum.received = sum.received.saturating_add(data.total_received());
            sum.sent = sum.sent.saturating_add(data.total_transmitted());
        }
    }
    sum
}
