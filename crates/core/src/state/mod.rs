//! The console's state: one small machine per file, each with its handlers beside it.
//!
//! [`State`] is what outlives a sign-in; [`Desk`] is what lies on the desk of the one who is
//! signed in, and is cleared away with signing out.

pub(crate) mod accept;
pub(crate) mod alerts;
pub(crate) mod canned;
pub(crate) mod changes;
pub(crate) mod chat;
pub(crate) mod chat_load;
pub(crate) mod colleagues;
pub(crate) mod dashboard;
pub(crate) mod demo;
pub(crate) mod display;
pub(crate) mod drafts;
pub(crate) mod feed;
pub(crate) mod infos;
pub(crate) mod keys;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod notices;
pub(crate) mod offers;
pub(crate) mod outbox;
pub(crate) mod pending;
pub(crate) mod permission;
pub(crate) mod presence;
pub(crate) mod program;
pub(crate) mod queues;
pub(crate) mod requests;
pub(crate) mod screens;
pub(crate) mod sending;
pub(crate) mod sessions;
pub(crate) mod sharing;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sites;
pub(crate) mod snapshot;
pub(crate) mod start;
pub(crate) mod supervise;
pub(crate) mod tabs;
pub(crate) mod talk;
pub(crate) mod transfers;
pub(crate) mod typing;

use farhand_protocol::Timestamp;

use crate::effect::Timer;

use self::sign_in::{Account, Phase};

/// Everything that the console knows.
#[derive(Debug, Default)]
pub struct State {
    pub(crate) program: program::Program,
    pub(crate) sites: sites::Sites,
    pub(crate) phase: Phase,
    pub(crate) link: link::Link,
    pub(crate) desk: Desk,
    pub(crate) outbox: outbox::Outbox,
    pub(crate) transfers: transfers::Transfers,
    pub(crate) drafts: drafts::Drafts,
    pub(crate) invites: keys::kept::Invites,
    pub(crate) talk_kept: talk::kept::TalkKept,
    pub(crate) talk_outbox: talk::sending::TalkOutbox,
    pub(crate) links: links::Links,
    pub(crate) notices: notices::Notices,
    pub(crate) requests: requests::Requests,
    pub(crate) changes: changes::Changes,
}

/// What belongs to one sign-in.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub sessions: sessions::Sessions,
    pub queues: queues::Queues,
    pub chats: chat::Chats,
    pub tabs: tabs::Tabs,
    pub pending: pending::PendingActions,
    pub people: presence::People,
    pub alerts: alerts::Alerts,
    pub canned: canned::Canned,
    pub keys: keys::Keys,
    pub elevations: permission::Elevations,
    pub screens: screens::Screens,
    pub infos: infos::Infos,
    pub colleagues: colleagues::Colleagues,
    pub sharing: sharing::Sharing,
    pub offers: offers::Offers,
    pub talks: talk::Talks,
    pub dashboard: dashboard::Board,
    /// The representative signs out as soon as what was planned is done.
    pub leaving: bool,
}

impl State {
    /// The state before anything happened.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing that was planned is still to be done or to be answered. Until then an
    /// orderly end waits, for a bounded time.
    #[must_use]
    pub fn settled(&self) -> bool {
        pending::settled(self)
    }

    /// The one who is signed in.
    pub(crate) fn account(&self) -> Option<&Account> {
        match &self.phase {
            Phase::In(account) => Some(account),
            Phase::Starting | Phase::Out(_) => None,
        }
    }

    /// Whose drafts are kept: of the one who is signed in, or was until the sign-in page came.
    pub(crate) fn typist(&self) -> Option<&Account> {
        match &self.phase {
            Phase::In(account) => Some(account),
            Phase::Out(page) => page.left.as_ref().filter(|left| self.sites.get(&left.site).is_some()),
            Phase::Starting => None,
        }
    }

    /// Timers that the desk may have set.
    pub(crate) fn desk_timers(&self) -> Vec<Timer> {
        let typing = self.desk.chats.ids().into_iter().map(Timer::Typing);
        typing
            .chain(self.desk.pending.timers())
            .chain(self.desk.screens.timers())
            .chain(self.transfers.timers())
            .chain([
                Timer::Overdue,
                Timer::Critical,
                Timer::Waiting,
                Timer::Leaving,
                Timer::Keys,
                Timer::Talk,
            ])
            .collect()
    }

    /// The console's time on the appliance's clock.
    pub(crate) fn appliance_time(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_add(self.link.clock_offset_ms))
    }
}
