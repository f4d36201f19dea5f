//! The processor, and how busy it is over a third of a second.

use farhand_protocol::info::{ReadingBody, Unit};

use super::Parts;
use super::properties::Properties;
use crate::known::{Gap, Known};
use crate::proc::{Cpu, Ticks};
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &[
    "getprop",
    "cat /proc/cpuinfo",
    "cat /proc/stat; sleep 0.3",
    "cat /proc/stat",
    "cat /sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq",
];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let found = Properties::of(parts.said(0).unwrap_or_default());
    let cpu = Cpu::of(parts.said(1)?);
    let busy = parts.said(2).and_then(|before| Ok(Ticks::of(parts.said(3)?).since(&Ticks::of(before))));
    let fastest = parts.said(4).and_then(|text| {
        let khz = text.lines().filter_map(|line| line.trim().parse::<i64>().ok()).max();
        khz.filter(|khz| *khz > 0).and_then(|khz| khz.checked_mul(1_000_000)).ok_or(Gap::Unknown)
    });
    let model = found.first(&["ro.soc.model"]).map(|model| {
        let maker =
            found.first(&["ro.soc.manufacturer"]).map(|maker| format!("{maker} ")).unwrap_or_default();
        format!("{maker}{model}")
    });
    let model = model.or_else(|_| cpu.model.ok_or(Gap::Unknown));
    let model = model.or_else(|_| found.first(&["ro.board.platform", "ro.hardware"]).map(str::to_owned));
    let load = busy.as_ref().map_err(|gap| *gap).and_then(|busy| busy.all.ok_or(Gap::Unknown));
    let main = Sheet::new()
        .text("model", model)
        .text("architecture", found.first(&["ro.product.cpu.abi"]))
        .count("cores", cpu.cores)
        .count("threads", cpu.threads)
        .measure("frequency", fastest, Unit::Hertz)
        .percent("load", load);
    let cores = busy.map(|busy| busy.cores).unwrap_or_default();
    let cores = cores
        .iter()
        .enumerate()
        .fold(Sheet::new(), |sheet, (at, per_mille)| sheet.percent(&format!("core_{at}"), *per_mille));
    Ok(ReadingBody::Properties { groups: vec![main.main(), cores.group("cores", None)] })
}
