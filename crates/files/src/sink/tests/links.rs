#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;

use farhand_protocol::files::{FaultCode, IfTaken};

use super::pour;
use crate::Progress;
use crate::testing::{Ground, order};

#[test]
fn a_folder_that_is_a_link_is_not_written_into() {
    let (from, to, outside) = (Ground::quick(), Ground::quick(), Ground::quick());
    from.file("docs/a", "1");
    from.file("docs/in/b", "1");
    from.file("z", "1");
    to.link("docs", outside.folder.path());
    let (plan, bytes) = from.stream();
    let outcome = pour(&to, &order(&plan, IfTaken::Replace), &bytes);
    assert_eq!((outcome.written, outcome.failed), (1, 4));
    assert_eq!(outcome.faults[1].code, FaultCode::WrongKind);
    assert!(outside.tree().is_empty());
}

#[test]
fn a_link_under_the_final_name_is_not_written_through() {
    let secret = "kept";
    for (rule, name, content) in [
        (IfTaken::Replace, "a", b"new".to_vec()),
        (IfTaken::KeepBoth, "a (2)", b"new".to_vec()),
        (IfTaken::Skip, "a", secret.into()),
    ] {
        let (from, to, outside) = (Ground::quick(), Ground::quick(), Ground::quick());
        from.file("a", "new");
        to.link("a", outside.file("secret", secret));
        let (plan, bytes) = from.stream();
        pour(&to, &order(&plan, rule), &bytes);
        assert_eq!(to.read(name), content, "{rule:?}");
        assert_eq!(outside.read("secret"), secret.as_bytes(), "{rule:?}");
    }
}

#[test]
fn a_link_that_takes_a_folders_place_while_a_file_comes_leads_nowhere() {
    let (from, to, outside) = (Ground::quick(), Ground::quick(), Ground::quick());
    from.file("docs/a", vec![1; 5000]);
    from.file("docs/b", "1");
    from.file("docs/in/c", "1");
    let (plan, bytes) = from.stream();
    let mut sink = to.sink(&order(&plan, IfTaken::Replace));
    sink.write(&bytes[..3000]).unwrap();
    fs::rename(to.join("docs"), to.join("moved")).unwrap();
    to.link("docs", outside.folder.path());
    assert_eq!(sink.write(&bytes[3000..]).unwrap(), Progress::Whole);
    assert!(outside.tree().is_empty());
    assert_eq!(to.read("moved/a"), vec![1; 5000]);
}

#[test]
fn a_link_that_takes_a_parts_place_is_not_gone_on_with() {
    let (from, to, outside) = (Ground::quick(), Ground::quick(), Ground::quick());
    from.file("a", vec![1; 5000]);
    let (plan, bytes) = from.stream();
    let order = order(&plan, IfTaken::Replace);
    let mut sink = to.sink(&order);
    sink.write(&bytes[..3000]).unwrap();
    let kept = sink.kept().unwrap();
    drop(sink);
    let part = to.folder.path().join(to.parts().pop().unwrap());
    fs::remove_file(&part).unwrap();
    std::os::unix::fs::symlink(outside.file("secret", "kept"), &part).unwrap();
    let stop = crate::Stop::new();
    let mut sink = crate::Sink::resume(&to.area, crate::Rights::ALL, order, kept, &stop).unwrap();
    assert_eq!(sink.wants(), 0);
    assert_eq!(sink.write(&bytes).unwrap(), Progress::Whole);
    assert_eq!(to.tree(), from.tree());
    assert_eq!(outside.read("secret"), b"kept");
}
