//! The representative's end.
//!
//! A [`Viewer`] takes bytes in slices of any size ([`Viewer::receive`]), paints into a
//! [`Framebuffer`] that its caller owns, tells what happened ([`Viewer::poll_event`]), and says what
//! is to be sent ([`Viewer::output`]). The caller's loop is: read from the socket, `receive`, drain
//! the events, write the output. Commands ([`Viewer::pointer`], [`Viewer::key`] …) only add to the
//! output. Reading up to 256 KiB at a time lets rectangles be decoded in parallel.
//!
//! **Rectangles are painted as they become whole**, never waiting for the rest of their update. What
//! is incomplete is kept (`inbox`) together with the number of bytes that it needs, so that no
//! byte is looked at again before it can help. Raw, Hextile and TRLE go on in mid-rectangle, row by
//! row or tile by tile.
//!
//! **Parallel decoding** is confined to Tight (`decode/tight`): the rectangles that one call of
//! `receive` brought are unpacked at the same time (JPEG and PNG each for itself, deflated ones in
//! order within each of the four streams), in the caller's rayon pool, into scratch memory; then they
//! are painted, each thread its own rows of the picture, all in the order of the wire. So it does not
//! matter whether they overlap, and nothing else ever overtakes them.
//!
//! **Updates are asked for here** (`asking`): one incremental request is always outstanding, sent
//! when an update begins, until the server offers continuous updates.
//!
//! Any error is final: the stream cannot be read on, and every later `receive` answers the same.

mod asking;
mod clipboard;
mod colours;
mod config;
mod counters;
mod decode;
mod event;
mod handshake;
mod inbox;
mod inflate;
mod link;
mod stream;
mod update;

pub use config::{AccessUnit, Config, Pixels, Quality, Video, VideoDecoder};
pub use counters::{Counters, EncodingCount};
pub use event::{Cursor, Event};

use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::message::state::abilities;
use crate::message::{Annotation, ClientMessage, Layout, fence};
use crate::rect::Rect;
use handshake::Handshake;
use inbox::Inbox;
use link::Link;
use stream::Stream;

/// The representative's end of one RFB connection.
pub struct Viewer {
    stage: Stage,
    inbox: Inbox,
    link: Link,
}

enum Stage {
    Handshake(Handshake),
    Running(Box<Stream>),
    Failed(Error),
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing can be done before this many bytes are there.
    Needs(usize),
    /// So many bytes were used, and there is more to do.
    Took(usize),
    /// So many bytes were used, and this is over.
    Done(usize),
}

impl Viewer {
    /// A viewer that waits for the server's first bytes.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            stage: Stage::Handshake(Handshake::default()),
            inbox: Inbox::default(),
            link: Link::new(config),
        }
    }

    /// Takes bytes that the server has sent, in any portions. The picture must be the same each
    /// time; the viewer gives it its size. Drain [`Self::poll_event`] and [`Self::output`]
    /// afterwards, also after an error.
    ///
    /// # Errors
    /// When the server's bytes are of no use; final.
    pub fn receive(&mut self, bytes: &[u8], picture: &mut Framebuffer) -> Result<(), Error> {
        if let Stage::Failed(error) = &self.stage {
            return Err(error.clone());
        }
        self.link.counters.received += bytes.len() as u64;
        self.link.work = 0;
        let mut inbox = std::mem::take(&mut self.inbox);
        let result = inbox.receive(bytes, |bytes| self.read(bytes, picture));
        self.inbox = inbox;
        if let Err(error) = &result {
            self.stage = Stage::Failed(error.clone());
            self.inbox = Inbox::default();
        }
        result
    }

    /// Reads as much as possible: how many bytes were used, and how many the rest needs.
    fn read(&mut self, bytes: &[u8], picture: &mut Framebuffer) -> Result<(usize, usize), Error> {
        let mut at = 0;
        if let Stage::Handshake(handshake) = &mut self.stage {
            loop {
                match handshake.step(&bytes[at..], &mut self.link)? {
                    Step::Needs(needed) => return Ok((at, needed)),
                    Step::Took(taken) => at += taken,
                    Step::Done(taken) => {
                        at += taken;
                        break;
                    }
                }
            }
            let init = handshake.init().ok_or(Error::NotRfb)?;
            self.stage = Stage::Running(Box::new(Stream::begin(init, &mut self.link, picture)?));
        }
        match &mut self.stage {
            Stage::Running(stream) => {
                let (taken, needed) = stream.read(&bytes[at..], &mut self.link, picture)?;
                Ok((at + taken, needed))
            }
            Stage::Handshake(_) | Stage::Failed(_) => Ok((at, 1)),
        }
    }

    /// Whether [`Self::receive`] has left something to do, see [`Config::work`]: call it again, with
    /// what has come since or with nothing.
    #[must_use]
    pub fn has_more(&self) -> bool {
        matches!(&self.stage, Stage::Running(stream) if stream.more)
    }

    /// What the last call of [`Self::receive`] has cost, as [`Config::work`] counts it.
    #[must_use]
    pub fn work(&self) -> usize {
        self.link.work
    }

    /// Whether the other side's texts are of no interest; then they are neither kept nor unpacked.
    pub fn ignore_clipboard(&mut self, ignored: bool) {
        self.link.clipboard.ignored = ignored;
    }

    /// The next thing to tell; `None` when all is told.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.link.events.pop_front()
    }

    /// What is to be sent to the server now; may be empty.
    #[must_use]
    pub fn output(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.link.out)
    }

    /// What was received so far.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.link.counters
    }

    /// Answers [`Event::PasswordNeeded`].
    pub fn password(&mut self, password: &str) {
        if let Stage::Handshake(handshake) = &mut self.stage {
            handshake.password(password, &mut self.link.out);
        }
    }

    /// The pointer is here, with these buttons down: bit 0 left, 1 middle, 2 right, 3 to 6 wheel up,
    /// down, left, right. Pixels of the framebuffer.
    pub fn pointer(&mut self, buttons: u8, x: u16, y: u16) {
        self.say(&ClientMessage::Pointer { buttons, x, y });
    }

    /// A key by its meaning (X11's keysym; 0 for none) and, where known, its place (XT scan code,
    /// extended ones with 0x80 set, as rfbproto's "QEMU Extended Key Event" has it). The place is
    /// sent only to servers that take it; a key without keysym is not sent to those that do not.
    pub fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) {
        match scancode {
            Some(scancode) if self.takes_scancodes() => {
                self.say(&ClientMessage::QemuKey { down, keysym, scancode });
            }
            _ if keysym != 0 => self.say(&ClientMessage::Key { down, keysym }),
            _ => {}
        }
    }

    /// Whether the server takes keys by their place.
    #[must_use]
    pub fn takes_scancodes(&self) -> bool {
        self.link.server.extended_keys
    }

    /// Whether texts beyond Latin-1 can be passed by the clipboard.
    #[must_use]
    pub fn takes_unicode(&self) -> bool {
        self.link.clipboard.is_extended()
    }

    /// Puts text into the other side's clipboard: whole where the server has the extended
    /// clipboard, otherwise in Latin-1 with `?` for all else. Text beyond
    /// [`crate::limits::CLIPBOARD_BYTES`] is not sent; answers whether it was.
    pub fn cut_text(&mut self, text: &str) -> bool {
        self.is_ready() && self.link.clipboard.offer(text, &mut self.link.out)
    }

    /// Asks for the other side's clipboard. `false` when the server cannot be asked: such a server
    /// sends its clipboard by itself.
    pub fn request_clipboard(&mut self) -> bool {
        self.is_ready() && self.link.clipboard.request(&mut self.link.out)
    }

    /// What pictures may lose from now on.
    pub fn set_quality(&mut self, quality: Quality) {
        if self.link.config.quality != quality {
            self.link.config.quality = quality;
            if self.is_ready() {
                self.link.say_encodings();
            }
        }
    }

    /// Only this part of the picture is of interest, such as one screen; `None` for all of it. When
    /// the picture gets another size, all of it is of interest again.
    pub fn set_region(&mut self, region: Option<Rect>) {
        self.link.asking.set_region(region, &mut self.link.out);
    }

    /// Asks for all pixels anew.
    pub fn request_full(&mut self) {
        self.link.asking.request_full(&mut self.link.out);
    }

    /// Asks for the pixels of a rectangle anew.
    pub fn request_again(&mut self, rect: Rect) {
        self.say(&ClientMessage::UpdateRequest { incremental: false, rect });
    }

    /// While paused, no updates are asked for; one that is under way still comes.
    pub fn pause(&mut self, paused: bool) {
        self.link.asking.pause(paused, &mut self.link.out);
    }

    /// Asks for another size of the desktop; answered by [`Event::Resized`] or
    /// [`Event::ResizeRefused`]. `false` when the server cannot be asked.
    pub fn set_desktop_size(&mut self, width: u16, height: u16, layout: Layout) -> bool {
        let can = self.link.server.resizable;
        if can {
            self.say(&ClientMessage::SetDesktopSize { width, height, layout });
        }
        can
    }

    /// Asks for [`Event::Pong`] with the same token, which comes after all that the server has sent
    /// before it. `false` when the server has no fences.
    pub fn ping(&mut self, token: u64) -> bool {
        let can = self.link.server.fences;
        if can {
            let flags = fence::REQUEST | fence::BLOCK_BEFORE;
            self.say(&ClientMessage::Fence { flags, payload: token.to_be_bytes().to_vec() });
        }
        can
    }

    /// Points at or draws on the other side's screen. `false` when it cannot show that.
    pub fn annotate(&mut self, annotation: Annotation) -> bool {
        let can = self.link.server.abilities & abilities::ANNOTATIONS != 0;
        if can {
            self.say(&ClientMessage::Annotation(annotation));
        }
        can
    }

    fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    fn say(&mut self, message: &ClientMessage) {
        if self.is_ready() {
            message.write(&mut self.link.out);
        }
    }
}
