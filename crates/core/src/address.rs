//! Addresses as people type them, and addresses that may be opened.

use url::{Host, Url};

use crate::contract::{UiError, UiErrorCode};

/// The address of a site in its one form: scheme, host, and port where it is not the usual one.
/// `https://` is added; plain `http://` is for this computer only.
///
/// # Errors
/// [`UiErrorCode::InvalidAddress`] with what is wrong.
pub(crate) fn site_address(typed: &str) -> Result<String, UiError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(wrong("Type the address of your support site, such as support.example.com."));
    }
    let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&with_scheme)
        .map_err(|_| wrong("This is not an address. Type one such as support.example.com."))?;
    match (url.scheme(), url.host()) {
        (_, None) => return Err(wrong("The address has no host name.")),
        ("https", _) => {}
        ("http", Some(host)) if loopback(&host) => {}
        ("http", _) => return Err(wrong("Only https:// is safe outside this computer.")),
        _ => return Err(wrong("The address must begin with https://.")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("Leave the user name and password out of the address."));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("Type only the host name, without anything after it."));
    }
    Ok(url.origin().ascii_serialization())
}

/// The host and port of a site's address, for sentences.
pub(crate) fn host_of(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, host)| host)
}

/// An address that may be opened in the browser, in its one form.
///
/// # Errors
/// [`UiErrorCode::InvalidAddress`] unless it is `http` or `https`.
pub(crate) fn link(text: &str) -> Result<String, UiError> {
    let url = Url::parse(text).map_err(|_| wrong("This is not an address that can be opened."))?;
    match url.scheme() {
        "http" | "https" if url.host().is_some() => Ok(url.into()),
        _ => Err(wrong("Only http and https addresses can be opened.")),
    }
}

fn loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn wrong(message: &str) -> UiError {
    UiError::new(UiErrorCode::InvalidAddress, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_one_form() {
        for (typed, address) in [
            ("support.example.com", "https://support.example.com"),
            ("  Support.Example.com/ ", "https://support.example.com"),
            ("https://support.example.com:443", "https://support.example.com"),
            ("support.example.com:8443", "https://support.example.com:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(site_address(typed).as_deref(), Ok(address), "{typed}");
        }
    }

    #[test]
    fn other_things_are_refused() {
        for typed in [
            "",
            "   ",
            "http://support.example.com",
            "http://127.0.0.1.example.com",
            "ftp://support.example.com",
            "javascript://alert",
            "https://user:pw@support.example.com",
            "support.example.com/portal",
            "support.example.com?x=1",
            "support.example.com#a",
            "https://",
            "two words",
        ] {
            let error = site_address(typed).unwrap_err();
            assert_eq!(error.code, UiErrorCode::InvalidAddress, "{typed}");
        }
    }

    #[test]
    fn only_web_links_open() {
        assert_eq!(link("https://example.com/a?b#c").unwrap(), "https://example.com/a?b#c");
        for bad in ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@example.com", "example.com", ""] {
            assert!(link(bad).is_err(), "{bad}");
        }
    }
}
