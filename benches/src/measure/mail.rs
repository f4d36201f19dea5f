//! Invitations by email, taken by a Postfix of our own on loopback.
//!
//! First one at a time: from the request that sends an invitation until the appliance says that the
//! mail server has taken it; asking for that every millisecond is part of the time. Then a crowd that
//! was queued before the appliance started: until all are handed over.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use farhand_appliance::mail::{MailSettings, MailTls};
use farhand_protocol::auth::{SignIn, SignedIn};
use farhand_protocol::keys::{InvitationState, Key, NewInvitations, NewKey};
use farhand_protocol::{KeyId, QueueId};
use reqwest::{Client, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{sleep, timeout};

use super::Extent;
use crate::appliance::Appliance;
use crate::report::{Report, Row};
use crate::samples::Samples;
use crate::seed::{Account, Seed};

/// How often one is sent.
const ROUNDS: usize = 100;
/// How many wait together, to as many of a key as there may be.
const CROWD: usize = 1000;
const EACH: usize = 10;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(1);
/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(300);

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let relay = Relay::start()?;
    let mut report = Report::new("mail");
    let times = one_by_one(&relay, extent.of(ROUNDS)).await?;
    report.add_times("send click to taken by the mail server", &Samples::new(times), &[]);
    let count = extent.of(CROWD);
    let took = crowd(&relay, count).await?;
    report.add(Row::new(format!("{count} queued invitations handed over"), took.as_secs_f64(), "s"));
    report.add(Row::new("of the crowd in a second", count as f64 / took.as_secs_f64(), "/s"));
    Ok(report)
}

async fn one_by_one(relay: &Relay, rounds: usize) -> Result<Vec<Duration>> {
    let folder = tempfile::tempdir()?;
    let (seed, account) = Seed::site(folder.path()).await?;
    seed.mail(relay.settings()).await?;
    drop(seed);
    let appliance = Appliance::serve(folder.path()).await?;
    let console = Console::sign_in(appliance.base(), &account).await?;
    let mut times = Vec::new();
    for round in 0..rounds {
        let key: Key = console.ask(Method::POST, "/keys", &NewKey::into_queue(QueueId::General)).await?;
        let invitations = invitations(round, 1);
        let clicked = Instant::now();
        let path = format!("/keys/{}/invitations", key.id.0);
        console.ask::<Key>(Method::POST, &path, &invitations).await?;
        console.sent(key.id).await?;
        times.push(clicked.elapsed());
    }
    Ok(times)
}

async fn crowd(relay: &Relay, count: usize) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let (seed, account) = Seed::site(folder.path()).await?;
    seed.mail(relay.settings()).await?;
    let mut keys = Vec::new();
    for number in 0..count.div_ceil(EACH) {
        keys.push(seed.invite(invitations(number, EACH.min(count))).await?);
    }
    drop(seed);
    let appliance = Appliance::serve(folder.path()).await?;
    let began = Instant::now();
    let console = Console::sign_in(appliance.base(), &account).await?;
    for key in keys {
        console.sent(key).await?;
    }
    Ok(began.elapsed())
}

fn invitations(number: usize, each: usize) -> NewInvitations {
    NewInvitations {
        recipients: (0..each).map(|to| format!("customer-{number}-{to}@example.com")).collect(),
        template: None,
        language: None,
        line: Some("It is about the mail sync we spoke about this morning.".to_owned()),
    }
}

/// What a console asks, without the console.
struct Console {
    http: Client,
    base: String,
    token: String,
}

impl Console {
    async fn sign_in(base: &str, account: &Account) -> Result<Self> {
        let http = Client::builder().timeout(LIMIT).build()?;
        let mut console = Self { http, base: format!("{base}/api/v1"), token: String::new() };
        let sign_in =
            SignIn { user_name: account.user_name.clone(), password: account.password.clone(), code: None };
        console.token = console.ask::<SignedIn>(Method::POST, "/sign-in", &sign_in).await?.token;
        Ok(console)
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: &impl Serialize) -> Result<T> {
        let request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        let key = farhand_appliance::random::secret::<16>();
        let answer = request.header("idempotency-key", key).json(body).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.text().await?);
        Ok(answer.json().await?)
    }

    /// Waits until all of a key's invitations are taken.
    async fn sent(&self, key: KeyId) -> Result<()> {
        let looking = async {
            loop {
                let key: Key = self.ask(Method::GET, &format!("/keys/{}", key.0), &()).await?;
                if key.invitations.iter().all(|invitation| invitation.state == InvitationState::Sent) {
                    return Ok(());
                }
                sleep(LOOK).await;
            }
        };
        timeout(LIMIT, looking).await.context("the invitations were not taken")?
    }
}

/// The tests' own Postfix. It ends when its input does.
struct Relay {
    program: Child,
    port: u16,
}

impl Relay {
    fn start() -> Result<Self> {
        let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/mail/postfix.py");
        let mut command = Command::new("python3");
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut program = command.spawn().context("python3")?;
        let mut line = String::new();
        BufReader::new(program.stdout.take().context("it is piped")?).read_line(&mut line)?;
        let port = line.trim().parse().with_context(|| format!("Postfix does not start: {line}"));
        if port.is_err() {
            program.wait()?;
        }
        Ok(Self { program, port: port? })
    }

    fn settings(&self) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: MailTls::None,
            plain_text_allowed: false,
            user: None,
            from: "no-reply@example.com".to_owned(),
            from_name: None,
            reply_to: None,
            authorities: None,
            time_zone: None,
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.program.stdin.take());
        // It says itself what is wrong.
        let _ = self.program.wait();
    }
}
