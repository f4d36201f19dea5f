//! Email addresses as people type them, and letters for the representative's own mail program.
//!
//! The appliance checks again; here it is checked so that each wrong address has its reason while it can
//! still be changed.

use std::collections::BTreeSet;

use farhand_protocol::limits::{ADDRESS_BYTES, KEY_INVITATIONS};
use url::Host;

use crate::contract::{UiError, UiErrorCode};

/// Bytes of a `mailto:` address: what all systems hand on without cutting it off.
const LETTER_BYTES: usize = 2_000;
/// Bytes in front of the @.
const USER_BYTES: usize = 64;

/// The addresses in the form in which they are used, without empty ones. There is at least one, and none
/// twice.
///
/// # Errors
/// [`UiErrorCode::InvalidField`] with the reason of each that cannot be used.
pub(crate) fn recipients(typed: &[String]) -> Result<Vec<String>, UiError> {
    let typed: Vec<&str> = typed.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()).collect();
    if typed.is_empty() {
        return Err(wrong("Type at least one email address."));
    }
    if typed.len() > KEY_INVITATIONS {
        let many = typed.len();
        return Err(wrong(format!(
            "At most {KEY_INVITATIONS} people can be invited at once; these are {many}."
        )));
    }
    let (mut good, mut seen, mut reasons) = (Vec::new(), BTreeSet::new(), Vec::new());
    for typed in typed {
        match checked(typed) {
            Ok(address) if seen.insert(address.to_lowercase()) => good.push(address),
            Ok(_) => reasons.push(format!("{} is there twice.", shown(typed))),
            Err(why) => reasons.push(format!("{} {why}.", shown(typed))),
        }
    }
    if reasons.is_empty() { Ok(good) } else { Err(wrong(reasons.join(" "))) }
}

/// One address in the form in which it is used: an international domain in its ASCII form.
///
/// # Errors
/// What is wrong, to be put behind the address.
pub(crate) fn checked(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    let (user, domain) = typed.rsplit_once('@').ok_or("has no @")?;
    if typed.chars().any(|c| c.is_control() || c.is_whitespace() || farhand_protocol::text::neutralised(c)) {
        return Err("must not have spaces or line breaks in it");
    }
    if user.is_empty() {
        return Err("has nothing in front of the @");
    }
    if user.starts_with('.') || user.ends_with('.') || user.contains("..") {
        return Err("has a dot too many in front of the @");
    }
    if !user.bytes().all(|b| b == b'.' || b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b)) {
        return Err("has signs in front of the @ that mail servers do not take");
    }
    let domain = match Host::parse(domain) {
        Ok(Host::Domain(domain)) if is_complete(&domain) => domain,
        _ => return Err("must end in a domain, like example.com"),
    };
    let address = format!("{user}@{domain}");
    if user.len() > USER_BYTES || address.len() > ADDRESS_BYTES {
        return Err("is too long");
    }
    Ok(address)
}

fn is_complete(domain: &str) -> bool {
    let labels = domain.split('.');
    let good = |label: &str| {
        let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    domain == "localhost" || (domain.contains('.') && labels.into_iter().all(good))
}

/// The address that opens the representative's own mail program with a letter in it.
///
/// # Errors
/// [`UiErrorCode::InvalidField`] when an address cannot be used, or the letter is too long to be handed
/// over.
pub fn letter(to: &[String], subject: &str, text: &str) -> Result<String, UiError> {
    let to: Vec<String> = recipients(to)?.iter().map(|address| encoded(address)).collect();
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let url = format!("mailto:{}?subject={}&body={}", to.join(","), encoded(subject), encoded(&lines));
    if url.len() > LETTER_BYTES {
        return Err(wrong(
            "This invitation is too long for your mail program. Shorten the personal line, or copy the link.",
        ));
    }
    Ok(url)
}

/// Everything but letters, digits and a few harmless signs percent-encoded.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'@' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

/// An address that may be anything, short and harmless.
fn shown(typed: &str) -> String {
    let shown: String = farhand_protocol::text::for_display_line(typed).chars().take(80).collect();
    format!("“{shown}”")
}

fn wrong(message: impl Into<String>) -> UiError {
    UiError::new(UiErrorCode::InvalidField, message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test's own")]
    use proptest::prelude::*;

    use super::*;

    fn all(typed: &[&str]) -> Result<Vec<String>, String> {
        let typed: Vec<String> = typed.iter().map(|typed| (*typed).to_owned()).collect();
        recipients(&typed).map_err(|error| error.message)
    }

    #[test]
    fn ordinary_addresses_get_one_form() {
        for (typed, used) in [
            (" petra@example.com ", "petra@example.com"),
            ("p.o'neil+support@sub.example.com", "p.o'neil+support@sub.example.com"),
            ("Petra@Bücher.Example", "Petra@xn--bcher-kva.example"),
            ("root@localhost", "root@localhost"),
        ] {
            assert_eq!(checked(typed).as_deref(), Ok(used), "{typed}");
        }
        assert_eq!(all(&["", "a@example.com", "  "]), Ok(vec!["a@example.com".into()]));
    }

    #[test]
    fn each_wrong_address_has_its_reason() {
        let long = format!("{}@example.com", "a".repeat(65));
        for (typed, why) in [
            ("petra", "has no @"),
            ("@example.com", "has nothing in front of the @"),
            ("petra@", "must end in a domain, like example.com"),
            ("petra@example", "must end in a domain, like example.com"),
            ("petra@-a.example", "must end in a domain, like example.com"),
            ("petra@[127.0.0.1]", "must end in a domain, like example.com"),
            ("a@127.0.0.1", "must end in a domain, like example.com"),
            ("a..b@example.com", "has a dot too many in front of the @"),
            ("a@b@example.com", "has signs in front of the @ that mail servers do not take"),
            ("Petra<petra@example.com>", "has signs in front of the @ that mail servers do not take"),
            ("müller@example.com", "has signs in front of the @ that mail servers do not take"),
            ("a@example.com\r\nBcc: b@example.com", "must not have spaces or line breaks in it"),
            ("a\u{202e}b@example.com", "must not have spaces or line breaks in it"),
            (&long, "is too long"),
        ] {
            assert_eq!(checked(typed), Err(why), "{typed}");
        }
        let told = all(&["petra", "b@example.com", "c@", "B@Example.com"]).unwrap_err();
        let reasons =
            "“petra” has no @. “c@” must end in a domain, like example.com. “B@Example.com” is there twice.";
        assert_eq!(told, reasons);
    }

    #[test]
    fn ten_are_taken_and_eleven_are_not() {
        let many: Vec<String> = (0..11).map(|n| format!("a{n}@example.com")).collect();
        assert_eq!(recipients(&many[..10]).unwrap().len(), 10);
        let told = recipients(&many).unwrap_err().message;
        assert_eq!(told, "At most 10 people can be invited at once; these are 11.");
        assert_eq!(all(&["", " "]), Err("Type at least one email address.".into()));
    }

    #[test]
    fn a_letter_says_nothing_but_what_it_is_made_of() {
        let to = ["petra+x@example.com".to_owned(), "b@example.com".to_owned()];
        let url = letter(&to, "Help & more?", "Hello Petra,\nüber https://a.example/i/x&y=1\n").unwrap();
        let (to, rest) = url.split_once('?').unwrap();
        assert_eq!(to, "mailto:petra%2Bx@example.com,b@example.com");
        assert_eq!(
            rest,
            "subject=Help%20%26%20more%3F&body=Hello%20Petra%2C%0D%0A%C3%BCber%20https%3A%2F%2Fa.example%2Fi%2Fx%26y%3D1%0D%0A"
        );
        assert!(letter(&["a@example.com\r\nBcc:b@example.com".into()], "s", "t").is_err());
        assert!(letter(&["a@example.com".into()], "s", &"ü".repeat(400)).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_taken_names_one_mailbox(typed in any::<String>()) {
            if let Ok(address) = checked(&typed) {
                prop_assert!(address.is_ascii() && address.len() <= ADDRESS_BYTES);
                prop_assert!(!address.contains([' ', '\r', '\n', ',', ';', '<', '>', '"']));
                prop_assert_eq!(address.matches('@').count(), 1);
                prop_assert_eq!(checked(&address), Ok(address.clone()));
            }
        }

        #[test]
        fn nothing_adds_a_header_or_a_field(subject in any::<String>(), text in any::<String>()) {
            if let Ok(url) = letter(&["a@example.com".into()], &subject, &text) {
                prop_assert!(url.len() <= LETTER_BYTES && url.is_ascii());
                prop_assert_eq!(url.matches('?').count(), 1);
                prop_assert_eq!(url.matches('&').count(), 1);
                prop_assert!(!url.chars().any(|c| c.is_control() || c == ' ' || c == '#'));
            }
        }
    }
}
