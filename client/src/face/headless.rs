//! The face of kiosks and tests: it shows nothing and answers by a policy that was given on the
//! command line.

use std::path::PathBuf;

use farhand_protocol::capability::{Capability, Question};
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;
use farhand_protocol::session::Recording;
use farhand_rfb::message::Annotation;

use super::{Ask, Face, FaceEvent, FaceEvents, Join, Status};
use crate::files::cut;
use crate::info;

/// What is allowed without asking anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// At most this: nothing, seeing, or seeing and control.
    pub allow: Option<Capability>,
    /// Also copied texts, where control is allowed.
    pub clipboard: bool,
    /// As much of the files; a chosen folder is [`Policy::folder`].
    pub files: Option<FilesScope>,
    /// The folder below which all of that is.
    pub folder: Option<PathBuf>,
    /// As much system information.
    pub info: Option<InfoScope>,
}

impl Policy {
    /// The answer to a question: what was asked for, or as much of it as is allowed.
    #[must_use]
    pub fn answer(&self, what: Capability) -> Option<Capability> {
        match (what, self.allow) {
            (Capability::Clipboard, Some(Capability::Control)) => {
                self.clipboard.then_some(Capability::Clipboard)
            }
            (Capability::View | Capability::Control, Some(Capability::View)) => Some(Capability::View),
            (Capability::View | Capability::Control, Some(Capability::Control)) => Some(what),
            (Capability::Files, _) => self.files.as_ref().map(|_| Capability::Files),
            (Capability::Info, _) => self.info.map(|_| Capability::Info),
            _ => None,
        }
    }

    /// Whether this may ever be allowed here.
    #[must_use]
    pub fn permits(&self, what: Capability) -> bool {
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
        let most = self.policy.files.as_ref();
        let files = question.files.as_ref().and_then(|asked| cut(asked, most?));
        let fits = question.what != Capability::Files || files.is_some();
        let allow = self.policy.answer(question.what).filter(|_| fits);
        let info = question.info.and_then(|asked| Some(info::cut(asked, self.policy.info?)));
        tracing::info!(what = ?question.what, ?allow, ?files, ?info, "answered by policy");
        Some(FaceEvent::Answered { ask: question.ask, allow, files, info })
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
            files = sharing.files.is_some(),
            moving = status.moving.len(),
            "status"
        );
    }

    fn annotate(&mut self, _annotation: &Annotation) {}

    fn shows_annotations(&self) -> bool {
        false
    }

    fn say_goodbye(&mut self, sentence: &str) {
        tracing::info!(sentence, "goodbye");
        self.send(FaceEvent::Quit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Clipboard, Control, Files, View};

    fn check(allow: Option<Capability>, clipboard: bool, asked: Capability, answer: Option<Capability>) {
        let policy = Policy { allow, clipboard, ..Policy::default() };
        assert_eq!(policy.answer(asked), answer, "{allow:?} {clipboard} {asked:?}");
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
        let mut face = Headless::new(Policy { allow: Some(View), ..Policy::default() }, events);
        let question = Question {
            ask: 7,
            what: Control,
            files: None,
            info: None,
            name: "Mara".into(),
            until: farhand_protocol::Timestamp(0),
        };
        face.ask(Some(&Ask::Share(question.clone())));
        face.ask(Some(&Ask::Share(question)));
        face.ask(None);
        assert_eq!(
            heard.try_recv(),
            Ok(FaceEvent::Answered { ask: 7, allow: Some(View), files: None, info: None })
        );
        assert!(heard.try_recv().is_err());
    }

    #[test]
    fn files_are_allowed_as_far_as_the_policy_goes_or_not_at_all() {
        let (events, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let most = FilesScope { to_device: false, change: false, ..FilesScope::everything() };
        let policy = Policy { files: Some(most.clone()), ..Policy::default() };
        let mut face = Headless::new(policy, events);
        let write = FilesScope { from_device: false, ..FilesScope::everything() };
        let cases = [(FilesScope::everything(), Some(most)), (write, None)];
        for (ask, (files, answer)) in (1..).zip(cases) {
            let until = farhand_protocol::Timestamp(0);
            let question =
                Question { ask, what: Files, files: Some(files), info: None, name: "Mara".into(), until };
            face.ask(Some(&Ask::Share(question)));
            let allow = answer.is_some().then_some(Files);
            assert_eq!(heard.try_recv(), Ok(FaceEvent::Answered { ask, allow, files: answer, info: None }));
        }
    }

    #[test]
    fn system_information_is_allowed_as_far_as_the_policy_goes_or_not_at_all() {
        let (events, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let all = InfoScope { location: true, log: true };
        for (ask, most) in (1..).zip([None, Some(InfoScope::default()), Some(all)]) {
            let mut face = Headless::new(Policy { info: most, ..Policy::default() }, events.clone());
            let until = farhand_protocol::Timestamp(0);
            let (what, name) = (Capability::Info, "Mara".into());
            face.ask(Some(&Ask::Share(Question { ask, what, files: None, info: Some(all), name, until })));
            let allow = most.map(|_| Capability::Info);
            let answer = FaceEvent::Answered { ask, allow, files: None, info: most };
            assert_eq!(heard.try_recv(), Ok(answer));
        }
    }
}
