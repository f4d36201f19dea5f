//! Asking for updates.
//!
//! Servers without continuous updates send nothing that was not asked for, so the next incremental
//! request goes out when an update *begins*: there is always one under way, and the round trip is
//! hidden behind the update's transmission. A server that knows continuous updates says so by
//! `EndOfContinuousUpdates` in answer to the encodings; then they are switched on and no more
//! requests are sent. The server paces itself by fences.

use crate::message::ClientMessage;
use crate::rect::Rect;

#[derive(Debug, Default)]
pub(super) struct Asking {
    bounds: Rect,
    region: Option<Rect>,
    running: bool,
    paused: bool,
    continuous: Continuous,
    /// Requests that switched continuous updates off and were not confirmed yet.
    endings: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Continuous {
    /// The server has not said that it knows them.
    #[default]
    Unknown,
    Off,
    On,
}

impl Asking {
    /// The first request of all.
    pub fn begin(&mut self, bounds: Rect, out: &mut Vec<u8>) {
        self.bounds = bounds;
        self.running = true;
        self.request(false, out);
    }

    /// An update begins to arrive.
    pub fn update_began(&mut self, out: &mut Vec<u8>) {
        if self.continuous != Continuous::On {
            self.request(true, out);
        }
    }

    /// The picture has another size; all of it is wanted.
    pub fn resized(&mut self, bounds: Rect, out: &mut Vec<u8>) {
        self.bounds = bounds;
        self.region = None;
        self.enable_again(out);
        self.request(false, out);
    }

    /// `EndOfContinuousUpdates`: the server knows them, or confirms their end, or ends them.
    pub fn ended(&mut self, out: &mut Vec<u8>) {
        if self.endings > 0 {
            self.endings -= 1;
            return;
        }
        match self.continuous {
            Continuous::Unknown if self.paused => self.continuous = Continuous::Off,
            Continuous::Unknown => self.enable(out),
            Continuous::On => {
                self.continuous = Continuous::Off;
                self.request(true, out);
            }
            Continuous::Off => {}
        }
    }

    pub fn set_region(&mut self, region: Option<Rect>, out: &mut Vec<u8>) {
        if self.region != region {
            self.region = region;
            self.enable_again(out);
            self.request(true, out);
        }
    }

    pub fn request_full(&mut self, out: &mut Vec<u8>) {
        self.request(false, out);
    }

    pub fn pause(&mut self, paused: bool, out: &mut Vec<u8>) {
        if self.paused == paused {
            return;
        }
        self.paused = paused;
        match (paused, self.continuous) {
            (true, Continuous::On) => {
                ClientMessage::ContinuousUpdates { enable: false, rect: self.wanted() }.write(out);
                self.continuous = Continuous::Off;
                self.endings += 1;
            }
            (false, Continuous::Off) => self.enable(out),
            _ => {}
        }
        self.request(true, out);
    }

    fn enable(&mut self, out: &mut Vec<u8>) {
        self.continuous = Continuous::On;
        self.enable_again(out);
    }

    fn enable_again(&self, out: &mut Vec<u8>) {
        if self.continuous == Continuous::On {
            ClientMessage::ContinuousUpdates { enable: true, rect: self.wanted() }.write(out);
        }
    }

    fn request(&self, incremental: bool, out: &mut Vec<u8>) {
        if self.running && !self.paused {
            ClientMessage::UpdateRequest { incremental, rect: self.wanted() }.write(out);
        }
    }

    /// The region as far as it lies in the picture; all of the picture where that is nothing.
    fn wanted(&self) -> Rect {
        let region = self.region.map(|region| region.intersection(self.bounds));
        region.filter(|region| !region.is_empty()).unwrap_or(self.bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Rect = Rect::sized(64, 48);

    fn said(out: &mut Vec<u8>) -> Vec<ClientMessage> {
        let mut messages = Vec::new();
        let mut rest = &out[..];
        while let Some((message, length)) = ClientMessage::read(rest).unwrap() {
            messages.push(message);
            rest = &rest[length..];
        }
        out.clear();
        messages
    }

    fn request(incremental: bool, rect: Rect) -> ClientMessage {
        ClientMessage::UpdateRequest { incremental, rect }
    }

    fn continuous(enable: bool, rect: Rect) -> ClientMessage {
        ClientMessage::ContinuousUpdates { enable, rect }
    }

    #[test]
    fn one_request_is_always_outstanding() {
        let (mut asking, mut out) = (Asking::default(), Vec::new());
        asking.update_began(&mut out);
        assert!(out.is_empty());
        asking.begin(SCREEN, &mut out);
        assert_eq!(said(&mut out), [request(false, SCREEN)]);
        asking.update_began(&mut out);
        assert_eq!(said(&mut out), [request(true, SCREEN)]);
        let half = Rect::sized(32, 48);
        asking.set_region(Some(half), &mut out);
        asking.update_began(&mut out);
        assert_eq!(said(&mut out), [request(true, half), request(true, half)]);
        asking.pause(true, &mut out);
        asking.update_began(&mut out);
        assert_eq!(said(&mut out), []);
        asking.pause(false, &mut out);
        assert_eq!(said(&mut out), [request(true, half)]);
    }

    #[test]
    fn continuous_updates_replace_requests() {
        let (mut asking, mut out) = (Asking::default(), Vec::new());
        asking.begin(SCREEN, &mut out);
        asking.ended(&mut out);
        assert_eq!(said(&mut out), [request(false, SCREEN), continuous(true, SCREEN)]);
        asking.update_began(&mut out);
        assert_eq!(said(&mut out), []);
        let larger = Rect::sized(128, 96);
        asking.resized(larger, &mut out);
        assert_eq!(said(&mut out), [continuous(true, larger), request(false, larger)]);
        asking.pause(true, &mut out);
        asking.pause(false, &mut out);
        asking.ended(&mut out);
        let expected = [continuous(false, larger), continuous(true, larger), request(true, larger)];
        assert_eq!(said(&mut out), expected);
        asking.ended(&mut out);
        asking.ended(&mut out);
        asking.update_began(&mut out);
        assert_eq!(said(&mut out), [request(true, larger), request(true, larger)]);
    }
}
