//! Streams that nobody would send who means well.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use farhand_protocol::files::IfTaken;
use proptest::prelude::*;

use super::super::{Halt, Progress};
use crate::stream::{StreamError, TRAILER_BYTES};
use crate::testing::{Ground, area_of, order};
use crate::{Order, Rights, Sink};

/// What a stream of one header leads to, with room for anything that it may promise.
fn check(header: &str, expected: Result<(), StreamError>) {
    let to = Ground::quick();
    let mut bytes = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    let mut sink = Sink::begin(&to.area, Rights::ALL, roomy()).unwrap();
    let found = sink.write(&bytes).map(|_| ()).map_err(|halt| match halt {
        Halt::Broken(error) => error,
        Halt::Disk(fault) => panic!("{fault}"),
    });
    assert_eq!(found, expected, "{header}");
}

fn roomy() -> Order {
    let from = Ground::quick();
    from.file("x", "x");
    Order { files: 100, bytes: 1 << 40, length: 1 << 41, ..order(&from.plan(), IfTaken::Replace) }
}

#[test]
fn headers_are_held_to_their_form() {
    check(r#"{"path":["a"],"kind":"folder","modified":null}"#, Ok(()));
    check(r#"{"path":["a"],"kind":"file","size":5,"modified":null,"executable":false}"#, Ok(()));
    for path in ["[\"..\"]", "[\".\"]", "[\"a/b\"]", "[\"\"]", "[\"a\\u0000b\"]", "\"a\"", "[1]", "[null]"] {
        check(&format!(r#"{{"path":{path},"kind":"folder","modified":null}}"#), Err(StreamError::Header));
    }
    check(r#"{"path":[],"kind":"folder","modified":null}"#, Err(StreamError::Path));
    let deep = vec!["\"a\""; 129].join(",");
    check(&format!(r#"{{"path":[{deep}],"kind":"folder","modified":null}}"#), Err(StreamError::Path));
    check(r#"{"path":["a"],"kind":"link","modified":null}"#, Err(StreamError::Header));
    for size in ["-1", "1.5", "1e99", "\"5\"", "18446744073709551616"] {
        let header =
            format!(r#"{{"path":["a"],"kind":"file","size":{size},"modified":null,"executable":false}}"#);
        check(&header, Err(StreamError::Header));
    }
    for size in ["18446744073709551615", "9007199254740992", "1099511627777"] {
        let header =
            format!(r#"{{"path":["a"],"kind":"file","size":{size},"modified":null,"executable":false}}"#);
        check(&header, Err(StreamError::TooMuch));
    }
    check("", Err(StreamError::End));
    check("{", Err(StreamError::Header));
}

#[test]
fn times_that_no_clock_shows_do_no_harm() {
    for modified in [i64::MIN, -1, i64::MAX] {
        let (from, to) = (Ground::quick(), Ground::quick());
        from.file("a", "1");
        let (plan, bytes) = from.stream();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let at = text.find("\"modified\":").unwrap() + 11;
        let end = at + text[at..].find('}').unwrap();
        let new = modified.to_string();
        let mut spoiled = bytes[..at].to_vec();
        spoiled.extend_from_slice(new.as_bytes());
        spoiled.extend_from_slice(&bytes[end..]);
        let length = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize + new.len() + at - end;
        spoiled[..4].copy_from_slice(&u32::try_from(length).unwrap().to_be_bytes());
        let order = Order { length: spoiled.len() as u64, ..order(&plan, IfTaken::KeepBoth) };
        assert_eq!(super::pour(&to, &order, &spoiled).written, 1, "{modified}");
    }
}

#[test]
fn a_stream_is_held_to_what_was_announced() {
    let from = Ground::quick();
    from.file("a", "12345");
    from.file("b", "12345");
    let (plan, bytes) = from.stream();
    let broken = |change: fn(&mut Order)| {
        let to = Ground::quick();
        let mut order = order(&plan, IfTaken::KeepBoth);
        change(&mut order);
        match to.sink(&order).write(&bytes) {
            Err(Halt::Broken(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(broken(|order| order.files = 1), StreamError::TooMuch);
    assert_eq!(broken(|order| order.bytes = 9), StreamError::TooMuch);
    assert_eq!(broken(|order| order.length -= 1), StreamError::TooMuch);
    assert_eq!(broken(|order| order.length += 1), StreamError::End);
}

#[test]
fn nothing_follows_the_end() {
    let (from, to) = (Ground::quick(), Ground::quick());
    from.file("a", "1");
    let (plan, mut bytes) = from.stream();
    let mut sink = to.sink(&order(&plan, IfTaken::KeepBoth));
    assert_eq!(sink.write(&bytes).unwrap(), Progress::Whole);
    assert_eq!(sink.write(b"x").unwrap_err(), Halt::Broken(StreamError::End));
    let status = bytes.len() - 4 - TRAILER_BYTES;
    bytes[status] = 3;
    assert_eq!(
        to.sink(&order(&plan, IfTaken::KeepBoth)).write(&bytes).unwrap_err(),
        Halt::Broken(StreamError::Trailer)
    );
}

/// Records of strange names, in a stream that is otherwise right, or not even that.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let name = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("..".to_owned()),
        Just("link".to_owned()),
        Just("../../x".to_owned()),
        Just("/tmp".to_owned()),
        Just("con".to_owned()),
        any::<String>(),
    ];
    let path = proptest::collection::vec(name, 0..4);
    let record = (path, any::<bool>(), proptest::collection::vec(any::<u8>(), 0..40), 0..4u8).prop_map(
        |(path, folder, content, status)| {
            let path = serde_json::to_string(&path).unwrap();
            let header = match folder {
                true => format!(r#"{{"path":{path},"kind":"folder","modified":5}}"#),
                false => format!(
                    r#"{{"path":{path},"kind":"file","size":{},"modified":null,"executable":true}}"#,
                    content.len()
                ),
            };
            let mut bytes = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
            bytes.extend_from_slice(header.as_bytes());
            if !folder {
                let mut hash = crate::hash::Hash::default();
                hash.add(&content);
                bytes.extend_from_slice(&content);
                bytes.push(status);
                bytes.extend_from_slice(&hash.sum());
            }
            bytes
        },
    );
    let junk = proptest::collection::vec(any::<u8>(), 0..100);
    proptest::collection::vec(prop_oneof![9 => record, 1 => junk], 0..6).prop_map(|records| records.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn nothing_is_written_outside(bytes in stream(), flips in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..3)) {
        let mut bytes = bytes;
        for (at, byte) in flips {
            let length = bytes.len().max(1);
            if let Some(here) = bytes.get_mut(usize::from(at) % length) {
                *here = byte;
            }
        }
        let ground = Ground::quick();
        ground.file("outside/kept", "kept");
        ground.make("inside");
        ground.link("inside/link", "../outside");
        let area = area_of(&ground.join("inside"));
        let mut sink = Sink::begin(&area, Rights::ALL, roomy()).unwrap();
        for piece in bytes.chunks(7) {
            if sink.write(piece).is_err() {
                break;
            }
        }
        drop(sink.discard());
        let outside = ground.tree().into_keys().filter(|path| !path.starts_with("inside"));
        prop_assert_eq!(outside.collect::<Vec<_>>(), [std::path::Path::new("outside"), std::path::Path::new("outside/kept")]);
        prop_assert_eq!(ground.read("outside/kept"), b"kept");
        prop_assert!(ground.parts().is_empty());
    }
}

#[test]
fn a_name_that_is_longer_than_the_site_allows_is_left_out_and_the_others_come() {
    let (from, to) = (Ground::quick(), Ground::quick());
    for path in ["a-folder/ab", "a-folder/abc", "ab", "abc", "ab-folder/x"] {
        from.file(path, "x");
    }
    let plan = from.plan();
    let bytes = crate::testing::read_all(&mut crate::Source::new(from.area.clone(), plan.clone().into()));
    let order = Order { name_bytes: 8, ..order(&plan, IfTaken::KeepBoth) };
    let mut sink = Sink::begin(&to.area, Rights::ALL, order).unwrap();
    assert_eq!(sink.write(&bytes).unwrap(), Progress::Whole);
    let outcome = sink.finish().unwrap();
    assert_eq!(outcome.written, 4, "{outcome:?}");
    let told: Vec<_> = outcome.faults.iter().map(|fault| fault.names.len()).collect();
    assert_eq!(told, [1, 2], "the folder and what is in it: {outcome:?}");
}
