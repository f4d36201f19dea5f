//! Dashboards of 50 queues, 500 representatives, and 50, 500 and 5,000 sessions, without a network: from
//! what the appliance has in memory to the frames that leave it.

use std::hint::black_box;
use std::time::Instant;

use farhand_appliance::dashboard::Board;
use farhand_appliance::store::{
    BoardStart, Colleague, HandledCount, Kind, LogRow, Running, Sight, WaitCount,
};
use farhand_protocol::dashboard::Span;
use farhand_protocol::people::{Presence, Representative, Role};
use farhand_protocol::queue::Queue;
use farhand_protocol::session::{Participant, Session, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, Seq, TeamId, Timestamp};

use crate::measure::Extent;
use crate::report::{Report, Row};
use crate::samples::Samples;

const QUEUES: u32 = 50;
const PEOPLE: u32 = 500;
const SESSIONS: [usize; 3] = [50, 500, 5_000];
/// Waits in a week.
const WAITS: i64 = 200_000;
const ROUNDS: usize = 200;
const NOW: i64 = 1_800_000_000_000;
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// The one who manages all teams.
const MANAGER: RepresentativeId = RepresentativeId(PEOPLE);

/// Measures.
pub fn measure(report: &mut Report, extent: Extent) {
    for sessions in SESSIONS {
        let begun = Instant::now();
        let mut board = Board::start(start(sessions), Timestamp(NOW));
        let took = begun.elapsed();
        let name = |what: &str| format!("dashboard of {sessions} sessions, {what}");
        report.add(Row::new(name("the board's start"), took.as_secs_f64() * 1000.0, "ms"));
        wholes(report, &board, &name);
        for changes in [1, 100] {
            patches(report, &mut board, sessions, changes, extent, &name);
        }
    }
}

fn wholes(report: &mut Report, board: &Board, name: &impl Fn(&str) -> String) {
    let eyes = board.eyes(MANAGER);
    for (span, what) in
        [(Span::Day, "the whole at first"), (Span::Day, "the whole again"), (Span::Week, "seven days")]
    {
        let begun = Instant::now();
        let frames = black_box(board.whole(&eyes, span));
        report.add(Row::new(name(what), begun.elapsed().as_secs_f64() * 1000.0, "ms"));
        if what == "the whole again" {
            let bytes: usize = frames.iter().map(String::len).sum();
            #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
            report.add(Row::new(name("its size"), bytes as f64 / 1024.0, "KiB"));
        }
    }
}

fn patches(
    report: &mut Report,
    board: &mut Board,
    sessions: usize,
    changes: usize,
    extent: Extent,
    name: &impl Fn(&str) -> String,
) {
    let eyes = board.eyes(MANAGER);
    let (mut applied, mut made, mut bytes) = (Vec::new(), Vec::new(), 0);
    for round in 0..extent.of(ROUNDS) {
        let version = board.version();
        let rows: Vec<_> = (0..changes).map(|change| moved(round * changes + change, sessions)).collect();
        let begun = Instant::now();
        for row in &rows {
            board.apply(row);
        }
        applied.push(begun.elapsed());
        let begun = Instant::now();
        let frames = black_box(board.patch(&eyes, Span::Day, version)).unwrap_or_default();
        made.push(begun.elapsed());
        bytes = frames.iter().map(String::len).sum();
    }
    let what = if changes == 1 { "a change".to_owned() } else { format!("{changes} changes") };
    report.add_times(&name(&format!("{what} noted")), &Samples::new(applied), &[]);
    report.add_times(&name(&format!("the patch of {what}")), &Samples::new(made), &[]);
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    report.add(Row::new(name(&format!("that patch's size, {what}")), bytes as f64 / 1024.0, "KiB"));
}

fn start(sessions: usize) -> BoardStart {
    let teams = || (1..=QUEUES).map(TeamId);
    BoardStart {
        seq: Seq(0),
        queues: teams().map(queue).collect(),
        people: (1..=PEOPLE).map(person).collect(),
        sessions: (0..sessions).map(|number| running(number, number.is_multiple_of(3))).collect(),
        waits: (0..WAITS).map(wait).collect(),
        handled: (0..WAITS).map(handled).collect(),
        tail: Vec::new(),
        ended: Vec::new(),
    }
}

fn queue(team: TeamId) -> Queue {
    let name = format!("Team {}", team.0);
    Queue { id: QueueId::Team(team), name, target_s: 300, warning_s: Some(300), critical_s: Some(600) }
}

fn person(id: u32) -> Colleague {
    let teams = if id == PEOPLE {
        (1..=QUEUES).map(|team| (TeamId(team), Role::Manager)).collect()
    } else {
        vec![(TeamId(1 + id % QUEUES), Role::Member)]
    };
    let representative = Representative {
        id: RepresentativeId(id),
        name: format!("Representative {id}"),
        presence: Presence::Available,
        presence_since: Timestamp(NOW),
        auto: None,
    };
    Colleague { representative, teams, general: false, max_sessions: Some(20) }
}

fn of(number: usize) -> (QueueId, RepresentativeId) {
    let who = 1 + u32::try_from(number).unwrap_or(0) % (PEOPLE - 1);
    (QueueId::Team(TeamId(1 + who % QUEUES)), RepresentativeId(who))
}

fn running(number: usize, waits: bool) -> Running {
    let (queue, owner) = of(number);
    let since = Timestamp(NOW - i64::try_from(number).unwrap_or(0));
    let state =
        if waits { SessionState::Waiting { queue, since } } else { SessionState::Active { owner, since } };
    Running { session: session(number, state, owner), queue }
}

fn session(number: usize, state: SessionState, owner: RepresentativeId) -> Session {
    let mut session: Session = serde_json::from_value(serde_json::json!({
        "lsid": format!("{number:032x}"), "state": state, "channel": "browser_phone",
        "customer": {"name": format!("Customer {number}"), "company": "Sample Works", "details": null,
                     "language": "en", "browser": null, "presence": {"kind": "here"}},
        "issue": {"code": "support", "title": "Something does not work"}, "started_from": "issue",
        "entry_queue": "general", "priority": "normal", "created_at": NOW, "recording": "allowed",
        "participants": [], "attributes": {}, "last_entry": 0
    }))
    .expect("it is a session");
    let name = format!("Representative {}", owner.0);
    session.participants = vec![Participant { id: owner, name, joined_at: Timestamp(NOW) }];
    session
}

/// A session goes from waiting to being somebody's, or back.
fn moved(step: usize, sessions: usize) -> LogRow {
    let Running { session, .. } =
        running(step % sessions, (step / sessions).is_multiple_of(2) != step.is_multiple_of(3));
    let kind = Kind::Session {
        session: Box::new(session),
        before: Sight::default(),
        after: Sight::default(),
        taken_by: None,
    };
    LogRow { seq: Seq(1 + step as u64), at: Timestamp(NOW), kind }
}

fn wait(number: i64) -> WaitCount {
    let (queue, _) = of(usize::try_from(number).unwrap_or(0));
    let ms = u64::try_from(number % 600_000).unwrap_or(0);
    let accepted = (number % 10 != 0).then_some(ms < 300_000);
    WaitCount { queue, at: Timestamp(NOW - WEEK_MS + 1 + number * (WEEK_MS / WAITS)), ms, accepted }
}

fn handled(number: i64) -> HandledCount {
    let (_, who) = of(usize::try_from(number).unwrap_or(0));
    HandledCount { who, at: Timestamp(NOW - WEEK_MS + 1 + number * (WEEK_MS / WAITS)), ms: 600_000 }
}
