//! Texts go both ways between the clipboard and real programs.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use farhand_client::pocket::{Openness, Pocket};

use super::display::{Display, eventually};

/// Puts a text into the clipboard with xclip, which stays in the background to hand it out.
fn copy(display: &Display, text: &str) {
    let mut command = display.command("xclip");
    command.args(["-selection", "clipboard", "-in"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut xclip = command.spawn().expect("xclip is needed; `cargo xtask test` installs it");
    xclip.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(xclip.wait().unwrap().success());
    eventually("xclip hands it out", || (paste(display) == text).then_some(()));
}

fn paste(display: &Display) -> String {
    let mut command = display.command("xclip");
    let output = command.args(["-selection", "clipboard", "-out", "-target", "UTF8_STRING"]).output();
    String::from_utf8(output.expect("xclip is needed").stdout).unwrap()
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("it comes in time")
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_go_both_ways_as_far_as_it_is_open() {
    let display = Display::start("640x480x24");
    let pocket = Pocket::start(display.place()).unwrap();
    let mut content = pocket.content();
    pocket.open(Openness::Open);
    pocket.write("Grüße, 東京\n".into());
    let there = async {
        while paste(&display) != "Grüße, 東京\n" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(there).await;
    copy(&display, "one line\nand another: ß");
    within(content.changed()).await.unwrap();
    assert_eq!(content.borrow_and_update().text.as_deref(), Some("one line\nand another: ß"));
    pocket.open(Openness::OnRequest);
    let long = "0123456789abcdef".repeat(60_000);
    copy(&display, &long);
    within(content.changed()).await.unwrap();
    assert_eq!(content.borrow_and_update().text, None);
    assert!(within(pocket.read()).await.unwrap().as_deref() == Some(long.as_str()));
    pocket.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn long_texts_go_in_pieces_both_ways() {
    let display = Display::start("640x480x24");
    let pocket = Pocket::start(display.place()).unwrap();
    pocket.open(Openness::OnRequest);
    let mut content = pocket.content();
    let long: String = (0..2 * 1024 * 1024 / 16).map(|line| format!("line {line:>10}\n")).collect();
    assert_eq!(long.len(), 2 * 1024 * 1024);
    copy(&display, &long);
    within(content.changed()).await.unwrap();
    assert!(within(pocket.read()).await.unwrap().as_deref() == Some(long.as_str()));
    let other = long.replace("line", "word");
    pocket.write(other.clone());
    let there = async {
        while !paste(&display).starts_with("word") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within(there).await;
    // Several programs at once, and one that goes away in the middle.
    let mut gone = display.command("xclip");
    gone.args(["-selection", "clipboard", "-out", "-target", "UTF8_STRING"]).stdout(Stdio::piped());
    let mut gone = gone.spawn().unwrap();
    gone.kill().unwrap();
    gone.wait().unwrap();
    std::thread::scope(|threads| {
        let pastes: Vec<_> = (0..3).map(|_| threads.spawn(|| paste(&display) == other)).collect();
        assert!(pastes.into_iter().all(|same| same.join().unwrap()));
    });
    pocket.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_clipboard_tells_and_takes_nothing() {
    let display = Display::start("640x480x24");
    let pocket = Pocket::start(display.place()).unwrap();
    copy(&display, "private");
    pocket.write("from outside".into());
    assert_eq!(within(pocket.read()).await, Ok(None));
    assert_eq!(pocket.content().borrow().text, None);
    assert_eq!(paste(&display), "private");
    pocket.close();
}
