//! Pointer and keys: who may use them, and when.

use super::*;

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    fn note(&self, what: impl Into<String>) -> Result<(), Error> {
        self.0.lock().unwrap().push(what.into());
        Ok(())
    }

    fn taken(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Input for Recorder {
    fn key(&mut self, down: bool, keysym: u32, _scancode: Option<u32>) -> Result<(), Error> {
        self.note(format!("key {keysym} {down}"))
    }

    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
        self.note(format!("pointer {x} {y} {buttons}"))
    }

    fn release(&mut self) -> Result<(), Error> {
        self.note("release")
    }
}

const MARA: RepresentativeId = RepresentativeId(1);
const OMAR: RepresentativeId = RepresentativeId(2);
const KEY: Act = Act::Key { down: true, keysym: 97, scancode: None };

fn hands() -> (Hands, Recorder) {
    let recorder = Recorder::default();
    let theirs = recorder.clone();
    (Hands::with(Box::new(move || Ok(Box::new(theirs.clone())))), recorder)
}

#[test]
fn only_the_driver_acts() {
    let (hands, recorder) = hands();
    assert!(!hands.act(1, MARA, KEY));
    hands.allow(true, Some(MARA));
    assert!(hands.act(1, MARA, KEY));
    assert!(!hands.act(2, OMAR, KEY));
    assert_eq!(recorder.taken(), ["key 97 true"]);
}

#[test]
fn what_is_held_is_let_go_when_the_driver_changes_stops_or_leaves() {
    let (hands, recorder) = hands();
    hands.allow(true, Some(MARA));
    hands.act(1, MARA, KEY);
    hands.allow(true, Some(MARA));
    assert_eq!(recorder.taken(), ["key 97 true"]);
    hands.allow(true, Some(OMAR));
    assert_eq!(recorder.taken(), ["release"]);
    hands.act(2, OMAR, KEY);
    hands.leave(1);
    hands.leave(2);
    assert_eq!(recorder.taken(), ["key 97 true", "release"]);
    hands.act(3, OMAR, Act::Pointer { x: 1, y: 2, buttons: 1 });
    hands.allow(false, None);
    assert!(!hands.act(3, OMAR, KEY));
    assert_eq!(recorder.taken(), ["pointer 1 2 1", "release"]);
}

/// Somebody acts before it is heard that it drives.
fn early(hands: &Hands, by: RepresentativeId) -> std::thread::JoinHandle<bool> {
    let hands = hands.clone();
    std::thread::spawn(move || hands.act(1, by, KEY))
}

/// Until it waits, or will not any more.
fn a_moment() {
    std::thread::sleep(HEARSAY / 20);
}

#[test]
fn what_a_new_driver_does_waits_until_it_is_heard_that_it_drives() {
    let (hands, recorder) = hands();
    hands.allow(true, None);
    let first = early(&hands, MARA);
    a_moment();
    hands.allow(true, Some(MARA));
    assert!(first.join().unwrap());
    let second = early(&hands, OMAR);
    a_moment();
    hands.allow(true, Some(OMAR));
    assert!(second.join().unwrap());
    assert_eq!(recorder.taken(), ["key 97 true", "release", "key 97 true"]);
}

#[test]
fn what_waits_is_not_done_once_control_has_ended_even_if_it_begins_anew() {
    let (hands, recorder) = hands();
    hands.allow(true, None);
    let waiting = early(&hands, MARA);
    a_moment();
    hands.allow(false, None);
    hands.allow(true, Some(MARA));
    assert!(!waiting.join().unwrap());
    assert_eq!(recorder.taken(), [""; 0]);
}

#[test]
fn nobody_is_waited_for_twice_and_not_who_has_lost_the_wheel() {
    let (hands, _) = hands();
    hands.allow(true, Some(MARA));
    hands.allow(true, Some(OMAR));
    let begun = Instant::now();
    assert!(!hands.act(1, MARA, KEY));
    assert!(begun.elapsed() < HEARSAY / 2);
    hands.allow(true, None);
    assert!(!hands.act(1, MARA, KEY));
    assert!(begun.elapsed() >= HEARSAY);
    assert!(!hands.act(1, MARA, KEY));
    assert!(begun.elapsed() < HEARSAY + HEARSAY / 2);
}

/// A key that is not ready before the permission ends.
struct Never(std::sync::mpsc::Sender<()>, Recorder);

impl Input for Never {
    fn ready_in(&mut self, _keysym: u32, _scancode: Option<u32>) -> Result<Duration, Error> {
        self.0.send(()).unwrap();
        Ok(Duration::from_secs(60))
    }

    fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) -> Result<(), Error> {
        self.1.key(down, keysym, scancode)
    }

    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
        self.1.pointer(x, y, buttons)
    }

    fn release(&mut self) -> Result<(), Error> {
        self.1.release()
    }
}

#[test]
fn a_key_that_waits_keeps_nobody_from_withdrawing_and_is_pressed_no_more() {
    let recorder = Recorder::default();
    let (asks, asked) = std::sync::mpsc::channel();
    let theirs = recorder.clone();
    let hands = Hands::with(Box::new(move || Ok(Box::new(Never(asks.clone(), theirs.clone())))));
    hands.allow(true, Some(MARA));
    hands.act(1, MARA, Act::Pointer { x: 1, y: 2, buttons: 1 });
    let driver = hands.clone();
    let typing = std::thread::spawn(move || driver.act(1, MARA, KEY));
    asked.recv().unwrap();
    // This takes the lock while the key waits: 300 ms would be too late.
    let begun = Instant::now();
    hands.allow(false, None);
    assert!(begun.elapsed() < LONGEST_WAIT / 3);
    assert!(!typing.join().unwrap());
    assert_eq!(recorder.taken(), ["pointer 1 2 1", "release"]);
}

#[test]
fn hands_that_cannot_be_had_are_not_asked_for_at_every_key() {
    let tries = Arc::new(Mutex::new(0));
    let counted = tries.clone();
    let hands = Hands::with(Box::new(move || {
        *counted.lock().unwrap() += 1;
        Err(Error::NoDisplay("none".into()))
    }));
    hands.allow(true, Some(MARA));
    assert!(hands.act(1, MARA, KEY));
    assert!(hands.act(1, MARA, KEY));
    assert!(!hands.there());
    assert_eq!(*tries.lock().unwrap(), 1);
}
