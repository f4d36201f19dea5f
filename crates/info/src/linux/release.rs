//! Texts of the form `KEY=value`, as in `os-release`.

/// The value of a key, without its quotes.
pub(super) fn value(text: &str, key: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='))?;
    let line = line.trim();
    let quoted = |quote: char| line.strip_prefix(quote)?.strip_suffix(quote);
    let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(line);
    // Shell quoting: a backslash makes the next character an ordinary one.
    let mut letters = value.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        plain.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    Some(plain).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_their_quotes() {
        let text =
            "# none\nNAME='Example OS'\nPRETTY_NAME=\"A \\\"B\\\" 12\"\nVERSION_ID=12\nEMPTY=\"\"\nX=\"\n";
        assert_eq!(value(text, "NAME").as_deref(), Some("Example OS"));
        assert_eq!(value(text, "PRETTY_NAME").as_deref(), Some("A \"B\" 12"));
        assert_eq!(value(text, "VERSION_ID").as_deref(), Some("12"));
        assert_eq!((value(text, "EMPTY"), value(text, "VERSION")), (None, None));
        assert_eq!(value(text, "X").as_deref(), Some("\""));
    }
}
