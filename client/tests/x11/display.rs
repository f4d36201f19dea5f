//! An X server for a test, and something to draw with.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use farhand_client::platform::Place;
use farhand_rfb::Rect;
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt as _, CreateGCAux, ImageFormat, Rectangle};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// A program that ends with the test.
pub struct Program(Child);

impl Program {
    pub fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|e| panic!("{name} is needed; `cargo xtask test` installs it: {e}")))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// An X server with a connection to it.
pub struct Display {
    pub name: String,
    pub connection: RustConnection,
    pub root: u32,
    _server: Program,
}

impl Display {
    pub fn start(size: &str) -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-screen", "0", size, "-nolisten", "tcp", "-noreset"]);
        Self::start_as(command)
    }

    /// One whose size can be changed, as that of a monitor can.
    pub fn start_resizable(size: &str) -> Self {
        let mut command = Command::new("Xtigervnc");
        command.args(["-geometry", size, "-depth", "24", "-SecurityTypes", "None", "-noreset"]);
        command.args(["-rfbport", "-1", "-nolisten", "tcp"]);
        Self::start_as(command)
    }

    fn start_as(mut command: Command) -> Self {
        let mut server = Program::start(command.args(["-displayfd", "1"]).stdout(Stdio::piped()));
        let mut number = String::new();
        let printed = server.0.stdout.take().expect("its output is read");
        BufReader::new(printed).read_line(&mut number).expect("it says its number");
        let name = format!(":{}", number.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).expect("the X server is there");
        let root = connection.setup().roots[screen].root;
        Self { name, connection, root, _server: server }
    }

    pub fn place(&self) -> Place {
        Place(Some(self.name.clone()))
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env("LC_ALL", "C.UTF-8");
        command
    }

    /// Fills a rectangle with a colour.
    pub fn fill(&self, rect: Rect, colour: u32) {
        let gc = self.connection.generate_id().unwrap();
        let values = CreateGCAux::new().foreground(colour);
        self.connection.create_gc(gc, self.root, &values).unwrap();
        let rectangle =
            Rectangle { x: rect.x as i16, y: rect.y as i16, width: rect.width, height: rect.height };
        self.connection.poly_fill_rectangle(self.root, gc, &[rectangle]).unwrap();
        self.connection.free_gc(gc).unwrap();
        self.connection.sync().unwrap();
    }

    /// Many small rectangles in many colours, the same for the same seed.
    pub fn scribble(&self, size: (u16, u16), mut seed: u32) {
        let mut next = |below: u16| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 8) % u32::from(below)) as u16
        };
        for _ in 0..200 {
            let rect = Rect::new(next(size.0), next(size.1), 1 + next(90), 1 + next(90));
            let colour = u32::from(next(u16::MAX)) << 8 | u32::from(next(256));
            self.fill(rect, colour);
        }
    }

    /// The pixels as the X server hands them out to everybody, without the unused byte.
    pub fn pixels(&self, rect: Rect) -> Vec<u32> {
        let (x, y) = (rect.x as i16, rect.y as i16);
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, x, y, rect.width, rect.height, !0)
            .unwrap()
            .reply()
            .unwrap();
        let words = image.data.chunks_exact(4);
        words.map(|bytes| u32::from_ne_bytes(bytes.try_into().unwrap()) & 0x00ff_ffff).collect()
    }
}

/// Waits for something to become so.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
