//! Where a session is to be joined, and with what: read from a link, or from the command line.
//!
//! A link never grants anything. It names a site and a code or key, and is followed only after the
//! customer has seen the site's address and said yes. Links with the same beginning that lead to the
//! representatives' console are told apart, so that the customer hears what they are for.

use farhand_protocol::limits::{KEY_DIGITS, LINK_SECRET};
use serde::{Deserialize, Serialize};
use url::Url;

/// What entitles the device to join, once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entitled {
    /// An elevation code: joins the session that it was made for.
    Code(String),
    /// A session key, as nine digits or as the secret of a link: begins a session.
    Key(String),
}

/// See the module's comment.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The site's address.
    pub site: Url,
    /// The code or key.
    pub with: Entitled,
}

/// What is wrong with an invitation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The address is none.
    #[error("the address {0} is not valid: it must begin with https://")]
    Address(String),
    /// Not nine digits.
    #[error("a code or key has nine digits")]
    Digits,
    /// A link of another kind.
    #[error("this link does not lead to a session")]
    Link,
    /// A link for the program of those who help.
    #[error(
        "this link is for the console, the program of the people who help; nothing has to be done with it here. \
         If you want help, use the link or the key that you were given for it"
    )]
    Console,
}

impl Invitation {
    /// An invitation from a site's address and a code.
    ///
    /// # Errors
    /// When one of them is not valid.
    pub fn code(site: &str, code: &str) -> Result<Self, Unreadable> {
        Ok(Self { site: address(site)?, with: Entitled::Code(digits(code)?) })
    }

    /// An invitation from a site's address and a session key.
    ///
    /// # Errors
    /// When one of them is not valid.
    pub fn key(site: &str, key: &str) -> Result<Self, Unreadable> {
        let key = if is_secret(key) { key.to_owned() } else { digits(key)? };
        Ok(Self { site: address(site)?, with: Entitled::Key(key) })
    }

    /// Reads `farhand://attach?site=…&code=…` (or `key=…`), and the addresses of a site's own pages:
    /// `…/client?code=…`, `…/k/…`, and an invitation's `…/i/…`.
    ///
    /// # Errors
    /// When the link is of another kind, or a part of it is not valid.
    pub fn link(link: &str) -> Result<Self, Unreadable> {
        let url = Url::parse(link).map_err(|_| Unreadable::Link)?;
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value);
        if url.scheme() == "farhand" {
            if matches!(url.host_str(), Some("session" | "invite")) {
                return Err(Unreadable::Console);
            }
            let site = value("site").ok_or(Unreadable::Link)?;
            return match (url.host_str(), value("code"), value("key")) {
                (Some("attach"), Some(code), None) => Self::code(&site, &code),
                (Some("attach"), None, Some(key)) => Self::key(&site, &key),
                _ => Err(Unreadable::Link),
            };
        }
        if let (Some(portal), Some(code)) = (url.path().strip_suffix("/client"), value("code")) {
            return Self::code(&with_path(&url, portal), &code);
        }
        let path = url.path().strip_suffix("/app").unwrap_or(url.path());
        if let Some((portal, secret)) = path.rsplit_once("/i/") {
            let portal = with_path(&url, portal);
            return if is_secret(secret) { Self::key(&portal, secret) } else { Err(Unreadable::Link) };
        }
        let (portal, key) = path.rsplit_once("/k/").ok_or(Unreadable::Link)?;
        Self::key(&with_path(&url, portal), key)
    }

    /// The site, as a customer can check it: without user names, paths and the like.
    #[must_use]
    pub fn host(&self) -> String {
        let host = self.site.host_str().unwrap_or_default();
        let plain = if self.site.scheme() == "http" { " (not encrypted)" } else { "" };
        match self.site.port() {
            Some(port) => format!("{host}:{port}{plain}"),
            None => format!("{host}{plain}"),
        }
    }
}

fn with_path(url: &Url, path: &str) -> String {
    let mut url = url.clone();
    url.set_path(path);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

/// A site's address. Without encryption only on this machine.
fn address(site: &str) -> Result<Url, Unreadable> {
    let invalid = || Unreadable::Address(site.to_owned());
    let mut url = Url::parse(site).map_err(|_| invalid())?;
    let here = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    if !safe || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Whether this has the form of a link's secret.
fn is_secret(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == LINK_SECRET && text.bytes().all(sign)
}

/// Nine digits, however they are grouped.
fn digits(text: &str) -> Result<String, Unreadable> {
    let kept: String = text.chars().filter(|character| !matches!(character, ' ' | '-' | '\u{a0}')).collect();
    let good = kept.len() == KEY_DIGITS && kept.bytes().all(|byte| byte.is_ascii_digit());
    if good { Ok(kept) } else { Err(Unreadable::Digits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(link: &str) -> Result<(String, String), Unreadable> {
        let invitation = Invitation::link(link)?;
        let with = match invitation.with {
            Entitled::Code(code) => format!("code {code}"),
            Entitled::Key(key) => format!("key {key}"),
        };
        Ok((invitation.site.to_string(), with))
    }

    fn check(link: &str, site: &str, with: &str) {
        assert_eq!(read(link), Ok((site.to_owned(), with.to_owned())), "{link}");
    }

    #[test]
    fn links_name_a_site_and_a_code() {
        let site = "https://support.example.test/";
        let deep = "farhand://attach?site=https%3A%2F%2Fsupport.example.test";
        check(&format!("{deep}&code=123456789"), site, "code 123456789");
        check(&format!("{deep}&key=123-456-789"), site, "key 123456789");
        check("https://support.example.test/client?code=123456789", site, "code 123456789");
        check("https://support.example.test/k/123456789", site, "key 123456789");
        let secret = "AbCdEfGhIjKlMnOpQrStUvWxYz-_0123";
        let with = format!("key {secret}");
        check(&format!("{deep}&key={secret}"), site, &with);
        check(&format!("https://support.example.test/i/{secret}"), site, &with);
        check(&format!("https://support.example.test/i/{secret}/app?plus=1"), site, &with);
        check(
            "http://127.0.0.1:8080/help/client?code=123+456+789",
            "http://127.0.0.1:8080/help",
            "code 123456789",
        );
    }

    #[test]
    fn links_of_another_kind_are_refused() {
        let deep = "farhand://attach?site=https%3A%2F%2Fsupport.example.test";
        for link in ["", "farhand://attach", "https://support.example.test/", "mailto:ada@example.test"] {
            assert_eq!(read(link), Err(Unreadable::Link), "{link}");
        }
        for link in [format!("{deep}&code=1&key=2"), deep.replace("attach", "allow") + "&code=123456789"] {
            assert_eq!(read(&link), Err(Unreadable::Link), "{link}");
        }
        for link in ["farhand://session/00112233", "farhand://invite?email=ada%40example.test&name=Ada"] {
            assert_eq!(read(link), Err(Unreadable::Console), "{link}");
        }
        assert_eq!(read("https://support.example.test/i/123456789"), Err(Unreadable::Link));
        assert_eq!(read(&format!("{deep}&key=AbCdEfGhIjKlMnOpQrStUvWxYz-/0123")), Err(Unreadable::Digits));
        assert_eq!(read(&format!("{deep}&code=12345")), Err(Unreadable::Digits));
        for site in ["http://support.example.test", "https://ada@support.example.test", "file:///etc"] {
            assert!(matches!(Invitation::code(site, "123456789"), Err(Unreadable::Address(_))), "{site}");
        }
    }

    #[test]
    fn the_host_is_what_is_connected_to() {
        let host = |site| Invitation::code(site, "123456789").map(|invitation| invitation.host());
        assert_eq!(host("https://support.example.test/a").as_deref(), Ok("support.example.test"));
        assert_eq!(host("http://localhost:99").as_deref(), Ok("localhost:99 (not encrypted)"));
    }
}
