//! The device's end: what a viewer says.

use std::time::Duration;

use farhand_rfb::server::{Config, Event, Server};
use farhand_rfb::{Framebuffer, Rect};

use crate::{pieces, split};

const SIDE: u16 = 64;

fn new() -> Server {
    let config = Config {
        name: "box".into(),
        width: SIDE,
        height: SIDE,
        layout: Default::default(),
        abilities: 3,
        frames_per_second: 60,
    };
    Server::new(config).expect("this size is possible")
}

/// Feeds the server, and lets it answer with updates.
fn play(server: &mut Server, bytes: &[u8], cut: u8) {
    let mut picture = Framebuffer::new(SIDE, SIDE).expect("this size is possible");
    let mut now = Duration::ZERO;
    for piece in pieces(bytes, cut) {
        now += Duration::from_millis(20);
        if server.receive(piece, now).is_err() {
            return;
        }
        while let Some(event) = server.poll_event() {
            match event {
                Event::ClipboardRequested => server.cut_text("text"),
                Event::ClipboardOffered => server.request_text(),
                Event::SetDesktopSize { .. } => server.refuse_desktop_size(),
                _ => {}
            }
        }
        let at = (now.as_millis() / 20 % 40) as u16;
        picture.fill(Rect::new(at, at, 20, 20), now.as_millis() as u32);
        server.damage(Rect::new(at, at, 20, 20), now);
        server.update((&picture).into(), now);
        let _ = server.take_output();
    }
}

/// Everything from the first byte on. The first byte chooses where to cut.
pub fn handshake(data: &[u8]) {
    let ([cut], bytes) = split(data);
    play(&mut new(), bytes, cut);
}

/// Everything after the handshake. The first byte chooses where to cut.
pub fn receive(data: &[u8]) {
    let ([cut], bytes) = split(data);
    let mut server = new();
    server.receive(b"RFB 003.008\n\x01\x01", Duration::ZERO).expect("this handshake is right");
    play(&mut server, bytes, cut);
}
