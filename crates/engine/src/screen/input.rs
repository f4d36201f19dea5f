//! What the interface sends: records, one after the other; numbers are little-endian.
//!
//! | byte | record | fields |
//! |---|---|---|
//! | 1 | pointer | `u8` buttons (bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right); `u16` x, y |
//! | 2 | key | `u8` 1 down, 0 up; `u32` keysym; `u32` XT scan code; each 0 where there is none |
//! | 3 | release | everything that is held is let go |
//! | 4 | focus | the representative came back to this computer's window |
//! | 5 | laser | `u16` x, y |
//! | 6 | laser off | |
//! | 7 | stroke | `u32` id; `u8` width, red, green, blue; `u16` count; of each `u16` x, y |
//! | 8 | undo | `u32` id of the stroke |
//! | 9 | clear | all drawings |
//!
//! Places are pixels of the device's picture.

use farhand_rfb::limits::STROKE_POINTS;
use farhand_rfb::message::Annotation;

use super::held::Key;

/// One thing that a representative does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    Pointer { buttons: u8, x: u16, y: u16 },
    Key { key: Key, down: bool },
    Release,
    Focus,
    Annotate(Annotation),
}

/// The records of a message, to its end or to the first that is none.
pub(super) fn read(bytes: &[u8]) -> impl Iterator<Item = Input> {
    let mut rest = Rest(bytes);
    std::iter::from_fn(move || rest.record())
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn record(&mut self) -> Option<Input> {
        Some(match self.u8()? {
            1 => Input::Pointer { buttons: self.u8()? & 0x7f, x: self.u16()?, y: self.u16()? },
            2 => {
                let down = self.u8()? != 0;
                Input::Key { key: Key { keysym: self.u32()?, scancode: self.u32()? }, down }
            }
            3 => Input::Release,
            4 => Input::Focus,
            5 => Input::Annotate(Annotation::Laser { x: self.u16()?, y: self.u16()? }),
            6 => Input::Annotate(Annotation::LaserOff),
            7 => Input::Annotate(self.stroke()?),
            8 => Input::Annotate(Annotation::Undo { id: self.u32()? }),
            9 => Input::Annotate(Annotation::Clear),
            _ => return None,
        })
    }

    fn stroke(&mut self) -> Option<Annotation> {
        let id = self.u32()?;
        let width = self.u8()?;
        let colour = self.take()?;
        let count = self.u16().filter(|&count| count <= STROKE_POINTS)?;
        let points = (0..count).map(|_| Some((self.u16()?, self.u16()?))).collect::<Option<_>>()?;
        Some(Annotation::Stroke { id, width, colour, points })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_up_to_the_first_that_is_broken() {
        let bytes = [
            &[1, 0x85, 1, 2, 3, 4][..],
            &[2, 1, 0x61, 0, 0, 0, 0x1e, 0, 0, 0],
            &[3, 4, 6, 9],
            &[7, 5, 0, 0, 0, 3, 10, 20, 30, 2, 0, 1, 0, 2, 0, 3, 0, 4, 0],
            &[8, 5, 0, 0, 0],
        ]
        .concat();
        let stroke =
            Annotation::Stroke { id: 5, width: 3, colour: [10, 20, 30], points: vec![(1, 2), (3, 4)] };
        let whole = [
            Input::Pointer { buttons: 5, x: 0x0201, y: 0x0403 },
            Input::Key { key: Key { keysym: 0x61, scancode: 0x1e }, down: true },
            Input::Release,
            Input::Focus,
            Input::Annotate(Annotation::LaserOff),
            Input::Annotate(Annotation::Clear),
            Input::Annotate(stroke),
            Input::Annotate(Annotation::Undo { id: 5 }),
        ];
        assert_eq!(read(&bytes).collect::<Vec<_>>(), whole);
        for end in 0..bytes.len() {
            let some: Vec<_> = read(&bytes[..end]).collect();
            assert_eq!(some, whole[..some.len()]);
        }
        assert_eq!(read(&[99, 3]).count(), 0);
        assert_eq!(read(&[7, 5, 0, 0, 0, 3, 10, 20, 30, 255, 255]).count(), 0);
    }
}
