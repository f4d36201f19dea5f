//! Which of a viewer's messages go on to the device.

use super::{Fate, Up};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::message::state::abilities;
use crate::message::{ClientMessage, fence};
use crate::relay::clipboard::Said;
use crate::relay::flow::Flow;
use crate::relay::format::{self, Setting};
use crate::relay::gate::Closed;
use crate::wire::Reader;

impl Up {
    /// Judges a whole message with the grants of this moment.
    pub(super) fn judge(&mut self, message: &[u8], flow: &mut Flow) -> Result<Fate, Error> {
        let fate = match message[0] {
            4 | 5 => self.input(message, flow),
            _ => self.rarer(message, flow)?,
        };
        if matches!(fate, Fate::Drop) {
            return Ok(fate);
        }
        // The fence before this message, unless it was kept just now.
        match self.sync.take_if(|_| !is_sync(message)) {
            None => Ok(fate),
            Some(mut bytes) => {
                bytes.extend_from_slice(if let Fate::Write(other) = &fate { other } else { message });
                Ok(Fate::Write(bytes))
            }
        }
    }

    /// How many bytes of moves of the pointer pass at once: they come by the thousand.
    pub(super) fn pointer_moves(&mut self, bytes: &[u8], flow: &Flow) -> usize {
        if !flow.allowed.input() || self.sync.is_some() {
            return 0;
        }
        let moves = bytes.chunks_exact(6).take_while(|message| message[0] == 5).count();
        if let Some(&[_, buttons, x0, x1, y0, y1]) = bytes[..6 * moves].last_chunk() {
            self.held.pointer(buttons, u16::from_be_bytes([x0, x1]), u16::from_be_bytes([y0, y1]));
        }
        6 * moves
    }

    fn input(&mut self, message: &[u8], flow: &mut Flow) -> Fate {
        let passes = flow.allowed.input()
            && match *message {
                [5, buttons, x0, x1, y0, y1] => {
                    self.held.pointer(buttons, u16::from_be_bytes([x0, x1]), u16::from_be_bytes([y0, y1]));
                    true
                }
                [4, down, _, _, a, b, c, d] => self.held.keysym(down != 0, u32::from_be_bytes([a, b, c, d])),
                _ => false,
            };
        refuse_unless(passes, flow)
    }

    fn rarer(&mut self, message: &[u8], flow: &mut Flow) -> Result<Fate, Error> {
        if message[0] == 6 {
            return Ok(clipboard(message, flow));
        }
        let Some((read, _)) = ClientMessage::read(message)? else {
            return Err(Error::Data("a message"));
        };
        let (allowed, announced) = (flow.allowed, flow.announced);
        Ok(match read {
            ClientMessage::SetPixelFormat(format) => return self.set_format(format, flow),
            ClientMessage::SetEncodings(encodings) => self.set_encodings(&encodings, flow),
            ClientMessage::UpdateRequest { incremental, rect } => {
                pass_if(flow.gate.request(incremental, rect))
            }
            ClientMessage::ContinuousUpdates { enable, rect } => {
                pass_if(announced.continuous && flow.gate.switch(enable, rect)?)
            }
            ClientMessage::Fence { flags, payload } => return self.fence(flags, &payload, message, flow),
            ClientMessage::SetDesktopSize { .. } => {
                refuse_unless(allowed.input() && announced.desktop_size, flow)
            }
            ClientMessage::QemuKey { down, keysym, scancode } => {
                let passes = allowed.input() && announced.extended_key;
                refuse_unless(passes && self.held.scancode(down, keysym, scancode), flow)
            }
            ClientMessage::Annotation(_) => {
                let passes = allowed.draws() && announced.abilities & abilities::ANNOTATIONS != 0;
                self.annotated |= passes;
                refuse_unless(passes, flow)
            }
            // Read above, without being copied.
            ClientMessage::Key { .. }
            | ClientMessage::Pointer { .. }
            | ClientMessage::CutText(_)
            | ClientMessage::ExtendedCutText { .. } => Fate::Drop,
        })
    }

    fn set_format(&mut self, format: crate::PixelFormat, flow: &mut Flow) -> Result<Fate, Error> {
        let begun = flow.counts.updates > 0 || !flow.gate.is_quiet();
        if flow.shared && begun && format != flow.formats.now() {
            return Err(Error::PixelFormat);
        }
        let own = self.sync.take().and_then(|bytes| match ClientMessage::read(&bytes) {
            Ok(Some((ClientMessage::Fence { flags, payload }, _))) => Some((flags, payload)),
            _ => None,
        });
        let setting = flow.formats.set(format, own, flow.announced.fence, &flow.gate)?;
        Ok(match setting {
            Setting::Pass => Fate::Pass,
            Setting::Write(bytes) => Fate::Write(bytes),
            Setting::Keep => {
                let mut bytes = Vec::new();
                flow.gate.close(Closed::Format, &mut bytes);
                Fate::Write(bytes)
            }
        })
    }

    /// Cut down to what the relay can follow; kept while the viewer may not look, so that a device
    /// does not begin to announce what would be withheld.
    fn set_encodings(&mut self, encodings: &[Encoding], flow: &Flow) -> Fate {
        let passes =
            |encoding: &Encoding| is_followed(*encoding) && !(flow.shared && NOT_SHARED.contains(encoding));
        let known: Vec<_> = encodings.iter().copied().filter(passes).collect();
        let mut bytes = Vec::new();
        ClientMessage::SetEncodings(known).write(&mut bytes);
        if flow.allowed.view {
            return Fate::Write(bytes);
        }
        self.encodings = Some(bytes);
        Fate::Drop
    }

    fn fence(&mut self, flags: u32, payload: &[u8], message: &[u8], flow: &mut Flow) -> Result<Fate, Error> {
        if !flow.announced.fence {
            return Ok(Fate::Drop);
        }
        if flags & fence::REQUEST == 0 {
            flow.gate.answered(payload);
            return Ok(match flow.gate.answers_pass() {
                true => Fate::Pass,
                false => flow.gate.answer(message).map_or(Fate::Drop, Fate::Write),
            });
        }
        if format::is_marked(payload) {
            return Err(Error::Data("a fence"));
        }
        if flags & fence::SYNC_NEXT == 0 {
            return Ok(Fate::Pass);
        }
        // One that was kept already has no message to go with: it goes on by itself.
        let before = self.sync.replace(message.to_vec());
        Ok(before.map_or(Fate::Drop, Fate::Write))
    }
}

/// Whether this is a fence that is kept for the message after it.
fn is_sync(message: &[u8]) -> bool {
    let mut reader = Reader::new(message);
    let flags =
        reader.u8().filter(|kind| *kind == 248).and_then(|_| reader.skip(3)).and_then(|()| reader.u32());
    let both = fence::REQUEST | fence::SYNC_NEXT;
    flags.is_some_and(|flags| flags & both == both)
}

fn clipboard(message: &[u8], flow: &mut Flow) -> Fate {
    let said = Said::of(message);
    let announced = said == Said::Plain || flow.announced.clipboard;
    let short = message.len() <= 8 + limits::CLIPBOARD_BYTES as usize;
    let may = match said {
        Said::Capabilities => flow.allowed.view,
        Said::Request | Said::Other => flow.allowed.asks_for_text(),
        Said::Plain | Said::Offer | Said::Text => short && flow.allowed.gives_texts(),
    };
    let passes = announced && may;
    flow.asked_for_text |= passes && said == Said::Request;
    refuse_unless(passes, flow)
}

fn pass_if(passes: bool) -> Fate {
    if passes { Fate::Pass } else { Fate::Drop }
}

fn refuse_unless(passes: bool, flow: &mut Flow) -> Fate {
    flow.counts.refused += u64::from(!passes);
    pass_if(passes)
}

/// Encodings that [`crate::viewer`] does not take as the hub uses it.
const NOT_SHARED: &[Encoding] = &[Encoding::H264, Encoding::VMWARE_CURSOR, Encoding::QEMU_POINTER_MOTION];

/// Encodings whose rectangles the relay can follow, and pseudo-encodings that change nothing else.
fn is_followed(encoding: Encoding) -> bool {
    const KNOWN: &[Encoding] = &[
        Encoding::RAW,
        Encoding::COPY_RECT,
        Encoding::RRE,
        Encoding::CORRE,
        Encoding::HEXTILE,
        Encoding::ZLIB,
        Encoding::TIGHT,
        Encoding::TRLE,
        Encoding::ZRLE,
        Encoding::H264,
        Encoding::TIGHT_PNG,
        Encoding::DESKTOP_SIZE,
        Encoding::LAST_RECT,
        Encoding::POINTER_POS,
        Encoding::CURSOR,
        Encoding::X_CURSOR,
        Encoding::QEMU_POINTER_MOTION,
        Encoding::QEMU_EXTENDED_KEY,
        Encoding::QEMU_LED_STATE,
        Encoding::DESKTOP_NAME,
        Encoding::EXTENDED_DESKTOP_SIZE,
        Encoding::FENCE,
        Encoding::CONTINUOUS_UPDATES,
        Encoding::CURSOR_WITH_ALPHA,
        Encoding::VMWARE_CURSOR,
        Encoding::VMWARE_LED_STATE,
        Encoding::EXTENDED_CLIPBOARD,
        Encoding::FARHAND,
    ];
    // Finer JPEG quality and subsampling (TurboVNC) only tune what Tight holds.
    let tunes = matches!(encoding.0, -32..=-23 | -256..=-247 | -512..=-412 | -768..=-763);
    tunes || KNOWN.contains(&encoding)
}
