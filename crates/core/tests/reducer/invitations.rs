//! The dialog in which an invitation is written.

use farhand_core::contract::{Command, InviteBusy, InviteForm, InviteView, UiErrorCode};
use farhand_core::effect::Request;
use farhand_core::stored::{Stored, StoredInvites, Write};
use farhand_core::{Answer, Call, CallError, Effect, Event};
use farhand_protocol::keys::{InvitationState, InviteSetup, Key, KeyState, NewInvitations, NewKey, StartsAs};
use farhand_protocol::live::Change;
use farhand_protocol::{ErrorCode, KeyId, QueueId, RepresentativeId};

use crate::console::{Console, api, calls, unreachable, writes};
use crate::keys::{ids, keys};
use crate::sample::{INES, SITE, START, TEAM, invitation, key, setup, snapshot, stored};

fn form() -> InviteForm {
    InviteForm { recipients: vec!["petra@example.com".into()], name: "Petra".into(), ..InviteForm::default() }
}

/// The key that a form wants.
fn new_key(form: &InviteForm) -> NewKey {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    NewKey {
        life_s: form.life_s,
        name: some(&form.name),
        external_reference: some(&form.external_reference),
        starts_as: form.starts_as,
        ..NewKey::into_queue(form.queue.unwrap_or(QueueId::Personal(INES)))
    }
}

fn create(form: &InviteForm) -> Call {
    Call::CreateKey(new_key(form))
}

fn letters(to: &[&str]) -> Call {
    let recipients = to.iter().map(|to| (*to).to_owned()).collect();
    Call::SendInvitations(KeyId(1), NewInvitations { recipients, template: None, language: None, line: None })
}

fn to_petra() -> Call {
    letters(&["petra@example.com"])
}

fn answer(key: Key) -> Result<Answer, CallError> {
    Ok(Answer::Key(Box::new(key)))
}

fn queued(to: &[&str]) -> Key {
    let queued = |(number, to): (u32, &&str)| invitation(number, to, InvitationState::Queued);
    Key { invitations: (1..).zip(to).map(queued).collect(), ..key(1) }
}

fn invite(console: &Console) -> InviteView {
    *keys(console).invite.expect("a dialog")
}

fn save(form: InviteForm) -> Command {
    Command::SaveInvite { form }
}

fn send(form: InviteForm) -> Command {
    Command::SendInvitation { form }
}

fn kept(form: Option<InviteForm>) -> StoredInvites {
    StoredInvites { site: SITE.into(), user_name: "ines".into(), form, recent: vec![] }
}

fn last(console: &Console) -> &Request {
    console.open.last().expect("a request")
}

/// The dialog is open, and its key is made.
fn opened() -> Console {
    let mut console = Console::online(vec![]);
    console.command(Command::OpenInvite);
    console.answer(&create(&InviteForm::default()), answer(key(1)));
    console
}

/// Filled in, its key is as wished, and it is being sent.
fn sending() -> Console {
    let mut console = opened();
    console.command(send(form()));
    console.answer(&Call::ChangeKey(KeyId(1), new_key(&form())), answer(key(1)));
    assert_eq!(last(&console).call, to_petra());
    console
}

#[test]
fn opening_makes_the_key_with_what_was_kept() {
    let form = InviteForm { queue: Some(TEAM), life_s: Some(600), starts_as: StartsAs::Client, ..form() };
    let stored = Stored { invites: vec![kept(Some(form.clone()))], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, vec![])))));
    console.hello();
    assert_eq!(calls(&console.command(Command::OpenInvite)), [&create(&form)]);
    let shown = invite(&console);
    assert_eq!((shown.number, shown.form, shown.busy), (1, form.clone(), Some(InviteBusy::Making)));
    assert_eq!(console.refused(Command::OpenInvite), "An invitation is being written already.");
    console.answer(&create(&form), answer(key(1)));
    let shown = invite(&console);
    assert_eq!((shown.key, shown.busy, shown.error), (Some(KeyId(1)), None, None));
    assert_eq!(ids(&console), [1], "also before the feed tells of it");
    console.command(Command::KeepKey);
    console.command(Command::CloseInvite);
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).number, 2);
}

#[test]
fn what_the_site_has_not_any_more_is_left_out_of_what_was_kept() {
    let old = InviteForm {
        queue: Some(QueueId::Personal(RepresentativeId(99))),
        life_s: Some(999_999),
        portal: "https://gone.example.com".into(),
        template: "gone".into(),
        language: "fr".into(),
        ..form()
    };
    let stored = Stored { invites: vec![kept(Some(old))], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, vec![])))));
    console.hello();
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).form, form());
}

#[test]
fn every_word_is_stored_and_changes_of_the_key_go_one_at_a_time() {
    let mut console = opened();
    let line = InviteForm { line: "Hello".into(), ..InviteForm::default() };
    let effects = console.command(save(line.clone()));
    assert_eq!(writes(&effects), [&Write::PutInvites(Box::new(kept(Some(line.clone()))))]);
    assert!(calls(&effects).is_empty(), "the line is no part of the key");
    assert!(writes(&console.command(save(line))).is_empty(), "nothing new");
    let named = |name: &str| InviteForm { name: name.into(), ..InviteForm::default() };
    let change = |name: &str| Call::ChangeKey(KeyId(1), new_key(&named(name)));
    assert_eq!(calls(&console.command(save(named("P")))), [&change("P")]);
    assert_eq!(invite(&console).busy, Some(InviteBusy::Changing));
    for name in ["Pe", "Petr", "Petra"] {
        assert!(calls(&console.command(save(named(name)))).is_empty());
    }
    let effects = console.answer(&change("P"), answer(key(1)));
    assert_eq!(calls(&effects), [&change("Petra")], "the newest wins");
    assert!(calls(&console.answer(&change("Petra"), answer(key(1)))).is_empty());
    assert_eq!(invite(&console).busy, None);
}

#[test]
fn what_cannot_be_used_is_kept_but_not_asked_for() {
    let mut console = opened();
    let wrong = |form: InviteForm, told: &str| {
        let mut console = opened();
        let effects = console.command(save(form.clone()));
        assert!(calls(&effects).is_empty() && writes(&effects).len() == 1, "{told}");
        assert_eq!(invite(&console).error.map(|error| error.message).as_deref(), Some(told));
        assert_eq!(console.refused(Command::MakeKey { form: form.clone() }), told);
        assert_eq!(console.refused(send(form)), told);
    };
    let base = InviteForm::default();
    let long = "x".repeat(101);
    wrong(
        InviteForm { name: long.clone(), ..base.clone() },
        "The customer's name has at most 100 characters.",
    );
    let told = "The reference must be one line without hidden characters.";
    wrong(InviteForm { external_reference: "a\r\nBcc: b@example.com".into(), ..base.clone() }, told);
    let told = "A key lives at least one minute and at most one day.";
    wrong(InviteForm { life_s: Some(86_401), ..base.clone() }, told);
    let queue = Some(QueueId::Personal(RepresentativeId(99)));
    wrong(InviteForm { queue, ..base.clone() }, "Choose one of your queues.");
    let portal = "https://elsewhere.example.com".into();
    wrong(InviteForm { portal, ..base.clone() }, "Choose one of the site's portals.");
    let attributes = [("a b".to_owned(), String::new())].into();
    let told = "An attribute's name is made of letters, digits, - and _.";
    wrong(InviteForm { attributes, ..base.clone() }, told);
    let attributes = [("a".to_owned(), "x".repeat(1025))].into();
    wrong(InviteForm { attributes, ..base.clone() }, "The attribute “a” is too long: at most 1 KiB.");
    // Mended it goes on.
    console.command(save(InviteForm { name: long, ..base }));
    assert_eq!(calls(&console.command(save(form()))), [&Call::ChangeKey(KeyId(1), new_key(&form()))]);
    assert_eq!(invite(&console).error, None);
}

#[test]
fn sending_is_checked_first() {
    let refused = |form: InviteForm, told: &str| assert_eq!(opened().refused(send(form)), told);
    let to = |to: &[&str]| InviteForm {
        recipients: to.iter().map(|to| (*to).to_owned()).collect(),
        ..InviteForm::default()
    };
    refused(to(&[]), "Type at least one email address.");
    refused(to(&["petra", "b@"]), "“petra” has no @. “b@” must end in a domain, like example.com.");
    let many: Vec<String> = (0..200).map(|n| format!("a{n}@example.com")).collect();
    let many = InviteForm { recipients: many, ..InviteForm::default() };
    refused(many, "At most 10 people can be invited at once; these are 200.");
    refused(InviteForm { line: "x".repeat(501), ..form() }, "The personal line has at most 500 characters.");
    refused(InviteForm { line: "a\u{0}".into(), ..form() }, "The personal line has hidden characters in it.");
    refused(InviteForm { template: "gone".into(), ..form() }, "Choose one of the site's templates.");
    let language = InviteForm { template: "short".into(), language: "de".into(), ..form() };
    refused(language, "Choose one of the template's languages.");
    let console = Console::online(vec![]);
    assert_eq!(console.refused(send(form())), "Open the invitation first.");
    assert_eq!(console.refused(Command::KeepKey), "Open the invitation first.");
    let mut console = opened();
    console.cut();
    assert!(console.refused(send(form())).starts_with("There is no connection now."));
    console.command(save(form()));
    assert_eq!(invite(&console).form, form(), "and nothing of it is lost");
}

#[test]
fn a_site_without_mail_says_so() {
    let mut console = opened();
    console.change(Change::InviteSetupChanged);
    let none = InviteSetup { from: None, ..setup() };
    console.answer(&Call::InviteSetup, Ok(Answer::InviteSetup(Box::new(none))));
    let told = "This site sends no mail. Copy the link, or use your own mail program.";
    assert_eq!(console.refused(send(form())), told);
}

#[test]
fn sent_it_is_done_with_and_the_address_is_remembered() {
    let mut console = sending();
    assert_eq!(invite(&console).busy, Some(InviteBusy::Sending));
    assert_eq!(console.refused(send(form())), "The invitation is being sent already.");
    let effects = console.answer(&to_petra(), answer(queued(&["petra@example.com"])));
    let stored = writes(&effects);
    assert!(matches!(stored[..], [Write::PutInvites(kept)] if kept.form.is_none() && kept.recent.len() == 1));
    let shown = invite(&console);
    assert_eq!((shown.sent, shown.busy), (vec!["petra@example.com".to_owned()], None));
    let recent = &keys(&console).recent[0];
    assert_eq!((recent.address.as_str(), recent.name.as_str()), ("petra@example.com", "Petra"));
    let again = "The invitation was sent to petra@example.com already.";
    assert_eq!(console.refused(send(form())), again, "a second click, before the feed has told");
    console.key_changed(queued(&["petra@example.com"]));
    assert_eq!(console.refused(send(form())), again);
    assert_eq!(invite(&console).sent, ["petra@example.com"]);
    assert!(calls(&console.command(Command::CloseInvite)).is_empty(), "the key was given");
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).form, InviteForm::default());
}

#[test]
fn fifty_addresses_are_remembered_newest_first_and_by_name() {
    let mut console = opened();
    for n in 0..12_u32 {
        let to: Vec<String> = (0..5).map(|m| format!("a{}@example.com", n * 5 + m)).collect();
        let form = InviteForm { recipients: to.clone(), ..InviteForm::default() };
        console.command(Command::SaveInvite { form: form.clone() });
        // Each time with a new key: one has ten invitations at most.
        console.key_changed(Key { state: KeyState::Expired { at: START }, ..key(1) });
        console.command(send(form.clone()));
        let again = console.answer(&create(&form), answer(key(u64::from(n) + 2)));
        assert_eq!(calls(&again).len(), 1);
        let call = last(&console).call.clone();
        console.answer(&call, answer(key(u64::from(n) + 2)));
        console.key_changed(Key { state: KeyState::Expired { at: START }, ..key(u64::from(n) + 2) });
    }
    let recent = keys(&console).recent;
    assert_eq!((recent.len(), recent[0].address.as_str()), (50, "a55@example.com"));
    assert!(recent.iter().all(|recent| recent.name.is_empty()));
}

#[test]
fn a_key_is_made_first_where_there_is_none_or_it_is_over() {
    let mut console = Console::online(vec![]);
    console.event(Event::LinkOpened("farhand://invite?email=petra@example.com&name=Petra".into()));
    assert_eq!(calls(&console.command(send(form()))), [&create(&form())]);
    assert_eq!(calls(&console.answer(&create(&form()), answer(key(1)))), [&to_petra()]);

    let mut console = opened();
    console.key_changed(Key { state: KeyState::Expired { at: START }, ..key(1) });
    assert!(calls(&console.command(save(form()))).is_empty(), "a key that is over is not changed");
    assert_eq!(calls(&console.command(send(form()))), [&create(&form())]);
    console.answer(&create(&form()), answer(key(2)));
    assert!(matches!(last(&console).call, Call::SendInvitations(KeyId(2), _)));
}

#[test]
fn ten_invitations_are_all_that_a_key_has() {
    let mut console = opened();
    let nine: Vec<String> = (0..9).map(|n| format!("a{n}@example.com")).collect();
    console.key_changed(queued(&nine.iter().map(String::as_str).collect::<Vec<_>>()));
    let two = InviteForm { recipients: vec!["x@example.com".into(), "y@example.com".into()], ..form() };
    let told = "This key was sent to 9 addresses already; it can have 10 in all.";
    assert_eq!(console.refused(send(two)), told);
    console.command(send(form()));
}

#[test]
fn a_refusal_of_the_appliance_is_shown_and_what_is_filled_in_stays() {
    let mut console = sending();
    console.answer(&to_petra(), Err(api(ErrorCode::InvalidField)));
    let shown = invite(&console);
    assert_eq!(shown.error.unwrap().message, "The appliance says no.");
    assert_eq!((shown.form, shown.busy), (form(), None));
    assert_eq!(calls(&console.command(send(form()))), [&to_petra()]);
}

#[test]
fn a_cut_while_making_never_makes_two() {
    let mut console = Console::online(vec![]);
    console.command(Command::OpenInvite);
    let call = create(&InviteForm::default());
    let first = last(&console).key.clone();
    assert!(first.is_some());
    console.cut();
    console.answer(&call, Err(unreachable()));
    assert_eq!(invite(&console).error.unwrap().code, UiErrorCode::Unreachable);
    // Meanwhile something else is filled in: first it has to be known whether the key is there.
    console.command(save(form()));
    assert_eq!(invite(&console).error.unwrap().code, UiErrorCode::Unreachable);
    console.random = 99;
    let effects = console.reconnected();
    assert_eq!(calls(&effects), [&call]);
    assert_eq!(last(&console).key, first);
    let effects = console.answer(&call, answer(key(1)));
    assert_eq!(calls(&effects), [&Call::ChangeKey(KeyId(1), new_key(&form()))]);
}

#[test]
fn a_cut_while_changing_changes_again() {
    let mut console = opened();
    console.command(save(form()));
    let change = Call::ChangeKey(KeyId(1), new_key(&form()));
    console.cut();
    console.answer(&change, Err(unreachable()));
    assert_eq!(calls(&console.reconnected()), [&change]);
    console.answer(&change, Err(api(ErrorCode::WrongState)));
    assert!(invite(&console).error.is_some());
    assert_eq!(calls(&console.command(Command::MakeKey { form: form() })), [&change], "tried again by hand");
}

#[test]
fn a_cut_while_sending_is_told_and_sent_again_it_is_the_same() {
    let mut console = sending();
    let first = last(&console).key.clone();
    assert!(first.is_some());
    console.cut();
    console.answer(&to_petra(), Err(unreachable()));
    let error = invite(&console).error.unwrap();
    assert_eq!(
        error.message,
        "The appliance does not answer. It is not known whether the invitation went out. Send it again: \
         nobody gets it twice."
    );
    assert!(calls(&console.reconnected()).is_empty(), "nothing goes out by itself");
    assert!(invite(&console).error.is_some());
    console.random = 99;
    assert_eq!(calls(&console.command(send(form()))), [&to_petra()]);
    assert_eq!(last(&console).key, first);
    // To somebody else it is another one.
    console.answer(&to_petra(), Err(unreachable()));
    let other = InviteForm { recipients: vec!["rosa@example.com".into()], ..form() };
    console.command(send(other));
    assert_ne!(last(&console).key, first);
}

#[test]
fn what_arrived_before_the_cut_is_seen_in_the_feed() {
    for feed_first in [true, false] {
        let mut console = sending();
        if feed_first {
            console.key_changed(queued(&["petra@example.com"]));
            assert_eq!(invite(&console).busy, Some(InviteBusy::Sending), "the answer may still come");
        }
        console.answer(&to_petra(), Err(unreachable()));
        if !feed_first {
            assert!(invite(&console).error.is_some());
            let effects = console.key_changed(queued(&["petra@example.com"]));
            assert_eq!(writes(&effects).len(), 1);
        }
        let shown = invite(&console);
        assert_eq!((shown.sent, shown.error), (vec!["petra@example.com".to_owned()], None));
    }
}

#[test]
fn closing_revokes_a_key_that_nobody_was_given() {
    let revoke = Call::RevokeKey(KeyId(1));
    let mut console = opened();
    assert_eq!(calls(&console.command(Command::CloseInvite)), [&revoke]);
    assert_eq!((keys(&console).invite, keys(&console).revoking), (None, vec![KeyId(1)]));
    assert!(console.notices().is_empty());
    let mut console = opened();
    console.command(Command::KeepKey);
    assert!(calls(&console.command(Command::CloseInvite)).is_empty());
    let mut console = opened();
    console.key_changed(Key { state: KeyState::Expired { at: START }, ..key(1) });
    assert!(calls(&console.command(Command::CloseInvite)).is_empty());
    // What is filled in stays for the next time.
    let mut console = opened();
    console.command(save(InviteForm { line: "Hello".into(), ..InviteForm::default() }));
    console.command(Command::CloseInvite);
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).form.line, "Hello");
}

#[test]
fn closed_while_the_key_is_being_made_it_is_revoked_when_it_is_there() {
    let call = create(&InviteForm::default());
    let mut console = Console::online(vec![]);
    console.command(Command::OpenInvite);
    assert!(calls(&console.command(Command::CloseInvite)).is_empty());
    // The next dialog has a key of its own.
    console.command(Command::OpenInvite);
    let first = console.open[0].clone();
    let effects = console.answer(&call, answer(key(1)));
    assert_eq!(calls(&effects), [&Call::RevokeKey(KeyId(1))]);
    assert_eq!(invite(&console).key, None);
    console.answer(&call, answer(key(2)));
    assert_eq!(invite(&console).key, Some(KeyId(2)));
    // And where it is not known whether it was made, that is asked.
    let mut console = Console::online(vec![]);
    console.command(Command::OpenInvite);
    console.answer(&call, Err(unreachable()));
    assert_eq!(calls(&console.command(Command::CloseInvite)), [&first.call]);
    assert_eq!(calls(&console.answer(&call, answer(key(1)))), [&Call::RevokeKey(KeyId(1))]);
}

#[test]
fn closed_while_sending_it_goes_on_and_a_failure_is_told() {
    let mut console = sending();
    assert!(calls(&console.command(Command::CloseInvite)).is_empty());
    assert_eq!(keys(&console).invite, None);
    let effects = console.answer(&to_petra(), answer(queued(&["petra@example.com"])));
    assert!(calls(&effects).is_empty());
    assert_eq!(keys(&console).recent.len(), 1);
    let mut console = sending();
    console.command(Command::CloseInvite);
    let effects = console.answer(&to_petra(), Err(api(ErrorCode::InvalidField)));
    assert_eq!(console.notices(), ["The invitation was not sent. The appliance says no."]);
    assert_eq!(calls(&effects), [&Call::RevokeKey(KeyId(1))]);
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).form, form(), "what was filled in is kept");
    // Where it may have gone out, the key stays.
    let mut console = sending();
    console.command(Command::CloseInvite);
    assert!(calls(&console.answer(&to_petra(), Err(unreachable()))).is_empty());
    let told = "The appliance does not answer. It is not known whether the invitation went out. The list of \
                keys tells.";
    assert_eq!(console.notices(), [told]);
}

#[test]
fn it_is_kept_per_site_and_user_through_signing_out() {
    let mut console = opened();
    console.command(save(form()));
    console.answer(&Call::ChangeKey(KeyId(1), new_key(&form())), answer(key(1)));
    let effects = console.command(Command::SignOut);
    assert_eq!(calls(&effects), [&Call::RevokeKey(KeyId(1))], "nobody was given it");
    let effects = console.answer(&Call::RevokeKey(KeyId(1)), answer(key(1)));
    assert_eq!(calls(&effects), [&Call::SignOut]);
    assert_eq!(keys(&console), Default::default());
    let others = StoredInvites { user_name: "bram".into(), ..kept(Some(form())) };
    let stored = Stored { invites: vec![others], ..stored() };
    let mut console = Console::started(stored, Some("token-of-ines"));
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, vec![])))));
    console.hello();
    console.command(Command::OpenInvite);
    assert_eq!(invite(&console).form, InviteForm::default(), "what Bram has written is for Bram");
}

#[test]
fn without_a_connection_it_opens_and_makes_its_key_later() {
    let mut console = Console::online(vec![]);
    console.cut();
    assert!(calls(&console.command(Command::OpenInvite)).is_empty());
    let error = invite(&console).error.unwrap();
    assert!(error.message.starts_with("There is no connection now.") && error.retryable);
    assert_eq!(calls(&console.reconnected()), [&create(&InviteForm::default())]);
    assert_eq!(invite(&console).error, None);
}

#[test]
fn a_form_as_large_as_a_book_is_not_kept() {
    let console = opened();
    let form = InviteForm { line: "x".repeat(70_000), ..InviteForm::default() };
    assert_eq!(console.refused(save(form)), "This is too long to be kept.");
}

impl Console {
    /// The link is back.
    fn reconnected(&mut self) -> Vec<Effect> {
        self.due(farhand_core::Timer::Reconnect);
        self.hello()
    }
}
