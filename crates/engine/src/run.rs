//! The loop: the one task that owns the state.
//!
//! A turn takes what has come in, lets the reducer decide on each input, and collects what it
//! asks for in a [`Batch`]. Then, in this order: everything to be kept is committed in one
//! transaction; commands are answered; subscribers hear of the changes, at most once in a frame;
//! the other effects are carried out. Nothing is seen outside that is not on the disk.

use farhand_core::contract::UiError;
use farhand_core::{Event, Input, State, check, reduce, view};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::batch::Batch;
use crate::hands::Hands;
use crate::incoming::Incoming;
use crate::ledger::Ledger;
use crate::publish::{Pace, Subscribers};

/// The loop with all that belongs to it.
pub(crate) struct Run {
    pub inbox: mpsc::Receiver<Incoming>,
    pub ledger: Ledger,
    pub hands: Hands,
    pub state: State,
    pub subscribers: Subscribers,
    pub pace: Pace,
}

impl Run {
    /// Takes turns until the console is to end. `first` is what the state begins with.
    pub async fn run(mut self, first: Vec<Event>) {
        let mut batch = Batch::default();
        for event in first {
            self.step(event, &mut batch);
        }
        loop {
            self.finish(&mut batch).await;
            if !batch.end.is_empty() {
                let ends = self.settle(batch.end).await;
                return self.close(ends).await;
            }
            batch = self.gather().await;
        }
    }

    /// Goes on until what was planned is done, for a bounded time. Answers who waits for the end.
    async fn settle(&mut self, mut ends: Vec<oneshot::Sender<()>>) -> Vec<oneshot::Sender<()>> {
        let until = Instant::now() + self.hands.settle_time();
        let mut batch = Batch::default();
        self.step(Event::Stopping, &mut batch);
        loop {
            self.finish(&mut batch).await;
            ends.append(&mut batch.end);
            if self.state.settled() {
                return ends;
            }
            let Ok(next) = timeout_at(until, self.gather()).await else {
                tracing::warn!("the appliance did not answer in time to what was planned");
                return ends;
            };
            batch = next;
        }
    }

    /// Waits for something to do, and takes in all that is there.
    async fn gather(&mut self) -> Batch {
        let mut batch = Batch::default();
        let first = self.wait().await;
        while let Some(timer) = self.hands.due_timer() {
            self.step(Event::TimerDue(timer), &mut batch);
        }
        if let Some(incoming) = first {
            self.take(incoming, &mut batch);
        }
        while !batch.full()
            && let Ok(incoming) = self.inbox.try_recv()
        {
            self.take(incoming, &mut batch);
        }
        batch
    }

    /// The next input, or none when a timer, a publication or the store is due.
    async fn wait(&mut self) -> Option<Incoming> {
        let timer = self.hands.timers.next_at().map(|at| self.hands.clock().sleep_until(at));
        let publication = self.pace.due(Instant::now()).map(sleep_until);
        let retry = self.ledger.retry_at().map(sleep_until);
        tokio::select! {
            incoming = self.inbox.recv() => incoming,
            () = async { timer.expect("the branch is on").await }, if timer.is_some() => None,
            () = async { publication.expect("the branch is on").await }, if publication.is_some() => None,
            () = async { retry.expect("the branch is on").await }, if retry.is_some() => None,
        }
    }

    fn take(&mut self, incoming: Incoming, batch: &mut Batch) {
        batch.taken += 1;
        match incoming {
            Incoming::Command(command, answer) => match check(&self.state, &command) {
                Ok(()) => {
                    self.step(Event::Command(command), batch);
                    batch.commands.push(answer);
                }
                Err(refusal) => tell(answer, Err(refusal)),
            },
            Incoming::Subscribe(id, topic, sink, done) => batch.subscriptions.push((id, topic, sink, done)),
            Incoming::Unsubscribe(id) => {
                batch.subscriptions.retain(|(other, ..)| *other != id);
                self.subscribers.remove(id);
            }
            Incoming::LiveHeard(link, round_trip_ms) => {
                if let Some(event) = self.hands.heard(link, round_trip_ms) {
                    self.step(event, batch);
                }
            }
            Incoming::Shutdown(done) => batch.end.push(done),
            other => {
                if let Some(event) = self.hands.current(other) {
                    self.step(event, batch);
                }
            }
        }
    }

    fn step(&mut self, event: Event, batch: &mut Batch) {
        let now = self.hands.clock().now();
        let random = getrandom::u64().unwrap_or_default();
        let effects = reduce(&mut self.state, Input { now, random, event });
        batch.add(effects, &mut self.hands);
        self.pace.change();
    }

    async fn finish(&mut self, batch: &mut Batch) {
        if let Err(error) = self.ledger.commit(std::mem::take(&mut batch.writes)).await {
            self.step(Event::StoreFailed(error.to_string()), batch);
            self.ledger.owe(std::mem::take(&mut batch.writes));
        }
        // A failed commit does not undo the step: the notice says so, and the commit is tried again.
        for answer in batch.commands.drain(..) {
            tell(answer, Ok(()));
        }
        if self.pace.take(Instant::now()) {
            self.subscribers.publish(self.state.take_changes());
            if self.state.owes_changes() {
                self.pace.change();
            }
        }
        for (id, topic, sink, done) in batch.subscriptions.drain(..) {
            let whole = view(&self.state, &topic);
            self.subscribers.add(id, topic, sink, whole);
            let _gone = done.send(());
        }
        for deed in batch.deeds.drain(..) {
            self.hands.carry_out(deed).await;
        }
    }

    async fn close(mut self, ends: Vec<oneshot::Sender<()>>) {
        self.inbox.close();
        self.hands.close().await;
        if self.ledger.retry_at().is_some() {
            let _told_already = self.ledger.commit(Vec::new()).await;
        }
        let store = self.ledger.into_store();
        if spawn_blocking(move || store.close()).await.is_err() {
            tracing::error!("the store could not be closed");
        }
        tracing::info!("the console has ended");
        for done in ends {
            let _gone = done.send(());
        }
    }
}

fn tell(answer: oneshot::Sender<Result<(), UiError>>, result: Result<(), UiError>) {
    if answer.send(result).is_err() {
        tracing::debug!("nobody waits for a command's answer");
    }
}
