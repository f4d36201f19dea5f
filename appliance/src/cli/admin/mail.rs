//! `admin mail`: the site's mail server.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::{Subcommand, ValueEnum};

use super::super::password as ask;
use crate::mail::send::{MailLine, MailTimes, Server};
use crate::mail::{MailSettings, MailTls, address, message, password};
use crate::random;
use crate::store::{CustomerStore, MailStore};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Mail {
    /// Sets the mail server and the sender; everything that is not given is as if it never was
    Set(Box<Set>),
    /// Shows what is set
    Show,
    /// Sends no more invitations, and forgets the password
    Off,
    /// Sends a test message now, and says what the mail server has answered
    Test {
        /// Where to
        address: String,
    },
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Set {
    /// The mail server's host name
    host: String,
    /// The sender's address; the mail server must be allowed to send for its domain
    #[arg(long, value_name = "ADDRESS")]
    from: String,
    /// The sender's name; the site's without
    #[arg(long, value_name = "NAME")]
    from_name: Option<String>,
    /// Where answers go; to the sender without
    #[arg(long, value_name = "ADDRESS")]
    reply_to: Option<String>,
    /// How the connection is protected
    #[arg(long, value_enum, default_value = "starttls")]
    tls: Tls,
    /// The port; 587, 465 or 25 without, by how the connection is protected
    #[arg(long)]
    port: Option<u16>,
    /// Who signs in there; the password is asked for, or taken from `FARHAND_MAIL_PASSWORD`
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A file with the certificates (PEM) of the only authorities to trust, in place of the system's
    #[arg(long, value_name = "FILE")]
    authorities: Option<PathBuf>,
    /// In which time zone messages tell the time ("Europe/Berlin"); the computer's own without
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Allows plain text to another computer: everybody on the way can then use the invitations
    #[arg(long)]
    allow_plain_text: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Tls {
    /// Begins in plain text and must change to TLS before anything is said
    Starttls,
    /// TLS from the first byte
    Implicit,
    /// Plain text
    None,
}

impl Tls {
    fn port(self) -> u16 {
        match self {
            Tls::Starttls => 587,
            Tls::Implicit => 465,
            Tls::None => 25,
        }
    }
}

impl From<Tls> for MailTls {
    fn from(tls: Tls) -> Self {
        match tls {
            Tls::Starttls => MailTls::Starttls,
            Tls::Implicit => MailTls::Implicit,
            Tls::None => MailTls::None,
        }
    }
}

impl Mail {
    pub(super) async fn run(self, store: &(impl MailStore + CustomerStore), data: &Path) -> Result<()> {
        match self {
            Mail::Set(set) => set.run(store, data).await,
            Mail::Show => show(store).await,
            Mail::Off => {
                store.set_mail_settings(None).await?;
                Ok(password::forget(data)?)
            }
            Mail::Test { address } => test(store, data, &address).await,
        }
    }
}

impl Set {
    async fn run(self, store: &impl MailStore, data: &Path) -> Result<()> {
        let read = |path: &PathBuf| {
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let settings = MailSettings {
            host: self.host,
            port: self.port.unwrap_or(self.tls.port()),
            tls: self.tls.into(),
            plain_text_allowed: self.allow_plain_text,
            user: self.user,
            from: self.from,
            from_name: self.from_name,
            reply_to: self.reply_to,
            authorities: self.authorities.as_ref().map(read).transpose()?,
            time_zone: self.time_zone,
        };
        let settings = settings.checked().map_err(|why| anyhow!(why))?;
        match &settings.user {
            Some(user) => {
                let secret = ask::ask_once("FARHAND_MAIL_PASSWORD", &format!("Password for {user}"))?;
                password::keep(data, &secret).context("the password cannot be kept")?;
            }
            None => password::forget(data)?,
        }
        Ok(store.set_mail_settings(Some(settings)).await?)
    }
}

async fn show(store: &(impl MailStore + CustomerStore)) -> Result<()> {
    let Some(settings) = store.mail_settings().await? else {
        println!("mail: off; `admin mail set` sets the mail server");
        return Ok(());
    };
    let tls = match settings.tls {
        MailTls::Starttls => "STARTTLS",
        MailTls::Implicit => "TLS",
        MailTls::None => "plain text",
    };
    println!("mail: {} port {}, {tls}", settings.host, settings.port);
    println!("  from {}", settings.sender(&store.site().await?.name));
    println!("  answers to {}", settings.reply_to.as_deref().unwrap_or("the sender"));
    println!("  signs in as {}", settings.user.as_deref().unwrap_or("nobody"));
    let authorities = if settings.authorities.is_some() { "its own" } else { "the system's" };
    println!("  trusts {authorities} authorities");
    println!("  time zone {}", settings.time_zone.as_deref().unwrap_or("of the computer"));
    Ok(())
}

async fn test(store: &(impl MailStore + CustomerStore), data: &Path, to: &str) -> Result<()> {
    let to = address::checked(to).map_err(|why| anyhow!("{to:?} {why}"))?;
    let settings = store.mail_settings().await?.context("no mail server is set")?;
    let secret = password::read(data).context("the password cannot be read")?;
    let site = store.site().await?.name;
    let id = random::secret::<16>();
    let now = crate::clock::Clock::now(&crate::clock::SystemClock);
    let message = message::test(&settings, &site, &to, &id, now).map_err(|why| anyhow!(why))?;
    let place = format!("{} port {}", settings.host, settings.port);
    let server = Server::new(settings, secret, MailTimes::default()).map_err(|why| anyhow!(why))?;
    let mut line = MailLine::new(server.into());
    let sent = line.send(&message).await;
    line.close().await;
    let said = sent.map_err(|why| anyhow!("{place} has not taken the message: {why}"))?;
    println!("{place} has taken the message: {said}");
    Ok(())
}
