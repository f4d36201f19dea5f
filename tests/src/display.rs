//! An X display of its own, as the customer's computer has one.

use std::path::Path;
use std::process::Command;

use farhand_testkit::{SplitMix64, eventually};
use x11rb::CURRENT_TIME;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::randr::{ConnectionExt as _, MonitorInfo, Rotation};
use x11rb::protocol::xproto::{
    AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, CreateGCAux, CreateWindowAux,
    EventMask, ImageFormat, MOTION_NOTIFY_EVENT, MapState, Rectangle, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::{Picture, Program, SOON};

/// An X server with a connection to it.
pub struct Display {
    /// What programs call it (":7").
    pub name: String,
    connection: RustConnection,
    root: u32,
    _server: Program,
}

/// A window that hears clicks.
pub struct Button {
    connection: RustConnection,
    heard: Vec<(u8, bool)>,
}

impl Display {
    /// A display of a fixed size ("1024x768").
    pub async fn start(size: &str) -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-screen", "0", &format!("{size}x24"), "-nolisten", "tcp", "-noreset"]);
        Self::started(Program::start("xvfb", command.args(["-displayfd", "1"]))).await
    }

    /// A display whose size can be changed, as that of a monitor can. Its server also speaks VNC.
    pub async fn resizable(size: &str) -> Self {
        let mut command = Command::new("Xtigervnc");
        command.args(["-geometry", size, "-depth", "24", "-SecurityTypes", "None", "-noreset"]);
        command.args(["-rfbport", "-1", "-nolisten", "tcp", "-displayfd", "1"]);
        Self::started(Program::start("tigervnc-standalone-server", &mut command)).await
    }

    async fn started(mut server: Program) -> Self {
        let number = || server.printed().first().cloned();
        let name = format!(":{}", eventually(SOON, "the X server says its number", number).await.trim());
        let (connection, screen) = x11rb::connect(Some(&name)).expect("the X server is there");
        let root = connection.setup().roots[screen].root;
        Self { name, connection, root, _server: server }
    }

    /// A command that runs on this display.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env("LC_ALL", "C.UTF-8");
        command
    }

    /// Pixels of the whole display.
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        let root = self.connection.get_geometry(self.root).expect("a request").reply().expect("the root");
        (root.width, root.height)
    }

    /// The display's pixels, as its server hands them out.
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let (width, height) = self.size();
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0);
        let image = image.expect("a request").reply().expect("the picture");
        let words = image.data.as_chunks::<4>().0.iter();
        let pixels = words.map(|bytes| u32::from_ne_bytes(*bytes) & 0x00ff_ffff).collect();
        Picture { width, height, pixels }
    }

    /// Draws many rectangles in many colours, the same for the same seed.
    ///
    /// # Panics
    /// When the X server is gone.
    pub fn scribble(&self, seed: u64) {
        let mut random = SplitMix64::new(seed);
        let (width, height) = self.size();
        let mut some = |below: u16| u16::try_from(random.below(u64::from(below))).unwrap_or_default();
        for _ in 0..200 {
            let place = Rectangle {
                x: some(width).cast_signed(),
                y: some(height).cast_signed(),
                width: 1 + some(90),
                height: 1 + some(90),
            };
            self.fill(place, u32::from(some(u16::MAX)) << 8 | u32::from(some(256)));
        }
        self.connection.sync().expect("the X server answers");
    }

    /// Covers the display with noise, which cannot be made smaller.
    ///
    /// # Panics
    /// When the X server is gone.
    pub fn noise(&self, seed: u64) {
        let mut random = SplitMix64::new(seed);
        let (width, height) = self.size();
        let gc = self.connection.generate_id().expect("an id");
        self.connection.create_gc(gc, self.root, &CreateGCAux::new()).expect("a request");
        let (mut y, rows) = (0, (48_000 / width).max(1));
        while y < height {
            let rows = rows.min(height - y);
            let bytes = (0..usize::from(width) * usize::from(rows)).flat_map(|_| {
                let [a, b, c, ..] = random.bits().to_ne_bytes();
                [a, b, c, 0]
            });
            let bytes: Vec<u8> = bytes.collect();
            let (format, at) = (ImageFormat::Z_PIXMAP, y.cast_signed());
            let put = self.connection.put_image(format, self.root, gc, width, rows, 0, at, 0, 24, &bytes);
            put.expect("a request");
            y += rows;
        }
        self.connection.free_gc(gc).expect("a request");
        self.connection.sync().expect("the X server answers");
    }

    /// Fills the whole display.
    ///
    /// # Panics
    /// When the X server is gone.
    pub fn flood(&self, colour: u32) {
        let (width, height) = self.size();
        self.fill(Rectangle { x: 0, y: 0, width, height }, colour);
        self.connection.sync().expect("the X server answers");
    }

    fn fill(&self, place: Rectangle, colour: u32) {
        let gc = self.connection.generate_id().expect("an id");
        let colour = CreateGCAux::new().foreground(colour);
        self.connection.create_gc(gc, self.root, &colour).expect("a request");
        self.connection.poly_fill_rectangle(self.root, gc, &[place]).expect("a request");
        self.connection.free_gc(gc).expect("a request");
    }

    /// Where the pointer is, and which of its buttons are held (bit 0 is the left one).
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn pointer(&self) -> (i16, i16, u16) {
        let pointer =
            self.connection.query_pointer(self.root).expect("a request").reply().expect("an answer");
        (pointer.root_x, pointer.root_y, u16::from(pointer.mask) >> 8 & 0x1f)
    }

    /// How many keys are held.
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn keys_held(&self) -> u32 {
        let keys = self.connection.query_keymap().expect("a request").reply().expect("an answer").keys;
        keys.iter().map(|byte| byte.count_ones()).sum()
    }

    /// Where a program's window of this title is, and how large, while it is shown.
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn window(&self, title: &str) -> Option<Rectangle> {
        let x = &self.connection;
        let name = x.intern_atom(false, b"_NET_WM_NAME").expect("a request").reply().expect("a name").atom;
        let windows = x.query_tree(self.root).expect("a request").reply().expect("the windows").children;
        windows.into_iter().find_map(|window| {
            // Windows may go at any moment.
            let titled = x.get_property(false, window, name, AtomEnum::ANY, 0, 1_024).ok()?.reply().ok()?;
            let shown = x.get_window_attributes(window).ok()?.reply().ok()?.map_state == MapState::VIEWABLE;
            let at = x.get_geometry(window).ok()?.reply().ok()?;
            let place = Rectangle { x: at.x, y: at.y, width: at.width, height: at.height };
            (shown && titled.value == title.as_bytes()).then_some(place)
        })
    }

    /// Clicks at a place, as the customer does.
    ///
    /// # Panics
    /// When the X server is gone.
    pub fn click(&self, x: i16, y: i16) {
        for (kind, detail) in [(MOTION_NOTIFY_EVENT, 0), (BUTTON_PRESS_EVENT, 1), (BUTTON_RELEASE_EVENT, 1)] {
            let fake = self.connection.xtest_fake_input(kind, detail, CURRENT_TIME, self.root, x, y, 0);
            fake.expect("a request");
        }
        self.connection.sync().expect("the X server answers");
    }

    /// Gives a resizable display another size, as a settings dialog does.
    ///
    /// # Panics
    /// When its server does not have it.
    pub fn resize(&self, width: u16, height: u16) {
        let x = &self.connection;
        let resources = x.randr_get_screen_resources(self.root).expect("a request").reply().expect("modes");
        let mode = resources.modes.iter().find(|mode| (mode.width, mode.height) == (width, height));
        let mode = mode.expect("the X server has this size").id;
        let (crtc, outputs, time) = (resources.crtcs[0], &resources.outputs[..1], resources.config_timestamp);
        let set = |mode, outputs: &[u32]| {
            let set = x.randr_set_crtc_config(crtc, 0, time, 0, 0, mode, Rotation::ROTATE0, outputs);
            set.expect("a request").reply().expect("the mode is taken");
        };
        set(0, &[]);
        let (width_mm, height_mm) = (u32::from(width) / 4, u32::from(height) / 4);
        x.randr_set_screen_size(self.root, width, height, width_mm, height_mm).expect("a request");
        set(mode, outputs);
    }

    /// Divides the display into two monitors, side by side; the left one is the main one.
    ///
    /// # Panics
    /// When its server does not take it.
    pub fn divide(&self) {
        let x = &self.connection;
        let resources = x.randr_get_screen_resources(self.root).expect("a request").reply().expect("outputs");
        let (width, height) = self.size();
        let half = width / 2;
        let name = |name: &[u8]| x.intern_atom(false, name).expect("a request").reply().expect("a name").atom;
        let monitor = |name, primary, x: u16, outputs| MonitorInfo {
            name,
            primary,
            x: x.cast_signed(),
            width: half,
            height,
            width_in_millimeters: u32::from(half) / 4,
            height_in_millimeters: u32::from(height) / 4,
            outputs,
            ..MonitorInfo::default()
        };
        let left = monitor(name(b"left"), true, 0, resources.outputs.clone());
        let right = monitor(name(b"right"), false, half, Vec::new());
        for monitor in [left, right] {
            x.randr_set_monitor(self.root, monitor).expect("a request").check().expect("it is taken");
        }
    }

    /// Opens a window that hears clicks.
    ///
    /// # Panics
    /// When the X server is gone.
    #[must_use]
    pub fn button(&self, x: i16, y: i16, width: u16, height: u16) -> Button {
        let (connection, _) = x11rb::connect(Some(&self.name)).expect("the X server is there");
        let window = connection.generate_id().expect("an id");
        let hears = EventMask::BUTTON_PRESS | EventMask::BUTTON_RELEASE;
        let looks = CreateWindowAux::new().background_pixel(0x00_33_66_99).event_mask(hears);
        let class = WindowClass::INPUT_OUTPUT;
        let made = connection.create_window(0, window, self.root, x, y, width, height, 1, class, 0, &looks);
        made.expect("a request");
        connection.map_window(window).expect("a request");
        connection.sync().expect("the X server answers");
        Button { connection, heard: Vec::new() }
    }

    /// Opens a terminal in the upper left corner whose program writes what it reads to `file`.
    pub async fn terminal(&self, file: &Path) -> Program {
        let ready = file.with_extension("ready");
        let script = format!("stty -echo; echo ready > {}; cat > {}", ready.display(), file.display());
        let mut command = self.command("xterm");
        command.args(["-u8", "+bc", "-geometry", "60x12+0+0", "-e", "sh", "-c", &script]);
        let terminal = Program::start("xterm", &mut command);
        eventually(SOON, "the terminal", || ready.exists().then_some(())).await;
        terminal
    }

    /// Copies a text on this display. It is there as long as the program runs.
    #[must_use]
    pub fn copy(&self, text: &str) -> Program {
        let mut command = self.command("xclip");
        command.args(["-selection", "clipboard", "-in", "-quiet"]);
        let mut xclip = Program::start("xclip", &mut command);
        xclip.say(text);
        xclip.close_input();
        xclip
    }

    /// The copied text.
    ///
    /// # Panics
    /// When `xclip` is not there.
    #[must_use]
    pub fn copied(&self) -> String {
        let mut command = self.command("xclip");
        command.args(["-selection", "clipboard", "-out", "-target", "UTF8_STRING"]);
        String::from_utf8_lossy(&Program::run("xclip", &mut command).stdout).into_owned()
    }
}

impl Button {
    /// What it has heard so far: buttons, and whether they went down.
    ///
    /// # Panics
    /// When the X server is gone.
    pub fn heard(&mut self) -> &[(u8, bool)] {
        while let Some(event) = self.connection.poll_for_event().expect("the X server is there") {
            match event {
                Event::ButtonPress(event) => self.heard.push((event.detail, true)),
                Event::ButtonRelease(event) => self.heard.push((event.detail, false)),
                _ => {}
            }
        }
        &self.heard
    }
}
