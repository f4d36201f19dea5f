//! Handing out a text that is too long for one property (ICCCM section 2.7.2): the other program takes
//! a piece away, and that it did so asks for the next one. An empty piece is the end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    Atom, ChangeWindowAttributesAux, ConnectionExt as _, EventMask, PropMode, Property, PropertyNotifyEvent,
    Window,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use crate::platform::Error;

/// Bytes of one piece: a server that knows no long requests takes 256 KiB in one, with its header.
pub const PIECE: usize = 192 * 1024;
/// A program that takes nothing for longer gets no more.
const PATIENCE: Duration = Duration::from_secs(10);
/// Programs that are served at once; the one that was served least lately goes.
const AT_ONCE: usize = 8;

/// A text on its way to one program.
pub struct Piecemeal {
    to: Window,
    property: Atom,
    target: Atom,
    text: Arc<str>,
    given: usize,
    /// All is given, and the end was said.
    done: bool,
    last: Instant,
}

impl Piecemeal {
    /// A text that is to go into this property, as this target.
    pub fn new(to: Window, property: Atom, target: Atom, text: Arc<str>) -> Self {
        Self { to, property, target, text, given: 0, done: false, last: Instant::now() }
    }

    /// Says that pieces come. To be done before the request is answered.
    pub fn begin(&self, connection: &RustConnection, incr: Atom) -> Result<(), Error> {
        let events = ChangeWindowAttributesAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.change_window_attributes(self.to, &events)?;
        let least = [self.text.len() as u32];
        connection.change_property32(PropMode::REPLACE, self.to, self.property, incr, &least)?;
        Ok(())
    }

    fn next(&mut self, connection: &RustConnection) -> Result<(), Error> {
        let rest = &self.text.as_bytes()[self.given..];
        let piece = &rest[..rest.len().min(PIECE)];
        connection.change_property8(PropMode::REPLACE, self.to, self.property, self.target, piece)?;
        self.done = piece.is_empty();
        self.given += piece.len();
        self.last = Instant::now();
        Ok(())
    }
}

/// Another program wants a text. One that asks again for the same property begins anew.
pub fn add(giving: &mut Vec<Piecemeal>, new: Piecemeal) {
    giving.retain(|old| (old.to, old.property) != (new.to, new.property) && old.last.elapsed() < PATIENCE);
    if giving.len() == AT_ONCE {
        let oldest = (0..AT_ONCE).min_by_key(|at| giving[*at].last).expect("there are some");
        giving.remove(oldest);
    }
    giving.push(new);
}

/// A property of another program's window is different: a piece may have been taken away.
pub fn go_on(
    giving: &mut Vec<Piecemeal>,
    connection: &RustConnection,
    event: &PropertyNotifyEvent,
) -> Result<(), Error> {
    let taken = event.state == Property::DELETE;
    let wants = |text: &&mut Piecemeal| (text.to, text.property) == (event.window, event.atom);
    if let Some(text) = giving.iter_mut().find(wants).filter(|_| taken) {
        text.next(connection)?;
        connection.flush()?;
    }
    giving.retain(|text| !text.done);
    if !giving.iter().any(|text| text.to == event.window) && taken {
        let nothing = ChangeWindowAttributesAux::new().event_mask(EventMask::NO_EVENT);
        connection.change_window_attributes(event.window, &nothing)?;
        connection.flush()?;
    }
    Ok(())
}
