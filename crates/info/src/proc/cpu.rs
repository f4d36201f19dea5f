//! `/proc/cpuinfo`.

use std::collections::BTreeSet;

/// What it tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cpu {
    pub model: Option<String>,
    pub cores: Option<u64>,
    pub threads: Option<u64>,
}

impl Cpu {
    pub fn of(cpuinfo: &str) -> Self {
        let value = |line: &str, key: &str| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == key).then(|| value.trim().to_owned())
        };
        let first = |key: &str| cpuinfo.lines().find_map(|line| value(line, key));
        let threads = cpuinfo.lines().filter(|line| value(line, "processor").is_some()).count();
        let (mut cores, mut package) = (BTreeSet::new(), String::new());
        for line in cpuinfo.lines() {
            if let Some(id) = value(line, "physical id") {
                package = id;
            } else if let Some(core) = value(line, "core id") {
                cores.insert((package.clone(), core));
            }
        }
        let count = |count: usize| u64::try_from(count).ok().filter(|count| *count > 0);
        Self {
            model: first("model name").or_else(|| first("Hardware")).or_else(|| first("Model")),
            cores: count(cores.len()).or_else(|| count(threads)),
            threads: count(threads),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_counted_once_per_package() {
        let text = "processor\t: 0\nmodel name\t: Example 9\nphysical id\t: 0\ncore id\t: 0\n\n\
                    processor\t: 1\nphysical id\t: 0\ncore id\t: 0\n\nprocessor\t: 2\nphysical id\t: 1\ncore id\t: 0\n";
        let cpu = Cpu::of(text);
        assert_eq!((cpu.cores, cpu.threads, cpu.model.as_deref()), (Some(2), Some(3), Some("Example 9")));
        let arm = Cpu::of("processor\t: 0\nBogoMIPS\t: 38.40\nprocessor\t: 1\n\nHardware\t: Example SM8\n");
        assert_eq!((arm.cores, arm.model.as_deref()), (Some(2), Some("Example SM8")));
        assert_eq!(Cpu::of("nonsense"), Cpu::default());
    }
}
