//! An upload's row.

use async_trait::async_trait;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::{FilesRequest, FilesScope};
use farhand_protocol::upload::{TransferOutcome, UploadEnd, UploadPurpose};
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::account_rights::{self, AccountRight};
use super::{SqliteStore, Write, asked_change, from_json, sessions, to_json, uploads};
use crate::domain::file_limits::FileLimits;
use crate::store::{Leftover, NewUpload, Refusal, Result, Standing, StoreError, Upload, UploadStore};

const COLUMNS: &str = "lsid, purpose, owner, metadata, length, sha256, touched_at, standing";

fn read(row: &Row<'_>) -> Result<Upload> {
    let lsid: String = row.get(0)?;
    Ok(Upload {
        lsid: lsid.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))?,
        purpose: from_json(&row.get::<_, String>(1)?)?,
        owner: from_json(&row.get::<_, String>(2)?)?,
        metadata: row.get(3)?,
        length: row.get(4)?,
        sha256: row.get(5)?,
        touched_at: Timestamp(row.get(6)?),
        standing: from_json(&row.get::<_, String>(7)?)?,
    })
}

fn select(conn: &Connection, filter: &'static str, values: impl rusqlite::Params) -> Result<Vec<Upload>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM upload WHERE {filter}"))?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The upload, if there is one.
pub(super) fn find(conn: &Connection, lsid: &SessionId, id: &ClientId) -> Result<Option<Upload>> {
    Ok(select(conn, "lsid = ? AND id = ?", [lsid.as_str(), id.as_str()])?.pop())
}

/// The upload.
pub(super) fn get(conn: &Connection, lsid: &SessionId, id: &ClientId) -> Result<Upload> {
    find(conn, lsid, id)?.ok_or_else(|| Refusal::NotFound("upload").into())
}

/// Those of a session that are written and read.
pub(super) fn open_of(conn: &Connection, lsid: &SessionId) -> Result<Vec<Upload>> {
    select(conn, "lsid = ? AND NOT over AND spooled AND kept_until IS NULL", [lsid.as_str()])
}

/// Open ones that nobody has used since a time.
pub(super) fn untouched_since(conn: &Connection, idle: Timestamp) -> Result<Vec<Upload>> {
    select(conn, "spooled AND NOT over AND kept_until IS NULL AND touched_at < ?", [idle.0])
}

/// Those that were kept until a time.
pub(super) fn kept_past(conn: &Connection, now: Timestamp) -> Result<Vec<Upload>> {
    select(conn, "spooled AND NOT over AND kept_until < ?", [now.0])
}

/// Writes a new one.
pub(super) fn insert(write: &Write<'_>, upload: &Upload) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO upload (lsid, id, purpose, owner, metadata, length, sha256, touched_at, standing, over,
             spooled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)",
        )?
        .execute(params![
            upload.lsid.as_str(),
            upload.id().as_str(),
            to_json(&upload.purpose)?,
            to_json(&upload.owner)?,
            upload.metadata,
            upload.length,
            upload.sha256,
            upload.touched_at.0,
            to_json(&upload.standing)?,
        ])?;
    Ok(())
}

/// Writes where one stands now.
pub(super) fn put(
    write: &Write<'_>,
    upload: &Upload,
    standing: &Standing,
    kept_until: Option<Timestamp>,
) -> Result<()> {
    let over = !matches!(standing, Standing::Open | Standing::Kept { .. });
    write
        .prepare_cached(
            "UPDATE upload SET standing = ?3, over = ?4, kept_until = ?5, touched_at = ?6
             WHERE lsid = ?1 AND id = ?2",
        )?
        .execute(params![
            upload.lsid.as_str(),
            upload.id().as_str(),
            to_json(standing)?,
            over,
            kept_until.map(|at| at.0),
            write.now.0,
        ])?;
    Ok(())
}

/// How many of a session's are open.
pub(super) fn count_open(conn: &Connection, lsid: &SessionId) -> Result<usize> {
    let sql = "SELECT count(*) FROM upload WHERE lsid = ? AND NOT over AND spooled AND kept_until IS NULL";
    Ok(conn.prepare_cached(sql)?.query_row([lsid.as_str()], |row| row.get(0))?)
}

/// How many of a session's that its customer's page sends are open.
pub(super) fn count_customers(conn: &Connection, lsid: &SessionId) -> Result<usize> {
    let open = open_of(conn, lsid)?;
    Ok(open.iter().filter(|upload| upload.owner == Author::Customer).count())
}

/// Bytes that a session's uploads may take.
pub(super) fn bytes_of(conn: &Connection, lsid: &SessionId) -> Result<u64> {
    let sql = "SELECT coalesce(sum(length), 0) FROM upload WHERE spooled AND NOT over AND lsid = ?";
    Ok(conn.prepare_cached(sql)?.query_row([lsid.as_str()], |row| row.get(0))?)
}

/// Bytes that all uploads may take.
pub(super) fn bytes_of_all(conn: &Connection) -> Result<u64> {
    let sql = "SELECT coalesce(sum(length), 0) FROM upload WHERE spooled AND NOT over";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Who has asked the device to send something.
pub(super) fn asked_by(conn: &Connection, lsid: &SessionId, id: &ClientId) -> Result<Option<Author>> {
    let owner: Option<String> = conn
        .prepare_cached("SELECT owner FROM asked_transfer WHERE lsid = ? AND id = ?")?
        .query_row([lsid.as_str(), id.as_str()], |row| row.get(0))
        .optional()?;
    owner.map(|owner| from_json(&owner)).transpose()
}

fn ask(write: &Write<'_>, owner: &Author, lsid: &SessionId, id: &ClientId) -> Result<()> {
    match asked_by(write, lsid, id)? {
        Some(there) if there == *owner => return Ok(()),
        Some(_) => return Err(Refusal::IdempotencyMismatch.into()),
        None => {}
    }
    write
        .prepare_cached("INSERT INTO asked_transfer (lsid, id, owner) VALUES (?, ?, ?)")?
        .execute(params![lsid.as_str(), id.as_str(), to_json(owner)?])?;
    Ok(())
}

fn leftovers(conn: &Connection) -> Result<Vec<Leftover>> {
    let uploads = select(conn, "spooled AND over", [])?;
    let leftover = |upload: Upload| {
        let tell_device = match upload.standing {
            Standing::Ended { why } if !upload.is_chat() => Some(why),
            _ => None,
        };
        Leftover { id: upload.id().clone(), lsid: upload.lsid, tell_device }
    };
    Ok(uploads.into_iter().map(leftover).collect())
}

fn to_device(conn: &Connection, lsid: &SessionId) -> Result<Vec<(UploadPurpose, String)>> {
    let incoming = |upload: Upload| match (&upload.purpose, upload.owner) {
        (UploadPurpose::ToDevice { .. }, Author::Representative { name, .. }) => Some((upload.purpose, name)),
        _ => None,
    };
    Ok(open_of(conn, lsid)?.into_iter().filter_map(incoming).collect())
}

fn allowed(
    conn: &Connection,
    who: RepresentativeId,
    lsid: &SessionId,
    now: Timestamp,
) -> Result<(String, FilesScope)> {
    let case = sessions::shared(conn, who, lsid, now)?;
    account_rights::check(conn, who, AccountRight::Files)?;
    let none = || Refusal::WrongState("the customer has not allowed files");
    let scope = case.session.capabilities.files_allowed().cloned().ok_or_else(none)?;
    Ok((sessions::name_in(&case, who), scope))
}

#[async_trait]
impl UploadStore for SqliteStore {
    async fn takes_part(&self, who: RepresentativeId, lsid: &SessionId) -> Result<String> {
        let lsid = lsid.clone();
        self.read(move |conn, now| Ok(sessions::name_in(&sessions::shared(conn, who, &lsid, now)?, who)))
            .await
    }

    async fn files_allowed(&self, who: RepresentativeId, lsid: &SessionId) -> Result<(String, FilesScope)> {
        let lsid = lsid.clone();
        self.read(move |conn, now| allowed(conn, who, &lsid, now)).await
    }

    async fn expect_change(
        &self,
        who: Author,
        lsid: &SessionId,
        number: u64,
        request: &FilesRequest,
    ) -> Result<()> {
        let (lsid, request) = (lsid.clone(), request.clone());
        self.write(move |write| asked_change::put(write, &lsid, number, (&who, &request))).await
    }

    async fn expected_change(&self, lsid: &SessionId, number: u64) -> Result<Option<(Author, FilesRequest)>> {
        let lsid = lsid.clone();
        self.read(move |conn, _| asked_change::find(conn, &lsid, number)).await
    }

    async fn note_change(
        &self,
        who: Author,
        lsid: &SessionId,
        answer: (u64, bool),
        event: Option<SessionEvent>,
    ) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| asked_change::answered(write, &lsid, answer, (who, event))).await
    }

    async fn forget_change(&self, lsid: &SessionId, number: u64) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| asked_change::remove(write, &lsid, number).map(drop)).await
    }

    async fn ask_transfer(&self, owner: Author, lsid: &SessionId, id: &ClientId) -> Result<()> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.write(move |write| ask(write, &owner, &lsid, &id)).await
    }

    async fn make_upload(&self, new: NewUpload, limits: FileLimits) -> Result<Upload> {
        self.write(move |write| uploads::make(write, new, limits)).await
    }

    async fn upload(&self, lsid: &SessionId, id: &ClientId) -> Result<Option<Upload>> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.read(move |conn, _| find(conn, &lsid, &id)).await
    }

    async fn touch_upload(&self, lsid: &SessionId, id: &ClientId) -> Result<()> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.write(move |write| {
            write
                .prepare_cached("UPDATE upload SET touched_at = ? WHERE lsid = ? AND id = ? AND NOT over")?
                .execute(params![write.now.0, lsid.as_str(), id.as_str()])?;
            Ok(())
        })
        .await
    }

    async fn keep_file(
        &self,
        lsid: &SessionId,
        id: &ClientId,
        sha256: &str,
        kept_until: Timestamp,
    ) -> Result<()> {
        let (lsid, id, sha256) = (lsid.clone(), id.clone(), sha256.to_owned());
        self.write(move |write| uploads::keep(write, &lsid, &id, sha256, kept_until)).await
    }

    async fn finish_upload(&self, lsid: &SessionId, id: &ClientId, outcome: TransferOutcome) -> Result<()> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.write(move |write| uploads::finish(write, &lsid, &id, outcome)).await
    }

    async fn end_upload(&self, lsid: &SessionId, id: &ClientId, why: UploadEnd) -> Result<()> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.write(move |write| uploads::end(write, &get(write, &lsid, &id)?, why)).await
    }

    async fn uploads_to_device(&self, lsid: &SessionId) -> Result<Vec<(UploadPurpose, String)>> {
        let lsid = lsid.clone();
        self.read(move |conn, _| to_device(conn, &lsid)).await
    }

    async fn lapse_uploads(&self) -> Result<()> {
        self.write(uploads::lapse).await
    }

    async fn leftovers(&self) -> Result<Vec<Leftover>> {
        self.read(|conn, _| leftovers(conn)).await
    }

    async fn cleaned_up(&self, lsid: &SessionId, id: &ClientId) -> Result<()> {
        let (lsid, id) = (lsid.clone(), id.clone());
        self.write(move |write| {
            write
                .prepare_cached("UPDATE upload SET spooled = 0 WHERE lsid = ? AND id = ? AND over")?
                .execute([lsid.as_str(), id.as_str()])?;
            Ok(())
        })
        .await
    }

    async fn spooled_uploads(&self) -> Result<Vec<Upload>> {
        self.read(|conn, _| select(conn, "spooled AND NOT over", [])).await
    }
}
