//! Displays, as they are told to a representative, beside what `xrandr` says of them.

use farhand_info::Computer;
use farhand_protocol::info::{Category, ReadingBody, Unit, Value};

use super::display::Display;

#[test]
fn displays_are_what_xrandr_says() {
    let display = Display::start_resizable("1280x800");
    let ReadingBody::Properties { groups } =
        Computer::new(Some(display.name.clone())).read(Category::Display)
    else {
        panic!("the server has a display")
    };
    let output = display.command("xrandr").arg("--current").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // As in `VNC-0 connected primary 1280x800+0+0 …`; whether it is the primary one is told at times.
    let line = text.lines().find(|line| line.contains(" connected ")).unwrap();
    let name = line.split(' ').next().unwrap();
    let size = line.split(' ').find(|word| word.contains('x') && word.contains('+')).unwrap();
    let (width, height) = size.split('+').next().unwrap().split_once('x').unwrap();
    let pixels = |text: &str| Value::measure(text.parse::<i64>().unwrap() * 1000, Unit::Pixel);
    let group = groups.iter().find(|group| group.id == name).expect("it is told by its name");
    assert_eq!(groups.len(), 1, "what shows nothing is not told");
    assert_eq!((group.value("width"), group.value("height")), (Some(&pixels(width)), Some(&pixels(height))));
    assert_eq!(group.value("primary"), Some(&Value::Flag { on: line.contains(" primary ") }));
    assert_eq!(group.value("orientation"), Some(&Value::text("landscape")));
    assert_eq!(group.value("color_depth"), Some(&Value::Count { count: 24 }));
    // The mode that is used is marked with a star.
    let rate = text.lines().find(|line| line.contains('*')).and_then(|line| {
        let word = line.split_whitespace().find(|word| word.contains('*'))?;
        word.trim_end_matches(['*', '+']).parse::<f64>().ok()
    });
    let Some(Value::Measure { milli, unit: Unit::Hertz }) = group.value("refresh") else {
        panic!("{group:?}")
    };
    assert!((rate.unwrap() * 1000.0 - *milli as f64).abs() < 20.0, "{rate:?} and {milli}");
}
