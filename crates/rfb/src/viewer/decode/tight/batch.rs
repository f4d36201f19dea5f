//! Rectangles that are unpacked together.

use super::unpack::{Lane, Piece, Task};
use super::{Content, Data, Job, paint};
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::viewer::colours::Colours;
use crate::viewer::inflate::Inflater;
use crate::viewer::link::Link;

/// Rectangles that are unpacked together, in the order of the wire.
#[derive(Default)]
pub struct Batch<'a> {
    jobs: Vec<Job<'a>>,
    pixels: usize,
}

/// From so many pixels on a batch is worth painting before more is read.
const FULL_PIXELS: usize = 1 << 20;
/// Fewer pixels are not worth waking other threads.
const PARALLEL_PIXELS: usize = 1 << 15;
/// What is kept of the scratch memory: so many buffers, each of at most so many bytes.
const KEPT_BUFFERS: usize = 64;
const KEPT_BYTES: usize = 1 << 20;

impl<'a> Batch<'a> {
    pub(super) fn push(&mut self, job: Job<'a>) {
        self.pixels += job.rect.area();
        self.jobs.push(job);
    }

    /// Whether it is time to paint.
    pub fn is_full(&self) -> bool {
        self.pixels >= FULL_PIXELS
    }
}

/// What goes on from batch to batch.
#[derive(Default)]
pub struct Tight {
    streams: [Inflater; 4],
    scratch: Vec<Vec<u8>>,
}

impl Tight {
    /// Unpacks and paints a batch, which is empty afterwards.
    ///
    /// # Errors
    /// That of the first rectangle that does not decode; those before it are painted.
    pub fn paint(
        &mut self,
        batch: &mut Batch<'_>,
        colours: &Colours,
        picture: &mut Framebuffer,
        link: &mut Link,
    ) -> Result<(), Error> {
        if batch.jobs.is_empty() {
            return Ok(());
        }
        let parallel = batch.pixels >= PARALLEL_PIXELS;
        let jobs = std::mem::take(&mut batch.jobs);
        batch.pixels = 0;
        let mut pieces: Vec<_> = jobs.iter().map(|_| Piece::new(self.scratch.pop())).collect();
        unpack(lanes(&jobs, &mut pieces, &mut self.streams), parallel);
        let mut result = Ok(());
        for (job, piece) in jobs.iter().zip(&mut pieces) {
            result = std::mem::replace(&mut piece.result, Ok(()));
            if result.is_err() {
                break;
            }
            paint::paint(job, &piece.out, colours, picture);
            link.damaged(job.rect);
        }
        for piece in pieces {
            if piece.out.capacity() <= KEPT_BYTES && self.scratch.len() < KEPT_BUFFERS {
                self.scratch.push(piece.out);
            }
        }
        result
    }
}

/// Which tasks must follow each other: those of each stream. Every image is a lane of its own.
fn lanes<'j>(jobs: &'j [Job<'_>], pieces: &'j mut [Piece], streams: &'j mut [Inflater; 4]) -> Vec<Lane<'j>> {
    let mut ordered = streams.each_mut().map(|stream| Lane { stream: Some(stream), tasks: Vec::new() });
    let mut lanes = Vec::new();
    for (job, piece) in jobs.iter().zip(pieces) {
        for (number, lane) in ordered.iter_mut().enumerate() {
            if job.resets & 1 << number != 0 {
                lane.tasks.push(Task::Reset);
            }
        }
        match job.content {
            Content::Jpeg(bytes) => lanes.push(Lane::of(Task::Jpeg { bytes, rect: job.rect, piece })),
            Content::Png(bytes) => lanes.push(Lane::of(Task::Png { bytes, rect: job.rect, piece })),
            Content::Pixels { data: Data::Deflated { stream, bytes }, length, .. } => {
                ordered[usize::from(stream)].tasks.push(Task::Inflate { bytes, length, piece });
            }
            Content::Pixels { data: Data::Plain(_), .. } | Content::Fill(_) => {}
        }
    }
    lanes.extend(ordered.into_iter().filter(|lane| !lane.tasks.is_empty()));
    lanes
}

fn unpack(lanes: Vec<Lane<'_>>, parallel: bool) {
    if parallel && lanes.len() > 1 {
        rayon::scope(|scope| {
            for lane in lanes {
                scope.spawn(|_| lane.run());
            }
        });
    } else {
        lanes.into_iter().for_each(Lane::run);
    }
}
