//! The clipboard in both directions (rfbproto, "Extended Clipboard Pseudo-Encoding").
//!
//! Servers that take text unasked get it at once; others are told that there is some, and ask for
//! it. Only text is exchanged: UTF-8, `\r\n` between lines, a zero at the end, deflated.

use super::event::Event;
use super::inflate::Inflater;
use crate::message::ClientMessage;
use crate::wire::{Put, Reader};
use crate::{Error, limits};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

const TEXT: u32 = 1;
const CAPS: u32 = 1 << 24;
const REQUEST: u32 = 1 << 25;
const PEEK: u32 = 1 << 26;
const NOTIFY: u32 = 1 << 27;
const PROVIDE: u32 = 1 << 28;
const ACTIONS: u32 = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE;

const BROKEN: Error = Error::Data("the clipboard");

#[derive(Debug, Default)]
pub(super) struct Clipboard {
    /// Whether the server's texts are of no interest: then none is unpacked.
    pub ignored: bool,
    server: Option<Caps>,
    /// The text that the server was told of.
    offered: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Caps {
    actions: u32,
    /// Bytes of text that may come unasked.
    unasked: u32,
}

impl Clipboard {
    /// The viewer's clipboard holds this text; `false` when it is too long.
    pub fn offer(&mut self, text: &str, out: &mut Vec<u8>) -> bool {
        if text.len() > limits::CLIPBOARD_BYTES as usize / 2 {
            return false;
        }
        match self.server {
            Some(caps) if caps.actions & PROVIDE != 0 && text.len() < caps.unasked as usize => {
                provide(text, out);
            }
            Some(caps) if caps.actions & NOTIFY != 0 => {
                self.offered = Some(text.to_owned());
                say(NOTIFY | TEXT, Vec::new(), out);
            }
            _ => ClientMessage::CutText(to_latin1(text)).write(out),
        }
        true
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
        let flags = reader.u32().ok_or(BROKEN)?;
        match flags & ACTIONS {
            action if action & CAPS != 0 => self.caps(flags, &mut reader, out)?,
            _ if self.ignored => {}
            REQUEST if flags & TEXT != 0 => {
                if let Some(text) = &self.offered {
                    provide(text, out);
                }
            }
            PEEK => say(NOTIFY | if self.offered.is_some() { TEXT } else { 0 }, Vec::new(), out),
            NOTIFY if flags & TEXT != 0 => return Ok(Some(Event::ClipboardOffer)),
            PROVIDE if flags & TEXT != 0 => return Ok(provided(reader.rest())?.map(Event::CutText)),
            _ => {}
        }
        Ok(None)
    }

    /// The server's capabilities, with a size for each of its formats; answered by this end's.
    fn caps(&mut self, flags: u32, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let unasked = if flags & TEXT != 0 { reader.u32().ok_or(BROKEN)? } else { 0 };
        self.server = (flags & TEXT != 0).then_some(Caps { actions: flags & ACTIONS, unasked });
        say(ACTIONS | TEXT, limits::CLIPBOARD_BYTES.to_be_bytes().to_vec(), out);
        Ok(())
    }
}

fn say(flags: u32, data: Vec<u8>, out: &mut Vec<u8>) {
    ClientMessage::ExtendedCutText { flags, data }.write(out);
}

fn provide(text: &str, out: &mut Vec<u8>) {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let mut plain = Vec::with_capacity(lines.len() + 5);
    plain.put_u32(lines.len() as u32 + 1);
    plain.extend_from_slice(lines.as_bytes());
    plain.push(0);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Flushed and not finished: libvncserver up to 0.9.14 takes the end of a stream for a fault and
    // hangs up.
    let flushed = encoder.write_all(&plain).and_then(|()| encoder.flush());
    flushed.expect("writing to memory does not fail");
    say(PROVIDE | TEXT, std::mem::take(encoder.get_mut()), out);
}

/// The text of a `provide`; `None` when it is too long.
fn provided(mut packed: &[u8]) -> Result<Option<String>, Error> {
    let mut inflater = Inflater::default();
    let mut length = [0; 4];
    if inflater.some(&mut packed, &mut length)? != length.len() {
        return Err(BROKEN);
    }
    let length = u32::from_be_bytes(length);
    if length > limits::CLIPBOARD_BYTES {
        return Ok(None);
    }
    let mut text = vec![0; length as usize];
    if inflater.some(&mut packed, &mut text)? != text.len() {
        return Err(BROKEN);
    }
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    Ok(Some(String::from_utf8_lossy(&text[..end]).replace("\r\n", "\n")))
}

/// Text of a plain `ServerCutText`.
pub(super) fn from_latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect::<String>().replace("\r\n", "\n")
}

fn to_latin1(text: &str) -> Vec<u8> {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}
