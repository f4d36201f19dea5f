//! One session's screen: a thread with everything that belongs to it, in turns.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use farhand_core::effect::ScreenOrder;
use farhand_core::event::ScreenEvent;
use farhand_protocol::SessionId;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};

use super::input::{self, Input};
use super::line::Heard;
use super::picture::Picture;
use super::road::{Road, Sink};
use super::screens::WatchId;
use super::stream::{End, News, Stream};
use super::task::{Done, Tasks};
use super::viewport::Viewport;
use crate::api::Api;
use crate::config::Timeouts;
use crate::incoming::{Era, Incoming};
use crate::shell::Shell;

/// What is said to an actor.
pub(crate) enum Word {
    /// The reducer orders something of the stream with this number.
    Order(Era, ScreenOrder, Option<Arc<Api>>),
    /// Somebody watches.
    Watch(WatchId, Viewport, Sink),
    /// Somebody watches no longer.
    Unwatch(WatchId),
    /// Something else is looked at.
    Look(WatchId, Viewport),
    /// The interface shows the batch with this number.
    Shown(WatchId, u32),
    /// The console ends.
    End,
}

impl Word {
    /// Whether an actor starts with it.
    pub fn begins(&self) -> bool {
        matches!(self, Word::Watch(..) | Word::Order(_, ScreenOrder::Open { .. }, _))
    }
}

/// What the actor needs of the console.
pub(super) type Console = (mpsc::Sender<Incoming>, Arc<dyn Shell>, Timeouts);

/// Runs an actor until it is to end, or has nothing to do and may `leave`.
pub(super) fn run(
    lsid: SessionId,
    (words, input): (mpsc::Receiver<Word>, mpsc::Receiver<Vec<u8>>),
    (inbox, shell, timeouts): Console,
    leave: impl Fn(&SessionId) -> bool,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "a screen's thread cannot work");
            leave(&lsid);
            return;
        }
    };
    runtime.block_on(async move {
        let mut second = interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let actor = Actor {
            lsid,
            era: Era::default(),
            words,
            input,
            inbox,
            untold: VecDeque::new(),
            timeouts,
            second,
            picture: Picture::default(),
            road: Road::default(),
            stream: None,
            drive: false,
            tasks: Tasks::new(shell),
        };
        actor.run(leave).await;
    });
}

struct Actor {
    lsid: SessionId,
    era: Era,
    words: mpsc::Receiver<Word>,
    /// What the representative does.
    input: mpsc::Receiver<Vec<u8>>,
    inbox: mpsc::Sender<Incoming>,
    /// What the loop has not taken yet.
    untold: VecDeque<Incoming>,
    timeouts: Timeouts,
    second: Interval,
    picture: Picture,
    road: Road,
    stream: Option<Stream>,
    /// Whether pointer and keys may pass.
    drive: bool,
    tasks: Tasks,
}

/// Agents without the extended clipboard cannot be asked: they send what is copied, when it is.
const NOTHING_CAME: &str =
    "Their clipboard has not come yet. It comes when something is copied there: have it copied once more.";
const NOT_ANSWERED: &str =
    "Their clipboard did not come. Have the text copied there once more, then fetch it again.";

/// What a turn begins with.
enum Turn {
    Word(Option<Word>),
    Input(Vec<u8>),
    Heard(Heard),
    Done(Done),
    Second,
    /// Something that needs nothing but the end of the turn.
    Due,
}

impl Actor {
    async fn run(mut self, leave: impl Fn(&SessionId) -> bool) {
        loop {
            let ended = match self.next().await {
                Turn::Word(None | Some(Word::End)) => break,
                Turn::Word(Some(word)) => self.word(word).await,
                Turn::Input(records) => {
                    input::read(&records).for_each(|input| self.input(input));
                    Ok(())
                }
                Turn::Heard(heard) => self.heard(heard),
                Turn::Done(done) => self.done(done),
                Turn::Second => self.tick(),
                Turn::Due => {
                    self.settle();
                    Ok(())
                }
            };
            let ended = ended.and_then(|()| self.stream.as_mut().map_or(Ok(()), Stream::flush));
            if let Err((code, reason)) = ended {
                self.stream = None;
                self.tell(ScreenEvent::Closed { code, reason });
            }
            let now = Instant::now();
            if !self.stream.as_ref().is_some_and(|stream| stream.is_between(now)) {
                self.road.send(&self.picture, now);
            }
            if self.idle() && leave(&self.lsid) {
                break;
            }
        }
        if let Some(stream) = self.stream {
            stream.close().await;
        }
    }

    fn idle(&self) -> bool {
        self.stream.is_none() && !self.road.watched() && self.tasks.is_empty() && self.untold.is_empty()
    }

    /// Waits for something to do. What people want comes before what a device sends. Nothing of it
    /// waits for the line: what must not come late is dropped in [`Self::input`].
    async fn next(&mut self) -> Turn {
        let rests = self.stream.as_ref().and_then(Stream::due_at);
        let due = self.road.due_at().into_iter().chain(rests).min();
        let open = self.stream.is_some();
        tokio::select! {
            biased;
            permit = self.inbox.reserve(), if !self.untold.is_empty() => {
                if let (Ok(permit), Some(incoming)) = (permit, self.untold.pop_front()) {
                    permit.send(incoming);
                } else {
                    self.untold.clear();
                }
                Turn::Due
            }
            word = self.words.recv() => Turn::Word(word),
            Some(records) = self.input.recv() => Turn::Input(records),
            done = self.tasks.next(), if !self.tasks.is_empty() => Turn::Done(done),
            heard = hear(&mut self.stream), if open => Turn::Heard(heard),
            _ = self.second.tick(), if open => Turn::Second,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => Turn::Due,
        }
    }

    fn tell(&mut self, event: ScreenEvent) {
        self.untold.push_back(Incoming::Screen(self.lsid.clone(), self.era, event));
    }

    async fn word(&mut self, word: Word) -> Result<(), End> {
        match word {
            Word::Order(era, order, api) => self.order(era, order, api).await,
            Word::Watch(id, viewport, sink) => {
                self.road.lead(id, viewport, sink, &self.picture);
                self.watched();
            }
            Word::Unwatch(id) => {
                self.road.end(id);
                self.watched();
            }
            Word::Look(id, viewport) => self.road.look(id, viewport, &self.picture),
            Word::Shown(id, number) => self.road.shown(id, number),
            Word::End => {}
        }
        Ok(())
    }

    /// Without a watcher nothing is asked of the device, and nobody holds anything down.
    fn watched(&mut self) {
        let watched = self.road.watched();
        if let Some(stream) = &mut self.stream {
            stream.watched(watched);
            if !watched {
                stream.release();
            }
        }
    }

    async fn order(&mut self, era: Era, order: ScreenOrder, api: Option<Arc<Api>>) {
        match order {
            ScreenOrder::Open { ticket, quality, part } => {
                self.close().await;
                self.era = era;
                self.stream = Some(Stream::open(api, ticket, (quality, part), self.timeouts));
            }
            ScreenOrder::Close => self.close().await,
            ScreenOrder::Screenshot { to, name } => self.tasks.screenshot(&self.picture, to, name),
            ScreenOrder::May { drive, clipboard } => {
                self.drive = drive;
                self.tasks.passing.by_itself(clipboard);
                if let Some(stream) = self.stream.as_mut().filter(|_| !drive) {
                    stream.release();
                }
            }
            ScreenOrder::SendClipboard => self.tasks.send_text(),
            ScreenOrder::FetchClipboard => self.fetch_text(),
            other => self.order_stream(other),
        }
    }

    fn order_stream(&mut self, order: ScreenOrder) {
        let Some(stream) = &mut self.stream else { return };
        match order {
            ScreenOrder::Password(password) => stream.password(&password),
            ScreenOrder::Quality(quality) => stream.quality(quality),
            ScreenOrder::Part(part) => stream.part(part, &mut self.picture, &mut self.road),
            ScreenOrder::Press(key) if self.drive => stream.press(key),
            _ => {}
        }
    }

    async fn close(&mut self) {
        self.drive = false;
        self.tasks.passing.by_itself(false);
        if let Some(stream) = self.stream.take() {
            stream.close().await;
        }
    }

    fn input(&mut self, input: Input) {
        let Some(stream) = &mut self.stream else { return };
        let Some(input) = stream.timely(input) else { return };
        match input {
            Input::Pointer { buttons, x, y } if self.drive => stream.pointer(buttons, x, y),
            Input::Key { key, down } if self.drive => stream.key(key, down),
            Input::Release => stream.release(),
            Input::Focus => self.tasks.offer_text(),
            Input::Annotate(annotation) => stream.annotate(annotation),
            // Dropped, and not kept for later.
            Input::Pointer { .. } | Input::Key { .. } => {}
        }
    }

    fn heard(&mut self, heard: Heard) -> Result<(), End> {
        let Some(stream) = &mut self.stream else { return Ok(()) };
        match heard {
            Heard::Sign => Ok(()),
            Heard::Opened | Heard::Sent => stream.line.sent().map_err(|reason| (None, reason)),
            Heard::Closed(code, reason) => Err((code, reason)),
            Heard::Bytes(bytes) => {
                let news = stream.receive(&bytes, &mut self.picture, &mut self.road)?;
                news.into_iter().for_each(|news| self.news(news));
                Ok(())
            }
        }
    }

    fn news(&mut self, news: News) {
        match news {
            News::Live => {
                self.watched();
                self.tell(ScreenEvent::Live);
            }
            News::Facts(facts) => self.tell(ScreenEvent::Facts(facts)),
            News::PasswordNeeded => self.tell(ScreenEvent::PasswordNeeded),
            News::Text(text) => self.tasks.text_came(text),
            News::TextOffered => {
                if self.tasks.passing.offered()
                    && let Some(stream) = &mut self.stream
                {
                    stream.ask_text();
                }
            }
        }
    }

    fn fetch_text(&mut self) {
        let asked = self.stream.as_mut().is_some_and(Stream::ask_text);
        if asked {
            self.tasks.passing.asked(Instant::now());
        } else if let Some(text) = self.tasks.passing.fetch() {
            self.tasks.keep_text(text);
        } else {
            self.tell(ScreenEvent::ClipboardFailed(NOTHING_CAME.to_owned()));
        }
    }

    fn done(&mut self, done: Done) -> Result<(), End> {
        match done {
            Done::Tell(event) => self.tell(event),
            Done::Nothing => {}
            Done::Send(text) => {
                let Some(stream) = &mut self.stream else { return Ok(()) };
                let event = if stream.send_text(&text) {
                    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                    self.tasks.passing.passed(text);
                    ScreenEvent::ClipboardMoved { to_device: true, characters }
                } else {
                    ScreenEvent::ClipboardFailed("The text is too long to be sent.".to_owned())
                };
                self.tell(event);
            }
        }
        Ok(())
    }

    fn settle(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.settle(Instant::now());
        }
    }

    fn tick(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let Some(stream) = &mut self.stream else { return Ok(()) };
        if let Some(stats) = stream.second(now)? {
            self.tell(ScreenEvent::Stats(stats));
        }
        if self.tasks.passing.unanswered(now) {
            self.tell(ScreenEvent::ClipboardFailed(NOT_ANSWERED.to_owned()));
        }
        Ok(())
    }
}

/// The next thing that a stream hears; nothing ever where there is none.
async fn hear(stream: &mut Option<Stream>) -> Heard {
    match stream {
        Some(stream) => stream.line.next().await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
