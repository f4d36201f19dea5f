//! A video is played over a line, to a viewer: what rate it gets.

use std::collections::VecDeque;
use std::time::Duration;

use crate::server::pace::{Flight, Pace};

/// Bits in a second that the video needs.
const NEEDS: u64 = 9_000_000;
/// Milliseconds between its pictures.
const BEAT: u64 = 33;
/// Milliseconds to the viewer, and back.
const WAY: u64 = 10;

/// An encoder that keeps to its rate by the pictures' times, and begins anew with another rate.
#[derive(Default)]
struct Encoder {
    bits: u64,
    last: u64,
}

impl Encoder {
    /// Bytes of the next picture.
    fn encode(&mut self, rate: u64, now: u64) -> u64 {
        let right = rate.min(NEEDS);
        let most = if right < NEEDS { 15 } else { 11 };
        let keeps = right * 10 >= self.bits * 8 && right * 10 <= self.bits * most;
        let factor = if keeps { 1 } else { 4 };
        self.bits = if keeps { self.bits } else { right };
        let since = (now - self.last).min(100);
        self.last = now;
        self.bits * since * factor / 8_000
    }
}

/// The encoder's rate in each millisecond of so many seconds. The line takes so many bits in a second
/// at a time; the viewer so many milliseconds for a picture.
fn play(seconds: u64, line: impl Fn(u64) -> u64, mut viewer: impl FnMut() -> u64) -> Vec<u64> {
    let mut pace = Pace::new(60);
    pace.use_fences(true);
    let (mut encoder, mut rates, mut under_way) = (Encoder::default(), Vec::new(), VecDeque::new());
    let (mut frame, mut fresh, mut line_free, mut viewer_free) = (0, false, 0, 0);
    for now in 0..seconds * 1_000 {
        while under_way.front().is_some_and(|(_, arrives)| *arrives <= now) {
            let (number, _) = under_way.pop_front().unwrap();
            pace.acknowledged(number, Duration::from_millis(now));
        }
        fresh |= now.is_multiple_of(BEAT);
        if fresh && pace.is_open(Duration::from_millis(now)) {
            (frame, fresh) = (frame + 1, false);
            // A viewer is told of the screen first, which is little.
            let (bytes, video) =
                if frame == 1 { (100, 0) } else { (encoder.encode(pace.rate().into(), now), 1_920 * 1_080) };
            line_free = now.max(line_free) + bytes * 8_000 / line(now);
            let takes = if video == 0 { 1 } else { viewer() };
            viewer_free = viewer_free.max(line_free + WAY) + takes;
            under_way.push_back((frame, viewer_free + WAY));
            pace.sent(Flight { frame, bytes: bytes as usize, video, sent: Duration::from_millis(now) });
        }
        rates.push(encoder.bits);
    }
    rates
}

/// Milliseconds that differ from picture to picture, up to twice `mean`, as on a machine that has too
/// much to do.
fn now_and_then(mean: u64) -> impl FnMut() -> u64 {
    let mut seed = 7u64;
    move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % (2 * mean)
    }
}

/// The mean of a span of seconds, in kilobits in a second.
fn mean(rates: &[u64], from: usize, to: usize) -> u64 {
    let span = &rates[from * 1_000..to * 1_000];
    span.iter().sum::<u64>() / span.len() as u64 / 1_000
}

#[test]
fn a_slow_line_gets_nearly_what_it_takes() {
    for line in [500_000, 2_000_000, 5_000_000] {
        let rates = play(60, |_| line, || 5);
        for from in [10, 30, 50] {
            let (mean, line) = (mean(&rates, from, from + 10), line / 1_000);
            assert!((line * 6 / 10..line * 11 / 10).contains(&mean), "{mean} of {line} kbit/s from {from} s");
        }
    }
}

/// The milliseconds that a viewer takes for each picture.
type Viewer = Box<dyn FnMut() -> u64>;

#[test]
fn a_slow_viewer_gets_what_the_video_needs() {
    let viewers: [(&str, Viewer); 5] = [
        ("quick", Box::new(|| 5)),
        ("slow", Box::new(|| 60)),
        ("very slow", Box::new(|| 250)),
        ("now and then slow", Box::new(now_and_then(40))),
        ("now and then very slow", Box::new(now_and_then(120))),
    ];
    for (name, viewer) in viewers {
        let rates = play(60, |_| 100_000_000, viewer);
        for from in [0, 20, 40] {
            let mean = mean(&rates, from, from + 20);
            assert!(mean >= NEEDS * 8 / 10_000, "{name}: {mean} kbit/s from {from} s");
        }
    }
}

#[test]
fn a_slow_viewer_on_a_slow_line_gets_what_the_line_takes() {
    let rates = play(60, |_| 2_000_000, || 60);
    let mean = mean(&rates, 20, 60);
    assert!((1_000..2_200).contains(&mean), "{mean} kbit/s");
}

#[test]
fn a_line_that_recovers_is_used_again_in_a_few_seconds() {
    for viewer in [5, 60] {
        let rates = play(40, |now| if now < 20_000 { 2_000_000 } else { 100_000_000 }, || viewer);
        let (slow, again) = (mean(&rates, 15, 20), mean(&rates, 30, 40));
        assert!(slow < 2_300, "{slow} kbit/s on a slow line, viewer of {viewer} ms");
        assert!(again >= NEEDS * 7 / 10_000, "{again} kbit/s again, viewer of {viewer} ms");
    }
}

#[test]
fn a_line_that_becomes_slow_is_noticed_soon() {
    let rates = play(30, |now| if now < 15_000 { 100_000_000 } else { 1_000_000 }, || 5);
    let (quick, slow) = (mean(&rates, 1, 15), mean(&rates, 22, 30));
    assert_eq!(quick, NEEDS / 1_000);
    assert!((500..1_200).contains(&slow), "{slow} kbit/s");
}
