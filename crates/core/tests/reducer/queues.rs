//! The queues and their patches.

use farhand_core::contract::{Payload, QueuesPatch, RemovedRow, Topic};
use farhand_protocol::live::Change;
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, TeamId};

use crate::console::Console;
use crate::sample::{BRAM, START, TEAM, active, ended, held, lsid, session, waiting};

fn patch(console: &mut Console) -> Option<QueuesPatch> {
    let changes = console.state.take_changes();
    let mut patches = changes.into_iter().filter_map(|(_, payload)| match payload {
        Payload::QueuesPatch(patch) => Some(patch),
        _ => None,
    });
    patches.next()
}

#[test]
fn queues_come_in_their_order_with_counts() {
    let mut late = waiting(2);
    late.state = SessionState::Waiting { queue: QueueId::General, since: START.plus(9) };
    let console = Console::online(vec![waiting(1), late, held(3, BRAM), waiting(4)]);
    let queues = console.queues();
    let rows: Vec<_> = queues.queues.iter().map(|q| (q.name.as_str(), q.count, q.longest_since)).collect();
    assert_eq!(
        rows,
        [("Personal", 0, None), ("Mobile Support", 2, Some(START)), ("General", 1, Some(START.plus(9)))]
    );
    let held = queues.waiting.iter().find(|row| row.lsid == lsid(3)).unwrap();
    assert_eq!(held.held_by.as_deref(), Some("Bram"));
}

#[test]
fn the_first_snapshot_is_sent_whole_and_changes_as_patches() {
    let mut console = Console::online(vec![waiting(1)]);
    let changes = console.state.take_changes();
    assert!(changes.iter().any(|(topic, payload)| {
        *topic == Topic::Queues && matches!(payload, Payload::Queues(queues) if queues.loaded)
    }));
    console.session_changed(waiting(2));
    let patch = patch(&mut console).unwrap();
    assert_eq!((patch.upsert.len(), patch.remove.len()), (1, 0));
    assert_eq!(patch.queues[1].count, 2);
    assert!(console.state.take_changes().is_empty(), "told once");
}

#[test]
fn rows_that_leave_tell_who_took_them() {
    let mut elsewhere = waiting(1);
    elsewhere.state = SessionState::Waiting { queue: QueueId::Team(TeamId(99)), since: START };
    for (change, taken_by) in [
        (Change::SessionRemoved { lsid: lsid(1), taken_by: Some("Bram".into()) }, Some("Bram")),
        (Change::SessionRemoved { lsid: lsid(1), taken_by: None }, None),
        (Change::SessionChanged { session: Box::new(active(1, BRAM)) }, Some("Bram")),
        (Change::SessionChanged { session: Box::new(ended(1, EndReason::LeftQueue)) }, None),
        (Change::SessionChanged { session: Box::new(elsewhere) }, None),
    ] {
        let mut console = Console::online(vec![waiting(1)]);
        console.state.take_changes();
        console.change(change);
        let removed = RemovedRow { lsid: lsid(1), taken_by: taken_by.map(Into::into) };
        let patch = patch(&mut console).unwrap();
        assert_eq!((patch.remove, patch.upsert), (vec![removed], vec![]));
        assert_eq!(console.queues().queues[1].count, 0);
        assert!(console.session(lsid(1)).is_none());
    }
}

#[test]
fn a_session_that_moves_is_counted_where_it_is() {
    let mut console = Console::online(vec![waiting(1)]);
    let mut moved = waiting(1);
    moved.state = SessionState::Waiting { queue: QueueId::General, since: START };
    console.session_changed(moved);
    let counts: Vec<_> = console.queues().queues.iter().map(|queue| queue.count).collect();
    assert_eq!(counts, [0, 0, 1]);
}

#[test]
fn texts_of_customers_are_made_harmless() {
    let mut nasty = waiting(1);
    nasty.customer.name = "Mara\u{202e}\nMuster".into();
    nasty.customer.details = Some("one\ntwo\u{7}".into());
    let console = Console::online(vec![nasty]);
    let row = &console.queues().waiting[0];
    assert_eq!(row.name, "Mara\u{fffd} Muster");
    assert_eq!(row.details.as_deref(), Some("one\ntwo\u{fffd}"));
}

#[test]
fn other_teams_sessions_are_no_rows() {
    let other =
        session(5, SessionState::Waiting { queue: QueueId::Personal(RepresentativeId(1)), since: START });
    let console = Console::online(vec![other]);
    assert!(console.queues().waiting.is_empty());
    assert_eq!(console.queues().queues[1].id, TEAM);
}
