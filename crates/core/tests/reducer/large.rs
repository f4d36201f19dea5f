//! A long queue and a long chat: a change costs what it touches. Measured by what is sent, and by
//! a time limit that only a cost of everything per change would break.

use std::time::{Duration, Instant};

use farhand_core::contract::{Command, Payload};
use farhand_core::{Answer, Call};
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::session::Priority;

use crate::console::Console;
use crate::sample::{INES, active, lsid, message, waiting};

const MANY: u32 = 10_000;

#[test]
fn ten_thousand_rows_and_a_thousand_changes() {
    let mut console = Console::online((0..MANY).map(waiting).collect());
    assert_eq!(console.queues().waiting.len(), MANY as usize);
    console.state.take_changes();
    let start = Instant::now();
    for n in 0..1_000 {
        let mut changed = waiting(n * 7 % MANY);
        changed.priority = Priority::High;
        console.session_changed(changed);
        let changes = console.state.take_changes();
        let rows: usize = changes
            .iter()
            .map(|(_, payload)| match payload {
                Payload::QueuesPatch(patch) => patch.upsert.len() + patch.remove.len(),
                Payload::Session(_) => 1,
                other => panic!("{other:?}"),
            })
            .sum();
        assert_eq!(rows, 2);
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_hundred_thousand_entries_and_a_thousand_more() {
    let many = u64::from(MANY) * 10;
    let mut console = Console::online(vec![active(1, INES)]);
    console.detail(active(1, INES), (many - 199..=many).map(|n| message(1, n, "text")).collect());
    console.command(Command::LoadEarlier { lsid: lsid(1) });
    let call = Call::Entries { lsid: lsid(1), before: Some(many - 199), after: None };
    let entries = (1..many - 199).map(|n| message(1, n, "text")).collect();
    console.answer(&call, Ok(Answer::Entries(EntriesPage { entries, has_earlier: false })));
    assert_eq!(console.chat(lsid(1)).entries.len(), usize::try_from(many).unwrap());
    console.state.take_changes();
    let start = Instant::now();
    for n in 1..=1_000 {
        console.entry_added(message(1, many + n, "text"));
        let changes = console.state.take_changes();
        assert!(changes.iter().any(|(_, payload)| matches!(
            payload,
            Payload::ChatPatch(patch) if patch.entries.len() == 1
        )));
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
