//! What a viewer wants, and whether that is done.

use farhand_rfb::server::Event;

use super::{Session, ViewerEvent};
use crate::hands::Act;
use crate::motion::H264;

impl Session {
    /// Does what the viewer wants, as far as it is allowed.
    pub(super) fn act(&mut self, event: Event) {
        match event {
            Event::Key { down, keysym, scancode } => self.touch(Act::Key { down, keysym, scancode }),
            Event::Pointer { buttons, x, y } => self.touch(Act::Pointer { x, y, buttons }),
            Event::CutText(text) => {
                if let Some(pocket) = &self.viewer.device.pocket
                    && self.drives()
                {
                    pocket.write(text);
                }
            }
            Event::ClipboardRequested => {
                if let Some(pocket) = &self.viewer.device.pocket
                    && self.drives()
                {
                    self.reading = Some(pocket.read());
                }
            }
            Event::ClipboardOffered if self.drives() => self.server.request_text(),
            Event::SetDesktopSize { .. } => self.server.refuse_desktop_size(),
            Event::Annotation(annotation) => {
                // Drawings pass by: a face that is slow misses some.
                let _full = self.viewer.events.try_send(ViewerEvent::Annotated(annotation));
            }
            Event::Wants(wants) if wants.h264 && !self.lends => {
                self.lends = true;
                self.server.set_motion_encoder(Some(Box::new(H264::default())));
            }
            Event::Ready { .. }
            | Event::ClipboardOffered
            | Event::Region(_)
            | Event::Wants(_)
            | Event::Acknowledged { .. } => {}
        }
    }

    /// Pointer and keys. [`crate::hands::Hands`] has the last word, under its lock.
    fn touch(&self, act: Act) {
        let viewer = &self.viewer;
        tokio::task::block_in_place(|| viewer.device.hands.act(viewer.stream, viewer.by, act));
    }

    /// Whether this viewer has pointer and keys now, and with them the clipboard's buttons.
    fn drives(&self) -> bool {
        let sharing = self.gate.borrow();
        sharing.control && sharing.driver_id == Some(self.viewer.by)
    }

    /// Another program has put something into the clipboard.
    pub(super) fn offer_text(&mut self) {
        let Some(content) = &mut self.content else { return };
        let text = content.borrow_and_update().text.clone();
        if !self.drives() {
            return;
        }
        match text {
            Some(text) if self.gate.borrow().clipboard => self.server.cut_text(&text),
            _ => {
                self.server.offer_text();
            }
        }
    }

    /// The text that the viewer asked for is there.
    pub(super) fn hand_over(&mut self, text: Option<String>) {
        if let Some(text) = text
            && self.drives()
        {
            self.server.cut_text(&text);
        }
    }
}
