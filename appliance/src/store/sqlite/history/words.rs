//! The words that people look for, as an expression of the index.

/// What finds a text with all of these words, of which the last may be a beginning; none where there is no
/// word in it. Whatever was typed is looked for as it stands: it stands in quotation marks, and those in it
/// are doubled.
///
/// A single letter of ASCII is a word and no beginning: the index would have to go through a good part of
/// all words, for a question that nobody means.
pub fn all_of(text: &str) -> Option<String> {
    let words: Vec<_> =
        text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let last = words.len().checked_sub(1)?;
    let quoted = words.iter().enumerate().map(|(place, word)| {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        let begins = place == last && !is_single(&word);
        format!("\"{}\"{}", word.replace('"', "\"\""), if begins { " *" } else { "" })
    });
    Some(quoted.collect::<Vec<_>>().join(" AND "))
}

/// Whether no more than one letter or digit of ASCII is to be found in it.
fn is_single(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.next().is_some_and(|first| first.is_ascii()) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_never_syntax() {
        assert_eq!(all_of("  dark   scr").unwrap(), "\"dark\" AND \"scr\" *");
        assert_eq!(all_of("a\" OR \"be").unwrap(), "\"a\"\"\" AND \"OR\" AND \"\"\"be\" *");
        assert_eq!(all_of("facts:p1").unwrap(), "\"facts:p1\" *");
        assert_eq!(all_of("NEAR(x) ^ * \u{0}y").unwrap(), "\"NEAR(x)\" AND \"y\"");
        assert_eq!(all_of("* \" ^ ("), None);
        assert_eq!(all_of(""), None);
    }

    #[test]
    fn a_single_letter_is_a_word_and_an_ideograph_may_be_a_beginning() {
        assert_eq!(all_of("dark s").unwrap(), "\"dark\" AND \"s\"");
        assert_eq!(all_of("(7)").unwrap(), "\"(7)\"");
        assert_eq!(all_of("s2").unwrap(), "\"s2\" *");
        assert_eq!(all_of("画").unwrap(), "\"画\" *");
    }
}
