//! Videos on their way to an interface that decodes them itself.
//!
//! A video's picture is worth nothing without those before it. So a video goes this way from a
//! picture on that depends on none, and leaves it when the interface does not keep up; what is
//! painted here meanwhile goes as tiles. A device sends no such picture by itself in the middle of a
//! video, so it is asked for one when the interface keeps up again ([`Passing::cut`]).

use std::collections::HashSet;

use farhand_rfb::Rect;
use farhand_rfb::viewer::AccessUnit;

/// Pictures that wait for a batch: a few frames' worth of a busy interface.
const WAITING: usize = 6;

/// Bytes at the beginning of a picture in which its parameters are looked for.
const HEAD: usize = 64;
/// The type of a sequence parameter set (H.264, table 7-1): a picture that comes with one depends on
/// none before it.
const PARAMETERS: u8 = 7;

/// Videos on their way.
#[derive(Default)]
pub(super) struct Passing {
    /// The rectangles of videos that go this way.
    videos: HashSet<Rect>,
    waiting: Vec<AccessUnit>,
    /// A video that would go this way, had it a picture to begin with.
    cut: Option<Rect>,
}

impl Passing {
    /// Takes a picture; answers whether it goes this way.
    pub fn take(&mut self, unit: AccessUnit, wanted: bool) -> bool {
        if unit.reset_all {
            self.videos.clear();
        }
        let begins = unit.reset || unit.reset_all || stands_alone(&unit.data);
        let possible = wanted && self.waiting.len() < WAITING;
        if !possible || !(begins || self.videos.contains(&unit.rect)) {
            self.videos.remove(&unit.rect);
            self.cut = possible.then_some(unit.rect);
            return false;
        }
        self.videos.insert(unit.rect);
        self.waiting.push(unit);
        true
    }

    /// The last picture was of this video, and could not go this way only because it depends on others.
    pub fn cut(&mut self) -> Option<Rect> {
        self.cut.take()
    }

    /// What waits, in its order.
    pub fn units(&mut self) -> impl Iterator<Item = AccessUnit> {
        self.waiting.drain(..)
    }
}

fn stands_alone(data: &[u8]) -> bool {
    let mut heads = data[..data.len().min(HEAD)].windows(4);
    heads.any(|head| head[..3] == [0, 0, 1] && head[3] & 31 == PARAMETERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(reset: bool) -> AccessUnit {
        AccessUnit { rect: Rect::sized(64, 64), reset, reset_all: false, data: vec![1] }
    }

    #[test]
    fn a_video_passes_from_a_picture_on_that_depends_on_none() {
        let mut passing = Passing::default();
        assert!(!passing.take(unit(false), true));
        assert!(passing.take(unit(true), true));
        assert!(passing.take(unit(false), true));
        assert!(!passing.take(unit(false), false));
        assert_eq!(passing.cut(), None, "it is not wanted");
        assert!(!passing.take(unit(false), true));
        assert_eq!((passing.cut(), passing.cut()), (Some(Rect::sized(64, 64)), None));
        assert_eq!(passing.units().count(), 2);
    }

    #[test]
    fn a_video_passes_again_from_any_key_picture_on() {
        let mut passing = Passing::default();
        assert!(passing.take(unit(true), true));
        assert!(!passing.take(unit(false), false));
        assert!(!passing.take(AccessUnit { data: vec![0, 0, 0, 1, 0x41, 9, 9], ..unit(false) }, true));
        assert!(passing.take(AccessUnit { data: vec![0, 0, 0, 1, 0x67, 9, 9], ..unit(false) }, true));
        assert!(passing.take(unit(false), true));
    }

    #[test]
    fn an_interface_that_does_not_keep_up_gets_tiles() {
        let mut passing = Passing::default();
        assert!(passing.take(unit(true), true));
        let taken = (0..100).filter(|_| passing.take(unit(false), true)).count();
        assert_eq!((taken, passing.cut()), (WAITING - 1, None));
        assert_eq!(passing.units().count(), WAITING);
        assert!(!passing.take(unit(false), true));
        assert!(passing.take(unit(true), true));
    }
}
