//! Links that open the console: `farhand://session/<lsid>`, and
//! `farhand://invite?email=…&name=…&queue=…&reference=…&line=…`, where `email` may come several times.
//!
//! Anybody can write such a link, so it is small, has nothing in it that hides what it says, and leads
//! somewhere without doing anything. What it does not know it leaves out.

use farhand_protocol::limits::{ADDRESS_BYTES, CUSTOMER_FIELD, INVITATION_LINE, KEY_INVITATIONS};
use farhand_protocol::text::neutralised;
use farhand_protocol::{QueueId, SessionId};
use url::Url;

use crate::contract::InviteForm;

/// Bytes of a link.
const LINK_BYTES: usize = 4 * 1024;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To a session.
    Session(SessionId),
    /// To an invitation that is filled in with this.
    Invite(Box<InviteForm>),
    /// Into a session, on a customer's device: it is for the customer's program.
    Attach,
}

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More than 4 KiB.
    #[error("This link is too long to be opened.")]
    TooLong,
    /// Characters that have no place in a link.
    #[error("This link has hidden characters in it and was not opened.")]
    Hidden,
    /// Another kind of link.
    #[error("This link is none that the console can open.")]
    Kind,
    /// A part that is not what it should be.
    #[error("This link was not opened: its “{0}” cannot be used.")]
    Part(&'static str),
    /// Too many people.
    #[error("This link was not opened: it names more than {KEY_INVITATIONS} people.")]
    Many,
}

impl Link {
    /// Reads a link.
    ///
    /// # Errors
    /// When it leads nowhere.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        if text.len() > LINK_BYTES {
            return Err(Unreadable::TooLong);
        }
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || neutralised(c)) {
            return Err(Unreadable::Hidden);
        }
        let url = Url::parse(text).map_err(|_| Unreadable::Kind)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        if url.scheme() != "farhand" || !plain {
            return Err(Unreadable::Kind);
        }
        match (url.host_str().unwrap_or_default(), url.path()) {
            ("session", path) => session(path),
            ("invite", "" | "/") => invite(&url).map(|form| Self::Invite(Box::new(form))),
            ("attach", _) => Ok(Self::Attach),
            _ => Err(Unreadable::Kind),
        }
    }
}

fn session(path: &str) -> Result<Link, Unreadable> {
    let lsid = path.trim_start_matches('/').trim_end_matches('/');
    lsid.parse().map(Link::Session).map_err(|_| Unreadable::Part("session"))
}

fn invite(url: &Url) -> Result<InviteForm, Unreadable> {
    let mut form = InviteForm::default();
    for (name, value) in url.query_pairs() {
        match &*name {
            "email" => form.recipients.push(word("email", &value, ADDRESS_BYTES)?),
            "name" => form.name = once("name", &form.name, &value, CUSTOMER_FIELD)?,
            "reference" => {
                form.external_reference =
                    once("reference", &form.external_reference, &value, CUSTOMER_FIELD)?;
            }
            "line" => form.line = lines(&form.line, &value)?,
            "queue" => {
                let queue: QueueId = value.parse().map_err(|_| Unreadable::Part("queue"))?;
                form.queue = Some(queue);
            }
            _ => {}
        }
        if form.recipients.len() > KEY_INVITATIONS {
            return Err(Unreadable::Many);
        }
    }
    Ok(form)
}

fn once(part: &'static str, before: &str, value: &str, most: usize) -> Result<String, Unreadable> {
    if before.is_empty() { word(part, value, most) } else { Err(Unreadable::Part(part)) }
}

/// A text of one line.
fn word(part: &'static str, value: &str, most: usize) -> Result<String, Unreadable> {
    let value = value.trim();
    let hidden = value.chars().any(|c| c.is_control() || neutralised(c));
    if hidden || value.chars().count() > most {
        return Err(Unreadable::Part(part));
    }
    Ok(value.to_owned())
}

/// The personal line, which may have several.
fn lines(before: &str, value: &str) -> Result<String, Unreadable> {
    let value = value.replace("\r\n", "\n");
    let hidden = value.chars().any(|c| (c.is_control() && c != '\n') || neutralised(c));
    if hidden || !before.is_empty() || value.chars().count() > INVITATION_LINE {
        return Err(Unreadable::Part("line"));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test's own")]
    use proptest::prelude::*;

    use super::*;

    const LSID: &str = "01010101010101010101010101010101";

    #[test]
    fn links_lead_to_sessions_and_invitations() {
        let lsid: SessionId = LSID.parse().unwrap();
        for text in ["farhand://session/LSID", "farhand://session/LSID/", " FARHAND://session/LSID\u{20}"] {
            let text = text.replace("LSID", LSID);
            assert_eq!(Link::read(&text), Ok(Link::Session(lsid.clone())), "{text}");
        }
        let text = "farhand://invite?email=petra%40example.com&email=b%2Bx@example.com&name=Petra%20Lind\
                    &queue=team:3&reference=T-4711&line=Hello%0D%0Athere&utm=1";
        let form = InviteForm {
            recipients: vec!["petra@example.com".into(), "b+x@example.com".into()],
            name: "Petra Lind".into(),
            queue: Some("team:3".parse().unwrap()),
            external_reference: "T-4711".into(),
            line: "Hello\nthere".into(),
            ..InviteForm::default()
        };
        assert_eq!(Link::read(text), Ok(Link::Invite(Box::new(form))));
        assert_eq!(Link::read("farhand://invite"), Ok(Link::Invite(Box::default())));
        let attach = "farhand://attach?site=https%3A%2F%2Fsupport.example.com&code=482913706";
        assert_eq!(Link::read(attach), Ok(Link::Attach));
    }

    #[test]
    fn everything_else_leads_nowhere() {
        use Unreadable::{Hidden, Kind, Many, Part, TooLong};
        let long = format!("farhand://invite?line={}", "a".repeat(LINK_BYTES));
        let eleven = format!("farhand://invite?{}", "email=a@example.com&".repeat(11));
        let name = format!("farhand://invite?name={}", "a".repeat(CUSTOMER_FIELD + 1));
        let line = format!("farhand://invite?line={}", "a".repeat(INVITATION_LINE + 1));
        for (text, why) in [
            ("", Kind),
            ("https://support.example.com/", Kind),
            ("farhand:session/01010101010101010101010101010101", Kind),
            ("farhand://end/01010101010101010101010101010101", Kind),
            ("farhand://user@invite?name=a", Kind),
            ("farhand://invite:80?name=a", Kind),
            ("farhand://invite/more?name=a", Kind),
            ("javascript:alert(1)", Kind),
            ("--data=/", Kind),
            ("farhand://session/", Part("session")),
            ("farhand://session/1", Part("session")),
            ("farhand://session/01010101010101010101010101010101/end", Part("session")),
            ("farhand://invite?queue=all", Part("queue")),
            ("farhand://invite?name=a%00b", Part("name")),
            ("farhand://invite?name=a%0D%0ABcc:x", Part("name")),
            ("farhand://invite?name=a%E2%80%AEb", Part("name")),
            ("farhand://invite?name=a&name=b", Part("name")),
            ("farhand://invite?email=a%0Ab@example.com", Part("email")),
            ("farhand://invite?line=a%07", Part("line")),
            ("farhand://invite?name=a\u{7}b", Hidden),
            ("farhand://invite?name=a\u{202e}b", Hidden),
            (&name, Part("name")),
            (&line, Part("line")),
            (&eleven, Many),
            (&long, TooLong),
        ] {
            assert_eq!(Link::read(text), Err(why), "{text:.80}");
        }
    }

    fn encoded(text: &str) -> String {
        text.bytes().map(|byte| format!("%{byte:02x}")).collect()
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_small_and_hides_nothing(text in "(farhand://(invite|session|attach)[?/])?.{0,200}") {
            if let Ok(Link::Invite(form)) = Link::read(&text) {
                prop_assert!(form.recipients.len() <= KEY_INVITATIONS);
                prop_assert!(form.name.chars().count() <= CUSTOMER_FIELD);
                prop_assert!(form.line.chars().count() <= INVITATION_LINE);
                let texts = form.recipients.iter().chain([&form.name, &form.external_reference]);
                for text in texts {
                    prop_assert!(!text.chars().any(|c| c.is_control() || neutralised(c)));
                }
            }
        }

        #[test]
        fn what_was_written_comes_back(name in "[^\\p{C}\\p{Z}]{0,100}", line in "[^\\p{C}]{0,300}") {
            let text = format!("farhand://invite?name={}&line={}", encoded(&name), encoded(&line));
            match Link::read(&text) {
                Ok(Link::Invite(form)) => {
                    prop_assert_eq!(&form.name, &name);
                    prop_assert_eq!(&form.line, &line);
                }
                other => {
                    // Long texts of long characters do not fit into a link.
                    prop_assert!(text.len() > LINK_BYTES, "{:?}", other);
                    prop_assert_eq!(other, Err(Unreadable::TooLong));
                }
            }
        }

        #[test]
        fn no_text_is_too_strange(text in any::<String>()) {
            let _read = Link::read(&text);
        }
    }
}
