//! What is new on the screen, for one who watches: the newest of everything, never a queue.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use farhand_rfb::Rect;
use farhand_rfb::message::ScreenState;
use farhand_rfb::server::{Cursor, Leds};
use tokio::sync::Notify;

use crate::platform::Desktop;

/// Rectangles that are told one by one; more are told as what encloses them.
const MOST: usize = 64;

/// Pixels that have changed. They are in the frame already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where.
    pub rect: Rect,
    /// When they were fetched: how often the screen changes can be told by one who comes late.
    pub at: Instant,
}

impl Damage {
    /// Just now.
    #[must_use]
    pub fn now(rect: Rect) -> Self {
        Self { rect, at: Instant::now() }
    }
}

/// What is new since it was asked last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// The size and the monitors. Everything counts as damaged.
    pub desktop: Option<Desktop>,
    /// Where pixels have changed, the oldest first.
    pub damage: Vec<Damage>,
    /// What the pointer looks like; hidden where the inner one is `None`.
    pub cursor: Option<Option<Cursor>>,
    /// Where the pointer is.
    pub pointer: Option<(u16, u16)>,
    /// The keyboard's lamps.
    pub leds: Option<Leds>,
    /// Whether the picture tells the truth.
    pub state: Option<ScreenState>,
    /// The display is gone; nothing new will come.
    pub lost: bool,
}

impl News {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what is newer.
    pub fn add(&mut self, newer: &News) {
        if newer.desktop.is_some() {
            self.desktop.clone_from(&newer.desktop);
            self.damage.clear();
        }
        self.damage.extend_from_slice(&newer.damage);
        if self.damage.len() > MOST {
            let whole = self.damage.drain(..).fold(Rect::default(), |all, damage| all.union(damage.rect));
            self.damage.push(Damage::now(whole));
        }
        if newer.cursor.is_some() {
            self.cursor.clone_from(&newer.cursor);
        }
        self.pointer = newer.pointer.or(self.pointer);
        self.leds = newer.leds.or(self.leds);
        self.state = newer.state.or(self.state);
        self.lost |= newer.lost;
    }
}

/// Where the news for one watcher lies until it is fetched.
#[derive(Debug, Default)]
pub struct Mailbox {
    news: Mutex<News>,
    arrived: Notify,
}

impl Mailbox {
    /// Adds to what lies there.
    pub fn put(&self, newer: &News) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).add(newer);
        self.arrived.notify_one();
    }

    /// Waits for news and takes it.
    pub async fn take(&self) -> News {
        loop {
            let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
            if !news.is_empty() {
                return news;
            }
            self.arrived.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_counts_and_damage_adds_up() {
        let mut news = News::default();
        let damage = |side| vec![Damage::now(Rect::sized(side, side))];
        news.add(&News { pointer: Some((1, 1)), damage: damage(1), ..News::default() });
        news.add(&News { pointer: Some((2, 2)), damage: damage(2), ..News::default() });
        assert_eq!(news.pointer, Some((2, 2)));
        let rects = |news: &News| news.damage.iter().map(|damage| damage.rect).collect::<Vec<_>>();
        assert_eq!(rects(&news), [Rect::sized(1, 1), Rect::sized(2, 2)]);
        let many = vec![Damage::now(Rect::new(10, 10, 5, 5)); MOST];
        news.add(&News { damage: many, ..News::default() });
        assert_eq!(rects(&news), [Rect::sized(15, 15)]);
        news.add(&News { desktop: Some(Desktop::default()), ..News::default() });
        assert!(news.damage.is_empty());
    }

    #[tokio::test]
    async fn news_is_taken_once() {
        let mailbox = Mailbox::default();
        mailbox.put(&News { lost: true, ..News::default() });
        assert!(mailbox.take().await.lost);
        let nothing = tokio::time::timeout(std::time::Duration::from_millis(20), mailbox.take()).await;
        assert!(nothing.is_err());
    }
}
