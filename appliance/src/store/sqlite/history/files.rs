//! Files that were sent in the chat of an ended session, as long as they are kept.

use farhand_protocol::{ClientId, SessionId};
use rusqlite::Connection;

use crate::store::sqlite::upload_row;
use crate::store::{Refusal, Result, Standing, Upload};

/// A file of the chat, kept or kept no longer. What was on its way when the session ended is none.
pub fn find(conn: &Connection, lsid: &SessionId, id: &ClientId) -> Result<Upload> {
    let is_file = |upload: &Upload| {
        upload.is_chat() && matches!(upload.standing, Standing::Kept { .. } | Standing::Gone)
    };
    upload_row::find(conn, lsid, id)?.filter(is_file).ok_or_else(|| Refusal::NotFound("upload").into())
}
