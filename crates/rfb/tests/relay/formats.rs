//! From which byte on a pixel format counts.

use farhand_rfb::message::{ClientMessage, fence};
use farhand_rfb::{Encoding, Error, PixelFormat, Rect};

use crate::client_messages::{bytes, read};
use crate::joined::{ALL, Joined};
use crate::server_messages::{server_fence, update};

const SMALL: PixelFormat = PixelFormat {
    bits_per_pixel: 16,
    depth: 16,
    max: [31, 63, 31],
    shift: [11, 5, 0],
    ..PixelFormat::NATIVE
};
const REQUEST: ClientMessage = ClientMessage::UpdateRequest { incremental: true, rect: Rect::sized(9, 9) };

fn set(format: PixelFormat) -> ClientMessage {
    ClientMessage::SetPixelFormat(format)
}

/// An update of one pixel of so many bytes, and a bell that is only heard if those were so many.
fn pixel(count: usize) -> Vec<u8> {
    [update(&[(Rect::sized(1, 1), Encoding::RAW, vec![1; count])]), vec![2]].concat()
}

#[test]
fn a_format_set_at_the_beginning_counts_at_once() {
    let mut joined = Joined::begun(ALL);
    joined.viewer(&bytes(&[set(SMALL), REQUEST])).unwrap();
    assert_eq!(read(&joined.to_device), [set(SMALL), REQUEST]);
    joined.device(&pixel(2)).unwrap();
    assert_eq!(joined.to_viewer, pixel(2));
}

#[test]
fn without_fences_it_waits_until_nothing_is_under_way() {
    let mut joined = Joined::begun(ALL);
    joined
        .viewer(&bytes(&[REQUEST, set(SMALL), REQUEST, ClientMessage::Key { down: true, keysym: 1 }]))
        .unwrap();
    assert_eq!(read(&joined.taken().1), [REQUEST, ClientMessage::Key { down: true, keysym: 1 }]);
    let (first, last) = (&pixel(4)[..19], &pixel(4)[19..]);
    joined.device(first).unwrap();
    assert_eq!(joined.to_device, b"");
    joined.device(last).unwrap();
    assert_eq!(read(&joined.taken().1), [set(SMALL), REQUEST]);
    joined.device(&pixel(2)).unwrap();
    assert_eq!(joined.to_viewer, pixel(2));
}

fn fence_sent(message: &ClientMessage) -> Vec<u8> {
    let ClientMessage::Fence { flags, payload } = message else { panic!("a fence comes first") };
    assert_eq!(flags & (fence::REQUEST | fence::SYNC_NEXT), fence::REQUEST | fence::SYNC_NEXT);
    payload.clone()
}

#[test]
fn with_fences_it_counts_from_the_answer_on() {
    let mut joined = Joined::begun(ALL);
    joined.device(&server_fence(fence::REQUEST, b"x")).unwrap();
    joined.viewer(&bytes(&[REQUEST, set(SMALL), REQUEST])).unwrap();
    let said = read(&joined.taken().1);
    assert_eq!((&said[0], &said[2..]), (&REQUEST, &[set(SMALL), REQUEST][..]));
    let answer = server_fence(fence::SYNC_NEXT, &fence_sent(&said[1]));
    joined.taken();
    let arrives = [pixel(4), answer, pixel(2)].concat();
    for byte in &arrives {
        joined.device(&[*byte]).unwrap();
    }
    assert_eq!(joined.to_viewer, [pixel(4), pixel(2)].concat(), "the answer is the relay's");
}

#[test]
fn the_viewers_own_fence_is_answered_in_its_own_words() {
    let mut joined = Joined::begun(ALL);
    joined.device(&server_fence(fence::REQUEST, b"x")).unwrap();
    joined.taken();
    let flags = fence::REQUEST | fence::SYNC_NEXT | fence::BLOCK_BEFORE;
    let own = ClientMessage::Fence { flags, payload: b"mine".to_vec() };
    joined.viewer(&bytes(&[REQUEST, own.clone(), set(SMALL)])).unwrap();
    let said = read(&joined.taken().1);
    assert_eq!((said.len(), &said[2]), (3, &set(SMALL)));
    let known = flags & fence::KNOWN;
    joined.device(&[server_fence(known, &fence_sent(&said[1])), pixel(2)].concat()).unwrap();
    assert_eq!(joined.taken().0, [server_fence(known, b"mine"), pixel(2)].concat());
    // Before anything else it goes on as it is.
    joined.viewer(&bytes(&[own.clone(), REQUEST])).unwrap();
    assert_eq!(read(&joined.taken().1), [own, REQUEST]);
}

#[test]
fn a_fence_of_the_relay_cannot_be_forged() {
    let mut joined = Joined::begun(ALL);
    joined.device(&server_fence(fence::REQUEST, b"x")).unwrap();
    joined.viewer(&bytes(&[REQUEST, set(SMALL)])).unwrap();
    let payload = fence_sent(&read(&joined.to_device)[1]);
    let forged = bytes(&[ClientMessage::Fence { flags: fence::REQUEST, payload: payload.clone() }]);
    assert_eq!(joined.viewer(&forged), Err(Error::Data("a fence")));
    let answer = server_fence(0, &payload);
    joined.device(&answer).unwrap();
    assert_eq!(joined.device(&answer), Err(Error::Data("the answer to a fence")));
}

#[test]
fn formats_that_servers_pack_differently_are_refused() {
    let mut joined = Joined::begun(ALL);
    let deep = PixelFormat { depth: 32, ..PixelFormat::NATIVE };
    assert_eq!(joined.viewer(&bytes(&[set(deep)])), Err(Error::PixelFormat));
}
