//! What devices say, made up: every encoding, with bodies that have the right form and no meaning.

use farhand_rfb::message::fence;
use farhand_rfb::{Encoding, Rect};
use proptest::prelude::*;

use crate::joined::{HEIGHT, WIDTH};

/// An update with these rectangles.
pub fn update(rects: &[(Rect, Encoding, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend_from_slice(&(rects.len() as u16).to_be_bytes());
    rects.iter().for_each(|(rect, encoding, body)| bytes.extend(rectangle(*rect, *encoding, body)));
    bytes
}

fn rectangle(rect: Rect, encoding: Encoding, body: &[u8]) -> Vec<u8> {
    let head = [rect.x, rect.y, rect.width, rect.height].map(u16::to_be_bytes).concat();
    [&head[..], &encoding.0.to_be_bytes(), body].concat()
}

/// An update that announces everything that a device can announce by rectangles.
pub fn announcements() -> Vec<u8> {
    update(&[
        (Rect::default(), Encoding::QEMU_EXTENDED_KEY, vec![]),
        (Rect::sized(WIDTH, HEIGHT), Encoding::EXTENDED_DESKTOP_SIZE, vec![0; 4]),
        (Rect::new(0, 1, 0, 0), Encoding::FARHAND, vec![]),
    ])
}

/// `ServerCutText` in Latin-1.
pub fn cut_text(text: &[u8]) -> Vec<u8> {
    [&[3, 0, 0, 0], &(text.len() as u32).to_be_bytes()[..], text].concat()
}

/// `ServerCutText` that says which formats the device takes.
pub fn capabilities() -> Vec<u8> {
    [&[3, 0, 0, 0], &(-8_i32).to_be_bytes()[..], &[0x1f, 0, 0, 1, 0, 1, 0, 0]].concat()
}

/// `ServerFence`.
pub fn server_fence(flags: u32, payload: &[u8]) -> Vec<u8> {
    [&[248, 0, 0, 0], &flags.to_be_bytes()[..], &[payload.len() as u8], payload].concat()
}

/// A message, and whether it is what the customer has copied.
pub fn message() -> impl Strategy<Value = (Vec<u8>, bool)> {
    let data = || prop::collection::vec(any::<u8>(), 0..200);
    let passes = prop_oneof![
        6 => prop::collection::vec(rectangles(), 1..5).prop_map(|rects| update(&rects)),
        1 => prop::collection::vec(rectangles(), 0..3).prop_map(|rects| {
            let mut bytes = update(&rects);
            bytes[2..4].fill(255);
            [bytes, rectangle(Rect::default(), Encoding::LAST_RECT, &[])].concat()
        }),
        1 => (0_u16..5).prop_map(|n| [&[1, 0, 0, 0][..], &n.to_be_bytes(), &vec![7; 6 * usize::from(n)]].concat()),
        1 => Just(vec![2]),
        1 => Just(vec![150]),
        1 => Just(capabilities()),
        1 => prop::collection::vec(any::<u8>(), 0..64).prop_map(|payload| server_fence(fence::REQUEST, &payload)),
    ];
    prop_oneof![
        5 => passes.prop_map(|bytes| (bytes, false)),
        1 => data().prop_map(|text| (cut_text(&text), true)),
    ]
}

/// A rectangle in any encoding, in a format of four bytes (three, where those are enough).
fn rectangles() -> impl Strategy<Value = (Rect, Encoding, Vec<u8>)> {
    let rect = (0..WIDTH, 0..HEIGHT).prop_flat_map(|(x, y)| {
        (1..=(WIDTH - x).min(40), 1..=(HEIGHT - y).min(40)).prop_map(move |(width, height)| Rect {
            x,
            y,
            width,
            height,
        })
    });
    (rect, any::<u64>(), 0_usize..24).prop_map(|(rect, seed, kind)| {
        let (encoding, body) = body(rect, &mut Seeded(seed), kind);
        (rect, encoding, body)
    })
}

/// Numbers that look like chance.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}

fn body(rect: Rect, by: &mut Seeded, kind: usize) -> (Encoding, Vec<u8>) {
    let (area, mask) = (rect.area(), usize::from(rect.width.div_ceil(8)) * usize::from(rect.height));
    let n = by.below(50);
    let counted =
        |by: &mut Seeded, bytes: usize| [(n as u32).to_be_bytes().to_vec(), by.bytes(bytes)].concat();
    match kind {
        0 => (Encoding::RAW, by.bytes(area * 4)),
        1 => (Encoding::COPY_RECT, by.bytes(4)),
        2 => (Encoding::RRE, counted(by, 4 + n * 12)),
        3 => (Encoding::CORRE, counted(by, 4 + n * 8)),
        4 | 5 => (Encoding::HEXTILE, tiles(rect, by, hextile)),
        6 => (Encoding::ZLIB, counted(by, n)),
        7 => (Encoding::ZRLE, counted(by, n)),
        8..=11 => (Encoding::TIGHT, tight(rect, by)),
        12 => (Encoding::TIGHT_PNG, [vec![0xa0], packed(by, n)].concat()),
        13 | 14 => {
            let mut palette = 0;
            (Encoding::TRLE, tiles(rect, by, |by, area| trle(by, area, &mut palette)))
        }
        15 => (Encoding::H264, counted(by, 4 + n)),
        16 => (Encoding::CURSOR, by.bytes(area * 4 + mask)),
        17 => (Encoding::X_CURSOR, by.bytes(6 + 2 * mask)),
        18 => (Encoding::CURSOR_WITH_ALPHA, [vec![0; 4], by.bytes(area * 4)].concat()),
        19 => (Encoding::VMWARE_CURSOR, [vec![0, 0], by.bytes(area * 8)].concat()),
        20 => (Encoding::VMWARE_CURSOR, [vec![1, 0], by.bytes(area * 4)].concat()),
        21 => (Encoding::VMWARE_LED_STATE, by.bytes(4)),
        22 => (Encoding::DESKTOP_NAME, counted(by, n)),
        _ => (Encoding::QEMU_LED_STATE, by.bytes(1)),
    }
}

fn tiles(
    rect: Rect,
    by: &mut Seeded,
    mut tile: impl FnMut(&mut Seeded, (usize, usize)) -> Vec<u8>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    for y in (0..rect.height).step_by(16) {
        for x in (0..rect.width).step_by(16) {
            let size = (usize::from((rect.width - x).min(16)), usize::from((rect.height - y).min(16)));
            bytes.extend(tile(by, size));
        }
    }
    bytes
}

fn hextile(by: &mut Seeded, (width, height): (usize, usize)) -> Vec<u8> {
    let says = by.below(32) as u8;
    if says & 1 != 0 {
        return [vec![says], by.bytes(width * height * 4)].concat();
    }
    let colours = usize::from(says & 2 != 0) + usize::from(says & 4 != 0);
    let mut bytes = [vec![says], by.bytes(colours * 4)].concat();
    if says & 8 != 0 {
        let n = by.below(20);
        bytes.push(n as u8);
        bytes.extend(by.bytes(n * if says & 16 != 0 { 6 } else { 2 }));
    }
    bytes
}

/// Data with their length before them, in seven bits each.
fn packed(by: &mut Seeded, n: usize) -> Vec<u8> {
    let length = match n {
        0..0x80 => vec![n as u8],
        0x80..0x4000 => vec![n as u8 | 0x80, (n >> 7) as u8],
        _ => vec![n as u8 | 0x80, (n >> 7) as u8 | 0x80, (n >> 14) as u8],
    };
    [length, by.bytes(n)].concat()
}

fn tight(rect: Rect, by: &mut Seeded) -> Vec<u8> {
    let stream = by.below(4) as u8;
    let n = [5, 300, 20_000][by.below(3)];
    let data = |by: &mut Seeded, size: usize| if size < 12 { by.bytes(size) } else { packed(by, n) };
    let colours = 1 + by.below(256);
    let size = if colours <= 2 {
        usize::from(rect.width.div_ceil(8)) * usize::from(rect.height)
    } else {
        rect.area()
    };
    match by.below(6) {
        0 => [vec![0x80], by.bytes(3)].concat(),
        1 => [vec![0x90], packed(by, n)].concat(),
        2 => [vec![stream << 4 | 0x0f], data(by, rect.area() * 3)].concat(),
        3 => [vec![0x40 | stream << 4, 2], data(by, rect.area() * 3)].concat(),
        4 => [vec![0xa0], data(by, rect.area() * 3)].concat(),
        _ => {
            [vec![0x40 | stream << 4, 1, (colours - 1) as u8], by.bytes(colours * 3), data(by, size)].concat()
        }
    }
}

fn trle(by: &mut Seeded, (width, height): (usize, usize), palette: &mut usize) -> Vec<u8> {
    let indices = |by: &mut Seeded, colours: usize| {
        let bits = [1, 2, 2, 4][colours.clamp(2, 5) - 2];
        by.bytes((width * bits).div_ceil(8) * height)
    };
    match by.below(7) {
        0 => [vec![0], by.bytes(width * height * 3)].concat(),
        1 => [vec![1], by.bytes(3)].concat(),
        2 => {
            *palette = 2 + by.below(15);
            [vec![*palette as u8], by.bytes(*palette * 3), indices(by, *palette)].concat()
        }
        3 if (2..=16).contains(palette) => [vec![127], indices(by, *palette)].concat(),
        4 => [vec![128], runs(by, width * height, 3)].concat(),
        5 if *palette >= 2 => [vec![129], runs(by, width * height, 1)].concat(),
        _ => {
            *palette = 2 + by.below(126);
            [vec![128 + *palette as u8], by.bytes(*palette * 3), runs(by, width * height, 1)].concat()
        }
    }
}

/// Runs that make up so many pixels: `head` bytes of colour, or one that may stand for itself.
fn runs(by: &mut Seeded, mut left: usize, head: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while left > 0 {
        if head == 1 && by.below(2) == 0 {
            bytes.push(by.below(128) as u8);
            left -= 1;
            continue;
        }
        let run = 1 + by.below(left);
        bytes.extend(by.bytes(head - 1));
        bytes.push(128 + by.below(128) as u8);
        bytes.extend(vec![255; (run - 1) / 255]);
        bytes.push(((run - 1) % 255) as u8);
        left -= run;
    }
    bytes
}
