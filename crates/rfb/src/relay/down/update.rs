//! The device's updates: rectangles, and what pseudo-rectangles announce.

use super::body::{self, Body};
use super::sizes::Sizes;
use super::walk::Next;
use super::{Down, Fate, State};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::rect::Rect;
use crate::relay::Output;
use crate::relay::flow::Flow;
use crate::relay::handshake::check_size;
use crate::relay::run::Run;
use crate::wire::Reader;

/// So many rectangles stand for "until the last one".
const UNTIL_LAST: u16 = u16::MAX;

impl Down {
    /// `FramebufferUpdate`: how many rectangles.
    pub(super) fn update(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Next, Error> {
        let count = u16::from_be_bytes([bytes[2], bytes[3]]);
        flow.counts.updates += 1;
        flow.gate.update_began();
        self.torn |= count > 0 && !matches!(self.fate, Fate::Pass);
        self.rects = (count != UNTIL_LAST).then_some(count);
        self.next_rect(flow, out);
        Ok(Next::Done)
    }

    /// On to the next rectangle, or to the end of the update.
    fn next_rect(&mut self, flow: &mut Flow, out: &mut Output) {
        self.state = if self.rects == Some(0) { State::Message } else { State::Rect };
        self.rects = self.rects.map(|left| left.saturating_sub(1));
        if matches!(self.state, State::Message) {
            flow.gate.update_ended();
            flow.formats.settle(&mut flow.gate, &mut out.to_device);
        }
    }

    /// A rectangle's head: where, and in which encoding.
    pub(super) fn rect(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Next, Error> {
        let mut reader = Reader::new(bytes);
        let Some((rect, encoding)) = reader.rect().zip(reader.i32().map(Encoding)) else {
            return Ok(Next::Need(12));
        };
        check(encoding, rect, flow)?;
        announce(encoding, rect, flow)?;
        if encoding == Encoding::LAST_RECT {
            self.rects = Some(0);
            self.next_rect(flow, out);
            return Ok(Next::Done);
        }
        self.state = State::Body(Body::of(encoding, rect, Sizes::of(flow.formats.now()))?);
        Ok(Next::Done)
    }

    /// What stands in the rectangle, piece by piece.
    pub(super) fn body(&mut self, bytes: &[u8], flow: &mut Flow, out: &mut Output) -> Result<Next, Error> {
        let State::Body(body) = &mut self.state else { return Ok(Next::Done) };
        let next = body.next(bytes)?;
        if next == Next::Done {
            self.rect_done(bytes, flow, out);
        }
        Ok(next)
    }

    /// What stands in the rectangle, as much of it as is here.
    pub(super) fn leap(&mut self, run: &mut Run<'_>, flow: &mut Flow, out: &mut Output) -> Result<(), Error> {
        let State::Body(body) = &mut self.state else { return Ok(()) };
        let rest = run.rest();
        let mut at = 0;
        while let Some(bytes) = rest[at..].get(..self.need) {
            match body.next(bytes)? {
                Next::Need(need) => self.need = need,
                Next::Skip(skip) => {
                    at += bytes.len();
                    let here = skip.min((rest.len() - at) as u64);
                    at += here as usize;
                    (self.need, self.skip) = (0, skip - here);
                    if self.skip > 0 {
                        break;
                    }
                }
                Next::Done => {
                    self.rect_done(bytes, flow, out);
                    self.forward(at + bytes.len(), run, out);
                    self.need = if matches!(self.state, State::Rect) { 12 } else { 1 };
                    return Ok(());
                }
            }
        }
        self.forward(at, run, out);
        Ok(())
    }

    /// The rectangle is all here; `last` are the bytes that it ended with.
    fn rect_done(&mut self, last: &[u8], flow: &mut Flow, out: &mut Output) {
        if let State::Body(Body::Name) = self.state {
            flow.desktop.name = String::from_utf8_lossy(&last[4..]).into_owned();
        }
        self.next_rect(flow, out);
    }
}

/// Refuses what no viewer could show.
fn check(encoding: Encoding, rect: Rect, flow: &Flow) -> Result<(), Error> {
    let desktop = Rect::sized(flow.desktop.width, flow.desktop.height);
    if body::has_pixels(encoding) && !desktop.contains(rect) {
        return Err(Error::Outside(rect));
    }
    if body::is_cursor(encoding) && rect.width.max(rect.height) > limits::CURSOR_SIDE {
        return Err(Error::Size { width: rect.width.into(), height: rect.height.into() });
    }
    Ok(())
}

/// Takes note of what a pseudo-rectangle tells.
fn announce(encoding: Encoding, rect: Rect, flow: &mut Flow) -> Result<(), Error> {
    match encoding {
        Encoding::DESKTOP_SIZE => resize(rect, flow)?,
        Encoding::EXTENDED_DESKTOP_SIZE => {
            flow.announced.desktop_size = true;
            // x tells who asked for the size (1: this viewer), and then y whether it was refused.
            if rect.x != 1 || rect.y == 0 {
                resize(rect, flow)?;
            }
        }
        Encoding::QEMU_EXTENDED_KEY => flow.announced.extended_key = true,
        Encoding::FARHAND => flow.announced.abilities = rect.y,
        _ => {}
    }
    Ok(())
}

fn resize(rect: Rect, flow: &mut Flow) -> Result<(), Error> {
    check_size(rect.width, rect.height)?;
    (flow.desktop.width, flow.desktop.height) = (rect.width, rect.height);
    Ok(())
}
