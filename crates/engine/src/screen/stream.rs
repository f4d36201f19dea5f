//! One RFB stream of a screen: the line, the viewer, and what only holds while it lasts.

use std::sync::Arc;
use std::time::Duration;

use farhand_core::contract::{DeviceKey, ScreenFacts, ScreenQuality, ScreenStats, Secret};
use farhand_protocol::screen::close;
use farhand_rfb::Rect;
use farhand_rfb::message::Annotation;
use farhand_rfb::viewer::{Config, Event, Quality, Video, Viewer};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Bytes;

use super::facts::Told;
use super::held::{Held, Key};
use super::input::Input;
use super::keys;
use super::line::Line;
use super::motion::{Motion, Painted};
use super::picture::Picture;
use super::quality::Choice;
use super::rest::Rest;
use super::road::Road;
use super::stats::Stats;
use crate::api::Api;
use crate::config::Timeouts;

/// One RFB stream of a screen.
pub(super) struct Stream {
    pub line: Line,
    viewer: Viewer,
    painted: Painted,
    held: Held,
    told: Told,
    facts: Option<ScreenFacts>,
    stats: Stats,
    rest: Rest,
    /// The number of the last fence that is no ping.
    fences: u64,
    choice: Choice,
    part: Option<u32>,
    live: bool,
    /// Since when an update is being painted.
    painting: Option<Instant>,
}

/// An update that is over in this time is shown in one piece.
const TOGETHER: Duration = Duration::from_millis(50);

/// Fences are numbered from here on, so that none is a ping of [`Stats`].
const FENCES: u64 = 1 << 32;

/// Why a stream ends: a code of [`close`] where there is one, and a sentence.
pub(super) type End = (Option<u16>, String);

/// What a stream tells besides pixels.
#[derive(Debug)]
pub(super) enum News {
    /// The first picture is there.
    Live,
    /// What the device tells of its screen has changed.
    Facts(ScreenFacts),
    /// The agent asks for its password.
    PasswordNeeded,
    /// The device's clipboard.
    Text(String),
    /// The device has a text in its clipboard and can be asked for it.
    TextOffered,
}

impl Stream {
    /// Opens one with a ticket.
    pub fn open(
        api: Option<Arc<Api>>,
        ticket: String,
        wish: (ScreenQuality, Option<u32>),
        timeouts: Timeouts,
    ) -> Self {
        let choice = Choice::new(wish.0, Instant::now());
        let motion = Motion::default();
        let painted = motion.painted();
        let video = Video::Decoded(Box::new(motion));
        let config = Config { quality: choice.quality(), video, ..Config::default() };
        Self {
            line: Line::open(api, ticket, timeouts),
            viewer: Viewer::new(config),
            painted,
            held: Held::default(),
            told: Told::default(),
            facts: None,
            stats: Stats::default(),
            rest: Rest::default(),
            fences: FENCES,
            choice,
            part: wish.1,
            live: false,
            painting: None,
        }
    }

    /// Whether the picture is better not shown yet: it is half of the device's next one, or there is
    /// none. An update that takes long is shown as it comes.
    pub fn is_between(&self, now: Instant) -> bool {
        self.painting.map_or(!self.live, |since| now - since < TOGETHER)
    }

    /// Decodes what came into the picture.
    pub fn receive(
        &mut self,
        bytes: &[Bytes],
        picture: &mut Picture,
        road: &mut Road,
    ) -> Result<Vec<News>, End> {
        let result = match bytes {
            [one] => self.viewer.receive(one, &mut picture.pixels),
            many => self.viewer.receive(&many.concat(), &mut picture.pixels),
        };
        let (mut news, mut videos) = (Vec::new(), self.painted.take());
        while let Some(event) = self.viewer.poll_event() {
            if let Event::Damaged(rect) = event
                && let Some(at) = videos.iter().position(|unit| unit.rect == rect)
            {
                self.painting.get_or_insert_with(Instant::now);
                road.video(videos.remove(at), Instant::now());
                continue;
            }
            self.take(event, picture, road, &mut news);
        }
        if let Some(rect) = road.video_anew(Instant::now()) {
            self.viewer.request_again(rect);
        }
        let length = bytes.iter().map(Bytes::len).sum();
        self.choice.heard(length, self.painting.is_some(), Instant::now());
        self.settle(Instant::now());
        result.map_err(|error| {
            (Some(close::DEVICE_FAILED), format!("the device's screen cannot be read: {error}"))
        })?;
        self.tell_facts(picture, &mut news);
        Ok(news)
    }

    fn take(&mut self, event: Event, picture: &mut Picture, road: &mut Road, news: &mut Vec<News>) {
        match event {
            Event::PasswordNeeded => news.push(News::PasswordNeeded),
            Event::Ready { name, .. } => {
                self.told.name = name;
                self.rest = Rest::of(picture.pixels.bounds());
                self.show_part(picture);
                road.reshaped(picture);
            }
            Event::Resized { .. } => {
                self.rest = Rest::of(picture.pixels.bounds());
                self.show_part(picture);
                road.reshaped(picture);
            }
            Event::Layout(layout) => {
                self.told.layout = layout;
                if self.show_part(picture) {
                    road.reshaped(picture);
                }
            }
            Event::Damaged(rect) => {
                self.painting.get_or_insert_with(Instant::now);
                road.damaged(rect);
                self.rest.came(rect, Instant::now());
            }
            Event::UpdateDone => {
                self.painting = None;
                self.rest.update_done();
                if !std::mem::replace(&mut self.live, true) {
                    self.tell_facts(picture, news);
                    news.push(News::Live);
                }
            }
            Event::Cursor(cursor) => {
                picture.cursor = cursor;
                road.cursor_changed();
            }
            Event::CursorMoved { x, y } => {
                picture.cursor_at = Some((x, y));
                road.cursor_moved();
            }
            Event::Name(name) => self.told.name = name,
            Event::CutText(text) => news.push(News::Text(text)),
            Event::ClipboardOffer => news.push(News::TextOffered),
            Event::Led(lights) => self.told.lights = Some(lights),
            Event::Pong(number) => {
                self.stats.pong(number, Instant::now());
                self.rest.pong(number);
            }
            Event::Screen { state, abilities } => {
                (self.told.state, self.told.abilities) = (state, abilities);
                self.told.refines = true;
            }
            // Videos are decoded into the picture.
            Event::AccessUnit(_) | Event::Bell | Event::ResizeRefused(_) => {}
        }
    }

    fn tell_facts(&mut self, picture: &Picture, news: &mut Vec<News>) {
        let whole = picture.pixels.bounds();
        if whole.is_empty() || self.told.name.is_empty() && self.facts.is_none() && !self.live {
            return;
        }
        let facts = self.told.facts(whole, &self.viewer);
        if self.facts.as_ref() != Some(&facts) {
            news.push(News::Facts(self.facts.insert(facts).clone()));
        }
    }

    fn show_part(&mut self, picture: &mut Picture) -> bool {
        let part = self.part.and_then(|id| self.told.screen(id));
        self.viewer.set_region(part);
        picture.show(part)
    }

    /// When the stream has something to do although nothing happens.
    pub fn due_at(&self) -> Option<Instant> {
        self.rest.due_at().filter(|_| self.live)
    }

    /// Chooses the quality of what comes next, and asks for what rests without loss.
    pub fn settle(&mut self, now: Instant) {
        self.rest.end(now);
        if self.rest.is_waiting() {
            return;
        }
        let quality = self.choice.quality();
        let lossy = quality != Quality::Lossless && !self.told.refines;
        match self.rest.due(now, lossy && self.choice.refines()) {
            Some(rect) => self.ask_again(rect, now),
            None => self.viewer.set_quality(quality),
        }
    }

    fn ask_again(&mut self, rect: Rect, now: Instant) {
        self.viewer.set_quality(Quality::Lossless);
        self.fences += 1;
        let fence = self.viewer.ping(self.fences).then_some(self.fences);
        self.viewer.request_again(rect);
        self.rest.asked(rect, fence, self.painting.is_some(), now);
    }

    /// Shows one screen of several, or all.
    pub fn part(&mut self, part: Option<u32>, picture: &mut Picture, road: &mut Road) {
        self.part = part;
        if self.show_part(picture) {
            road.reshaped(picture);
        }
    }

    /// The representative has chosen a quality.
    pub fn quality(&mut self, wish: ScreenQuality) {
        self.choice.wish(wish);
        self.viewer.set_quality(self.choice.quality());
        // What is shown was sent in the quality before.
        if wish == ScreenQuality::Lossless && self.live {
            self.viewer.request_full();
        }
    }

    /// Asks for nothing while nobody watches.
    pub fn watched(&mut self, watched: bool) {
        self.viewer.pause(self.live && !watched);
    }

    pub fn password(&mut self, password: &Secret) {
        self.viewer.password(&password.0);
    }

    /// What of this is worth sending now: all of it, or what lets go where the line takes nothing.
    pub fn timely(&self, input: Input) -> Option<Input> {
        if self.line.choked(Instant::now()) { self.held.of(input) } else { Some(input) }
    }

    pub fn pointer(&mut self, buttons: u8, x: u16, y: u16) {
        self.held.pointer(&mut self.viewer, buttons, x, y);
    }

    pub fn key(&mut self, key: Key, down: bool) {
        if !self.held.key(&mut self.viewer, key, down) {
            tracing::debug!("a key was not pressed, because too many are held");
        }
    }

    pub fn press(&mut self, key: DeviceKey) {
        let chord = keys::chord(key);
        chord.iter().for_each(|&key| self.key(key, true));
        chord.iter().rev().for_each(|&key| self.key(key, false));
    }

    /// Lets go of everything that is held.
    pub fn release(&mut self) {
        self.held.release(&mut self.viewer);
    }

    pub fn annotate(&mut self, annotation: Annotation) {
        if !self.viewer.annotate(annotation) {
            tracing::debug!("a drawing was dropped, because the device shows none");
        }
    }

    /// Sends a text to the device's clipboard; answers whether it went.
    pub fn send_text(&mut self, text: &str) -> bool {
        self.viewer.cut_text(text)
    }

    /// Asks for the device's text; answers whether it can be asked.
    pub fn ask_text(&mut self) -> bool {
        self.viewer.request_clipboard()
    }

    /// A second is over.
    pub fn second(&mut self, now: Instant) -> Result<Option<ScreenStats>, End> {
        self.line.check(now).map_err(|reason| (None, reason))?;
        if !self.live {
            return Ok(None);
        }
        if let Some(number) = self.stats.ping(now)
            && !self.viewer.ping(number)
        {
            self.stats.no_ping();
        }
        Ok(self.stats.second(self.viewer.counters()))
    }

    /// Sends what the viewer has to say.
    pub fn flush(&mut self) -> Result<(), End> {
        let out = self.viewer.output();
        if out.is_empty() {
            return Ok(());
        }
        self.line.send(out).map_err(|reason| (None, reason))
    }

    /// Lets go of everything and ends.
    pub async fn close(mut self) {
        self.release();
        let _ended_anyway = self.flush();
        self.line.close().await;
    }
}
