//! The keys that are known, what becomes of them, and what is done with them from the list.

use farhand_core::contract::{Alert, Alerts, Command, KeysView, Payload, Settings, Topic};
use farhand_core::effect::{Notification, Sound};
use farhand_core::{Answer, Call, Effect, Event, Timer, view};
use farhand_protocol::ErrorCode;
use farhand_protocol::KeyId;
use farhand_protocol::keys::{CameFrom, InvitationState, InviteSetup, Key, KeyState, Maker};
use farhand_protocol::live::Change;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{QueueId, Timestamp};

use crate::console::{Console, api, calls, timer, unreachable};
use crate::sample::{BRAM, INES, START, invitation, key, lsid, session, setup, snapshot, stored};

const HOURS_MS: u64 = 3_600_000;

pub fn keys(console: &Console) -> KeysView {
    match view(&console.state, &Topic::Keys) {
        Payload::Keys(keys) => keys,
        other => panic!("{other:?}"),
    }
}

pub fn ids(console: &Console) -> Vec<u64> {
    keys(console).keys.iter().map(|key| key.id.0).collect()
}

impl Console {
    pub fn key_changed(&mut self, key: Key) -> Vec<Effect> {
        self.change(Change::KeyChanged { key: Box::new(key) })
    }
}

fn with(keys: Vec<Key>) -> Console {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    let snapshot = farhand_protocol::site::Snapshot { keys, ..snapshot(100, vec![]) };
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot))));
    console.hello();
    console
}

fn started(n: u64) -> Key {
    let state = KeyState::Started { lsid: lsid(1), at: START, name: "Petra Lind".into() };
    Key { state, ..key(n) }
}

fn queued(n: u64, addresses: &[&str]) -> Key {
    let queued = |(number, address): (u32, &&str)| invitation(number, address, InvitationState::Queued);
    Key { invitations: (1..).zip(addresses).map(queued).collect(), ..key(n) }
}

fn bounced(words: &str) -> InvitationState {
    InvitationState::Bounced { words: words.into() }
}

#[test]
fn keys_come_newest_first_ready_for_display_and_follow_the_feed() {
    let strange = Key { name: Some("a\u{202e}b\nc".into()), ..key(2) };
    let mut console = with(vec![key(1), strange]);
    assert_eq!(ids(&console), [2, 1]);
    assert_eq!(keys(&console).keys[0].name.as_deref(), Some("a\u{fffd}b c"));
    assert_eq!(keys(&console).setup, setup());
    console.key_changed(key(3));
    console.key_changed(Key { opened_at: Some(START), ..key(1) });
    assert_eq!(ids(&console), [3, 2, 1]);
    assert_eq!(keys(&console).keys[2].opened_at, Some(START));
    assert!(console.notices().is_empty());
}

#[test]
fn a_key_that_is_over_goes_after_two_hours() {
    let mut console = with(vec![key(1)]);
    let expired = Key { state: KeyState::Expired { at: console.now }, ..key(1) };
    let due = console.now.plus(2 * HOURS_MS);
    assert_eq!(timer(&console.key_changed(expired), &Timer::Keys), Some(due));
    console.later(2 * HOURS_MS - 1).due(Timer::Keys);
    assert_eq!(ids(&console), [1]);
    console.later(1).due(Timer::Keys);
    assert!(ids(&console).is_empty());
}

#[test]
fn what_is_set_up_is_fetched_again_when_it_changes() {
    let mut console = with(vec![]);
    assert_eq!(calls(&console.change(Change::InviteSetupChanged)), [&Call::InviteSetup]);
    let none = InviteSetup { from: None, ..setup() };
    console.answer(&Call::InviteSetup, Ok(Answer::InviteSetup(Box::new(none.clone()))));
    assert_eq!(keys(&console).setup, none);
    console.change(Change::InviteSetupChanged);
    console.answer(&Call::InviteSetup, Err(unreachable()));
    assert_eq!(keys(&console).setup, none);
}

#[test]
fn bounces_of_own_invitations_are_told_once_and_stay() {
    let mut console = with(vec![queued(1, &["petra@example.com", "b@example.com"])]);
    let mut key = queued(1, &["petra@example.com", "b@example.com"]);
    key.invitations[0].state = bounced("mailbox full");
    let effects = console.key_changed(key.clone());
    assert_eq!(console.notices(), ["Invitation to petra@example.com bounced: mailbox full"]);
    assert_eq!(timer(&effects, &Timer::Notice(1)), None);
    key.invitations[1].state = InvitationState::Sent;
    console.key_changed(key.clone());
    assert_eq!(console.notices().len(), 1);
    let of_bram = Maker::Representative { id: BRAM, name: "Bram".into() };
    console.key_changed(Key { made_by: of_bram.clone(), ..queued(2, &["c@example.com"]) });
    key = Key { made_by: of_bram, ..queued(2, &["c@example.com"]) };
    key.invitations[0].state = bounced("no such user");
    console.key_changed(key);
    assert_eq!(console.notices().len(), 1, "that is for Bram to hear");
}

#[test]
fn an_own_key_that_starts_is_told() {
    for (before, words) in [
        (queued(1, &["petra@example.com"]), "Petra started from your invitation"),
        (key(1), "Petra started with your key"),
    ] {
        let mut console = with(vec![before.clone()]);
        console.key_changed(Key { state: started(1).state, ..before });
        assert_eq!(console.notices(), [words]);
    }
    // What the first snapshot holds is nothing new.
    assert!(with(vec![started(1)]).notices().is_empty());
}

fn invited(n: u32, address: Option<&str>) -> Session {
    let came_from = CameFrom {
        key: KeyId(1),
        by: "Ines".into(),
        made_at: START,
        address: address.map(Into::into),
        external_reference: Some("T-4711".into()),
    };
    let state = SessionState::Waiting { queue: QueueId::Personal(INES), since: START };
    Session { came_from: Some(came_from), ..session(n, state) }
}

#[test]
fn a_session_from_an_own_invitation_alerts_even_the_busy() {
    for presence in [Presence::Available, Presence::Busy] {
        let mut console = with(vec![queued(1, &["petra@example.com"])]);
        console.command(Command::SetPresence { presence });
        let effects = console.session_changed(invited(5, Some("petra@example.com")));
        let notification = Notification {
            title: "Mara started from your invitation".into(),
            body: "From your invitation to petra@example.com (T-4711)".into(),
            lsid: Some(lsid(5)),
        };
        let notified = effects.iter().filter(|effect| matches!(effect, Effect::Notify(_)));
        assert_eq!(notified.collect::<Vec<_>>(), [&Effect::Notify(notification)]);
        assert!(effects.contains(&Effect::Play(Sound::Waiting)));
    }
}

#[test]
fn sessions_from_others_keys_and_silent_settings_alert_as_ever() {
    let mut console = with(vec![]);
    console.command(Command::SetPresence { presence: Presence::Busy });
    let effects = console.session_changed(invited(5, None));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Notify(_) | Effect::Play(_))));
    let mut console = with(vec![key(1)]);
    let alerts = Alerts { waiting: Alert { sound: false, desktop: false, tray: false }, ..Alerts::default() };
    console.command(Command::ChangeSettings { settings: Settings { alerts, ..Settings::default() } });
    let effects = console.session_changed(invited(5, None));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Notify(_) | Effect::Play(_))));
}

fn revoke(n: u64) -> Command {
    Command::RevokeKey { id: KeyId(n) }
}

fn undo_of(console: &Console) -> u32 {
    match view(&console.state, &Topic::Notices) {
        Payload::Notices(view) => view.notices[0].undo.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn revoking_can_be_undone_for_five_seconds() {
    let mut console = with(vec![key(1)]);
    let effects = console.command(revoke(1));
    let id = undo_of(&console);
    assert_eq!(console.notices(), ["Revoking the key 123 456 001."]);
    assert_eq!(timer(&effects, &Timer::Pending(id)), Some(console.now.plus(5_000)));
    assert_eq!(keys(&console).revoking, [KeyId(1)]);
    assert_eq!(console.refused(revoke(1)), "This key is being revoked already.");
    console.command(Command::Undo { id });
    assert!(keys(&console).revoking.is_empty() && console.notices().is_empty());
    assert!(console.due(Timer::Pending(id)).is_empty());

    console.command(revoke(1));
    let id = undo_of(&console);
    assert_eq!(calls(&console.due(Timer::Pending(id))), [&Call::RevokeKey(KeyId(1))]);
    assert_eq!(keys(&console).revoking, [KeyId(1)], "until the appliance has answered");
    let revoked = Key { state: KeyState::Revoked { at: START, by: "Ines".into() }, ..key(1) };
    console.key_changed(revoked.clone());
    console.answer(&Call::RevokeKey(KeyId(1)), Ok(Answer::Key(Box::new(revoked))));
    assert!(keys(&console).revoking.is_empty());
    assert_eq!(console.refused(revoke(1)), "This key was revoked already.");
    assert_eq!(console.refused(revoke(9)), "This key is not in the list any more.");
}

#[test]
fn a_key_that_starts_meanwhile_is_not_revoked() {
    let mut console = with(vec![key(1)]);
    console.command(revoke(1));
    let id = undo_of(&console);
    console.key_changed(started(1));
    assert!(keys(&console).revoking.is_empty());
    assert!(console.due(Timer::Pending(id)).is_empty());
    assert_eq!(console.notices(), ["Petra started with your key"]);
}

#[test]
fn the_end_of_the_program_revokes_at_once_what_is_planned() {
    let mut console = with(vec![key(1)]);
    console.command(revoke(1));
    assert!(!console.state.settled());
    assert_eq!(calls(&console.event(Event::Stopping)), [&Call::RevokeKey(KeyId(1))]);
    assert!(!console.state.settled());
    console.answer(&Call::RevokeKey(KeyId(1)), Ok(Answer::Key(Box::new(key(1)))));
    assert!(console.state.settled());
}

#[test]
fn what_was_not_done_is_told() {
    let mut console = with(vec![key(1)]);
    console.command(revoke(1));
    let id = undo_of(&console);
    console.due(Timer::Pending(id));
    console.answer(&Call::RevokeKey(KeyId(1)), Err(unreachable()));
    let told = "The key 123 456 001 was not revoked. The appliance does not answer.";
    assert_eq!(console.notices(), [told]);
    assert!(keys(&console).revoking.is_empty());
    console.command(revoke(1));
}

#[test]
fn keys_live_anew_also_after_their_end() {
    let extend = |n, life_s| Command::ExtendKey { id: KeyId(n), life_s };
    let mut console = with(vec![key(1), started(2)]);
    assert_eq!(console.refused(extend(2, None)), "This key has started a session already.");
    let most = "A key lives at least one minute and at most one day.";
    assert_eq!(console.refused(extend(1, Some(86_401))), most);
    assert_eq!(console.refused(extend(1, Some(59))), most);
    console.key_changed(Key { state: KeyState::Expired { at: START }, ..key(1) });
    let call = Call::ExtendKey(KeyId(1), Some(7_200));
    assert_eq!(calls(&console.command(extend(1, Some(7_200)))), [&call]);
    assert_eq!(console.refused(extend(1, None)), "This key is being extended already.");
    // The answer is older than what the feed has told.
    let extended = Key { expires_at: START.plus(9), ..key(1) };
    console.key_changed(extended.clone());
    console.answer(&call, Ok(Answer::Key(Box::new(key(1)))));
    assert_eq!(keys(&console).keys[1], extended);
    console.command(extend(1, None));
    console.answer(&Call::ExtendKey(KeyId(1), None), Err(api(ErrorCode::RateLimited)));
    assert_eq!(console.notices(), ["The key 123 456 001 was not extended. The appliance says no."]);
    console.cut();
    assert!(console.refused(extend(1, None)).starts_with("There is no connection now."));
}

fn again(numbers: &[u32]) -> Command {
    Command::SendAgain { id: KeyId(1), numbers: numbers.to_vec() }
}

fn sent(numbers: &[u32]) -> Key {
    let mut key = queued(1, &["a@example.com", "b@example.com", "c@example.com"]);
    for invitation in &mut key.invitations {
        if numbers.contains(&invitation.number) {
            invitation.state = InvitationState::Sent;
        }
    }
    key
}

#[test]
fn invitations_go_once_more_but_never_twice_for_one_wish() {
    let mut console = with(vec![sent(&[1, 2])]);
    assert_eq!(console.refused(again(&[3])), "This invitation is on its way already.");
    assert_eq!(console.refused(again(&[9])), "This invitation is not in the list any more.");
    assert_eq!(console.refused(again(&[])), "This invitation is not in the list any more.");
    let call = Call::SendAgain(KeyId(1), vec![1, 2]);
    assert_eq!(calls(&console.command(again(&[2, 1, 2]))), [&call]);
    assert_eq!(console.refused(again(&[1])), "This invitation is being sent already.");
    let first = console.open.last().unwrap().key.clone();
    assert!(first.is_some());
    console.answer(&call, Err(unreachable()));
    assert_eq!(console.notices(), ["The invitation was not sent again. The appliance does not answer."]);
    console.random = 99;
    console.command(again(&[1, 2]));
    assert_eq!(console.open.last().unwrap().key, first, "the same wish has the same id");
    console.answer(&call, Ok(Answer::Key(Box::new(sent(&[])))));
    console.command(again(&[1, 2]));
    assert_ne!(console.open.last().unwrap().key, first, "that was another wish");
}

#[test]
fn what_has_arrived_unseen_is_a_wish_fulfilled() {
    let mut console = with(vec![sent(&[1, 2, 3])]);
    console.command(again(&[1]));
    let first = console.open.last().unwrap().key.clone();
    console.answer(&Call::SendAgain(KeyId(1), vec![1]), Err(unreachable()));
    console.key_changed(sent(&[2, 3]));
    console.key_changed(sent(&[1, 2, 3]));
    console.random = 99;
    console.command(again(&[1]));
    assert_ne!(console.open.last().unwrap().key, first);
}

#[test]
fn nothing_goes_again_without_mail_or_with_a_key_that_is_over() {
    let mut console = with(vec![sent(&[1])]);
    console.key_changed(Key { state: KeyState::Expired { at: Timestamp(1) }, ..sent(&[1]) });
    assert_eq!(console.refused(again(&[1])), "This key has expired. Extend it first.");
    console.key_changed(sent(&[1]));
    console.change(Change::InviteSetupChanged);
    let none = InviteSetup { from: None, ..setup() };
    console.answer(&Call::InviteSetup, Ok(Answer::InviteSetup(Box::new(none))));
    let told = "This site sends no mail. Copy the link, or use your own mail program.";
    assert_eq!(console.refused(again(&[1])), told);
}
