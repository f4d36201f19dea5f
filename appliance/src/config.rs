//! What the administrator configures: command line first, then the file, then these defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

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
    /// Days for which the log is kept for consoles that resume.
    pub log_days: u32,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            connections: 20_000,
            sign_ins_per_minute: 20,
            requests_per_second: 200,
            visits_per_second: 200,
            log_days: 7,
        }
    }
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
    /// Whether a reverse proxy on this machine speaks TLS for us; its `X-Forwarded-For` is
    /// believed then.
    pub behind_proxy: bool,
    /// The address that people use ("https://support.example.com"), where it is another one.
    pub public_url: Option<String>,
    /// How much is allowed.
    pub caps: Caps,
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
            public_url: None,
            caps: Caps::default(),
        }
    }

    /// Whether only `public_url` is the own origin, and not whatever host name was asked for.
    #[must_use]
    pub fn fixed_origin(&self) -> bool {
        self.public_url.is_some()
    }

    /// # Errors
    /// Names what must not be served as configured.
    pub fn check(&self) -> Result<(), &'static str> {
        let plain_outside = self.tls.is_none() && !self.listen.ip().is_loopback();
        if plain_outside && !self.behind_proxy {
            return Err("plain HTTP is only served on a loopback address: give a certificate and a key, \
                        or set behind_proxy in the configuration file");
        }
        Ok(())
    }
}

/// The configuration file (TOML). Every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    /// See [`Config::tls`].
    pub tls: Option<TlsFiles>,
    /// See [`Config::behind_proxy`].
    pub behind_proxy: bool,
    /// See [`Config::public_url`].
    pub public_url: Option<String>,
    /// See [`Config::caps`].
    pub caps: Caps,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_loopback() {
        let check = |listen: &str, proxy: bool, tls: bool| {
            let mut config = Config::loopback("x");
            config.listen = listen.parse().unwrap();
            config.behind_proxy = proxy;
            config.tls = tls.then(|| TlsFiles { cert: "c".into(), key: "k".into() });
            config.check().is_ok()
        };
        assert!(check("127.0.0.1:80", false, false));
        assert!(check("[::1]:80", false, false));
        assert!(!check("0.0.0.0:80", false, false));
        assert!(!check("192.0.2.1:80", false, false));
        assert!(check("0.0.0.0:80", true, false));
        assert!(check("0.0.0.0:443", false, true));
    }

    #[test]
    fn a_file_with_an_unknown_key_is_refused() {
        assert!(toml::from_str::<ConfigFile>("behind_proxy = true\n[caps]\nconnections = 5").is_ok());
        assert!(toml::from_str::<ConfigFile>("behind_poxy = true").is_err());
    }
}
