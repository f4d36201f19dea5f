//! Carries out what the reducer asks for.
//!
//! An effect is planned when the reducer returns it and carried out after the commit. Planning
//! numbers the site and the live connection that the effect belongs to: from then on whatever an
//! older one still sends is known to be old, even if it waits in the inbox already.

use std::sync::Arc;
use std::time::Duration;

use farhand_core::{Effect, Event, Timer};
use tokio::sync::mpsc;

use crate::api::Http;
use crate::browser::Browser;
use crate::clock::Clock;
use crate::config::Config;
use crate::historian::Historian;
use crate::incoming::{Era, Incoming};
use crate::informer::Informer;
use crate::inviter::Inviter;
use crate::live::{Line, Live};
use crate::requests::Requests;
use crate::screen::{Orders, Screens};
use crate::shell::Shell;
use crate::timers::Timers;
use crate::transfers::{Ground, Transfers};
use crate::vault::{Errand, Keeper};

/// An effect that waits for the commit.
pub(crate) struct Deed {
    effect: Effect,
    site: Era,
    link: Era,
    screen: Era,
    transfer: Era,
}

/// Everything that the console acts with.
pub(crate) struct Hands {
    pub timers: Timers,
    site: Era,
    link: Era,
    address: Option<String>,
    config: Config,
    inbox: mpsc::Sender<Incoming>,
    requests: Requests,
    live: Option<Live>,
    screens: Orders,
    transfers: Transfers,
    keeper: Keeper,
    shell: Arc<dyn Shell>,
}

impl Hands {
    pub fn new(config: Config, shell: Arc<dyn Shell>, inbox: mpsc::Sender<Incoming>) -> Self {
        let screens = Screens::new(inbox.clone(), Arc::clone(&shell), config.timeouts);
        let ground = Ground::new(&config, inbox.clone(), Arc::clone(&shell));
        let transfers = Transfers::new(Arc::new(ground));
        let http = Arc::new(Http::new(config.timeouts.request, config.extra_roots.clone()));
        Self {
            timers: Timers::default(),
            site: Era::default(),
            link: Era::default(),
            address: None,
            requests: Requests::new(http, inbox.clone()),
            live: None,
            screens: Orders::new(Arc::new(screens)),
            transfers,
            keeper: Keeper::start(shell.vault(), inbox.clone()),
            config,
            inbox,
            shell,
        }
    }

    /// Customers' screens, for who watches them.
    pub fn screens(&self) -> Arc<Screens> {
        self.screens.screens()
    }

    /// Who answers about files.
    pub fn browser(&self) -> Browser {
        Browser::new(self.transfers.own_files(), Arc::clone(&self.config.clock), self.requests.in_use())
    }

    /// Who fetches system information.
    pub fn informer(&self) -> Informer {
        Informer::new(self.requests.in_use())
    }

    /// Who fetches ended sessions.
    pub fn historian(&self) -> Historian {
        Historian::new(self.requests.in_use())
    }

    /// Who shows what invitations will look like.
    pub fn inviter(&self) -> Inviter {
        Inviter::new(self.requests.in_use())
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.config.clock
    }

    /// The event that an input stands for, unless it comes from a site or connection that is not
    /// in use any more.
    pub fn current(&self, incoming: Incoming) -> Option<Event> {
        match incoming {
            Incoming::Event(event) => Some(event),
            Incoming::Answered(era, id, result) if era == self.site => Some(Event::Answered { id, result }),
            Incoming::Live(era, frame) if era == self.link => Some(Event::Live(frame)),
            Incoming::LiveClosed(era, error) if era == self.link => Some(Event::LiveClosed(error)),
            Incoming::Screen(lsid, era, event) => self.screens.current(lsid, era, event),
            Incoming::Transfer(id, era, event) => self.transfers.current(id, era, event),
            _ => None,
        }
    }

    /// A live connection gave a sign of life that is no frame: the line is not silent. Answers what
    /// the reducer should hear of it.
    pub fn heard(&mut self, link: Era, round_trip_ms: Option<u32>) -> Option<Event> {
        if link != self.link {
            return None;
        }
        self.timers.restart(&Timer::LiveSilence, self.config.clock.steady());
        round_trip_ms.map(Event::Latency)
    }

    /// How long the console's end may wait for what is planned.
    pub fn settle_time(&self) -> Duration {
        self.config.timeouts.settle
    }

    /// A timer that is due now.
    pub fn due_timer(&mut self) -> Option<Timer> {
        self.timers.take_due(self.config.clock.steady())
    }

    /// Takes an effect in; some are done with that, the others wait for the commit.
    pub fn plan(&mut self, effect: Effect) -> Option<Deed> {
        let (mut screen, mut transfer) = (Era::default(), Era::default());
        match &effect {
            Effect::SetTimer { timer, at } => {
                // The reducer counts by the time of day; the span is what it means.
                let (now, steady) = (self.config.clock.now(), self.config.clock.steady());
                self.timers.set(timer.clone(), steady.plus(at.since(now)), steady);
                return None;
            }
            Effect::ClearTimer(timer) => {
                self.timers.clear(timer);
                return None;
            }
            Effect::UseSite(access) => {
                let address = access.as_ref().map(|access| access.address.clone());
                if address.is_none() || address != self.address {
                    self.site.0 += 1;
                }
                self.address = address;
            }
            Effect::OpenLive { .. } | Effect::CloseLive => self.link.0 += 1,
            Effect::Screen(lsid, order) => screen = self.screens.plan(lsid, order),
            Effect::Transfer(id, order) => transfer = self.transfers.plan(id, order),
            _ => {}
        }
        Some(Deed { effect, site: self.site, link: self.link, screen, transfer })
    }

    /// Does what was planned.
    pub async fn carry_out(&mut self, Deed { effect, site, link, screen, transfer }: Deed) {
        match effect {
            Effect::Request(request) => self.requests.ask(request),
            Effect::UseSite(access) => self.requests.use_site(site, access),
            Effect::OpenLive { since } => {
                self.live = None;
                self.live = Some(Live::open(self.line(link), self.requests.api(), since));
            }
            Effect::CloseLive => self.live = None,
            Effect::SendLive(frame) => {
                if let Some(live) = &self.live {
                    live.send(frame);
                }
            }
            Effect::KeepToken { site, token } => self.keeper.send(Errand::Keep(site, token)).await,
            Effect::ForgetToken { site } => self.keeper.send(Errand::Forget(site)).await,
            Effect::Notify(notification) => self.shell.notify(notification),
            Effect::Play(sound) => self.shell.play(sound),
            Effect::ShowCounts(counts) => self.shell.show_counts(counts),
            Effect::OpenLink(url) => self.shell.open_link(&url),
            Effect::CopyText(text) => self.shell.copy_text(&text),
            Effect::RaiseWindow => self.shell.raise_window(),
            Effect::StartDemo => self.shell.start_demo(),
            Effect::Screen(lsid, order) => {
                self.screens.carry_out(&lsid, screen, order, self.requests.api()).await;
            }
            Effect::Transfer(id, order) => {
                self.transfers.carry_out(id, transfer, order, self.requests.api());
            }
            // Done when they were planned.
            Effect::Store(_) | Effect::SetTimer { .. } | Effect::ClearTimer(_) => {}
        }
    }

    fn line(&self, era: Era) -> Line {
        let Config { clock, timeouts, .. } = &self.config;
        Line { era, inbox: self.inbox.clone(), clock: clock.clone(), timeouts: *timeouts }
    }

    /// Lets everything go.
    pub async fn close(mut self) {
        self.requests.abort();
        self.live = None;
        self.screens.end().await;
        self.transfers.end().await;
        self.keeper.close().await;
    }
}

#[cfg(test)]
mod tests;
