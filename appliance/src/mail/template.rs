//! Templates of invitations: what representatives choose from, in as many languages as the site has
//! written them in.

use serde::{Deserialize, Serialize};

/// The template that comes with the appliance, and that is the ordinary one.
pub const STANDARD: &str = "standard";

/// A template in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// The subject, in one line.
    pub subject: String,
    /// The part for programs that show text only.
    pub text: String,
    /// The HTML part.
    pub html: String,
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its code name.
    pub code: String,
    /// What representatives read.
    pub name: String,
    /// One for each language; the first is the ordinary one.
    pub sources: Vec<Source>,
}

impl Template {
    /// The languages.
    #[must_use]
    pub fn languages(&self) -> Vec<String> {
        self.sources.iter().map(|source| source.language.clone()).collect()
    }

    /// As it is written in `language`; in the ordinary one where none is asked for.
    #[must_use]
    pub fn source(&self, language: Option<&str>) -> Option<&Source> {
        let Some(language) = language else { return self.sources.first() };
        self.sources.iter().find(|source| source.language.eq_ignore_ascii_case(language))
    }

    /// Takes a source in, in place of the one in the same language.
    pub fn put(&mut self, source: Source) {
        let same = |known: &&mut Source| known.language.eq_ignore_ascii_case(&source.language);
        match self.sources.iter_mut().find(same) {
            Some(known) => *known = source,
            None => self.sources.push(source),
        }
    }
}

/// The template that comes with the appliance.
#[must_use]
pub fn standard() -> Template {
    let source = |language: &str, subject: &str, text: &str, html: &str| Source {
        language: language.to_owned(),
        subject: subject.trim_end().to_owned(),
        text: text.to_owned(),
        html: html.to_owned(),
    };
    Template {
        code: STANDARD.to_owned(),
        name: "Standard invitation".to_owned(),
        sources: vec![
            source(
                "en",
                include_str!("../../templates/mail/standard.en.subject"),
                include_str!("../../templates/mail/standard.en.txt"),
                include_str!("../../templates/mail/standard.en.html"),
            ),
            source(
                "de",
                include_str!("../../templates/mail/standard.de.subject"),
                include_str!("../../templates/mail/standard.de.txt"),
                include_str!("../../templates/mail/standard.de.html"),
            ),
        ],
    }
}

/// Whether `tag` has the form of a BCP 47 language tag.
#[must_use]
pub fn is_language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    tag.len() <= 35 && (2..=3).contains(&first.len()) && tag.split('-').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_chosen_or_the_first_one_taken() {
        let template = standard();
        assert_eq!(template.languages(), ["en", "de"]);
        assert_eq!(template.source(None).unwrap().language, "en");
        assert_eq!(template.source(Some("DE")).unwrap().language, "de");
        assert!(template.source(Some("fr")).is_none());
    }

    #[test]
    fn a_source_takes_its_language_s_place() {
        let mut template = standard();
        let new =
            Source { language: "de".to_owned(), subject: "Neu".to_owned(), ..template.sources[0].clone() };
        template.put(new);
        assert_eq!(template.languages(), ["en", "de"]);
        assert_eq!(template.source(Some("de")).unwrap().subject, "Neu");
    }

    #[test]
    fn language_tags_have_their_form() {
        for good in ["en", "de-CH", "zh-Hant-TW", "gsw"] {
            assert!(is_language(good), "{good}");
        }
        for bad in ["", "e", "en_US", "en-", "-en", "en-\r\n", "deutsch-", "englisch", "../en"] {
            assert!(!is_language(bad), "{bad}");
        }
    }
}
