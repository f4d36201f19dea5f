//! Signing in and out. Tokens are opaque: 256 random bits, kept hashed by the appliance.

use serde::{Deserialize, Serialize};

use crate::ids::RepresentativeId;
use crate::people::{Membership, Rights};
use crate::time::Timestamp;

/// `POST /sign-in`. Where the second factor is on and `code` is absent the answer is
/// `second_factor_required`, and the same request is sent again with the code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user name.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub user_name: String,
    /// The password.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 256))]
    pub password: String,
    /// Six digits from the authenticator (RFC 6238).
    #[serde(default)]
    pub code: Option<String>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

/// What a successful sign-in answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Sent as `Authorization: Bearer …` from now on.
    pub token: String,
    /// When it ends unless used (appliance's clock).
    pub expires_at: Timestamp,
    /// Who signed in.
    pub me: Me,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("me", &self.me).finish_non_exhaustive()
    }
}

/// The one who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The account.
    pub id: RepresentativeId,
    /// The user name that signs in.
    pub user_name: String,
    /// The display name, which customers see.
    pub name: String,
    /// Teams and ranks.
    pub teams: Vec<Membership>,
    /// Whether this account may take sessions from the general queue.
    pub general_queue: bool,
    /// What the account may do in sessions.
    #[serde(default)]
    pub rights: Rights,
    /// Open sessions that the account takes at once before it is busy by itself; none without a limit.
    #[serde(default)]
    pub max_sessions: Option<u32>,
}

/// `POST /oauth2/token` (RFC 6749, section 4.4), as a form: a program's API account signs in. The
/// credential may stand in the form or in `Authorization: Basic`. Wrong ones are answered as the RFC
/// says (`{"error": "invalid_client"}`, 401). Parameters besides these are passed over, as it says too.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenRequest {
    /// `client_credentials`.
    pub grant_type: String,
    /// The account's id.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Its secret.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// What a good [`TokenRequest`] answers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessToken {
    /// Sent as `Authorization: Bearer …`, on `/integration/…` only.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u32,
}
