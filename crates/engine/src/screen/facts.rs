//! What a device tells of its screen.

use farhand_core::contract::{PictureState, ScreenArea, ScreenFacts};
use farhand_rfb::message::state::abilities;
use farhand_rfb::message::{Layout, ScreenState};
use farhand_rfb::{Rect, viewer::Viewer};

/// What a device has told of its screen.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub name: String,
    pub layout: Layout,
    pub state: ScreenState,
    pub abilities: u16,
    pub lights: Option<u8>,
    /// It makes what rests exact by itself, as Farhand's client does.
    pub refines: bool,
}

impl Told {
    /// All of it, for a picture of this size.
    pub fn facts(&self, whole: Rect, viewer: &Viewer) -> ScreenFacts {
        ScreenFacts {
            width: whole.width,
            height: whole.height,
            screens: self.screens(whole),
            name: self.name.clone(),
            shown: match self.state {
                ScreenState::Shown => PictureState::Shown,
                ScreenState::Protected => PictureState::Protected,
                ScreenState::Locked => PictureState::Locked,
                ScreenState::Paused => PictureState::Paused,
            },
            annotations: self.abilities & abilities::ANNOTATIONS != 0,
            positions: viewer.takes_scancodes(),
            unicode_clipboard: viewer.takes_unicode(),
            lights: self.lights,
        }
    }

    /// Where one of its screens lies.
    pub fn screen(&self, id: u32) -> Option<Rect> {
        self.layout.0.iter().find(|screen| screen.id == id).map(|screen| screen.rect)
    }

    fn screens(&self, whole: Rect) -> Vec<ScreenArea> {
        let area = |id, Rect { x, y, width, height }: Rect| ScreenArea { id, x, y, width, height };
        let inside =
            self.layout.0.iter().filter(|screen| whole.contains(screen.rect) && !screen.rect.is_empty());
        let screens: Vec<_> = inside.map(|screen| area(screen.id, screen.rect)).collect();
        if screens.is_empty() { vec![area(0, whole)] } else { screens }
    }
}
