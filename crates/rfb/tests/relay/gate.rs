//! When the device may send updates.

use farhand_rfb::message::{ClientMessage, fence};
use farhand_rfb::relay::Allowed;
use farhand_rfb::{Encoding, Rect};

use crate::client_messages::{bytes, read};
use crate::joined::{ALL, Joined, LOOKING};
use crate::server_messages::{server_fence, update};

fn request(incremental: bool, rect: Rect) -> ClientMessage {
    ClientMessage::UpdateRequest { incremental, rect }
}

const LEFT: Rect = Rect::new(0, 0, 10, 10);
const RIGHT: Rect = Rect::new(20, 0, 10, 10);
const BOTH: Rect = Rect::new(0, 0, 30, 10);

fn pixel() -> Vec<u8> {
    update(&[(Rect::sized(1, 1), Encoding::RAW, vec![0; 4])])
}

#[test]
fn a_slow_viewers_requests_wait_as_one() {
    let mut joined = Joined::begun(ALL);
    joined.device(&server_fence(fence::REQUEST, b"")).unwrap();
    joined.taken();
    joined.hold(true);
    let answers = [1, 2].map(|n| ClientMessage::Fence { flags: 0, payload: vec![n] });
    joined.viewer(&bytes(&[request(true, LEFT), answers[0].clone(), request(false, RIGHT)])).unwrap();
    joined.viewer(&bytes(&[answers[1].clone(), ClientMessage::Key { down: true, keysym: 1 }])).unwrap();
    assert_eq!(read(&joined.taken().1), [ClientMessage::Key { down: true, keysym: 1 }], "input goes on");
    joined.hold(false);
    let [first, second] = answers;
    assert_eq!(read(&joined.taken().1), [first, second, request(false, BOTH)]);
    joined.hold(false);
    assert_eq!(joined.to_device, b"");
}

#[test]
fn answers_to_fences_wait_in_bounded_number() {
    let mut joined = Joined::begun(ALL);
    joined.device(&server_fence(fence::REQUEST, b"")).unwrap();
    joined.hold(true);
    let answers: Vec<_> = (0..100).map(|n| ClientMessage::Fence { flags: 0, payload: vec![n] }).collect();
    joined.viewer(&bytes(&answers)).unwrap();
    assert_eq!(read(&joined.to_device), answers[..36]);
    joined.hold(false);
    assert_eq!(read(&joined.to_device), answers);
}

#[test]
fn continuous_updates_pause_without_the_viewer_hearing_of_it() {
    let on = ClientMessage::ContinuousUpdates { enable: true, rect: LEFT };
    let off = ClientMessage::ContinuousUpdates { enable: false, rect: LEFT };
    let mut joined = Joined::begun(ALL);
    joined.device(&[150]).unwrap();
    assert_eq!(joined.taken().0, [150]);
    joined.viewer(&bytes(std::slice::from_ref(&on))).unwrap();
    joined.hold(true);
    joined.hold(false);
    joined.device(&[150]).unwrap();
    assert_eq!(read(&joined.to_device), [on.clone(), off.clone(), on]);
    assert_eq!(joined.taken().0, b"");
    joined.viewer(&bytes(&[off])).unwrap();
    joined.device(&[150]).unwrap();
    assert_eq!(joined.taken().0, [150]);
}

#[test]
fn nothing_is_asked_for_before_the_customer_lets_it_be_seen() {
    let encodings = ClientMessage::SetEncodings(vec![Encoding::TIGHT]);
    let mut joined = Joined::begun(Allowed::default());
    joined.viewer(&bytes(&[encodings.clone(), request(false, LEFT)])).unwrap();
    assert_eq!(joined.to_device, b"");
    joined.allow(LOOKING);
    assert_eq!(read(&joined.taken().1), [encodings, request(false, LEFT)]);
    joined.device(&pixel()).unwrap();
    assert_eq!(joined.to_viewer, pixel());
    assert!(!joined.splice.torn());
}

#[test]
fn the_picture_stops_in_the_middle_when_the_grant_ends() {
    let mut joined = Joined::begun(LOOKING);
    joined.device(&pixel()[..17]).unwrap();
    joined.allow(Allowed::default());
    joined.device(&pixel()[17..]).unwrap();
    joined.device(&pixel()).unwrap();
    assert_eq!(joined.taken().0, pixel()[..17]);
    assert!(joined.splice.torn());
    joined.allow(LOOKING);
    joined.device(&pixel()).unwrap();
    assert_eq!(joined.to_viewer, b"", "the viewer could not decode it");
}

#[test]
fn a_grant_that_ends_between_updates_may_come_back() {
    let mut joined = Joined::begun(LOOKING);
    joined.device(&pixel()).unwrap();
    joined.allow(Allowed::default());
    joined.viewer(&bytes(&[request(true, RIGHT)])).unwrap();
    joined.allow(LOOKING);
    assert_eq!(read(&joined.to_device), [request(true, RIGHT)]);
    joined.device(&pixel()).unwrap();
    assert_eq!(joined.to_viewer, [pixel(), pixel()].concat());
    assert!(!joined.splice.torn());
}
