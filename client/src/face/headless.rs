//! The face of kiosks and tests: it shows nothing and answers by a policy that was given on the
//! command line.

use farhand_protocol::capability::{Capability, Question};
use farhand_protocol::session::Recording;
use farhand_rfb::message::Annotation;

use super::{Ask, Face, FaceEvent, FaceEvents, Join, Status};

/// What is allowed without asking anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// At most this: nothing, seeing, or seeing and control.
    pub allow: Option<Capability>,
    /// Also copied texts, where control is allowed.
    pub clipboard: bool,
}

impl Policy {
    /// The answer to a question: what was asked for, or as much of it as is allowed.
    #[must_use]
    pub fn answer(self, what: Capability) -> Option<Capability> {
        match (what, self.allow) {
            (Capability::Clipboard, Some(Capability::Control)) => {
                self.clipboard.then_some(Capability::Clipboard)
            }
            (Capability::View | Capability::Control, Some(Capability::View)) => Some(Capability::View),
            (Capability::View | Capability::Control, Some(Capability::Control)) => Some(what),
            _ => None,
        }
    }

    /// Whether this may ever be allowed here.
    #[must_use]
    pub fn permits(self, what: Capability) -> bool {
        self.answer(what) == Some(what)
    }
}

/// Answers by a [`Policy`].
pub struct Headless {
    policy: Policy,
    events: FaceEvents,
    answered: Option<u64>,
}

impl Headless {
    /// A face that answers at once.
    #[must_use]
    pub fn new(policy: Policy, events: FaceEvents) -> Self {
        Self { policy, events, answered: None }
    }

    /// Who starts the program without a face agrees to what starting a session asks for, except to
    /// being recorded.
    fn join(&self, join: &Join) -> FaceEvent {
        let recording = if join.ask_recording { Recording::Refused } else { Recording::NotAsked };
        let name = join.name.clone().unwrap_or_default();
        FaceEvent::Joined { name, agreed: join.agreement.is_some(), recording }
    }

    fn share(&mut self, question: &Question) -> Option<FaceEvent> {
        if self.answered == Some(question.ask) {
            return None;
        }
        self.answered = Some(question.ask);
        let allow = self.policy.answer(question.what);
        tracing::info!(what = ?question.what, ?allow, "answered by policy");
        Some(FaceEvent::Answered { ask: question.ask, allow })
    }

    fn send(&self, event: FaceEvent) {
        if self.events.send(event).is_err() {
            tracing::debug!("nobody listens to the face any more");
        }
    }
}

impl Face for Headless {
    fn ask(&mut self, what: Option<&Ask>) {
        let event = match what {
            Some(Ask::Join(join)) => Some(self.join(join)),
            Some(Ask::Share(question)) => self.share(question),
            // Nobody is there who could say where to go.
            Some(Ask::Invite { .. }) => Some(FaceEvent::Declined),
            None => None,
        };
        if let Some(event) = event {
            self.send(event);
        }
    }

    fn tell(&mut self, status: &Status) {
        let sharing = &status.sharing;
        tracing::debug!(
            connected = status.connected,
            view = sharing.view,
            control = sharing.control,
            clipboard = sharing.clipboard,
            viewers = status.viewers.len(),
            "status"
        );
    }

    fn annotate(&mut self, _annotation: &Annotation) {}

    fn shows_annotations(&self) -> bool {
        false
    }

    fn say_goodbye(&mut self, sentence: &str) {
        tracing::info!(sentence, "goodbye");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Clipboard, Control, View};

    fn check(allow: Option<Capability>, clipboard: bool, asked: Capability, answer: Option<Capability>) {
        assert_eq!(Policy { allow, clipboard }.answer(asked), answer, "{allow:?} {clipboard} {asked:?}");
    }

    #[test]
    fn no_more_is_allowed_than_the_policy_says_and_no_more_than_was_asked() {
        check(None, true, View, None);
        check(None, true, Clipboard, None);
        check(Some(View), false, View, Some(View));
        check(Some(View), false, Control, Some(View));
        check(Some(View), true, Clipboard, None);
        check(Some(Control), false, View, Some(View));
        check(Some(Control), false, Control, Some(Control));
        check(Some(Control), false, Clipboard, None);
        check(Some(Control), true, Clipboard, Some(Clipboard));
    }

    #[test]
    fn a_question_is_answered_once() {
        let (events, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let mut face = Headless::new(Policy { allow: Some(View), clipboard: false }, events);
        let question =
            Question { ask: 7, what: Control, name: "Mara".into(), until: farhand_protocol::Timestamp(0) };
        face.ask(Some(&Ask::Share(question.clone())));
        face.ask(Some(&Ask::Share(question)));
        face.ask(None);
        assert_eq!(heard.try_recv(), Ok(FaceEvent::Answered { ask: 7, allow: Some(View) }));
        assert!(heard.try_recv().is_err());
    }
}
