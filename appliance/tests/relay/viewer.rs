//! A scripted viewer.

use crate::bytes::Bytes;
use crate::device::{VERSION, server_init};

/// One viewer's RFB connection.
pub struct Viewer(pub Bytes);

impl Viewer {
    /// Speaks the viewer's part of the handshake, and says that it takes raw pixels.
    pub async fn handshake(&mut self) {
        assert_eq!(self.0.read(12).await, VERSION);
        self.0.send(VERSION).await;
        assert_eq!(self.0.read(2).await, [1, 1]);
        self.0.send(&[1]).await;
        assert_eq!(self.0.read(4).await, [0; 4]);
        self.0.send(&[1]).await;
        assert_eq!(self.0.read(server_init().len()).await, server_init());
        self.0.send(&[2, 0, 0, 1, 0, 0, 0, 0]).await;
    }
}

/// Wants an update of the whole scripted screen.
pub fn wants(incremental: bool) -> Vec<u8> {
    let mut message = vec![3, u8::from(incremental), 0, 0, 0, 0];
    message.extend(crate::device::WIDTH.to_be_bytes());
    message.extend(crate::device::HEIGHT.to_be_bytes());
    message
}

/// The pointer is here, with these buttons down.
pub fn pointer(buttons: u8, x: u16, y: u16) -> Vec<u8> {
    let [xh, xl] = x.to_be_bytes();
    let [yh, yl] = y.to_be_bytes();
    vec![5, buttons, xh, xl, yh, yl]
}

/// A key is pressed or let go.
pub fn key(down: bool, keysym: u32) -> Vec<u8> {
    let mut message = vec![4, u8::from(down), 0, 0];
    message.extend(keysym.to_be_bytes());
    message
}

/// A copied text.
pub fn cut_text(text: &str) -> Vec<u8> {
    let mut message = vec![6, 0, 0, 0];
    message.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
    message.extend(text.bytes());
    message
}
