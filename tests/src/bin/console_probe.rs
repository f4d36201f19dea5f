//! A console without a window, for tests that kill it: `console_probe FOLDER BEGUN`.
//!
//! FOLDER has its data, BEGUN (milliseconds since 1970) is when its fast clock began to run. What
//! it reads and prints is described at `farhand_acceptance::Asked`.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env());
    log.with_writer(std::io::stderr).init();
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &'static str| arguments.next().context(what);
    let folder = next("the first argument is a folder")?;
    let begun = next("the second argument is a time")?.parse()?;
    farhand_acceptance::answer_asked(folder.as_ref(), begun).await
}
