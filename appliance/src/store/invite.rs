//! What session keys and invitations ask of the store: making them, looking at what their links lead
//! to, and the programs that make them over the API.

use async_trait::async_trait;
use farhand_protocol::keys::{
    ExtendKey, InvitationPreview, InviteSetup, Key, NewInvitations, NewKey, PreviewInvitation, SendAgain,
    StartsAs,
};
use farhand_protocol::{KeyId, RepresentativeId, Timestamp};
use serde::Serialize;

use super::{Answer, Idempotency, Result};

/// A program's API account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(pub u32);

/// Who does something with a session key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A representative: sees the keys of the own making and those into queues that are served.
    Representative(RepresentativeId),
    /// A program: sees the keys of its own making.
    Account(AccountId),
}

/// What is done with a session key. Each answers the [`Key`] as it stands then, also when repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "key", rename_all = "snake_case")]
pub enum KeyCommand {
    /// Makes one.
    Make {
        /// As what.
        new_key: NewKey,
    },
    /// Changes one that nobody has used; its life runs anew.
    Change {
        /// Which.
        id: KeyId,
        /// Into what.
        new_key: NewKey,
    },
    /// Takes one back.
    Revoke {
        /// Which.
        id: KeyId,
    },
    /// Gives one a life anew.
    Extend {
        /// Which.
        id: KeyId,
        /// For how long.
        extend: ExtendKey,
    },
    /// Sends one by email.
    Send {
        /// Which.
        id: KeyId,
        /// To whom.
        invitations: NewInvitations,
    },
    /// Sends messages once more.
    SendAgain {
        /// Whose.
        id: KeyId,
        /// Which of them.
        again: SendAgain,
    },
}

/// Whether a key still starts a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding {
    /// It does.
    Good,
    /// It has started one.
    Used,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

/// What the page of a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkLook {
    /// Whether it still starts a session.
    pub standing: LinkStanding,
    /// Who invites, for people.
    pub inviter: String,
    /// The customer's name, where the inviter has given it.
    pub name: Option<String>,
    /// The inviter's personal line, where the link came with one.
    pub line: Option<String>,
    /// What the customer is led to.
    pub starts_as: StartsAs,
    /// The key's digits; empty where it starts nothing any more.
    pub digits: String,
    /// Until when it can start a session.
    pub expires_at: Timestamp,
}

/// A program's account as it is shown once: the store keeps a hash of the secret.
pub struct NewAccount {
    /// What the program signs in as.
    pub client_id: String,
    /// What it signs in with.
    pub client_secret: String,
}

/// A program's account as `admin list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiAccountSummary {
    /// The name for people.
    pub name: String,
    /// What the program signs in as.
    pub client_id: String,
    /// Whether it may.
    pub enabled: bool,
}

/// The part of the store for session keys and invitations.
#[async_trait]
pub trait InviteStore: Send + Sync + 'static {
    /// What the page of a link's secret shows; also of nine digits, as they are typed. Changes nothing.
    /// None where there is no such key. Callers limit guessing of digits
    /// ([`crate::state::App::check_key`]).
    async fn look_at_link(&self, secret: &str) -> Result<Option<LinkLook>>;

    /// A person has the page of a link in sight. The first time is kept, while the key is outstanding;
    /// an unknown secret changes nothing.
    async fn link_opened(&self, secret: &str) -> Result<()>;

    /// How the key with these digits stands, for the page about one that is over; none where there is
    /// no such key.
    async fn key_standing(&self, digits: &str) -> Result<Option<LinkStanding>>;

    /// A key.
    ///
    /// # Errors
    /// `NotFound`, also when it is not for these eyes.
    async fn key(&self, actor: Actor, id: KeyId) -> Result<Key>;

    /// What is set up for keys and invitations. `portal` is the appliance's own address.
    async fn invite_setup(&self, portal: &str) -> Result<InviteSetup>;

    /// What an invitation would look like. Changes nothing.
    ///
    /// # Errors
    /// `NotFound` for a key that is not for these eyes; `InvalidField`.
    async fn preview_of(
        &self,
        who: RepresentativeId,
        preview: PreviewInvitation,
        portal: &str,
    ) -> Result<InvitationPreview>;

    /// Carries out a program's command once, as [`super::ConsoleStore::perform`] does for
    /// representatives.
    ///
    /// # Errors
    /// Any [`super::Refusal`].
    async fn perform_for_account(
        &self,
        account: AccountId,
        idempotency: Idempotency,
        command: KeyCommand,
        portal: &str,
    ) -> Result<Answer>;

    /// Makes an account for a program.
    ///
    /// # Errors
    /// `InvalidField`, also where the name is taken.
    async fn add_api_account(&self, name: &str) -> Result<NewAccount>;

    /// Lets a program in no more, and ends its tokens at once.
    ///
    /// # Errors
    /// `NotFound`.
    async fn disable_api_account(&self, name: &str) -> Result<()>;

    /// All programs' accounts, by name.
    async fn api_accounts(&self) -> Result<Vec<ApiAccountSummary>>;

    /// A program signs in: keeps the token with this hash for `limits::ACCOUNT_TOKEN_S` seconds.
    /// Answers whether id and secret are good.
    async fn open_account_token(
        &self,
        client_id: &str,
        client_secret: &str,
        token_hash: [u8; 32],
    ) -> Result<bool>;

    /// Whose token this is, while it is good.
    async fn account_token(&self, token_hash: [u8; 32]) -> Result<Option<AccountId>>;
}
