//! Addresses that are opened in the system's browser, and folders in its file manager.

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
