//! Automatic assignment with 1,000 waiting sessions and 500 representatives: the decision, and all of it with
//! what is read and written.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use farhand_appliance::domain::assign::{Candidate, Waits, decide};
use farhand_appliance::domain::line::Turn;
use farhand_protocol::session::Priority;
use farhand_protocol::team::Assignment;
use farhand_protocol::{RepresentativeId, TeamId, Timestamp};
use tempfile::tempdir;

use crate::measure::Extent;
use crate::report::{Report, Row};
use crate::samples::Samples;
use crate::seed::Seed;

const WAITING: usize = 1_000;
const PEOPLE: u32 = 500;
const TEAMS: u32 = 50;
const ROUNDS: usize = 200;
const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// Measures.
pub async fn measure(report: &mut Report, extent: Extent) -> Result<()> {
    let people: Vec<_> = (0..PEOPLE).map(candidate).collect();
    for (rule, name) in [
        (Assignment::LongestIdle, "longest idle"),
        (Assignment::LeastBusy, "least busy"),
        (Assignment::Skills, "skills"),
    ] {
        let waiting: Vec<_> = (0..WAITING).map(|number| waits(number, rule)).collect();
        let times = (0..extent.of(ROUNDS)).map(|_| {
            let begun = Instant::now();
            black_box(decide(black_box(&waiting), black_box(&people), NOW));
            begun.elapsed()
        });
        report.add_times(&format!("assignment, {name}, the decision"), &Samples::new(times), &[]);
    }
    let folder = tempdir()?;
    let (seed, _) = Seed::site(folder.path()).await?;
    seed.waiting(WAITING).await?;
    seed.available(PEOPLE as usize).await?;
    let begun = Instant::now();
    seed.assign().await?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    report.add(Row::new("assignment, 500 offers decided, written and in the log", took, "ms"));
    Ok(())
}

fn skill(number: u32) -> String {
    format!("skill {}", number % 20)
}

fn waits(number: usize, rule: Assignment) -> Waits {
    let small = u32::try_from(number).unwrap_or(0);
    let since = Timestamp(NOW.0 - i64::from(small) * 977 % 600_000);
    Waits {
        team: TeamId(small % TEAMS),
        rule,
        turn: Turn { priority: Priority::Normal, since, target_s: 300 },
        skills: vec![skill(small), skill(small / 7)],
        tried: Vec::new(),
        passed_by: None,
    }
}

fn candidate(number: u32) -> Candidate {
    Candidate {
        who: RepresentativeId(number),
        teams: vec![TeamId(number % TEAMS), TeamId(number / 3 % TEAMS)],
        skills: (0..5).map(|more| skill(number * 3 + more)).collect(),
        open: number % 4,
        given_at: Timestamp(NOW.0 - i64::from(number * 131 % 9_000)),
        since: NOW,
    }
}
