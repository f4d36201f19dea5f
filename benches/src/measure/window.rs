//! Frame times in the real window: a queue of 10,000 rows, a chat of 100,000 messages.
//!
//! Scripts in the page move the lists frame by frame and note how long the page's thread is busy
//! with each frame. The pages are those of the release build in the release console; the screen is
//! Xvfb's, drawn by the processor. Earlier messages are loaded while one scrolls up, a page at a
//! time, as people have it; after that all of them are loaded and the whole is scrolled. The frames
//! at rest, in which nothing moves, show what the computer itself adds.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Extent;
use super::desk::Desk;
use crate::report::{Report, Row};
use crate::samples::Samples;
use crate::webdriver::Window;

/// Sessions that wait.
const ROWS: usize = 10_000;
/// Messages in the chat.
const MESSAGES: usize = 100_000;
/// Frames of each movement.
const FRAMES: usize = 600;
/// Keys that are typed.
const KEYS: usize = 60;
/// Pixels in a frame: a fast wheel.
const STEP: u32 = 120;
/// The design's limit for a frame, in milliseconds.
const BUDGET: f64 = 16.0;
/// Longer than this and the screen has shown one picture twice (at 60 in a second).
const TWICE: f64 = 25.0;
/// How long loading the whole chat may take.
const LOADING: Duration = Duration::from_secs(420);

/// Pixels that every message has at least.
const LOWEST: f64 = 24.0;

const QUEUE: &str = ".vlist.wlist";
const CHAT: &str = ".vlist.log";
const FIELD: &str = ".composer textarea";

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("window");
    queue(extent, &mut report).await.context("the queue")?;
    chat(extent, &mut report).await.context("the chat")?;
    Ok(report)
}

async fn queue(extent: Extent, report: &mut Report) -> Result<()> {
    let rows = extent.of(ROWS);
    let desk = Desk::prepare(async |seed| seed.waiting(rows).await).await?;
    let window = desk.window().await?;
    window.until("the queue", &rows_of(QUEUE)).await?;
    let movements = [("at rest", json!(0)), ("scrolling", json!(STEP)), ("jumping", json!("jump"))];
    for (how, step) in movements {
        let moved = scroll(&window, QUEUE, extent, step).await?;
        moved.add(report, &format!("queue of {rows}, {how}"));
    }
    window.close().await
}

async fn chat(extent: Extent, report: &mut Report) -> Result<()> {
    let messages = extent.of(MESSAGES);
    let desk = Desk::prepare(async |seed| seed.talk(messages).await.map(|_| ())).await?;
    let window = desk.window().await?;
    window.until("the chat", &rows_of(CHAT)).await?;
    let moved = scroll(&window, CHAT, extent, json!(STEP)).await?;
    moved.add(report, &format!("chat of {messages}, scrolling up while it loads"));
    let passed = load(&window, messages).await?;
    report.add(Row::new(format!("chat of {messages}, scrolled to its first message"), passed, "ms"));
    for (how, step) in [("scrolling", json!(STEP)), ("jumping", json!("jump"))] {
        let moved = scroll(&window, CHAT, extent, step).await?;
        moved.add(report, &format!("chat of {messages}, all loaded, {how}"));
    }
    let echoes = type_keys(&window, extent.of(KEYS)).await?;
    let name = format!("chat of {messages}, all loaded, typing echo");
    report.add(Row::new(format!("{name}, p50 of {}", echoes.count()), echoes.percentile(50), "ms"));
    report.add(
        Row::new(format!("{name}, p95 of {}", echoes.count()), echoes.percentile(95), "ms").within(BUDGET),
    );
    report.add(Row::new(format!("{name}, longest"), echoes.max(), "ms"));
    window.close().await
}

fn rows_of(list: &str) -> String {
    format!("return document.querySelectorAll('{list} .vlist-row').length > 0")
}

/// The frames of one movement, in milliseconds.
#[derive(Deserialize)]
struct Moved {
    between: Vec<f64>,
    busy: Vec<f64>,
}

impl Moved {
    fn add(self, report: &mut Report, name: &str) {
        let (between, busy) = (Samples::of_ms(self.between), Samples::of_ms(self.busy));
        let count = busy.count();
        report.add(Row::new(
            format!("{name}, page busy per frame, p50 of {count}"),
            busy.percentile(50),
            "ms",
        ));
        report.add(Row::new(format!("{name}, page busy per frame, p99"), busy.percentile(99), "ms"));
        report
            .add(Row::new(format!("{name}, page busy per frame, longest"), busy.max(), "ms").within(BUDGET));
        report.add(Row::new(format!("{name}, between frames, p50"), between.percentile(50), "ms"));
        report.add(Row::new(format!("{name}, between frames, p99"), between.percentile(99), "ms"));
        let late = u32::try_from(between.longer_than(TWICE)).unwrap_or(u32::MAX);
        report.add(Row::new(
            format!("{name}, frames more than {TWICE} ms after the last"),
            f64::from(late),
            "",
        ));
    }
}

async fn scroll(window: &Window, list: &str, extent: Extent, step: Value) -> Result<Moved> {
    let arguments = [json!(list), json!(extent.of(FRAMES)), step];
    let moved = window.run_until_done(include_str!("scroll.js"), &arguments).await?;
    let moved: Moved = serde_json::from_value(moved)?;
    ensure!(!moved.busy.is_empty() && !moved.between.is_empty(), "no frames were measured");
    Ok(moved)
}

#[derive(Deserialize)]
struct Loaded {
    height: f64,
    passed: f64,
    whole: bool,
}

/// Loads the whole chat. Answers the milliseconds that it took.
async fn load(window: &Window, messages: usize) -> Result<f64> {
    let limit = u64::try_from(LOADING.as_millis())?;
    let loaded = window.run_until_done(include_str!("load.js"), &[json!(CHAT), json!(limit)]).await?;
    let loaded: Loaded = serde_json::from_value(loaded)?;
    ensure!(loaded.whole, "the chat was not loaded within {} s", LOADING.as_secs());
    let least = f64::from(u32::try_from(messages)?) * LOWEST;
    ensure!(loaded.height >= least, "the list is {} pixels high: not everything is in it", loaded.height);
    Ok(loaded.passed)
}

async fn type_keys(window: &Window, count: usize) -> Result<Samples> {
    window.run(include_str!("typing.js"), &[json!(FIELD)]).await?;
    for key in "the quick brown fox ".chars().cycle().take(count) {
        window.type_into(FIELD, &key.to_string()).await?;
    }
    window.until("the last echo", &format!("return window.echoes.length >= {count}")).await?;
    let echoes: Vec<f64> = serde_json::from_value(window.run("return window.echoes", &[]).await?)?;
    Ok(Samples::of_ms(echoes))
}
