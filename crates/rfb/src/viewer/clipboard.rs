//! The clipboard in both directions (rfbproto, "Extended Clipboard Pseudo-Encoding").
//!
//! Servers that take text unasked get it at once; others are told that there is some, and ask for
//! it. How a text is packed is in [`crate::clipboard`].

use super::event::Event;
use crate::clipboard::{ACTIONS, Abilities, CAPS, NOTIFY, PEEK, PROVIDE, REQUEST, TEXT, WHAT};
use crate::clipboard::{fits, pack, to_latin1, unpack};
use crate::message::ClientMessage;
use crate::wire::Reader;
use crate::{Error, limits};

#[derive(Debug, Default)]
pub(super) struct Clipboard {
    /// Whether the server's texts are of no interest: then none is unpacked.
    pub ignored: bool,
    server: Option<Abilities>,
    /// The text that the server was told of.
    offered: Option<String>,
}

impl Clipboard {
    /// The viewer's clipboard holds this text; `false` when it is too long.
    pub fn offer(&mut self, text: &str, out: &mut Vec<u8>) -> bool {
        match self.server {
            Some(server) if server.takes_unasked(text) => return provide(text, out),
            Some(server) if server.actions & NOTIFY != 0 && fits(text) => {
                self.offered = Some(text.to_owned());
                say(NOTIFY | TEXT, Vec::new(), out);
                return true;
            }
            Some(server) if server.actions & NOTIFY != 0 => return false,
            _ => {}
        }
        let latin = to_latin1(text);
        let fits = latin.is_some();
        if let Some(latin) = latin {
            ClientMessage::CutText(latin).write(out);
        }
        fits
    }

    /// Whether the server has the extended clipboard.
    pub fn is_extended(&self) -> bool {
        self.server.is_some()
    }

    /// Asks for the server's text.
    pub fn request(&self, out: &mut Vec<u8>) -> bool {
        let can = self.server.is_some_and(|caps| caps.actions & REQUEST != 0);
        if can {
            say(REQUEST | TEXT, Vec::new(), out);
        }
        can
    }

    /// The body of an extended `ServerCutText`.
    ///
    /// # Errors
    /// When it does not decode.
    pub fn receive(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<Option<Event>, Error> {
        let mut reader = Reader::new(data);
        let flags = reader.u32().ok_or(Error::Data(WHAT))?;
        match flags & ACTIONS {
            action if action & CAPS != 0 => self.learn(flags, reader.rest(), out)?,
            _ if self.ignored => {}
            REQUEST if flags & TEXT != 0 => {
                if let Some(text) = &self.offered {
                    provide(text, out);
                }
            }
            PEEK => say(NOTIFY | if self.offered.is_some() { TEXT } else { 0 }, Vec::new(), out),
            NOTIFY if flags & TEXT != 0 => return Ok(Some(Event::ClipboardOffer)),
            PROVIDE if flags & TEXT != 0 => {
                return match unpack(reader.rest()) {
                    Ok(text) => Ok(Some(Event::CutText(text))),
                    // A text that is too long is no reason to lose the picture.
                    Err(Error::Limit(_)) => Ok(None),
                    Err(broken) => Err(broken),
                };
            }
            _ => {}
        }
        Ok(None)
    }

    /// What the server can do; answered by what this end can.
    fn learn(&mut self, flags: u32, sizes: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.server = Abilities::read(flags, sizes)?;
        say(ACTIONS | TEXT, limits::CLIPBOARD_BYTES.to_be_bytes().to_vec(), out);
        Ok(())
    }
}

fn say(flags: u32, data: Vec<u8>, out: &mut Vec<u8>) {
    ClientMessage::ExtendedCutText { flags, data }.write(out);
}

/// False when the text is too long.
fn provide(text: &str, out: &mut Vec<u8>) -> bool {
    let packed = pack(text);
    let fits = packed.is_some();
    if let Some(data) = packed {
        say(PROVIDE | TEXT, data, out);
    }
    fits
}
