//! The check of a template before it is saved, so that what is saved can always be filled in.

use std::fmt;

use farhand_protocol::limits;

use super::macros::{self, Macro, Piece, Problem};
use super::{Source, html};

/// What is wrong with a template: the part and the places in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<(Part, Problem)>);

/// A part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The subject.
    Subject,
    /// The part for programs that show text only.
    Text,
    /// The HTML part.
    Html,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Subject => "subject",
            Part::Text => "text",
            Part::Html => "HTML",
        })
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (part, problem)) in self.0.iter().enumerate() {
            let end = if number == 0 { "" } else { "\n" };
            write!(f, "{end}{part}, {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Checks a template in one language.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check(source: &Source) -> Result<(), Faults> {
    let mut faults = Vec::new();
    let mut add = |part, problems: Vec<Problem>| {
        faults.extend(problems.into_iter().map(|problem| (part, problem)));
    };
    add(Part::Subject, subject(&source.subject));
    add(Part::Text, text(&source.text));
    add(Part::Html, markup(&source.html));
    if faults.is_empty() { Ok(()) } else { Err(Faults(faults)) }
}

fn first_line(words: impl Into<String>) -> Vec<Problem> {
    vec![Problem { line: 1, words: words.into() }]
}

fn subject(source: &str) -> Vec<Problem> {
    if source.trim().is_empty() {
        return first_line("it is empty");
    }
    if source.chars().any(char::is_control) {
        return first_line("it must be one line");
    }
    if source.chars().count() > limits::SUBJECT {
        return first_line(format!("it has more than {} characters", limits::SUBJECT));
    }
    match macros::parse(source) {
        Err(problems) => problems,
        Ok(pieces) => [Macro::Link, Macro::Key, Macro::Line]
            .into_iter()
            .filter(|secret| mentions(&pieces, *secret))
            .flat_map(|secret| first_line(format!("{{{{{}}}}} must not be in it", secret.name())))
            .collect(),
    }
}

fn text(source: &str) -> Vec<Problem> {
    if let Some(problems) = too_large(source) {
        return problems;
    }
    match macros::parse(source) {
        Err(problems) => problems,
        // One inside a section is not in every message.
        Ok(pieces) if !pieces.contains(&Piece::Value(Macro::Link)) => {
            first_line("{{link}} must be in it, outside of sections")
        }
        Ok(_) => Vec::new(),
    }
}

fn markup(source: &str) -> Vec<Problem> {
    if let Some(problems) = too_large(source) {
        return problems;
    }
    let mut problems = html::problems(source);
    match macros::parse(source) {
        Err(more) => problems.extend(more),
        Ok(pieces) if !pieces.contains(&Piece::Value(Macro::Link)) => {
            problems.extend(first_line("{{link}} must be in it, outside of sections"));
        }
        Ok(_) => {}
    }
    problems.sort_by_key(|problem| problem.line);
    problems
}

fn too_large(source: &str) -> Option<Vec<Problem>> {
    if source.len() > limits::TEMPLATE_BYTES {
        return Some(first_line(format!("it has more than {} bytes", limits::TEMPLATE_BYTES)));
    }
    let control = source.find(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))?;
    Some(vec![Problem::at(source, control, "there is a control character in it")])
}

fn mentions(pieces: &[Piece], wanted: Macro) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Text(_) => false,
        Piece::Value(of) => *of == wanted,
        Piece::Section(of, inner) => *of == wanted || mentions(inner, wanted),
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::mail::{render, template};

    fn standard() -> Source {
        template::standard().sources[0].clone()
    }

    fn faults(source: &Source) -> String {
        check(source).unwrap_err().to_string()
    }

    #[test]
    fn the_templates_that_come_with_the_appliance_are_sound() {
        for source in template::standard().sources {
            assert_eq!(check(&source), Ok(()), "{}", source.language);
        }
    }

    #[test]
    fn a_template_without_its_link_is_refused() {
        let source = Source { text: "Hello".to_owned(), html: "<p>Hello</p>".to_owned(), ..standard() };
        let faults = faults(&source);
        assert!(faults.contains("text, line 1: {{link}} must be in it"), "{faults}");
        assert!(faults.contains("HTML, line 1: {{link}} must be in it"), "{faults}");
        let only_sometimes = Source { text: "{{#line}}{{link}}{{/line}}".to_owned(), ..standard() };
        assert!(super::check(&only_sometimes).is_err());
    }

    #[test]
    fn a_subject_is_one_line_without_secrets() {
        let wrong = |subject: &str| faults(&Source { subject: subject.to_owned(), ..standard() });
        assert!(wrong("Hello\r\nBcc: a@example.com").contains("subject, line 1: it must be one line"));
        assert!(wrong("{{key}}").contains("{{key}} must not"));
        assert!(wrong("{{link}}").contains("{{link}} must not"));
        assert!(wrong("{{#line}}{{line}}{{/line}}").contains("{{line}} must not"));
        assert!(wrong(" ").contains("empty"));
        assert!(wrong(&"a".repeat(201)).contains("200 characters"));
    }

    #[test]
    fn sizes_have_limits() {
        let long = "a".repeat(limits::TEMPLATE_BYTES);
        let source = Source { text: format!("{{{{link}}}}{long}"), ..standard() };
        assert!(faults(&source).contains("text, line 1: it has more than 65536 bytes"));
        let source = Source { html: format!("{{{{link}}}}{long}"), ..standard() };
        assert!(faults(&source).contains("HTML, line 1: it has more than 65536 bytes"));
    }

    /// What templates and their faults are made of.
    const SCRAPS: &[&str] = &[
        "{{link}}",
        "{{key}}",
        "{{#line}}",
        "{{line}}",
        "{{/line}}",
        "{{",
        "}}",
        "{{#",
        "{{x}}",
        "<p>",
        "</p>",
        "<a href=\"{{link}}\">",
        "</a>",
        "<",
        ">",
        "\"",
        "<br/>",
        "<style>",
        "</style",
        "</",
        "<p style=\"",
        "url(",
        "<!doctype",
        "<!--",
        "ä",
        "\n",
        " ",
        "\r\n",
        "\u{202e}",
        "<p =\"",
        "x=\"",
        "{{customer}}",
    ];

    fn scraps() -> impl Strategy<Value = String> {
        vec(select(SCRAPS), 0..30).prop_map(|scraps| scraps.concat())
    }

    proptest! {
        #[test]
        fn whatever_is_checked_has_an_end_and_what_is_taken_can_be_filled_in(text in scraps(), html in scraps()) {
            let html = format!("<a href=\"{{{{link}}}}\">x</a>{html}");
            let source = Source { text: format!("{{{{link}}}}{text}"), html, ..standard() };
            if check(&source).is_ok() {
                let filled = render::render(&source, &render::tests::values()).unwrap();
                prop_assert!(!filled.text.contains("{{") && !filled.html.contains("{{"), "{filled:?}");
            }
        }
    }
}
