//! Reading one ended session, and the history's part of the store.

use async_trait::async_trait;
use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery};
use farhand_protocol::info::InfoSnapshot;
use farhand_protocol::{ClientId, RepresentativeId, SessionId, limits};
use rusqlite::Connection;

use super::rights::Sight;
use super::rows::{self, Past, Teller};
use super::search::{self, Found};
use super::{files, fill, noting, people, volume};
use crate::store::sqlite::account_rights::{self, AccountRight};
use crate::store::sqlite::{SqliteStore, audit, chat, info_row, session_row};
use crate::store::{HistoryStore, PageOf, Refusal, Result, Upload};

/// A session that `who` may see, and whether it is one's own.
fn seen(conn: &Connection, who: RepresentativeId, lsid: &SessionId) -> Result<(Past, bool)> {
    let past = rows::of(conn, lsid)?;
    let own = Sight::of(conn, who)?.sees(conn, &past)?;
    own.map(|own| (past, own)).ok_or_else(|| Refusal::NotFound("session").into())
}

fn detail(conn: &Connection, past: &Past) -> Result<HistoryDetail> {
    let not_found = || Refusal::NotFound("session");
    let mut teller = Teller::new(conn);
    let row = teller.tell(past)?.ok_or_else(not_found)?;
    let session = session_row::get(conn, &past.lsid)?.session;
    let took_part = people::of(&mut teller, past, &session.participants)?;
    let page = chat::page(conn, &past.lsid, PageOf::Newest, limits::ENTRIES_PER_PAGE)?;
    let snapshots = info_row::snapshot_heads(conn, &past.lsid)?;
    Ok(HistoryDetail { session, row, took_part, entries: page.entries, snapshots })
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
            self.write(move |write| noting::reading(write, who, &of)).await?;
        }
        Ok(found)
    }
}

#[async_trait]
impl HistoryStore for SqliteStore {
    async fn history(&self, who: RepresentativeId, query: HistoryQuery) -> Result<HistoryPage> {
        let words = query.text.as_deref().unwrap_or_default().trim().to_owned();
        let Found { page, others } = self.read(move |conn, _| search::page(conn, who, &query)).await?;
        if !others.is_empty() {
            self.write(move |write| noting::searching(write, who, &words, &others)).await?;
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

    async fn history_file(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        upload: &ClientId,
    ) -> Result<Upload> {
        let (of, id) = (lsid.clone(), upload.clone());
        let (own, file) = self
            .read(move |conn, _| {
                let (past, own) = seen(conn, who, &of)?;
                Ok((own, files::find(conn, &past.lsid, &id)?))
            })
            .await?;
        if !own {
            let fetched = file.clone();
            self.write(move |write| noting::fetching(write, who, &fetched)).await?;
        }
        Ok(file)
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
