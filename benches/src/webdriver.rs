//! The real window, driven through WebKit's own WebDriver server.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::appliance::free_address;
use crate::desktop::Desktop;
use crate::processes::Program;

/// How long a script in the page, and everything else, may take.
const SCRIPT: Duration = Duration::from_secs(480);
/// The key under which an element's name stands in an answer (W3C WebDriver, section 12).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window that is driven. It closes with this value.
pub struct Window {
    http: reqwest::Client,
    session: String,
    // Ends the console with it.
    driver: Program,
}

impl Window {
    /// Starts the console with these arguments and drives its window.
    pub async fn open(desktop: &Desktop, console: &Path, arguments: &[&str]) -> Result<Self> {
        let address = free_address()?;
        let (host, port) = address.rsplit_once(':').context("an address has a port")?;
        let mut command: Command = desktop.command("WebKitWebDriver");
        command.arg(format!("--host={host}")).arg(format!("--port={port}"));
        command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Program::start(&mut command).context("package webkit2gtk-driver")?;
        let http = reqwest::Client::builder().timeout(SCRIPT).build()?;
        let mut window = Self { http, session: format!("http://{address}/session"), driver };
        window.ready(&address).await?;
        let wanted = json!({
            "webkitgtk:browserOptions": {"binary": console, "args": arguments},
            "timeouts": {"script": u64::try_from(SCRIPT.as_millis())?},
        });
        let body = json!({"capabilities": {"alwaysMatch": wanted}});
        let opened = window.post("", &body).await.context("the window did not open")?;
        let id = opened["sessionId"].as_str().context("the driver named no session")?;
        window.session = format!("{}/{id}", window.session);
        Ok(window)
    }

    async fn ready(&self, address: &str) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(10);
        while self.http.get(format!("http://{address}/status")).send().await.is_err() {
            ensure!(Instant::now() < end, "the driver did not start in time");
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request =
            self.http.post(format!("{}{path}", self.session)).header(CONTENT_TYPE, "application/json");
        let answer = request.body(serde_json::to_vec(body)?).send().await?;
        let good = answer.status().is_success();
        let mut answer: Value = answer.json().await?;
        if !good {
            bail!("the window refused: {}", answer["value"]["message"]);
        }
        Ok(answer["value"].take())
    }

    /// The driver's process; the console and its web view are its children.
    pub fn pid(&self) -> u32 {
        self.driver.pid()
    }

    /// Runs a script in the page, and answers what it returns.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.post("/execute/sync", &json!({"script": script, "args": arguments})).await
    }

    /// Runs a script in the page, and answers what it gives to the function that is its last
    /// argument.
    pub async fn run_until_done(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        self.post("/execute/async", &json!({"script": script, "args": arguments})).await
    }

    /// Waits until a script answers something that is true.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            if self.run(script, &[]).await?.as_bool() == Some(true) {
                return Ok(());
            }
            ensure!(Instant::now() < end, "{what} did not come in time");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Types into the first element that a selector finds.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector})).await?;
        let element = found[ELEMENT].as_str().with_context(|| format!("there is no {selector}"))?;
        self.post(&format!("/element/{element}/value"), &json!({"text": text})).await?;
        Ok(())
    }

    /// Closes the window and ends the console.
    pub async fn close(self) -> Result<()> {
        let closed = self.http.delete(&self.session).send().await?;
        ensure!(closed.status().is_success(), "the window did not close");
        Ok(())
    }
}
