//! The contract between the console's backend and its interface.
//!
//! The interface sends [`Command`]s and subscribes to [`Topic`]s. A subscription starts with a
//! whole value and goes on with whole values or patches; each [`Update`] carries a `rev` that is
//! one higher than the one before. A reader that sees a gap subscribes again.
//!
//! A command's own answer only says that it was taken up or why it could not be; what comes of it
//! shows in the topics. Times are milliseconds by the *appliance's* clock unless a field says
//! otherwise; [`ConnectionView::clock_offset_ms`] turns the console's clock into it.

mod app;
mod chat;
mod command;
mod dashboard;
mod error;
mod files;
mod info;
mod keys;
mod notice;
mod qr;
mod queues;
mod screen;
mod sessions;
mod settings;
mod team;
mod topic;

pub use app::{AppView, Demo, Phase, SecretStore, SignInStep, SignInView, SignedInView, SiteRow};
pub use chat::{ChatPatch, ChatState, ChatView, OutboxKind, OutboxRow, OutboxState};
pub use command::{Command, DraftField, Secret};
pub use dashboard::{DashboardChange, DashboardView};
pub use error::{UiError, UiErrorCode};
pub use files::{PauseReason, TransferRow, TransferStatus, TransferWay, TransfersView};
pub use info::{AskedReading, InfoPatch, InfoPoint, InfoState, InfoView};
pub use keys::{GoTo, InviteBusy, InviteForm, InviteView, KeysView, Place, RecentAddress};
pub use notice::{Notice, NoticeKind, NoticesView};
pub use qr::QrCode;
pub use queues::{QueueRow, QueuesPatch, QueuesView, RemovedRow, WaitingRow};
pub use screen::{
    ClipboardMove, DeviceKey, PictureState, ScreenArea, ScreenFacts, ScreenQuality, ScreenStats,
    ScreenStatus, ScreenView, ScreenshotTo,
};
pub use sessions::{
    ConnectionView, LinkState, PendingAction, PendingKind, SessionView, SessionsView, TabRow,
};
pub use settings::{Alert, Alerts, Density, Settings, Theme};
pub use team::{
    ColleagueRow, ColleaguesView, OfferKind, OfferRow, OffersView, Part, PassingOn, TalkLine, TalkOpen,
    TalkRow, TalkSending, TalkView, TeamRow,
};
pub use topic::{Payload, Topic, Update};
