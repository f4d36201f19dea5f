//! What the HTML of a message may be made of: elements and attributes that mail programs show, and
//! nothing that runs, that asks for anything, or that is fetched from elsewhere.

use super::macros::Problem;

const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "hr",
    "html",
    "i",
    "img",
    "li",
    "meta",
    "ol",
    "p",
    "small",
    "span",
    "strong",
    "style",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "u",
    "ul",
];
/// Elements without an end tag.
const VOID: &[&str] = &["br", "hr", "img", "meta"];
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "charset",
    "class",
    "colspan",
    "content",
    "dir",
    "height",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "rowspan",
    "src",
    "style",
    "title",
    "valign",
    "width",
];
/// What `meta` may say about a message.
const META: &[&str] = &["viewport", "color-scheme", "supported-color-schemes", "format-detection"];
const PICTURES: &[&str] = &["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,"];
const LINKS: &[&str] = &["https://", "mailto:", "tel:"];
/// What the link's macro looks like in a link.
const LINK: &str = "{{link}}";

/// Everything that is wrong with the HTML.
pub(super) fn problems(source: &str) -> Vec<Problem> {
    let mut look = Look { source, open: Vec::new(), linked: false, problems: Vec::new() };
    let mut at = 0;
    while let Some(begin) = source[at..].find('<').map(|found| at + found) {
        at = look.tag(begin);
    }
    for (name, at) in std::mem::take(&mut look.open) {
        look.wrong(at, format!("<{name}> is never closed"));
    }
    if !look.linked {
        let words = "there is no button or link: <a href=\"{{link}}\"> must be in it".to_owned();
        look.problems.push(Problem { line: 1, words });
    }
    look.problems
}

struct Look<'s> {
    source: &'s str,
    /// Elements that are not closed yet, and where they begin.
    open: Vec<(String, usize)>,
    linked: bool,
    problems: Vec<Problem>,
}

impl Look<'_> {
    fn wrong(&mut self, at: usize, words: impl Into<String>) {
        self.problems.push(Problem::at(self.source, at, words));
    }

    /// Looks at what begins with the `<` at `begin`; answers where to go on.
    fn tag(&mut self, begin: usize) -> usize {
        let rest = &self.source[begin + 1..];
        if rest.get(..8).is_some_and(|text| text.eq_ignore_ascii_case("!doctype")) {
            // It ends at the first >, also within quotes.
            return rest.find('>').map_or_else(|| self.end_of(begin), |at| begin + at + 2);
        }
        if rest.starts_with('!') || rest.starts_with('?') {
            self.wrong(begin, "comments go out with every message: leave them out");
            return rest.find('>').map_or(self.source.len(), |at| begin + at + 2);
        }
        let closing = rest.starts_with('/');
        let name_at = begin + 1 + usize::from(closing);
        let name = word(&self.source[name_at..]).to_ascii_lowercase();
        if name.is_empty() {
            self.wrong(begin, "this < begins no element: write &lt;");
            return begin + 1;
        }
        let end = self.end_of(begin);
        if closing {
            self.close(&name, begin);
            return end;
        }
        if !ELEMENTS.contains(&name.as_str()) {
            self.wrong(begin, format!("<{name}> must not be in a message"));
        }
        let inside = self.source[name_at + name.len()..end].trim_end_matches('>').trim_end_matches('/');
        let inside_at = name_at + name.len();
        self.attributes(&name, inside, inside_at);
        if name == "style" { self.style_element(begin, end) } else { self.begin(name, begin, end) }
    }

    fn begin(&mut self, name: String, at: usize, end: usize) -> usize {
        if !VOID.contains(&name.as_str()) {
            self.open.push((name, at));
        }
        end
    }

    fn close(&mut self, name: &str, at: usize) {
        match self.open.last() {
            Some((open, _)) if open == name => drop(self.open.pop()),
            Some((open, _)) => {
                let words = format!("</{name}> stands where </{open}> has to");
                self.wrong(at, words);
                if let Some(place) = self.open.iter().rposition(|(open, _)| open == name) {
                    self.open.truncate(place);
                }
            }
            None => self.wrong(at, format!("</{name}> closes nothing")),
        }
    }

    /// Behind the `>` of the tag that begins at `begin`; quoted values may hold one.
    fn end_of(&mut self, begin: usize) -> usize {
        let mut quote = None;
        for (at, byte) in self.source.bytes().enumerate().skip(begin) {
            match (quote, byte) {
                (None, b'>') => return at + 1,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        self.wrong(begin, "this < has no >");
        self.source.len()
    }

    fn style_element(&mut self, begin: usize, from: usize) -> usize {
        let Some(length) = self.source[from..].to_ascii_lowercase().find("</style") else {
            self.wrong(begin, "<style> is never closed");
            return self.source.len();
        };
        self.style(&self.source[from..from + length], from);
        self.end_of(from + length)
    }

    fn style(&mut self, css: &str, at: usize) {
        let css = css.to_ascii_lowercase();
        for bad in ["url(", "@import", "expression(", "behavior", "\\", "/*", "<", "{{"] {
            if let Some(found) = css.find(bad) {
                self.wrong(at + found, format!("{bad} must not be in a style"));
            }
        }
    }

    /// Looks at the attributes in `inside`, which begins at `at`.
    fn attributes(&mut self, element: &str, inside: &str, at: usize) {
        let mut rest = inside;
        loop {
            rest = rest.trim_start();
            let place = at + inside.len() - rest.len();
            if rest.is_empty() {
                return;
            }
            let name = word(rest);
            if name.is_empty() {
                self.wrong(place, format!("attributes of <{element}> must look like name=\"value\""));
                return;
            }
            let Some(value) = rest[name.len()..].strip_prefix("=\"") else {
                self.wrong(place, format!("write {name}=\"…\" with double quotes"));
                return;
            };
            let Some(length) = value.find('"') else { return };
            self.attribute(element, &name.to_ascii_lowercase(), &value[..length], place);
            rest = &value[length + 1..];
        }
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str, at: usize) {
        // Within a title an element would begin there.
        if value.contains('<') {
            self.wrong(at, format!("the attribute {name} must not have a <: write &lt;"));
        }
        let begins = |with: &[&str]| {
            let value = value.trim().to_ascii_lowercase();
            with.iter().any(|begin| value.starts_with(begin))
        };
        match name {
            "href" if value.trim() == LINK => self.linked |= element == "a",
            "href" if !begins(LINKS) => {
                self.wrong(at, "a link must be {{link}}, or begin with https://, mailto: or tel:");
            }
            "src" if !begins(PICTURES) => {
                self.wrong(at, "pictures must not be fetched: only data:image/png, jpeg or gif;base64");
            }
            "style" => self.style(value, at),
            "name" if element == "meta" && !META.contains(&value) => {
                self.wrong(at, format!("<meta name=\"{value}\"> must not be in a message"));
            }
            _ if name.starts_with("aria-") || ATTRIBUTES.contains(&name) => {
                if value.contains("{{#") || value.contains("{{/") {
                    self.wrong(at, "sections must not begin or end inside of a tag");
                }
            }
            _ => self.wrong(at, format!("the attribute {name} must not be in a message")),
        }
    }
}

/// The letters, digits, hyphens and colons at the beginning.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':' && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(html: &str) -> Vec<String> {
        let html = format!("<a href=\"{{{{link}}}}\">Start</a>\n{html}");
        problems(&html).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ordinary_messages_are_taken() {
        let html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\n<style>@media \
                    (prefers-color-scheme: dark) { .a { color: #fff !important } }</style></head><body \
                    style=\"margin:0\"><table role=\"presentation\" width=\"100%\"><tr><td class=\"a\">{{key}}\
                    <br/><img src=\"data:image/png;base64,AA==\" alt=\"a > b\"><a href=\"mailto:{{help}}\">x</a>\
                    </td></tr></table></body></html>";
        assert_eq!(wrong(html), Vec::<String>::new());
    }

    #[test]
    fn what_runs_asks_or_is_fetched_is_refused() {
        for (html, words) in [
            ("<script>1</script>", "<script> must not"),
            ("<SCRIPT\n>1</SCRIPT>", "<script> must not"),
            ("<iframe src=\"https://example.com\"></iframe>", "<iframe> must not"),
            ("<form action=\"https://example.com\"></form>", "<form> must not"),
            ("<svg></svg>", "<svg> must not"),
            ("<base href=\"https://example.com\">", "<base> must not"),
            ("<p onclick=\"x()\">a</p>", "the attribute onclick must not"),
            (
                "<title><a title=\"</title><img src=https://example.com/a.png>\"></a></title>",
                "the attribute title must not have a <",
            ),
            ("<p OnClick=\"x()\">a</p>", "the attribute onclick must not"),
            ("<p onclick='x()'>a</p>", "double quotes"),
            ("<p onclick=x>a</p>", "double quotes"),
            ("<p/onclick=\"x()\">a</p>", "must look like"),
            ("<a href=\"javascript:x()\">a</a>", "a link must be"),
            ("<a href=\" java&#115;cript:x()\">a</a>", "a link must be"),
            ("<a href=\"http://example.com\">a</a>", "a link must be"),
            ("<a href=\"{{line}}\">a</a>", "a link must be"),
            ("<img src=\"https://example.com/a.png\">", "must not be fetched"),
            ("<img src=\"data:image/svg+xml;base64,AA\">", "must not be fetched"),
            ("<img srcset=\"https://example.com/a.png\">", "the attribute srcset must not"),
            ("<td background=\"https://example.com/a.png\"></td>", "the attribute background must not"),
            ("<p style=\"background: URL(https://example.com)\">a</p>", "url( must not"),
            ("<p style=\"background: u\\72l(x)\">a</p>", "\\ must not"),
            ("<style>@import 'x';</style>", "@import must not"),
            ("<style>a{}", "<style> is never closed"),
            ("<meta http-equiv=\"refresh\" content=\"0\">", "http-equiv must not"),
            ("<!-- a -->", "comments"),
            ("<!--[if mso]><p><![endif]-->", "comments"),
            ("<p class=\"{{#line}}a{{/line}}\">a</p>", "sections must not"),
            ("<p>1 < 2</p>", "write &lt;"),
            ("<p", "this < has no >"),
            ("<!doctype \"><script>1</script>\">", "<script> must not"),
        ] {
            let problems = wrong(html);
            assert!(problems.iter().any(|problem| problem.contains(words)), "{html}: {problems:?}");
        }
    }

    #[test]
    fn each_fault_has_its_line() {
        assert_eq!(wrong("<p>\n<b>a</p>"), ["line 3: </p> stands where </b> has to"]);
        assert_eq!(wrong("\n<div>"), ["line 3: <div> is never closed"]);
        assert_eq!(wrong("</div>"), ["line 2: </div> closes nothing"]);
        let without = problems("<p>{{link}}</p>");
        assert!(without[0].words.contains("<a href=\"{{link}}\"> must be in it"), "{without:?}");
    }
}
