//! What goes back and forth besides pictures.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::message::{Annotation, ClientMessage, Layout, Screen, ScreenState, fence};
use farhand_rfb::viewer::{AccessUnit, Config, Cursor, Event, Quality, Video, VideoDecoder, Viewer};
use farhand_rfb::{Encoding, Error, Framebuffer, PixelFormat, Rect};
use viewer_support::{events, messages, one, play, ready, rect, update};

const SCREEN: Rect = Rect::sized(32, 32);

/// A viewer of 32 by 32 pixels that was told this.
fn told(bytes: &[u8]) -> (Viewer, Framebuffer) {
    let (mut viewer, mut picture) = ready(Config::default(), 32, 32);
    viewer.receive(bytes, &mut picture).unwrap();
    (viewer, picture)
}

fn said(viewer: &mut Viewer) -> Vec<ClientMessage> {
    messages(&viewer.output())
}

fn pseudo(area: Rect, encoding: Encoding, body: &[u8]) -> Vec<Event> {
    let outcome = play(Config::default(), &one(area, encoding, body), &[1]);
    assert_eq!(outcome.result, Ok(()), "{encoding:?}");
    let events = outcome.events;
    assert_eq!(events.last(), Some(&Event::UpdateDone));
    events[1..events.len() - 1].to_vec()
}

#[test]
fn a_viewer_may_live_in_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&Viewer::new(Config::default()));
}

#[test]
fn a_viewer_begins_with_its_wishes() {
    let mut viewer = Viewer::new(Config { quality: Quality::Lossless, ..Config::default() });
    let mut picture = Framebuffer::default();
    viewer.receive(&viewer_support::hello(8, 4), &mut picture).unwrap();
    let sent = messages(&viewer.output()[14..]);
    assert_eq!(sent[0], ClientMessage::SetPixelFormat(PixelFormat::NATIVE));
    let ClientMessage::SetEncodings(encodings) = &sent[1] else { panic!("{sent:?}") };
    assert!(encodings.iter().all(|encoding| encoding.as_jpeg_quality().is_none()));
    assert!(!encodings.contains(&Encoding::H264));
    assert_eq!(sent[2], ClientMessage::UpdateRequest { incremental: false, rect: Rect::sized(8, 4) });
    viewer.set_quality(Quality::Jpeg(3));
    let sent = said(&mut viewer);
    let ClientMessage::SetEncodings(encodings) = &sent[0] else { panic!("{sent:?}") };
    assert!(encodings.contains(&Encoding::jpeg_quality(3)));
}

#[test]
fn the_next_update_is_asked_for_when_one_begins() {
    let (mut viewer, _) = told(&[0, 0, 0, 1]);
    assert_eq!(said(&mut viewer), [ClientMessage::UpdateRequest { incremental: true, rect: SCREEN }]);
}

#[test]
fn continuous_updates_are_switched_on_when_the_server_knows_them() {
    let (mut viewer, mut picture) = told(&[150]);
    assert_eq!(said(&mut viewer), [ClientMessage::ContinuousUpdates { enable: true, rect: SCREEN }]);
    viewer.receive(&[0, 0, 0, 0], &mut picture).unwrap();
    assert_eq!(said(&mut viewer), []);
    let half = Rect::sized(16, 32);
    viewer.set_region(Some(half));
    let enable = ClientMessage::ContinuousUpdates { enable: true, rect: half };
    assert_eq!(said(&mut viewer), [enable, ClientMessage::UpdateRequest { incremental: true, rect: half }]);
}

#[test]
fn fences_are_answered_and_measure() {
    let mut request = vec![248, 0, 0, 0];
    request.extend((fence::REQUEST | fence::BLOCK_BEFORE | fence::SYNC_NEXT).to_be_bytes());
    request.extend([2, 7, 8]);
    let (mut viewer, mut picture) = ready(Config::default(), 32, 32);
    assert!(!viewer.ping(5));
    viewer.receive(&request, &mut picture).unwrap();
    assert_eq!(said(&mut viewer), [ClientMessage::Fence { flags: fence::BLOCK_BEFORE, payload: vec![7, 8] }]);
    assert!(viewer.ping(5));
    let flags = fence::REQUEST | fence::BLOCK_BEFORE;
    assert_eq!(said(&mut viewer), [ClientMessage::Fence { flags, payload: vec![0, 0, 0, 0, 0, 0, 0, 5] }]);
    viewer.receive(&[248, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 5], &mut picture).unwrap();
    assert_eq!(events(&mut viewer), [Event::Pong(5)]);
}

#[test]
fn keys_go_by_their_place_where_the_server_takes_it() {
    let (mut viewer, mut picture) = ready(Config::default(), 32, 32);
    viewer.key(true, 97, Some(30));
    viewer.key(true, 0, Some(30));
    viewer.pointer(1, 3, 4);
    let pointer = ClientMessage::Pointer { buttons: 1, x: 3, y: 4 };
    assert_eq!(said(&mut viewer), [ClientMessage::Key { down: true, keysym: 97 }, pointer]);
    let announced = update(&[rect(Rect::default(), Encoding::QEMU_EXTENDED_KEY, &[])]);
    viewer.receive(&announced, &mut picture).unwrap();
    let _ = viewer.output();
    viewer.key(false, 97, Some(30));
    viewer.key(false, 0xe9, None);
    let by_place = ClientMessage::QemuKey { down: false, keysym: 97, scancode: 30 };
    assert_eq!(said(&mut viewer), [by_place, ClientMessage::Key { down: false, keysym: 0xe9 }]);
}

#[test]
fn a_resize_gives_the_picture_its_size_and_asks_for_all_of_it() {
    let screen = Screen { id: 3, rect: Rect::sized(64, 16), flags: 0 };
    let mut body = Vec::new();
    Layout(vec![screen]).write(&mut body);
    let area = Rect::new(0, 0, 64, 16);
    let (mut viewer, picture) = told(&update(&[rect(area, Encoding::EXTENDED_DESKTOP_SIZE, &body)]));
    let resized = Event::Resized { width: 64, height: 16 };
    assert_eq!(events(&mut viewer), [resized, Event::Layout(Layout(vec![screen])), Event::UpdateDone]);
    assert_eq!(picture.bounds(), area);
    let sent = said(&mut viewer);
    assert_eq!(sent.last(), Some(&ClientMessage::UpdateRequest { incremental: false, rect: area }));
    assert!(viewer.set_desktop_size(20, 10, Layout::default()));
    let asked = ClientMessage::SetDesktopSize { width: 20, height: 10, layout: Layout::default() };
    assert_eq!(said(&mut viewer), [asked]);
}

#[test]
fn a_refused_resize_changes_nothing() {
    let refused = pseudo(Rect::new(1, 3, 64, 16), Encoding::EXTENDED_DESKTOP_SIZE, &[0; 4]);
    assert_eq!(refused, [Event::ResizeRefused(3)]);
    let (mut viewer, _) = ready(Config::default(), 8, 8);
    assert!(!viewer.set_desktop_size(20, 10, Layout::default()));
}

#[test]
fn pointers_have_shapes() {
    let shape =
        |rgba: Vec<u8>| [Event::Cursor(Some(Cursor { width: 2, height: 1, hot_x: 1, hot_y: 0, rgba }))];
    let area = Rect::new(1, 0, 2, 1);
    let rich = pseudo(area, Encoding::CURSOR, &[3, 2, 1, 0, 6, 5, 4, 0, 0b1000_0000]);
    assert_eq!(rich, shape(vec![1, 2, 3, 255, 0, 0, 0, 0]));
    let plain = pseudo(area, Encoding::X_CURSOR, &[1, 2, 3, 4, 5, 6, 0b1000_0000, 0b1100_0000]);
    assert_eq!(plain, shape(vec![1, 2, 3, 255, 4, 5, 6, 255]));
    let alpha = pseudo(area, Encoding::CURSOR_WITH_ALPHA, &[0, 0, 0, 0, 50, 0, 100, 100, 0, 0, 0, 0]);
    assert_eq!(alpha, shape(vec![127, 0, 255, 100, 0, 0, 0, 0]));
    assert_eq!(pseudo(Rect::default(), Encoding::CURSOR, &[]), [Event::Cursor(None)]);
    let moved = pseudo(Rect::new(7, 9, 0, 0), Encoding::POINTER_POS, &[]);
    assert_eq!(moved, [Event::CursorMoved { x: 7, y: 9 }]);
}

#[test]
fn names_lights_and_bells() {
    let name = pseudo(Rect::default(), Encoding::DESKTOP_NAME, &[0, 0, 0, 5, b'c', b'a', b'f', 0xc3, 0xa9]);
    assert_eq!(name, [Event::Name("café".into())]);
    assert_eq!(pseudo(Rect::default(), Encoding::QEMU_LED_STATE, &[4]), [Event::Led(4)]);
    assert_eq!(pseudo(Rect::default(), Encoding::VMWARE_LED_STATE, &[0, 0, 0, 2]), [Event::Led(2)]);
    let (mut viewer, _) = told(&[2]);
    assert_eq!(events(&mut viewer), [Event::Bell]);
}

#[test]
fn a_farhand_client_tells_of_its_screen_and_shows_annotations() {
    let (mut viewer, mut picture) = ready(Config::default(), 32, 32);
    assert!(!viewer.annotate(Annotation::Clear));
    let state = rect(ScreenState::Protected.to_rect(1), Encoding::FARHAND, &[]);
    viewer.receive(&update(&[state]), &mut picture).unwrap();
    let state = Event::Screen { state: ScreenState::Protected, abilities: 1 };
    assert_eq!(events(&mut viewer), [state, Event::UpdateDone]);
    let _ = viewer.output();
    assert!(viewer.annotate(Annotation::Clear));
    assert_eq!(said(&mut viewer), [ClientMessage::Annotation(Annotation::Clear)]);
}

#[test]
fn the_last_rectangle_ends_an_update_of_unknown_length() {
    let fill = rect(Rect::sized(2, 2), Encoding::TIGHT, &[0x80, 9, 9, 9]);
    let last = rect(Rect::default(), Encoding::LAST_RECT, &[]);
    let (mut viewer, _) = told(&[&[0, 0, 255, 255][..], &fill, &last, &[2]].concat());
    let expected = [Event::Damaged(Rect::sized(2, 2)), Event::UpdateDone, Event::Bell];
    assert_eq!(events(&mut viewer), expected);
}

/// Paints the number of bytes.
struct Counting;

impl VideoDecoder for Counting {
    fn decode(&mut self, unit: &AccessUnit, picture: &mut Framebuffer) -> Result<bool, Error> {
        picture.fill(unit.rect, unit.data.len() as u32);
        Ok(!unit.data.is_empty())
    }
}

#[test]
fn h264_is_passed_on_or_decoded() {
    let area = Rect::new(16, 0, 16, 16);
    let stream = one(area, Encoding::H264, &[0, 0, 0, 3, 0, 0, 0, 2, 7, 8, 9]);
    let passed = play(Config { video: Video::Passed, ..Config::default() }, &stream, &[1]);
    let unit = AccessUnit { rect: area, reset: false, reset_all: true, data: vec![7, 8, 9] };
    assert_eq!(passed.events[1..], [Event::AccessUnit(unit), Event::UpdateDone]);
    let video = Video::Decoded(Box::new(Counting));
    let decoded = play(Config { video, ..Config::default() }, &stream, &[1]);
    assert_eq!(decoded.events[1..], [Event::Damaged(area), Event::UpdateDone]);
    assert_eq!(decoded.picture.pixels()[16], 3);
}
