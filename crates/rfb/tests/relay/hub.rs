//! Several viewers on one agent's connection: a server of this crate is the agent, and viewers of
//! this crate look at it through the hub.

use std::collections::BTreeMap;
use std::time::Duration;

use farhand_rfb::relay::{Allowed, Hub};
use farhand_rfb::server::{self, Server};
use farhand_rfb::viewer::{self, Viewer};
use farhand_rfb::{Error, Framebuffer, Rect};

use crate::joined::{ALL, LOOKING};

const SIZE: Rect = Rect::sized(160, 120);

/// The agent, the hub, and the viewers with what they see.
struct World {
    agent: Server,
    screen: Framebuffer,
    hub: Hub,
    viewers: BTreeMap<u64, (Viewer, Framebuffer)>,
    now: Duration,
    /// What the agent was told.
    heard: Vec<server::Event>,
    /// Viewers' clipboards.
    copied: Vec<(u64, String)>,
}

impl World {
    fn new() -> Self {
        let config = server::Config {
            name: "box".into(),
            width: SIZE.width,
            height: SIZE.height,
            layout: Default::default(),
            abilities: 0,
            frames_per_second: 60,
        };
        Self {
            agent: Server::new(config).unwrap(),
            screen: Framebuffer::new(SIZE.width, SIZE.height).unwrap(),
            hub: Hub::new(),
            viewers: BTreeMap::new(),
            now: Duration::ZERO,
            heard: Vec::new(),
            copied: Vec::new(),
        }
    }

    fn join(&mut self, id: u64, allowed: Allowed) {
        let mut to_agent = Vec::new();
        self.hub.join(id, allowed, &mut to_agent).unwrap();
        let config = viewer::Config { quality: viewer::Quality::Lossless, ..Default::default() };
        self.viewers.insert(id, (Viewer::new(config), Framebuffer::default()));
        self.tell_agent(&to_agent);
    }

    fn leave(&mut self, id: u64) {
        let mut to_agent = Vec::new();
        self.hub.leave(id, &mut to_agent);
        self.viewers.remove(&id);
        self.tell_agent(&to_agent);
    }

    fn allow(&mut self, id: u64, allowed: Allowed) {
        let mut to_agent = Vec::new();
        self.hub.allow(id, allowed, &mut to_agent);
        self.tell_agent(&to_agent);
    }

    fn tell_agent(&mut self, bytes: &[u8]) {
        self.agent.receive(bytes, self.now).unwrap();
        self.heard.extend(std::iter::from_fn(|| self.agent.poll_event()));
    }

    /// Paints on the agent's screen.
    fn paint(&mut self, rect: Rect, colour: u32) {
        self.screen.fill(rect, colour);
        self.agent.damage(rect, self.now);
    }

    /// Lets a frame's time pass.
    fn turn(&mut self) {
        self.now += Duration::from_millis(16);
        self.agent.update((&self.screen).into(), self.now);
        let said = self.agent.take_output();
        let mut to_agent = Vec::new();
        self.hub.agent(&said, &mut to_agent).unwrap();
        while self.hub.follows_at().is_some_and(|at| at <= self.now) {
            self.hub.follow(self.now, &mut to_agent).unwrap();
        }
        for (id, (viewer, picture)) in &mut self.viewers {
            self.hub.update(*id, self.now);
            viewer.receive(&self.hub.take_output(*id), picture).unwrap();
            while let Some(event) = viewer.poll_event() {
                match event {
                    viewer::Event::CutText(text) => self.copied.push((*id, text)),
                    viewer::Event::ClipboardOffer => _ = viewer.request_clipboard(),
                    _ => {}
                }
            }
            self.hub.viewer(*id, &viewer.output(), self.now, &mut to_agent).unwrap();
        }
        self.tell_agent(&to_agent);
    }

    /// Until all viewers see the screen as it is.
    fn settle(&mut self) {
        for _ in 0..200 {
            self.turn();
            if self.viewers.values().all(|(_, picture)| *picture == self.screen) {
                return;
            }
        }
        panic!("a viewer does not see what is on the screen");
    }

    fn viewer(&mut self, id: u64) -> &mut Viewer {
        &mut self.viewers.get_mut(&id).unwrap().0
    }

    /// What of keys and the pointer the agent was told since the last call.
    fn input(&mut self) -> Vec<server::Event> {
        let input = |event: &server::Event| {
            matches!(event, server::Event::Key { .. } | server::Event::Pointer { .. })
        };
        std::mem::take(&mut self.heard).into_iter().filter(input).collect()
    }
}

#[test]
fn later_viewers_see_the_same_as_the_first() {
    let mut world = World::new();
    world.join(1, ALL);
    world.settle();
    world.paint(Rect::new(10, 10, 50, 30), 0x00ff_8040);
    world.settle();
    world.join(2, LOOKING);
    world.settle();
    world.join(3, LOOKING);
    for step in 0..10_u16 {
        world.paint(Rect::new(step * 10, 40, 30, 30), 0x0000_1234 + u32::from(step));
        world.turn();
    }
    world.settle();
}

#[test]
fn the_hub_goes_on_when_the_first_viewer_leaves_and_comes_back() {
    let mut world = World::new();
    world.join(1, ALL);
    world.settle();
    world.join(2, LOOKING);
    world.settle();
    world.leave(1);
    world.paint(Rect::new(5, 5, 99, 99), 0x0012_3456);
    world.settle();
    world.join(1, ALL);
    world.settle();
    world.leave(2);
    world.leave(1);
    world.paint(Rect::new(60, 60, 9, 9), 0x0065_4321);
    (0..20).for_each(|_| world.turn());
    world.join(7, LOOKING);
    world.settle();
}

#[test]
fn a_resize_reaches_everybody() {
    let mut world = World::new();
    world.join(1, ALL);
    world.settle();
    world.join(2, LOOKING);
    world.settle();
    world.screen.resize(200, 90).unwrap();
    world.agent.resize(200, 90, Default::default()).unwrap();
    world.paint(Rect::new(150, 0, 50, 90), 0x00ab_cdef);
    world.settle();
}

#[test]
fn only_the_drivers_input_passes_and_is_let_go() {
    let key = |down, keysym| server::Event::Key { down, keysym, scancode: None };
    let watching = Allowed { drives: false, ..ALL };
    let mut world = World::new();
    world.join(1, ALL);
    world.settle();
    world.join(2, watching);
    world.settle();
    world.input();
    world.viewer(1).key(true, 97, None);
    world.viewer(2).key(true, 98, None);
    world.turn();
    assert_eq!(world.input(), [key(true, 97)]);
    // The second one takes the wheel.
    world.allow(1, watching);
    world.allow(2, ALL);
    assert_eq!(world.input(), [key(false, 97)]);
    world.viewer(1).pointer(1, 5, 5);
    world.viewer(2).pointer(1, 6, 6);
    world.viewer(2).key(true, 98, None);
    world.turn();
    let pointer = |buttons| server::Event::Pointer { buttons, x: 6, y: 6 };
    assert_eq!(world.input(), [pointer(1), key(true, 98)]);
    world.leave(2);
    assert_eq!(world.input(), [key(false, 98), pointer(0)]);
}

#[test]
fn the_clipboard_goes_to_those_who_may_have_it() {
    let mut world = World::new();
    world.join(1, LOOKING);
    world.settle();
    world.join(2, Allowed { clipboard: true, drives: true, ..LOOKING });
    world.join(3, LOOKING);
    world.settle();
    world.agent.cut_text("copied");
    (0..10).for_each(|_| world.turn());
    assert_eq!(world.copied, [(2, "copied".to_owned())]);
    world.heard.clear();
    world.viewer(2).cut_text("pasted");
    world.viewer(3).cut_text("forbidden");
    for _ in 0..10 {
        world.turn();
        if world.heard.contains(&server::Event::ClipboardOffered) {
            world.heard.clear();
            world.agent.request_text();
        }
    }
    assert!(world.heard.contains(&server::Event::CutText("pasted".to_owned())), "{:?}", world.heard);
}

#[test]
fn without_a_grant_nothing_is_shown_and_with_it_all() {
    let mut world = World::new();
    world.join(1, ALL);
    world.paint(SIZE, 0x0011_2233);
    world.settle();
    world.viewers.clear();
    world.leave(1);
    world.join(2, Allowed::default());
    (0..20).for_each(|_| world.turn());
    assert!(world.viewers[&2].1.pixels().iter().all(|pixel| *pixel == 0));
    world.allow(2, LOOKING);
    world.settle();
    world.allow(2, Allowed::default());
    let seen = world.viewers[&2].1.clone();
    world.paint(SIZE, 0x0044_5566);
    (0..20).for_each(|_| world.turn());
    assert!(world.viewers[&2].1 == seen);
}

#[test]
fn nobody_is_served_before_the_first_has_signed_in() {
    let mut hub = Hub::new();
    let mut to_agent = Vec::new();
    hub.join(1, ALL, &mut to_agent).unwrap();
    assert!(matches!(hub.join(2, ALL, &mut to_agent), Err(Error::Refused(_))));
}

/// Says a viewer's part of the handshake, up to the response to the challenge.
fn sign_in(hub: &mut Hub, id: u64, response: &[u8; 16], to_agent: &mut Vec<u8>) -> Result<(), Error> {
    hub.join(id, ALL, to_agent).unwrap();
    assert_eq!(hub.take_output(id), b"RFB 003.008\n");
    hub.viewer(id, b"RFB 003.008\n", Duration::ZERO, to_agent).unwrap();
    assert_eq!(hub.take_output(id), [1, 2]);
    hub.viewer(id, &[2], Duration::ZERO, to_agent).unwrap();
    assert_eq!(hub.take_output(id), [7; 16]);
    hub.viewer(id, response, Duration::ZERO, to_agent)
}

#[test]
fn who_leaves_while_signing_in_leaves_the_place_to_the_next() {
    let (mut hub, mut to_agent) = (Hub::new(), Vec::new());
    hub.agent(b"RFB 003.008\n", &mut to_agent).unwrap();
    hub.join(1, ALL, &mut to_agent).unwrap();
    hub.viewer(1, b"RFB 003.008\n", Duration::ZERO, &mut to_agent).unwrap();
    hub.agent(&[1, 2], &mut to_agent).unwrap();
    hub.viewer(1, &[2], Duration::ZERO, &mut to_agent).unwrap();
    hub.leave(1, &mut to_agent);
    hub.agent(&[7; 16], &mut to_agent).unwrap();
    assert_eq!(std::mem::take(&mut to_agent), b"RFB 003.008\n\x02");
    sign_in(&mut hub, 2, &[8; 16], &mut to_agent).unwrap();
    assert_eq!(std::mem::take(&mut to_agent), [8; 16], "the agent has heard the rest already");
    hub.leave(2, &mut to_agent);
    let other = sign_in(&mut hub, 3, &[9; 16], &mut to_agent);
    assert!(matches!(other, Err(Error::Refused(_))));
    hub.leave(3, &mut to_agent);
    sign_in(&mut hub, 4, &[8; 16], &mut to_agent).unwrap();
    hub.agent(&[0; 4], &mut to_agent).unwrap();
    hub.viewer(4, &[1], Duration::ZERO, &mut to_agent).unwrap();
    assert_eq!(to_agent, [1]);
    hub.agent(&crate::joined::server_init(9, 9, b"box"), &mut to_agent).unwrap();
    assert!(hub.desktop().is_some());
}

#[test]
fn under_control_alone_the_clipboard_comes_when_it_is_asked_for() {
    let control = Allowed { clipboard: false, ..ALL };
    for id in [1, 2] {
        let mut world = World::new();
        world.join(1, if id == 1 { control } else { LOOKING });
        world.settle();
        if id == 2 {
            world.join(2, control);
            world.settle();
        }
        world.agent.cut_text("not asked for");
        (0..10).for_each(|_| world.turn());
        assert_eq!(world.copied, []);
        world.viewer(id).request_clipboard();
        for text in ["asked for", "too late"] {
            world.turn();
            world.agent.cut_text(text);
            (0..10).for_each(|_| world.turn());
        }
        assert_eq!(world.copied.len(), 1, "{:?}", world.copied);
    }
}
