//! `serve`: the server itself.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

use super::Data;
use crate::config::{AgentsConfig, Config, ConfigFile, TlsFiles};
use crate::http::network::Network;
use crate::{Appliance, Running};

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A configuration file (TOML)
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The TLS certificate and those above it (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The address that people use ("https://support.example.com")
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Where to listen for VNC agents that dial out (UltraVNC repeater, mode 2; usually port 5500)
    #[arg(long, value_name = "ADDR:PORT")]
    agent_listen: Option<SocketAddr>,
    /// The ports that are made for one agent each ("5600-5699"); any free ones without
    #[arg(long, value_name = "FIRST-LAST", value_parser = ports, requires = "agent_listen")]
    agent_ports: Option<Ports>,
    /// Writes the log as JSON
    #[arg(long)]
    log_json: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Result<()> {
        self.start_log();
        let running = Appliance::start(self.config()?).await?;
        println!("listening on {}", address(&running));
        stop_signal().await?;
        tracing::info!("stopping");
        running.shutdown().await;
        Ok(())
    }

    fn config(self) -> Result<Config> {
        let file = match &self.config {
            None => ConfigFile::default(),
            Some(path) => {
                let context = || format!("the configuration {} cannot be read", path.display());
                let text = std::fs::read_to_string(path).with_context(context)?;
                toml::from_str(&text).with_context(context)?
            }
        };
        let host = file.agents.as_ref().and_then(|agents| agents.host.clone());
        let ports = self.agent_ports.map(|ports| ports.0);
        let agents = self.agent_listen.map(|listen| AgentsConfig { listen, ports, host });
        let given = self.tls_cert.zip(self.tls_key).map(|(cert, key)| TlsFiles { cert, key });
        Ok(Config {
            data: self.data.data,
            listen: self.listen,
            tls: given.or(file.tls),
            behind_proxy: file.behind_proxy,
            trusted_proxies: file.trusted_proxies.unwrap_or_else(Network::loopback),
            public_url: self.public_url.or(file.public_url),
            agents: agents.or(file.agents),
            caps: file.caps,
            files: file.files,
            mail: file.mail,
        })
    }

    /// The log goes to the standard error; `RUST_LOG` chooses how much.
    fn start_log(&self) {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        let log = log.with_ansi(std::io::stderr().is_terminal());
        if self.log_json { log.json().init() } else { log.init() }
    }
}

/// The first and the last of some ports.
#[derive(Clone, Copy, Debug)]
struct Ports([u16; 2]);

fn ports(text: &str) -> Result<Ports, &'static str> {
    let form = "two ports like 5600-5699";
    let (first, last) = text.split_once('-').ok_or(form)?;
    let ports = [first.parse().map_err(|_| form)?, last.parse().map_err(|_| form)?];
    if ports[0] <= ports[1] { Ok(Ports(ports)) } else { Err(form) }
}

fn address(running: &Running) -> String {
    let scheme = if running.app().config.tls.is_some() { "https" } else { "http" };
    format!("{scheme}://{}", running.addr())
}

#[cfg(unix)]
async fn stop_signal() -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stop_signal() -> Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
