//! How many tests passed and failed, read from the lines that test runners print.
//!
//! Each runner closes with a line of its own form. A step that printed no such line has no
//! count, and then nothing is added up: a sum that leaves something out would be a lie.

use std::ops::Add;

/// Tests that passed and tests that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of tests that passed.
    pub passed: u64,
    /// Number of tests that failed.
    pub failed: u64,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Who prints the lines. A runner repeats what a failing test printed, which may look like the
/// closing line of another one: so each is read in its own form only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// cargo-nextest.
    Nextest,
    /// Cargo's own test runner.
    Cargo,
    /// Vitest, node:test or Playwright, behind an npm script.
    Script,
}

/// The count that a line carries, if it is a closing line of this runner.
pub fn read(runner: Runner, line: &str) -> Option<Tally> {
    let line = without_colour(line);
    let line = line.trim();
    match runner {
        // `Summary [   0.1s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped`
        Runner::Nextest => counts(line.strip_prefix("Summary [")?.split_once("run:")?.1, ','),
        // `test result: ok. 5 passed; 0 failed; 0 ignored; …`
        Runner::Cargo => counts(line.strip_prefix("test result:")?.split_once('.')?.1, ';'),
        Runner::Script => script(line),
    }
}

fn script(line: &str) -> Option<Tally> {
    // Vitest: `Tests  1 failed | 10 passed (11)`
    if let Some(rest) = line.strip_prefix("Tests  ") {
        return counts(rest, '|');
    }
    // node:test: `ℹ pass 5` and `ℹ fail 0`, or with `#` where there is no terminal
    if let Some(rest) = line.strip_prefix("ℹ ").or(line.strip_prefix("# ")) {
        let (word, number) = rest.split_once(' ')?;
        return matches!(word, "pass" | "fail").then(|| one(number, word))?;
    }
    // Playwright: `5 passed (3.2s)` and `1 failed`
    let (number, rest) = line.split_once(' ')?;
    let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if !rest.is_empty() && !rest.starts_with('(') {
        return None;
    }
    matches!(word, "passed" | "failed").then(|| one(number, word))?
}

/// A number and what the runner calls it.
fn one(number: &str, word: &str) -> Option<Tally> {
    let number = number.parse().ok()?;
    match word {
        "pass" | "passed" => Some(Tally { passed: number, failed: 0 }),
        "fail" | "failed" | "timed" => Some(Tally { passed: 0, failed: number }),
        _ => None,
    }
}

/// Adds up parts such as `10 passed (1 slow)`; `None` when no part speaks of tests.
fn counts(line: &str, separator: char) -> Option<Tally> {
    let parts = line.split(separator).filter_map(|part| {
        let mut words = part.split_whitespace();
        one(words.next()?, words.next()?)
    });
    parts.reduce(|sum, part| sum + part)
}

/// The line without terminal escape sequences.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    use Runner::{Cargo, Nextest, Script};

    fn check(runner: Runner, line: &str, expected: Option<(u64, u64)>) {
        let expected = expected.map(|(passed, failed)| Tally { passed, failed });
        assert_eq!(read(runner, line), expected, "{line}");
    }

    #[test]
    fn each_runners_closing_line_is_read() {
        check(
            Nextest,
            "  Summary [   0.120s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped",
            Some((11, 1)),
        );
        check(Nextest, "  Summary [   9.120s] 3 tests run: 2 passed, 1 timed out, 0 skipped", Some((2, 1)));
        check(
            Cargo,
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
            Some((5, 0)),
        );
        check(Cargo, "test result: FAILED. 4 passed; 1 failed; 0 ignored", Some((4, 1)));
        check(Script, "      Tests  1 failed | 10 passed (11)", Some((10, 1)));
        let coloured =
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m10 passed\u{1b}[39m\u{1b}[22m (10)";
        check(Script, coloured, Some((10, 0)));
        check(Script, "ℹ pass 5", Some((5, 0)));
        check(Script, "# fail 2", Some((0, 2)));
        check(Script, "  5 passed (3.2s)", Some((5, 0)));
        check(Script, "  1 failed", Some((0, 1)));
    }

    #[test]
    fn other_lines_carry_no_count() {
        check(Nextest, "    test result: FAILED. 0 passed; 1 failed; 0 ignored", None);
        check(Cargo, "test keeps_5_passed ... ok", None);
        check(Script, " Test Files  2 passed (2)", None);
        check(Script, "# a comment of 5", None);
        check(Script, "5 passed on to the next", None);
        check(Script, "", None);
    }
}
