//! Programs of others that a test runs beside ours: X servers, VNC agents, terminals.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, thread};

use rustix::process::{Pid, Signal, kill_process};

/// How long a program has for ending in good order.
const LEAVING: Duration = Duration::from_secs(3);

/// A program that runs until this is dropped.
pub struct Program {
    child: Child,
    /// Behind a lock only so that what holds a program can be lent to other threads.
    lines: Mutex<Receiver<String>>,
    printed: Vec<String>,
}

impl Program {
    /// Starts one that the Debian package has; what it prints is kept, what it complains of goes
    /// nowhere.
    ///
    /// # Panics
    /// When it is not there: names the package.
    #[must_use]
    pub fn start(package: &str, command: &mut Command) -> Self {
        Self::spawn(package, command.stderr(Stdio::null()))
    }

    /// Starts one of ours. Its log goes where the test's own errors go; `RUST_LOG` says how much of
    /// it.
    pub(crate) fn start_ours(name: &str, command: &mut Command) -> Self {
        if env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", "off");
        }
        Self::spawn(name, command)
    }

    fn spawn(package: &str, command: &mut Command) -> Self {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| missing(package, command, &error));
        let output = child.stdout.take().expect("its output is read");
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines: Mutex::new(lines), printed: Vec::new() }
    }

    /// Runs one to its end.
    ///
    /// # Panics
    /// When it is not there: names the package.
    #[must_use]
    pub fn run(package: &str, command: &mut Command) -> Output {
        let output = command.stdin(Stdio::null()).output();
        output.unwrap_or_else(|error| missing(package, command, &error))
    }

    /// What it has printed so far.
    pub fn printed(&mut self) -> &[String] {
        let lines = self.lines.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.printed.extend(lines.try_iter());
        &self.printed
    }

    /// Writes to its input.
    ///
    /// # Panics
    /// When it has ended.
    pub fn say(&mut self, text: &str) {
        let input = self.child.stdin.as_mut().expect("its input is open");
        input.write_all(text.as_bytes()).and_then(|()| input.flush()).expect("the program reads");
    }

    /// Ends its input.
    pub fn close_input(&mut self) {
        self.child.stdin = None;
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The process group that it leads, if it was started as the leader of one.
    pub(crate) fn group(&self) -> Option<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended already.
            let _gone = kill_process(pid, signal);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.signal(Signal::TERM);
        let asked = Instant::now();
        while !self.ended() && asked.elapsed() < LEAVING {
            thread::sleep(Duration::from_millis(5));
        }
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn missing(package: &str, command: &Command, error: &io::Error) -> ! {
    let name = command.get_program().to_string_lossy();
    panic!("{name} cannot be started ({error}): the Debian package {package} has it")
}
