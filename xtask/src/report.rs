//! Named steps, run one after the other, and what came of them.
//!
//! A failing step does not hide what the later ones would have said: they still run, unless the
//! caller asked to stop at the first failure. The command as a whole then fails.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::tally::{self, Runner, Tally};

/// What the steps so far came to.
pub struct Report {
    stop_at_failure: bool,
    failed: Vec<String>,
    counted: Vec<Option<Tally>>,
}

impl Report {
    /// A report without steps. With `stop_at_failure` the first failing step ends the command.
    pub fn new(stop_at_failure: bool) -> Self {
        Self { stop_at_failure, failed: Vec::new(), counted: Vec::new() }
    }

    /// Does one step. Fails only when it failed and the command is to stop there.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = work();
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => println!("== {name}: done in {seconds:.1} s"),
            Err(error) => {
                println!("== {name}: FAILED after {seconds:.1} s: {error:#}");
                self.failed.push(name.to_owned());
                if self.stop_at_failure {
                    bail!("stopped at the first failing step: {name}");
                }
            }
        }
        Ok(())
    }

    /// Runs one program as a step.
    pub fn run(&mut self, name: &str, command: &mut Command) -> Result<()> {
        self.step(name, || process::run(command))
    }

    /// Runs one test runner as a step and counts its tests.
    pub fn tests(&mut self, name: &str, runner: Runner, command: &mut Command) -> Result<()> {
        let mut counted = None;
        let outcome = self.step(name, || {
            let (tally, outcome) = watch(runner, command)?;
            counted = tally;
            outcome
        });
        self.counted.push(counted);
        outcome
    }

    /// Prints the sum, where there is one, and fails when a step failed.
    pub fn finish(self) -> Result<()> {
        println!();
        if let Some(sum) = self.sum() {
            println!("{} passed, {} failed", sum.passed, sum.failed);
        }
        if !self.failed.is_empty() {
            bail!("these steps failed: {}", self.failed.join(", "));
        }
        println!("every step is done");
        Ok(())
    }

    /// All tests together; `None` when a step kept its count to itself, or none was a test.
    fn sum(&self) -> Option<Tally> {
        let counted: Option<Vec<Tally>> = self.counted.iter().copied().collect();
        counted?.into_iter().reduce(|sum, tally| sum + tally)
    }
}

/// Runs a test runner, passing its output on, and reads its closing lines.
fn watch(runner: Runner, command: &mut Command) -> Result<(Option<Tally>, Result<()>)> {
    let line = process::shown(command);
    println!("> {line}");
    if io::stdout().is_terminal() {
        // The runner sees a pipe and would leave the colours out.
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start `{line}`"))?;
    let output = child.stdout.take().context("the runner has no output")?;
    let errors = child.stderr.take().context("the runner has no error output")?;
    let output = thread::spawn(move || pass_on(runner, output, io::stdout()));
    let errors = thread::spawn(move || pass_on(runner, errors, io::stderr()));
    let status = child.wait()?;
    let tallies = [output, errors].map(finished);
    let tally = tallies.into_iter().flatten().reduce(|sum, tally| sum + tally);
    let outcome = if status.success() { Ok(()) } else { Err(anyhow::anyhow!("`{line}` failed ({status})")) };
    Ok((tally, outcome))
}

/// What a reader counted. The runner has ended: a program that it left behind may still hold the
/// pipe, so a reader gets a moment only to come to the end.
fn finished(reader: thread::JoinHandle<Option<Tally>>) -> Option<Tally> {
    let deadline = Instant::now() + Duration::from_secs(5);
    while !reader.is_finished() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
    }
    if !reader.is_finished() {
        return None;
    }
    reader.join().ok().flatten()
}

/// Copies line by line and adds up the counts it comes by.
fn pass_on(runner: Runner, from: impl Read, mut to: impl Write) -> Option<Tally> {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    let mut sum = None;
    while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // A closed terminal is no reason to stop counting.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        if let Some(tally) = tally::read(runner, &String::from_utf8_lossy(&line)) {
            sum = Some(sum.unwrap_or_default() + tally);
        }
        line.clear();
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_steps_run_and_the_command_still_fails() {
        let mut report = Report::new(false);
        let mut ran = false;
        report.step("first", || bail!("no")).expect("goes on");
        report
            .step("second", || {
                ran = true;
                Ok(())
            })
            .expect("goes on");
        assert!(ran);
        let error = report.finish().expect_err("a step failed");
        assert!(error.to_string().contains("first"));
    }

    #[test]
    fn the_first_failure_can_end_it() {
        let mut report = Report::new(true);
        assert!(report.step("first", || bail!("no")).is_err());
    }

    #[test]
    fn a_sum_is_given_only_when_every_runner_gave_its_count() {
        let tally = |passed| Some(Tally { passed, failed: 0 });
        let mut report = Report::new(false);
        assert_eq!(report.sum(), None);
        report.counted = vec![tally(2), tally(3)];
        assert_eq!(report.sum(), tally(5));
        report.counted.push(None);
        assert_eq!(report.sum(), None);
    }

    #[test]
    fn output_is_passed_on_unchanged_while_it_is_counted() {
        let printed = b"\xff odd bytes\ntest result: ok. 2 passed; 0 failed;\nno newline";
        let mut copy = Vec::new();
        let tally = pass_on(Runner::Cargo, &printed[..], &mut copy);
        assert_eq!(copy, printed);
        assert_eq!(tally, Some(Tally { passed: 2, failed: 0 }));
    }
}
