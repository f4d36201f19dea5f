//! Programs that are started for a measurement, and what Linux tells of their memory.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::time::{Instant, sleep, timeout};

/// Between two looks at something that is waited for.
const LOOK: Duration = Duration::from_millis(5);

/// How long a program may take until it says that it is ready.
const START: Duration = Duration::from_secs(20);

/// A running program, which ends with this value.
pub struct Program {
    child: Child,
    /// Kept open: a program that prints to nobody may end of it.
    _output: Option<BufReader<ChildStdout>>,
}

impl Program {
    /// Starts it.
    pub fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_owned();
        let child = command.spawn().with_context(|| format!("cannot start {}", name.display()))?;
        Ok(Self { child, _output: None })
    }

    /// Starts it and waits for the one line that it prints when it is ready.
    pub async fn announced(command: &mut Command) -> Result<(Self, String)> {
        let mut program = Self::start(command.stdin(Stdio::null()).stdout(Stdio::piped()))?;
        let mut output = BufReader::new(program.child.stdout.take().context("the output is piped")?);
        let reading = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            output.read_line(&mut line).map(|_| (line, output))
        });
        let (line, output) = timeout(START, reading).await.context("it did not start in time")???;
        ensure!(!line.trim().is_empty(), "it ended instead of starting");
        program._output = Some(output);
        Ok((program, line.trim().to_owned()))
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Fails when the program has ended by itself.
    pub fn still_runs(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("the program has ended: {status}"),
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until `found` answers something, at most `limit`.
pub async fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut found: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + limit;
    while Instant::now() < end {
        if let Some(value) = found()? {
            return Ok(value);
        }
        sleep(LOOK).await;
    }
    bail!("{what} did not happen within {} s", limit.as_secs())
}

/// Kilobytes (1,000 bytes) of memory that a process has in use, pages that it shares included.
pub fn resident_kb(pid: u32) -> Result<f64> {
    kilobytes(&format!("/proc/{pid}/status"), "VmRSS:")
}

/// Kilobytes (1,000 bytes) that a process has in use; a page shared by several counts for each
/// with its part (PSS).
pub fn proportional_kb(pid: u32) -> Result<f64> {
    kilobytes(&format!("/proc/{pid}/smaps_rollup"), "Pss:")
}

fn kilobytes(file: &str, field: &str) -> Result<f64> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file} (Linux only)"))?;
    field_kb(&text, field).with_context(|| format!("{file} has no {field}"))
}

/// The kernel writes kB and means 1,024 bytes.
fn field_kb(text: &str, field: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1.024)
}

/// A process and everything that it has started, directly or not.
pub fn family(pid: u32) -> Result<Vec<u32>> {
    let all: Vec<(u32, u32)> = fs::read_dir("/proc")
        .context("cannot read /proc (Linux only)")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)?)))
        .collect();
    let mut family = vec![pid];
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        family.extend(all.iter().filter(|(_, parent)| *parent == member).map(|(pid, _)| *pid));
        next += 1;
    }
    Ok(family)
}

/// The fourth field of `/proc/PID/stat`; the second is a name in brackets that may hold anything.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_thousands_of_bytes() {
        let status = "Name:\tx\nVmHWM:\t  3000 kB\nVmRSS:\t    2000 kB\n";
        assert_eq!(field_kb(status, "VmRSS:"), Some(2048.0));
        assert_eq!(field_kb(status, "Pss:"), None);
    }

    #[test]
    fn a_parent_is_found_behind_any_name() {
        assert_eq!(parent("12 (a) b) (c)) S 7 12 12 0 -1"), Some(7));
        assert_eq!(parent("12 no name"), None);
    }

    #[tokio::test]
    async fn what_never_happens_is_an_error() {
        let waited = wait_for("rain", Duration::from_millis(10), || Ok(None::<()>)).await;
        assert!(waited.is_err_and(|error| error.to_string().starts_with("rain did not happen")));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_program_is_ready_when_it_has_said_so() {
        let mut command = Command::new("sh");
        let (_program, line) =
            Program::announced(command.args(["-c", "echo ready; sleep 60"])).await.expect("a shell");
        assert_eq!(line, "ready");
        assert!(Program::announced(&mut Command::new("true")).await.is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_belongs_to_the_family_until_it_is_dropped() {
        let me = std::process::id();
        let child = Program::start(Command::new("sleep").arg("60")).expect("sleep");
        let pid = child.pid();
        assert!(family(me).expect("/proc").contains(&pid));
        drop(child);
        assert!(!family(me).expect("/proc").contains(&pid));
    }
}
