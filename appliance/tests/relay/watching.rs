//! A viewer that decodes, for what the relay itself serves and for the programs of others.

use std::time::Duration;

use farhand_rfb::viewer::{Config, Event, Quality, Viewer};
use farhand_rfb::{Framebuffer, Rect};
use tokio::time::timeout;

use crate::bytes::Bytes;
use crate::stage::SOON;

/// A viewer that decodes.
pub struct Watching {
    pub bytes: Bytes,
    viewer: Viewer,
    picture: Framebuffer,
    asked: bool,
}

impl Watching {
    pub fn new(bytes: Bytes) -> Self {
        let config = Config { quality: Quality::Lossless, ..Config::default() };
        Self { bytes, viewer: Viewer::new(config), picture: Framebuffer::default(), asked: false }
    }

    /// Goes on until the picture is as `wanted`.
    pub async fn until(&mut self, wanted: impl Fn(&Framebuffer) -> bool) {
        let going_on = async {
            while !wanted(&self.picture) {
                self.step().await;
            }
        };
        timeout(SOON, going_on).await.expect("the picture is soon as it should be");
    }

    /// Goes on until one colour fills the whole picture.
    pub async fn until_filled(&mut self, colour: u32) {
        self.until(|picture| is_filled(picture, colour)).await;
    }

    /// Goes on until the password is asked for, and gives it.
    pub async fn sign_in(&mut self, password: &str) {
        timeout(SOON, async {
            while !self.asked {
                self.step().await
            }
        })
        .await
        .expect("it is asked soon");
        self.viewer.password(password);
        self.say().await;
    }

    pub async fn pointer(&mut self, buttons: u8, x: u16, y: u16) {
        self.viewer.pointer(buttons, x, y);
        self.say().await;
    }

    /// Takes what comes for so long.
    pub async fn look_for(&mut self, time: Duration) {
        let _ = timeout(time, async {
            loop {
                self.step().await
            }
        })
        .await;
    }

    async fn step(&mut self) {
        self.say().await;
        let come = self.bytes.some().await.expect("the stream goes on");
        self.viewer.receive(&come, &mut self.picture).unwrap();
        while let Some(event) = self.viewer.poll_event() {
            self.asked |= event == Event::PasswordNeeded;
        }
        self.say().await;
    }

    async fn say(&mut self) {
        let output = self.viewer.output();
        if !output.is_empty() {
            self.bytes.send(&output).await;
        }
    }
}

/// Whether one colour fills the whole picture.
pub fn is_filled(picture: &Framebuffer, colour: u32) -> bool {
    picture.bounds() != Rect::default() && picture.pixels().iter().all(|pixel| pixel & 0xff_ffff == colour)
}
