//! The handshake in its three versions, with and without a password.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod viewer_support;

use farhand_rfb::viewer::{Config, Event, Viewer};
use farhand_rfb::{Error, Framebuffer, security};
use viewer_support::{events, hello, play};

const CHALLENGE: [u8; 16] = *b"0123456789abcdef";
/// `CHALLENGE` encrypted with "password", by OpenSSL.
const ANSWER: [u8; 16] =
    [0x56, 0x45, 0xab, 0xeb, 0x5f, 0x1e, 0x64, 0x75, 0xe8, 0xfe, 0xb1, 0x1b, 0xeb, 0x66, 0xea, 0x19];

fn with_password() -> Config {
    Config { password: Some("password".into()), ..Config::default() }
}

/// `ServerInit` of one pixel.
fn init() -> Vec<u8> {
    hello(1, 1).split_off(18)
}

fn check(config: Config, server: &[&[u8]], answered: &[&[u8]]) {
    let stream = [server.concat(), init()].concat();
    let outcome = play(config, &stream, &[1]);
    assert_eq!(outcome.result, Ok(()));
    assert!(matches!(&outcome.events[..], [Event::Ready { width: 1, height: 1, name }] if name == "x"));
    let answered = answered.concat();
    assert_eq!(outcome.sent[..answered.len()], answered[..]);
    let rest = outcome.sent[answered.len()..].to_vec();
    assert!(matches!(viewer_support::messages(&rest)[..], [_, _, _]), "format, encodings, request");
}

#[test]
fn the_answer_to_a_challenge_is_des() {
    assert_eq!(security::vnc_auth("password", CHALLENGE), ANSWER);
}

#[test]
fn version_3_8() {
    let version = b"RFB 003.008\n";
    check(Config::default(), &[version, &[2, 2, 1], &[0; 4]], &[version, &[1], &[1]]);
    check(with_password(), &[version, &[1, 2], &CHALLENGE, &[0; 4]], &[version, &[2], &ANSWER, &[1]]);
    let alone = Config { shared: false, ..Config::default() };
    check(alone, &[b"RFB 005.000\n", &[1, 1], &[0; 4]], &[version, &[1], &[0]]);
}

#[test]
fn version_3_7_has_no_result_without_a_password() {
    let version = b"RFB 003.007\n";
    check(Config::default(), &[version, &[1, 1]], &[version, &[1], &[1]]);
    check(with_password(), &[version, &[1, 2], &CHALLENGE, &[0; 4]], &[version, &[2], &ANSWER, &[1]]);
}

#[test]
fn in_version_3_3_the_server_decides() {
    let version = b"RFB 003.003\n";
    check(Config::default(), &[version, &[0, 0, 0, 1]], &[version, &[1]]);
    let server: [&[u8]; 4] = [version, &[0, 0, 0, 2], &CHALLENGE, &[0; 4]];
    check(with_password(), &server, &[version, &ANSWER, &[1]]);
    check(Config::default(), &[b"RFB 003.006\n", &[0, 0, 0, 1]], &[version, &[1]]);
}

#[test]
fn a_password_may_come_late() {
    let mut viewer = Viewer::new(Config::default());
    let mut picture = Framebuffer::default();
    let server = [&b"RFB 003.008\n"[..], &[1, 2], &CHALLENGE].concat();
    viewer.receive(&server, &mut picture).unwrap();
    assert_eq!(events(&mut viewer), [Event::PasswordNeeded]);
    let _ = viewer.output();
    viewer.password("password");
    assert_eq!(viewer.output(), ANSWER);
    viewer.receive(&[&[0; 4], &init()[..]].concat(), &mut picture).unwrap();
    assert!(matches!(events(&mut viewer)[..], [Event::Ready { .. }]));
}

#[test]
fn a_server_that_waits_for_a_password_cannot_flood() {
    let stream = [&b"RFB 003.008\n"[..], &[1, 2], &CHALLENGE, &[0; 10_000]].concat();
    assert!(play(Config::default(), &stream, &[1000]).result.is_err());
}

#[test]
fn a_wrong_password_is_refused_with_the_servers_reason() {
    let failed = [&b"RFB 003.008\n"[..], &[1, 2], &CHALLENGE, &[0, 0, 0, 1, 0, 0, 0, 4], b"no!!"].concat();
    assert_eq!(play(with_password(), &failed, &[3]).result, Err(Error::Refused("no!!".into())));
    let failed = [&b"RFB 003.007\n"[..], &[1, 2], &CHALLENGE, &[0, 0, 0, 1]].concat();
    assert!(matches!(play(with_password(), &failed, &[3]).result, Err(Error::Refused(_))));
}
