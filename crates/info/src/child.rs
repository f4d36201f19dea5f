//! Programs of the system that tell what no file does. Each has a deadline, and says no more than is
//! wanted; it is ended then.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::known::{Gap, Known};

/// What a program prints, at most so many bytes of it.
pub(crate) fn output(program: &str, arguments: &[&str], patience: Duration, most: u64) -> Known<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.env("LC_ALL", "C");
    let mut child = command.spawn()?;
    let printed = printed(&mut child, patience, most);
    // It has ended by itself, or is too slow, or says too much.
    let _ended = child.kill();
    let status = child.wait()?;
    let bytes = printed?;
    if bytes.is_empty() && !status.success() {
        return Err(Gap::Unknown);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn printed(child: &mut Child, patience: Duration, most: u64) -> Known<Vec<u8>> {
    let out = child.stdout.take().ok_or(Gap::Unknown)?;
    let (done, waits) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = out.take(most).read_to_end(&mut bytes);
        // Nobody waits any more when it took too long.
        let _late = done.send(read.map(|_| bytes));
    });
    let read = waits.recv_timeout(patience).map_err(|_| Gap::Unknown)?;
    Ok(read?)
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::Instant;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn what_it_prints_is_told() {
        assert_eq!(output("echo", &["a", "b"], PATIENCE, 100), Ok("a b\n".to_owned()));
        assert_eq!(output("false", &[], PATIENCE, 100), Err(Gap::Unknown));
        assert_eq!(output("there-is-no-such-program", &[], PATIENCE, 100), Err(Gap::NotSupported));
    }

    #[test]
    fn one_that_never_ends_or_never_stops_talking_is_ended() {
        let begun = Instant::now();
        assert_eq!(output("sleep", &["60"], Duration::from_millis(50), 100), Err(Gap::Unknown));
        assert_eq!(output("yes", &[], PATIENCE, 6), Ok("y\ny\ny\n".to_owned()));
        assert!(begun.elapsed() < PATIENCE);
    }
}
