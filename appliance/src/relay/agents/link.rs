//! An agent's one connection, and those who watch through it ([`Hub`]).
//!
//! The agent is read as long as the viewer that is spliced to it takes everything. Agents give up
//! when they cannot write for five seconds, so a spliced viewer that holds it up for longer than
//! [`HOLD_UP`] is sent away; when it comes again it is served at its own pace.

use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use farhand_protocol::SessionId;
use farhand_rfb::Error;
use farhand_rfb::relay::{Hub, recall};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use super::greeting::Joined;
use super::links::{Arrival, Order};
use super::watcher::Watcher;
use crate::device::{ScreenDevice, ScreenRights};
use crate::relay::chunk::Chunk;
use crate::relay::end::{End, LAST_WORDS};
use crate::relay::ending::Ending;
use crate::relay::{standing, view};
use crate::state::AppState;

/// How often connections are looked after.
const TICK: Duration = Duration::from_secs(1);
/// How long a viewer may hold an agent up.
const HOLD_UP: Duration = Duration::from_secs(3);
/// How long an agent may keep silent in the middle of a message.
const OWING: Duration = Duration::from_secs(10);
/// How long is waited when there is nothing to wait for.
const LONG: Duration = Duration::from_secs(3600);

/// Holds an agent's connection until either side ends it.
pub async fn run(app: AppState, joined: Joined) {
    let Joined { lsid, stream, said } = joined;
    let mut orders = app.screens.agents.join(lsid.clone());
    let Ok(mut rights) = app.feed.rights.watch(&*app.store, &lsid).await else { return };
    let mut link = Link {
        app: app.clone(),
        lsid: lsid.clone(),
        hub: Hub::new(),
        began: Instant::now(),
        agent: End::plain(stream),
        heard: Chunk::default(),
        none: Chunk::default(),
        to_agent: Vec::new(),
        watchers: Vec::new(),
        latest: rights.clone(),
        owes_since: None,
    };
    // What has been withdrawn before this began to follow the rights counts, too.
    let began = link.obey(&rights.borrow_and_update()).and_then(|()| link.hear_agent(&said));
    link.latest.mark_unchanged();
    let ending = match began {
        Ok(()) => link.attend(&mut orders, rights.clone()).await,
        Err(ending) => ending,
    };
    let (replaced, arrivals) = orders.end();
    tracing::info!(%lsid, ?ending, "an agent's connection has ended");
    if let Some(reason) = ending.failure().filter(|_| !link.is_watched_in_secret(&rights.borrow())) {
        view::tell_failure(&app, &lsid, &reason).await;
    }
    if !replaced && let Err(error) = app.store.agent_gone(&lsid).await {
        tracing::warn!(%error, %lsid, "an agent's going could not be noted");
    }
    link.close(ending, arrivals).await;
}

struct Link {
    app: AppState,
    lsid: SessionId,
    hub: Hub,
    /// What the hub's times are counted from.
    began: Instant,
    agent: End,
    heard: Chunk,
    /// Stays empty: what goes to the agent is put in line.
    none: Chunk,
    to_agent: Vec<u8>,
    watchers: Vec<Watcher>,
    /// The rights, for a look in the middle of passing bytes.
    latest: watch::Receiver<ScreenRights>,
    /// Since when the agent owes the rest of a message.
    owes_since: Option<Instant>,
}

impl Link {
    async fn attend(
        &mut self,
        orders: &mut super::links::Orders,
        mut rights: watch::Receiver<ScreenRights>,
    ) -> Ending {
        let stop = self.app.stop.clone();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let wakes_at = self.wakes_at();
            let wake = wakes_at.map_or_else(|| Instant::now() + LONG, |at| self.began + at);
            let step = tokio::select! {
                biased;
                changed = rights.changed() => match changed {
                    Ok(()) => {
                        let obeyed = self.obey(&rights.borrow_and_update());
                        // Only now: what changes in between is still new to `rights`.
                        self.latest.mark_unchanged();
                        obeyed
                    }
                    Err(_) => Err(Ending::SessionLeft),
                },
                order = orders.next() => match order {
                    Some(order) => {
                        self.follow_order(order, &rights.borrow());
                        Ok(())
                    }
                    None => Err(Ending::DeviceClosed),
                },
                _ = ticks.tick() => self.tick(),
                () = stop.cancelled() => Err(Ending::Stopping),
                passed = poll_fn(|cx| self.poll(cx, wakes_at)) => passed,
                () = sleep_until(wake) => Ok(()),
            };
            if let Err(ending) = step {
                return ending;
            }
        }
    }

    /// Whether all who watch are not to be noticed.
    fn is_watched_in_secret(&self, rights: &ScreenRights) -> bool {
        !self.watchers.is_empty() && self.watchers.iter().all(|watcher| rights.is_hidden(watcher.who))
    }

    fn obey(&mut self, rights: &ScreenRights) -> Result<(), Ending> {
        if rights.device != ScreenDevice::Agent {
            return Err(Ending::SessionLeft);
        }
        let judged: Vec<_> = self.watchers.iter().map(|w| (w.id, standing::ending(rights, w.who))).collect();
        for (id, ending) in judged {
            match ending {
                Some(ending) => self.leave(id, ending),
                None => self.allow(id, rights),
            }
        }
        self.tell_agent();
        Ok(())
    }

    fn allow(&mut self, id: u64, rights: &ScreenRights) {
        let Some(watcher) = self.watchers.iter_mut().find(|watcher| watcher.id == id) else { return };
        let allowed = standing::allowed(rights, watcher.who);
        let before = std::mem::replace(&mut watcher.allowed, allowed);
        if before.input() && !allowed.input() {
            self.recall();
        }
        self.hub.allow(id, allowed, &mut self.to_agent);
    }

    /// Input that has not left yet is not allowed any more.
    fn recall(&mut self) {
        self.tell_agent();
        self.agent.revise(&mut self.none, recall);
    }

    fn follow_order(&mut self, order: Order, rights: &ScreenRights) {
        match order {
            Order::Leave(id, ending) => self.leave(id, ending),
            Order::Join(arrival) => self.join(arrival, rights),
        }
        self.tell_agent();
    }

    fn join(&mut self, arrival: Arrival, rights: &ScreenRights) {
        let (id, who) = (arrival.id, arrival.who);
        let allowed = standing::allowed(rights, who);
        // Others would have to wait for it, or find themselves signed in already.
        let too_early = rights.is_hidden(who) && self.hub.desktop().is_none();
        let early = || too_early.then_some(Ending::NotSignedIn);
        let refused = standing::ending(rights, who).or_else(early).or_else(|| {
            let joined = self.hub.join(id, allowed, &mut self.to_agent);
            joined.err().map(|_| Ending::NotYet)
        });
        if let Some(ending) = refused {
            self.app.live_tasks.spawn(arrival.refuse(ending));
            return;
        }
        self.watchers.push(Watcher::new(arrival, allowed));
    }

    fn leave(&mut self, id: u64, ending: Ending) {
        let Some(at) = self.watchers.iter().position(|watcher| watcher.id == id) else { return };
        let watcher = self.watchers.swap_remove(at);
        if watcher.allowed.input() && ending != Ending::ViewerLeft {
            self.recall();
        }
        self.hub.leave(id, &mut self.to_agent);
        self.app.live_tasks.spawn(watcher.close(ending));
    }

    /// Puts in line what the hub says to the agent.
    fn tell_agent(&mut self) {
        if !self.to_agent.is_empty() {
            self.agent.say(&self.to_agent, &self.none);
            self.to_agent.clear();
        }
    }

    /// Passes on what there is. Ready when the hub's time to wake has changed. Other rights come first,
    /// however much there is.
    fn poll(&mut self, cx: &mut Context<'_>, wakes_at: Option<Duration>) -> Poll<Result<(), Ending>> {
        loop {
            if self.latest.has_changed().unwrap_or(true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.tell_agent();
            let agent_takes = match self.agent.poll_send(cx, &mut self.none) {
                Poll::Ready(Err(_)) => return Poll::Ready(Err(Ending::DeviceClosed)),
                sent => sent.is_ready(),
            };
            let mut moved = self.serve(cx);
            if !self.held_up() && !self.agent.is_clogged() && !self.hub.is_behind() {
                match self.poll_agent(cx) {
                    Poll::Ready(Err(ending)) => return Poll::Ready(Err(ending)),
                    heard => moved |= heard.is_ready(),
                }
            }
            if agent_takes {
                moved |= self.hear_watchers(cx);
            }
            if !moved && self.follows_now() {
                if let Err(error) = self.hub.follow(self.began.elapsed(), &mut self.to_agent) {
                    return Poll::Ready(Err(self.failed(&error)));
                }
                // Decoding takes its time: others have their turn before it goes on.
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            if !moved && self.to_agent.is_empty() {
                let unchanged = self.wakes_at() == wakes_at;
                return if unchanged { Poll::Pending } else { Poll::Ready(Ok(())) };
            }
        }
    }

    /// When the hub has something to do although nothing happens.
    fn wakes_at(&self) -> Option<Duration> {
        let now = self.began.elapsed();
        let follows_at = self.hub.follows_at().filter(|at| *at > now);
        self.hub.wakes_at().into_iter().chain(follows_at).min()
    }

    fn follows_now(&self) -> bool {
        self.hub.follows_at().is_some_and(|at| at <= self.began.elapsed())
    }

    /// Whether the spliced viewer has not taken everything.
    fn held_up(&self) -> bool {
        self.watchers.iter().any(|watcher| self.hub.is_spliced(watcher.id) && watcher.is_slow())
    }

    /// Sends every viewer what there is for it; answers whether there was anything.
    fn serve(&mut self, cx: &mut Context<'_>) -> bool {
        let (mut some, now) = (false, self.began.elapsed());
        let mut lost = Vec::new();
        for watcher in &mut self.watchers {
            if !watcher.is_slow() {
                self.hub.update(watcher.id, now);
            }
            let output = self.hub.take_output(watcher.id);
            some |= !output.is_empty();
            watcher.say(&output);
            match watcher.poll_send(cx) {
                Ok(Some(slow)) => self.hub.hold(watcher.id, slow, &mut self.to_agent),
                Ok(None) => {}
                Err(ending) => lost.push((watcher.id, ending)),
            }
        }
        lost.into_iter().for_each(|(id, ending)| self.leave(id, ending));
        some
    }

    fn poll_agent(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Ending>> {
        let count = match self.agent.poll_read(cx, &mut self.heard, &self.none) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(Err(_)) => return Poll::Ready(Err(Ending::DeviceClosed)),
            Poll::Ready(Ok(count)) => count,
        };
        let heard = std::mem::take(&mut self.heard);
        let result = self.hear_agent(heard.read(count));
        self.heard = heard;
        Poll::Ready(result)
    }

    fn hear_agent(&mut self, bytes: &[u8]) -> Result<(), Ending> {
        let heard = self.hub.agent(bytes, &mut self.to_agent);
        heard.map_err(|error| self.failed(&error))
    }

    fn failed(&mut self, error: &Error) -> Ending {
        // What the hub has to say of it is part of the handshake.
        for watcher in &mut self.watchers {
            let output = self.hub.take_output(watcher.id);
            watcher.say(&output);
        }
        let answered = self.hub.desktop().is_none() && self.watchers.iter().any(Watcher::has_answered);
        match error {
            Error::Refused(_) if answered => Ending::WrongPassword,
            _ => Ending::DeviceFailed(error.to_string()),
        }
    }

    /// Hears every viewer; answers whether anybody said anything.
    fn hear_watchers(&mut self, cx: &mut Context<'_>) -> bool {
        let (mut some, now) = (false, self.began.elapsed());
        let mut lost = Vec::new();
        for watcher in &mut self.watchers {
            let id = watcher.id;
            let heard = match watcher.poll_hear(cx) {
                Poll::Pending => continue,
                Poll::Ready(Err(ending)) => Err(ending),
                Poll::Ready(Ok(bytes)) => {
                    let heard = self.hub.viewer(id, bytes, now, &mut self.to_agent);
                    heard.map_err(|error| Ending::ViewerFailed(error.to_string()))
                }
            };
            some = true;
            lost.extend(heard.err().map(|ending| (id, ending)));
        }
        lost.into_iter().for_each(|(id, ending)| self.leave(id, ending));
        some
    }

    fn tick(&mut self) -> Result<(), Ending> {
        self.agent.tick(&self.none).map_err(|_| Ending::DeviceClosed)?;
        let (signing_in, mut lost) = (self.hub.desktop().is_none(), Vec::new());
        // While somebody signs in, nobody else can watch.
        let handshake = self.app.config.caps.screen_handshake();
        for watcher in &mut self.watchers {
            let spliced = self.hub.is_spliced(watcher.id);
            let ticked = match () {
                () if spliced && watcher.slow_for() > HOLD_UP => Err(Ending::TooSlow),
                () if spliced && signing_in && watcher.came_at.elapsed() > handshake => Err(too_long()),
                () => watcher.tick(),
            };
            lost.extend(ticked.err().map(|ending| (watcher.id, ending)));
        }
        lost.into_iter().for_each(|(id, ending)| self.leave(id, ending));
        self.tell_agent();
        self.check_silence()
    }

    fn check_silence(&mut self) -> Result<(), Ending> {
        let silent = self.agent.heard_at().elapsed() > TICK && self.hub.mid_message() && !self.held_up();
        if !silent {
            self.owes_since = None;
        } else if self.owes_since.get_or_insert_with(Instant::now).elapsed() > OWING {
            return Err(Ending::DeviceFailed("it stopped in the middle of what it says".to_owned()));
        }
        Ok(())
    }

    /// Lets go of what is held down on the agent's side, and closes all ends.
    async fn close(mut self, ending: Ending, arrivals: Vec<Arrival>) {
        for watcher in std::mem::take(&mut self.watchers) {
            self.hub.leave(watcher.id, &mut self.to_agent);
            self.app.live_tasks.spawn(watcher.close(ending.clone()));
        }
        for arrival in arrivals {
            self.app.live_tasks.spawn(arrival.refuse(ending.clone()));
        }
        self.tell_agent();
        tracing::debug!(lsid = %self.lsid, "an agent's link is closed");
        self.agent.close(None, self.none, LAST_WORDS).await;
    }
}

fn too_long() -> Ending {
    Ending::ViewerFailed("the handshake took too long".to_owned())
}
