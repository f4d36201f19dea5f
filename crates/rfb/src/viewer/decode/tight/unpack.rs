//! Unpacking: tasks that may run at the same time, and those that must follow each other.

use super::image;
use crate::Error;
use crate::rect::Rect;
use crate::viewer::inflate::Inflater;

/// What one rectangle unpacks to.
pub struct Piece {
    /// Its beginning holds what was unpacked; scratch memory is longer.
    pub out: Vec<u8>,
    pub result: Result<(), Error>,
}

impl Piece {
    pub fn new(scratch: Option<Vec<u8>>) -> Self {
        Self { out: scratch.unwrap_or_default(), result: Ok(()) }
    }
}

/// Tasks that must follow each other.
pub struct Lane<'j> {
    pub stream: Option<&'j mut Inflater>,
    pub tasks: Vec<Task<'j>>,
}

pub enum Task<'j> {
    Reset,
    Inflate { bytes: &'j [u8], length: usize, piece: &'j mut Piece },
    Jpeg { bytes: &'j [u8], rect: Rect, piece: &'j mut Piece },
    Png { bytes: &'j [u8], rect: Rect, piece: &'j mut Piece },
}

impl<'j> Lane<'j> {
    pub fn of(task: Task<'j>) -> Self {
        Self { stream: None, tasks: vec![task] }
    }

    pub fn run(mut self) {
        for task in self.tasks {
            match (task, &mut self.stream) {
                (Task::Reset, Some(stream)) => stream.reset(),
                (Task::Inflate { bytes, length, piece }, Some(stream)) => {
                    piece.result = stream.exactly(bytes, room(&mut piece.out, length));
                }
                (Task::Jpeg { bytes, rect, piece }, _) => {
                    piece.result = image::jpeg(bytes, rect, room(&mut piece.out, 4 * rect.area()));
                }
                (Task::Png { bytes, rect, piece }, _) => {
                    piece.result = image::png(bytes, rect, room(&mut piece.out, 4 * rect.area()));
                }
                (Task::Reset | Task::Inflate { .. }, None) => {}
            }
        }
    }
}

/// Scratch memory of this length, with whatever it held.
fn room(out: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if out.len() < length {
        out.resize(length, 0);
    }
    &mut out[..length]
}
