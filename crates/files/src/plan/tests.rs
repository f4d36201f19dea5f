#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName};

use super::Plan;
use crate::Stop;
use crate::stream::Kind;
use crate::testing::{Ground, at, latin, name, root};

fn plan(ground: &Ground, paths: &[&str]) -> Result<Plan, FileFault> {
    let paths: Vec<DevicePath> = paths.iter().map(|path| at(path)).collect();
    Plan::of(&ground.area, &paths, &Stop::new())
}

/// The paths in a plan, divided by slashes.
fn paths(plan: &Plan) -> Vec<String> {
    let names = |index| plan.names(index).iter().map(FileName::to_string).collect::<Vec<_>>().join("/");
    (0..plan.entries.len()).map(names).collect()
}

#[test]
fn folders_come_before_what_is_in_them_and_files_before_folders() {
    let ground = Ground::new();
    ground.file("docs/b10.txt", "12345");
    ground.file("docs/B9.txt", "");
    ground.file("docs/a/inner.txt", "123");
    ground.make("docs/empty");
    let tool = ground.file("tool", "#!");
    fs::set_permissions(tool, Permissions::from_mode(0o755)).unwrap();
    let plan = plan(&ground, &["docs", "tool"]).unwrap();
    let expected =
        ["docs", "docs/B9.txt", "docs/b10.txt", "docs/a", "docs/a/inner.txt", "docs/empty", "tool"];
    assert_eq!(paths(&plan), expected);
    assert_eq!((plan.files(), plan.folders(), plan.bytes()), (4, 3, 10));
    assert_eq!(plan.entries[6].kind, Kind::File { size: 2, executable: true });
    assert_eq!((plan.first(), plan.first_is_folder()), (&name("docs"), true));
    assert_eq!(plan.tops().collect::<Vec<_>>(), [&name("docs"), &name("tool")]);
    assert!(plan.faults().is_empty());
}

#[test]
fn what_is_no_file_is_left_out_and_told() {
    let ground = Ground::new();
    ground.file("docs/good", "1");
    ground.link("docs/link", "/etc/passwd");
    ground.link("docs/around", "..");
    rustix::fs::mkfifoat(rustix::fs::CWD, ground.join("docs/pipe"), rustix::fs::Mode::RWXU).unwrap();
    let plan = plan(&ground, &["docs", "none"]).unwrap();
    assert_eq!(paths(&plan), ["docs", "docs/good"]);
    let told: Vec<_> = plan.faults().iter().map(|fault| (fault.code, fault.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (FaultCode::WrongKind, "\"around\" is a link, and is not sent"),
            (FaultCode::WrongKind, "\"link\" is a link, and is not sent"),
            (FaultCode::WrongKind, "\"pipe\" is a device or a pipe, and is not sent"),
            (FaultCode::NotFound, "\"none\" does not exist any more"),
        ]
    );
    assert_eq!(plan.faults()[0].names, [name("docs"), name("around")]);
    assert_eq!(plan.failed(), 4);
}

#[test]
fn faults_are_counted_beyond_those_that_are_told() {
    let ground = Ground::new();
    ground.file("docs/good", "1");
    for number in 0..150 {
        ground.link(&format!("docs/{number}"), "good");
    }
    let plan = plan(&ground, &["docs"]).unwrap();
    assert_eq!((plan.faults().len(), plan.failed()), (100, 150));
}

#[test]
fn nothing_to_send_is_a_fault() {
    let ground = Ground::new();
    assert_eq!(plan(&ground, &[]).unwrap_err().code, FaultCode::NotFound);
    assert_eq!(plan(&ground, &["none"]).unwrap_err().names, [name("none")]);
    assert_eq!(plan(&ground, &[""]).unwrap_err().code, FaultCode::NotAllowed);
}

#[test]
fn too_deep_folders_are_left_out() {
    let ground = Ground::new();
    let mut folder =
        cap_std::fs::Dir::open_ambient_dir(ground.folder.path(), cap_std::ambient_authority()).unwrap();
    for _ in 0..300 {
        folder.create_dir("d").unwrap();
        folder = folder.open_dir("d").unwrap();
    }
    let plan = plan(&ground, &["d"]).unwrap();
    assert_eq!(plan.folders(), 128);
    assert_eq!(plan.faults()[0].code, FaultCode::TooMuch);
    assert_eq!(plan.faults()[0].names.len(), 129);
}

#[test]
fn one_name_from_two_folders_becomes_two() {
    let ground = Ground::new();
    ground.file("a/x.txt", "1");
    ground.file("b/X.txt", "22");
    ground.file("c/x.txt", "333");
    let plan = plan(&ground, &["a/x.txt", "b/X.txt", "c/x.txt"]).unwrap();
    assert_eq!(paths(&plan), ["x.txt", "X.txt", "x (2).txt"]);
    assert_eq!(plan.path(2), Some(at("c/x.txt")));
}

#[test]
fn names_that_are_no_text_are_planned() {
    let ground = Ground::new();
    fs::write(ground.folder.path().join(latin()), "x").unwrap();
    let plan = ground.plan();
    assert_eq!(plan.first().to_bytes(), b"caf\xe9.txt");
    assert_eq!(plan.first().as_str(), "caf\u{f7e9}.txt");
}

#[test]
fn it_can_be_stopped() {
    let ground = Ground::new();
    ground.file("x", "1");
    let stop = Stop::new();
    stop.stop();
    assert_eq!(Plan::of(&ground.area, &[at("x")], &stop).unwrap_err().code, FaultCode::Stopped);
}

#[test]
fn a_plan_that_was_kept_is_the_same() {
    let ground = Ground::new();
    ground.file("docs/a/b.txt", "12345");
    ground.file("docs/c.txt", "");
    ground.link("docs/link", "c.txt");
    let plan = ground.plan();
    let kept = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&kept).unwrap(), plan);
}

#[test]
fn what_is_no_plan_is_not_read_as_one() {
    let ground = Ground::new();
    ground.file("docs/a.txt", "12345");
    let kept = serde_json::to_value(ground.plan()).unwrap();
    let spoiled = |path: &str, value: serde_json::Value| {
        let mut kept = kept.clone();
        *kept.pointer_mut(path).unwrap() = value;
        serde_json::from_value::<Plan>(kept).is_err()
    };
    assert!(spoiled("/entries", serde_json::json!([])));
    assert!(spoiled("/entries/1/above", serde_json::json!(1)));
    assert!(spoiled("/entries/1/above", serde_json::json!(null)));
    assert!(spoiled("/entries/1/name", serde_json::json!("../x")));
    assert!(spoiled("/entries/1/kind/size", serde_json::json!(u64::MAX)));
}

#[test]
fn bytes_before_an_offset_are_contents_alone() {
    let ground = Ground::new();
    ground.file("a", "12345");
    ground.file("b", "");
    ground.file("c", "123");
    let plan = ground.plan();
    let mut last = 0;
    for offset in 0..=plan.length() {
        let before = plan.bytes_before(offset);
        assert!(before >= last && before <= last + 1, "{offset}: {before} after {last}");
        last = before;
    }
    assert_eq!((plan.bytes_before(0), last), (0, 8));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_itself_is_entered_once() {
    if !farhand_mounts::may_mount() {
        return;
    }
    let ground = Ground::new();
    ground.file("docs/a.txt", "1");
    ground.make("docs/inner");
    let _mount = farhand_mounts::Mount::bind(&ground.join("docs"), &ground.join("docs/inner"));
    let plan = plan(&ground, &["docs"]).unwrap();
    assert!(plan.files() == 1, "{:?}", paths(&plan));
    assert!(plan.failed() <= 1);
    assert_eq!(plan.path(0), Some(DevicePath { root: root(), names: vec![name("docs")] }));
}
