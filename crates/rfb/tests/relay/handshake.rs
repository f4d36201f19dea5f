//! Versions, security, and what is refused before there are messages.

use farhand_rfb::Error;
use farhand_rfb::relay::Security;

use crate::joined::{ALL, Joined, server_init};

/// One side's words in turn: `>` from the device to the viewer, `<` the other way; each with what
/// arrives at the other side.
type Turn<'a> = (char, &'a [u8], &'a [u8]);

/// Says it all byte by byte, and then at once; answers the last result.
fn check(turns: &[Turn<'_>]) -> Result<Joined, Error> {
    let mut whole = Joined::new(ALL);
    let mut cut = Joined::new(ALL);
    for (side, says, arrives) in turns {
        let (pieces, once) = match side {
            '>' => (says.chunks(1).try_for_each(|byte| cut.device(byte)), whole.device(says)),
            _ => (says.chunks(1).try_for_each(|byte| cut.viewer(byte)), whole.viewer(says)),
        };
        assert_eq!(pieces, once, "cut or whole, it is the same");
        for joined in [&mut cut, &mut whole] {
            let (to_viewer, to_device) = joined.taken();
            let (there, back) = if *side == '>' { (to_viewer, to_device) } else { (to_device, to_viewer) };
            assert_eq!((&there[..], &back[..]), (*arrives, &b""[..]), "after {side} {says:?}");
        }
        once?;
    }
    Ok(whole)
}

const V3: &[u8] = b"RFB 003.003\n";
const V7: &[u8] = b"RFB 003.007\n";
const V8: &[u8] = b"RFB 003.008\n";

fn ends_well(turns: &[Turn<'_>], security: Security) {
    let init = server_init(640, 480, b"caf\xc3\xa9");
    let mut turns = turns.to_vec();
    turns.push(('<', b"\0", b"\x01"));
    turns.push(('>', &init, &init));
    let joined = check(&turns).unwrap();
    let desktop = joined.splice.desktop().unwrap();
    assert_eq!((desktop.width, desktop.height, &desktop.name[..]), (640, 480, "café"));
    assert_eq!(desktop.security, security);
}

#[test]
fn every_version_signs_in_with_nothing_or_a_password() {
    let (challenge, response) = ([7; 16], [9; 16]);
    let (hello, none) = (b"\x01\x01", b"\0\0\0\x01");
    let ok = b"\0\0\0\0";
    ends_well(
        &[('>', V8, V8), ('<', V8, V8), ('>', hello, hello), ('<', b"\x01", b"\x01"), ('>', ok, ok)],
        Security::None,
    );
    ends_well(&[('>', V7, V7), ('<', V7, V7), ('>', hello, hello), ('<', b"\x01", b"\x01")], Security::None);
    ends_well(&[('>', V3, V3), ('<', V3, V3), ('>', none, none)], Security::None);
    ends_well(&[('>', V8, V8), ('<', V3, V3), ('>', none, none)], Security::None);
    ends_well(
        &[
            ('>', b"RFB 003.889\n", V8),
            ('<', V8, V8),
            // TLS, VeNCrypt and Tight's own are taken out; what is left is offered once.
            ('>', b"\x05\x12\x13\x02\x10\x02", b"\x01\x02"),
            ('<', b"\x02", b"\x02"),
            ('>', &challenge, &challenge),
            ('<', &response, &response),
            ('>', ok, ok),
        ],
        Security::VncAuth,
    );
    let vnc = b"\0\0\0\x02";
    ends_well(
        &[
            ('>', V3, V3),
            ('<', V8, V3),
            ('>', vnc, vnc),
            ('>', &challenge, &challenge),
            ('<', &response, &response),
            ('>', ok, ok),
        ],
        Security::VncAuth,
    );
}

fn refused(turns: &[Turn<'_>], error: Error) {
    assert_eq!(check(turns).err(), Some(error));
}

#[test]
fn the_device_may_refuse_and_says_why() {
    let reason = b"\0\0\0\x04busy";
    let because = || Error::Refused("busy".into());
    refused(&[('>', V8, V8), ('<', V8, V8), ('>', b"\0", b"\0"), ('>', reason, reason)], because());
    refused(
        &[('>', V3, V3), ('<', V3, V3), ('>', b"\0\0\0\0", b"\0\0\0\0"), ('>', reason, reason)],
        because(),
    );
    let failed = b"\0\0\0\x01";
    let start: [Turn<'_>; 4] =
        [('>', V8, V8), ('<', V8, V8), ('>', b"\x01\x01", b"\x01\x01"), ('<', b"\x01", b"\x01")];
    refused(&[&start[..], &[('>', failed, failed), ('>', reason, reason)]].concat(), because());
    let start: [Turn<'_>; 6] = [
        ('>', V7, V7),
        ('<', V7, V7),
        ('>', b"\x01\x02", b"\x01\x02"),
        ('<', b"\x02", b"\x02"),
        ('>', &[1; 16], &[1; 16]),
        ('<', &[2; 16], &[2; 16]),
    ];
    let password = Error::Refused("the password is not right".into());
    refused(&[&start[..], &[('>', failed, failed)]].concat(), password);
}

#[test]
fn what_cannot_be_followed_is_refused_and_the_viewer_hears_why() {
    let reason = Error::NoSecurity.to_string();
    let told = |head: &[u8]| [head, &(reason.len() as u32).to_be_bytes(), reason.as_bytes()].concat();
    refused(&[('>', V8, V8), ('<', V8, V8), ('>', b"\x02\x13\x1e", &told(b"\0"))], Error::NoSecurity);
    refused(&[('>', V3, V3), ('<', V3, V3), ('>', b"\0\0\0\x10", &told(b"\0\0\0\0"))], Error::NoSecurity);
    let offer: [Turn<'_>; 3] = [('>', V8, V8), ('<', V8, V8), ('>', b"\x01\x01", b"\x01\x01")];
    refused(&[&offer[..], &[('<', b"\x02", b"")]].concat(), Error::NoSecurity);
    refused(&[('>', b"HTTP", b"")], Error::NotRfb);
    refused(&[('>', V8, V8), ('<', b"GET /", b"")], Error::NotRfb);
}

fn init_refused(init: &[u8], error: Error) {
    let mut joined = Joined::new(ALL);
    joined.device(b"RFB 003.008\n\x01\x01\0\0\0\0").unwrap();
    joined.viewer(b"RFB 003.008\n\x01\x01").unwrap();
    assert_eq!(joined.device(init), Err(error));
}

#[test]
fn a_desktop_that_cannot_be_is_refused() {
    init_refused(&server_init(65535, 65535, b""), Error::Size { width: 65535, height: 65535 });
    let mut name = server_init(1, 1, b"");
    name[20..24].copy_from_slice(&u32::MAX.to_be_bytes());
    init_refused(&name, Error::Limit("the desktop's name"));
    let mut format = server_init(1, 1, b"");
    format[4] = 24;
    init_refused(&format, Error::PixelFormat);
}

#[test]
fn nobody_speaks_without_end_before_his_turn() {
    let mut joined = Joined::new(ALL);
    let flood = vec![0; 40 * 1024];
    joined.device(b"RFB 003.008\n").unwrap();
    joined.device(&flood).unwrap();
    assert_eq!(joined.device(&flood), Err(Error::Limit("what is said before its turn")));
}

#[test]
fn what_follows_in_the_same_bytes_is_followed_too() {
    let mut joined = Joined::new(ALL);
    joined.viewer(b"RFB 003.008\n\x01\x01\x05\0\0\x01\0\x02").unwrap();
    assert_eq!(joined.to_device, b"", "the device speaks first");
    let bytes = [b"RFB 003.008\n\x01\x01\0\0\0\0", &server_init(9, 9, b"")[..], b"\x02"].concat();
    joined.device(&bytes).unwrap();
    assert_eq!(joined.to_device, b"RFB 003.008\n\x01\x01\x05\0\0\x01\0\x02");
    assert_eq!(joined.to_viewer, bytes);
}
