//! A program of its own that a test starts, talks to line by line, and kills.

use std::process::Stdio;

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A program that runs. It is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts it. Its log goes where the test's own errors go; `RUST_LOG` says how much of it.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        if std::env::var_os("RUST_LOG").is_none() {
            command.env("RUST_LOG", "off");
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let input = child.stdin.take().context("the program has no input")?;
        let output = child.stdout.take().context("the program has no output")?;
        Ok(Self { child, input, output: BufReader::new(output).lines() })
    }

    /// Sends a line.
    pub(crate) async fn say(&mut self, line: &str) -> Result<()> {
        self.input.write_all(format!("{line}\n").as_bytes()).await?;
        Ok(self.input.flush().await?)
    }

    /// The next line that it prints. Nothing is lost when this is dropped halfway.
    pub(crate) async fn line(&mut self) -> Result<String> {
        self.output.next_line().await?.context("the program has ended")
    }

    /// Kills it (SIGKILL) and answers what it had printed until then.
    pub(crate) async fn kill(mut self) -> Result<Vec<String>> {
        self.child.start_kill()?;
        self.child.wait().await?;
        let mut rest = Vec::new();
        while let Some(line) = self.output.next_line().await? {
            rest.push(line);
        }
        Ok(rest)
    }
}
