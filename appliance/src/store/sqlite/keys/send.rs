//! A key is sent by email. The messages are on disk when the answer comes: the table is the outbox.

use farhand_protocol::keys::{NewInvitations, SendAgain};
use farhand_protocol::{KeyId, limits};
use rusqlite::{Connection, params};

use super::super::{Write, mail_settings, templates, to_json};
use super::fields;
use super::row::KeyRow;
use super::{name_of, seen_by, tell};
use crate::random;
use crate::store::{Actor, Deed, Refusal, Result};

/// A key that can be sent, of a site that can send.
fn sendable(write: &Write<'_>, actor: Actor, id: KeyId) -> Result<KeyRow> {
    let row = seen_by(write, actor, id)?;
    if !row.is_good(write.now) {
        return Err(Refusal::WrongState("this session key is over; make another one").into());
    }
    if mail_settings::from(write)?.is_none() {
        return Err(Refusal::WrongState("this site has no mail server set").into());
    }
    Ok(row)
}

/// Queues messages to these addresses.
pub(in super::super) fn send(write: &Write<'_>, actor: Actor, id: KeyId, new: &NewInvitations) -> Result<()> {
    let row = sendable(write, actor, id)?;
    let before = addresses(write, id)?;
    let recipients =
        fields::recipients(&new.recipients, limits::KEY_INVITATIONS.saturating_sub(before.len()))?;
    if let Some(again) = recipients.iter().find(|new| before.iter().any(|old| old.eq_ignore_ascii_case(new)))
    {
        let message = format!("{again} has an invitation to this key; send that one again");
        return Err(Refusal::InvalidField(message).into());
    }
    let line = fields::personal_line(new.line.as_deref())?;
    let template = to_json(&templates::chosen(write, new.template.as_deref(), new.language.as_deref())?)?;
    let first = u32::try_from(before.len()).unwrap_or(u32::MAX).saturating_add(1);
    for (address, number) in recipients.iter().zip(first..) {
        let link = random::hash(&write.key_secret.link(&row.seed, number));
        write
            .prepare_cached(
                "INSERT INTO invitation (key_id, number, address, state, next_at, since, link_hash, message_id,
                 template, line) VALUES (?1, ?2, ?3, 'queued', ?4, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![id.0, number, address, write.now.0, link, message_id(), template, line])?;
    }
    tell(write, &row, Deed::Sent, &name_of(write, actor)?)
}

/// Queues messages once more, with the same links. One that waits for another try is tried at once.
pub(in super::super) fn send_again(
    write: &Write<'_>,
    actor: Actor,
    id: KeyId,
    again: &SendAgain,
) -> Result<()> {
    let row = sendable(write, actor, id)?;
    if again.numbers.is_empty() || again.numbers.len() > limits::KEY_INVITATIONS {
        let message = format!("numbers must have 1 to {} numbers", limits::KEY_INVITATIONS);
        return Err(Refusal::InvalidField(message).into());
    }
    for number in &again.numbers {
        // Another one under the same id would be taken for the first one, and thrown away. While the
        // first one has not gone, it is the same message still.
        let changed = write
            .prepare_cached(
                "UPDATE invitation SET message_id = iif(next_at IS NULL, ?4, message_id),
                 since = iif(next_at IS NULL, ?3, since), state = iif(next_at IS NULL, 'queued', state),
                 tries = iif(next_at IS NULL, 0, tries), next_at = ?3 WHERE key_id = ?1 AND number = ?2",
            )?
            .execute(params![id.0, number, write.now.0, message_id()])?;
        super::super::one(changed, "invitation")?;
    }
    tell(write, &row, Deed::SentAgain, &name_of(write, actor)?)
}

fn addresses(conn: &Connection, id: KeyId) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached("SELECT address FROM invitation WHERE key_id = ?")?;
    let found = statement.query_map([id.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

fn message_id() -> String {
    random::secret::<16>()
}
