//! How fast bytes go through: run with `--release -- --ignored --nocapture throughput`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use farhand_rfb::message::ClientMessage;
use farhand_rfb::relay::{Output, Pass};
use farhand_rfb::{Encoding, Rect};

use crate::client_messages::bytes;
use crate::joined::{ALL, HEIGHT, Joined, WIDTH};
use crate::server_messages::update;

const READ: usize = 64 * 1024;
const TIME: Duration = Duration::from_millis(500);

/// The time that this thread was on a processor, where the system tells; so a busy machine does not
/// bend the figures.
fn busy() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Sends the bytes again and again in pieces as a socket gives them; the output is copied on.
fn measure(name: &str, said: &[u8], mut take: impl FnMut(&[u8], &mut Output) -> Pass) {
    let mut out = Output::default();
    let mut written = 0;
    let (begun, busy_before) = (Instant::now(), busy());
    let mut rounds = 0;
    while begun.elapsed() < TIME {
        rounds += 1;
        for piece in said.chunks(READ) {
            if take(piece, &mut out) == Pass::Whole {
                written += black_box(piece).len();
            }
            written += out.to_viewer.len() + out.to_device.len();
            out.to_viewer.clear();
            out.to_device.clear();
        }
    }
    let took = busy().zip(busy_before).map_or(begun.elapsed(), |(after, before)| after - before);
    let rate = (rounds * said.len()) as f64 / took.as_secs_f64() / 1e6;
    println!("{name:32} {rate:10.0} MB/s");
    assert_eq!(written, rounds * said.len());
}

fn down(name: &str, encoding: Encoding, body: &[u8], copies: usize) {
    let mut joined = Joined::begun(ALL);
    let rect = (Rect::sized(WIDTH, HEIGHT), encoding, body.to_vec());
    let said = update(&vec![rect; copies]);
    measure(name, &said, |bytes, out| joined.splice.device(bytes, out).unwrap());
}

fn up(name: &str, messages: &[ClientMessage]) {
    let mut joined = Joined::begun(ALL);
    let said = bytes(messages);
    measure(name, &said, |bytes, out| joined.splice.viewer(bytes, out).unwrap());
}

#[test]
#[ignore = "a measurement"]
fn throughput() {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    down("down, raw", Encoding::RAW, &vec![7; width * height * 4], 64);
    let tight = [&[0x00, 0x80, 0x40][..], &vec![7; 0x2000]].concat();
    down("down, tight of 8 KiB", Encoding::TIGHT, &tight, 256);
    let tiles = width.div_ceil(16) * height.div_ceil(16);
    down(
        "down, hextile of 12-byte tiles",
        Encoding::HEXTILE,
        &[0x0e, 1, 2, 3, 4, 5, 6, 7, 8, 1, 9, 9].repeat(tiles),
        256,
    );
    down("down, copy", Encoding::COPY_RECT, &[0; 4], 60_000);
    let pointer = |x| ClientMessage::Pointer { buttons: 0, x, y: 7 };
    up("up, pointer", &(0..60_000).map(pointer).collect::<Vec<_>>());
    let key = |n: u32| ClientMessage::Key { down: n.is_multiple_of(2), keysym: 97 };
    up("up, keys", &(0..60_000).map(key).collect::<Vec<_>>());
    up("up, clipboard of 1 MiB", &[ClientMessage::CutText(vec![7; 1 << 20])]);
    up("up, clipboard of 60 KiB", &[ClientMessage::CutText(vec![7; 60_000])]);
}
