//! This computer's clipboard, and what passes between it and the device's.

use std::time::Duration;

use tokio::time::Instant;

/// How long an answer of the device is waited for. One that comes later is kept until it is asked
/// for again.
const ANSWER: Duration = Duration::from_secs(10);

/// This computer's clipboard. Its methods may take their time: they are called off the loop, on a
/// thread of their own.
pub trait Clipboard: Send + Sync {
    /// The text that it holds, if it is a text.
    ///
    /// # Errors
    /// Says why it cannot be read.
    fn text(&self) -> Result<Option<String>, String>;
    /// Puts a text there.
    ///
    /// # Errors
    /// Says why it cannot be written.
    fn set_text(&self, text: String) -> Result<(), String>;
    /// Puts a picture there: its width, and red, green, blue and alpha of each pixel.
    ///
    /// # Errors
    /// Says why it cannot be written.
    fn set_picture(&self, width: usize, rgba: Vec<u8>) -> Result<(), String>;
}

/// A computer without a clipboard.
pub struct NoClipboard;

const NONE: &str = "this computer has no clipboard";

impl Clipboard for NoClipboard {
    fn text(&self) -> Result<Option<String>, String> {
        Err(NONE.to_owned())
    }

    fn set_text(&self, _text: String) -> Result<(), String> {
        Err(NONE.to_owned())
    }

    fn set_picture(&self, _width: usize, _rgba: Vec<u8>) -> Result<(), String> {
        Err(NONE.to_owned())
    }
}

/// What a text from the device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// This computer's clipboard, because it was asked for or may come by itself.
    Written,
    /// Nothing; it is kept until it is asked for.
    Kept,
}

/// What is known of the two clipboards.
#[derive(Default)]
pub(super) struct Passing {
    /// The text that both had last.
    same: Option<String>,
    /// The device's newest text, where it came without being asked for.
    kept: Option<String>,
    /// Until when an answer of the device is waited for.
    asked: Option<Instant>,
    /// Whether texts pass without being asked for.
    by_itself: bool,
}

impl Passing {
    /// Whether texts pass without being asked for.
    pub fn by_itself(&mut self, passes: bool) {
        self.by_itself = passes;
    }

    pub fn passes_by_itself(&self) -> bool {
        self.by_itself
    }

    /// The text that both had last.
    pub fn same(&self) -> Option<String> {
        self.same.clone()
    }

    /// The device's text, if it is here already.
    pub fn fetch(&self) -> Option<String> {
        self.kept.clone()
    }

    /// The device was asked for its text.
    pub fn asked(&mut self, now: Instant) {
        self.asked = Some(now + ANSWER);
    }

    /// Whether an answer was waited for until now, and for long enough. Answers so once.
    pub fn unanswered(&mut self, now: Instant) -> bool {
        self.asked.take_if(|until| *until <= now).is_some()
    }

    /// The device has a new text. Answers whether to ask for it.
    pub fn offered(&mut self) -> bool {
        self.by_itself
    }

    /// A text came from the device.
    pub fn came(&mut self, text: &str) -> Taken {
        let new = self.by_itself && self.same.as_deref() != Some(text);
        self.kept = Some(text.to_owned());
        if self.asked.take().is_some() || new { Taken::Written } else { Taken::Kept }
    }

    /// Both clipboards hold this text now.
    pub fn passed(&mut self, text: String) {
        self.same = Some(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_nobody_asked_for_waits() {
        let mut passing = Passing::default();
        assert_eq!(passing.came("a"), Taken::Kept);
        assert_eq!(passing.fetch().as_deref(), Some("a"));
        passing.asked(Instant::now());
        assert_eq!(passing.came("b"), Taken::Written);
        assert_eq!(passing.fetch().as_deref(), Some("b"));
        assert_eq!(passing.came("c"), Taken::Kept);
    }

    #[test]
    fn an_answer_is_not_waited_for_for_ever_and_a_late_one_is_kept() {
        let mut passing = Passing::default();
        let now = Instant::now();
        assert!(!passing.unanswered(now + ANSWER));
        passing.asked(now);
        assert!(!passing.unanswered(now));
        assert!(passing.unanswered(now + ANSWER));
        assert!(!passing.unanswered(now + ANSWER));
        assert_eq!(passing.came("late"), Taken::Kept);
        assert_eq!(passing.fetch().as_deref(), Some("late"));
    }

    #[test]
    fn a_text_does_not_go_round_in_circles() {
        let mut passing = Passing::default();
        passing.by_itself(true);
        passing.passed("a".into());
        assert_eq!(passing.came("a"), Taken::Kept);
        assert_eq!(passing.came("b"), Taken::Written);
        passing.by_itself(false);
        assert_eq!(passing.came("c"), Taken::Kept);
    }
}
