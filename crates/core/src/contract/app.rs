//! Topic `app`: who is signed in where, and what the whole window needs to know.

use farhand_protocol::Timestamp;
use farhand_protocol::auth::Me;
use farhand_protocol::people::{AutoPresence, Presence};
use serde::{Deserialize, Serialize};

use super::{GoTo, Settings, UiError};

/// The whole of topic `app`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct AppView {
    /// The console's version.
    pub version: String,
    /// Signed in or not.
    pub phase: Phase,
    /// The settings in force.
    pub settings: Settings,
    /// The appliance that runs inside this console for trying things out, where one does.
    pub demo: Option<Demo>,
    /// Where the newest link has led; absent where none has.
    pub go_to: Option<Box<GoTo>>,
}

/// The embedded appliance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Demo {
    /// The portal's address, for the customer's side.
    pub portal: String,
}

/// Signed in or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// Stored state is still being read.
    Starting,
    /// The sign-in page.
    SignedOut(SignInView),
    /// The workplace.
    SignedIn(SignedInView),
}

/// The sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignInView {
    /// Known sites, most recently used first.
    pub sites: Vec<SiteRow>,
    /// The chosen site's address; absent while there is none.
    pub site: Option<String>,
    /// The user name to start with.
    pub user_name: String,
    /// What is asked for.
    pub step: SignInStep,
    /// Whether an attempt is under way.
    pub busy: bool,
    /// Why the last attempt failed, or why the console signed out.
    pub error: Option<UiError>,
    /// Whether this console can run a demo appliance.
    pub demo_offered: bool,
    /// Where the token would be kept.
    pub secret_store: SecretStore,
}

/// What the sign-in page asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SignInStep {
    /// User name and password.
    #[default]
    Password,
    /// The second factor's six digits.
    Code,
}

/// A known site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SiteRow {
    /// Its address, which also identifies it ("https://support.example.com").
    pub address: String,
    /// Its name, once known.
    pub name: Option<String>,
    /// The user name that was last used there.
    pub user_name: Option<String>,
    /// When it was last used (console's clock).
    pub used_at: Option<Timestamp>,
}

/// The one who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SignedInView {
    /// The site's address.
    pub site: String,
    /// The site's name.
    pub site_name: String,
    /// The portal's address.
    pub portal: String,
    /// The account.
    pub me: Me,
    /// The own status: as chosen, or as the appliance has it.
    pub presence: Presence,
    /// What has set the status in place of the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub auto: Option<AutoPresence>,
    /// Where the token is kept.
    pub secret_store: SecretStore,
}

/// Where tokens are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SecretStore {
    /// The system's keychain.
    Keychain,
    /// A file that only its owner may read, because there is no keychain.
    File,
    /// Nowhere: the sign-in ends with the program.
    Memory,
}
