//! What a hostile agent can cost the hub: memory and time are bounded. A process of its own, because
//! its memory is measured.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use std::io::Write;
use std::time::{Duration, Instant};

use farhand_rfb::relay::{Allowed, Hub};
use farhand_rfb::viewer::{Config, Event};
use farhand_rfb::{Encoding, Error, Rect, limits};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use viewer_support::{events, hello, one, ready, rect, update};

const ALL: Allowed = Allowed { view: true, control: true, clipboard: true, drives: true, only_sees: false };
/// Bytes that none of the attacks here may cost, far below what each would cost without bounds.
const MOST_BYTES: usize = 160 * 1024 * 1024;

/// A hub between an agent with a picture of this size and a viewer that has signed in, and another one.
fn hub(width: u16, height: u16) -> Hub {
    let (mut hub, mut to_agent) = (Hub::new(), Vec::new());
    let (version, rest) = (&hello(width, height)[..12], &hello(width, height)[12..]);
    hub.join(1, ALL, &mut to_agent).unwrap();
    hub.agent(version, &mut to_agent).unwrap();
    hub.viewer(1, b"RFB 003.008\n\x01\x01", Duration::ZERO, &mut to_agent).unwrap();
    hub.agent(rest, &mut to_agent).unwrap();
    hub.join(2, ALL, &mut to_agent).unwrap();
    hub
}

/// Takes all that is said, as if time was no matter; answers the longest that one portion took.
fn follow(hub: &mut Hub, said: &[u8]) -> Duration {
    let mut longest = Duration::ZERO;
    for piece in said.chunks(256 * 1024) {
        hub.agent(piece, &mut Vec::new()).unwrap();
        let _ = hub.take_output(1);
    }
    while let Some(at) = hub.follows_at() {
        let began = Instant::now();
        hub.follow(at, &mut Vec::new()).unwrap();
        longest = longest.max(began.elapsed());
        let _ = hub.take_output(2);
    }
    longest
}

/// The most memory that this process has had so far; none where the system does not tell.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024)
}

/// A text that is a thousand times larger than it comes.
fn bomb() -> Vec<u8> {
    let length = limits::CLIPBOARD_BYTES;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&length.to_be_bytes()).unwrap();
    encoder.write_all(&vec![b'x'; length as usize]).unwrap();
    let packed = encoder.finish().unwrap();
    let size = -(packed.len() as i32 + 4);
    [&[3, 0, 0, 0][..], &size.to_be_bytes(), &0x1000_0001_u32.to_be_bytes(), &packed].concat()
}

#[test]
fn an_agent_cannot_fill_the_memory() {
    let before = peak().unwrap_or_default();
    let bombs = bomb().repeat(64);
    let mut hub = hub(64, 64);
    follow(&mut hub, &bombs);
    hub.hold(2, true, &mut Vec::new());
    follow(&mut hub, &bombs);
    follow(&mut hub, &vec![2; 4 * 1024 * 1024]);
    follow(&mut hub, &[0, 0, 0, 0].repeat(1024 * 1024));
    assert!(peak().unwrap_or_default() < before + MOST_BYTES, "{:?} after {before}", peak());
}

#[test]
fn an_agent_cannot_keep_the_hub_busy() {
    let (width, height) = (3_840, 2_160);
    let copies = vec![rect(Rect::sized(width, height), Encoding::COPY_RECT, &[0; 4]); 10_000];
    let mut hub = hub(width, height);
    hub.agent(&update(&copies), &mut Vec::new()).unwrap();
    let began = Instant::now();
    let mut portions = 0;
    while hub.follows_at() == Some(Duration::ZERO) {
        hub.follow(Duration::ZERO, &mut Vec::new()).unwrap();
        portions += 1;
    }
    assert!((30..100).contains(&portions), "{portions}: a second's worth, one screen at a time");
    assert!(hub.unread() > 90_000 && began.elapsed() < Duration::from_secs(30));
    let later = hub.follows_at().unwrap();
    hub.follow(later, &mut Vec::new()).unwrap();
    assert!(hub.follows_at().unwrap() > later);
}

#[test]
fn a_picture_beyond_what_the_hub_keeps_is_passed_but_not_kept() {
    let (mut hub, mut to_agent) = (Hub::new(), Vec::new());
    let hello = hello(8_000, 8_000);
    hub.join(1, ALL, &mut to_agent).unwrap();
    hub.agent(&hello[..12], &mut to_agent).unwrap();
    hub.viewer(1, b"RFB 003.008\n\x01\x01", Duration::ZERO, &mut to_agent).unwrap();
    hub.agent(&hello[12..], &mut to_agent).unwrap();
    assert!(hub.take_output(1).ends_with(b"x"));
    assert!(matches!(hub.join(2, ALL, &mut to_agent), Err(Error::Size { .. })));
}

#[test]
fn rectangles_of_rre_cover_the_whole_only_so_often() {
    let inner = [&[0; 4][..], &[0, 0, 0, 0, 0, 32, 0, 32]].concat();
    let body = |count: u32| [&count.to_be_bytes()[..], &[0; 4], &inner.repeat(count as usize)].concat();
    let play = |count| {
        viewer_support::play(
            Config::default(),
            &one(Rect::sized(32, 32), Encoding::RRE, &body(count)),
            &[9999],
        )
    };
    assert_eq!(play(16).result, Ok(()));
    assert_eq!(play(17).result, Err(Error::Limit("what rectangles of RRE cover")));
}

#[test]
fn events_that_nobody_takes_are_thinned_out() {
    let (mut viewer, mut picture) = ready(Config::default(), 32, 32);
    let small = |x| update(&[rect(Rect::new(x, 3, 1, 1), Encoding::RAW, &[0; 4])]);
    for x in [5, 9] {
        viewer.receive(&[small(x), vec![2]].concat().repeat(1000), &mut picture).unwrap();
    }
    let events = events(&mut viewer);
    assert!(events.len() <= 1_024, "{}", events.len());
    let damage = events.iter().filter_map(|event| match event {
        Event::Damaged(rect) => Some(*rect),
        _ => None,
    });
    assert_eq!(damage.fold(Rect::default(), Rect::union), Rect::new(5, 3, 5, 1));
}
