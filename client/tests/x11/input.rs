//! Keys arrive in programs as the characters that were meant, and nothing stays pressed.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use farhand_client::hands::{Act, Hands};
use farhand_client::platform::Input;
use farhand_protocol::RepresentativeId;
use x11rb::protocol::xproto::ConnectionExt as _;

use super::display::{Display, Program, eventually};

const MARA: RepresentativeId = RepresentativeId(1);
const RETURN: u32 = 0xff0d;
const SHIFT: u32 = 0xffe1;

/// A terminal whose program writes down what it reads.
fn terminal(display: &Display, file: &Path) -> Program {
    let script = format!("stty -echo; echo ready > {0}.ready; cat > {0}", file.display());
    let mut command = display.command("xterm");
    command.args(["-u8", "-geometry", "80x24+0+0", "-e", "sh", "-c", &script]);
    let xterm = Program::start(&mut command);
    eventually("xterm", || file.with_extension("ready").exists().then_some(()));
    xterm
}

fn press(input: &mut dyn Input, keysym: u32, scancode: Option<u32>) {
    sleep(input.ready_in(keysym, scancode).unwrap());
    input.key(true, keysym, scancode).unwrap();
    input.key(false, keysym, scancode).unwrap();
}

/// A keysym as viewers send it: Latin-1 as it is, everything else by its number in Unicode.
fn keysym(character: char) -> u32 {
    let number = u32::from(character);
    if number < 0x100 { number } else { 0x0100_0000 | number }
}

fn check(file: &Path, expected: &str) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let read = fs::read_to_string(file).unwrap_or_default();
        if read.contains(expected) {
            return;
        }
        assert!(Instant::now() < deadline, "{expected:?} is not in {read:?}");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn characters_arrive_as_they_are_meant_also_those_that_are_on_no_key() {
    let display = Display::start("1024x768x24");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typed");
    let _xterm = terminal(&display, &file);
    let mut input = display.place().input().unwrap();
    input.pointer(100, 100, 0).unwrap();
    for line in ["Hello, World! {}[]", "Grüße 2 €, žluťoučký kůň", "Привет, 東京 ~ \\ |", "ÀÉÎÕÜ ßøæ"]
    {
        line.chars().for_each(|character| press(input.as_mut(), keysym(character), None));
        press(input.as_mut(), RETURN, None);
        check(&file, &format!("{line}\n"));
    }
    input.release().unwrap();
}

#[test]
fn another_layout_in_the_middle_changes_nothing_of_what_arrives() {
    let display = Display::start("1024x768x24");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typed");
    let _xterm = terminal(&display, &file);
    let mut input = display.place().input().unwrap();
    input.pointer(100, 100, 0).unwrap();
    // 東 is on no layout: the new one takes the key back that had its meaning.
    for (layout, line) in [("us", "zyx @[] ü 東"), ("de", "zyx ZY @[] ü 東京"), ("fr", "qwa QW @[] ü 京東")]
    {
        let set = display.command("setxkbmap").arg(layout).status();
        assert!(set.expect("setxkbmap is needed; `cargo xtask test` installs it").success(), "{layout}");
        line.chars().for_each(|character| press(input.as_mut(), keysym(character), None));
        press(input.as_mut(), RETURN, None);
        check(&file, &format!("{line}\n"));
    }
    // What means something else by now is not taken away when everything is given back.
    let meaning = |keycode| {
        display.connection.get_keyboard_mapping(keycode, 1).unwrap().reply().unwrap().keysyms.first().copied()
    };
    let lent = (8..=u8::MAX).find(|keycode| meaning(*keycode) == Some(keysym('東'))).expect("it is lent");
    let other = display.connection.change_keyboard_mapping(1, lent, 1, &[keysym('q')]).unwrap();
    other.check().unwrap();
    input.release().unwrap();
    assert_eq!(meaning(lent), Some(keysym('q')));
}

#[test]
fn keys_by_position_and_held_modifiers_work_together() {
    let display = Display::start("1024x768x24");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typed");
    let _xterm = terminal(&display, &file);
    let mut input = display.place().input().unwrap();
    input.pointer(100, 100, 0).unwrap();
    // The keys A and B of the usual layout, B with Shift; then characters while Shift is held.
    press(input.as_mut(), 0, Some(0x1e));
    input.key(true, SHIFT, Some(0x2a)).unwrap();
    press(input.as_mut(), 0, Some(0x30));
    press(input.as_mut(), keysym('x'), None);
    press(input.as_mut(), keysym('X'), None);
    input.key(false, SHIFT, Some(0x2a)).unwrap();
    press(input.as_mut(), keysym('y'), None);
    press(input.as_mut(), RETURN, Some(0x1c));
    check(&file, "aBxXy\n");
}

#[test]
fn a_press_never_waits_and_more_characters_than_keys_arrive() {
    let display = Display::start("1024x768x24");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typed");
    let _xterm = terminal(&display, &file);
    let hands = Hands::new(display.place());
    hands.allow(true, Some(MARA));
    hands.act(1, MARA, Act::Pointer { x: 100, y: 100, buttons: 0 });
    let text: Vec<char> = (0x3041..0x3090).chain(0x30a1..0x30f0).filter_map(char::from_u32).collect();
    for line in text.chunks(20) {
        for keysym in line.iter().copied().map(keysym).chain([RETURN]) {
            for down in [true, false] {
                assert!(hands.act(1, MARA, Act::Key { down, keysym, scancode: None }));
            }
        }
        check(&file, &format!("{}\n", line.iter().collect::<String>()));
    }
    hands.allow(false, None);
    // What a press itself does is short, also where it has to take a key from another character.
    let mut input = display.place().input().unwrap();
    let took = text.iter().map(|character| {
        let begun = Instant::now();
        input.key(true, keysym(*character), None).unwrap();
        input.key(false, keysym(*character), None).unwrap();
        begun.elapsed()
    });
    let mut times: Vec<_> = took.collect();
    times.sort();
    assert!(times[times.len() * 9 / 10] < Duration::from_millis(75), "{times:?}");
    assert!(input.ready_in(keysym('東'), None).unwrap() > Duration::ZERO, "all keys are lent");
    input.release().unwrap();
    assert_eq!(input.ready_in(keysym('東'), None).unwrap(), Duration::ZERO, "all are given back");
}

fn held(display: &Display) -> (u32, u16) {
    let keys = display.connection.query_keymap().unwrap().reply().unwrap().keys;
    let mask = display.connection.query_pointer(display.root).unwrap().reply().unwrap().mask;
    (keys.iter().map(|byte| byte.count_ones()).sum(), u16::from(mask) >> 8 & 0x1f)
}

#[test]
fn what_the_driver_holds_is_let_go_when_the_permission_ends() {
    let display = Display::start("1024x768x24");
    let hands = Hands::new(display.place());
    hands.allow(true, Some(MARA));
    assert!(hands.act(1, MARA, Act::Key { down: true, keysym: SHIFT, scancode: None }));
    assert!(hands.act(1, MARA, Act::Key { down: true, keysym: keysym('ł'), scancode: None }));
    assert!(hands.act(1, MARA, Act::Pointer { x: 50, y: 60, buttons: 0b101 }));
    eventually("keys and buttons are held", || (held(&display) == (2, 0b101)).then_some(()));
    hands.allow(false, None);
    eventually("nothing is held", || (held(&display) == (0, 0)).then_some(()));
    assert!(!hands.act(1, MARA, Act::Pointer { x: 50, y: 60, buttons: 1 }));
    assert_eq!(held(&display), (0, 0));
}
