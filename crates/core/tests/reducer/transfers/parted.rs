//! Transfers whose representative is no longer in the session, or may not reach files any more.

use super::*;

fn failure(console: &Console) -> String {
    match status(console, 1) {
        TransferStatus::Failed { error } => error.message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_ends_with_the_own_part_or_right_says_so_and_may_be_tried_again() {
    for (why, words) in [
        (UploadEnd::OwnerLeft, "You are no longer in this session."),
        (UploadEnd::OwnerBarred, "Your account may not reach files any more."),
    ] {
        let mut console = running();
        tell(&mut console, 1, TransferEvent::Gone(Some(why)));
        assert_eq!(failure(&console), words);
        let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
        assert_eq!(job(&effects).upload.as_str(), "message-0001-1", "{why:?}: with another upload");
    }
}

#[test]
fn the_feed_may_tell_it_first() {
    let back = || Session { participants: shared(1, &[BRAM, INES]).participants, ..allowed() };
    let mut console = running();
    assert_eq!(orders(&console.session_changed(shared(1, &[BRAM]))), [(client_id(1), "pause")]);
    assert_eq!(failure(&console), "You are no longer in this session.");
    assert!(orders(&console.session_changed(back())).is_empty(), "it is up to the one who was let in again");
    console.command(Command::ResumeTransfer { id: client_id(1) });
    assert!(matches!(status(&console, 1), TransferStatus::Running { .. }));
}

#[test]
fn who_holds_the_session_waits_for_the_next_permission() {
    let mut console = running();
    let Session { capabilities, device, .. } = allowed();
    console.session_changed(Session { capabilities, device, ..held(1, INES) });
    assert_eq!(status(&console, 1), paused(400, PauseReason::NotAllowed));
}

#[test]
fn an_account_that_may_not_reach_files_any_more_is_told_so() {
    let mut console = running();
    let mut again = snapshot(100, vec![allowed()]);
    again.me.rights.files = false;
    console.event(Event::Live(ServerFrame::Resync));
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(again))));
    assert_eq!(failure(&console), "Your account may not reach files any more.");
    let said = console.refused(transfer(2, TransferWay::ToDevice, vec![path("a.txt")]));
    assert_eq!(said, "Your account may not reach files any more.");
    console.hello();
    console.command(transfer(3, TransferWay::ToChat, vec![path("b.txt")]));
    assert_eq!(status(&console, 3), TransferStatus::Preparing, "the chat is everybody's");
}

#[test]
fn with_the_tab_of_a_session_that_is_lost_its_transfers_are_told_of() {
    for (many, told) in [
        (0, "The session with Mara is with others now."),
        (1, "The session with Mara is with others now. A transfer of files has ended with that."),
        (2, "The session with Mara is with others now. 2 transfers of files have ended with that."),
    ] {
        let mut console = Console::online(vec![allowed()]);
        for n in 1..=many {
            console.command(send(n));
        }
        console.change(Change::SessionRemoved { lsid: lsid(1), taken_by: None });
        assert_eq!(console.notices(), [told]);
        assert!(rows(&console).is_empty());
    }
}
