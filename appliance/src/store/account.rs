//! What signing in asks of the store. Secrets come in hashed or are made here and leave once.

use async_trait::async_trait;
use farhand_protocol::auth::Me;
use farhand_protocol::people::Rights;
use farhand_protocol::{RepresentativeId, Timestamp};

use super::Result;

/// A try at signing in. It is counted before the password is looked at, so that tries side by
/// side cannot outrun the count; names that nobody has are counted alike.
#[derive(Debug)]
pub enum SignInTry {
    /// Too many wrong passwords; the name pauses.
    Locked {
        /// Seconds until it ends.
        retry_after_s: u32,
    },
    /// May go on.
    Open {
        /// Tries left should this one fail; 0 means that the name pauses then.
        attempts_left: u32,
        /// What to compare with; none for a name that nobody has, or a disabled account.
        account: Option<AccountSecrets>,
    },
}

/// What a sign-in is compared with.
#[derive(Clone)]
pub struct AccountSecrets {
    /// The account.
    pub id: RepresentativeId,
    /// The argon2id hash in PHC form.
    pub password_hash: String,
    /// The second factor's shared secret, where it is on.
    pub second_factor: Option<Vec<u8>>,
}

impl std::fmt::Debug for AccountSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountSecrets").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A token that is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose.
    pub who: RepresentativeId,
    /// Until when, unless used.
    pub expires_at: Timestamp,
}

/// The accounts' part of the store.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// Counts a try and answers what to compare with.
    async fn try_sign_in(&self, user_name: &str) -> Result<SignInTry>;

    /// Takes back the count of a try whose password was right but which came without the code.
    async fn uncount_try(&self, user_name: &str) -> Result<()>;

    /// Keeps a new token, clears the count, and uses up the second factor's time step.
    ///
    /// # Errors
    /// `SecondFactorInvalid` when a code of this step or a later one was used.
    async fn open_token(
        &self,
        user_name: &str,
        who: RepresentativeId,
        token_hash: [u8; 32],
        second_factor_step: Option<u64>,
    ) -> Result<(Token, Me)>;

    /// The good token with this hash. Moves its end on when `used`.
    async fn token(&self, token_hash: [u8; 32], used: bool) -> Result<Option<Token>>;

    /// What an enabled account may do in the sessions that it takes part in.
    ///
    /// # Errors
    /// `NotFound`.
    async fn rights(&self, who: RepresentativeId) -> Result<Rights>;

    /// Whether this token was signed out, by hand or with its account. One whose time is over, or that ended
    /// with another password, was not.
    async fn was_signed_out(&self, token_hash: [u8; 32]) -> Result<bool>;

    /// Ends a token, as signing out by hand does. Live connections that were opened with it hear of it.
    async fn close_token(&self, token_hash: [u8; 32]) -> Result<()>;
}
