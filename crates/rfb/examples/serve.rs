//! Serves a moving test picture to any VNC viewer, on 127.0.0.1 and a free port.
//!
//! `cargo run --release -p farhand-rfb --example serve -- [seconds of motion] [file.ppm]`: after that
//! time the picture rests, and it is written to the file, to be compared with what the viewer shows.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use farhand_rfb::message::Layout;
use farhand_rfb::server::{Config, Cursor, Event, Server};
use farhand_rfb::{Framebuffer, Rect};

const FRAME: Duration = Duration::from_millis(33);
const PHOTO: Rect = Rect::new(300, 60, 480, 320);
const PAGE: Rect = Rect::new(20, 60, 260, 400);
const LINE: u16 = 16;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let moving = Duration::from_secs(arguments.next().map_or(Ok(u64::MAX / 2), |text| text.parse())?);
    let file = arguments.next();
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{}", listener.local_addr()?.port());
    for stream in listener.incoming() {
        if let Err(error) = serve(stream?, moving, file.as_deref()) {
            eprintln!("the viewer is gone: {error}");
        }
    }
    Ok(())
}

fn serve(mut stream: TcpStream, moving: Duration, file: Option<&str>) -> Outcome {
    stream.set_nodelay(true)?;
    let received = read_beside(stream.try_clone()?);
    let mut picture = Framebuffer::new(800, 500)?;
    let mut server = Server::new(Config {
        name: "moving test picture".into(),
        width: picture.width(),
        height: picture.height(),
        layout: Layout::default(),
        abilities: 0,
        frames_per_second: 60,
    })?;
    server.set_cursor(Some(arrow()));
    paint_ground(&mut picture);
    let start = Instant::now();
    let (mut frame, mut saved) = (0u32, false);
    loop {
        let now = start.elapsed();
        if now < moving && now >= FRAME * frame {
            frame += 1;
            paint(&mut picture, frame, &mut server, now);
        } else if now >= moving && !saved {
            saved = true;
            file.map_or(Ok(()), |file| save(&picture, file))?;
        }
        while let Some(event) = server.poll_event() {
            act(event, &mut picture, &mut server, now);
        }
        if let Some(info) = server.update((&picture).into(), now) {
            eprintln!("{now:?} {info:?}");
        }
        stream.write_all(&server.take_output())?;
        let next = if now < moving { FRAME * frame } else { now + FRAME };
        let wake = server.wakes_at().map_or(next, |wake| wake.min(next)).saturating_sub(start.elapsed());
        match received.recv_timeout(wake) {
            Ok(bytes) => server.receive(&bytes, start.elapsed())?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn read_beside(mut stream: TcpStream) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(16);
    std::thread::spawn(move || {
        let mut buffer = [0; 4_096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                return;
            }
        }
    });
    receiver
}

/// What is said is shown: clicks leave a mark.
fn act(event: Event, picture: &mut Framebuffer, server: &mut Server, now: Duration) {
    match event {
        Event::Pointer { buttons: 1.., x, y } => {
            let mark = Rect::new(x, y, 6, 6).intersection(picture.bounds());
            picture.fill(mark, 0x00ff_0000);
            server.damage(mark, now);
        }
        Event::Pointer { .. } | Event::Acknowledged { .. } => {}
        other => eprintln!("{other:?}"),
    }
}

fn paint_ground(picture: &mut Framebuffer) {
    picture.fill(picture.bounds(), 0x0030_5070);
    picture.fill(PAGE, 0x00ff_ffff);
}

/// A photograph that moves, and a page that scrolls.
fn paint(picture: &mut Framebuffer, frame: u32, server: &mut Server, now: Duration) {
    for y in 0..PHOTO.height {
        for (x, pixel) in picture.row_mut(PHOTO, y).iter_mut().enumerate() {
            let (x, y) = (x as u32 + frame * 3, u32::from(y) + frame);
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 28;
            *pixel = (((x / 2) & 255) << 16) | (((y / 2) & 255) << 8) | (((x + y) / 3) & 240) | grain;
        }
    }
    server.damage(PHOTO, now);
    if frame.is_multiple_of(10) {
        let kept = Rect { height: PAGE.height - LINE, ..PAGE };
        picture.copy(PAGE.x, PAGE.y + LINE, kept);
        server.scrolled(PAGE.x, PAGE.y + LINE, kept, now);
        let line = Rect { y: PAGE.y + PAGE.height - LINE, height: LINE, ..PAGE };
        paint_line(picture, line, frame);
        server.damage(line, now);
    }
}

fn paint_line(picture: &mut Framebuffer, line: Rect, seed: u32) {
    picture.fill(line, 0x00ff_ffff);
    for letter in 0..line.width / 8 {
        let shape = u32::from(letter).wrapping_mul(2_654_435_761) ^ seed.wrapping_mul(0x9e37_79b1);
        for bit in (0..30u16).filter(|bit| shape >> bit & 1 == 1) {
            let dot = Rect::new(line.x + letter * 8 + bit % 5, line.y + 3 + bit / 5 * 2, 1, 2);
            picture.fill(dot, 0x0010_1010);
        }
    }
}

/// A triangle with a soft shadow.
fn arrow() -> Cursor {
    let (width, height) = (12u16, 18u16);
    let pixel = |at: u16| match (at % width, at / width) {
        (x, y) if x * 3 <= y * 2 && y < 15 => 0xffff_ffff,
        (x, y) if x <= y => 0x4000_0000,
        _ => 0,
    };
    Cursor { width, height, hot_x: 0, hot_y: 0, pixels: (0..width * height).map(pixel).collect() }
}

fn save(picture: &Framebuffer, file: &str) -> Outcome {
    let mut bytes = format!("P6 {} {} 255\n", picture.width(), picture.height()).into_bytes();
    bytes.extend(
        picture.pixels().iter().flat_map(|pixel| [(pixel >> 16) as u8, (pixel >> 8) as u8, *pixel as u8]),
    );
    Ok(std::fs::write(file, bytes)?)
}
