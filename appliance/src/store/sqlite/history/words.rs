//! The words that people look for, as an expression of the index.

/// What finds a text with all of these words, of which the last may be a beginning; none where there is no
/// word in it. Whatever was typed is looked for as it stands: it stands in quotation marks, and those in it
/// are doubled.
pub fn all_of(text: &str) -> Option<String> {
    let words: Vec<_> =
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let last = words.len().checked_sub(1)?;
    let quoted = words.iter().enumerate().map(|(place, word)| {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        format!("\"{}\"{}", word.replace('"', "\"\""), if place == last { " *" } else { "" })
    });
    Some(quoted.collect::<Vec<_>>().join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_never_syntax() {
        assert_eq!(all_of("  dark   scr").unwrap(), "\"dark\" AND \"scr\" *");
        assert_eq!(all_of("a\" OR \"b").unwrap(), "\"a\"\"\" AND \"OR\" AND \"\"\"b\" *");
        assert_eq!(all_of("facts:p1").unwrap(), "\"facts:p1\" *");
        assert_eq!(all_of("NEAR(x) ^ * \u{0}y").unwrap(), "\"NEAR(x)\" AND \"y\" *");
        assert_eq!(all_of("* \" ^ ("), None);
        assert_eq!(all_of(""), None);
    }
}
