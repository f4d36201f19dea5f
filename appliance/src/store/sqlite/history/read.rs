//! Reading one ended session, and the history's part of the store.

use std::collections::BTreeSet;

use async_trait::async_trait;
use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery};
use farhand_protocol::info::InfoSnapshot;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, limits};
use rusqlite::{Connection, params};

use super::rights::Sight;
use super::rows::{self, Past, Teller};
use super::search::{self, Found};
use super::{fill, volume};
use crate::store::sqlite::account_rights::{self, AccountRight};
use crate::store::sqlite::{SqliteStore, Write, audit, chat, info_row, session_row, to_json};
use crate::store::{HistoryStore, PageOf, Refusal, Result};

/// Milliseconds in which reading on in the same session is no further reading.
const READING_MS: u64 = 10 * 60 * 1000;

/// A session that `who` may see, and whether it is one's own.
fn seen(conn: &Connection, who: RepresentativeId, lsid: &SessionId) -> Result<(Past, bool)> {
    let past = rows::of(conn, lsid)?;
    let own = Sight::of(conn, who)?.sees(conn, &past)?;
    own.map(|own| (past, own)).ok_or_else(|| Refusal::NotFound("session").into())
}

fn detail(conn: &Connection, past: &Past) -> Result<HistoryDetail> {
    let not_found = || Refusal::NotFound("session");
    let row = Teller::new(conn).tell(past)?.ok_or_else(not_found)?;
    let session = session_row::get(conn, &past.lsid)?.session;
    let page = chat::page(conn, &past.lsid, PageOf::Newest, limits::ENTRIES_PER_PAGE)?;
    let snapshots = info_row::snapshot_heads(conn, &past.lsid)?;
    Ok(HistoryDetail { session, row, entries: page.entries, snapshots })
}

/// Notes that `who` reads a session of others.
fn note_reading(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<()> {
    let case = session_row::get(write, lsid)?;
    let customer = case.session.customer.name.clone();
    let deed = AuditDeed::HistoryRead { lsid: lsid.clone(), customer };
    note_once(write, who, &deed, &BTreeSet::from([audit::place_of(&case)]))
}

/// Notes what `who` reads, unless it was noted just now.
fn note_once(
    write: &Write<'_>,
    who: RepresentativeId,
    deed: &AuditDeed,
    places: &BTreeSet<QueueId>,
) -> Result<()> {
    let since = write.now.0.saturating_sub_unsigned(READING_MS);
    let noted: bool = write
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM
             (SELECT at, body, places FROM audit WHERE by_id = ? ORDER BY id DESC LIMIT 100)
             WHERE at > ? AND body = ? AND places = ?)",
        )?
        .query_row(params![who.0, since, to_json(deed)?, to_json(places)?], |row| row.get(0))?;
    if noted { Ok(()) } else { audit::note_at(write, who, deed, places) }
}

impl SqliteStore {
    /// Reads something of a session that `who` may see. What is of others is noted first.
    async fn read_past<T: Send + 'static>(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        read: impl FnOnce(&Connection, &Past) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let of = lsid.clone();
        let (own, found) = self
            .read(move |conn, _| {
                let (past, own) = seen(conn, who, &of)?;
                Ok((own, read(conn, &past)?))
            })
            .await?;
        if !own {
            let of = lsid.clone();
            self.write(move |write| note_reading(write, who, &of)).await?;
        }
        Ok(found)
    }
}

#[async_trait]
impl HistoryStore for SqliteStore {
    async fn history(&self, who: RepresentativeId, query: HistoryQuery) -> Result<HistoryPage> {
        let words = query.text.clone().unwrap_or_default();
        let Found { page, others } = self.read(move |conn, _| search::page(conn, who, &query)).await?;
        if !others.is_empty() {
            let deed = AuditDeed::HistorySearched { text: words };
            self.write(move |write| note_once(write, who, &deed, &others)).await?;
        }
        Ok(page)
    }

    async fn history_detail(&self, who: RepresentativeId, lsid: &SessionId) -> Result<HistoryDetail> {
        self.read_past(who, lsid, detail).await
    }

    async fn history_entries(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        page: PageOf,
        limit: u32,
    ) -> Result<EntriesPage> {
        self.read_past(who, lsid, move |conn, past| chat::page(conn, &past.lsid, page, limit)).await
    }

    async fn history_snapshot(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        number: u32,
    ) -> Result<InfoSnapshot> {
        self.read_past(who, lsid, move |conn, past| {
            account_rights::check(conn, who, AccountRight::Info)?;
            info_row::snapshot(conn, &past.lsid, number)
        })
        .await
    }

    async fn history_volume(&self, who: RepresentativeId, query: VolumeQuery) -> Result<Volume> {
        self.read(move |conn, _| volume::of(conn, who, &query)).await
    }

    async fn history_export_begun(&self, who: RepresentativeId) -> Result<()> {
        self.write(move |write| audit::note(write, who, &AuditDeed::HistoryExportBegun)).await
    }

    async fn history_exported(&self, who: RepresentativeId, rows: u32) -> Result<()> {
        self.write(move |write| audit::note(write, who, &AuditDeed::HistoryExported { rows })).await
    }

    async fn fill_history(&self) -> Result<bool> {
        self.write(fill).await
    }
}
