//! What breaks a transfer, and what becomes of it then.

use super::*;

#[test]
fn a_connection_that_breaks_is_tried_again_after_growing_pauses_for_ever() {
    let mut console = running();
    let mut before = 0;
    for round in 0..20 {
        let effects = tell(&mut console, 1, TransferEvent::Broke(unreachable()));
        assert_eq!(status(&console, 1), paused(400, PauseReason::Offline));
        let at = timer(&effects, &Timer::Transfer(client_id(1))).expect("a time for the next try");
        let pause = at.since(console.now);
        assert!(round > 5 || pause >= before, "{round}");
        before = pause;
        let effects = console.due(Timer::Transfer(client_id(1)));
        assert_eq!(orders(&effects), [(client_id(1), "run")]);
    }
}

#[test]
fn what_the_appliance_refuses_ends_at_once_or_after_some_tries() {
    let cases = [
        (ErrorCode::TooLarge, 1),
        (ErrorCode::InvalidField, 1),
        (ErrorCode::NotFound, 1),
        // The feed may tell in a moment that the permission has ended.
        (ErrorCode::Forbidden, 7),
        (ErrorCode::WrongState, 7),
        (ErrorCode::Unavailable, 7),
    ];
    for (code, tries) in cases {
        let mut console = running();
        for n in 1..=tries {
            assert!(!matches!(status(&console, 1), TransferStatus::Failed { .. }), "{code:?} {n}");
            tell(&mut console, 1, refused(code));
            console.due(Timer::Transfer(client_id(1)));
        }
        let TransferStatus::Failed { error } = status(&console, 1) else { panic!("{code:?}") };
        assert_eq!(error.message, "The appliance says no.");
        let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
        assert_eq!(orders(&effects), [(client_id(1), "run")], "it can be tried again");
    }
}

#[test]
fn bytes_that_come_through_make_the_failures_before_forgotten() {
    let mut console = running();
    for _ in 0..20 {
        tell(&mut console, 1, refused(ErrorCode::Unavailable));
        console.due(Timer::Transfer(client_id(1)));
        let TransferStatus::Running { done, .. } = status(&console, 1) else {
            panic!("{:?}", rows(&console))
        };
        tell(&mut console, 1, TransferEvent::Progress(done + 1));
    }
}

#[test]
fn an_upload_that_was_ended_from_outside_leads_to_another_one_or_to_the_end() {
    use TransferWay::{FromDevice, ToDevice};
    let customer = TransferStatus::Cancelled { by_customer: true };
    let here = TransferStatus::Cancelled { by_customer: false };
    for (way, why, expected) in [
        (ToDevice, Some(UploadEnd::Refused), Some(&customer)),
        (ToDevice, Some(UploadEnd::TakenBack), Some(&here)),
        (FromDevice, Some(UploadEnd::TakenBack), Some(&customer)),
        (FromDevice, Some(UploadEnd::Refused), Some(&here)),
        (ToDevice, Some(UploadEnd::Withdrawn), None),
        (FromDevice, Some(UploadEnd::Expired), None),
        (ToDevice, None, None),
    ] {
        let mut console = Console::online(vec![allowed()]);
        console.command(transfer(1, way, vec![path("report.pdf")]));
        tell(&mut console, 1, counted());
        tell(&mut console, 1, TransferEvent::Progress(7));
        tell(&mut console, 1, TransferEvent::Gone(why));
        match expected {
            Some(expected) => assert_eq!(status(&console, 1), *expected, "{way:?} {why:?}"),
            None => {
                assert_eq!(status(&console, 1), paused(0, PauseReason::Offline), "{way:?} {why:?}");
                let effects = console.due(Timer::Transfer(client_id(1)));
                assert_eq!(job(&effects).upload.as_str(), "message-0001-1", "another upload");
            }
        }
    }
}

#[test]
fn a_permission_that_ends_in_the_middle_waits_for_the_next_one() {
    let mut console = running();
    tell(&mut console, 1, TransferEvent::Gone(Some(UploadEnd::Withdrawn)));
    console.session_changed(withdrawn());
    console.due(Timer::Transfer(client_id(1)));
    assert_eq!(status(&console, 1), paused(0, PauseReason::NotAllowed));
    let effects = console.session_changed(allowed());
    assert_eq!(orders(&effects), [(client_id(1), "run")]);
}

#[test]
fn what_did_not_come_is_named_and_where_nothing_came_it_has_failed() {
    let mut console = running();
    let changed = fault(FaultCode::Changed, "\"report.pdf\" changed while it was read");
    tell(&mut console, 1, came(3, vec![changed.clone()]));
    assert_eq!(status(&console, 1), TransferStatus::Done { skipped: 0 });
    let row = &rows(&console)[0];
    assert_eq!(
        (row.failed, row.faults.as_slice()),
        (1, &["\"report.pdf\" changed while it was read.".to_owned()][..])
    );
    let mut console = running();
    tell(&mut console, 1, came(0, vec![changed]));
    let TransferStatus::Failed { error } = status(&console, 1) else { panic!("{:?}", rows(&console)) };
    assert_eq!(error.code, UiErrorCode::Storage);
    let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
    assert_eq!(job(&effects).upload.as_str(), "message-0001-1", "the first upload is used up");
}

#[test]
fn a_full_disk_fails_and_goes_on_from_where_it_was() {
    let mut console = running();
    let full = fault(FaultCode::DiskFull, "\"report.pdf\" has no room: the disk is full");
    tell(&mut console, 1, TransferEvent::Faulty(full));
    assert!(matches!(status(&console, 1), TransferStatus::Failed { .. }));
    let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
    assert_eq!(job(&effects).upload, client_id(1));
}

#[test]
fn what_stops_the_device_is_told_and_the_next_try_takes_another_upload() {
    for written in [0, 1] {
        let mut console = running();
        let changed = fault(FaultCode::Changed, "\"a\" changed while it was read");
        let full = fault(FaultCode::DiskFull, "\"report.pdf\" has no room: the disk is full");
        let TransferEvent::Done { mut outcome, brought } = stopped(false, vec![changed, full]) else {
            unreachable!("it is done")
        };
        outcome.written = written;
        tell(&mut console, 1, TransferEvent::Done { outcome, brought });
        let TransferStatus::Failed { error } = status(&console, 1) else { panic!("{:?}", rows(&console)) };
        assert_eq!(error.message, "\"report.pdf\" has no room: the disk is full.");
        let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
        assert_eq!(job(&effects).upload.as_str(), "message-0001-1", "the first upload is used up");
        tell(&mut console, 1, came(1, vec![]));
        assert_eq!(rows(&console)[0].failed, 0, "what came in the end did not fail");
    }
    let mut console = running();
    tell(&mut console, 1, stopped(false, vec![]));
    assert!(matches!(status(&console, 1), TransferStatus::Failed { .. }));
}

#[test]
fn what_the_customer_stops_is_over() {
    let mut console = running();
    tell(&mut console, 1, stopped(true, vec![]));
    assert_eq!(status(&console, 1), TransferStatus::Cancelled { by_customer: true });
}

#[test]
fn a_cancelling_is_told_until_it_is_heard() {
    let mut console = running();
    let effects = console.command(Command::CancelTransfer { id: client_id(1) });
    assert_eq!(orders(&effects), [(client_id(1), "cancel")], "what is here goes at once");
    let effects = tell(&mut console, 1, TransferEvent::Cancelled { heard: false });
    assert_eq!(orders(&effects), [], "not at once");
    assert!(timer(&effects, &Timer::Transfer(client_id(1))).is_some());
    console.cut();
    assert_eq!(orders(&console.due(Timer::Transfer(client_id(1)))), [], "there is nobody to be told");
    console.due(Timer::Reconnect);
    assert_eq!(orders(&console.hello()), [(client_id(1), "cancel")]);
    console.cut();
    console.due(Timer::Reconnect);
    assert_eq!(orders(&console.hello()), [(client_id(1), "cancel")], "it was cut before it was heard");
    tell(&mut console, 1, TransferEvent::Cancelled { heard: true });
    console.cut();
    console.due(Timer::Reconnect);
    assert_eq!(orders(&console.hello()), [], "it has heard it");
    assert_eq!(status(&console, 1), TransferStatus::Cancelled { by_customer: false });
}

#[test]
fn what_is_cancelled_and_cleared_is_told_all_the_same() {
    let mut console = running();
    console.cut();
    console.command(Command::CancelTransfer { id: client_id(1) });
    let effects = console.command(Command::ClearTransfers { lsid: lsid(1) });
    assert!(rows(&console).is_empty());
    assert!(matches!(writes(&effects)[..], [Write::PutTransfer(one)] if one.removed && one.untold));
    console.due(Timer::Reconnect);
    assert_eq!(orders(&console.hello()), [(client_id(1), "cancel")]);
    let effects = tell(&mut console, 1, TransferEvent::Cancelled { heard: true });
    assert_eq!(writes(&effects), [&Write::RemoveTransfer(client_id(1))]);
}
