//! The clipboard: plain cut text in Latin-1 (RFC 6143, sections 7.5.6 and 7.6.4), and with viewers
//! that know it the extended clipboard (rfbproto), of which text is used.

use crate::clipboard::{ACTIONS, Abilities, CAPS, NOTIFY, PEEK, PROVIDE, REQUEST, TEXT, fits};
use crate::clipboard::{from_latin1, pack, to_latin1, unpack};
use crate::error::Error;
use crate::wire::Put;

/// Bytes of text that a viewer may send without being asked.
const UNASKED: u32 = 256 * 1_024;

/// What the viewer's clipboard does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It holds this text.
    Text(String),
    /// It holds text.
    Offer,
    /// It wants the device's.
    Request,
}

/// Both ends' clipboards.
#[derive(Debug, Default)]
pub struct Clipboard {
    viewer: Option<Abilities>,
    text: Option<String>,
    offered: bool,
}

impl Clipboard {
    /// The viewer knows the extended clipboard: says what this end can do.
    pub fn extend(&mut self, out: &mut Vec<u8>) {
        if self.viewer.is_none() {
            self.viewer =
                Some(Abilities { actions: REQUEST | NOTIFY | PROVIDE, unasked: 20 * 1_024 * 1_024 });
            put(CAPS | TEXT | REQUEST | PEEK | NOTIFY | PROVIDE, &UNASKED.to_be_bytes(), out);
        }
    }

    /// The device's clipboard holds this text.
    pub fn hold(&mut self, text: &str, out: &mut Vec<u8>) {
        let Some(viewer) = &self.viewer else {
            put_plain(text, out);
            return;
        };
        if !fits(text) {
            return;
        }
        let unasked = viewer.takes_unasked(text);
        let wanted = std::mem::take(&mut self.offered);
        if wanted || unasked {
            provide(text, out);
        } else {
            self.text = Some(text.to_owned());
            put(NOTIFY | TEXT, &[], out);
        }
    }

    /// The device's clipboard holds text that is fetched when it is asked for. False where the viewer
    /// cannot ask.
    pub fn offer(&mut self, out: &mut Vec<u8>) -> bool {
        let can = self
            .viewer
            .as_ref()
            .is_some_and(|viewer| viewer.actions & (REQUEST | NOTIFY) == REQUEST | NOTIFY);
        if can {
            self.text = None;
            put(NOTIFY | TEXT, &[], out);
        }
        can
    }

    /// The text is not for the viewer any more.
    pub fn forget(&mut self) {
        self.text = None;
    }

    /// Asks for the viewer's text.
    pub fn request(&self, out: &mut Vec<u8>) {
        if self.viewer.is_some() {
            put(REQUEST | TEXT, &[], out);
        }
    }

    /// Plain cut text came.
    pub fn hear_plain(text: &[u8]) -> Heard {
        Heard::Text(from_latin1(text))
    }

    /// A message of the extended clipboard came.
    ///
    /// # Errors
    /// When it does not decode, or holds more than [`crate::limits::CLIPBOARD_BYTES`].
    pub fn hear(&mut self, flags: u32, data: &[u8], out: &mut Vec<u8>) -> Result<Option<Heard>, Error> {
        let text = flags & TEXT != 0;
        match flags & ACTIONS {
            actions if actions & CAPS != 0 => self.learn(flags, data).map(|()| None),
            REQUEST if text => Ok(self.answer(out)),
            PEEK => {
                let formats = if self.text.is_some() { TEXT } else { 0 };
                put(NOTIFY | formats, &[], out);
                Ok(None)
            }
            NOTIFY => Ok(text.then_some(Heard::Offer)),
            PROVIDE if text => unpack(data).map(|text| Some(Heard::Text(text))),
            _ => Ok(None),
        }
    }

    fn learn(&mut self, flags: u32, data: &[u8]) -> Result<(), Error> {
        let told = Abilities::read(flags, data)?;
        if self.viewer.is_some() {
            // Texts are still offered to one that takes none by itself.
            self.viewer = Some(told.unwrap_or(Abilities { actions: flags & ACTIONS, unasked: 0 }));
        }
        Ok(())
    }

    fn answer(&mut self, out: &mut Vec<u8>) -> Option<Heard> {
        match &self.text {
            Some(text) => {
                provide(text, out);
                None
            }
            None => {
                self.offered = true;
                Some(Heard::Request)
            }
        }
    }
}

/// `ServerCutText` in Latin-1.
fn put_plain(text: &str, out: &mut Vec<u8>) {
    if let Some(latin) = to_latin1(text) {
        out.extend_from_slice(&[3, 0, 0, 0]);
        out.put_u32(latin.len() as u32);
        out.extend_from_slice(&latin);
    }
}

fn put(flags: u32, data: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[3, 0, 0, 0]);
    out.put_i32(-(data.len() as i32 + 4));
    out.put_u32(flags);
    out.extend_from_slice(data);
}

fn provide(text: &str, out: &mut Vec<u8>) {
    if let Some(packed) = pack(text) {
        put(PROVIDE | TEXT, &packed, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clipboard::WHAT;
    use crate::server::encode::Deflate;
    use crate::wire::Reader;

    const FLAGS_AT: usize = 8;

    fn flags(message: &[u8]) -> u32 {
        Reader::new(&message[FLAGS_AT..]).u32().unwrap()
    }

    fn extended() -> Clipboard {
        let (mut clipboard, mut out) = (Clipboard::default(), Vec::new());
        clipboard.extend(&mut out);
        assert_eq!(out, [3, 0, 0, 0, 255, 255, 255, 248, 0x1f, 0, 0, 1, 0, 4, 0, 0]);
        clipboard
    }

    #[test]
    fn plain_text_goes_in_latin_1() {
        let (mut clipboard, mut out) = (Clipboard::default(), Vec::new());
        clipboard.hold("é…", &mut out);
        assert_eq!(out, [3, 0, 0, 0, 0, 0, 0, 2, 0xe9, b'?']);
        assert_eq!(Clipboard::hear_plain(b"a\r\nb\xe9"), Heard::Text("a\nbé".into()));
    }

    #[test]
    fn text_is_provided_as_it_was_held() {
        let (mut clipboard, mut out) = (extended(), Vec::new());
        clipboard.hold("žluť\n…", &mut out);
        assert_eq!(flags(&out), PROVIDE | TEXT);
        let heard = clipboard.hear(PROVIDE | TEXT, &out[FLAGS_AT + 4..], &mut Vec::new());
        assert_eq!(heard, Ok(Some(Heard::Text("žluť\n…".into()))));
    }

    #[test]
    fn a_viewer_that_wants_to_ask_is_told_and_asks() {
        let (mut clipboard, mut out) = (extended(), Vec::new());
        assert_eq!(clipboard.hear(CAPS | TEXT | REQUEST | NOTIFY | PROVIDE, &[0; 4], &mut out), Ok(None));
        clipboard.hold("text", &mut out);
        assert_eq!(flags(&out), NOTIFY | TEXT);
        out.clear();
        assert_eq!(clipboard.hear(REQUEST | TEXT, &[], &mut out), Ok(None));
        assert_eq!(flags(&out), PROVIDE | TEXT);
    }

    #[test]
    fn an_offer_is_fetched_when_it_is_wanted() {
        let (mut clipboard, mut out) = (extended(), Vec::new());
        assert!(clipboard.offer(&mut out));
        assert_eq!(clipboard.hear(REQUEST | TEXT, &[], &mut out), Ok(Some(Heard::Request)));
        out.clear();
        clipboard.hold("text", &mut out);
        assert_eq!(flags(&out), PROVIDE | TEXT);
        assert_eq!(clipboard.hear(NOTIFY | TEXT, &[], &mut out), Ok(Some(Heard::Offer)));
        assert!(!Clipboard::default().offer(&mut out));
    }

    #[test]
    fn what_lies_about_its_size_is_refused() {
        let pack = |size: u32, text: &[u8]| {
            let mut packed = Vec::new();
            Deflate::new(None).append(&[&size.to_be_bytes(), text].concat(), &mut packed);
            packed
        };
        let mut clipboard = extended();
        let mut hear = |data: &[u8]| clipboard.hear(PROVIDE | TEXT, data, &mut Vec::new());
        assert_eq!(hear(&pack(9, b"short")), Err(Error::Data(WHAT)));
        assert_eq!(hear(&pack(u32::MAX, b"")), Err(Error::Limit(WHAT)));
        assert_eq!(hear(b"no zlib"), Err(Error::Data(WHAT)));
        assert_eq!(clipboard.hear(CAPS | TEXT, &[], &mut Vec::new()), Err(Error::Data(WHAT)));
    }
}
