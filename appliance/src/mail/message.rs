//! The message itself: both parts as alternatives, text first, from the site's own address to one
//! customer, under an id that stays the same however often it is handed over.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::render::{self, Values};
use super::{MailSettings, expiry};
use crate::store::Letter;
use farhand_protocol::Timestamp;

/// The message of a letter; `now` says what today is.
///
/// # Errors
/// Why there can be none, for people. It will be so each time.
pub fn of(letter: &Letter, settings: &MailSettings, now: Timestamp) -> Result<Message, String> {
    let values = values(letter, settings, now);
    let parts = render::render(&letter.source, &values).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("the template cannot be filled in: {}", problems.join("; "))
    })?;
    let both = MultiPart::alternative()
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(parts.text))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(parts.html));
    let id = &letter.message_id;
    let to = mailbox(letter.name.as_deref(), &letter.address)?;
    header(settings, &letter.site, to, id, letter.queued_at)?
        .subject(parts.subject)
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Content-Language"),
            letter.source.language.clone(),
        ))
        .multipart(both)
        .map_err(|error| format!("the message cannot be made: {error}"))
}

/// A message that only says that mail leaves.
///
/// # Errors
/// Why there can be none.
pub fn test(
    settings: &MailSettings,
    site: &str,
    to: &str,
    id: &str,
    now: Timestamp,
) -> Result<Message, String> {
    let text = format!(
        "This is a test message.\n\nInvitations from {site} will come from this address. Nothing needs to be \
         done.\n"
    );
    header(settings, site, mailbox(None, to)?, id, now)?
        .subject(format!("Test message from {site}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
        .map_err(|error| format!("the message cannot be made: {error}"))
}

fn values(letter: &Letter, settings: &MailSettings, now: Timestamp) -> Values {
    Values {
        representative: letter.inviter.clone(),
        customer: letter.name.clone(),
        key: letter.digits.clone(),
        link: letter.link.clone(),
        portal: letter.portal.clone(),
        expires: expiry::words(letter.expires_at, now, &settings.zone(), &letter.source.language),
        site: letter.site.clone(),
        line: letter.line.clone(),
        help: letter.help.clone(),
    }
}

fn header(
    settings: &MailSettings,
    site: &str,
    to: Mailbox,
    id: &str,
    at: Timestamp,
) -> Result<MessageBuilder, String> {
    let from = mailbox(Some(settings.from_name.as_deref().unwrap_or(site)), &settings.from)?;
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.email.clone()]);
    let mut builder = Message::builder()
        .envelope(envelope.map_err(|error| error.to_string())?)
        .date(time(at))
        .from(from)
        .to(to)
        .message_id(Some(format!("<{id}@{}>", settings.domain())))
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(mailbox(None, reply_to)?);
    }
    Ok(builder)
}

/// A name is only ever one line here, whatever was stored.
fn mailbox(name: Option<&str>, address: &str) -> Result<Mailbox, String> {
    let email: Address = address.parse().map_err(|_| format!("{address:?} is not an email address"))?;
    let name = name.unwrap_or_default();
    let line: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    Ok(Mailbox::new((!line.is_empty()).then(|| line.to_owned()), email))
}

fn time(at: Timestamp) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(at.0).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use farhand_protocol::KeyId;

    use super::*;
    use crate::mail::{MailTls, template};

    fn settings() -> MailSettings {
        MailSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: MailTls::None,
            plain_text_allowed: false,
            user: None,
            from: "no-reply@example.com".to_owned(),
            from_name: None,
            reply_to: Some("help@example.com".to_owned()),
            authorities: None,
            time_zone: Some("UTC".to_owned()),
        }
    }

    fn letter() -> Letter {
        Letter {
            key: KeyId(7),
            number: 2,
            address: "petra@example.com".to_owned(),
            name: Some("Petra Ødegård".to_owned()),
            inviter: "Ines".to_owned(),
            site: "Example Support".to_owned(),
            digits: "604281937".to_owned(),
            link: "https://support.example.com/i/abc".to_owned(),
            portal: "https://support.example.com".to_owned(),
            expires_at: Timestamp(3_600_000),
            line: None,
            help: None,
            source: template::standard().sources[0].clone(),
            message_id: "abc".to_owned(),
            tries: 0,
            queued_at: Timestamp(0),
        }
    }

    fn formatted(letter: &Letter) -> String {
        String::from_utf8(of(letter, &settings(), Timestamp(0)).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_header_says_who_writes_to_whom() {
        let message = formatted(&letter());
        for line in [
            "From: \"Example Support\" <no-reply@example.com>\r\n",
            "Reply-To: help@example.com\r\n",
            "Message-ID: <abc@example.com>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Language: en\r\n",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n",
            "Subject: Ines invites you to a support session\r\n",
            "Content-Type: multipart/alternative;",
        ] {
            assert!(message.contains(line), "{line}\n{message}");
        }
        assert!(message.is_ascii());
        let (text, html) = (message.find("text/plain").unwrap(), message.find("text/html").unwrap());
        assert!(text < html, "text first");
    }

    #[test]
    fn nothing_that_was_typed_becomes_a_line_of_the_header() {
        let evil = "x\r\nBcc: b@example.com\r\n\r\nbody";
        let hostile = Letter {
            name: Some(evil.to_owned()),
            inviter: evil.to_owned(),
            site: evil.to_owned(),
            line: Some(evil.to_owned()),
            ..letter()
        };
        let message = formatted(&hostile);
        let head = message.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        let message = of(&hostile, &settings(), Timestamp(0)).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
        for address in ["x@example.com\r\nRCPT TO:<b@example.com>", "x", "a@example.com, b@example.com"] {
            let hostile = Letter { address: address.to_owned(), ..letter() };
            assert!(of(&hostile, &settings(), Timestamp(0)).is_err(), "{address}");
        }
    }
}
