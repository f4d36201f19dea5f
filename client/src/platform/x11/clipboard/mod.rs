//! The clipboard (ICCCM section 2): XFixes tells when another program owns it, and what was written
//! here is handed out for as long as nobody else does. Long texts go in pieces, both ways.

mod pieces;

use std::sync::Arc;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xfixes::{ConnectionExt as _, SelectionEventMask};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, Property, SelectionNotifyEvent,
    SelectionRequestEvent, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME, NONE};

use self::pieces::{PIECE, Piecemeal};
use super::{Display, Signal};
use crate::platform::{Clipboard, Error};

/// How long the clipboard's owner has for each piece.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes of the longest text that is taken.
const LONGEST: usize = farhand_rfb::limits::CLIPBOARD_BYTES as usize;

x11rb::atom_manager! {
    /// Names.
    Atoms: AtomsCookie {
        CLIPBOARD,
        TARGETS,
        UTF8_STRING,
        INCR,
        PLAIN: b"text/plain;charset=utf-8",
        FARHAND_CLIPBOARD,
    }
}

/// See the module's comment.
pub struct X11Clipboard {
    display: Display,
    signal: Arc<Signal>,
    window: u32,
    atoms: Atoms,
    own: Option<Arc<str>>,
    /// Texts that are on their way to other programs.
    giving: Vec<Piecemeal>,
    changed: bool,
}

impl X11Clipboard {
    /// Connects, and begins to listen.
    ///
    /// # Errors
    /// When there is no display.
    pub fn connect(name: Option<&str>, signal: Arc<Signal>) -> Result<Self, Error> {
        let display = Display::connect(name)?;
        let connection = &display.connection;
        let atoms = Atoms::new(connection)?.reply()?;
        let window = connection.generate_id()?;
        let events = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        let (depth, class) = (COPY_DEPTH_FROM_PARENT, WindowClass::INPUT_OUTPUT);
        let root = display.root.root;
        connection.create_window(depth, window, root, 0, 0, 1, 1, 0, class, COPY_FROM_PARENT, &events)?;
        connection.xfixes_query_version(5, 0)?.reply()?;
        let owner = SelectionEventMask::SET_SELECTION_OWNER;
        connection.xfixes_select_selection_input(window, atoms.CLIPBOARD, owner)?;
        connection.flush()?;
        Ok(Self { display, signal, window, atoms, own: None, giving: Vec::new(), changed: false })
    }

    /// Looks at what the X server has said; an answer to a question of ours is returned.
    fn drain(&mut self) -> Result<Option<Event>, Error> {
        while let Some(event) = self.display.connection.poll_for_event()? {
            match event {
                Event::SelectionRequest(request) => self.hand_out(&request)?,
                Event::SelectionClear(event) if event.selection == self.atoms.CLIPBOARD => self.own = None,
                Event::XfixesSelectionNotify(event) => {
                    self.changed |= event.owner != self.window && event.owner != NONE;
                }
                Event::PropertyNotify(event) if event.window != self.window => {
                    pieces::go_on(&mut self.giving, &self.display.connection, &event)?;
                }
                Event::SelectionNotify(_) | Event::PropertyNotify(_) => return Ok(Some(event)),
                _ => {}
            }
        }
        Ok(None)
    }

    fn hand_out(&mut self, request: &SelectionRequestEvent) -> Result<(), Error> {
        let connection = &self.display.connection;
        // Old programs leave the property out and mean the target's name.
        let property = if request.property == NONE { request.target } else { request.property };
        let (to, atoms) = (request.requestor, &self.atoms);
        let given = match self.own.clone() {
            Some(_) if request.target == atoms.TARGETS => {
                let targets = [atoms.TARGETS, atoms.UTF8_STRING, atoms.PLAIN];
                connection.change_property32(PropMode::REPLACE, to, property, AtomEnum::ATOM, &targets)?;
                true
            }
            Some(text) if [atoms.UTF8_STRING, atoms.PLAIN].contains(&request.target) => {
                if text.len() <= PIECE {
                    let (mode, bytes) = (PropMode::REPLACE, text.as_bytes());
                    connection.change_property8(mode, to, property, request.target, bytes)?;
                } else {
                    let piecemeal = Piecemeal::new(to, property, request.target, text);
                    piecemeal.begin(connection, atoms.INCR)?;
                    pieces::add(&mut self.giving, piecemeal);
                }
                true
            }
            _ => false,
        };
        let answer = SelectionNotifyEvent {
            response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: to,
            selection: request.selection,
            target: request.target,
            property: if given { property } else { NONE },
        };
        connection.send_event(false, to, EventMask::NO_EVENT, answer)?;
        connection.flush()?;
        Ok(())
    }

    /// Waits for an event that is an answer, until the time is over.
    fn answer(&mut self, mut is: impl FnMut(&Event) -> bool) -> Result<Option<Event>, Error> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            while let Some(event) = self.drain()? {
                if is(&event) {
                    return Ok(Some(event));
                }
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            self.signal.wait(&self.display.connection, Some(left))?;
        }
    }

    fn convert(&mut self, target: Atom) -> Result<Option<Vec<u8>>, Error> {
        let (window, property) = (self.window, self.atoms.FARHAND_CLIPBOARD);
        let connection = &self.display.connection;
        connection.convert_selection(window, self.atoms.CLIPBOARD, target, property, CURRENT_TIME)?;
        connection.flush()?;
        let given = self.answer(|event| matches!(event, Event::SelectionNotify(_)))?;
        if !matches!(given, Some(Event::SelectionNotify(event)) if event.property == property) {
            return Ok(None);
        }
        match self.take()? {
            Some((kind, _)) if kind == self.atoms.INCR => self.pieces(),
            whole => Ok(whole.map(|(_, bytes)| bytes)),
        }
    }

    /// A long text comes in pieces (ICCCM section 2.7.2); an empty one is the end.
    fn pieces(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let property = self.atoms.FARHAND_CLIPBOARD;
        let mut all = Vec::new();
        loop {
            let new = |event: &Event| matches!(event, Event::PropertyNotify(e) if e.atom == property && e.state == Property::NEW_VALUE);
            if self.answer(new)?.is_none() {
                return Ok(None);
            }
            let Some((_, piece)) = self.take()? else { return Ok(None) };
            if piece.is_empty() {
                return Ok(Some(all));
            }
            if all.len() + piece.len() > LONGEST {
                return Ok(None);
            }
            all.extend_from_slice(&piece);
        }
    }

    /// Reads the property and takes it away. None when it holds more than is taken.
    fn take(&self) -> Result<Option<(Atom, Vec<u8>)>, Error> {
        let connection = &self.display.connection;
        let property = self.atoms.FARHAND_CLIPBOARD;
        let words = (LONGEST / 4) as u32;
        let cookie = connection.get_property(true, self.window, property, AtomEnum::ANY, 0, words)?;
        let reply = cookie.reply()?;
        if reply.bytes_after == 0 {
            return Ok(Some((reply.type_, reply.value)));
        }
        // It was not deleted by asking. One that was must not be deleted again: the next piece may
        // stand there already.
        connection.delete_property(self.window, property)?;
        connection.flush()?;
        Ok(None)
    }
}

impl Clipboard for X11Clipboard {
    fn wait(&mut self, at_most: Option<Duration>) -> Result<bool, Error> {
        self.drain()?;
        if !self.changed {
            self.signal.wait(&self.display.connection, at_most)?;
            self.drain()?;
        }
        Ok(std::mem::take(&mut self.changed))
    }

    fn read(&mut self) -> Result<Option<String>, Error> {
        if let Some(text) = &self.own {
            return Ok(Some(text.to_string()));
        }
        if let Some(bytes) = self.convert(self.atoms.UTF8_STRING)? {
            return Ok(String::from_utf8(bytes).ok().map(|text| text.replace("\r\n", "\n")));
        }
        let latin1 = self.convert(AtomEnum::STRING.into())?;
        Ok(latin1.map(|bytes| bytes.into_iter().map(char::from).collect()))
    }

    fn write(&mut self, text: &str) -> Result<(), Error> {
        let connection = &self.display.connection;
        connection.set_selection_owner(self.window, self.atoms.CLIPBOARD, CURRENT_TIME)?;
        connection.flush()?;
        self.own = Some(text.into());
        Ok(())
    }
}
