//! The fields of a key and of an invitation: each within its limit, and none with anything in it that
//! could become a line of its own in a message's header.

use std::collections::BTreeMap;

use farhand_protocol::keys::{NewKey, StartsAs};
use farhand_protocol::{QueueId, Timestamp, limits};
use rusqlite::Connection;

use super::super::customer;
use crate::domain::field;
use crate::mail::address;
use crate::store::{Refusal, Result};

/// What was given of a key, checked.
pub(super) struct Fields {
    pub queue: QueueId,
    pub expires_at: Timestamp,
    pub portal: String,
    pub starts_as: StartsAs,
    pub name: Option<String>,
    pub external_reference: Option<String>,
    pub attributes: BTreeMap<String, String>,
}

fn wrong<T>(message: impl Into<String>) -> Result<T> {
    Err(Refusal::InvalidField(message.into()).into())
}

impl Fields {
    /// Checks what was given; `portal` is the appliance's own address.
    pub(super) fn of(conn: &Connection, new: NewKey, portal: &str, now: Timestamp) -> Result<Self> {
        let line = |name, text: Option<String>| {
            field::optional_plain_line(name, text.as_deref(), limits::CUSTOMER_FIELD)
        };
        Ok(Self {
            queue: new.queue,
            expires_at: until(conn, new.life_s, now)?,
            portal: portal_of(conn, new.portal.as_deref(), portal)?,
            starts_as: new.starts_as,
            name: line("name", new.name)?,
            external_reference: line("external_reference", new.external_reference)?,
            attributes: attributes(new.attributes)?,
        })
    }
}

/// When a life that begins now is over.
pub(super) fn until(conn: &Connection, life_s: Option<u32>, now: Timestamp) -> Result<Timestamp> {
    let rules = customer::settings(conn)?.invites;
    let life_s = life_s.unwrap_or_else(|| rules.life_default_s());
    let (least, most) = (limits::KEY_LIFE_MIN_S, rules.life_max_s());
    if !(least..=most).contains(&life_s) {
        return wrong(format!("life_s must be from {least} to {most}"));
    }
    Ok(now.plus(u64::from(life_s) * 1000))
}

/// The address of one of the site's portals; the appliance's own one unless asked otherwise.
fn portal_of(conn: &Connection, asked: Option<&str>, own: &str) -> Result<String> {
    let Some(asked) = asked.map(|asked| asked.trim_end_matches('/')) else { return Ok(own.to_owned()) };
    let known = asked == own
        || customer::settings(conn)?.invites.portals.iter().any(|portal| portal.address == asked);
    if known {
        Ok(asked.to_owned())
    } else {
        wrong("portal must be the address of one of the site's portals")
    }
}

fn attributes(given: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut bytes = 0;
    for (name, value) in &given {
        let code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if name.is_empty() || name.len() > limits::CODE_NAME || !name.bytes().all(code) {
            let most = limits::CODE_NAME;
            return wrong(format!(
                "the names of attributes must be 1 to {most} letters, digits, hyphens or underscores"
            ));
        }
        if value.len() > limits::ATTRIBUTE_BYTES || value.chars().any(char::is_control) {
            let most = limits::ATTRIBUTE_BYTES;
            return wrong(format!("the attribute {name} must be a line of at most {most} bytes"));
        }
        bytes += name.len() + value.len();
    }
    if bytes > limits::ATTRIBUTES_BYTES {
        return wrong(format!("attributes must have at most {} bytes together", limits::ATTRIBUTES_BYTES));
    }
    Ok(given)
}

/// A customer's name that may be missing.
pub(in super::super) fn name(given: Option<&str>) -> Result<Option<String>> {
    Ok(field::optional_plain_line("name", given, limits::CUSTOMER_FIELD)?)
}

/// A personal line. Its line breaks are kept, as `\n`; other control characters are refused.
pub(in super::super) fn personal_line(given: Option<&str>) -> Result<Option<String>> {
    let text = given.unwrap_or_default().replace("\r\n", "\n");
    let text = text.trim();
    if text.chars().count() > limits::INVITATION_LINE {
        return wrong(format!("line must have at most {} characters", limits::INVITATION_LINE));
    }
    if text.chars().any(|c| c != '\n' && field::breaks_out(c)) {
        return wrong("line must be plain text");
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Addresses as they are used; none twice, and not more than `most`.
pub(super) fn recipients(given: &[String], most: usize) -> Result<Vec<String>> {
    if given.is_empty() {
        return wrong("recipients must have at least one address");
    }
    if given.len() > most {
        return wrong(format!("a session key has at most {} invitations", limits::KEY_INVITATIONS));
    }
    let mut taken: Vec<String> = Vec::new();
    for typed in given {
        let shown = || typed.chars().filter(|c| !c.is_control()).take(100).collect::<String>();
        let address = match address::checked(typed) {
            Ok(address) if address.is_ascii() => address,
            Ok(_) => return wrong(format!("{} must have only ASCII in front of the @", shown())),
            Err(why) => return wrong(format!("{} {why}", shown())),
        };
        if taken.iter().any(|other| other.eq_ignore_ascii_case(&address)) {
            return wrong(format!("{} is there twice", shown()));
        }
        taken.push(address);
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(typed: &[&str]) -> Result<Vec<String>> {
        recipients(&typed.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>(), limits::KEY_INVITATIONS)
    }

    #[test]
    fn addresses_are_checked_and_none_comes_twice() {
        assert_eq!(list(&[" mara@example.org", "tobias@example.org"]).unwrap().len(), 2);
        let many: Vec<_> = (0..11).map(|n| format!("c{n}@example.org")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert!(list(&many[..10]).is_ok());
        for bad in [
            &[][..],
            &many,
            &["mara@example.org", "Mara@Example.org"],
            &["mara"],
            &["mara@example.org\r\nBcc: eve@example.org"],
            &["mara@example.org, tobias@example.org"],
            &["mära@example.org"],
        ] {
            assert!(list(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_personal_line_keeps_its_line_breaks_and_nothing_else() {
        assert_eq!(personal_line(Some(" a\r\nb ")).unwrap().as_deref(), Some("a\nb"));
        assert_eq!(personal_line(Some(" \n ")).unwrap(), None);
        assert!(personal_line(Some(&"ä".repeat(limits::INVITATION_LINE))).is_ok());
        for bad in ["a\rb", "a\0b", "a\u{2028}b", &"a".repeat(limits::INVITATION_LINE + 1)] {
            assert!(personal_line(Some(bad)).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn attributes_have_names_and_limits() {
        let of = |name: &str, value: &str| attributes(BTreeMap::from([(name.to_owned(), value.to_owned())]));
        assert!(of("visitor-id", "V-2207").is_ok());
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("a", "x\r\nBcc: y"),
            (&*"a".repeat(65), "x"),
            ("a", &*"x".repeat(limits::ATTRIBUTE_BYTES + 1)),
        ] {
            assert!(of(name, value).is_err(), "{name} {value}");
        }
        let many = (0..11).map(|n| (format!("a{n}"), "x".repeat(limits::ATTRIBUTE_BYTES))).collect();
        assert!(attributes(many).is_err(), "too many bytes together");
    }
}
