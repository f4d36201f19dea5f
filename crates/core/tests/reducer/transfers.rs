//! Transfers: what is stored first, which of them run, what stops them and how they go on.
//!
//! This file is long because it is one table of a state machine: the scenes build on the same few helpers.

mod broken;
mod parted;

use farhand_core::contract::{
    Command, PauseReason, Payload, Topic, TransferRow, TransferStatus, TransferWay, UiErrorCode,
};
use farhand_core::stored::{Stored, Write};
use farhand_core::transfer::{Prepared, Taken, TransferEvent, TransferJob, TransferOrder};
use farhand_core::{Answer, Call, CallError, Effect, Event, Timer, view};
use farhand_protocol::capability::{CapabilityState, StoppedBy};
use farhand_protocol::chat::Body;
use farhand_protocol::device::{Device, DeviceAbilities, DeviceKind, DevicePresence, FilesAbility, Platform};
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName, FilesScope, IfTaken, RootId};
use farhand_protocol::live::{Change, ServerFrame};
use farhand_protocol::session::{EndReason, Session};
use farhand_protocol::upload::{ChatFile, TransferOutcome, UploadEnd};
use farhand_protocol::{ApiError, ClientId, ErrorCode, Timestamp};

use crate::console::{Console, timer, unreachable, writes};
use crate::sample::{
    BRAM, INES, START, active, client_id, ended, held, lsid, message, shared, snapshot, stored,
};

fn device(presence: DevicePresence) -> Device {
    Device {
        kind: DeviceKind::Client { version: "0.1.0".into() },
        platform: Platform::Linux,
        name: "Workbench".into(),
        presence,
        encrypted: true,
        abilities: DeviceAbilities {
            view: true,
            control: true,
            clipboard: true,
            annotations: true,
            files: FilesAbility::No,
            info: false,
        },
    }
}

fn with(state: CapabilityState, presence: DevicePresence) -> Session {
    let mut session = active(1, INES);
    session.device = Some(device(presence));
    session.capabilities.files = state;
    session.capabilities.files_scope = Some(FilesScope::everything());
    session
}

fn allowed() -> Session {
    with(CapabilityState::Granted { at: START }, DevicePresence::Here)
}

fn withdrawn() -> Session {
    with(CapabilityState::Stopped { at: START, by: StoppedBy::Customer }, DevicePresence::Here)
}

fn away() -> Session {
    with(CapabilityState::Granted { at: START }, DevicePresence::Away { since: START })
}

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

fn path(text: &str) -> DevicePath {
    DevicePath::root(RootId("home".into())).join(name(text))
}

fn send(n: u32) -> Command {
    transfer(n, TransferWay::ToDevice, vec![path("report.pdf")])
}

fn transfer(n: u32, way: TransferWay, paths: Vec<DevicePath>) -> Command {
    let folder = matches!(way, TransferWay::ToDevice | TransferWay::FromDevice).then(|| path("Inbox"));
    Command::Transfer { lsid: lsid(1), id: client_id(n), way, paths, folder, upload: None }
}

fn rows(console: &Console) -> Vec<TransferRow> {
    match view(&console.state, &Topic::Transfers) {
        Payload::Transfers(view) => view.transfers,
        other => panic!("{other:?}"),
    }
}

fn status(console: &Console, n: u32) -> TransferStatus {
    rows(console).into_iter().find(|row| row.id == client_id(n)).expect("the transfer").status
}

/// The orders among effects, in words.
fn orders(effects: &[Effect]) -> Vec<(ClientId, &'static str)> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Transfer(id, order) = effect {
            let word = match order {
                TransferOrder::Prepare(_) => "prepare",
                TransferOrder::Run(_) => "run",
                TransferOrder::Pause => "pause",
                TransferOrder::Cancel(_) => "cancel",
                TransferOrder::Forget => "forget",
                TransferOrder::Show(_) => "show",
            };
            all.push((id.clone(), word));
        }
    }
    all
}

fn job(effects: &[Effect]) -> &TransferJob {
    let job = effects.iter().find_map(|effect| match effect {
        Effect::Transfer(_, TransferOrder::Prepare(job) | TransferOrder::Run(job)) => Some(&**job),
        _ => None,
    });
    job.expect("an order with a job")
}

fn tell(console: &mut Console, n: u32, event: TransferEvent) -> Vec<Effect> {
    console.event(Event::Transfer(client_id(n), event))
}

fn counted() -> TransferEvent {
    TransferEvent::Prepared(Prepared { files: Some(1), bytes: Some(1_000), ..Prepared::default() })
}

fn taken(names: &[&str]) -> TransferEvent {
    let taken = names.iter().map(|text| Taken { name: name(text), folder: false }).collect();
    TransferEvent::Prepared(Prepared { files: Some(1), bytes: Some(9), taken, ..Prepared::default() })
}

fn came(written: u32, faults: Vec<FileFault>) -> TransferEvent {
    let failed = u32::try_from(faults.len()).unwrap();
    let outcome = TransferOutcome {
        written,
        bytes: 1_000,
        skipped: 0,
        faults,
        failed,
        stopped: false,
        by_customer: false,
    };
    TransferEvent::Done { outcome, brought: None }
}

/// It was stopped before its end, when one file was there.
fn stopped(by_customer: bool, faults: Vec<FileFault>) -> TransferEvent {
    let failed = u32::try_from(faults.len()).unwrap();
    let outcome =
        TransferOutcome { written: 1, bytes: 500, skipped: 0, faults, failed, stopped: true, by_customer };
    TransferEvent::Done { outcome, brought: None }
}

fn fault(code: FaultCode, message: &str) -> FileFault {
    FileFault { code, names: vec![name("report.pdf")], message: message.into() }
}

fn refused(code: ErrorCode) -> TransferEvent {
    TransferEvent::Broke(ApiError::new(code, "the appliance says no").into())
}

/// A console with one transfer that runs.
fn running() -> Console {
    let mut console = Console::online(vec![allowed()]);
    console.command(send(1));
    let effects = tell(&mut console, 1, counted());
    assert_eq!(orders(&effects), [(client_id(1), "run")]);
    tell(&mut console, 1, TransferEvent::Progress(400));
    console
}

fn paused(done: u64, why: PauseReason) -> TransferStatus {
    TransferStatus::Paused { done, why }
}

#[test]
fn a_transfer_is_stored_before_anything_is_done_about_it() {
    let mut console = Console::online(vec![allowed()]);
    let effects = console.command(send(1));
    let store = effects.iter().position(|effect| matches!(effect, Effect::Store(_))).unwrap();
    let order = effects.iter().position(|effect| matches!(effect, Effect::Transfer(..))).unwrap();
    assert!(store < order);
    assert_eq!(orders(&effects), [(client_id(1), "prepare")]);
    assert_eq!(job(&effects).upload, client_id(1));
    assert_eq!(status(&console, 1), TransferStatus::Preparing);
    assert!(console.command(send(1)).is_empty(), "the same again changes nothing");
    assert_eq!(rows(&console).len(), 1);
}

#[test]
fn it_is_counted_runs_is_verified_and_done() {
    let mut console = running();
    console.later(1_000);
    tell(&mut console, 1, TransferEvent::Progress(800));
    let expected = TransferStatus::Running { done: 800, rate: Some(400), left_s: Some(0) };
    assert_eq!(status(&console, 1), expected);
    tell(&mut console, 1, TransferEvent::Verifying);
    assert_eq!(status(&console, 1), TransferStatus::Verifying);
    let effects = tell(&mut console, 1, came(1, vec![]));
    assert!(matches!(writes(&effects)[..], [Write::PutTransfer(_)]));
    assert_eq!(orders(&effects), [(client_id(1), "forget")], "carried out when it is stored");
    assert_eq!(status(&console, 1), TransferStatus::Done { skipped: 0 });
    assert!(tell(&mut console, 1, TransferEvent::Progress(1)).is_empty(), "what comes late changes nothing");
    assert_eq!(status(&console, 1), TransferStatus::Done { skipped: 0 });
}

#[test]
fn progress_is_not_stored() {
    let mut console = running();
    assert!(tell(&mut console, 1, TransferEvent::Progress(500)).is_empty());
}

#[test]
fn three_of_a_session_run_and_the_next_begins_when_one_has_ended() {
    let mut console = Console::online(vec![allowed()]);
    for n in 1..=5 {
        console.command(send(n));
    }
    let preparing = |console: &Console| {
        let moves = |row: &&TransferRow| row.status == TransferStatus::Preparing;
        rows(console).iter().filter(moves).map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(preparing(&console), [client_id(1), client_id(2), client_id(3)]);
    assert_eq!(status(&console, 4), TransferStatus::Waiting);
    let effects = tell(&mut console, 2, TransferEvent::Faulty(fault(FaultCode::NotFound, "gone")));
    assert_eq!(orders(&effects), [(client_id(4), "prepare")]);
    let effects = console.command(Command::CancelTransfer { id: client_id(1) });
    assert_eq!(orders(&effects), [(client_id(1), "cancel"), (client_id(5), "prepare")]);
}

#[test]
fn what_stops_a_transfer_pauses_it_and_it_goes_on_by_itself() {
    type Change = fn(&mut Console) -> Vec<Effect>;
    let back: Change = |console| {
        console.due(Timer::Reconnect);
        console.hello()
    };
    let cases: [(Change, PauseReason, Change); 3] = [
        (Console::cut, PauseReason::Offline, back),
        (|c| c.session_changed(away()), PauseReason::DeviceAway, |c| c.session_changed(allowed())),
        (|c| c.session_changed(withdrawn()), PauseReason::NotAllowed, |c| c.session_changed(allowed())),
    ];
    for (stop, why, go_on) in cases {
        let mut console = running();
        let effects = stop(&mut console);
        assert_eq!(orders(&effects), [(client_id(1), "pause")], "{why:?}");
        assert_eq!(status(&console, 1), paused(400, why));
        let effects = go_on(&mut console);
        assert_eq!(orders(&effects), [(client_id(1), "run")], "{why:?}");
        assert!(matches!(status(&console, 1), TransferStatus::Running { done: 400, .. }));
    }
}

#[test]
fn the_end_of_the_session_is_the_end_of_its_transfers() {
    let mut console = running();
    let effects = console.session_changed(ended(1, EndReason::Customer));
    assert_eq!(orders(&effects), [(client_id(1), "pause")]);
    let TransferStatus::Failed { error } = status(&console, 1) else { panic!("{:?}", rows(&console)) };
    assert_eq!(error.message, "The session is over.");
    let effects = console.command(Command::CloseTab { lsid: lsid(1) });
    assert_eq!(orders(&effects), [(client_id(1), "cancel")]);
    assert!(rows(&console).is_empty());
    assert!(!writes(&effects).contains(&&Write::RemoveTransfer(client_id(1))), "it is still to be told");
    let effects = tell(&mut console, 1, TransferEvent::Cancelled { heard: true });
    assert_eq!(writes(&effects), [&Write::RemoveTransfer(client_id(1))]);
}

#[test]
fn who_has_paused_it_has_to_say_when_it_goes_on() {
    let mut console = running();
    let effects = console.command(Command::PauseTransfer { id: client_id(1) });
    assert_eq!(orders(&effects), [(client_id(1), "pause")]);
    console.session_changed(away());
    console.session_changed(allowed());
    assert_eq!(status(&console, 1), paused(400, PauseReason::Told));
    assert_eq!(
        console.refused(Command::PauseTransfer { id: client_id(1) }),
        "This transfer is not under way."
    );
    let effects = console.command(Command::ResumeTransfer { id: client_id(1) });
    assert_eq!(orders(&effects), [(client_id(1), "run")]);
}

#[test]
fn all_of_a_session_can_be_paused() {
    let mut console = running();
    for n in 2..=5 {
        console.command(send(n));
    }
    let effects = console.command(Command::PauseAllTransfers { lsid: lsid(1) });
    let expected: Vec<_> = (1..=3).map(|n| (client_id(n), "pause")).collect();
    assert_eq!(orders(&effects), expected, "those that wait have nothing to be stopped");
    assert!(
        rows(&console)
            .iter()
            .all(|row| matches!(row.status, TransferStatus::Paused { why: PauseReason::Told, .. }))
    );
}

#[test]
fn names_that_are_taken_are_asked_about_one_by_one_or_all_at_once() {
    let mut console = Console::online(vec![allowed()]);
    let paths = vec![path("a"), path("b"), path("c")];
    console.command(transfer(1, TransferWay::ToDevice, paths));
    assert!(orders(&tell(&mut console, 1, taken(&["a", "b", "c"]))).is_empty());
    let asking = TransferStatus::Asking { taken: vec![name("a"), name("b"), name("c")] };
    assert_eq!(status(&console, 1), asking);
    let answer = |name: Option<FileName>, if_taken| Command::AnswerTaken { id: client_id(1), name, if_taken };
    console.command(answer(Some(name("b")), IfTaken::Skip));
    assert_eq!(status(&console, 1), TransferStatus::Asking { taken: vec![name("a"), name("c")] });
    assert_eq!(
        console.refused(answer(Some(name("b")), IfTaken::Replace)),
        "This name has its answer already."
    );
    console.command(answer(Some(name("a")), IfTaken::KeepBoth));
    let effects = console.command(answer(None, IfTaken::Replace));
    assert_eq!(orders(&effects), [(client_id(1), "prepare")], "what is left is counted anew");
    let row = &rows(&console)[0];
    assert_eq!((row.name.as_str(), row.more, row.files, row.bytes), ("a", 1, None, None));
    let effects = tell(&mut console, 1, taken(&["a", "c"]));
    assert_eq!(orders(&effects), [(client_id(1), "run")], "nothing is asked twice");
    let job = job(&effects);
    assert_eq!(job.paths, [path("a"), path("c")], "what is skipped is not even sent");
    assert_eq!(job.if_taken, IfTaken::Replace);
    let expected =
        [(name("b"), IfTaken::Skip), (name("a"), IfTaken::KeepBoth), (name("c"), IfTaken::Replace)];
    assert_eq!(job.taken, expected);
    tell(&mut console, 1, came(2, vec![]));
    assert_eq!(status(&console, 1), TransferStatus::Done { skipped: 1 });
    assert_eq!((rows(&console)[0].files, rows(&console)[0].bytes), (Some(2), Some(1_000)), "what came");
}

#[test]
fn where_all_is_skipped_nothing_is_sent() {
    let mut console = Console::online(vec![allowed()]);
    console.command(send(1));
    tell(&mut console, 1, taken(&["report.pdf"]));
    let all = Command::AnswerTaken { id: client_id(1), name: None, if_taken: IfTaken::Skip };
    assert!(orders(&console.command(all)).is_empty());
    assert_eq!(status(&console, 1), TransferStatus::Done { skipped: 1 });
    let row = &rows(&console)[0];
    assert_eq!((row.name.as_str(), row.files, row.bytes), ("report.pdf", Some(0), Some(0)));
}

#[test]
fn a_question_stays_while_the_device_is_away() {
    let mut console = Console::online(vec![allowed()]);
    console.command(send(1));
    tell(&mut console, 1, taken(&["report.pdf"]));
    console.session_changed(away());
    assert!(matches!(status(&console, 1), TransferStatus::Asking { .. }));
}

#[test]
fn replacing_needs_the_change() {
    let mut session = allowed();
    session.capabilities.files_scope = Some(FilesScope { change: false, ..FilesScope::everything() });
    let mut console = Console::online(vec![session]);
    console.command(send(1));
    tell(&mut console, 1, taken(&["report.pdf"]));
    let replace = Command::AnswerTaken { id: client_id(1), name: None, if_taken: IfTaken::Replace };
    assert_eq!(console.refused(replace), "The customer has not allowed replacing files.");
}

#[test]
fn what_the_permission_does_not_cover_is_refused_with_the_reason() {
    let only = |to_device, from_device| {
        let mut session = allowed();
        let scope = FilesScope { to_device, from_device, ..FilesScope::everything() };
        session.capabilities.files_scope = Some(scope);
        Console::online(vec![session])
    };
    let fetch = transfer(1, TransferWay::FromDevice, vec![path("a")]);
    assert_eq!(
        only(true, false).refused(fetch),
        "The customer has not allowed copying files from the device."
    );
    assert_eq!(
        only(false, true).refused(send(1)),
        "The customer has not allowed sending files to the device."
    );
    let none = transfer(1, TransferWay::ToDevice, vec![]);
    assert_eq!(only(true, true).refused(none), "Choose between 1 and 500 files and folders.");
    let console = Console::online(vec![]);
    assert_eq!(console.refused(send(1)), "Accept the session first.");
}

#[test]
fn files_for_the_chat_are_a_transfer_each_and_need_no_permission() {
    let mut console = Console::online(vec![active(1, INES)]);
    let effects = console.command(transfer(1, TransferWay::ToChat, vec![path("a"), path("b")]));
    assert_eq!(orders(&effects).len(), 2);
    let rows = rows(&console);
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_ne!(rows[0].id, rows[1].id);
    assert_eq!((rows[0].id.clone(), rows[0].more), (client_id(1), 0));
}

#[test]
fn a_file_of_the_chat_can_be_fetched_also_after_the_session() {
    let mut console = Console::online(vec![active(1, INES)]);
    let file = ChatFile {
        upload: client_id(9),
        name: name("photo.jpg"),
        size: 5,
        sha256: "00".repeat(32),
        media_type: None,
        kept_until: Timestamp(9),
    };
    let mut entry = message(1, 1, "");
    entry.body = Body::File { file: file.clone() };
    console.detail(active(1, INES), vec![entry]);
    let fetch = |n, upload| Command::Transfer {
        lsid: lsid(1),
        id: client_id(n),
        way: TransferWay::FromChat,
        paths: vec![],
        folder: None,
        upload: Some(upload),
    };
    assert_eq!(console.refused(fetch(1, client_id(8))), "This file is not in the chat.");
    console.session_changed(ended(1, EndReason::Customer));
    let effects = console.command(fetch(1, client_id(9)));
    assert_eq!(job(&effects).file, Some(file));
    tell(&mut console, 1, counted());
    assert_eq!(
        console.refused(Command::ShowTransfer { id: client_id(1) }),
        "This transfer has brought nothing here yet."
    );
    let outcome = TransferOutcome {
        written: 1,
        bytes: 5,
        skipped: 0,
        faults: vec![],
        failed: 0,
        stopped: false,
        by_customer: false,
    };
    tell(&mut console, 1, TransferEvent::Done { outcome, brought: Some(path("photo (2).jpg")) });
    assert_eq!(rows(&console)[0].upload, Some(client_id(9)), "its message can say that it is saved");
    let effects = console.command(Command::ShowTransfer { id: client_id(1) });
    assert!(effects.contains(&Effect::Transfer(client_id(1), TransferOrder::Show(path("photo (2).jpg")))));
    console.command(Command::ClearTransfers { lsid: lsid(1) });
    assert!(rows(&console).is_empty());
}

#[test]
fn a_file_of_the_history_is_saved_without_its_session() {
    let mut console = Console::online(vec![active(1, INES)]);
    let file = |n| ChatFile {
        upload: client_id(n),
        name: name("photo.jpg"),
        size: 5,
        sha256: "00".repeat(32),
        media_type: None,
        kept_until: Timestamp(9),
    };
    let save = |n, of| Command::SavePastFile { lsid: lsid(of), id: client_id(n), file: file(n) };
    let effects = console.command(save(1, 70));
    assert!(job(&effects).past, "its session is not here");
    assert!(matches!(writes(&effects)[..], [Write::PutTransfer(one), ..] if one.past));
    assert!(console.command(save(1, 70)).is_empty(), "the same again changes nothing");
    tell(&mut console, 1, counted());
    let outcome = TransferOutcome {
        written: 1,
        bytes: 5,
        skipped: 0,
        faults: vec![],
        failed: 0,
        stopped: false,
        by_customer: false,
    };
    tell(&mut console, 1, TransferEvent::Done { outcome, brought: Some(path("photo.jpg")) });
    assert_eq!(
        (rows(&console)[0].upload.clone(), rows(&console)[0].lsid.clone()),
        (Some(client_id(1)), lsid(70))
    );
    console.command(save(2, 70));
    tell(&mut console, 2, TransferEvent::Gone(None));
    let TransferStatus::Failed { error } = status(&console, 2) else { panic!("it is not there") };
    assert_eq!(error.message, "This file is not kept any more.");
    let effects = console.command(save(3, 71));
    assert!(
        writes(&effects)
            .iter()
            .any(|write| matches!(write, Write::RemoveTransfer(id) if *id == client_id(1)))
    );
    let left: Vec<_> = rows(&console).into_iter().map(|row| row.id).collect();
    assert_eq!(left, [client_id(2), client_id(3)], "what is done of another session goes, and nothing else");
    console.command(Command::SignOut);
    let nobody = Console::started(stored(), None);
    assert_eq!(nobody.refused(save(4, 70)), "Sign in first.");
}

#[test]
fn after_a_restart_what_was_under_way_goes_on_and_what_was_not_stays() {
    let mut console = running();
    for n in 2..=4 {
        console.command(send(n));
    }
    tell(&mut console, 2, taken(&["report.pdf"]));
    console.command(Command::PauseTransfer { id: client_id(3) });
    let mut kept = std::collections::BTreeMap::new();
    let effects = console.command(Command::CancelTransfer { id: client_id(4) });
    let mut last = |effects: &[Effect]| {
        for write in writes(effects) {
            if let Write::PutTransfer(one) = write {
                kept.insert(one.id.clone(), (**one).clone());
            }
        }
    };
    last(&effects);
    // A store that has seen all writes, by playing the same again.
    let mut again = Console::online(vec![allowed()]);
    for n in 1..=3 {
        last(&again.command(send(n)));
    }
    last(&tell(&mut again, 1, counted()));
    last(&tell(&mut again, 2, taken(&["report.pdf"])));
    last(&again.command(Command::PauseTransfer { id: client_id(3) }));
    let transfers = kept.into_values().collect();

    let mut console = Console::started(Stored { transfers, ..stored() }, Some("token-of-ines"));
    assert!(rows(&console).is_empty(), "nobody is signed in");
    let snapshot = crate::sample::snapshot(100, vec![allowed()]);
    let call = farhand_core::Call::Snapshot;
    console.answer(&call, Ok(farhand_core::Answer::Snapshot(Box::new(snapshot))));
    let effects = console.hello();
    let expected = [(client_id(1), "run"), (client_id(4), "cancel")];
    assert_eq!(orders(&effects), expected, "nobody knows whether the cancelling was heard before the end");
    assert!(matches!(status(&console, 2), TransferStatus::Asking { .. }));
    assert_eq!(status(&console, 3), paused(0, PauseReason::Told));
    assert_eq!(status(&console, 4), TransferStatus::Cancelled { by_customer: false });
}

#[test]
fn signing_out_pauses_and_the_same_user_goes_on() {
    let mut console = running();
    let effects = console.command(Command::SignOut);
    assert_eq!(orders(&effects), [(client_id(1), "pause")]);
    assert!(rows(&console).is_empty());
}

#[test]
fn an_unauthorized_answer_of_a_transfer_is_not_the_end_of_it() {
    let mut console = running();
    let error = CallError::Api(ApiError::new(ErrorCode::Unauthorized, "this token has ended"));
    tell(&mut console, 1, TransferEvent::Broke(error));
    assert_eq!(status(&console, 1), paused(400, PauseReason::Offline));
}
