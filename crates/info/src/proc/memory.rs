//! `/proc/meminfo`.

use crate::number;

/// What it tells, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pub total: Option<u64>,
    pub available: Option<u64>,
    pub swap_total: Option<u64>,
    pub swap_free: Option<u64>,
}

impl Memory {
    pub fn of(meminfo: &str) -> Self {
        let value = |key: &str| {
            let line = meminfo.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
            number::kib(line)
        };
        // Kernels before 3.14 do not tell what is available.
        let free = || value("MemFree")?.checked_add(value("Buffers")?)?.checked_add(value("Cached")?);
        Self {
            total: value("MemTotal"),
            available: value("MemAvailable").or_else(free),
            swap_total: value("SwapTotal"),
            swap_free: value("SwapFree"),
        }
    }

    /// In use, without what is only cached.
    pub fn used(&self) -> Option<u64> {
        self.total?.checked_sub(self.available?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_kernels_do_not_tell_what_is_available() {
        let text = "MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\nSwapTotal: -5 kB\n";
        let memory = Memory::of(text);
        assert_eq!((memory.available, memory.used()), (Some(400 * 1024), Some(600 * 1024)));
        assert_eq!(memory.swap_total, None);
        assert_eq!(Memory::of("MemTotal: 1 kB\nMemAvailable: 2 kB").used(), None);
    }
}
