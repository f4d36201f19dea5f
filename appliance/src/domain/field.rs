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
