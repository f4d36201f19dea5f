//! A customer's name in the index: by threes of its characters, so that any part of it is a phrase.
//!
//! The index takes only letters and digits for parts of words. Every other character stands for itself all the
//! same, by its number between two [`MARK`]s; none of these codes is the beginning of another one, so that the
//! beginning of a three is always the beginning of its characters. What cannot be told apart when it is shown or
//! typed is the same: spaces, straight and curved quotation marks, dashes, letters with and without accents
//! (precomposed ones by the index itself), and whatever is never shown.

use farhand_protocol::text::neutralised;

/// A letter that stands in no name as itself, and begins what is neither letter nor digit.
const MARK: char = '\u{a78c}';
/// Behind a mark: a space, or what is never shown as it is.
const SPACE: char = 'z';
const NOT_SHOWN: char = 'y';
const REPLACEMENT: char = '\u{fffd}';

/// A name by threes of its characters, each with an N before it. Shorter ones stand at its end.
pub fn threes(name: &str) -> String {
    let characters = characters(name);
    let threes = (0..characters.len()).map(|at| three(characters[at..].iter().take(3)));
    threes.collect::<Vec<_>>().join(" ")
}

/// What finds a part of a name, as an expression of the index; none where there is nothing to find.
pub fn with_part(part: &str) -> Option<String> {
    let characters = characters(part.trim());
    match characters.len() {
        0 => None,
        1 | 2 => Some(format!("\"{}\" *", three(characters.iter()))),
        _ => {
            let threes: Vec<_> = characters.windows(3).map(|some| three(some.iter())).collect();
            Some(format!("\"{}\"", threes.join(" ")))
        }
    }
}

fn three<'c>(characters: impl Iterator<Item = &'c String>) -> String {
    characters.fold("n".to_owned(), |three, one| three + one)
}

/// The characters of a name as the index has them.
fn characters(name: &str) -> Vec<String> {
    let mut characters: Vec<String> = Vec::new();
    for character in name.chars().flat_map(char::to_lowercase).filter(|c| !is_accent(*c)) {
        let code = code(alike(character));
        // However many spaces there are, they are one.
        if code != format!("{MARK}{SPACE}") || characters.last() != Some(&code) {
            characters.push(code);
        }
    }
    characters
}

/// Accents that stand for themselves, behind their letters.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// What stands for a character and all that look like it.
fn alike(c: char) -> char {
    match c {
        _ if c.is_whitespace() => ' ',
        _ if neutralised(c) => REPLACEMENT,
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '`' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

/// Of the index's letters are those of the plane of living scripts: further ones it may not know.
fn code(c: char) -> String {
    match c {
        ' ' => format!("{MARK}{SPACE}"),
        REPLACEMENT => format!("{MARK}{NOT_SHOWN}"),
        _ if c.is_alphanumeric() && c != MARK && u32::from(c) <= 0xffff => c.to_string(),
        _ => format!("{MARK}{:x}{MARK}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_name_is_a_phrase_of_it() {
        assert_eq!(threes("Bo Ek"), "nbo\u{a78c}z no\u{a78c}ze n\u{a78c}zek nek nk");
        assert_eq!(with_part(" O e").unwrap(), "\"no\u{a78c}ze\"");
        assert_eq!(with_part("Bo  E").unwrap(), "\"nbo\u{a78c}z no\u{a78c}ze\"");
        assert_eq!(with_part("ek").unwrap(), "\"nek\" *");
        assert_eq!(with_part("  "), None);
    }

    #[test]
    fn nothing_of_a_name_is_syntax_and_every_sign_is_itself() {
        assert_eq!(with_part("\"*").unwrap(), "\"n\u{a78c}22\u{a78c}\u{a78c}2a\u{a78c}\" *");
        assert_eq!(with_part("\u{201d}*"), with_part("\"*"));
        assert_eq!(with_part("\u{202e}"), with_part("\u{fffd}"), "as it is shown");
        assert_ne!(with_part("<"), with_part(">"));
        assert_ne!(with_part("\u{a78c}z"), with_part(" "), "the mark itself");
        assert_eq!(with_part("e\u{301}").unwrap(), "\"ne\" *");
    }
}
