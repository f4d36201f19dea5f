//! The clipboard, plain and extended.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::message::ClientMessage;
use farhand_rfb::viewer::{Config, Event, Viewer};
use farhand_rfb::{Framebuffer, limits};
use flate2::Compression;
use flate2::write::{ZlibDecoder, ZlibEncoder};
use std::io::Write;
use viewer_support::{events, messages, ready};

const TEXT: u32 = 1;
const CAPS: u32 = 1 << 24;
const REQUEST: u32 = 1 << 25;
const PEEK: u32 = 1 << 26;
const NOTIFY: u32 = 1 << 27;
const PROVIDE: u32 = 1 << 28;

fn extended(flags: u32, data: &[u8]) -> Vec<u8> {
    let length = -(data.len() as i32 + 4);
    [&[3, 0, 0, 0][..], &length.to_be_bytes(), &flags.to_be_bytes(), data].concat()
}

/// A viewer of a server with the extended clipboard that takes so many bytes unasked.
fn extended_viewer(unasked: u32) -> (Viewer, Framebuffer) {
    let (mut viewer, mut picture) = ready(Config::default(), 4, 4);
    let caps = extended(CAPS | REQUEST | PEEK | NOTIFY | PROVIDE | TEXT, &unasked.to_be_bytes());
    viewer.receive(&caps, &mut picture).unwrap();
    let sent = messages(&viewer.output());
    assert!(matches!(&sent[..], [ClientMessage::ExtendedCutText { flags, data }]
        if flags & CAPS != 0 && *data == limits::CLIPBOARD_BYTES.to_be_bytes()));
    (viewer, picture)
}

fn deflated(text: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&(text.len() as u32).to_be_bytes()).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn check_provided(sent: &[u8], expected: &[u8]) {
    let sent = messages(sent);
    let [ClientMessage::ExtendedCutText { flags, data }] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(*flags, PROVIDE | TEXT);
    // Flushed and not ended: older servers hang up at the end of a stream.
    assert!(data.ends_with(&[0, 0, 255, 255]), "{data:?}");
    let mut decoder = ZlibDecoder::new(Vec::new());
    decoder.write_all(data).unwrap();
    decoder.flush().unwrap();
    let plain = decoder.get_ref();
    assert_eq!(plain[..4], (expected.len() as u32).to_be_bytes());
    assert_eq!(plain[4..], *expected);
}

#[test]
fn plain_text_is_latin_1() {
    let (mut viewer, mut picture) = ready(Config::default(), 4, 4);
    assert!(viewer.cut_text("café €\r\n"));
    assert_eq!(messages(&viewer.output()), [ClientMessage::CutText(b"caf\xe9 ?\n".to_vec())]);
    assert!(!viewer.request_clipboard());
    viewer.receive(&[3, 0, 0, 0, 0, 0, 0, 4, b'c', b'a', b'f', 0xe9], &mut picture).unwrap();
    assert_eq!(events(&mut viewer), [Event::CutText("café".into())]);
}

#[test]
fn text_goes_at_once_where_that_is_welcome() {
    let (mut viewer, _) = extended_viewer(1000);
    assert!(viewer.cut_text("one\ntwo €"));
    check_provided(&viewer.output(), "one\r\ntwo €\0".as_bytes());
}

#[test]
fn text_is_offered_where_it_must_be_asked_for() {
    let (mut viewer, mut picture) = extended_viewer(0);
    viewer.receive(&extended(PEEK, &[]), &mut picture).unwrap();
    let nothing = ClientMessage::ExtendedCutText { flags: NOTIFY, data: vec![] };
    assert_eq!(messages(&viewer.output()), [nothing]);
    assert!(viewer.cut_text("日本"));
    let offer = ClientMessage::ExtendedCutText { flags: NOTIFY | TEXT, data: vec![] };
    assert_eq!(messages(&viewer.output()), [offer]);
    viewer.receive(&extended(REQUEST | TEXT, &[]), &mut picture).unwrap();
    check_provided(&viewer.output(), "日本\0".as_bytes());
}

#[test]
fn the_servers_text_is_asked_for() {
    let (mut viewer, mut picture) = extended_viewer(0);
    viewer.receive(&extended(NOTIFY | TEXT, &[]), &mut picture).unwrap();
    assert_eq!(events(&mut viewer), [Event::ClipboardOffer]);
    assert!(viewer.request_clipboard());
    let request = ClientMessage::ExtendedCutText { flags: REQUEST | TEXT, data: vec![] };
    assert_eq!(messages(&viewer.output()), [request]);
    let text = deflated("a\r\nb €\0".as_bytes());
    viewer.receive(&extended(PROVIDE | TEXT, &text), &mut picture).unwrap();
    assert_eq!(events(&mut viewer), [Event::CutText("a\nb €".into())]);
}

#[test]
fn a_bomb_is_left_alone_and_rubbish_is_refused() {
    let (mut viewer, mut picture) = extended_viewer(0);
    let bomb = deflated(&vec![b'x'; limits::CLIPBOARD_BYTES as usize + 1]);
    viewer.receive(&extended(PROVIDE | TEXT, &bomb), &mut picture).unwrap();
    assert_eq!(events(&mut viewer), []);
    assert!(!viewer.cut_text(&"x".repeat(limits::CLIPBOARD_BYTES as usize)));
    assert!(viewer.receive(&extended(PROVIDE | TEXT, b"rubbish"), &mut picture).is_err());
}
