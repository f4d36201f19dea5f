//! Text from people: what is refused, and what is made harmless for display.
//!
//! Control characters and the Unicode direction overrides can hide or reorder what a reader sees
//! (CVE-2021-42574 is the best known use). What people send is stored as it came; everything that
//! shows it runs it through [`for_display`].

/// A text with every control character except newline and tab, and every bidirectional override
/// or isolate, replaced by U+FFFD. Other text is untouched.
#[must_use]
pub fn for_display(text: &str) -> String {
    text.chars().map(|c| if neutralised(c) { '\u{fffd}' } else { c }).collect()
}

/// A one-line form for names and titles: as [`for_display`], and line breaks and tabs become
/// spaces.
#[must_use]
pub fn for_display_line(text: &str) -> String {
    for_display(text).replace(['\n', '\t', '\u{2028}', '\u{2029}'], " ")
}

/// Whether `c` is replaced on display.
#[must_use]
pub fn neutralised(c: char) -> bool {
    let control = c.is_control() && c != '\n' && c != '\t';
    let direction =
        matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    control || direction
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overrides_and_controls_are_replaced() {
        assert_eq!(for_display("a\u{202e}b\u{0}c\nd\te"), "a\u{fffd}b\u{fffd}c\nd\te");
        assert_eq!(for_display_line("a\nb\u{2028}c"), "a b c");
        assert_eq!(for_display("שלום, مرحبا, 👩‍🔧"), "שלום, مرحبا, 👩‍🔧");
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left_and_nothing_else_is_touched(s in any::<String>()) {
            let shown = for_display(&s);
            prop_assert!(!shown.chars().any(neutralised));
            prop_assert_eq!(shown.chars().count(), s.chars().count());
            prop_assert_eq!(for_display(&shown), shown.clone());
        }
    }
}
