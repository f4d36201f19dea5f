#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use farhand_protocol::files::{FaultCode, IfTaken};
use farhand_protocol::upload::TransferOutcome;

use super::pour;
use crate::Order;
use crate::testing::{Ground, name, order};

/// What stands in a folder after files went there, as `name=content`, and what came of it.
fn check(
    there: &[(&str, &str)],
    sent: &[(&str, &str)],
    rule: impl FnOnce(&mut Order),
    expected: &[&str],
) -> TransferOutcome {
    let (from, to) = (Ground::quick(), Ground::quick());
    sent.iter().for_each(|(path, text)| drop(from.file(path, text)));
    there.iter().for_each(|(path, text)| drop(to.file(path, text)));
    let (plan, bytes) = from.stream();
    let mut order = order(&plan, IfTaken::KeepBoth);
    rule(&mut order);
    let outcome = pour(&to, &order, &bytes);
    let found: Vec<String> = to
        .tree()
        .into_iter()
        .filter_map(|(path, node)| match node {
            crate::testing::Node::File { bytes, .. } => {
                Some(format!("{}={}", path.display(), String::from_utf8(bytes).unwrap()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(found, expected);
    outcome
}

fn all(rule: IfTaken) -> impl FnOnce(&mut Order) {
    move |order| order.if_taken = rule
}

#[test]
fn both_are_kept_under_numbers() {
    let there = [("a.txt", "old"), ("a (2).txt", "older"), ("docs/b", "old")];
    let sent = [("a.txt", "new"), ("docs/b", "new"), ("docs/c", "c")];
    let expected =
        ["a (2).txt=older", "a (3).txt=new", "a.txt=old", "docs/b=old", "docs/b (2)=new", "docs/c=c"];
    let mut expected = expected.to_vec();
    expected.sort_by_key(|line| std::path::PathBuf::from(line.split('=').next().unwrap()));
    let outcome = check(&there, &sent, all(IfTaken::KeepBoth), &expected);
    assert_eq!((outcome.written, outcome.skipped), (3, 0));
}

#[test]
fn the_same_file_is_there_already() {
    for rule in [IfTaken::KeepBoth, IfTaken::Replace, IfTaken::Skip] {
        let outcome = check(&[("a.txt", "same")], &[("a.txt", "same")], all(rule), &["a.txt=same"]);
        assert_eq!((outcome.written, outcome.bytes, outcome.skipped), (1, 4, 0), "{rule:?}");
    }
    let there = [("a.txt", "else"), ("a (2).txt", "same")];
    let expected = ["a (2).txt=same", "a.txt=else"];
    check(&there, &[("a.txt", "same")], all(IfTaken::KeepBoth), &expected);
}

#[test]
fn new_ones_replace_old_ones() {
    let sent = [("a.txt", "new"), ("docs/b", "new")];
    let there = [("a.txt", "old"), ("docs/b", "old"), ("docs/c", "stays")];
    let outcome = check(&there, &sent, all(IfTaken::Replace), &["a.txt=new", "docs/b=new", "docs/c=stays"]);
    assert_eq!((outcome.written, outcome.skipped, outcome.failed), (2, 0, 0));
}

#[test]
fn old_ones_stay() {
    let sent = [("a.txt", "new!"), ("docs/b", "new"), ("docs/c", "new")];
    let there = [("a.txt", "old"), ("docs/b", "old")];
    let outcome = check(&there, &sent, all(IfTaken::Skip), &["a.txt=old", "docs/b=old", "docs/c=new"]);
    assert_eq!((outcome.written, outcome.skipped, outcome.failed), (1, 2, 0));
}

#[test]
fn one_name_may_have_a_rule_of_its_own() {
    let sent = [("a", "new"), ("b", "new"), ("docs/c", "new")];
    let there = [("a", "old"), ("b", "old"), ("docs/c", "old")];
    let rules = |order: &mut Order| {
        order.if_taken = IfTaken::Skip;
        order.taken = vec![(name("b"), IfTaken::Replace), (name("docs"), IfTaken::KeepBoth)];
    };
    check(&there, &sent, rules, &["a=old", "b=new", "docs/c=old", "docs/c (2)=new"]);
}

#[test]
fn folders_and_files_do_not_replace_each_other() {
    let outcome = check(&[("a/x", "old")], &[("a", "file")], all(IfTaken::Replace), &["a/x=old"]);
    assert_eq!(outcome.faults[0].code, FaultCode::WrongKind);
    check(&[("a/x", "old")], &[("a", "file")], all(IfTaken::KeepBoth), &["a/x=old", "a (2)=file"]);
    let outcome =
        check(&[("a", "file")], &[("a/x", "new"), ("b", "b")], all(IfTaken::Replace), &["a=file", "b=b"]);
    assert_eq!((outcome.written, outcome.failed), (1, 2));
    assert_eq!(outcome.faults[0].code, FaultCode::Taken);
    assert_eq!(outcome.faults[1].names, [name("a"), name("x")]);
}

#[test]
fn who_may_read_a_file_stays_as_it_was_when_it_is_replaced() {
    let (from, to) = (Ground::quick(), Ground::quick());
    from.file("a", "new");
    let path = to.file("a", "old");
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let (plan, bytes) = from.stream();
    pour(&to, &order(&plan, IfTaken::Replace), &bytes);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(to.read("a"), b"new");
}

#[test]
fn one_stream_never_replaces_what_it_has_brought() {
    // Two records of one name, as a disk sees it to which case does not matter.
    let (from, to) = (Ground::quick(), Ground::quick());
    from.file("aa", "first");
    from.file("ab", "second");
    let (plan, bytes) = from.stream();
    let at = bytes.windows(4).position(|four| four == b"\"ab\"").unwrap();
    let mut same = bytes;
    same[at + 2] = b'a';
    let outcome = pour(&to, &order(&plan, IfTaken::Replace), &same);
    assert_eq!(outcome.written, 2);
    assert_eq!((to.read("aa"), to.read("aa (2)")), (b"first".to_vec(), b"second".to_vec()));
}
