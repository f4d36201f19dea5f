//! From the start of the console to a usable queue, and its memory.
//!
//! The console is signed in from an earlier run; twelve sessions wait. The time runs from the
//! start of the process until the screen looks as it does seconds later: rows, texts and buttons
//! are drawn then, and so the queue can be used. The screen is Xvfb's, drawn by the processor,
//! and it is read from outside: nothing in the console knows that it is measured. The programs'
//! files are in the computer's memory already; the very first start is a row of its own.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::Extent;
use super::desk::Desk;
use crate::frames::Film;
use crate::processes::{Program, family, proportional_kb, wait_for};
use crate::report::{Report, Row};
use crate::samples::Samples;

/// How often.
const ROUNDS: usize = 15;
/// Sessions that wait.
const WAITING: usize = 12;
/// How long the screen is watched, and its last part, in which only clocks and carets change.
const FILM: Duration = Duration::from_secs(7);
const TAIL: Duration = Duration::from_millis(2500);
/// The design's limit, in milliseconds.
const BUDGET: f64 = 1000.0;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let desk = Desk::prepare(async |seed| seed.waiting(WAITING).await).await?;
    check(&desk).await?;
    let (first, _) = start(&desk).await?;
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..extent.of(ROUNDS) {
        let (time, kilobytes) = start(&desk).await?;
        times.push(time);
        memory.push(kilobytes);
    }
    let mut report = Report::new("cold");
    let (times, memory) = (Samples::new(times), Samples::of_ms(memory));
    let (name, count) = ("process start to the complete picture of the queue", times.count());
    report.add(Row::new(format!("{name}, p50 of {count}"), times.percentile(50), "ms").within(BUDGET));
    report.add(Row::new(format!("{name}, longest of {count}"), times.max(), "ms"));
    report.add(Row::new(format!("{name}, first start on this desktop"), first.as_secs_f64() * 1000.0, "ms"));
    let name = "memory of console and web view (PSS) with the queue shown, p50";
    report.add(Row::new(name, memory.percentile(50) / 1000.0, "MB"));
    Ok(report)
}

/// Makes sure that what will be on the screen is the queue.
async fn check(desk: &Desk) -> Result<()> {
    let window = desk.window().await?;
    let script = format!("return document.querySelectorAll('[role=row]').length >= {}", WAITING.min(5));
    window.until("the queue", &script).await?;
    window.close().await
}

/// Starts the console once. Answers when its picture was complete, and how much memory it takes
/// at the end of the film.
async fn start(desk: &Desk) -> Result<(Duration, f64)> {
    let mut command: Command = desk.desktop.command(&desk.console);
    command.arg("--data").arg(desk.data());
    let film = tokio::spawn(watch(desk.desktop.picture()));
    let started = Instant::now();
    let mut console = Program::start(&mut command)?;
    let film = film.await??;
    console.still_runs()?;
    let members = family(console.pid())?;
    let memory = members.iter().map(|pid| proportional_kb(*pid)).sum::<Result<f64>>()?;
    let complete = film.complete(TAIL)?;
    ensure!(complete > started, "the screen was complete before the start");
    drop(console);
    gone(&members).await?;
    Ok((complete - started, memory))
}

async fn watch(picture: std::path::PathBuf) -> Result<Film> {
    Film::of(&picture, FILM).await
}

/// The web view's processes end by themselves after the console.
async fn gone(members: &[u32]) -> Result<()> {
    let alive = |pid: &u32| Path::new(&format!("/proc/{pid}")).exists();
    let ended = || Ok((!members.iter().any(alive)).then_some(()));
    wait_for("the end of the web view", Duration::from_secs(10), ended).await
}
