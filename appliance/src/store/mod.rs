//! Where everything is kept.
//!
//! [`Store`] is the sum of ten traits, one per reader of the data. Their methods speak of the
//! domain ("accept this session"), never of tables, so that another database can take SQLite's
//! place. Each method is atomic: it happened with its log rows, or it did not happen.
//!
//! Truth is the log: whatever changes a session, a queue, a session key or a representative writes a row there
//! in the same transaction. [`LogStore::commits`] wakes whoever follows the log.

mod account;
mod administration;
mod console;
mod customer;
mod device;
mod error;
mod helper;
mod history;
mod info;
mod invite;
mod log;
mod mail;
mod numbers;
pub mod sqlite;
mod upload;

pub use account::{AccountSecrets, AccountStore, SignInTry, Token};
pub use administration::{
    AccountSummary, AdminStore, NewRepresentative, RepresentativeChange, RightsChange, TeamChange,
    TeamSummary,
};
pub use console::{Answer, Command, ConsoleStore, Idempotency, PageOf};
pub use customer::{
    Attempt, Beginning, Begun, Choice, CustomerStore, IssueOffer, RepresentativeOffer, SiteSettings,
};
pub use device::{AgentId, DeviceStore, NewlyAttached};
pub use error::{Refusal, StoreError};
pub use helper::{HelperId, HelperLinkStanding, HelperStore};
pub use history::HistoryStore;
pub use info::{InfoAllowed, InfoStore};
pub use invite::{
    AccountId, Actor, ApiAccountSummary, InviteStore, KeyCommand, LinkLook, LinkStanding, NewAccount,
};
pub use log::{Deed, Kind, LogRow, LogStore, Scope, Sight, hears};
pub use mail::{Fate, Letter, LetterId, MailStore};
pub use numbers::{
    BoardStart, By, Colleague, Handled, HandledCount, NumbersStore, Running, WaitCount, Waited,
};
pub use upload::{End, Leftover, NewUpload, Party, Standing, Upload, UploadStore};

/// What each of the store's methods answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The whole store.
pub trait Store:
    CustomerStore
    + DeviceStore
    + ConsoleStore
    + AccountStore
    + LogStore
    + AdminStore
    + UploadStore
    + InfoStore
    + InviteStore
    + HelperStore
    + HistoryStore
    + MailStore
    + NumbersStore
{
}

impl<T> Store for T where
    T: CustomerStore
        + DeviceStore
        + ConsoleStore
        + AccountStore
        + LogStore
        + AdminStore
        + UploadStore
        + InfoStore
        + InviteStore
        + HelperStore
        + HistoryStore
        + MailStore
        + NumbersStore
{
}
