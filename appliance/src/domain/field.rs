//! Limits of what people type. What is within them is stored as it came.

use crate::store::Refusal;

/// A line of 1 to `most` characters; spaces around it do not count and are dropped.
///
/// # Errors
/// `InvalidField`, naming the field.
pub fn line(name: &str, text: &str, most: usize) -> Result<String, Refusal> {
    optional_line(name, Some(text), most)?
        .ok_or_else(|| Refusal::InvalidField(format!("{name} must not be empty")))
}

/// As [`line`], but an empty one counts as none.
///
/// # Errors
/// `InvalidField`, naming the field.
pub fn optional_line(name: &str, text: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > most {
        return Err(Refusal::InvalidField(format!("{name} must have at most {most} characters")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// As [`optional_line`], and nothing in it ends the line where it is written.
///
/// # Errors
/// `InvalidField`, naming the field.
pub fn optional_plain_line(name: &str, text: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    let line = optional_line(name, text, most)?;
    if text.is_some_and(|text| text.chars().any(breaks_out)) {
        return Err(Refusal::InvalidField(format!("{name} must be one line of plain text")));
    }
    Ok(line)
}

/// Whether a character ends a line or commands a terminal.
#[must_use]
pub fn breaks_out(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text of 1 to `most` bytes of UTF-8, with at least one character that is not a space.
///
/// # Errors
/// `InvalidField`, naming the field.
pub fn text(name: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::InvalidField(format!("{name} must not be empty")));
    }
    optional_text(name, Some(text), most).map(|_| ())
}

/// A text of at most `most` bytes of UTF-8; an empty one counts as none.
///
/// # Errors
/// `InvalidField`, naming the field.
pub fn optional_text(name: &str, text: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    let text = text.unwrap_or_default();
    if text.len() > most {
        return Err(Refusal::InvalidField(format!("{name} must have at most {most} bytes")));
    }
    Ok((!text.trim().is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_has_no_line_breaks_at_all() {
        let check = |text: &str| optional_plain_line("name", Some(text), 40);
        assert_eq!(check(" Mara "), Ok(Some("Mara".to_owned())));
        for bad in ["Mara\r\nBcc: eve@example.org", "Mara\n", "\rMara", "Ma\u{2028}ra", "Ma\u{85}ra", "\0"] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn limits_count_characters_or_bytes_as_stated() {
        assert_eq!(line("name", " Ä ", 1), Ok("Ä".to_owned()));
        assert!(line("name", "ÄÄ", 1).is_err());
        assert!(line("name", " \u{a0} ", 1).is_err());
        assert_eq!(optional_line("company", None, 1), Ok(None));
        assert!(text("text", "Ä", 1).is_err());
        assert!(text("text", "\n", 9).is_err());
        assert_eq!(optional_text("details", Some("ab"), 2), Ok(Some("ab".to_owned())));
        let refusal = optional_text("details", Some("abc"), 2).unwrap_err();
        assert_eq!(refusal.to_string(), "details must have at most 2 bytes");
    }
}
