//! Links that open the console.

use farhand_core::contract::{Command, GoTo, InviteForm, Place};
use farhand_core::stored::Write;
use farhand_core::{Answer, Call, Effect, Event};
use farhand_protocol::QueueId;

use crate::console::{Console, calls, writes};
use crate::keys::keys;
use crate::sample::{INES, TEAM, active, key, lsid, snapshot, stored, waiting};

fn open(console: &mut Console, link: &str) -> Vec<Effect> {
    let effects = console.event(Event::LinkOpened(link.into()));
    assert!(effects.contains(&Effect::RaiseWindow));
    effects
}

fn go_to(console: &Console) -> Option<GoTo> {
    console.app().go_to.map(|go_to| *go_to)
}

fn to_session(n: u32) -> String {
    format!("farhand://session/{}", lsid(n))
}

#[test]
fn a_link_leads_to_a_session_that_is_there_and_does_nothing() {
    let mut console = Console::online(vec![active(1, INES), waiting(2)]);
    for (number, n) in [(1, 1), (2, 2), (3, 2)] {
        let effects = open(&mut console, &to_session(n));
        assert!(calls(&effects).is_empty(), "it accepts nothing");
        let place = Place::Session { lsid: lsid(n) };
        assert_eq!(go_to(&console), Some(GoTo { number, place }));
    }
    open(&mut console, &to_session(9));
    assert_eq!(go_to(&console).unwrap().number, 3);
    assert_eq!(console.notices(), ["The session of this link is not here: it is over, or with others."]);
}

#[test]
fn a_link_waits_until_somebody_is_signed_in_and_the_newest_counts() {
    let mut console = Console::new();
    open(&mut console, &to_session(1));
    console.start(stored(), Some("token-of-ines"));
    open(&mut console, &to_session(2));
    assert_eq!(go_to(&console), None);
    let sessions = vec![active(1, INES), waiting(2)];
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, sessions)))));
    assert_eq!(go_to(&console), Some(GoTo { number: 1, place: Place::Session { lsid: lsid(2) } }));
    console.command(Command::SignOut);
    assert_eq!(go_to(&console), None);
}

#[test]
fn a_link_fills_in_an_invitation_and_makes_no_key() {
    let mut console = Console::online(vec![]);
    let link = "farhand://invite?email=petra%40example.com&name=Petra&queue=team:3&reference=T-1";
    assert!(calls(&open(&mut console, link)).is_empty());
    let invite = keys(&console).invite.unwrap();
    let form = InviteForm {
        recipients: vec!["petra@example.com".into()],
        name: "Petra".into(),
        queue: Some(TEAM),
        external_reference: "T-1".into(),
        ..InviteForm::default()
    };
    assert_eq!((invite.number, &invite.form, invite.key, invite.busy), (1, &form, None, None));
    assert_eq!(go_to(&console), Some(GoTo { number: 1, place: Place::Invite }));
    // Typing does not make one either; a person does.
    let form = InviteForm { name: "Petra Lind".into(), ..form };
    assert!(calls(&console.command(Command::SaveInvite { form: form.clone() })).is_empty());
    let effects = console.command(Command::MakeKey { form });
    assert!(matches!(calls(&effects)[..], [Call::CreateKey(new)] if new.queue == TEAM));
}

#[test]
fn what_is_being_written_is_not_replaced_and_a_strange_queue_is_left_out() {
    let mut console = Console::online(vec![]);
    open(&mut console, "farhand://invite?name=Petra&queue=team:99");
    assert_eq!(keys(&console).invite.unwrap().form.queue, None);
    let told = "The link names a queue that is not one of yours. The invitation leads to your own.";
    assert_eq!(console.notices(), [told]);
    open(&mut console, "farhand://invite?name=Rosa");
    let invite = keys(&console).invite.unwrap();
    assert_eq!((invite.number, invite.form.name.as_str()), (1, "Petra"));
    let told = "An invitation is being written. Finish or close it, then open the link again.";
    assert_eq!(console.notices()[1], told);
    open(&mut console, &to_session(1));
    assert_eq!(console.notices()[2], told, "it does not close the dialog either");
    assert_eq!(go_to(&console).unwrap().place, Place::Invite);
    let own = QueueId::Personal(INES);
    console.command(Command::CloseInvite);
    open(&mut console, &format!("farhand://invite?queue={own}"));
    assert_eq!(keys(&console).invite.unwrap().form.queue, Some(own));
}

#[test]
fn other_links_are_answered_kindly() {
    for (link, told) in [
        ("farhand://attach?site=https%3A%2F%2Fa.example&code=123456789", "This link is for the customer"),
        ("farhand://end/all", "This link is none that the console can open."),
        ("farhand://invite?queue=everybody", "This link was not opened: its “queue” cannot be used."),
    ] {
        let mut console = Console::online(vec![]);
        assert!(calls(&open(&mut console, link)).is_empty());
        assert!(console.notices()[0].starts_with(told), "{:?}", console.notices());
        assert_eq!((go_to(&console), keys(&console).invite), (None, None));
    }
}

#[test]
fn what_was_kept_outlives_an_invitation_that_a_link_has_filled_in() {
    fn answer(console: &mut Console, id: u64) -> Vec<Effect> {
        let call = console.open.last().expect("a request").call.clone();
        console.answer(&call, Ok(Answer::Key(Box::new(key(id)))))
    }
    let mut console = Console::online(vec![]);
    console.command(Command::OpenInvite);
    answer(&mut console, 1);
    let unsent = InviteForm { name: "Bram".into(), ..InviteForm::default() };
    console.command(Command::SaveInvite { form: unsent.clone() });
    console.command(Command::CloseInvite);
    open(&mut console, "farhand://invite?email=petra@example.com&name=Petra");
    let form = keys(&console).invite.unwrap().form;
    console.command(Command::SendInvitation { form });
    answer(&mut console, 2);
    let effects = answer(&mut console, 2);
    assert_eq!(keys(&console).invite.unwrap().sent, ["petra@example.com"]);
    let stored = writes(&effects);
    assert!(matches!(stored[..], [Write::PutInvites(put)] if put.form.as_ref() == Some(&unsent)));
}
