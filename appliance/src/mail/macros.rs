//! The small language of templates: `{{key}}` stands for a value, `{{#line}}…{{/line}}` for what is
//! only there where there is a personal line. There are no loops, nothing is computed, and values are
//! never read as templates.
//!
//! A section's tag that stands alone on its line takes the line with it.

use std::fmt;

/// Macros in one part of a template: enough for any message, and few enough that no template grows
/// beyond measure when it is filled in.
const MOST: usize = 100;
/// Sections inside one another.
const DEPTH: usize = 4;

/// What a template can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Macro {
    /// Who invites.
    Representative,
    /// The customer's name, where it was given.
    Customer,
    /// The key's digits in groups of three.
    Key,
    /// The invitation's own link.
    Link,
    /// The portal's address, as one types it.
    Portal,
    /// Until when, with the time zone.
    Expires,
    /// The site's name.
    Site,
    /// The personal line, where there is one.
    Line,
    /// The address to ask at, where the site has one.
    Help,
}

/// All of them, by the names that templates use.
const ALL: [(&str, Macro); 9] = [
    ("representative", Macro::Representative),
    ("customer", Macro::Customer),
    ("key", Macro::Key),
    ("link", Macro::Link),
    ("portal", Macro::Portal),
    ("expires", Macro::Expires),
    ("site", Macro::Site),
    ("line", Macro::Line),
    ("help", Macro::Help),
];

impl Macro {
    fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|(known, _)| *known == name).map(|(_, found)| *found)
    }

    /// As templates write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Whether there are messages without it.
    #[must_use]
    pub fn is_optional(self) -> bool {
        matches!(self, Macro::Customer | Macro::Line | Macro::Help)
    }
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Stays as it is.
    Text(String),
    /// A value.
    Value(Macro),
    /// Is there only where the value is.
    Section(Macro, Vec<Piece>),
}

/// What is wrong with a template, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub words: String,
}

impl Problem {
    /// What is wrong at byte `at` of `source`.
    pub(super) fn at(source: &str, at: usize, words: impl Into<String>) -> Self {
        let before = source.as_bytes().get(..at).unwrap_or_default();
        Self { line: 1 + before.iter().filter(|byte| **byte == b'\n').count(), words: words.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.words)
    }
}

/// A section that has begun.
struct Open {
    of: Macro,
    at: usize,
    /// What came before it.
    outer: Vec<Piece>,
}

struct Reading<'s> {
    source: &'s str,
    pieces: Vec<Piece>,
    open: Vec<Open>,
    count: usize,
    problems: Vec<Problem>,
}

/// Reads a part of a template.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(source: &str) -> Result<Vec<Piece>, Vec<Problem>> {
    let mut reading =
        Reading { source, pieces: Vec::new(), open: Vec::new(), count: 0, problems: Vec::new() };
    let mut at = 0;
    while let Some(begin) = source[at..].find("{{").map(|found| at + found) {
        let Some(end) = source[begin..].find("}}").map(|found| begin + found + 2) else {
            reading.wrong(begin, "this {{ has no }}");
            break;
        };
        at = reading.tag(at, begin, end);
        if reading.count > MOST {
            reading.wrong(begin, format!("there are more than {MOST} macros"));
            return Err(reading.problems);
        }
    }
    reading.text(at, source.len());
    for open in std::mem::take(&mut reading.open) {
        let name = open.of.name();
        reading.wrong(open.at, format!("{{{{#{name}}}}} has no {{{{/{name}}}}}"));
    }
    if reading.problems.is_empty() { Ok(reading.pieces) } else { Err(reading.problems) }
}

impl Reading<'_> {
    fn wrong(&mut self, at: usize, words: impl Into<String>) {
        self.problems.push(Problem::at(self.source, at, words));
    }

    fn text(&mut self, from: usize, to: usize) {
        if from < to {
            self.pieces.push(Piece::Text(self.source[from..to].to_owned()));
        }
    }

    /// Takes the text from `from` and the tag from `begin` to `end`; answers where to go on.
    fn tag(&mut self, from: usize, begin: usize, end: usize) -> usize {
        let inside = self.source[begin + 2..end - 2].trim();
        let (sign, name) = match inside.as_bytes().first() {
            Some(sign @ (b'#' | b'/')) => (Some(*sign), inside[1..].trim()),
            _ => (None, inside),
        };
        let (mut stop, mut next) = (begin, end);
        if sign.is_some() {
            (stop, next) = self.alone(begin, end).unwrap_or((begin, end));
        }
        self.text(from, stop.max(from));
        self.count += 1;
        let Some(of) = Macro::named(name) else {
            let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
            self.wrong(begin, format!("there is no macro {{{{{inside}}}}}; there are {}", known.join(", ")));
            return next;
        };
        match sign {
            None => self.value(of, begin),
            Some(b'#') => self.begin(of, begin),
            Some(_) => self.end(of, begin),
        }
        next
    }

    fn value(&mut self, of: Macro, at: usize) {
        if of.is_optional() && !self.open.iter().any(|open| open.of == of) {
            let name = of.name();
            let section = format!("{{{{#{name}}}}}…{{{{/{name}}}}}");
            self.wrong(at, format!("not every message has a {name}: write {section} around its place"));
        }
        self.pieces.push(Piece::Value(of));
    }

    fn begin(&mut self, of: Macro, at: usize) {
        if !of.is_optional() {
            self.wrong(at, format!("every message has a {0}: write {{{{{0}}}}} only", of.name()));
        }
        if self.open.len() == DEPTH {
            self.wrong(at, format!("more than {DEPTH} sections are inside one another"));
        }
        let outer = std::mem::take(&mut self.pieces);
        self.open.push(Open { of, at, outer });
    }

    fn end(&mut self, of: Macro, at: usize) {
        match self.open.pop() {
            Some(open) if open.of == of => {
                let inner = std::mem::replace(&mut self.pieces, open.outer);
                self.pieces.push(Piece::Section(of, inner));
            }
            Some(open) => {
                let (wanted, found) = (open.of.name(), of.name());
                self.wrong(at, format!("{{{{/{found}}}}} stands where {{{{/{wanted}}}}} has to"));
                self.open.push(open);
            }
            None => self.wrong(at, format!("{{{{/{0}}}}} has no {{{{#{0}}}}}", of.name())),
        }
    }

    /// The whole line of a tag that stands alone on it.
    fn alone(&self, begin: usize, end: usize) -> Option<(usize, usize)> {
        let start = self.source[..begin].rfind('\n').map_or(0, |at| at + 1);
        let stop = self.source[end..].find('\n').map_or(self.source.len(), |at| end + at + 1);
        let blank = |text: &str| text.trim().is_empty();
        (blank(&self.source[start..begin]) && blank(&self.source[end..stop])).then_some((start, stop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(source: &str) -> Vec<String> {
        parse(source).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn values_and_sections_are_found() {
        let pieces = parse("Hello{{#customer}} {{ customer }}{{/customer}},\n{{link}}").unwrap();
        let text = |text: &str| Piece::Text(text.to_owned());
        let named = vec![text(" "), Piece::Value(Macro::Customer)];
        let expected =
            [text("Hello"), Piece::Section(Macro::Customer, named), text(",\n"), Piece::Value(Macro::Link)];
        assert_eq!(pieces, expected);
    }

    #[test]
    fn a_section_alone_on_its_line_leaves_none() {
        let pieces = parse("a\n{{#line}}\n{{line}}\n  {{/line}}  \r\nb\n").unwrap();
        let inner = vec![Piece::Value(Macro::Line), Piece::Text("\n".to_owned())];
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(pieces, [text("a\n"), Piece::Section(Macro::Line, inner), text("b\n")]);
    }

    #[test]
    fn each_fault_has_its_line() {
        let faults =
            wrong("{{link}}\n{{lnik}}\n{{#line}}\n{{/help}}\n{{customer}} {{/key}}\n{{#key}}{{/key}}");
        assert_eq!(faults[0].split(';').next(), Some("line 2: there is no macro {{lnik}}"));
        assert!(faults.contains(&"line 4: {{/help}} stands where {{/line}} has to".to_owned()), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("line 5: not every message has a customer")));
        assert!(faults.contains(&"line 3: {{#line}} has no {{/line}}".to_owned()), "{faults:?}");
        assert_eq!(wrong("a\n\n{{link"), ["line 3: this {{ has no }}"]);
        assert_eq!(wrong("{{/line}}"), ["line 1: {{/line}} has no {{#line}}"]);
        assert_eq!(wrong("{{#key}}{{/key}}"), ["line 1: every message has a key: write {{key}} only"]);
    }

    #[test]
    fn bombs_are_refused() {
        assert_eq!(wrong(&"{{link}}".repeat(MOST + 1)), ["line 1: there are more than 100 macros"]);
        let nested = "{{#line}}".repeat(DEPTH + 1) + &"{{/line}}".repeat(DEPTH + 1);
        assert_eq!(wrong(&nested), ["line 1: more than 4 sections are inside one another"]);
        assert!(parse(&"{{".repeat(30_000)).is_err());
        assert!(parse(&"{{#line}}".repeat(7_000)).is_err());
    }
}
