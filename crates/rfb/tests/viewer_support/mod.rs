//! What the viewer's tests share: a server that is a string of bytes, and a look at what comes of it.
#![allow(dead_code, reason = "each test file uses a part of this")]

use farhand_rfb::message::ClientMessage;
use farhand_rfb::viewer::{Config, Event, Viewer};
use farhand_rfb::{Encoding, Error, Framebuffer, Rect};
use std::path::Path;

/// What came of a stream.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub picture: Framebuffer,
    pub events: Vec<Event>,
    pub sent: Vec<u8>,
    pub result: Result<(), Error>,
}

/// Plays a stream in pieces of these lengths, over and over.
pub fn play(config: Config, stream: &[u8], pieces: &[usize]) -> Outcome {
    let mut viewer = Viewer::new(config);
    let mut picture = Framebuffer::default();
    let (mut events, mut sent) = (Vec::new(), Vec::new());
    let mut rest = stream;
    let mut result = Ok(());
    for piece in pieces.iter().cycle() {
        let (now, later) = rest.split_at(rest.len().min((*piece).max(1)));
        result = viewer.receive(now, &mut picture);
        events.extend(std::iter::from_fn(|| viewer.poll_event()));
        sent.extend(viewer.output());
        rest = later;
        if rest.is_empty() || result.is_err() {
            break;
        }
    }
    Outcome { picture, events, sent, result }
}

/// A golden stream.
pub fn golden(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    std::fs::read(path).unwrap()
}

/// The pixels of a golden picture.
pub fn golden_picture(name: &str) -> Vec<u32> {
    let file = golden(&format!("{name}.ppm"));
    let head = b"P6\n96 64\n255\n";
    let pixels = file.strip_prefix(head.as_slice()).unwrap();
    pixels.chunks_exact(3).map(|p| u32::from_be_bytes([0, p[0], p[1], p[2]])).collect()
}

/// A server that lets anybody in and shows black.
pub fn hello(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    bytes.extend([0, 0, 0, 1, b'x']);
    bytes
}

/// A rectangle of an update.
pub fn rect(rect: Rect, encoding: Encoding, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in [rect.x, rect.y, rect.width, rect.height] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(encoding.0.to_be_bytes());
    bytes.extend(body);
    bytes
}

/// An update of these rectangles.
pub fn update(rects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend((rects.len() as u16).to_be_bytes());
    bytes.extend(rects.concat());
    bytes
}

/// A server of 32 by 32 pixels that sends one rectangle.
pub fn one(area: Rect, encoding: Encoding, body: &[u8]) -> Vec<u8> {
    [hello(32, 32), update(&[rect(area, encoding, body)])].concat()
}

/// What a viewer has said after the handshake.
pub fn messages(mut sent: &[u8]) -> Vec<ClientMessage> {
    let mut messages = Vec::new();
    while let Some((message, length)) = ClientMessage::read(sent).unwrap() {
        messages.push(message);
        sent = &sent[length..];
    }
    assert!(sent.is_empty());
    messages
}

/// A viewer that is ready, with its picture; all that it said was read.
pub fn ready(config: Config, width: u16, height: u16) -> (Viewer, Framebuffer) {
    let mut viewer = Viewer::new(config);
    let mut picture = Framebuffer::default();
    viewer.receive(&hello(width, height), &mut picture).unwrap();
    while viewer.poll_event().is_some() {}
    let _ = viewer.output();
    (viewer, picture)
}

/// All events that are there.
pub fn events(viewer: &mut Viewer) -> Vec<Event> {
    std::iter::from_fn(|| viewer.poll_event()).collect()
}
