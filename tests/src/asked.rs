//! What the program `console_probe` is asked and tells: a line of JSON each, one after the other.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use farhand_core::contract::{Command, Payload, Topic, UiError, Update};
use farhand_engine::{Clock, Console, FileVault, SystemClock};
use farhand_protocol::Timestamp;
use farhand_protocol::files::DevicePath;
use farhand_testkit::FastClock;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};

use crate::desk::{SPEED, config};
use crate::quiet::Quiet;

/// A line to the probe.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Carry this out.
    Dispatch(Command),
    /// Show a topic's value.
    Look(Topic),
    /// Say what this is called in this computer's files.
    Locate(PathBuf),
}

/// The probe's answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "one is there at a time")]
pub enum Told {
    /// The command is taken up.
    Done,
    /// The command is refused.
    Refused(UiError),
    /// The topic's value.
    Shown(Payload),
    /// Where it is; none where it cannot be reached.
    Located(Option<DevicePath>),
}

/// What `console_probe` does: runs a console in `folder` and answers the lines that come, until
/// the input ends.
///
/// # Errors
/// When the console does not start, or a line is none of [`Asked`].
pub async fn answer_asked(folder: &Path, begun: i64) -> Result<()> {
    let vault = Arc::new(FileVault::new(folder.join("tokens.json")));
    let config = config(folder, clock(Timestamp(begun)));
    let console = Console::start(config, Arc::new(Quiet::new(vault, Arc::default(), folder))).await?;
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let told = match serde_json::from_str(&line)? {
            Asked::Dispatch(command) => match console.dispatch(command).await {
                Ok(()) => Told::Done,
                Err(error) => Told::Refused(error),
            },
            Asked::Look(topic) => Told::Shown(look(&console, topic).await?),
            Asked::Locate(path) => Told::Located(console.locate(vec![path]).await.pop()),
        };
        let mut out = stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&told)?)?;
        out.flush()?;
    }
    console.shutdown().await;
    Ok(())
}

/// A clock that has run fast since `begun`, also before this program started.
fn clock(begun: Timestamp) -> FastClock {
    let passed = Duration::from_millis(SystemClock::default().now().since(begun)) * SPEED;
    FastClock::new(begun.plus(u64::try_from(passed.as_millis()).unwrap_or(u64::MAX)), SPEED)
}

async fn look(console: &Console, topic: Topic) -> Result<Payload> {
    let seen = Arc::new(Mutex::new(None));
    let to = seen.clone();
    let first = move |update: Update| {
        to.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(update.payload);
        false
    };
    console.subscribe(topic, first).await;
    let payload = seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    payload.context("the topic has a value")
}
