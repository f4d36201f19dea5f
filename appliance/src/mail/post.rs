//! The task that empties the outbox.
//!
//! At most [`LINES`] messages are on their way at a time, each on a line of its own, and no more are
//! taken up than there are free lines: what is revoked while a crowd waits does not go out any more. A
//! line is free again once it is on disk what became of its message. So after a sudden death at most
//! [`LINES`] messages are sent twice, under the same Message-ID.
//!
//! Where there is no way to the server at all, everything waits together: a server that refuses the
//! password is not asked a thousand times.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use farhand_protocol::Timestamp;
use tokio::sync::watch;
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{sleep, timeout};

use super::failure::Failure;
use super::send::{MailLine, Server};
use super::{MailSettings, message, password, retry};
use crate::state::{App, AppState};
use crate::store::{Fate, Letter, LetterId, Result};

/// Messages on their way at a time.
const LINES: usize = 4;
/// How long connections are kept while there is nothing to send.
const KEPT: Duration = Duration::from_secs(10);
/// The longest wait until a look at what has become due, or at what an administrator has set.
const LOOK: Duration = Duration::from_secs(1);
/// How long messages that are on their way may take when the appliance stops.
const STOP: Duration = Duration::from_secs(5);
/// Until what could not be written is written again.
const AGAIN: Duration = Duration::from_millis(250);

/// Sends what is in the outbox until the appliance stops.
pub async fn run(app: AppState) {
    let mut commits = app.store.commits();
    let mut post = Post::new(app);
    loop {
        let next = post.take_up().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the outbox could not be read");
            Next::Look
        });
        if post.wait(next, &mut commits).await {
            break;
        }
    }
    post.stop().await;
}

/// When to look again, if nothing happens before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// When something changes.
    Change,
    /// Also after a while.
    Look,
}

/// Nothing gets through for now.
struct Pause {
    until: Timestamp,
    words: String,
}

struct Post {
    app: AppState,
    office: Option<Office>,
    idle: Vec<MailLine>,
    on_their_way: JoinSet<Done>,
    in_hand: HashMap<task::Id, LetterId>,
    pause: Option<Pause>,
    /// Times in a row that there was no way to the server.
    in_vain: u32,
}

/// What is set, and the server that came of it, or why the settings cannot be used.
struct Office {
    settings: MailSettings,
    password: Option<String>,
    server: std::result::Result<Arc<Server>, String>,
}

/// A message that is not on its way any more.
struct Done {
    line: MailLine,
    result: std::result::Result<(), Failure>,
}

impl Post {
    fn new(app: AppState) -> Self {
        Self {
            app,
            office: None,
            idle: Vec::new(),
            on_their_way: JoinSet::new(),
            in_hand: HashMap::new(),
            pause: None,
            in_vain: 0,
        }
    }

    /// Puts what is due on free lines.
    async fn take_up(&mut self) -> Result<Next> {
        let free = LINES.saturating_sub(self.on_their_way.len());
        if free == 0 {
            return Ok(Next::Change);
        }
        let mut due = self.app.store.due_letters(LINES + free).await?;
        due.retain(|letter| !self.in_hand.values().any(|in_hand| *in_hand == letter.id()));
        if due.is_empty() {
            let more = self.app.store.next_letter_at().await?.is_some();
            return Ok(if more { Next::Look } else { Next::Change });
        }
        self.open_office().await?;
        let now = self.app.clock.now();
        if let Some(pause) = self.pause.take_if(|pause| pause.until > now) {
            let held = self.hold_back(due, &pause).await;
            self.pause = Some(pause);
            return held.map(|()| Next::Look);
        }
        self.pause = None;
        let server = match self.office.as_ref().map(|office| office.server.clone()) {
            Some(Ok(server)) => server,
            Some(Err(why)) => {
                self.pause(why);
                return Ok(Next::Look);
            }
            None => return Ok(Next::Look),
        };
        // After a pause one goes first, and the others when it has got through.
        let most = if self.in_vain > 0 { free.min(1 - self.on_their_way.len().min(1)) } else { free };
        for letter in due.into_iter().take(most) {
            self.send(&server, letter);
        }
        Ok(Next::Look)
    }

    fn send(&mut self, server: &Arc<Server>, letter: Letter) {
        let line = self.idle.pop().unwrap_or_else(|| MailLine::new(server.clone()));
        let id = letter.id();
        let task = self.on_their_way.spawn(deliver(self.app.clone(), line, letter));
        self.in_hand.insert(task.id(), id);
    }

    /// While nothing gets through, what is due waits too, and its senders see why.
    async fn hold_back(&self, due: Vec<Letter>, pause: &Pause) -> Result<()> {
        for letter in due {
            let delay = Duration::from_millis(pause.until.since(self.app.clock.now()));
            let fate = waits(&self.app, &letter, &pause.words, delay);
            self.app.store.note_letter(letter.id(), fate).await?;
        }
        Ok(())
    }

    /// Looks how mail leaves now. Lines to another server are closed, and it is tried at once.
    async fn open_office(&mut self) -> Result<()> {
        let Some(settings) = self.app.store.mail_settings().await? else {
            self.hang_up().await;
            self.office = None;
            return Ok(());
        };
        let password = read_password(&self.app, &settings);
        if self.office.as_ref().is_some_and(|now| now.settings == settings && now.password == password) {
            return Ok(());
        }
        self.hang_up().await;
        (self.pause, self.in_vain) = (None, 0);
        let server = Server::new(settings.clone(), password.clone(), self.app.config.mail).map(Arc::new);
        if let Err(why) = &server {
            self.pause(why.clone());
        }
        self.office = Some(Office { settings, password, server });
        Ok(())
    }

    /// Lets everything wait, ever longer.
    fn pause(&mut self, words: String) {
        if self.pause.is_some() {
            return;
        }
        self.in_vain += 1;
        let first = Duration::from_secs(self.app.config.mail.retry_s.into());
        let delay = retry::delay(self.in_vain, first);
        let until = self.app.clock.now().plus(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX));
        tracing::warn!(%words, "no mail gets through");
        self.pause = Some(Pause { until, words });
    }

    /// Waits until there is something to do; answers whether the appliance stops.
    async fn wait(&mut self, next: Next, commits: &mut watch::Receiver<u64>) -> bool {
        let look = async {
            match next {
                Next::Look => sleep(LOOK).await,
                Next::Change => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.app.stop.cancelled() => return true,
            Some(done) = self.on_their_way.join_next_with_id() => self.put_down(done),
            changed = commits.changed() => return changed.is_err(),
            () = look => {}
            () = sleep(KEPT), if !self.idle.is_empty() && self.on_their_way.is_empty() => {
                self.hang_up().await;
            }
        }
        false
    }

    fn put_down(&mut self, done: std::result::Result<(task::Id, Done), JoinError>) {
        let (id, done) = match done {
            Ok(done) => done,
            Err(error) => {
                self.in_hand.remove(&error.id());
                self.pause(format!("the appliance failed; its log tells more: {error}"));
                return;
            }
        };
        self.in_hand.remove(&id);
        match done.result {
            Err(Failure::NoWay(words)) => self.pause(words),
            _ => (self.pause, self.in_vain) = (None, 0),
        }
        let now = self.office.as_ref().and_then(|office| office.server.as_ref().ok());
        if now.is_some_and(|server| Arc::ptr_eq(server, done.line.server())) {
            self.idle.push(done.line);
        }
    }

    async fn hang_up(&mut self) {
        for mut line in self.idle.drain(..) {
            line.close().await;
        }
    }

    /// Lets what is on its way arrive.
    async fn stop(&mut self) {
        let arriving = async { while self.on_their_way.join_next().await.is_some() {} };
        if timeout(STOP, arriving).await.is_err() {
            let count = self.on_their_way.len();
            tracing::warn!(count, "messages were on their way as the appliance stopped; they are sent again");
            self.on_their_way.shutdown().await;
        }
        self.hang_up().await;
    }
}

fn read_password(app: &App, settings: &MailSettings) -> Option<String> {
    settings.user.as_ref()?;
    password::read(&app.config.data).unwrap_or_else(|error| {
        tracing::error!(%error, "the password for the mail server cannot be read");
        None
    })
}

/// Sends one message, and comes back when it is on disk what became of it.
async fn deliver(app: AppState, mut line: MailLine, letter: Letter) -> Done {
    let settings = &line.server().settings;
    let made = message::of(&letter, settings, app.clock.now()).map_err(Failure::Never);
    let result = match made {
        Ok(message) => line.hand_over(&message).await.map(drop),
        Err(failure) => Err(failure),
    };
    let fate = match &result {
        Ok(()) => Fate::Sent,
        Err(Failure::Never(words)) => Fate::Bounced { words: words.clone() },
        Err(Failure::Later(words) | Failure::NoWay(words)) => {
            let first = Duration::from_secs(app.config.mail.retry_s.into());
            waits(&app, &letter, words, retry::delay(letter.tries + 1, first))
        }
    };
    note(&app, letter.id(), &fate).await;
    Done { line, result }
}

/// That a letter is tried again after `delay`, or never where that is too late.
fn waits(app: &App, letter: &Letter, words: &str, delay: Duration) -> Fate {
    let words = words.to_owned();
    match retry::next(app.clock.now(), delay, letter.queued_at, letter.expires_at) {
        Some(next_at) => Fate::Delayed { words, next_at },
        None => Fate::Bounced { words: format!("given up: {words}") },
    }
}

/// Writes down what became of a message, however often it takes: otherwise it would be sent again.
async fn note(app: &App, letter: LetterId, fate: &Fate) {
    while let Err(error) = app.store.note_letter(letter, fate.clone()).await {
        tracing::error!(%error, "what became of a message could not be written");
        tokio::select! {
            () = sleep(AGAIN) => {}
            () = app.stop.cancelled() => return,
        }
    }
}
