//! The store's part for session keys and invitations.

use async_trait::async_trait;
use farhand_protocol::keys::{InvitationPreview, InviteSetup, Key, Portal, PreviewInvitation};
use farhand_protocol::{KeyId, RepresentativeId, limits};
use rusqlite::Connection;

use super::keys::{self, Lead};
use super::{SqliteStore, api_accounts, commands, customer, mail_settings, outbox, people, templates};
use crate::store::{
    AccountId, Actor, Answer, ApiAccountSummary, Idempotency, InviteStore, KeyCommand, LinkLook,
    LinkStanding, NewAccount, Refusal, Result,
};

/// What is set up for keys and invitations.
pub(super) fn setup(conn: &Connection, portal: &str) -> Result<InviteSetup> {
    let site = customer::settings(conn)?;
    let (life_default_s, life_max_s) = (site.invites.life_default_s(), site.invites.life_max_s());
    let own = Portal { name: site.name, address: portal.to_owned() };
    Ok(InviteSetup {
        from: mail_settings::from(conn)?,
        templates: templates::offered(conn)?,
        portals: std::iter::once(own).chain(site.invites.portals).collect(),
        life_default_s,
        life_max_s,
    })
}

/// A preview whose fields are within their limits.
fn checked(preview: PreviewInvitation) -> Result<PreviewInvitation> {
    if preview.recipient.as_ref().is_some_and(|typed| typed.len() > limits::ADDRESS_BYTES) {
        return Err(Refusal::InvalidField("recipient is too long".to_owned()).into());
    }
    Ok(PreviewInvitation {
        name: keys::name(preview.name.as_deref())?,
        line: keys::personal_line(preview.line.as_deref())?,
        ..preview
    })
}

#[async_trait]
impl InviteStore for SqliteStore {
    async fn look_at_link(&self, secret: &str) -> Result<Option<LinkLook>> {
        let Some(lead) = Lead::of(secret) else { return Ok(None) };
        let secret = self.key_secret.clone();
        self.read(move |conn, now| keys::look(conn, &secret, &lead, now)).await
    }

    async fn link_opened(&self, secret: &str) -> Result<()> {
        let Some(lead @ Lead::Link(_)) = Lead::of(secret) else { return Ok(()) };
        self.write(move |write| keys::note_opened(write, &lead)).await
    }

    async fn key_standing(&self, digits: &str) -> Result<Option<LinkStanding>> {
        let Some(digits) = keys::digits(digits) else { return Ok(None) };
        let secret = self.key_secret.clone();
        self.read(move |conn, now| {
            let found = keys::find(conn, &secret, &Lead::Digits(digits))?;
            Ok(found.map(|found| keys::standing_of(&found.row, now)))
        })
        .await
    }

    async fn key(&self, actor: Actor, id: KeyId) -> Result<Key> {
        let secret = self.key_secret.clone();
        self.read(move |conn, _| keys::view(conn, &secret, &keys::seen_by(conn, actor, id)?)).await
    }

    async fn invite_setup(&self, portal: &str) -> Result<InviteSetup> {
        let portal = portal.to_owned();
        self.read(move |conn, _| setup(conn, &portal)).await
    }

    async fn preview_of(
        &self,
        who: RepresentativeId,
        asked: PreviewInvitation,
        portal: &str,
    ) -> Result<InvitationPreview> {
        let asked = checked(asked)?;
        let (secret, portal) = (self.key_secret.clone(), portal.to_owned());
        self.read(move |conn, now| {
            let actor = Actor::Representative(who);
            let own = people::get(conn, who)?.name;
            let row = asked.key.map(|id| keys::seen_by(conn, actor, id)).transpose()?;
            let inviter = row.as_ref().map_or(&*own, |row| row.maker());
            let key = row.as_ref().map(|row| (row, &*secret));
            outbox::preview(conn, inviter, key, &asked, &portal, now)
        })
        .await
    }

    async fn perform_for_account(
        &self,
        account: AccountId,
        idempotency: Idempotency,
        command: KeyCommand,
        portal: &str,
    ) -> Result<Answer> {
        let portal = portal.to_owned();
        self.write(move |write| commands::perform_for_account(write, account, &idempotency, command, &portal))
            .await
    }

    async fn add_api_account(&self, name: &str) -> Result<NewAccount> {
        let name = name.to_owned();
        self.write(move |write| api_accounts::add(write, &name)).await
    }

    async fn disable_api_account(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.write(move |write| api_accounts::disable(write, &name)).await
    }

    async fn api_accounts(&self) -> Result<Vec<ApiAccountSummary>> {
        self.read(|conn, _| api_accounts::all(conn)).await
    }

    async fn open_account_token(
        &self,
        client_id: &str,
        client_secret: &str,
        token: [u8; 32],
    ) -> Result<bool> {
        let (id, secret) = (client_id.to_owned(), client_secret.to_owned());
        self.write(move |write| api_accounts::open_token(write, &id, &secret, token)).await
    }

    async fn account_token(&self, token_hash: [u8; 32]) -> Result<Option<AccountId>> {
        self.read(move |conn, now| api_accounts::of_token(conn, token_hash, now)).await
    }
}
