use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::*;
use crate::screen::batch::read::Shown;
use crate::screen::viewport::Area;

/// An interface: what it was sent, and what it shows of that.
#[derive(Clone, Default)]
struct Interface(Arc<Mutex<Vec<Vec<u8>>>>);

impl Interface {
    fn sink(&self) -> Sink {
        let batches = self.0.clone();
        Box::new(move |batch| {
            batches.lock().unwrap().push(batch);
            true
        })
    }

    fn batches(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        for batch in self.0.lock().unwrap().iter() {
            shown.take(batch).unwrap();
        }
        shown
    }
}

struct World {
    road: Road,
    picture: Picture,
    interface: Interface,
    id: WatchId,
    now: Instant,
}

impl World {
    fn new(width: u16, height: u16, viewport: Viewport) -> Self {
        let mut world = Self {
            road: Road::default(),
            picture: Picture::of(Framebuffer::new(width, height).unwrap()),
            interface: Interface::default(),
            id: WatchId::default(),
            now: Instant::now(),
        };
        world.road.lead(world.id, viewport, world.interface.sink(), &world.picture);
        world
    }

    fn paint(&mut self, rect: Rect, pixel: impl Fn(u32, u32) -> u32) {
        for y in 0..rect.height {
            let row = self.picture.pixels.row_mut(rect, y);
            for (x, to) in (0..).zip(row) {
                *to = pixel(x, u32::from(y));
            }
        }
        self.road.damaged(rect);
    }

    fn send(&mut self) {
        self.road.send(&self.picture, self.now);
    }

    /// Shows everything, batch by batch, until nothing is left.
    fn settle(&mut self) {
        loop {
            let before = self.interface.batches();
            self.road.shown(self.id, u32::try_from(before).unwrap());
            self.now += Duration::from_millis(500);
            self.send();
            if self.interface.batches() == before {
                return;
            }
        }
    }
}

fn noise(x: u32, y: u32) -> u32 {
    (x * 7919 + y * 104_729 + x * y * 31).wrapping_mul(0x9e37_79b1) >> 8
}

const ALL: Rect = Rect::sized(200, 150);

#[test]
fn the_whole_picture_comes_first_and_then_only_what_changed() {
    let mut world = World::new(200, 150, Viewport::whole());
    world.paint(ALL, |x, y| x * y);
    world.settle();
    assert_eq!(world.interface.shown().pixels, world.picture.pixels.pixels());
    let tiles = world.interface.shown().tiles;
    world.paint(Rect::new(70, 70, 3, 3), |_, _| 5);
    world.settle();
    assert_eq!(world.interface.shown().pixels, world.picture.pixels.pixels());
    assert_eq!(world.interface.shown().tiles, tiles + 1);
}

#[test]
fn a_stuck_interface_gets_two_batches_and_then_the_newest_pixels() {
    let mut world = World::new(200, 150, Viewport::whole());
    for colour in 0..1000 {
        world.paint(ALL, |_, _| colour);
        world.send();
    }
    assert_eq!(world.interface.batches(), 2);
    world.road.shown(world.id, 2);
    world.send();
    assert_eq!(world.interface.batches(), 3);
    assert_eq!(world.interface.shown().pixels, vec![999; 200 * 150]);
}

#[test]
fn what_moves_is_rough_and_exact_when_it_rests() {
    let mut world = World::new(1024, 512, Viewport::whole());
    let all = world.picture.pixels.bounds();
    world.settle();
    for frame in 0..5 {
        world.paint(all, |x, y| noise(x + frame, y));
        world.road.shown(world.id, u32::try_from(world.interface.batches()).unwrap());
        world.now += Duration::from_millis(33);
        world.send();
    }
    let moving = world.interface.shown();
    assert!(moving.rough > 4 * 100 && moving.pixels != world.picture.pixels.pixels());
    assert!(world.road.due_at().is_some());
    let largest = |world: &World, from: usize| {
        world.interface.0.lock().unwrap()[from..].iter().map(Vec::len).max().unwrap_or(0)
    };
    let before = world.interface.batches();
    world.settle();
    assert_eq!(world.interface.shown().pixels, world.picture.pixels.pixels());
    assert!(largest(&world, before) < 256 * 1024);
    assert_eq!(world.road.due_at(), None);
}

#[test]
fn what_moves_on_a_large_area_is_a_video_where_that_is_decoded() {
    let half = Size { width: 1024, height: 512 };
    for (video, fit, place) in [
        (false, None, None),
        (true, None, Some([0, 0, 2048, 1024])),
        (true, Some(half), Some([0, 0, 1024, 512])),
    ] {
        let mut world = World::new(2048, 1024, Viewport { fit, video, ..Viewport::whole() });
        let all = world.picture.pixels.bounds();
        world.settle();
        for frame in 0..6 {
            world.paint(all, |x, y| noise(x + frame, y));
            world.road.shown(world.id, u32::try_from(world.interface.batches()).unwrap());
            world.now += Duration::from_millis(33);
            world.send();
        }
        let moving = world.interface.shown();
        assert_eq!(moving.video.last().map(|(place, _)| *place), place, "video {video}, {fit:?}");
        let before = moving.tiles;
        world.settle();
        let rested = world.interface.shown();
        assert!(rested.tiles > before, "it comes exactly when it rests");
        assert!(fit.is_some() || rested.pixels == world.picture.pixels.pixels(), "video {video}");
    }
}

#[test]
fn what_cannot_be_seen_comes_when_it_can() {
    let visible = Area { x: 0, y: 0, width: 64, height: 64 };
    let mut world = World::new(200, 150, Viewport { visible, ..Viewport::default() });
    world.paint(ALL, |x, _| x);
    world.settle();
    assert_eq!(world.interface.shown().tiles, 1);
    let visible = Area { x: 64, y: 64, width: 64, height: 64 };
    world.road.look(world.id, Viewport { visible, ..Viewport::default() }, &world.picture);
    world.settle();
    assert_eq!(world.interface.shown().tiles, 2);
    world.road.look(world.id, Viewport::whole(), &world.picture);
    world.settle();
    assert_eq!(world.interface.shown().tiles, 12);
    assert_eq!(world.interface.shown().pixels, world.picture.pixels.pixels());
}

#[test]
fn a_picture_that_is_too_large_is_scaled_and_follows_its_damage() {
    let fit = Some(Size { width: 100, height: 100 });
    let mut world = World::new(200, 150, Viewport { fit, ..Viewport::whole() });
    world.paint(ALL, |x, y| x << 16 | y);
    world.settle();
    world.paint(Rect::new(150, 100, 7, 9), |_, _| 0x00ff_ffff);
    world.settle();
    let shown = world.interface.shown();
    assert_eq!((shown.width, shown.height, shown.part), (100, 75, [0, 0, 200, 150]));
    let mut expected = Vec::new();
    Scale::new(ALL, Size { width: 100, height: 75 }).read(
        &world.picture.pixels,
        Rect::sized(100, 75),
        &mut expected,
    );
    assert_eq!(shown.pixels, expected);
}

#[test]
fn one_screen_of_several_is_cut_out() {
    let mut world = World::new(200, 150, Viewport::whole());
    world.paint(ALL, |x, y| x << 8 | y);
    assert!(world.picture.show(Some(Rect::new(110, 20, 90, 70))));
    world.road.reshaped(&world.picture);
    world.settle();
    let shown = world.interface.shown();
    assert_eq!((shown.width, shown.height, shown.part), (90, 70, [110, 20, 90, 70]));
    assert_eq!(shown.pixels[90 * 3 + 4], 114 << 8 | 23);
    let tiles = shown.tiles;
    world.paint(Rect::new(0, 0, 50, 50), |_, _| 1);
    world.settle();
    assert_eq!(world.interface.shown().tiles, tiles);
    world.paint(Rect::new(100, 10, 20, 20), |_, _| 1);
    world.settle();
    assert_eq!(world.interface.shown().pixels[0], 1);
}

#[test]
fn a_rotated_picture_begins_anew() {
    let mut world = World::new(200, 150, Viewport::whole());
    world.settle();
    world.picture.pixels.resize(150, 200).unwrap();
    world.road.reshaped(&world.picture);
    world.paint(Rect::sized(150, 200), |x, _| x);
    world.settle();
    let shown = world.interface.shown();
    assert_eq!((shown.width, shown.height), (150, 200));
    assert_eq!(shown.pixels, world.picture.pixels.pixels());
}

#[test]
fn who_wants_no_more_and_who_was_replaced_gets_nothing() {
    let mut world = World::new(200, 150, Viewport::whole());
    world.settle();
    let before = world.interface.batches();
    let (newer, id) = (Interface::default(), WatchId::other());
    world.road.lead(id, Viewport::whole(), newer.sink(), &world.picture);
    world.road.end(world.id);
    world.settle();
    assert_eq!(world.interface.batches(), before);
    assert_eq!(newer.shown().pixels, world.picture.pixels.pixels());
    world.road.lead(id, Viewport::whole(), Box::new(|_| false), &world.picture);
    world.send();
    assert!(!world.road.watched());
}

#[test]
fn a_video_goes_as_it_came_to_an_interface_that_decodes_it_and_rests_exactly() {
    let mut world = World::new(128, 64, Viewport { video: true, ..Viewport::whole() });
    world.settle();
    let all = world.picture.pixels.bounds();
    let unit = |reset| AccessUnit { rect: all, reset, reset_all: false, data: vec![5] };
    world.paint(all, noise);
    world.settle();
    let before = world.interface.shown();
    for reset in [false, true, false] {
        world.picture.pixels.fill(all, 77);
        world.road.video(unit(reset), world.now);
    }
    world.send();
    let moving = world.interface.shown();
    assert_eq!((moving.video.len(), before.video.len()), (2, 0));
    world.settle();
    assert_eq!(world.interface.shown().pixels, world.picture.pixels.pixels());
}

#[test]
fn a_video_is_asked_to_begin_anew_when_the_interface_keeps_up_again() {
    let mut world = World::new(128, 64, Viewport { video: true, ..Viewport::whole() });
    world.settle();
    let all = world.picture.pixels.bounds();
    let play = |world: &mut World, reset| {
        world.now += Duration::from_millis(33);
        world.road.video(AccessUnit { rect: all, reset, reset_all: false, data: vec![5] }, world.now);
        world.road.video_anew(world.now)
    };
    let corner = Some(Rect { width: CORNER, height: CORNER, ..all });
    // In the middle of it, where it began before the interface was there.
    assert_eq!(play(&mut world, false), corner);
    assert_eq!(play(&mut world, false), None, "it was asked just now");
    assert_eq!(play(&mut world, true), None);
    // The interface stands still, and goes on.
    let asked = (0..100).filter_map(|_| play(&mut world, false)).count();
    assert_eq!(asked, 0, "an interface that does not keep up");
    world.settle();
    assert_eq!(play(&mut world, false), corner);
    assert_eq!(play(&mut world, true), None);
    assert_eq!(play(&mut world, false), None);
}
