use farhand_rfb::Rect;
use farhand_rfb::viewer::Cursor;

use super::read::Shown;
use super::write::{Batch, Care};
use crate::screen::viewport::Size;

fn tile(width: u16, pixels: &[u32], care: Care) -> (Shown, usize) {
    let mut batch = Batch::new(7);
    let size = Size { width, height: (pixels.len() / usize::from(width)) as u16 };
    batch.size(size, Rect::sized(width, size.height));
    let before = batch.len();
    batch.tile((0, 0), Rect::sized(width, size.height), pixels, care);
    let bytes = batch.len() - before;
    let mut shown = Shown::default();
    assert_eq!(shown.take(&batch.finish()), Ok(7));
    (shown, bytes)
}

/// Colours that are near each other and far from each other.
fn colour(i: usize) -> u32 {
    (i as u32).wrapping_mul(0x0001_03f7) & 0x00ff_ffff
}

#[test]
fn every_number_of_colours_comes_back_as_it_was() {
    for (width, height) in [(64, 64), (64, 1), (1, 64), (13, 7), (3, 64)] {
        for colours in [1, 2, 3, 4, 5, 16, 17, 127, 128, 129, 256, 257, 5000] {
            for spread in [1, 3, 97] {
                let pixels: Vec<u32> =
                    (0..width * height).map(|i| colour(i / spread * 31 % colours)).collect();
                let (shown, _) = tile(width as u16, &pixels, Care::Exact);
                assert!(shown.pixels == pixels, "{width}x{height}, {colours} colours in runs of {spread}");
            }
        }
    }
}

#[test]
fn what_programs_draw_is_small() {
    let check = |pixels: Vec<u32>, most: usize| {
        let (shown, bytes) = tile(64, &pixels, Care::Quick);
        assert_eq!((shown.rough, shown.pixels == pixels), (0, true));
        assert!(bytes <= most, "{bytes} bytes");
    };
    check(vec![3; 4096], 12);
    check((0..4096).map(|i| colour(i % 2)).collect(), 540);
    check((0..4096).map(|i| colour(i / 64)).collect(), 340);
    check((0..4096).map(|i| colour(i % 200)).collect(), 4720);
}

#[test]
fn a_photo_is_rough_at_first_and_close() {
    let photo = |i: usize| {
        let (x, y) = (i % 64, i / 64);
        let channel = |a: usize, b: usize| (128.0 + 100.0 * ((x * a + y * b) as f32 / 90.0).sin()) as u32;
        channel(3, 1) << 16 | channel(1, 2) << 8 | channel(2, 5)
    };
    let pixels: Vec<u32> = (0..4096).map(photo).collect();
    let (shown, bytes) = tile(64, &pixels, Care::Quick);
    assert_eq!((shown.rough, bytes), (1, 3 + 4 + 1 + 2560));
    let difference = |a: u32, b: u32| {
        let channel = |shift: u32| (a >> shift & 0xff).abs_diff(b >> shift & 0xff);
        [16, 8, 0].map(channel).into_iter().sum::<u32>()
    };
    let error: u32 = shown.pixels.iter().zip(&pixels).map(|(&a, &b)| difference(a, b)).sum();
    assert!(error / (3 * 4096) < 6, "{error}");
}

#[test]
fn rough_greys_keep_their_ends() {
    for (width, height) in [(64, 64), (5, 6), (1, 1)] {
        let pixels: Vec<u32> =
            (0..width * height).map(|i| if i % 3 == 0 { 0x00ff_ffff } else { 0 }).collect();
        let mut rough = vec![];
        super::rough::write(&pixels, width, &mut rough);
        let mut batch = Batch::new(1);
        batch.size(Size { width: width as u16, height: height as u16 }, Rect::default());
        let mut bytes = batch.finish();
        bytes.extend_from_slice(&[super::record::TILES, 1, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(&rough);
        let mut shown = Shown::default();
        shown.take(&bytes).unwrap();
        assert_eq!(shown.pixels, pixels);
    }
}

#[test]
fn records_of_all_kinds_follow_each_other() {
    let mut batch = Batch::new(9);
    batch.size(Size { width: 70, height: 2 }, Rect::new(5, 6, 140, 4));
    let mixed: Vec<u32> = (0..128).map(|i| u32::from(i == 63)).collect();
    batch.tile((0, 0), Rect::sized(64, 2), &mixed, Care::Exact);
    batch.cursor(Some(&Cursor { width: 1, height: 2, hot_x: 0, hot_y: 1, rgba: vec![9; 8] }));
    batch.tile((1, 0), Rect::new(64, 0, 6, 2), &[2; 12], Care::Exact);
    batch.cursor_at(3, 4);
    let mut shown = Shown::default();
    assert_eq!(shown.take(&batch.finish()), Ok(9));
    assert_eq!((shown.part, shown.tiles, shown.cursor_at), ([5, 6, 140, 4], 2, Some((3, 4))));
    assert_eq!(shown.cursor, Some(([1, 2, 0, 1], vec![9; 8])));
    assert_eq!((shown.pixels[63], shown.pixels[64], shown.pixels[139]), (1, 2, 2));
}

#[test]
fn broken_batches_are_refused_wherever_they_break() {
    let mut batch = Batch::new(9);
    batch.size(Size { width: 64, height: 64 }, Rect::sized(64, 64));
    let tile = Rect::sized(64, 64);
    batch.tile((0, 0), tile, &(0..4096).map(|i| colour(i / 5 % 60)).collect::<Vec<_>>(), Care::Exact);
    let whole = batch.finish();
    let ends = (4..whole.len()).filter(|&end| Shown::default().take(&whole[..end]).is_ok());
    // Only between records.
    assert_eq!(ends.collect::<Vec<_>>(), [4, 17]);
    let fill_outside = [0, 0, 0, 0, super::record::FILL, 0, 0, 0, 0, 1, 0, 1, 0, 1, 2, 3];
    assert!(Shown::default().take(&fill_outside).is_err());
    let tile_outside = [0, 0, 0, 0, super::record::TILES, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3];
    assert!(Shown::default().take(&tile_outside).is_err());
}

/// The interface's reader is tested with the same bytes (`ui/src/screen/batch.test.ts`).
/// `FARHAND_BLESS=1` writes the file anew.
#[test]
fn the_layout_is_pinned() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/screen/batches.json");
    let written = serde_json::to_string_pretty(&samples()).unwrap() + "\n";
    if std::env::var_os("FARHAND_BLESS").is_some() {
        std::fs::write(file, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), written, "the layout of batches has changed");
}

/// One picture of two tiles for each form.
fn samples() -> Vec<serde_json::Value> {
    type Pixel = fn(usize) -> u32;
    let kinds: [(&str, Care, Pixel); 8] = [
        ("one colour", Care::Exact, |_| 0x0012_3456),
        ("two colours", Care::Exact, |i| colour(i * i % 2 + i / 3 % 2)),
        ("four colours", Care::Exact, |i| colour(i * i * 7 % 4)),
        ("sixteen colours", Care::Exact, |i| colour(i * i * 7 % 13)),
        ("runs", Care::Exact, |i| colour(i / 50)),
        ("many colours", Care::Exact, |i| colour(i * 7 % 151)),
        ("every colour", Care::Exact, |i| colour(i * 5)),
        ("roughly", Care::Quick, |i| colour(i * 3)),
    ];
    let sample = |(name, care, pixel): &(&str, Care, Pixel)| {
        let (width, height) = (70, 9);
        let pixels: Vec<u32> = (0..width * height).map(pixel).collect();
        let mut batch = Batch::new(0x0102_0304);
        batch.size(Size { width: 70, height: 9 }, Rect::new(1, 2, 140, 18));
        for (column, x) in [(0, 0..64), (1, 64..70)] {
            let tile: Vec<u32> = pixels.chunks(width).flat_map(|row| &row[x.clone()]).copied().collect();
            let rect = Rect::new(x.start as u16, 0, x.len() as u16, 9);
            batch.tile((column, 0), rect, &tile, *care);
        }
        batch.cursor(Some(&Cursor { width: 2, height: 1, hot_x: 1, hot_y: 0, rgba: (1..9).collect() }));
        batch.cursor_at(300, 4);
        let bytes = batch.finish();
        let mut shown = Shown::default();
        shown.take(&bytes).unwrap();
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let seen: Vec<u8> = shown.pixels.iter().flat_map(|pixel| pixel.to_be_bytes()[1..].to_vec()).collect();
        serde_json::json!({ "name": name, "batch": hex(&bytes), "pixels": hex(&seen) })
    };
    kinds.iter().map(sample).collect()
}
