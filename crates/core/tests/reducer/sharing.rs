//! The people of a session: passing on, sharing, leaving, helpers.

use farhand_core::contract::{Command, DraftField, OutboxKind, Part, PassingOn, PendingKind};
use farhand_core::stored::Write;
use farhand_core::{Answer, Call, Effect, Event, Timer};
use farhand_protocol::live::{Change, ServerFrame};
use farhand_protocol::people::{Presence, Representative, Rights};
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::team::{Helper, HelperLink, HelperStanding, NewShare, Share, ShareWith, Transfer};
use farhand_protocol::{ErrorCode, QueueId, Timestamp};

use crate::console::{Console, api, calls, timer, writes};
use crate::sample::{BRAM, INES, START, TEAM, active, client_id, held, lsid, shared, teams, waiting};

const TO_BRAM: QueueId = QueueId::Personal(BRAM);

fn pass(to: QueueId, stay: bool) -> Command {
    Command::TransferSession { lsid: lsid(1), to, note: Some("  knows it\n".into()), stay }
}

fn passing(to: QueueId, stay: bool) -> Call {
    Call::Transfer(lsid(1), Transfer { to, note: Some("knows it".into()), stay })
}

/// Online, with the own session's tab open.
fn open(session: Session) -> Console {
    let mut console = Console::online_with(teams(100, vec![session.clone()]));
    console.detail(session, vec![]);
    console
}

/// The session as it waits for Bram, with those who stay in it.
fn waits(stay: bool) -> Session {
    let mut session = shared(1, &[INES]);
    session.state = SessionState::Waiting { queue: TO_BRAM, since: START };
    session.participants.retain(|_| stay);
    session
}

fn presence(console: &mut Console, presence: Presence) {
    let representative =
        Representative { id: BRAM, name: "Bram".into(), presence, presence_since: START, auto: None };
    console.change(Change::RepresentativeChanged { representative });
}

#[test]
fn a_session_is_passed_on_after_five_seconds_and_that_can_be_undone() {
    let mut console = open(active(1, INES));
    let due = timer(&console.command(pass(TO_BRAM, false)), &Timer::Pending(1)).unwrap();
    assert_eq!(due.since(console.now), 5_000);
    let pending = console.session(lsid(1)).unwrap().pending.unwrap();
    assert_eq!(pending.kind, PendingKind::Transfer);
    assert_eq!(pending.to, Some(PassingOn { to: TO_BRAM, name: "Bram".into() }));
    assert_eq!(console.notices(), ["Passing the session with Mara on to Bram."]);
    assert_eq!(
        console.refused(pass(TEAM, false)),
        "The session is being ended, passed on or put on hold already."
    );
    console.command(Command::Undo { id: 1 });
    assert_eq!(calls(&console.due(Timer::Pending(1))), Vec::<&Call>::new());
    assert_eq!(console.session(lsid(1)).unwrap().pending, None);
    console.command(pass(TO_BRAM, false));
    assert_eq!(calls(&console.due(Timer::Pending(2))), [&passing(TO_BRAM, false)]);
    assert!(console.session(lsid(1)).unwrap().busy);
}

#[test]
fn passing_on_closes_the_tab_without_a_word_about_others_whichever_comes_first() {
    for feed_first in [true, false] {
        let mut console = open(active(1, INES));
        console.command(pass(TO_BRAM, false));
        console.due(Timer::Pending(1));
        let removed = Change::SessionRemoved { lsid: lsid(1), taken_by: None };
        if feed_first {
            console.change(removed.clone());
        }
        console.answer(&passing(TO_BRAM, false), Ok(Answer::Session(Box::new(waits(false)))));
        if !feed_first {
            console.change(removed);
        }
        assert_eq!(console.tabs().tabs, []);
        assert_eq!(console.notices(), ["The session with Mara waits for Bram now."]);
    }
}

#[test]
fn who_stays_keeps_the_tab_and_may_write_and_pass_it_elsewhere() {
    let mut console = open(active(1, INES));
    console.command(pass(TO_BRAM, true));
    console.due(Timer::Pending(1));
    let mut session = waits(true);
    session.passed =
        Some(farhand_protocol::team::Passed { by: INES, name: "Ines".into(), at: START, note: None });
    console.answer(&passing(TO_BRAM, true), Ok(Answer::Session(Box::new(session))));
    assert_eq!(console.tabs().tabs[0].part, Part::Participant);
    assert!(!console.session(lsid(1)).unwrap().busy);
    let text = "hello".to_owned();
    console.command(Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text });
    console.command(pass(TEAM, false));
}

#[test]
fn what_was_refused_is_told_and_the_session_stays() {
    let mut console = open(active(1, INES));
    console.command(pass(TO_BRAM, false));
    console.due(Timer::Pending(1));
    console.answer(&passing(TO_BRAM, false), Err(api(ErrorCode::WrongState)));
    assert_eq!(console.notices(), ["The session with Mara was not passed on. The appliance says no."]);
    assert_eq!(console.tabs().tabs[0].part, Part::Owner);
}

#[test]
fn nobody_who_is_away_busy_or_gone_can_be_given_a_session() {
    let mut console = open(active(1, INES));
    for (now, sentence) in [
        (Presence::Busy, "Bram is busy now."),
        (Presence::Away, "Bram is away now."),
        (Presence::Offline, "Bram is not signed in now."),
    ] {
        presence(&mut console, now);
        assert_eq!(console.refused(pass(TO_BRAM, false)), sentence);
    }
    presence(&mut console, Presence::Available);
    let long =
        Command::TransferSession { lsid: lsid(1), to: TEAM, note: Some("x".repeat(1025)), stay: false };
    assert_eq!(console.refused(long), "The note is too long: at most 1024 bytes.");
    console.command(pass(TO_BRAM, false));
}

#[test]
fn a_session_that_goes_to_others_meanwhile_is_not_passed_on() {
    let mut console = open(active(1, INES));
    console.command(pass(TO_BRAM, false));
    let effects = console.session_changed(shared(1, &[BRAM, INES]));
    assert!(effects.contains(&Effect::ClearTimer(Timer::Pending(1))));
    assert_eq!(calls(&console.due(Timer::Pending(1))), Vec::<&Call>::new());
}

#[test]
fn what_was_written_before_goes_before() {
    let mut console = open(active(1, INES));
    let text = "goodbye".to_owned();
    console.command(Command::SendMessage { lsid: lsid(1), client_id: client_id(1), text });
    console.command(pass(TO_BRAM, false));
    assert_eq!(calls(&console.due(Timer::Pending(1))), Vec::<&Call>::new());
    let entry = crate::sample::own_message(1, 1, client_id(1), "goodbye");
    let message = console.open.iter().find(|r| matches!(r.call, Call::Message(..))).unwrap().call.clone();
    let effects = console.answer(&message, Ok(Answer::Entry(entry)));
    assert_eq!(calls(&effects), [&passing(TO_BRAM, false)]);
}

fn share(id: u32, with: ShareWith) -> Share {
    Share { id, with, name: "Bram".into(), by: INES, by_name: "Ines".into(), at: START, note: None }
}

#[test]
fn sharing_asks_once_and_shows_that_it_is_under_way() {
    let mut console = open(active(1, INES));
    let with = ShareWith::Representative { id: BRAM };
    let command = Command::ShareSession { lsid: lsid(1), with, note: Some(" ".into()) };
    let call = Call::Share(lsid(1), NewShare { with, note: None });
    assert_eq!(calls(&console.command(command.clone())), [&call]);
    assert!(console.session(lsid(1)).unwrap().busy);
    let mut session = active(1, INES);
    session.shares = vec![share(1, with)];
    console.answer(&call, Ok(Answer::Session(Box::new(session))));
    assert!(!console.session(lsid(1)).unwrap().busy);
    let cancel = Command::CancelShare { lsid: lsid(1), share: 1 };
    assert_eq!(calls(&console.command(cancel)), [&Call::CancelShare(lsid(1), 1)]);
    assert_eq!(console.refused(Command::CancelShare { lsid: lsid(1), share: 2 }), "This invitation is past.");
    console.session_changed(shared(1, &[INES, BRAM]));
    assert_eq!(console.refused(command), "Bram takes part already.");
}

#[test]
fn leaving_is_for_those_who_are_not_alone() {
    let mut console = open(active(1, INES));
    let leave = Command::LeaveSession { lsid: lsid(1) };
    assert_eq!(
        console.refused(leave.clone()),
        "Nobody else is in this session. Pass it on, hold it or end it."
    );
    console.session_changed(shared(1, &[INES, BRAM]));
    assert_eq!(calls(&console.command(leave.clone())), [&Call::Leave(lsid(1))]);
    assert_eq!(console.refused(leave), "Something about this session is under way. Wait a moment.");
    console.answer(&Call::Leave(lsid(1)), Ok(Answer::Done));
    assert_eq!(console.tabs().tabs, []);
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: None });
    assert_eq!(console.notices(), Vec::<String>::new());
}

#[test]
fn what_the_feed_tells_from_before_opens_no_tab_again() {
    let inside = || Session { last_entry: 3, ..shared(1, &[BRAM, INES]) };
    let mut console = open(shared(1, &[BRAM, INES]));
    console.command(Command::LeaveSession { lsid: lsid(1) });
    console.answer(&Call::Leave(lsid(1)), Ok(Answer::Done));
    console.session_changed(inside());
    assert_eq!(console.tabs().tabs, []);
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: None });
    assert_eq!(console.notices(), Vec::<String>::new());
    console.session_changed(inside());
    assert_eq!(console.tabs().tabs.len(), 1, "somebody has let the reader in anew");
    let mut console = open(active(1, INES));
    console.command(pass(TO_BRAM, false));
    console.due(Timer::Pending(1));
    console.answer(&passing(TO_BRAM, false), Ok(Answer::Session(Box::new(waits(false)))));
    console.session_changed(Session { last_entry: 3, ..active(1, INES) });
    assert_eq!(console.tabs().tabs, []);
}

#[test]
fn removing_and_handing_over_are_the_owners() {
    let mut console = open(shared(1, &[INES, BRAM]));
    let remove = Command::RemoveParticipant { lsid: lsid(1), who: BRAM };
    let hand_over = Command::HandOver { lsid: lsid(1), to: BRAM };
    assert_eq!(calls(&console.command(hand_over.clone())), [&Call::NewOwner(lsid(1), BRAM)]);
    let now = shared(1, &[BRAM, INES]);
    console.answer(&Call::NewOwner(lsid(1), BRAM), Ok(Answer::Session(Box::new(now))));
    assert_eq!(console.tabs().tabs[0].part, Part::Participant);
    console.session_changed(shared(1, &[INES, BRAM]));
    assert_eq!(calls(&console.command(remove.clone())), [&Call::RemoveParticipant(lsid(1), BRAM)]);
    console.session_changed(active(1, INES));
    assert_eq!(console.refused(remove), "Bram does not take part any more.");
    assert_eq!(console.refused(hand_over), "Bram does not take part any more.");
}

#[test]
fn who_was_removed_hears_of_it() {
    let mut console = open(shared(1, &[BRAM, INES]));
    console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: None });
    assert_eq!(console.notices(), ["The session with Mara is with others now."]);
    assert_eq!(console.tabs().tabs, []);
}

fn helper(standing: HelperStanding) -> Session {
    let helper =
        Helper { id: 4, name: "Kim\u{202e}".into(), invited_by: "Ines".into(), invited_at: START, standing };
    Session { helpers: vec![helper], ..active(1, INES) }
}

#[test]
fn a_helpers_link_shows_until_it_is_used_dismissed_or_taken_back() {
    let invited = || helper(HelperStanding::Invited { until: Timestamp(9_000_000) });
    let link = HelperLink { id: 4, link: "https://support.example.com/helper/x".into(), expires_at: START };
    let shown = || {
        let mut console = open(active(1, INES));
        console.command(Command::InviteHelper { lsid: lsid(1), name: " Kim ".into() });
        console.session_changed(invited());
        let call = Call::InviteHelper(lsid(1), "Kim".into());
        console.answer(&call, Ok(Answer::HelperLink(link.clone())));
        console.session_changed(Session { last_entry: 1, ..invited() });
        assert_eq!(console.session(lsid(1)).unwrap().helper_link, Some(link.clone()));
        console
    };
    let gone = |console: &Console| console.session(lsid(1)).unwrap().helper_link.is_none();
    let mut console = shown();
    assert_eq!(console.session(lsid(1)).unwrap().session.helpers[0].name, "Kim\u{fffd}");
    console.command(Command::DismissHelperLink { lsid: lsid(1) });
    assert!(gone(&console));
    let mut console = shown();
    console.session_changed(helper(HelperStanding::Here));
    assert!(gone(&console));
    let mut console = shown();
    console.session_changed(active(1, INES));
    assert!(gone(&console));
}

#[test]
fn helpers_need_the_right_a_name_and_room() {
    let invite = |name: &str| Command::InviteHelper { lsid: lsid(1), name: name.into() };
    let mut console = open(active(1, INES));
    assert_eq!(console.refused(invite(" ")), "Write the helper's name.");
    assert_eq!(console.refused(invite(&"x".repeat(101))), "The name has at most 100 characters.");
    let full = helper(HelperStanding::Here);
    let four = [1, 2, 3, 4].map(|id| Helper { id, ..full.helpers[0].clone() });
    console.session_changed(Session { helpers: four.to_vec(), ..full });
    assert_eq!(console.refused(invite("Kim")), "There are four helpers already. Remove one first.");
    let mut snapshot = teams(100, vec![active(1, INES)]);
    snapshot.me.rights = Rights { helpers: false, view: false, ..Rights::default() };
    let console = Console::online_with(snapshot);
    assert_eq!(console.refused(invite("Kim")), "Your account may not let helpers in.");
    let ask = Command::AskFor { lsid: lsid(1), what: farhand_protocol::capability::Capability::View };
    assert_eq!(console.refused(ask), "Your account may not see screens.");
}

#[test]
fn whispers_go_through_the_outbox_and_empty_the_composers_draft() {
    let mut console = open(shared(1, &[BRAM, INES]));
    let draft = Command::SaveDraft { lsid: lsid(1), field: DraftField::Whisper, text: "psst".into() };
    console.command(draft);
    let chat = console.chat(lsid(1));
    assert_eq!((chat.draft.as_str(), chat.whispering), ("psst", true));
    let whisper = Command::SendWhisper { lsid: lsid(1), client_id: client_id(1), text: "psst".into() };
    let effects = console.command(whisper);
    assert!(
        writes(&effects)
            .iter()
            .any(|write| matches!(write, Write::PutMessage(m) if m.kind == OutboxKind::Whisper))
    );
    assert!(matches!(calls(&effects)[..], [Call::Whisper(_, message)] if message.text == "psst"));
    let chat = console.chat(lsid(1));
    assert_eq!((chat.draft.as_str(), chat.whispering), ("", false));
}

#[test]
fn what_is_whispered_half_takes_the_place_of_a_message_in_one_write() {
    let mut console = open(shared(1, &[BRAM, INES]));
    let save = |field, text: &str| Command::SaveDraft { lsid: lsid(1), field, text: text.into() };
    for (field, text, shown) in [
        (DraftField::Message, "psst", ("psst", false)),
        // The same text, meant for others: it is stored anew, and nothing of it stays for everyone.
        (DraftField::Whisper, "psst", ("psst", true)),
        (DraftField::Message, "psst", ("psst", false)),
        (DraftField::Whisper, "psst, Bram", ("psst, Bram", true)),
        (DraftField::Message, "", ("", false)),
    ] {
        let effects = console.command(save(field, text));
        let stores = effects.iter().filter(|effect| matches!(effect, Effect::Store(_))).count();
        assert_eq!(stores, 1, "{field:?} {text:?}");
        let chat = console.chat(lsid(1));
        assert_eq!((chat.draft.as_str(), chat.whispering), shown, "{field:?}");
    }
}

#[test]
fn tabs_of_sessions_that_went_on_while_nobody_listened_close_and_what_is_unsent_stays() {
    let own = [active(1, INES), active(2, INES), held(3, INES), active(4, INES)];
    let mut console = Console::online_with(teams(100, own.to_vec()));
    for session in own {
        if console.tabs().tabs.iter().any(|tab| tab.lsid == session.lsid) {
            console.detail(session, vec![]);
        }
    }
    let text = "Hello".to_owned();
    console.command(Command::SendMessage { lsid: lsid(2), client_id: client_id(1), text });
    console.event(Event::Live(ServerFrame::Resync));
    // They fell back to the queue, where the reader sees them too; the last one is the own still.
    let again = teams(200, vec![waiting(1), waiting(2), held(3, INES), active(4, INES)]);
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(again))));
    let tabs: Vec<_> = console.tabs().tabs.into_iter().map(|tab| tab.lsid).collect();
    assert_eq!(tabs, [lsid(2), lsid(4)]);
}
