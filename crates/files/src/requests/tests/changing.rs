#![allow(clippy::unwrap_used, reason = "a test may fail")]

use farhand_protocol::files::{FaultCode, FilesRequest, IfTaken};

use super::{ask, failed, faults, files};
use crate::testing::{Ground, at, name, tree};

#[test]
fn folders_are_made_once() {
    let ground = Ground::quick();
    let files = files(&ground);
    let make = |folder: &str, new: &str| {
        ask(&files, FilesRequest::MakeFolder { folder: at(folder), name: name(new) })
    };
    assert!(faults(make("", "new")).is_empty());
    assert!(faults(make("new", "inner\n")).is_empty());
    assert!(ground.join("new/inner\n").is_dir());
    assert_eq!(failed(&make("", "new")), FaultCode::Taken);
    assert_eq!(failed(&make("none", "x")), FaultCode::NotFound);
    assert_eq!(failed(&make("", &"x".repeat(256))), FaultCode::BadName);
}

#[test]
fn a_new_name_replaces_nothing() {
    let ground = Ground::quick();
    ground.file("a", "a");
    ground.file("b", "b");
    ground.make("folder");
    let files = files(&ground);
    let rename =
        |path: &str, new: &str| ask(&files, FilesRequest::Rename { path: at(path), name: name(new) });
    for taken in ["b", "folder"] {
        assert_eq!(failed(&rename("a", taken)), FaultCode::Taken);
    }
    assert!(faults(rename("a", "A")).is_empty());
    assert_eq!((ground.read("A"), ground.read("b")), (b"a".to_vec(), b"b".to_vec()));
    std::fs::hard_link(ground.join("A"), ground.join("other")).unwrap();
    assert_eq!(failed(&rename("A", "other")), FaultCode::Taken);
    assert_eq!(failed(&rename("", "root")), FaultCode::NotAllowed);
    assert_eq!(failed(&rename("none", "x")), FaultCode::NotFound);
}

/// What stands in `to` and `from` after all of `from` was moved to `to`.
fn check_move(if_taken: IfTaken, expected: &[&str], codes: &[FaultCode]) {
    let ground = Ground::quick();
    for (path, text) in [
        ("from/a", "new"),
        ("from/docs/b", "new"),
        ("from/docs/c", "new"),
        ("from/free", "new"),
        ("from/kind", "new"),
        ("to/a", "old"),
        ("to/docs/b", "old"),
        ("to/kind/x", "old"),
    ] {
        ground.file(path, text);
    }
    let paths = ["a", "docs", "free", "kind"].map(|path| at(&format!("from/{path}"))).to_vec();
    let answer = ask(&files(&ground), FilesRequest::Move { paths, folder: at("to"), if_taken });
    let found: Vec<_> = faults(answer).into_iter().map(|fault| fault.code).collect();
    let lines: Vec<String> = tree(ground.folder.path())
        .into_keys()
        .filter(|path| ground.folder.path().join(path).is_file())
        .map(|path| {
            format!(
                "{}={}",
                path.display(),
                std::fs::read_to_string(ground.folder.path().join(&path)).unwrap()
            )
        })
        .collect();
    assert_eq!(lines, expected, "{if_taken:?}");
    assert_eq!(found, codes, "{if_taken:?}");
}

#[test]
fn what_is_moved_keeps_the_rule_for_names_that_are_taken() {
    let expected = [
        "to/a=old",
        "to/a (2)=new",
        "to/docs/b=old",
        "to/docs/b (2)=new",
        "to/docs/c=new",
        "to/free=new",
        "to/kind/x=old",
        "to/kind (2)=new",
    ];
    check_move(IfTaken::KeepBoth, &expected, &[]);
    let expected = [
        "from/a=new",
        "from/docs/b=new",
        "from/kind=new",
        "to/a=old",
        "to/docs/b=old",
        "to/docs/c=new",
        "to/free=new",
        "to/kind/x=old",
    ];
    check_move(IfTaken::Skip, &expected, &[]);
    let expected =
        ["from/kind=new", "to/a=new", "to/docs/b=new", "to/docs/c=new", "to/free=new", "to/kind/x=old"];
    check_move(IfTaken::Replace, &expected, &[FaultCode::WrongKind]);
}

#[test]
fn a_folder_does_not_move_into_itself() {
    let ground = Ground::quick();
    ground.file("a/b/c/x", "1");
    let files = files(&ground);
    let shift = |path: &str, folder: &str| {
        let request =
            FilesRequest::Move { paths: vec![at(path)], folder: at(folder), if_taken: IfTaken::KeepBoth };
        faults(ask(&files, request)).into_iter().map(|fault| fault.code).collect::<Vec<_>>()
    };
    assert_eq!(shift("a", "a/b"), [FaultCode::WrongKind]);
    // Nor does it become one with a folder of its name in it.
    ground.file("a/b/a/b/own", "2");
    let before = ground.tree();
    assert_eq!(shift("a", "a/b"), [FaultCode::WrongKind]);
    assert_eq!(ground.tree(), before);
    std::fs::remove_dir_all(ground.join("a/b/a")).unwrap();
    assert_eq!(shift("a/b", "a"), []);
    assert_eq!(shift("none", "a"), [FaultCode::NotFound]);
    assert_eq!(ground.read("a/b/c/x"), b"1");
}

#[test]
fn links_are_moved_and_deleted_themselves() {
    let (ground, outside) = (Ground::quick(), Ground::quick());
    outside.file("kept/x", "1");
    ground.link("link", outside.join("kept"));
    ground.make("to");
    ground.link("to/out", outside.join("kept"));
    let files = files(&ground);
    let paths = vec![at("link")];
    let answer = ask(&files, FilesRequest::Move { paths, folder: at("to"), if_taken: IfTaken::KeepBoth });
    assert!(faults(answer).is_empty());
    let paths = vec![at("to/out/x")];
    let answer = ask(&files, FilesRequest::Delete { paths, for_good: true });
    assert_eq!(faults(answer)[0].code, FaultCode::WrongKind);
    let answer = ask(&files, FilesRequest::Delete { paths: vec![at("to")], for_good: true });
    assert!(faults(answer).is_empty());
    assert!(ground.tree().is_empty());
    assert_eq!(outside.read("kept/x"), b"1");
}

#[test]
fn deleting_for_good_says_what_stays() {
    let ground = Ground::quick();
    ground.file("docs/a", "1");
    ground.file("docs/in/b", "1");
    ground.file("x", "1");
    let paths = vec![at("docs"), at("none"), at("x"), at("")];
    let answer = ask(&files(&ground), FilesRequest::Delete { paths, for_good: true });
    let codes: Vec<_> = faults(answer).into_iter().map(|fault| fault.code).collect();
    assert_eq!(codes, [FaultCode::NotFound, FaultCode::NotAllowed]);
    assert!(ground.tree().is_empty());
}
