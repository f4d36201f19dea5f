//! A session whose customer has allowed pointer and keys, at the real appliance.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use farhand_protocol::SessionId;
use farhand_protocol::capability::{Capability, CapabilityState, CustomerAnswer};
use farhand_protocol::device::{
    Attach, AttachWith, Attached, DeviceAbilities, Elevation, NewDevice, Platform,
};
use farhand_protocol::screen::ScreenTicket;
use farhand_protocol::session::Session;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::display::Display;
use crate::appliance;
use crate::customer::{Browser, Customer};
use crate::line::{Desk, LIMIT};
use crate::measure::Site;
use crate::processes::Program;
use crate::seed::{Account, ISSUE};

/// A session and its representative.
pub struct Shared {
    desk: Desk,
    base: String,
    customer: Customer,
    elevation: Elevation,
    /// The session.
    pub lsid: SessionId,
}

impl Shared {
    /// An active session whose customer was asked to open the client.
    pub async fn begin(site: &Site) -> Result<Self> {
        Self::at(site.base(), site.account()).await
    }

    /// The same at the appliance at `base`.
    pub async fn at(base: &str, account: &Account) -> Result<Self> {
        let desk = Desk::sign_in(base, account).await?;
        let customer = Browser::new(base)?.begin(ISSUE, "Screen").await?;
        let snapshot = desk.snapshot().await?;
        let waiting = snapshot.sessions.iter().max_by_key(|session| session.created_at);
        let lsid = waiting.context("nobody waits")?.lsid.clone();
        let _: Value = desk.post(&format!("/sessions/{lsid}/accept"), &json!({})).await?;
        let elevation = desk.post(&format!("/sessions/{lsid}/elevate"), &json!({})).await?;
        Ok(Self { desk, base: base.to_owned(), customer, elevation, lsid })
    }

    /// The code with which a client joins.
    pub fn code(&self) -> &str {
        &self.elevation.code
    }

    /// Our own client shows this display, and allows everything.
    pub async fn with_client(&self, display: &Display) -> Result<Program> {
        let mut command: Command = Command::new(appliance::program("FARHAND_CLIENT", "farhand-client")?);
        command.args(["--headless", "--allow", "control", "--quiet", "--site", &self.base]);
        command.args(["--code", &self.elevation.code, "--display", display.name()]);
        let client = Program::start(&mut command)?;
        self.allowed().await?;
        Ok(client)
    }

    /// A VNC server that is a display dials in as an agent.
    pub async fn with_agent(&self, display: &Display) -> Result<()> {
        let agent = self.elevation.agent.as_ref().context("agents are not let in")?;
        let address = format!("127.0.0.1::{}", agent.own_port);
        let connected = display.command("vncconfig").args(["-connect", &address]).status()?;
        anyhow::ensure!(connected.success(), "vncconfig did not connect");
        self.allowed().await
    }

    /// Attaches a device that this program plays itself; answers its token.
    pub async fn with_script(&self) -> Result<String> {
        let abilities = DeviceAbilities {
            view: true,
            control: true,
            clipboard: true,
            annotations: false,
            files: farhand_protocol::device::FilesAbility::No,
            info: false,
        };
        let attach = Attach {
            id: None,
            with: AttachWith::Code { code: self.elevation.code.clone() },
            device: NewDevice {
                platform: Platform::Linux,
                name: "Scripted".to_owned(),
                version: "1".to_owned(),
                abilities,
            },
        };
        let http = reqwest::Client::builder().timeout(LIMIT).build()?;
        let request =
            http.post(format!("{}/device/attach", self.base)).header("content-type", "application/json");
        let answer = request.body(serde_json::to_vec(&attach)?).send().await?.error_for_status()?;
        let Attached { token, .. } = answer.json().await?;
        Ok(token)
    }

    /// Asks for control, has it allowed, and takes it.
    pub async fn allowed(&self) -> Result<()> {
        let end = Instant::now() + LIMIT;
        loop {
            let session = self.session().await?;
            match session.capabilities.get(Capability::Control) {
                CapabilityState::Granted { .. } => break,
                CapabilityState::Requested { ask, .. } => self.answer(*ask).await?,
                CapabilityState::Available => self.ask().await?,
                _ => {}
            }
            anyhow::ensure!(Instant::now() < end, "control was not allowed in time");
            sleep(Duration::from_millis(50)).await;
        }
        let _: Value =
            self.desk.post(&format!("/sessions/{}/drive", self.lsid), &json!({"drive": true})).await?;
        Ok(())
    }

    async fn ask(&self) -> Result<()> {
        let _: Value = self
            .desk
            .post(&format!("/sessions/{}/ask", self.lsid), &json!({"what": Capability::Control}))
            .await?;
        Ok(())
    }

    async fn answer(&self, ask: u64) -> Result<()> {
        self.customer
            .answer(CustomerAnswer { ask, allow: Some(Capability::Control), files: None, info: None })
            .await
    }

    async fn session(&self) -> Result<Session> {
        let snapshot = self.desk.snapshot().await?;
        let session = snapshot.sessions.into_iter().find(|session| session.lsid == self.lsid);
        session.context("the session is gone")
    }

    /// The path of a new stream of the screen, good once.
    pub async fn ticket(&self) -> Result<String> {
        let ticket: ScreenTicket =
            self.desk.post(&format!("/sessions/{}/screen/ticket", self.lsid), &json!({})).await?;
        Ok(format!("/api/v1/screen?ticket={}", ticket.ticket))
    }
}
