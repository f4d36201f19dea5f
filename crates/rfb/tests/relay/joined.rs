//! A splice with both sides' bytes in hand.

use farhand_rfb::relay::{Allowed, Output, Splice};
use farhand_rfb::{Error, PixelFormat};

/// All that can be allowed.
pub const ALL: Allowed =
    Allowed { view: true, control: true, clipboard: true, drives: true, only_sees: false };
/// Looking on.
pub const LOOKING: Allowed =
    Allowed { view: true, control: false, clipboard: false, drives: false, only_sees: false };
/// The desktop's size in these tests.
pub const WIDTH: u16 = 200;
/// The desktop's size in these tests.
pub const HEIGHT: u16 = 100;

/// A splice with both sides' bytes in hand.
pub struct Joined {
    pub splice: Splice,
    pub to_viewer: Vec<u8>,
    pub to_device: Vec<u8>,
}

impl Joined {
    pub fn new(allowed: Allowed) -> Self {
        Self { splice: Splice::new(allowed), to_viewer: Vec::new(), to_device: Vec::new() }
    }

    /// After a handshake of version 3.8 without a password.
    pub fn begun(allowed: Allowed) -> Self {
        let mut joined = Self::new(allowed);
        joined.device(b"RFB 003.008\n\x01\x01\0\0\0\0").unwrap();
        joined.viewer(b"RFB 003.008\n\x01\x01").unwrap();
        joined.device(&server_init(WIDTH, HEIGHT, b"box")).unwrap();
        assert!(joined.splice.desktop().is_some());
        joined.taken();
        joined
    }

    pub fn device(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut out = Output::default();
        let pass = self.splice.device(bytes, &mut out);
        self.collect(out);
        self.to_viewer.extend_from_slice(pass?.of(bytes));
        Ok(())
    }

    pub fn viewer(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut out = Output::default();
        let pass = self.splice.viewer(bytes, &mut out);
        self.collect(out);
        self.to_device.extend_from_slice(pass?.of(bytes));
        Ok(())
    }

    pub fn allow(&mut self, allowed: Allowed) {
        let mut out = Output::default();
        self.splice.allow(allowed, &mut out);
        self.collect(out);
    }

    pub fn hold(&mut self, hold: bool) {
        let mut out = Output::default();
        self.splice.hold_requests(hold, &mut out);
        self.collect(out);
    }

    pub fn release(&mut self) {
        let mut out = Output::default();
        self.splice.release(&mut out);
        self.collect(out);
    }

    fn collect(&mut self, out: Output) {
        self.to_viewer.extend_from_slice(&out.to_viewer);
        self.to_device.extend_from_slice(&out.to_device);
    }

    /// What came out for the viewer and for the device since the last call.
    pub fn taken(&mut self) -> (Vec<u8>, Vec<u8>) {
        (std::mem::take(&mut self.to_viewer), std::mem::take(&mut self.to_device))
    }
}

pub fn server_init(width: u16, height: u16, name: &[u8]) -> Vec<u8> {
    let mut bytes = [width.to_be_bytes(), height.to_be_bytes()].concat();
    PixelFormat::NATIVE.write(&mut bytes);
    bytes.extend_from_slice(&(name.len() as u32).to_be_bytes());
    bytes.extend_from_slice(name);
    bytes
}
