//! The site's mail server and sender. The password is not among them: see [`super::password`].

use std::net::IpAddr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{address, tls};

/// Characters of the sender's name.
const NAME: usize = 100;
/// Characters of a user name on the mail server.
const USER: usize = 254;

/// How a connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// It begins in plain text and must change to TLS before anything is said (usually port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// Never.
    None,
}

/// The site's mail server and sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// The server's host name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// Whether the administrator has allowed plain text to another computer.
    #[serde(default)]
    pub plain_text_allowed: bool,
    /// Who signs in there; nobody does without.
    pub user: Option<String>,
    /// The sender's address, for the header and the envelope.
    pub from: String,
    /// The sender's name; the site's, unless set.
    pub from_name: Option<String>,
    /// Where answers go, unless to the sender.
    pub reply_to: Option<String>,
    /// Certificates (PEM) of the only authorities to trust; those of the system, unless set.
    pub authorities: Option<String>,
    /// In which time zone messages tell the time ("Europe/Berlin"); the computer's own, unless set.
    pub time_zone: Option<String>,
}

impl MailSettings {
    /// The same with addresses in the form in which they are used.
    ///
    /// # Errors
    /// What is wrong, for the administrator.
    pub fn checked(mut self) -> Result<Self, String> {
        self.host = self.host.trim().to_owned();
        check_host(&self.host)?;
        if self.port == 0 {
            return Err("the port must be from 1 to 65535".to_owned());
        }
        self.from = address::checked(&self.from).map_err(|why| format!("the sender's address {why}"))?;
        self.reply_to = self
            .reply_to
            .map(|reply_to| address::checked(&reply_to).map_err(|why| format!("the answers' address {why}")))
            .transpose()?;
        check_line("the sender's name", self.from_name.as_deref(), NAME)?;
        check_line("the user name", self.user.as_deref(), USER)?;
        if self.tls == MailTls::None && !self.plain_text_allowed && !is_loopback(&self.host) {
            return Err("without TLS everybody on the way can read invitations and use their links; \
                        only a server on this computer may be spoken to in plain text"
                .to_owned());
        }
        if let Some(name) = &self.time_zone {
            TimeZone::get(name).map_err(|_| format!("there is no time zone called {name}"))?;
        }
        tls::parameters(&self)?;
        Ok(self)
    }

    /// The sender for people: name and address.
    #[must_use]
    pub fn sender(&self, site: &str) -> String {
        let name = self.from_name.as_deref().unwrap_or(site);
        if name.is_empty() { self.from.clone() } else { format!("{name} <{}>", self.from) }
    }

    /// The part of the sender's address after the @.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.from.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }

    /// In which time zone messages tell the time.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        let named = self.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        named.unwrap_or_else(TimeZone::system)
    }
}

fn check_host(host: &str) -> Result<(), String> {
    if host.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    if host.is_empty() || host.len() > 253 || !plain {
        return Err(format!("{host:?} is not the name of a host"));
    }
    Ok(())
}

fn check_line(what: &str, text: Option<&str>, most: usize) -> Result<(), String> {
    let text = text.unwrap_or_default();
    if text.chars().any(char::is_control) {
        return Err(format!("{what} must be one line"));
    }
    if text.chars().count() > most {
        return Err(format!("{what} must have at most {most} characters"));
    }
    Ok(())
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(host: &str) -> MailSettings {
        MailSettings {
            host: host.to_owned(),
            port: 25,
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

    #[test]
    fn plain_text_stays_on_this_computer() {
        for here in ["localhost", "127.0.0.1", "::1", " 127.0.0.2 "] {
            assert!(plain(here).checked().is_ok(), "{here}");
        }
        for elsewhere in ["mail.example.com", "192.0.2.1", "localhost.example.com"] {
            assert!(plain(elsewhere).checked().unwrap_err().contains("plain text"), "{elsewhere}");
            let allowed = MailSettings { plain_text_allowed: true, ..plain(elsewhere) };
            assert!(allowed.checked().is_ok(), "{elsewhere}");
        }
    }

    #[test]
    fn what_would_break_a_header_is_refused() {
        let bad = [
            MailSettings { from: "a@example.com\r\nBcc: b@example.com".to_owned(), ..plain("localhost") },
            MailSettings { from_name: Some("Help\r\nBcc: b@example.com".to_owned()), ..plain("localhost") },
            MailSettings { reply_to: Some("a@example.com\nBcc: b".to_owned()), ..plain("localhost") },
            MailSettings { user: Some("a\r\nQUIT".to_owned()), ..plain("localhost") },
            MailSettings { time_zone: Some("Mars/Olympus".to_owned()), ..plain("localhost") },
            MailSettings { authorities: Some("no certificate".to_owned()), ..plain("localhost") },
            plain("host\r\nname"),
            plain(""),
        ];
        for settings in bad {
            assert!(settings.clone().checked().is_err(), "{settings:?}");
        }
    }

    #[test]
    fn the_sender_is_shown_with_a_name() {
        let settings = plain("localhost");
        assert_eq!(settings.sender("Example Support"), "Example Support <no-reply@example.com>");
        let named = MailSettings { from_name: Some("Help".to_owned()), ..settings };
        assert_eq!(named.sender("Example Support"), "Help <no-reply@example.com>");
        assert_eq!(named.domain(), "example.com");
    }
}
