//! What the administrator configures: command line first, then the file, then these defaults.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use crate::domain::file_limits::FileLimits;
use crate::http::network::Network;
use crate::mail::send::MailTimes;

/// Certificate and key, as PEM files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate and those above it.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// How much is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Caps {
    /// Connections at a time.
    pub connections: usize,
    /// Sign-ins per minute and source.
    pub sign_ins_per_minute: u32,
    /// Requests per second and account; twice as many at once.
    pub requests_per_second: u32,
    /// Requests per second and source on the portal; four times as many at once.
    pub visits_per_second: u32,
    /// Seconds that the handshake between a screen's viewer and the device may take, somebody's typing
    /// of a password included.
    pub screen_handshake_s: u32,
    /// Days for which the log is kept for consoles that resume.
    pub log_days: u32,
}

impl Caps {
    /// See [`Caps::screen_handshake_s`].
    #[must_use]
    pub fn screen_handshake(&self) -> Duration {
        Duration::from_secs(self.screen_handshake_s.into())
    }
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            connections: 20_000,
            sign_ins_per_minute: 20,
            requests_per_second: 200,
            visits_per_second: 200,
            screen_handshake_s: 180,
            log_days: 7,
        }
    }
}

/// How VNC agents that dial out reach the appliance. Sites must also have switched them on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentsConfig {
    /// Where to listen for those that name their session (UltraVNC repeater, mode 2; its usual port
    /// is 5500); port 0 takes a free one. The address is also that of the ports below.
    pub listen: SocketAddr,
    /// The first and last of the ports that are made for one session each; any free ones, unless
    /// set.
    #[serde(default)]
    pub ports: Option<[u16; 2]>,
    /// The host name that agents are told; that of `public_url`, unless set.
    #[serde(default)]
    pub host: Option<String>,
}

/// The whole configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The folder with the database.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// TLS, unless plain HTTP on loopback or behind a proxy.
    pub tls: Option<TlsFiles>,
    /// Whether a reverse proxy speaks TLS for us.
    pub behind_proxy: bool,
    /// Where such proxies are: their `X-Forwarded-For` is believed. This computer, unless set.
    pub trusted_proxies: Vec<Network>,
    /// The address that people use ("https://support.example.com"). May only be left out on
    /// loopback, where it is the address that is listened on.
    pub public_url: Option<String>,
    /// How VNC agents reach the appliance; nothing listens for them, unless set.
    pub agents: Option<AgentsConfig>,
    /// How much is allowed.
    pub caps: Caps,
    /// How much may be uploaded. Sites may allow less.
    pub files: FileLimits,
    /// How long handing a message over to the mail server may take.
    pub mail: MailTimes,
}

impl Config {
    /// The defaults: plain HTTP on a free loopback port.
    #[must_use]
    pub fn loopback(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: None,
            behind_proxy: false,
            trusted_proxies: Network::loopback(),
            public_url: None,
            agents: None,
            caps: Caps::default(),
            files: FileLimits::default(),
            mail: MailTimes::default(),
        }
    }

    /// Whether only `public_url` is the own origin, and not whatever host name was asked for.
    #[must_use]
    pub fn fixed_origin(&self) -> bool {
        self.public_url.is_some()
    }

    /// The proxies whose word counts.
    #[must_use]
    pub fn proxies(&self) -> &[Network] {
        if self.behind_proxy { &self.trusted_proxies } else { &[] }
    }

    /// The appliance's own origin when it listens on `addr`, in the form in which browsers name it.
    #[must_use]
    pub fn origin(&self, addr: SocketAddr) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let given = self.public_url.as_deref().and_then(origin);
        given.map_or_else(|| format!("{scheme}://{addr}"), |url| url.origin().ascii_serialization())
    }

    /// # Errors
    /// Names what must not be served as configured.
    pub fn check(&self) -> Result<(), &'static str> {
        let outside = !self.listen.ip().is_loopback();
        if outside && self.tls.is_none() && !self.behind_proxy {
            return Err("plain HTTP is only served on a loopback address: give a certificate and a key, \
                        or set behind_proxy in the configuration file");
        }
        let Some(given) = &self.public_url else {
            if outside || self.behind_proxy {
                return Err(
                    "links need the address that people use: add --public-url https://support.example.com, \
                            or set public_url in the configuration file",
                );
            }
            return Ok(());
        };
        let url = origin(given)
            .ok_or("public_url must be an address like https://support.example.com, without a path")?;
        if url.scheme() != "https" && (outside || self.behind_proxy || self.tls.is_some()) {
            return Err(
                "public_url must begin with https://, so that browsers protect the sessions' cookies",
            );
        }
        Ok(())
    }
}

/// An address that is nothing but an origin.
fn origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
    let signed_in = !url.username().is_empty() || url.password().is_some();
    (matches!(url.scheme(), "http" | "https") && !more && !signed_in).then_some(url)
}

/// The configuration file (TOML). Every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    /// See [`Config::tls`].
    pub tls: Option<TlsFiles>,
    /// See [`Config::behind_proxy`].
    pub behind_proxy: bool,
    /// See [`Config::trusted_proxies`].
    pub trusted_proxies: Option<Vec<Network>>,
    /// See [`Config::public_url`].
    pub public_url: Option<String>,
    /// See [`Config::agents`].
    pub agents: Option<AgentsConfig>,
    /// See [`Config::caps`].
    pub caps: Caps,
    /// See [`Config::files`].
    pub files: FileLimits,
    /// See [`Config::mail`].
    pub mail: MailTimes,
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: Option<&str> = Some("https://support.example.com");

    fn check(listen: &str, proxy: bool, tls: bool, public_url: Option<&str>) -> Result<(), &'static str> {
        let mut config = Config::loopback("x");
        config.listen = listen.parse().unwrap();
        config.behind_proxy = proxy;
        config.tls = tls.then(|| TlsFiles { cert: "c".into(), key: "k".into() });
        config.public_url = public_url.map(str::to_owned);
        config.check()
    }

    #[test]
    fn plain_http_stays_on_loopback() {
        assert_eq!(check("127.0.0.1:80", false, false, None), Ok(()));
        assert_eq!(check("[::1]:80", false, false, None), Ok(()));
        assert!(check("0.0.0.0:80", false, false, URL).is_err());
        assert!(check("192.0.2.1:80", false, false, URL).is_err());
        assert_eq!(check("0.0.0.0:80", true, false, URL), Ok(()));
        assert_eq!(check("0.0.0.0:443", false, true, URL), Ok(()));
    }

    #[test]
    fn links_have_an_address_that_people_can_use() {
        for (listen, proxy, tls) in [("0.0.0.0:443", false, true), ("127.0.0.1:80", true, false)] {
            assert!(check(listen, proxy, tls, None).unwrap_err().contains("--public-url"), "{listen}");
            let plain = Some("http://support.example.com");
            assert!(check(listen, proxy, tls, plain).unwrap_err().contains("https://"), "{listen}");
        }
        assert_eq!(check("127.0.0.1:80", false, false, Some("http://localhost:8080")), Ok(()));
        for wrong in
            ["support.example.com", "https://x.example/help", "ftp://x.example", "https://a@x.example"]
        {
            assert!(check("0.0.0.0:443", false, true, Some(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_own_origin_has_the_form_that_browsers_send() {
        let addr = "127.0.0.1:81".parse().unwrap();
        let mut config = Config::loopback("x");
        assert_eq!(config.origin(addr), "http://127.0.0.1:81");
        config.public_url = Some("https://Support.example.com:443/".to_owned());
        assert_eq!(config.origin(addr), "https://support.example.com");
    }

    #[test]
    fn proxies_are_this_computer_unless_the_file_names_others() {
        let file: ConfigFile = toml::from_str("trusted_proxies = [\"10.0.0.0/8\", \"192.0.2.1\"]").unwrap();
        let mut config = Config::loopback("x");
        assert_eq!(config.proxies(), []);
        config.behind_proxy = true;
        assert!(config.proxies().iter().any(|network| network.contains([127, 0, 0, 1].into())));
        config.trusted_proxies = file.trusted_proxies.unwrap();
        assert!(config.proxies().iter().any(|network| network.contains([10, 1, 2, 3].into())));
        assert!(!config.proxies().iter().any(|network| network.contains([127, 0, 0, 1].into())));
        assert!(toml::from_str::<ConfigFile>("trusted_proxies = [\"10.0.0.0/40\"]").is_err());
    }

    #[test]
    fn a_file_with_an_unknown_key_is_refused() {
        assert!(toml::from_str::<ConfigFile>("behind_proxy = true\n[caps]\nconnections = 5").is_ok());
        assert!(toml::from_str::<ConfigFile>("behind_poxy = true").is_err());
    }
}
