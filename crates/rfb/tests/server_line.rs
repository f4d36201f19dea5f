//! A video over a line that gets narrow and wide again: the encoder is told what the line takes.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use farhand_rfb::message::Layout;
use farhand_rfb::server::{Config, MotionEncoder, Picture, Server};
use farhand_rfb::viewer::{self, Event, Video, Viewer};
use farhand_rfb::{Framebuffer, Rect};

const SIZE: (u16, u16) = (640, 384);
/// Milliseconds between two pictures of the video.
const PICTURE: u64 = 33;
/// Milliseconds that the line itself takes, each way.
const FAR: u64 = 20;

/// An encoder whose pictures have just the size that the line is said to take.
struct Obedient(Arc<AtomicU32>);

impl MotionEncoder for Obedient {
    fn encode(&mut self, _: Picture<'_>, _: Rect, _: bool, _: Duration) -> Option<Vec<u8>> {
        let bits = u64::from(self.0.load(Ordering::Relaxed)) * PICTURE / 1_000;
        Some(vec![0; usize::try_from(bits / 8).ok()?.max(1)])
    }

    fn set_rate(&mut self, bits_per_second: u32) {
        self.0.store(bits_per_second, Ordering::Relaxed);
    }
}

/// What is on its way: when it arrives, in milliseconds.
type Way = VecDeque<(u64, Vec<u8>)>;

/// A device that plays a video, a line, and a viewer.
struct Play {
    server: Server,
    screen: Framebuffer,
    viewer: Viewer,
    shown: Framebuffer,
    down: Way,
    up: Way,
    /// When the line has sent what was given to it.
    free: f64,
    told: Arc<AtomicU32>,
    now: u64,
}

impl Play {
    fn new() -> Self {
        let (width, height) = SIZE;
        let config = Config {
            name: "a device".into(),
            width,
            height,
            layout: Layout::default(),
            abilities: 0,
            frames_per_second: 60,
        };
        let mut server = Server::new(config).unwrap();
        let told = Arc::new(AtomicU32::new(0));
        server.set_motion_encoder(Some(Box::new(Obedient(told.clone()))));
        Self {
            server,
            screen: Framebuffer::new(width, height).unwrap(),
            viewer: Viewer::new(viewer::Config { video: Video::Passed, ..viewer::Config::default() }),
            shown: Framebuffer::default(),
            down: Way::new(),
            up: Way::new(),
            free: 0.0,
            told,
            now: 0,
        }
    }

    /// Plays for so many seconds over a line of so many bits in a second. How many pictures of the
    /// video arrived, and the longest time in milliseconds that bytes waited in the last second.
    fn run(&mut self, seconds: u64, bits: f64) -> (usize, f64) {
        let (mut pictures, mut waited) = (0, 0.0_f64);
        let end = self.now + seconds * 1_000;
        while self.now < end {
            if self.now.is_multiple_of(PICTURE) {
                self.paint();
            }
            pictures += self.arrive();
            self.server.update((&self.screen).into(), Duration::from_millis(self.now));
            let bytes = self.server.take_output();
            if !bytes.is_empty() {
                self.free = self.free.max(self.now as f64) + bytes.len() as f64 * 8_000.0 / bits;
                self.down.push_back((self.free as u64 + FAR, bytes));
            }
            if end - self.now < 1_000 {
                waited = waited.max(self.free - self.now as f64);
            }
            self.now += 1;
        }
        (pictures, waited)
    }

    /// Noise, another one each time.
    fn paint(&mut self) {
        let mut seed = self.now as u32 | 1;
        for pixel in self.screen.pixels_mut() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *pixel = seed >> 8;
        }
        self.server.damage(Rect::sized(SIZE.0, SIZE.1), Duration::from_millis(self.now));
    }

    fn arrive(&mut self) -> usize {
        while self.down.front().is_some_and(|(at, _)| *at <= self.now) {
            let (_, bytes) = self.down.pop_front().unwrap();
            self.viewer.receive(&bytes, &mut self.shown).unwrap();
        }
        let said = self.viewer.output();
        if !said.is_empty() {
            self.up.push_back((self.now + FAR, said));
        }
        while self.up.front().is_some_and(|(at, _)| *at <= self.now) {
            let (_, bytes) = self.up.pop_front().unwrap();
            self.server.receive(&bytes, Duration::from_millis(self.now)).unwrap();
            while self.server.poll_event().is_some() {}
        }
        let events = std::iter::from_fn(|| self.viewer.poll_event());
        events.filter(|event| matches!(event, Event::AccessUnit(_))).count()
    }

    fn told(&self) -> u32 {
        self.told.load(Ordering::Relaxed)
    }
}

#[test]
fn the_encoder_is_told_what_the_line_takes() {
    let mut play = Play::new();
    play.run(5, 100e6);
    assert!(play.told() >= 20_000_000, "on a wide line {}", play.told());
    let (pictures, waited) = play.run(20, 2e6);
    let told = play.told();
    assert!((600_000..=2_500_000).contains(&told), "on a line of two megabits {told}");
    assert!(waited < 300.0, "bytes waited for {waited} ms on a line of two megabits");
    assert!(pictures > 300, "{pictures} pictures in 20 s");
    let (pictures, _) = play.run(30, 100e6);
    assert!(play.told() >= 15_000_000, "on a wide line again {}", play.told());
    assert!(pictures > 800, "{pictures} pictures in 30 s");
}
