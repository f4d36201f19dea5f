//! A scripted RFB server: Farhand's client on a device, or a VNC agent.

use serde_json::{Value, json};

use crate::bytes::Bytes;

/// Pixels of the scripted screen.
pub const WIDTH: u16 = 64;
/// Pixels of the scripted screen.
pub const HEIGHT: u16 = 48;

/// What the device says at first.
pub const VERSION: &[u8] = b"RFB 003.008\n";

/// One RFB connection of a scripted server.
pub struct Screen(pub Bytes);

impl Screen {
    /// Speaks the server's part of the handshake.
    pub async fn handshake(&mut self) {
        self.0.send(VERSION).await;
        self.after_version().await;
    }

    /// The handshake after the own version was sent.
    pub async fn after_version(&mut self) {
        assert_eq!(self.0.read(12).await, VERSION);
        self.0.send(&[1, 1]).await;
        assert_eq!(self.0.read(1).await, [1]);
        self.0.send(&[0, 0, 0, 0]).await;
        assert_eq!(self.0.read(1).await.len(), 1);
        self.0.send(&server_init()).await;
    }

    /// Sends one update of one raw rectangle, filled with `colour`.
    pub async fn update(&mut self, x: u16, y: u16, width: u16, height: u16, colour: u8) {
        self.0.send(&update(x, y, width, height, colour)).await;
    }

    /// Reads messages until an update is asked for; answers whether incrementally.
    pub async fn asked(&mut self) -> bool {
        loop {
            let kind = self.0.read(1).await[0];
            match kind {
                0 => drop(self.0.read(19).await),
                2 => {
                    let head = self.0.read(3).await;
                    let count = usize::from(u16::from_be_bytes([head[1], head[2]]));
                    self.0.read(count * 4).await;
                }
                3 => return self.0.read(9).await[0] == 1,
                4 => drop(self.0.read(7).await),
                5 => drop(self.0.read(5).await),
                other => panic!("message {other}"),
            }
        }
    }
}

/// `ServerInit` of the scripted screen.
pub fn server_init() -> Vec<u8> {
    let mut init = [WIDTH.to_be_bytes(), HEIGHT.to_be_bytes()].concat();
    init.extend([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]);
    init.extend(4_u32.to_be_bytes());
    init.extend(b"test");
    init
}

/// One update of one raw rectangle.
pub fn update(x: u16, y: u16, width: u16, height: u16, colour: u8) -> Vec<u8> {
    let mut update = vec![0, 0, 0, 1];
    for number in [x, y, width, height] {
        update.extend(number.to_be_bytes());
    }
    update.extend([0; 4]);
    update.resize(update.len() + usize::from(width) * usize::from(height) * 4, colour);
    update
}

/// A device as it attaches.
pub fn new_device() -> Value {
    json!({
        "platform": "linux", "name": "Test desk", "version": "0.1.0",
        "abilities": {"view": true, "control": true, "clipboard": true, "annotations": true},
    })
}
