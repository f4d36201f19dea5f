//! Rectangles that are unpacked together.

use rayon::prelude::*;

use super::band::Band;
use super::unpack::{Lane, Piece, Task};
use super::{Content, Data, Filter, Job, paint};
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::viewer::colours::Colours;
use crate::viewer::event::Event;
use crate::viewer::inflate::Inflater;
use crate::viewer::link::Link;

/// Rectangles that are unpacked together, in the order of the wire.
#[derive(Default)]
pub struct Batch<'a> {
    jobs: Vec<Job<'a>>,
    ends: Vec<End>,
    pixels: usize,
    /// Packed ones.
    bytes: usize,
}

/// An update is over.
struct End {
    /// So many rectangles were before it.
    jobs: usize,
    /// So many bytes of output.
    said: usize,
}

/// From so many pixels on a batch is worth painting before more is read.
const FULL_PIXELS: usize = 1 << 20;
/// Fewer pixels, from fewer packed bytes, are not worth waking other threads.
const PARALLEL_PIXELS: usize = 1 << 15;
const PARALLEL_BYTES: usize = 1 << 13;
/// What is kept of the scratch memory: so many buffers, each of at most so many bytes.
const KEPT_BUFFERS: usize = 64;
const KEPT_BYTES: usize = 1 << 20;

impl<'a> Batch<'a> {
    pub(super) fn push(&mut self, job: Job<'a>) {
        self.pixels += job.rect.area();
        self.bytes += job.content.packed().len();
        self.jobs.push(job);
    }

    /// Whether it is time to paint.
    pub fn is_full(&self) -> bool {
        self.pixels >= FULL_PIXELS
    }

    /// An update is over: told when what came before it is painted.
    pub fn end_update(&mut self, link: &mut Link) {
        if self.jobs.is_empty() {
            link.tell(Event::UpdateDone);
        } else {
            self.ends.push(End { jobs: self.jobs.len(), said: link.out.len() });
        }
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
        let Batch { jobs, ends, pixels, bytes } = std::mem::take(batch);
        if jobs.is_empty() {
            return Ok(());
        }
        let parallel = pixels >= PARALLEL_PIXELS || bytes >= PARALLEL_BYTES;
        let mut pieces: Vec<_> = jobs.iter().map(|_| Piece::new(self.scratch.pop())).collect();
        unpack(lanes(&jobs, &mut pieces, &mut self.streams), parallel);
        let broken = pieces.iter().position(|piece| piece.result.is_err());
        let whole = broken.unwrap_or(jobs.len());
        paint_all(&jobs[..whole], &pieces, colours, picture, parallel);
        tell(&jobs[..whole], &ends, link);
        let result = broken.map_or(Ok(()), |broken| {
            // What was said after that update would not have been said.
            let end = ends.iter().find(|end| end.jobs > broken);
            link.out.truncate(end.map_or(usize::MAX, |end| end.said));
            std::mem::replace(&mut pieces[broken].result, Ok(()))
        });
        for piece in pieces {
            if piece.out.capacity() <= KEPT_BYTES && self.scratch.len() < KEPT_BUFFERS {
                self.scratch.push(piece.out);
            }
        }
        result
    }
}

/// Tells what was painted, and which updates are over.
fn tell(painted: &[Job<'_>], ends: &[End], link: &mut Link) {
    let mut ends = ends.iter().peekable();
    for (done, job) in (1..).zip(painted) {
        link.damaged(job.rect);
        while ends.next_if(|end| end.jobs == done).is_some() {
            link.tell(Event::UpdateDone);
        }
    }
}

fn paint_all(
    jobs: &[Job<'_>],
    pieces: &[Piece],
    colours: &Colours,
    picture: &mut Framebuffer,
    parallel: bool,
) {
    let painted = jobs.iter().map(|job| job.rect).filter(|rect| !rect.is_empty());
    let Some(all) = painted.reduce(|all, rect| all.union(rect)) else { return };
    let rows = (all.y, all.y + all.height);
    let paint = |mut band: Band<'_>| {
        for (job, piece) in jobs.iter().zip(pieces) {
            paint::paint(job, &piece.out, colours, &mut band);
        }
    };
    let gradient = |job: &Job<'_>| matches!(job.content, Content::Pixels { filter: Filter::Gradient, .. });
    if parallel && !jobs.iter().any(gradient) {
        Band::of(picture, rows, 2 * rayon::current_num_threads()).into_par_iter().for_each(paint);
    } else {
        Band::of(picture, rows, 1).into_iter().for_each(paint);
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
