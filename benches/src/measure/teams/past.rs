//! Looking for ended sessions among 1,000,000 (a tenth with `--quick`).
//!
//! Some are made as they are made in life. All others are copies of their rows, with another customer, another
//! time and a word of their own; the appliance then makes them findable as it does with sessions of the
//! time before there was a history. Looked for is in the store, without HTTP.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use farhand_appliance::clock::SystemClock;
use farhand_appliance::random::secret;
use farhand_appliance::store::sqlite::SqliteStore;
use farhand_appliance::store::{
    AdminStore, Beginning, Choice, Command, ConsoleStore, CustomerStore, HistoryStore, Idempotency,
    NewRepresentative,
};
use farhand_protocol::chat::NewMessage;
use farhand_protocol::history::{HistoryQuery, VolumeBy, VolumeQuery};
use farhand_protocol::people::Role;
use farhand_protocol::session::{Channel, Recording};
use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp};
use rusqlite::{Connection, params};
use tempfile::tempdir;

use crate::measure::Extent;
use crate::report::{Report, Row};
use crate::samples::Samples;

const SESSIONS: usize = 1_000_000;
const TEAMS: usize = 10;
/// Members of each team; its lead comes on top.
const MEMBERS: usize = 20;
const ROUNDS: usize = 60;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days over which the sessions ended.
const DAYS: i64 = 400;

/// Measures.
pub async fn measure(report: &mut Report, extent: Extent) -> Result<()> {
    let folder = tempdir()?;
    let site = Site::make(folder.path()).await?;
    let count = extent.of(SESSIONS);
    copy(folder.path(), count)?;
    let begun = Instant::now();
    while site.store.fill_history().await? {}
    let per_second = f64::from(u32::try_from(count)?) / begun.elapsed().as_secs_f64();
    report.add(Row::new(format!("made findable, of {count} ended sessions"), per_second, "per second"));
    #[expect(clippy::cast_precision_loss, reason = "a few gigabytes")]
    let bytes = std::fs::metadata(folder.path().join("farhand.sqlite3"))?.len() as f64;
    report.add(Row::new(format!("database of {count} ended sessions"), bytes / 1_048_576.0, "MiB"));
    searches(report, &site, count, extent).await?;
    volume(report, &site, count).await
}

struct Site {
    store: SqliteStore,
    lead: RepresentativeId,
    member: RepresentativeId,
}

impl Site {
    async fn make(folder: &Path) -> Result<Self> {
        let store = SqliteStore::open(folder, Arc::new(SystemClock), 7)?;
        store.set_site(farhand_appliance::store::SiteSettings::plain("Measured Support")).await?;
        let (mut lead, mut member) = (None, None);
        for team in 0..TEAMS {
            let name = format!("Team {team}");
            store.add_team(&name, 300).await?;
            store.add_issue(&format!("issue-{team}").parse()?, &format!("Issue {team}"), Some(&name)).await?;
            for number in 0..=MEMBERS {
                let role = if number == MEMBERS { Role::Lead } else { Role::Member };
                let who = person(&store, &format!("rep-{team}-{number}"), &name, role).await?;
                if role == Role::Lead {
                    lead = lead.or(Some(who));
                } else {
                    member = member.or(Some(who));
                    session(&store, team, number, who).await?;
                }
            }
        }
        Ok(Self { store, lead: lead.context("a lead")?, member: member.context("a member")? })
    }
}

async fn person(store: &SqliteStore, user_name: &str, team: &str, role: Role) -> Result<RepresentativeId> {
    let new = NewRepresentative {
        user_name: user_name.to_owned(),
        name: user_name.to_owned(),
        password_hash: "nobody signs in".to_owned(),
        general_queue: true,
        administrator: false,
    };
    let who = store.add_representative(new).await?;
    store.join_team(user_name, team, role).await?;
    Ok(who)
}

/// An ended session. What is in capitals is another word in each copy.
async fn session(store: &SqliteStore, team: usize, number: usize, who: RepresentativeId) -> Result<()> {
    let attempt = store.open_attempt(Choice::Issue(format!("issue-{team}").parse()?)).await?;
    let beginning = Beginning {
        name: "Customer UNIQUE".to_owned(),
        company: Some(format!("Company {number}")),
        details: Some("The screen stays dark after the update.".to_owned()),
        recording: Recording::NotAsked,
        agreed: true,
        language: Some("en".to_owned()),
        browser: None,
        channel: Channel::BrowserPhone,
        unattended: true,
    };
    let lsid = store.begin_session(&attempt, beginning).await?.lsid;
    let perform = async |command| {
        store
            .perform(who, Idempotency(secret::<16>().parse()?), command, "")
            .await
            .map_err(anyhow::Error::from)
    };
    perform(Command::Accept { lsid: lsid.clone() }).await?;
    for text in [
        "Hello, the printer in hall three prints nothing but empty pages since this morning.".to_owned(),
        format!("Have you tried cartridge{team}n{number} or another tray of paper?"),
        "Yes, and it says wUNIQUE on the small display.".to_owned(),
    ] {
        let message = NewMessage { client_id: secret::<16>().parse()?, text };
        perform(Command::Say { lsid: lsid.clone(), message }).await?;
    }
    perform(Command::End { lsid }).await?;
    Ok(())
}

/// Copies the ended sessions until there are `count`, over the last [`DAYS`].
fn copy(folder: &Path, count: usize) -> Result<()> {
    let conn = Connection::open(folder.join("farhand.sqlite3"))?;
    let originals: Vec<String> = conn
        .prepare("SELECT lsid FROM session ORDER BY rowid")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let copies = count / originals.len();
    let now: i64 = conn.query_row("SELECT max(ended_at) FROM session", [], |row| row.get(0))?;
    let apart_ms = DAYS * DAY_MS / i64::try_from(count)?;
    let statements = ["session", "entry", "took_part"]
        .map(|table| copying(&conn, table))
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN")?;
    for (number, original) in originals.iter().enumerate() {
        for copy in 1..=copies {
            let unique = number * copies + copy;
            let ended_at = now - i64::try_from(unique * 7919 % count)? * apart_ms;
            for sql in &statements {
                let values = params![original, format!("{unique:032x}"), format!("{unique:x}"), ended_at];
                conn.prepare_cached(sql)?.execute(values)?;
            }
        }
    }
    conn.execute_batch(
        "DELETE FROM past; INSERT INTO past_text (past_text) VALUES ('delete-all');
         INSERT INTO past_todo (lsid) SELECT lsid FROM session WHERE ended_at IS NOT NULL ORDER BY ended_at;
         COMMIT",
    )?;
    Ok(())
}

/// What copies a session's rows of one table: of the session ?1, as ?2, with the word ?3, ended at ?4.
fn copying(conn: &Connection, table: &str) -> Result<String> {
    let columns: Vec<String> = conn
        .prepare("SELECT name FROM pragma_table_info(?)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let body = "replace(replace(json_set(body, '$.state.at', ?4, '$.created_at', ?4 - 900000), ?1, ?2), \
                'UNIQUE', ?3)";
    let values = columns.iter().map(|column| match (table, column.as_str()) {
        (_, "lsid") => "?2",
        (_, "cookie_hash") => "randomblob(32)",
        (_, "ended_at") => "?4",
        ("session", "body") => body,
        ("entry", "body") => "replace(body, 'UNIQUE', ?3)",
        (_, column) => column,
    });
    let (names, values) = (columns.join(", "), values.collect::<Vec<_>>().join(", "));
    Ok(format!(
        "INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE lsid = ?1 AND ?3 != '' AND ?4 > 0"
    ))
}

fn text(text: &str) -> HistoryQuery {
    HistoryQuery { text: Some(text.to_owned()), ..HistoryQuery::default() }
}

async fn searches(report: &mut Report, site: &Site, count: usize, extent: Extent) -> Result<()> {
    let customer = |name: &str| HistoryQuery { customer: Some(name.to_owned()), ..HistoryQuery::default() };
    let team = |team| Some(QueueId::Team(TeamId(team)));
    let far = HistoryQuery { after: Some(format!("{:x}", count / 3)), ..text("printer") };
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis())?;
    let days = |from: i64, to: i64, query: HistoryQuery| HistoryQuery {
        from: Some(Timestamp(now - from * DAY_MS)),
        to: Some(Timestamp(now - to * DAY_MS)),
        ..query
    };
    let table = [
        ("a word of every session", site.lead, text("printer "), 50),
        ("two words of every session", site.lead, text("printer pages"), 50),
        ("a word of one in 200 sessions", site.lead, text("cartridge0n3"), 50),
        ("a word of one session", site.lead, text("w2a"), 1),
        ("a common word and a rare one", site.lead, text("printer w2a"), 1),
        ("one letter", site.lead, text("p"), 50),
        ("no words", site.lead, HistoryQuery::default(), 50),
        ("a part of the name", site.lead, customer("omer 2a"), 1),
        ("a word, in another team's queue", site.lead, HistoryQuery { queue: team(5), ..text("printer") }, 0),
        ("a word, of somebody", site.lead, HistoryQuery { representative: Some(3), ..text("printer") }, 50),
        ("a word, within a week last year", site.lead, days(300, 293, text("printer")), 50),
        ("a word, as a member", site.member, text("printer"), 50),
        ("a word, far back", site.lead, far, 50),
    ];
    for (what, who, query, rows) in table {
        let mut times = Vec::new();
        for _ in 0..extent.of(ROUNDS) {
            let begun = Instant::now();
            let page = site.store.history(who, query.clone()).await?;
            times.push(begun.elapsed());
            ensure!(
                page.rows.len() >= rows.min(1) && page.rows.len() <= 50,
                "{what}: {} rows",
                page.rows.len()
            );
        }
        report.add_times(&format!("{count} ended sessions, {what}"), &Samples::new(times), &[(95, 100.0)]);
    }
    Ok(())
}

async fn volume(report: &mut Report, site: &Site, count: usize) -> Result<()> {
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis())?;
    for (by, days) in [(VolumeBy::Hour, 7), (VolumeBy::Day, DAYS)] {
        let query = VolumeQuery {
            by,
            offset_min: Some(60),
            from: Timestamp(now - days * DAY_MS),
            to: Timestamp(now),
            queue: None,
            representative: None,
        };
        let begun = Instant::now();
        let volume = site.store.history_volume(site.lead, query).await?;
        ensure!(!volume.points.is_empty(), "nothing ended");
        let name = format!("{count} ended sessions, a team's volume of {days} days");
        report.add(Row::new(name, begun.elapsed().as_secs_f64() * 1000.0, "ms"));
    }
    Ok(())
}
