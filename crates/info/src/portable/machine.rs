//! Memory, volumes, the processor and processes.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use farhand_protocol::info::{Group, Process, ReadingBody, Unit, Value};
use sysinfo::{Disks, ProcessesToUpdate, System};

use super::per_mille;
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

/// Between two looks, where there was none before: `sysinfo` wants a fifth of a second.
const PAUSE: Duration = Duration::from_millis(300);
/// A look before this is too long ago.
const OLD: Duration = Duration::from_secs(60);

/// The computer, and the last look at it.
#[derive(Default)]
pub(crate) struct Machine(Mutex<Option<(Instant, System)>>);

impl Machine {
    /// Looks at something that is counted between two looks.
    fn look<T>(&self, refresh: impl Fn(&mut System), read: impl FnOnce(&System) -> T) -> Known<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut system = match kept.filter(|(at, _)| (PAUSE..OLD).contains(&at.elapsed())) {
            Some((_, system)) => system,
            None => {
                let mut system = System::new().map_err(|_| Gap::Unknown)?;
                refresh(&mut system);
                thread::sleep(PAUSE);
                system
            }
        };
        refresh(&mut system);
        let read = read(&system);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), system));
        Ok(read)
    }

    pub fn memory(&self) -> Known<ReadingBody> {
        let mut system = System::new().map_err(|_| Gap::Unknown)?;
        system.refresh_memory();
        let total = Some(system.total_memory()).filter(|total| *total > 0).ok_or(Gap::Unknown)?;
        let available = system.available_memory().min(total);
        let sheet = Sheet::new()
            .bytes("total", Ok(total))
            .bytes("used", Ok(total - available))
            .bytes("available", Ok(available))
            .bytes("swap_total", Ok(system.total_swap()))
            .bytes("swap_used", Ok(system.used_swap()))
            .text("pressure", Err::<&str, _>(Gap::NotSupported));
        Ok(sheet.body())
    }

    pub fn processor(&self) -> Known<ReadingBody> {
        self.look(System::refresh_cpu_all, |system| {
            let first = system.cpus().first();
            let mhz = first.map(sysinfo::Cpu::frequency).filter(|mhz| *mhz > 0);
            let hertz = mhz.and_then(|mhz| i64::try_from(mhz).ok()?.checked_mul(1_000_000));
            let count = |count: usize| u64::try_from(count).ok().filter(|count| *count > 0);
            let main = Sheet::new()
                .text("model", first.map(|cpu| cpu.brand().trim().to_owned()))
                .text("architecture", Ok(System::cpu_arch()))
                .count("cores", System::physical_core_count().ok().and_then(count))
                .count("threads", count(system.cpus().len()))
                .whole("frequency", hertz.ok_or(Gap::NotSupported), Unit::Hertz)
                .percent("load", per_mille(system.global_cpu_usage()));
            let cores = system.cpus().iter().enumerate().fold(Sheet::new(), |sheet, (at, cpu)| {
                sheet.percent(&format!("core_{at}"), per_mille(cpu.usage()))
            });
            ReadingBody::Properties { groups: vec![main.main(), cores.group("cores", None)] }
        })
    }

    pub fn processes(&self) -> Known<ReadingBody> {
        let refresh = |system: &mut System| {
            system.refresh_processes(ProcessesToUpdate::All, true);
        };
        self.look(refresh, |system| {
            let processes = system.processes().iter().map(|(pid, process)| Process {
                pid: pid.as_u32(),
                name: process.name().to_string_lossy().into_owned(),
                memory_bytes: Some(process.memory()).filter(|bytes| Value::bytes(*bytes).is_known()),
                cpu_per_mille: per_mille(process.cpu_usage()),
            });
            ReadingBody::Processes { processes: processes.collect(), left_out: 0 }
        })
    }
}

pub(crate) fn storage() -> Known<ReadingBody> {
    let disks = Disks::new_with_refreshed_list().map_err(|_| Gap::Unknown)?;
    let group = |disk: &sysinfo::Disk| -> Group {
        let (total, free) = (disk.total_space(), disk.available_space());
        let path = disk.mount_point().to_string_lossy();
        let name = disk.name().to_string_lossy();
        Sheet::new()
            .text("path", Ok(&path))
            .text("filesystem", Ok(disk.file_system().to_string_lossy()))
            .bytes("total", Ok(total))
            .bytes("used", total.checked_sub(free))
            .bytes("free", Ok(free))
            .put("removable", Value::Flag { on: disk.is_removable() })
            .put("read_only", Value::Flag { on: disk.is_read_only() })
            .group(&path, Some(if name.is_empty() { &path } else { &name }))
    };
    Ok(ReadingBody::Properties { groups: (&disks).into_iter().map(group).collect() })
}
