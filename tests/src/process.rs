//! A program of its own that a test starts, talks to line by line, and kills.

use std::env;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
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

    /// Ends its input and waits until it has ended by itself.
    pub(crate) async fn end(self) -> Result<()> {
        let Self { mut child, input, .. } = self;
        drop(input);
        let status = child.wait().await?;
        ensure!(status.success(), "the program has ended badly: {status}");
        Ok(())
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

/// One of the project's programs: what the environment names (`FARHAND_APPLIANCE`), or what lies in
/// the target folder that this test was built in.
pub(crate) fn built(name: &str) -> Result<PathBuf> {
    let beside = || {
        let test = env::current_exe().ok()?;
        let profile = test.parent()?.parent()?;
        Some(profile.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
    };
    let variable = name.replace('-', "_").to_uppercase();
    let program = env::var_os(&variable).map(PathBuf::from).or_else(beside);
    let program = program.context("the test does not know where it lies")?;
    let missing = || {
        let place = program.display();
        format!("no program at {place}: `cargo build -p {name}` makes it, or set {variable}")
    };
    ensure!(program.is_file(), missing());
    Ok(program)
}
