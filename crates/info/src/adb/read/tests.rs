//! Nonsense: nothing that a phone prints breaks anything.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const PHONES: [&str; 5] = [
    include_str!("../../../tests/phones/orbit7_android14.txt"),
    include_str!("../../../tests/phones/galaxy_android13.txt"),
    include_str!("../../../tests/phones/redmi_android11.txt"),
    include_str!("../../../tests/phones/pixel_android15.txt"),
    include_str!("../../../tests/phones/plain_android8.txt"),
];

/// What a phone prints to each command: the first words of the command are enough.
fn printed(phone: &str, command: &str) -> String {
    let mut sections: BTreeMap<&str, &str> = BTreeMap::new();
    for section in phone.split("$ ").skip(1) {
        let (name, text) = section.split_once('\n').unwrap_or((section, ""));
        sections.insert(name, text);
    }
    let fits = |name: &&&str| command.starts_with(**name);
    sections.iter().rev().find(|(name, _)| fits(name)).map_or(String::new(), |(_, text)| (*text).to_owned())
}

fn whole(phone: &str, category: Category) -> Option<(String, Understand)> {
    let (commands, understand) = asks(category)?;
    let parts: Vec<String> = commands.iter().map(|command| printed(phone, command)).collect();
    Some((parts.join(&format!("\n{MARK}\n")), understand))
}

fn category() -> impl Strategy<Value = Category> {
    prop::sample::select(Category::ALL.to_vec())
}

proptest! {
    #[test]
    fn any_text_is_understood_or_not(text in any::<String>(), category in category()) {
        if let Some((_, understand)) = asks(category) {
            let _any = understand(&Parts::of(&text));
        }
    }

    #[test]
    fn what_a_phone_says_may_be_cut_and_changed_anywhere(
        phone in 0..PHONES.len(),
        category in category(),
        from in any::<prop::sample::Index>(),
        length in 0..400_usize,
        instead in prop_oneof![
            any::<String>(),
            Just("-9223372036854775808".to_owned()),
            Just("99999999999999999999999".to_owned()),
            Just("18446744073709551615".to_owned()),
            Just("<b onclick=x>\u{202e}".to_owned()),
            Just(String::new()),
        ],
    ) {
        if let Some((text, understand)) = whole(PHONES[phone], category) {
            let mut letters: Vec<char> = text.chars().collect();
            let start = from.index(letters.len() + 1);
            let end = (start + length % 40).min(letters.len());
            letters.splice(start..end, instead.chars());
            let text: String = letters.into_iter().collect();
            let _any = understand(&Parts::of(&text));
            // Every number in it becomes something that no phone has.
            let odd: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
            let _odd = understand(&Parts::of(&odd));
        }
    }
}
