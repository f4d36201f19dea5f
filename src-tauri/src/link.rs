//! Addresses that are opened in the system's browser, letters in its mail program, and folders in its
//! file manager.

use std::path::Path;

use tauri::Url;

/// The address, if it is one for a browser: `http` or `https`, with a host, without a password.
///
/// Whatever else a customer may write (`file:`, `javascript:`, a program's own scheme) is refused:
/// the system would start whatever program is registered for it.
#[must_use]
pub fn for_browser(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = url.username().is_empty() && url.password().is_none();
    (web && plain).then_some(url)
}

/// Opens the address in the system's browser.
pub fn open(text: &str) {
    let Some(url) = for_browser(text) else {
        tracing::warn!("a link was not opened, because it is not one for a browser");
        return;
    };
    if let Err(error) = open::that_detached(url.as_str()) {
        tracing::warn!(%error, "the system's browser could not be opened");
    }
}

/// Opens a letter in the system's mail program; says whether it could be started.
pub fn open_letter(address: &str) -> bool {
    if !is_letter(address) {
        tracing::warn!("a letter was not opened, because its address is not one for a mail program");
        return false;
    }
    let opened = open::that_detached(address);
    if let Err(error) = &opened {
        tracing::warn!(%error, "the system's mail program could not be opened");
    }
    opened.is_ok()
}

/// Whether an address is one for a mail program: short, and with nothing in it that a shell or another
/// program would take for something else.
fn is_letter(address: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":@.,?=&%-_~".contains(&byte);
    address.starts_with("mailto:") && address.len() <= 2_000 && address.bytes().all(plain)
}

/// Shows a file in the folder that it is in, or a folder. The file itself is never opened: whatever it is,
/// the system would run it.
pub fn show_file(path: &Path) {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    if let Err(error) = open::that_detached(folder) {
        tracing::warn!(%error, "the system's file manager could not be opened");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(for_browser(text).as_ref().map(Url::as_str), expected, "{text}");
    }

    #[test]
    fn web_addresses_pass_in_their_plain_form() {
        check("https://example.com/a b?q=1#x", Some("https://example.com/a%20b?q=1#x"));
        check("http://127.0.0.1:8080/", Some("http://127.0.0.1:8080/"));
        check("HTTPS://EXAMPLE.COM", Some("https://example.com/"));
        check("https://example.com/\"; calc", Some("https://example.com/%22;%20calc"));
    }

    #[test]
    fn letters_are_plain() {
        assert!(is_letter("mailto:petra%2Bx@example.com,b@example.com?subject=Help&body=Hello%0D%0Athere"));
        for text in [
            "https://example.com/",
            "mailto:a@example.com?subject=two words",
            "mailto:a@example.com\r\n",
            "mailto:a@example.com;calc",
            "mailto:a@example.com?attach=\"/etc/passwd\"",
            "mailto:a@example.com`id`",
        ] {
            assert!(!is_letter(text), "{text}");
        }
        assert!(!is_letter(&format!("mailto:{}", "a".repeat(2_000))));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "example.com",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "ms-msdt:/id",
            "https://",
            "https://user:secret@example.com/",
            "--help",
            "/usr/bin/true",
        ] {
            check(text, None);
        }
    }
}
