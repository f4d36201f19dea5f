//! What the device says, table by table.

use farhand_rfb::{Encoding, Error, Rect};

use crate::joined::{ALL, HEIGHT, Joined, WIDTH};
use crate::server_messages::update;

fn after(bytes: &[u8]) -> Result<Joined, Error> {
    let mut joined = Joined::begun(ALL);
    joined.device(bytes).map(|()| joined)
}

#[test]
fn the_desktop_follows_its_size_and_name() {
    let name = [&[0, 0, 0, 4][..], b"desk"].concat();
    let joined = after(&update(&[
        (Rect::sized(640, 480), Encoding::DESKTOP_SIZE, vec![]),
        (Rect::sized(640, 480), Encoding::RAW, vec![0; 640 * 480 * 4]),
        (Rect::default(), Encoding::DESKTOP_NAME, name),
    ]));
    let joined = joined.unwrap();
    let desktop = joined.splice.desktop().unwrap();
    assert_eq!((desktop.width, desktop.height, &desktop.name[..]), (640, 480, "desk"));
    assert_eq!(joined.splice.counts().updates, 1);
    // This viewer's wish for another size is refused (y is 1): the size stays.
    let joined = after(&update(&[(Rect::new(1, 1, 9, 9), Encoding::EXTENDED_DESKTOP_SIZE, vec![0; 4])]));
    assert_eq!(joined.unwrap().splice.desktop().unwrap().width, WIDTH);
}

#[test]
fn what_cannot_be_is_refused() {
    let one = |rect: Rect, encoding: i32, body: &[u8]| update(&[(rect, Encoding(encoding), body.to_vec())]);
    let outside = Rect::new(WIDTH - 1, 0, 2, 1);
    let tile = Rect::sized(16, 16);
    let huge = [0xff; 4];
    let cases = [
        (vec![9], Error::Message(9)),
        (vec![3, 0, 0, 0, 0x7f, 0, 0, 0], Error::Limit("the clipboard")),
        (vec![248, 0, 0, 0, 0, 0, 0, 0, 65], Error::Limit("a fence")),
        (one(outside, 0, b""), Error::Outside(outside)),
        (one(outside, 7, b""), Error::Outside(outside)),
        (one(Rect::sized(1, 1), 21, b""), Error::Encoding(21)),
        (one(Rect::sized(1, 1), -1234, b""), Error::Encoding(-1234)),
        (one(Rect::sized(1, HEIGHT), 16, &huge), Error::Limit("a rectangle's data")),
        (one(Rect::sized(1, 1), 2, &huge), Error::Limit("a rectangle's data")),
        (one(Rect::sized(1, 1), 50, &huge), Error::Limit("a rectangle's data")),
        (one(Rect::sized(1, 1), -307, &huge), Error::Limit("the desktop's name")),
        (one(Rect::sized(65535, 65535), -239, b""), Error::Size { width: 65535, height: 65535 }),
        (one(Rect::sized(65535, 65535), -223, b""), Error::Size { width: 65535, height: 65535 }),
        (one(tile, 7, &[0xf0]), Error::Data("a Tight rectangle")),
        (one(tile, 7, &[0x40, 3]), Error::Data("a Tight rectangle")),
        (one(tile, -260, &[0x00]), Error::Data("a Tight rectangle")),
        (one(tile, 15, &[17]), Error::Data("a TRLE rectangle")),
        (one(tile, 15, &[129]), Error::Data("a TRLE rectangle")),
        (one(tile, 15, &[127]), Error::Data("a TRLE rectangle")),
        (one(tile, 15, &[128, 1, 2, 3, 255, 255]), Error::Data("a TRLE rectangle")),
        (one(tile, 15, &[128, 1, 2, 3, 255, 1]), Error::Data("a TRLE rectangle")),
    ];
    for (bytes, error) in cases {
        for piece in [1, 10_000] {
            let mut joined = Joined::begun(ALL);
            let result = bytes.chunks(piece).try_for_each(|bytes| joined.device(bytes));
            assert_eq!(result, Err(error.clone()), "{bytes:?}");
        }
    }
}
