//! What stands in a window, and what the customer has put into it so far.

use std::path::PathBuf;

use farhand_protocol::capability::{Capability, Question};
use farhand_protocol::files::FilesScope;
use farhand_protocol::info::InfoScope;
use farhand_protocol::limits;
use farhand_protocol::session::Recording;
use farhand_protocol::text::{for_display, for_display_line};

use super::folders::Folders;
use super::{files, info};
use crate::face::{Ask, FaceEvent, Join, Status};

/// One thing in a window, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Title(String),
    Text(String),
    /// A long text in a box of its own, that scrolls.
    Scroll(String),
    /// A line of text to be typed, under its label.
    Field {
        label: String,
        text: String,
    },
    /// Something to be ticked.
    Tick {
        label: String,
        on: bool,
    },
    Button {
        label: String,
        kind: Kind,
        does: Does,
    },
    /// The red dot of the sign.
    Dot,
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Primary,
    Plain,
    Danger,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Does {
    Invite,
    Join,
    Decline,
    Answer {
        ask: u64,
        allow: Option<Capability>,
        files: Option<FilesScope>,
        info: Option<InfoScope>,
    },
    /// Files of one folder are allowed.
    Lend {
        ask: u64,
        scope: FilesScope,
        folder: PathBuf,
    },
    /// Shows a folder, for choosing one.
    Look(Box<Folders>),
    /// Shows a question again.
    Back(Box<Question>),
    StopView,
    StopControl,
    StopFiles,
    StopInfo,
    StopTransfers,
    Close,
}

/// A window's content.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    pub title: String,
    pub items: Vec<Item>,
    /// Whether recording is asked; the second tick is its answer then.
    asks_recording: bool,
    agreement: bool,
}

pub(super) fn button(label: &str, kind: Kind, does: Does) -> Item {
    Item::Button { label: label.to_owned(), kind, does }
}

impl Form {
    pub fn plain(title: &str, items: Vec<Item>) -> Self {
        Self { title: title.to_owned(), items, asks_recording: false, agreement: false }
    }

    /// A question's window.
    pub fn of(ask: &Ask) -> Self {
        match ask {
            Ask::Invite { wrong } => Self::invite(wrong.as_deref()),
            Ask::Join(join) => Self::join(join),
            Ask::Share(question) => Self::share(question),
        }
    }

    fn invite(wrong: Option<&str>) -> Self {
        let words = "Paste the link that you were given. Or type the address of the page where you chat, \
                     and the code that it shows.";
        let field = |label: &str| Item::Field { label: label.into(), text: String::new() };
        let mut items = vec![
            Item::Title("Join a support session".into()),
            Item::Text(words.into()),
            field("Link or address"),
            field("Code, 9 digits (not needed with a link)"),
        ];
        items.extend(wrong.map(|why| Item::Text(why.to_owned())));
        items.push(button("Continue", Kind::Primary, Does::Invite));
        items.push(button("Close", Kind::Plain, Does::Decline));
        Self::plain("Farhand support", items)
    }

    fn join(join: &Join) -> Self {
        let site = join.site.as_deref().map_or_else(|| for_display_line(&join.host), for_display_line);
        let mut items = vec![Item::Title(format!("Connect to {site}?"))];
        items.extend(
            join.inviter
                .as_deref()
                .map(|name| Item::Text(format!("{} invites you.", for_display_line(name)))),
        );
        items.push(Item::Text(format!(
            "This device joins a support session at {}. Nobody sees your screen before you allow it. \
                 If a stranger sent you here, choose No.",
            for_display_line(&join.host)
        )));
        items.extend(
            join.name.as_ref().map(|name| Item::Field { label: "Your name".into(), text: name.clone() }),
        );
        if let Some(agreement) = &join.agreement {
            items.push(Item::Scroll(for_display(agreement)));
            items.push(Item::Tick { label: "I accept the agreement".into(), on: false });
        }
        if join.ask_recording {
            items.push(Item::Tick { label: "The session may be recorded".into(), on: false });
        }
        items.push(button("Connect", Kind::Primary, Does::Join));
        items.push(button("No", Kind::Plain, Does::Decline));
        let agreement = join.agreement.is_some();
        Self { asks_recording: join.ask_recording, agreement, ..Self::plain("Farhand support", items) }
    }

    fn share(question: &Question) -> Self {
        let name = for_display_line(&question.name);
        let (title, words) = match question.what {
            Capability::View => {
                (format!("{name} wants to view your screen"), format!("{name} sees what you see."))
            }
            Capability::Control => (
                format!("{name} wants to view and control your screen"),
                format!("{name} sees what you see, and can move the pointer and type."),
            ),
            Capability::Clipboard => (
                format!("{name} wants to share copied texts"),
                "What either of you copies can be pasted on the other side. Do not copy passwords meanwhile."
                    .into(),
            ),
            Capability::Files => files::question(&name, question.files.as_ref()),
            Capability::Info => info::question(&name, question.info),
        };
        let mut items = vec![Item::Title(title), Item::Text(format!("{words} You can stop at any moment."))];
        let answer = |label: &str, kind, allow| {
            button(label, kind, Does::Answer { ask: question.ask, allow, files: None, info: None })
        };
        use Capability::{Clipboard, Control, Files, Info, View};
        match question.what {
            View => {
                items.push(answer("Allow viewing", Kind::Primary, Some(View)));
                items.push(answer("Allow viewing and control", Kind::Plain, Some(Control)));
            }
            Control => {
                items.push(answer("Allow viewing and control", Kind::Primary, Some(Control)));
                items.push(answer("Allow viewing only", Kind::Plain, Some(View)));
            }
            Clipboard => items.push(answer("Allow", Kind::Primary, Some(Clipboard))),
            Files => {
                items.extend(files::answers(question.ask, question.files.as_ref()));
                if question.files.as_ref().is_some_and(files::may_choose) {
                    let look = Does::Look(Box::new(Folders::of(question)));
                    items.push(button("One folder…", Kind::Plain, look));
                }
            }
            Info => items.extend(info::answers(question.ask, question.info)),
        }
        items.push(answer("Refuse", Kind::Plain, None));
        Self::plain("Farhand support", items)
    }

    /// A last sentence.
    pub fn goodbye(sentence: &str) -> Self {
        let items = vec![
            Item::Title("Support session".into()),
            Item::Text(for_display_line(sentence)),
            button("Close", Kind::Primary, Does::Close),
        ];
        Self::plain("Farhand support", items)
    }

    /// The sign that is always in sight while the screen can be seen, files used, or system information
    /// read.
    pub fn sign(status: &Status, hot_key: bool) -> Self {
        let who =
            status.sharing.driver.as_ref().or(status.viewers.first()).or(status.representative.as_ref());
        let who = who.map_or_else(|| for_display_line(&status.site), |name| for_display_line(name));
        let does = match (status.driven(), status.sharing.driver.is_some()) {
            (true, true) => "sees and controls your screen",
            (true, false) => "sees your screen and may control it",
            (false, _) => "sees your screen",
        };
        let lost = if status.connected { "" } else { " (reconnecting)" };
        let stops = if hot_key { ". Ctrl+Shift+F12 stops it" } else { "" };
        let screen = status.watched() || status.driven();
        let besides = info::besides(status);
        let words = match (screen, besides) {
            (true, Some(besides)) => format!("{who} {does}. {besides}{lost}{stops}"),
            (true, None) => format!("{who} {does}{lost}{stops}"),
            (false, besides) => format!("{} for {who}{lost}{stops}", besides.unwrap_or_default()),
        };
        let shared = screen || status.lent() || status.informed();
        let mut items = if shared { vec![Item::Dot, Item::Text(words)] } else { Vec::new() };
        if status.driven() {
            items.push(button("Stop control", Kind::Plain, Does::StopControl));
        }
        if status.lent() {
            items.push(button(
                "Stop files",
                if screen { Kind::Plain } else { Kind::Danger },
                Does::StopFiles,
            ));
        }
        if status.informed() {
            let alone = !screen && !status.lent();
            let kind = if alone { Kind::Danger } else { Kind::Plain };
            items.push(button("Stop system information", kind, Does::StopInfo));
        }
        if screen {
            items.push(button("Stop sharing", Kind::Danger, Does::StopView));
        }
        items.extend(files::moving(&status.moving));
        items.extend(files::missing(status.missing.as_ref()));
        let title = match (screen, status.lent()) {
            (true, _) => "Your screen is shared",
            (false, true) => "Your files are shared",
            (false, false) if status.informed() => "System information is shared",
            (false, false) => "No files are shared",
        };
        Self::plain(title, items)
    }

    /// Things that take keys or clicks, by their place in `items`.
    pub fn stops(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let active =
            |item: &Item| matches!(item, Item::Field { .. } | Item::Tick { .. } | Item::Button { .. });
        self.items.iter().enumerate().filter(move |(_, item)| active(item)).map(|(at, _)| at)
    }

    /// The first thing that is typed into.
    pub fn first_field(&self) -> Option<usize> {
        self.items.iter().position(|item| matches!(item, Item::Field { .. }))
    }

    /// Uses what stands at a place: ticks it, or answers what its button says.
    pub fn act(&mut self, at: usize) -> Option<FaceEvent> {
        if let Some(Item::Tick { on, .. }) = self.items.get_mut(at) {
            *on = !*on;
            return None;
        }
        match self.items.get(at) {
            Some(Item::Button { does, .. }) => self.event(does),
            _ => None,
        }
    }

    /// What is shown in place of this, where the button at this place does nothing else.
    pub fn leads_to(&self, at: usize) -> Option<Self> {
        match self.items.get(at) {
            Some(Item::Button { does: Does::Look(folders), .. }) => Some(folders.form()),
            Some(Item::Button { does: Does::Back(question), .. }) => Some(Self::share(question)),
            _ => None,
        }
    }

    /// What leaving the window without a word means: no.
    pub fn dismissed(&self) -> Option<FaceEvent> {
        let no = |does: &Does| {
            matches!(does, Does::Decline | Does::Close | Does::Back(_) | Does::Answer { allow: None, .. })
        };
        self.items.iter().find_map(|item| match item {
            Item::Button { does, .. } if no(does) => self.event(does),
            _ => None,
        })
    }

    fn event(&self, does: &Does) -> Option<FaceEvent> {
        Some(match does {
            Does::Invite => return self.invited(),
            Does::Join => return self.joined(),
            Does::Decline => FaceEvent::Declined,
            Does::Answer { ask, allow, files, info } => {
                FaceEvent::Answered { ask: *ask, allow: *allow, files: files.clone(), info: *info }
            }
            Does::Lend { ask, scope, folder } => {
                FaceEvent::Lent { ask: *ask, scope: scope.clone(), folder: folder.clone() }
            }
            Does::Look(_) => return None,
            // Who leaves the window instead of going back refuses.
            Does::Back(question) => {
                FaceEvent::Answered { ask: question.ask, allow: None, files: None, info: None }
            }
            Does::StopView => FaceEvent::StopView,
            Does::StopControl => FaceEvent::StopControl,
            Does::StopFiles => FaceEvent::StopFiles,
            Does::StopInfo => FaceEvent::StopInfo,
            Does::StopTransfers => FaceEvent::StopTransfers,
            Does::Close => FaceEvent::Quit,
        })
    }

    /// What is typed into the fields, from top to bottom.
    fn fields(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter_map(|item| match item {
            Item::Field { text, .. } => Some(text.trim()),
            _ => None,
        })
    }

    /// Going on, once there is a link or an address.
    fn invited(&self) -> Option<FaceEvent> {
        let mut fields = self.fields().map(str::to_owned);
        let (address, code) = (fields.next()?, fields.next()?);
        (!address.is_empty()).then_some(FaceEvent::Invited { address, code })
    }

    /// Joining, once the name is there and the agreement is accepted.
    fn joined(&self) -> Option<FaceEvent> {
        let mut ticks = self.items.iter().filter_map(|item| match item {
            Item::Tick { on, .. } => Some(*on),
            _ => None,
        });
        let agreed = self.agreement && ticks.next().unwrap_or(false);
        let recording = match self.asks_recording.then(|| ticks.next()) {
            Some(Some(true)) => Recording::Allowed,
            Some(_) => Recording::Refused,
            None => Recording::NotAsked,
        };
        let field = self.fields().next();
        let complete = agreed || !self.agreement;
        (complete && field != Some("")).then(|| FaceEvent::Joined {
            name: field.unwrap_or_default().to_owned(),
            agreed,
            recording,
        })
    }

    /// Whether the button at this place would do something now.
    pub fn ready(&self, at: usize) -> bool {
        match self.items.get(at) {
            Some(Item::Button { does: Does::Join, .. }) => self.joined().is_some(),
            Some(Item::Button { does: Does::Invite, .. }) => self.invited().is_some(),
            _ => true,
        }
    }

    /// Types into the field at a place.
    pub fn type_into(&mut self, at: usize, typed: &str) {
        if let Some(Item::Field { text, .. }) = self.items.get_mut(at) {
            for letter in typed.chars().filter(|c| !c.is_control()) {
                if text.chars().count() < limits::CUSTOMER_FIELD {
                    text.push(letter);
                }
            }
        }
    }

    /// Takes the last letter of the field at a place away.
    pub fn erase_in(&mut self, at: usize) {
        if let Some(Item::Field { text, .. }) = self.items.get_mut(at) {
            text.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_protocol::Timestamp;

    fn question(what: Capability) -> Ask {
        Ask::Share(Question {
            ask: 7,
            what,
            files: None,
            info: None,
            name: "Ines".into(),
            until: Timestamp(0),
        })
    }

    fn answers(form: &mut Form) -> Vec<Option<FaceEvent>> {
        form.stops().collect::<Vec<_>>().into_iter().map(|at| form.act(at)).collect()
    }

    #[test]
    fn each_question_offers_its_answers_and_closing_refuses() {
        use Capability::{Clipboard, Control, View};
        for (what, allowed) in [
            (View, &[Some(View), Some(Control), None][..]),
            (Control, &[Some(Control), Some(View), None]),
            (Clipboard, &[Some(Clipboard), None]),
        ] {
            let mut form = Form::of(&question(what));
            let answered = |allow| Some(FaceEvent::Answered { ask: 7, allow, files: None, info: None });
            let expected: Vec<_> = allowed.iter().map(|allow| answered(*allow)).collect();
            assert_eq!(answers(&mut form), expected);
            assert_eq!(form.dismissed(), answered(None));
        }
    }

    #[test]
    fn joining_needs_a_name_and_the_agreement_and_records_only_when_ticked() {
        let join = Join {
            host: "support.example.com".into(),
            site: Some("Example Support".into()),
            inviter: Some("Ines\u{202e}".into()),
            agreement: Some("Be kind.".into()),
            ask_recording: true,
            name: Some(String::new()),
        };
        let mut form = Form::of(&Ask::Join(join));
        assert!(form.items.contains(&Item::Text("Ines\u{fffd} invites you.".into())));
        let stops: Vec<usize> = form.stops().collect();
        let [field, agree, _record, connect, _no] = stops[..] else { panic!("{stops:?}") };
        assert_eq!(form.act(connect), None);
        form.type_into(field, "Tobias\u{7}");
        assert!(!form.ready(connect));
        form.act(agree);
        assert!(form.ready(connect));
        let expected =
            FaceEvent::Joined { name: "Tobias".into(), agreed: true, recording: Recording::Refused };
        assert_eq!(form.act(connect), Some(expected));
        assert_eq!(form.dismissed(), Some(FaceEvent::Declined));
    }

    #[test]
    fn an_invitation_needs_a_link_or_an_address() {
        let mut form = Form::of(&Ask::Invite { wrong: None });
        let stops: Vec<usize> = form.stops().collect();
        let [link, code, go_on, _close] = stops[..] else { panic!("{stops:?}") };
        assert!(!form.ready(go_on));
        form.type_into(link, "support.example.com");
        form.type_into(code, "482 913 706");
        let expected =
            FaceEvent::Invited { address: "support.example.com".into(), code: "482 913 706".into() };
        assert_eq!(form.act(go_on), Some(expected));
        assert_eq!(form.dismissed(), Some(FaceEvent::Declined));
    }

    #[test]
    fn the_sign_says_who_drives_and_stops_both() {
        let mut status = Status { connected: true, representative: Some("Ines".into()), ..Status::default() };
        status.sharing.view = true;
        assert_eq!(answers(&mut Form::sign(&status, false)), [Some(FaceEvent::StopView)]);
        status.sharing.control = true;
        status.sharing.driver = Some("Bram".into());
        let mut form = Form::sign(&status, false);
        assert!(form.items.contains(&Item::Text("Bram sees and controls your screen".into())));
        assert_eq!(answers(&mut form), [Some(FaceEvent::StopControl), Some(FaceEvent::StopView)]);
    }
}
