//! When the device may send updates. Closed while the viewer may not look, is slow, or waits for
//! another pixel format: then requests are kept, merged into one, so that the newest picture comes
//! when the gate opens, and the device has nothing to send meanwhile.

use std::collections::VecDeque;

use crate::error::Error;
use crate::message::{ClientMessage, fence};
use crate::rect::Rect;

/// Answers to fences that are kept while the viewer is slow; a device that waits for more of them
/// than this has its oldest let through.
const ANSWERS: usize = 64;
/// Switches of continuous updates that the device has not answered yet.
const SWITCHES: usize = 256;

/// When the device may send updates.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Reasons for being closed.
    closed: [bool; 3],
    /// The request that waits for the gate.
    kept: Option<(bool, Rect)>,
    /// Fences' answers that wait until the viewer has caught up.
    answers: VecDeque<Vec<u8>>,
    /// The device's fences that the viewer has not answered.
    asked: VecDeque<(u32, Vec<u8>)>,
    /// Requests that the device has and that no update has answered.
    outstanding: u32,
    /// Where the viewer wants continuous updates.
    wanted: Option<Rect>,
    /// Whether the device sends them.
    continuous: bool,
    /// Who caused each end of continuous updates that is still to come: the relay or the viewer.
    ends: VecDeque<bool>,
    /// Whether an update is being received.
    in_update: bool,
}

/// Why the gate is closed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Closed {
    /// The customer does not let the screen be seen.
    Unseen,
    /// The viewer is slow.
    Slow,
    /// A pixel format waits until no update is under way.
    Format,
}

impl Gate {
    fn is_closed(&self) -> bool {
        self.closed.contains(&true)
    }

    /// Whether no update is under way or can come unasked.
    pub fn is_quiet(&self) -> bool {
        self.outstanding == 0 && !self.in_update && !self.continuous && self.ends.is_empty()
    }

    /// The viewer asks for an update; answers whether the request passes now.
    pub fn request(&mut self, incremental: bool, rect: Rect) -> bool {
        if self.is_closed() {
            let merged = |(other, area): (bool, Rect)| (other && incremental, area.union(rect));
            self.kept = Some(self.kept.map_or((incremental, rect), merged));
            return false;
        }
        self.outstanding = self.outstanding.saturating_add(1);
        true
    }

    /// The device asks for the answer to a fence.
    pub fn ask(&mut self, flags: u32, payload: &[u8]) {
        if self.asked.len() >= ANSWERS {
            self.asked.pop_front();
        }
        self.asked.push_back((flags & (fence::BLOCK_BEFORE | fence::BLOCK_AFTER), payload.to_vec()));
    }

    /// The viewer has answered the fence with this payload.
    pub fn answered(&mut self, payload: &[u8]) {
        if let Some(at) = self.asked.iter().position(|(_, asked)| asked == payload) {
            self.asked.remove(at);
        }
    }

    /// The viewer is gone: answers in its place, so that the device does not wait for ever.
    pub fn answer_all(&mut self, to_device: &mut Vec<u8>) {
        for (flags, payload) in self.asked.drain(..) {
            ClientMessage::Fence { flags, payload }.write(to_device);
        }
    }

    /// The viewer answers a fence; gives the answer that passes now, if one does.
    pub fn answer(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.answers.push_back(bytes.to_vec());
        let full = self.answers.len() > ANSWERS;
        if full { self.answers.pop_front() } else { None }
    }

    /// Whether answers to fences pass.
    pub fn answers_pass(&self) -> bool {
        !self.closed[Closed::Slow as usize]
    }

    /// The viewer switches continuous updates; answers whether the message passes now.
    pub fn switch(&mut self, enable: bool, rect: Rect) -> Result<bool, Error> {
        self.wanted = enable.then_some(rect);
        if !enable {
            self.expect_end(false)?;
            self.continuous = false;
            return Ok(true);
        }
        self.continuous = !self.is_closed();
        Ok(self.continuous)
    }

    fn expect_end(&mut self, by_relay: bool) -> Result<(), Error> {
        if self.ends.len() >= SWITCHES {
            return Err(Error::Limit("the switching of continuous updates"));
        }
        self.ends.push_back(by_relay);
        Ok(())
    }

    /// The device has ended continuous updates; answers whether the viewer is to hear of it.
    pub fn ended(&mut self) -> bool {
        !self.ends.pop_front().unwrap_or(false)
    }

    /// An update begins.
    pub fn update_began(&mut self) {
        self.outstanding = self.outstanding.saturating_sub(1);
        self.in_update = true;
    }

    /// The update is all here.
    pub fn update_ended(&mut self) {
        self.in_update = false;
    }

    /// Whether an update is being received.
    pub fn in_update(&self) -> bool {
        self.in_update
    }

    /// Closes the gate for one reason.
    pub fn close(&mut self, why: Closed, to_device: &mut Vec<u8>) {
        self.closed[why as usize] = true;
        let Some(rect) = self.wanted.filter(|_| self.continuous) else { return };
        // A device that does not answer so many switches sends nothing at all.
        if self.expect_end(true).is_ok() {
            ClientMessage::ContinuousUpdates { enable: false, rect }.write(to_device);
            self.continuous = false;
        }
    }

    /// Takes one reason away, and lets through what was kept if that was the last.
    pub fn open(&mut self, why: Closed, to_device: &mut Vec<u8>) {
        self.closed[why as usize] = false;
        if self.answers_pass() {
            self.answers.drain(..).for_each(|answer| to_device.extend_from_slice(&answer));
        }
        if self.is_closed() {
            return;
        }
        if let Some(rect) = self.wanted.filter(|_| !self.continuous) {
            ClientMessage::ContinuousUpdates { enable: true, rect }.write(to_device);
            self.continuous = true;
        }
        if let Some((incremental, rect)) = self.kept.take() {
            ClientMessage::UpdateRequest { incremental, rect }.write(to_device);
            self.outstanding = self.outstanding.saturating_add(1);
        }
    }
}
