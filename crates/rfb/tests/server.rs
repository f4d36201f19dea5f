//! The device's end against the representative's: whatever happens on the screen, when it rests the
//! viewer shows the same, pixel by pixel.
//!
//! long because one pair of ends serves every kind of change.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::time::Duration;

use farhand_rfb::message::{Annotation, Layout, Screen, ScreenState, state::abilities};
use farhand_rfb::server::{self, Leds, MotionEncoder, Picture, Server, UpdateInfo};
use farhand_rfb::viewer::{self, AccessUnit, Pixels, Quality, Video, VideoDecoder, Viewer};
use farhand_rfb::{Encoding, Error, Framebuffer, PixelFormat, Rect};
use proptest::prelude::*;

const WIDTH: u16 = 400;
const HEIGHT: u16 = 300;

/// A device with its screen, and a viewer of it.
struct Pair {
    screen: Framebuffer,
    server: Server,
    viewer: Viewer,
    shown: Framebuffer,
    said: Vec<server::Event>,
    seen: Vec<viewer::Event>,
    now: Duration,
}

impl Pair {
    fn new(config: viewer::Config) -> Self {
        let server = Server::new(server::Config {
            name: "a device".into(),
            width: WIDTH,
            height: HEIGHT,
            layout: Layout::default(),
            abilities: abilities::ANNOTATIONS,
            frames_per_second: 60,
        })
        .unwrap();
        let mut pair = Self {
            screen: Framebuffer::new(WIDTH, HEIGHT).unwrap(),
            server,
            viewer: Viewer::new(config),
            shown: Framebuffer::default(),
            said: Vec::new(),
            seen: Vec::new(),
            now: Duration::ZERO,
        };
        pair.pass(20);
        pair
    }

    /// Everything that is said reaches the other side, in small portions.
    fn exchange(&mut self) {
        loop {
            let (down, up) = (self.server.take_output(), self.viewer.output());
            if down.is_empty() && up.is_empty() {
                return;
            }
            for bytes in down.chunks(1_000) {
                self.viewer.receive(bytes, &mut self.shown).unwrap();
            }
            for bytes in up.chunks(3) {
                self.server.receive(bytes, self.now).unwrap();
            }
            self.said.extend(std::iter::from_fn(|| self.server.poll_event()));
            self.seen.extend(std::iter::from_fn(|| self.viewer.poll_event()));
        }
    }

    /// One step of time: what the server has to send arrives.
    fn step(&mut self) -> Option<UpdateInfo> {
        self.now += Duration::from_millis(17);
        self.exchange();
        let info = self.server.update((&self.screen).into(), self.now);
        self.exchange();
        info
    }

    fn pass(&mut self, steps: usize) -> Vec<UpdateInfo> {
        (0..steps).filter_map(|_| self.step()).collect()
    }

    /// Waits as a program would, until the server has nothing to do.
    fn rest(&mut self) -> Vec<UpdateInfo> {
        let mut updates = Vec::new();
        self.exchange();
        while let Some(wake) = self.server.wakes_at() {
            self.now = self.now.max(wake);
            updates.extend(self.server.update((&self.screen).into(), self.now));
            self.exchange();
            assert!(updates.len() < 1_000, "the server does not come to rest");
        }
        updates
    }

    fn assert_same(&self) {
        assert_eq!((self.shown.width(), self.shown.height()), (self.screen.width(), self.screen.height()));
        let differs = self.shown.pixels().iter().zip(self.screen.pixels()).position(|(a, b)| a != b);
        let width = usize::from(self.screen.width());
        assert_eq!(differs.map(|at| (at % width, at / width)), None, "the first pixel that differs");
    }

    fn paint(&mut self, rect: Rect, paint: Paint) {
        let rect = rect.intersection(self.screen.bounds());
        paint.apply(&mut self.screen, rect);
        self.server.damage(rect, self.now);
    }

    fn scroll(&mut self, from: (u16, u16), to: Rect) {
        let source = Rect::new(from.0, from.1, to.width, to.height);
        if self.screen.bounds().contains(source) && self.screen.bounds().contains(to) {
            self.screen.copy(from.0, from.1, to);
            self.server.scrolled(from.0, from.1, to, self.now);
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Paint {
    Solid(u32),
    Text(u32),
    Noise(u32),
}

impl Paint {
    fn apply(self, screen: &mut Framebuffer, rect: Rect) {
        let mut seed = match self {
            Self::Solid(seed) | Self::Text(seed) | Self::Noise(seed) => seed,
        };
        for y in 0..rect.height {
            for pixel in screen.row_mut(rect, y) {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *pixel = match self {
                    Self::Solid(colour) => colour & 0x00ff_ffff,
                    Self::Text(ink) => {
                        [0x00ff_ffff, ink & 0x00ff_ffff, 0x0080_8080][(seed >> 24) as usize % 3]
                    }
                    Self::Noise(_) => seed >> 8,
                };
            }
        }
    }
}

/// "Video" that is a copy of the pixels, so that it can be followed without a codec.
struct Copyist;

impl MotionEncoder for Copyist {
    fn encode(&mut self, picture: Picture<'_>, area: Rect, key: bool, _: Duration) -> Option<Vec<u8>> {
        let mut unit = vec![u8::from(key)];
        let pixels = picture.rows(area).flatten();
        // One bit is lost, so that exactness has to come from elsewhere.
        unit.extend(pixels.flat_map(|pixel| (pixel ^ 1).to_le_bytes()));
        Some(unit)
    }

    fn set_rate(&mut self, _: u32) {}
}

#[derive(Default)]
struct Reader {
    area: Option<Rect>,
}

impl VideoDecoder for Reader {
    fn decode(&mut self, unit: &AccessUnit, picture: &mut Framebuffer) -> Result<bool, Error> {
        let Some((key, pixels)) = unit.data.split_first() else { return Ok(false) };
        assert_eq!(*key == 1, unit.reset_all, "a context begins with a key picture");
        assert!(*key == 1 || self.area == Some(unit.rect), "a context has one area");
        assert_eq!((unit.rect.width % 2, unit.rect.height % 2), (0, 0));
        self.area = Some(unit.rect);
        let width = usize::from(unit.rect.width) * 4;
        for (y, row) in (0..).zip(pixels.chunks(width)) {
            let pixels = row.chunks_exact(4).map(|pixel| u32::from_le_bytes(pixel.try_into().unwrap()));
            picture.row_mut(unit.rect, y).iter_mut().zip(pixels).for_each(|(to, from)| *to = from);
        }
        Ok(true)
    }
}

fn with(prefer: Encoding, quality: Quality) -> viewer::Config {
    viewer::Config { prefer, quality, ..viewer::Config::default() }
}

fn with_video() -> viewer::Config {
    viewer::Config { video: Video::Decoded(Box::<Reader>::default()), ..viewer::Config::default() }
}

#[test]
fn every_way_of_sending_ends_in_the_same_picture() {
    for prefer in [Encoding::TIGHT, Encoding::ZRLE, Encoding::RAW] {
        for quality in [Quality::Lossless, Quality::Jpeg(3), Quality::Auto] {
            let mut pair = Pair::new(with(prefer, quality));
            for paint in [Paint::Noise(1), Paint::Text(2), Paint::Solid(3)] {
                pair.paint(Rect::new(7, 5, 390, 290), paint);
                pair.paint(Rect::new(70, 50, 90, 130), Paint::Noise(9));
                pair.rest();
                pair.assert_same();
            }
        }
    }
}

#[test]
fn photographs_come_at_once_and_exact_later() {
    let mut pair = Pair::new(with(Encoding::TIGHT, Quality::Jpeg(5)));
    let mut last = UpdateInfo::default();
    for frame in 0..20 {
        let screen = pair.screen.pixels_mut().iter_mut().zip(0u32..);
        screen.for_each(|(pixel, at)| *pixel = wave(at % 400 + frame, at / 400 + frame));
        pair.server.damage(Rect::new(0, 0, WIDTH, HEIGHT), pair.now);
        last = pair.step().unwrap();
    }
    let moved = pair.now;
    assert!(!last.exact && last.stills > 0, "{last:?}");
    let far = |a: u32, b: u32| (0..3).any(|i| ((a >> (8 * i)) & 255).abs_diff((b >> (8 * i)) & 255) > 40);
    let wrong = pair.shown.pixels().iter().zip(pair.screen.pixels()).filter(|(a, b)| far(**a, **b)).count();
    assert!(wrong < 100, "{wrong} pixels are far off");
    let updates = pair.rest();
    assert!(updates.last().unwrap().exact);
    pair.assert_same();
    let rest = pair.now - moved;
    assert!(rest > Duration::from_millis(100) && rest < Duration::from_millis(300), "{rest:?}");
}

/// Soft hills with a little grain, as photographs have them.
fn wave(x: u32, y: u32) -> u32 {
    let hill = |at: u32| (at % 256).abs_diff(128);
    let grain = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(2_246_822_519)) >> 29;
    ((hill(x) + hill(y)).min(255) << 16) | ((hill(x / 2) + grain) << 8) | (hill(y * 2) + grain)
}

#[test]
fn a_scroll_costs_few_bytes() {
    let mut pair = Pair::new(with(Encoding::TIGHT, Quality::Lossless));
    pair.paint(Rect::new(0, 0, WIDTH, HEIGHT), Paint::Noise(5));
    pair.rest();
    pair.scroll((0, 16), Rect::new(0, 0, WIDTH, HEIGHT - 16));
    pair.paint(Rect::new(0, HEIGHT - 16, WIDTH, 16), Paint::Text(1));
    let updates = pair.rest();
    pair.assert_same();
    let bytes: usize = updates.iter().map(|update| update.bytes).sum();
    assert!(bytes < 4_000, "{bytes} bytes");
}

#[test]
fn damage_that_changes_nothing_is_not_sent() {
    let mut pair = Pair::new(with(Encoding::ZRLE, Quality::Auto));
    pair.paint(Rect::new(0, 0, WIDTH, HEIGHT), Paint::Text(1));
    pair.rest();
    pair.server.damage(Rect::new(0, 0, WIDTH, HEIGHT), pair.now);
    assert_eq!(pair.rest(), []);
}

#[test]
fn what_moves_is_video_until_it_rests() {
    let mut pair = Pair::new(with_video());
    pair.server.set_motion_encoder(Some(Box::new(Copyist)));
    let (area, mut video) = (Rect::new(33, 17, 300, 200), 0);
    for frame in 0..60 {
        pair.paint(area, Paint::Noise(frame));
        pair.paint(Rect::new(2, 280, 40, 12), Paint::Text(frame));
        video += usize::from(pair.step().is_some_and(|info| info.video > 0));
    }
    assert!(video > 40, "{video} frames were video");
    let rested = pair.now;
    let updates = pair.rest();
    pair.assert_same();
    assert!(updates.iter().all(|update| update.video == 0), "{updates:?}");
    assert!(pair.now - rested < Duration::from_millis(300), "exact after {:?}", pair.now - rested);
}

#[test]
fn who_asks_for_any_part_anew_gets_a_video_from_its_beginning() {
    let mut pair = Pair::new(viewer::Config { video: Video::Passed, ..viewer::Config::default() });
    pair.server.set_motion_encoder(Some(Box::new(Copyist)));
    let area = Rect::new(32, 16, 300, 200);
    let mut play = |asks: bool| {
        for frame in 0..40 {
            if asks && frame == 0 {
                pair.viewer.request_again(Rect::new(32, 16, 32, 32));
            }
            pair.paint(area, Paint::Noise(frame));
            pair.step();
        }
        let first = |event: viewer::Event| match event {
            viewer::Event::AccessUnit(unit) => Some(unit.reset_all),
            _ => None,
        };
        pair.seen.drain(..).filter_map(first).collect::<Vec<_>>()
    };
    play(false);
    let (unasked, asked) = (play(false), play(true));
    assert!(unasked.len() > 30 && !unasked.contains(&true), "{unasked:?}");
    assert!(asked.len() > 30 && asked[..3].contains(&true), "{asked:?}");
    assert_eq!(asked.iter().filter(|first| **first).count(), 1);
}

#[test]
fn a_new_size_is_told_and_painted() {
    let mut pair = Pair::new(with_video());
    pair.server.set_motion_encoder(Some(Box::new(Copyist)));
    for (width, height) in [(300, 400), (401, 299), (64, 64)] {
        pair.screen = Framebuffer::new(width, height).unwrap();
        Paint::Noise(3).apply(&mut pair.screen, Rect::new(0, 0, width, height));
        let screen = Screen { id: 7, rect: Rect::sized(width, height), flags: 0 };
        pair.server.resize(width, height, Layout(vec![screen])).unwrap();
        pair.rest();
        pair.assert_same();
        assert!(pair.seen.contains(&viewer::Event::Layout(Layout(vec![screen]))));
    }
}

#[test]
fn a_viewer_may_ask_for_a_size() {
    let mut pair = Pair::new(with(Encoding::TIGHT, Quality::Auto));
    let layout = Layout(vec![Screen { id: 0, rect: Rect::sized(320, 200), flags: 0 }]);
    assert!(pair.viewer.set_desktop_size(320, 200, layout.clone()));
    pair.exchange();
    let asked = server::Event::SetDesktopSize { width: 320, height: 200, layout: layout.clone() };
    assert_eq!(pair.said.last(), Some(&asked));
    pair.server.refuse_desktop_size();
    pair.rest();
    assert!(pair.seen.contains(&viewer::Event::ResizeRefused(1)));
    assert!(pair.viewer.set_desktop_size(320, 200, layout.clone()));
    pair.exchange();
    pair.screen = Framebuffer::new(320, 200).unwrap();
    pair.server.resize(320, 200, layout).unwrap();
    pair.rest();
    pair.assert_same();
    let outside = Layout(vec![Screen { id: 0, rect: Rect::sized(9_999, 200), flags: 0 }]);
    assert!(pair.viewer.set_desktop_size(320, 200, outside));
    pair.rest();
    assert!(pair.seen.contains(&viewer::Event::ResizeRefused(3)));
}

#[test]
fn input_comes_out_as_it_went_in() {
    let mut pair = Pair::new(viewer::Config::default());
    pair.said.clear();
    pair.viewer.pointer(5, 100, 200);
    pair.viewer.key(true, 0x61, Some(30));
    pair.viewer.key(false, 0x61, None);
    pair.viewer.annotate(Annotation::Laser { x: 1, y: 2 });
    pair.exchange();
    let expected = [
        server::Event::Pointer { buttons: 5, x: 100, y: 200 },
        server::Event::Key { down: true, keysym: 0x61, scancode: Some(30) },
        server::Event::Key { down: false, keysym: 0x61, scancode: None },
        server::Event::Annotation(Annotation::Laser { x: 1, y: 2 }),
    ];
    assert_eq!(pair.said, expected);
}

#[test]
fn all_that_is_not_pixels_is_told() {
    let mut pair = Pair::new(viewer::Config::default());
    pair.seen.clear();
    let pixels = vec![0xff10_2030, 0x8008_1018, 0, 0xffff_ffff];
    let cursor = server::Cursor { width: 2, height: 2, hot_x: 1, hot_y: 0, pixels };
    pair.server.set_cursor(Some(cursor));
    pair.server.set_state(ScreenState::Protected);
    pair.server.set_name("another name");
    pair.server.set_leds(Leds { caps: true, ..Leds::default() });
    pair.server.set_pointer(11, 12);
    pair.server.bell();
    pair.rest();
    let told = |test: &dyn Fn(&viewer::Event) -> bool| pair.seen.iter().any(test);
    assert!(told(&|event| matches!(event, viewer::Event::Cursor(Some(_)))));
    assert!(told(&|event| *event == viewer::Event::Name("another name".into())));
    assert!(told(&|event| *event == viewer::Event::Led(4)));
    assert!(told(&|event| *event == viewer::Event::CursorMoved { x: 11, y: 12 }));
    assert!(told(&|event| *event == viewer::Event::Bell));
}

#[test]
fn text_goes_both_ways() {
    let text = "žluťoučký\nkůň 🐎";
    let mut pair = Pair::new(viewer::Config::default());
    pair.server.cut_text(text);
    pair.exchange();
    assert!(pair.seen.contains(&viewer::Event::CutText(text.into())), "{:?}", pair.seen);
    assert!(pair.viewer.cut_text(text));
    pair.exchange();
    if pair.said.contains(&server::Event::ClipboardOffered) {
        pair.server.request_text();
        pair.exchange();
    }
    assert!(pair.said.contains(&server::Event::CutText(text.into())), "{:?}", pair.said);
    assert!(pair.server.offer_text());
    pair.exchange();
    assert!(pair.seen.contains(&viewer::Event::ClipboardOffer));
    assert!(pair.viewer.request_clipboard());
    pair.exchange();
    assert!(pair.said.contains(&server::Event::ClipboardRequested));
    pair.server.cut_text("fetched");
    pair.exchange();
    assert!(pair.seen.contains(&viewer::Event::CutText("fetched".into())));
}

#[test]
fn frames_are_acknowledged() {
    let mut pair = Pair::new(viewer::Config::default());
    pair.said.clear();
    pair.paint(Rect::new(0, 0, 50, 50), Paint::Solid(7));
    let info = pair.step().unwrap();
    let acknowledged = server::Event::Acknowledged { frame: info.frame, delay: Duration::ZERO };
    assert_eq!(pair.said, [acknowledged]);
}

#[test]
fn only_what_is_looked_at_is_sent() {
    let mut pair = Pair::new(with(Encoding::TIGHT, Quality::Lossless));
    let part = Rect::new(100, 100, 64, 64);
    pair.viewer.set_region(Some(part));
    pair.rest();
    assert_eq!(pair.said.last(), Some(&server::Event::Region(part)));
    pair.paint(Rect::new(0, 0, WIDTH, HEIGHT), Paint::Noise(4));
    let pixels: usize = pair.rest().iter().map(|update| update.pixels).sum();
    assert_eq!(pixels, part.area());
    pair.viewer.set_region(None);
    pair.rest();
    pair.assert_same();
}

#[derive(Clone, Debug)]
enum Happening {
    Paint(Rect, Paint),
    Scroll((u16, u16), Rect),
    Step,
    Full,
    Region(Option<Rect>),
    Quality(u8),
    Resize(u16, u16),
}

fn rect() -> impl Strategy<Value = Rect> {
    (0..WIDTH - 1, 0..HEIGHT - 1).prop_flat_map(|(x, y)| {
        (1..=WIDTH - x, 1..=HEIGHT - y).prop_map(move |(width, height)| Rect::new(x, y, width, height))
    })
}

fn happening() -> impl Strategy<Value = Happening> {
    let paint = prop_oneof![
        any::<u32>().prop_map(Paint::Solid),
        any::<u32>().prop_map(Paint::Text),
        any::<u32>().prop_map(Paint::Noise),
    ];
    prop_oneof![
        4 => (rect(), paint).prop_map(|(rect, paint)| Happening::Paint(rect, paint)),
        3 => (0..200u16, 0..200u16, rect()).prop_map(|(x, y, to)| Happening::Scroll((x, y), to)),
        4 => Just(Happening::Step),
        1 => Just(Happening::Full),
        1 => proptest::option::of(rect()).prop_map(Happening::Region),
        1 => (0..10u8).prop_map(Happening::Quality),
        1 => (1..WIDTH, 1..HEIGHT).prop_map(|(width, height)| Happening::Resize(width, height)),
    ]
}

fn happen(pair: &mut Pair, happening: Happening) {
    match happening {
        Happening::Paint(rect, paint) => pair.paint(rect, paint),
        Happening::Scroll(from, to) => pair.scroll(from, to),
        Happening::Step => drop(pair.step()),
        Happening::Full => pair.viewer.request_full(),
        Happening::Region(region) => {
            pair.viewer.set_region(region.map(|part| part.intersection(pair.screen.bounds())));
        }
        Happening::Quality(level) => pair.viewer.set_quality(Quality::Jpeg(level)),
        Happening::Resize(width, height) => {
            pair.viewer.set_region(None);
            pair.screen = Framebuffer::new(width, height).unwrap();
            pair.server.resize(width, height, Layout::default()).unwrap();
        }
    }
}

fn config() -> impl Strategy<Value = (Encoding, bool, bool)> {
    (
        proptest::sample::select(vec![Encoding::TIGHT, Encoding::ZRLE, Encoding::RAW]),
        any::<bool>(),
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happens_the_viewer_ends_with_the_screen(
        (prefer, video, native) in config(),
        happenings in proptest::collection::vec(happening(), 1..40),
    ) {
        let base = if video { with_video() } else { viewer::Config::default() };
        let deep = PixelFormat { shift: [0, 8, 16], ..PixelFormat::NATIVE };
        let pixels = if native { Pixels::Native } else { Pixels::Like(deep) };
        let mut pair = Pair::new(viewer::Config { prefer, pixels, ..base });
        pair.server.set_motion_encoder(Some(Box::new(Copyist)));
        for happening in happenings {
            happen(&mut pair, happening);
        }
        pair.viewer.set_region(None);
        pair.rest();
        pair.assert_same();
    }
}
