//! What a browser says of itself, in words for the representative. It is a claim, nothing more:
//! only known words come out of it.

use farhand_protocol::session::Channel;
use http::{HeaderMap, header};

/// The first language, as a BCP 47 tag.
pub fn language(headers: &HeaderMap) -> Option<String> {
    let first = text(headers, header::ACCEPT_LANGUAGE)?.split([',', ';']).next()?.trim();
    let form =
        (2..=35).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    form.then(|| first.to_owned())
}

/// The browser and system in words ("Chrome on Android 13").
pub fn name(headers: &HeaderMap) -> Option<String> {
    words(text(headers, header::USER_AGENT)?)
}

/// The kind of device.
pub fn channel(headers: &HeaderMap) -> Channel {
    let agent = text(headers, header::USER_AGENT).unwrap_or_default();
    let hand = ["Mobile", "Android", "iPhone", "iPad", "Tablet"].iter().any(|word| agent.contains(word));
    if hand { Channel::BrowserPhone } else { Channel::BrowserDesktop }
}

/// The system, as far as it decides what is offered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Android.
    Android,
    /// Linux on a desktop.
    Linux,
    /// Windows.
    Windows,
    /// macOS; tablets of Apple's say that, too.
    Macos,
    /// One that there is no client for.
    Other,
}

/// See [`System`].
pub fn system(headers: &HeaderMap) -> System {
    let agent = text(headers, header::USER_AGENT).unwrap_or_default();
    // The order counts: Android is a Linux, and phones of Apple's are "like Mac OS X".
    const MARKS: [(&str, System); 7] = [
        ("Android", System::Android),
        ("iPhone", System::Other),
        ("iPad", System::Other),
        ("CrOS", System::Other),
        ("Windows", System::Windows),
        ("Mac OS X", System::Macos),
        ("Linux", System::Linux),
    ];
    MARKS.iter().find(|(mark, _)| agent.contains(mark)).map_or(System::Other, |(_, system)| *system)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn words(agent: &str) -> Option<String> {
    match (browser(agent), system_words(agent)) {
        (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
        (Some(browser), None) => Some(browser.to_owned()),
        (None, system) => system,
    }
}

/// The order counts: most browsers also name those that they descend from.
fn browser(agent: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 9] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
        ("Safari/", "Safari"),
    ];
    NAMES.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

fn system_words(agent: &str) -> Option<String> {
    if let Some(rest) = after(agent, "Android ") {
        return Some(versioned("Android", rest));
    }
    for (mark, name) in [("iPhone OS ", "iOS"), ("iPad; CPU OS ", "iPadOS")] {
        if let Some(rest) = after(agent, mark) {
            return Some(versioned(name, rest));
        }
    }
    const NAMES: [(&str, &str); 5] = [
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    NAMES.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| (*name).to_owned())
}

fn after<'a>(agent: &'a str, mark: &str) -> Option<&'a str> {
    agent.split_once(mark).map(|(_, rest)| rest)
}

fn versioned(name: &str, rest: &str) -> String {
    let major: String = rest.chars().take_while(char::is_ascii_digit).take(3).collect();
    if major.is_empty() { name.to_owned() } else { format!("{name} {major}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(agent: &str, expected: &str, channel_expected: Channel) {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, agent.parse().unwrap());
        assert_eq!(name(&headers).as_deref(), Some(expected));
        assert_eq!(channel(&headers), channel_expected);
    }

    #[test]
    fn known_browsers_are_named() {
        check(
            "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
            "Chrome on Android 13",
            Channel::BrowserPhone,
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
            "Safari on iOS 17",
            Channel::BrowserPhone,
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox on Windows",
            Channel::BrowserDesktop,
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
            "Edge on macOS",
            Channel::BrowserDesktop,
        );
    }

    #[test]
    fn systems_are_told_apart() {
        for (agent, expected) in [
            ("Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36", System::Android),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15", System::Other),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", System::Other),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", System::Linux),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101", System::Windows),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36", System::Macos),
            ("curl/8.5.0", System::Other),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            assert_eq!(system(&headers), expected, "{agent}");
        }
    }

    #[test]
    fn nothing_unknown_comes_through() {
        let mut headers = HeaderMap::new();
        headers.insert(header::USER_AGENT, "<script>alert(1)</script>".parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, "de-CH<x>, en;q=0.5".parse().unwrap());
        assert_eq!(name(&headers), None);
        assert_eq!(language(&headers), None);
        headers.insert(header::ACCEPT_LANGUAGE, "de-CH, en;q=0.5".parse().unwrap());
        assert_eq!(language(&headers).as_deref(), Some("de-CH"));
    }
}
