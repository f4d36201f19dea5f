//! Sharpness at rest. Pictures that come as JPEG stay a little wrong when nothing changes any more,
//! with servers that do not send them again by themselves. So what has come is asked for once more,
//! without loss, as soon as it rests.

use std::time::Duration;

use farhand_rfb::Rect;
use tokio::time::Instant;

/// How long nothing must change.
const REST: Duration = Duration::from_millis(400);
/// How long the answer is waited for: after that the picture moves again.
const ANSWER: Duration = Duration::from_secs(1);

/// What has come with loss, and what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Rest {
    lossy: Rect,
    changed: Option<Instant>,
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    rect: Rect,
    answered: Rect,
    at: Instant,
}

impl Rest {
    /// These pixels came, perhaps with loss.
    pub fn came(&mut self, rect: Rect, now: Instant) {
        match &mut self.asked {
            Some(asked) => asked.answered = asked.answered.union(rect),
            None => {
                self.lossy = self.lossy.union(rect);
                self.changed = Some(now);
            }
        }
    }

    /// When something is to be done.
    pub fn due_at(&self) -> Option<Instant> {
        let asked = self.asked.as_ref().map(|asked| asked.at + ANSWER);
        asked.or(self.changed.map(|at| at + REST))
    }

    /// What to ask for again, if it has rested for long enough.
    pub fn ask(&mut self, now: Instant) -> Option<Rect> {
        if self.asked.is_some() || self.changed.is_none_or(|at| now < at + REST) {
            return None;
        }
        self.changed = None;
        let rect = std::mem::take(&mut self.lossy);
        self.asked = Some(Asked { rect, answered: Rect::default(), at: now });
        Some(rect)
    }

    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.asked.is_some()
    }

    /// What was to be asked for was not.
    pub fn forget(&mut self) {
        self.asked = None;
    }

    /// Whether the answer is there, or is not waited for any longer. Says so once.
    pub fn over(&mut self, now: Instant) -> bool {
        let over = |asked: &Asked| asked.answered.contains(asked.rect) || now >= asked.at + ANSWER;
        self.asked.take_if(|asked| over(asked)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Rect = Rect::new(10, 10, 20, 20);
    const B: Rect = Rect::new(40, 10, 20, 20);

    #[test]
    fn what_rests_is_asked_for_once() {
        let now = Instant::now();
        let mut rest = Rest::default();
        assert_eq!((rest.due_at(), rest.ask(now)), (None, None));
        rest.came(A, now);
        rest.came(B, now + REST / 2);
        assert_eq!(rest.ask(now + REST), None);
        assert_eq!(rest.due_at(), Some(now + REST / 2 + REST));
        assert_eq!(rest.ask(now + 2 * REST), Some(Rect::new(10, 10, 50, 20)));
        rest.came(Rect::new(10, 10, 50, 10), now + 2 * REST);
        assert!(!rest.over(now + 2 * REST));
        rest.came(Rect::new(10, 20, 50, 10), now + 2 * REST);
        assert!(rest.over(now + 2 * REST) && !rest.over(now + 9 * REST));
        assert_eq!((rest.due_at(), rest.ask(now + 9 * REST)), (None, None));
    }

    #[test]
    fn an_answer_that_does_not_come_is_given_up() {
        let now = Instant::now();
        let mut rest = Rest::default();
        rest.came(A, now);
        rest.ask(now + REST);
        assert!(!rest.over(now + REST) && rest.over(now + REST + ANSWER));
        rest.came(A, now + 2 * ANSWER);
        assert_eq!(rest.due_at(), Some(now + 2 * ANSWER + REST));
    }
}
