//! What a rule found, and where.

use std::fmt;

/// One breach of a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    path: String,
    line: Option<usize>,
    message: String,
}

impl Finding {
    /// About a file as a whole.
    pub fn file(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, message: message.into() }
    }

    /// About one line, counted from 0 as iterators do.
    pub fn line(path: &str, index: usize, message: impl Into<String>) -> Self {
        Self { line: Some(index + 1), ..Self::file(path, message) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.path, self.message),
            None => write!(out, "{}: {}", self.path, self.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_editors_read_it() {
        let finding = Finding::line("a/b.rs", 0, "no");
        assert_eq!(finding.to_string(), "a/b.rs:1: no");
    }
}
