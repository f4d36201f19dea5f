//! Filling a template in. Values are escaped by the kind of the part that they come into, and are
//! never read as templates.

use farhand_protocol::limits;

use super::Source;
use super::macros::{self, Macro, Piece, Problem};

/// What a template is filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values {
    /// Who invites.
    pub representative: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// Nine digits.
    pub key: String,
    /// The invitation's own link.
    pub link: String,
    /// The portal's address, with its scheme.
    pub portal: String,
    /// Until when, in words.
    pub expires: String,
    /// The site's name.
    pub site: String,
    /// The personal line.
    pub line: Option<String>,
    /// The address to ask at.
    pub help: Option<String>,
}

/// The parts of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject, in one line.
    pub subject: String,
    /// The part for programs that show text only.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// What stands for digits that are not made yet.
pub const NO_KEY: &str = "•••••••••";

/// What stands for the secret of a link that is not made yet.
pub const NO_LINK: &str = "••••••••";

/// Fills a template in.
///
/// # Errors
/// What is wrong with a template that was not checked.
pub fn render(source: &Source, values: &Values) -> Result<Rendered, Vec<Problem>> {
    Ok(Rendered {
        subject: subject(&part(&source.subject, values, &|value| value.to_owned())?),
        text: part(&source.text, values, &|value| value.to_owned())?,
        html: part(&source.html, values, &escaped)?,
    })
}

impl Values {
    fn of(&self, what: Macro) -> Option<String> {
        let clean = |text: &str| cleaned(text, what == Macro::Line);
        match what {
            Macro::Representative => Some(clean(&self.representative)),
            Macro::Customer => self.customer.as_deref().map(clean),
            Macro::Key => Some(grouped(&self.key)),
            Macro::Link => Some(clean(&self.link)),
            Macro::Portal => Some(clean(without_scheme(&self.portal))),
            Macro::Expires => Some(clean(&self.expires)),
            Macro::Site => Some(clean(&self.site)),
            Macro::Line => self.line.as_deref().map(clean),
            Macro::Help => self.help.as_deref().map(clean),
        }
        .filter(|value| !value.is_empty())
    }
}

fn part(source: &str, values: &Values, escape: &dyn Fn(&str) -> String) -> Result<String, Vec<Problem>> {
    let mut filled = String::with_capacity(source.len() + 512);
    fill(&macros::parse(source)?, values, escape, &mut filled);
    Ok(filled)
}

fn fill(pieces: &[Piece], values: &Values, escape: &dyn Fn(&str) -> String, filled: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Value(of) => filled.push_str(&escape(&values.of(*of).unwrap_or_default())),
            Piece::Section(of, inner) if values.of(*of).is_some() => fill(inner, values, escape, filled),
            Piece::Section(..) => {}
        }
    }
}

/// As HTML; line breaks stay.
fn escaped(value: &str) -> String {
    let mut html = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' => html.push_str("<br>"),
            c => html.push(c),
        }
    }
    html
}

/// Without control characters and marks that turn the direction of what follows; line breaks only
/// where they may stay.
fn cleaned(text: &str, breaks: bool) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut clean = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for c in text.trim().chars() {
        match c {
            '\n' if breaks => clean.push('\n'),
            '\u{2028}' | '\u{2029}' => clean.push(' '),
            c if c.is_control() => clean.push(' '),
            c if turns(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// One line of at most [`limits::SUBJECT`] characters.
fn subject(filled: &str) -> String {
    let line = filled.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limits::SUBJECT {
        return line;
    }
    let cut: String = line.chars().take(limits::SUBJECT - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Digits in groups of three, as they are read aloud.
fn grouped(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let groups = digits.chunks(3).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

fn without_scheme(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::mail::template;

    pub(in super::super) fn values() -> Values {
        Values {
            representative: "Ines".to_owned(),
            customer: Some("Petra".to_owned()),
            key: "604281937".to_owned(),
            link: "https://support.example.com/i/abc".to_owned(),
            portal: "https://support.example.com".to_owned(),
            expires: "15:29 today".to_owned(),
            site: "Example Support".to_owned(),
            line: Some("It is about the mail sync.\nUntil soon".to_owned()),
            help: Some("help@example.com".to_owned()),
        }
    }

    fn source(text: &str) -> Source {
        let html = text.to_owned();
        Source { language: "en".to_owned(), subject: text.to_owned(), text: text.to_owned(), html }
    }

    #[test]
    fn both_parts_say_the_same() {
        for source in template::standard().sources {
            let rendered = render(&source, &values()).unwrap();
            for said in ["Petra", "Ines", "Example Support", "604 281 937", "15:29 today", "help@example.com"]
            {
                assert!(rendered.text.contains(said), "{}: {said}\n{}", source.language, rendered.text);
                assert!(rendered.html.contains(said), "{}: {said}\n{}", source.language, rendered.html);
            }
            for part in [&rendered.text, &rendered.html] {
                assert!(part.contains("https://support.example.com/i/abc"), "{part}");
                assert!(part.contains("mail sync.") && part.contains("Until soon"), "{part}");
                assert!(!part.contains("{{"), "{part}");
            }
        }
    }

    #[test]
    fn what_is_not_there_leaves_no_trace() {
        let values = Values { customer: None, line: Some(" ".to_owned()), help: None, ..values() };
        for source in template::standard().sources {
            let rendered = render(&source, &values).unwrap();
            assert!(!rendered.text.contains("\n\n\n") && !rendered.text.contains(" ,"), "{}", rendered.text);
            assert!(!rendered.html.contains("mailto:") && !rendered.html.contains(" ,"), "{}", rendered.html);
        }
    }

    #[test]
    fn values_are_escaped_by_kind_and_never_read_as_templates() {
        let hostile = "<b onclick=\"x\">{{key}}</b>&'\r\nBcc: a@example.com";
        let values = Values {
            representative: hostile.to_owned(),
            line: Some("a\r\nb\u{202e}".to_owned()),
            ..values()
        };
        let rendered = render(&source("{{representative}}|{{#line}}{{line}}{{/line}}"), &values).unwrap();
        assert_eq!(rendered.subject, "<b onclick=\"x\">{{key}}</b>&' Bcc: a@example.com|a b");
        assert_eq!(rendered.text, "<b onclick=\"x\">{{key}}</b>&' Bcc: a@example.com|a\nb");
        let html = "&lt;b onclick=&quot;x&quot;&gt;{{key}}&lt;/b&gt;&amp;&#39; Bcc: a@example.com|a<br>b";
        assert_eq!(rendered.html, html);
    }

    #[test]
    fn a_subject_has_its_limit() {
        let values = Values { site: "Ä".repeat(300), ..values() };
        let subject = render(&source("{{site}}{{link}}"), &values).unwrap().subject;
        assert_eq!(subject.chars().count(), limits::SUBJECT);
        assert!(subject.ends_with('…'));
    }

    #[test]
    fn a_key_that_is_not_made_yet_is_dots() {
        let values = Values { key: NO_KEY.to_owned(), ..values() };
        assert_eq!(
            render(&source("{{key}}{{link}}"), &values).unwrap().text.chars().take(4).last(),
            Some(' ')
        );
    }
}
