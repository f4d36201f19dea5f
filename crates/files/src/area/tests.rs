#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use farhand_protocol::files::{DevicePath, FaultCode, FileName, FilesArea, Place, RootId};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::Area;
use crate::testing::{Ground, area_of, at, latin, name, root};

/// Where an opened folder really is.
fn place_of(folder: &cap_std::fs::Dir) -> PathBuf {
    fs::read_link(format!("/proc/self/fd/{}", folder.as_raw_fd())).unwrap()
}

/// A tree in which each folder has links out of it, by every kind of way.
fn trap() -> Ground {
    let ground = Ground::new();
    for folder in ["a", "a/b", "a/b/c"] {
        ground.make(folder);
    }
    for folder in ["", "a/", "a/b/", "a/b/c/"] {
        ground.link(&format!("{folder}etc"), "/etc");
        ground.link(&format!("{folder}up"), "..");
        ground.link(&format!("{folder}top"), "/");
        ground.link(&format!("{folder}self"), ".");
        ground.link(&format!("{folder}gone"), "/nowhere/at/all");
        ground.link(&format!("{folder}loop"), "loop");
        ground.file(&format!("{folder}file"), "x");
    }
    ground.link("inside", "a/b");
    ground
}

#[test]
fn links_are_followed_nowhere() {
    let ground = trap();
    for folder in ["", "a/", "a/b/c/"] {
        for link in ["etc", "up", "top", "self", "gone", "loop"] {
            for path in [format!("{folder}{link}"), format!("{folder}{link}/passwd/x")] {
                let fault = ground.area.folder(&at(&path)).unwrap_err();
                assert_eq!(fault.code, FaultCode::WrongKind, "{path}: {fault}");
            }
        }
    }
    assert_eq!(ground.area.folder(&at("inside")).unwrap_err().code, FaultCode::WrongKind);
    assert_eq!(ground.area.folder(&at("a/file/x")).unwrap_err().code, FaultCode::WrongKind);
    assert_eq!(ground.area.folder(&at("a/none")).unwrap_err().code, FaultCode::NotFound);
    assert!(ground.area.folder(&at("a/b/c")).is_ok());
}

#[test]
fn only_roots_are_where_paths_begin() {
    let ground = trap();
    let elsewhere = DevicePath { root: RootId("home".to_owned()), names: Vec::new() };
    assert_eq!(ground.area.folder(&elsewhere).unwrap_err().code, FaultCode::NotAllowed);
    assert_eq!(ground.area.spot(&at("")).unwrap_err().code, FaultCode::NotAllowed);
    let deep = DevicePath { root: root(), names: vec![name("a"); 129] };
    assert_eq!(ground.area.folder(&deep).unwrap_err().code, FaultCode::TooMuch);
}

#[test]
fn a_system_path_is_found_in_the_nearest_root() {
    let ground = trap();
    let mut area = area_of(ground.folder.path());
    area.add(RootId("b".to_owned()), Place::Documents, "b".to_owned(), &ground.join("a/b")).unwrap();
    let found = area.locate(&ground.join("a/b/c/file")).unwrap();
    assert_eq!((found.root.0.as_str(), found.names), ("b", vec![name("c"), name("file")]));
    assert_eq!(area.locate(&ground.join("a/file")), Some(at("a/file")));
    assert_eq!(area.locate(ground.folder.path()), Some(at("")));
    // The folder's own links are gone through, the last name's are not.
    assert_eq!(area.locate(&ground.join("a/b/c/etc")).unwrap().names, [name("c"), name("etc")]);
    assert_eq!(area.locate(&ground.join("a/etc/passwd")), None);
    assert_eq!(area.locate(Path::new("/etc")), None);
    let latin = area.locate(&ground.folder.path().join(latin())).unwrap();
    assert_eq!(
        area.system_path(&latin),
        Some(ground.folder.path().canonicalize().unwrap().join(self::latin()))
    );
}

#[test]
fn a_chosen_folder_is_one_root() {
    let ground = trap();
    let chosen = FilesArea::Chosen { name: "b".to_owned() };
    let area = Area::of(&chosen, Some(&ground.join("a/b")));
    let roots = area.roots();
    assert_eq!(roots.len(), 1);
    assert_eq!(
        (roots[0].id.0.as_str(), roots[0].place, roots[0].name.as_str()),
        ("chosen:b", Place::Chosen, "b")
    );
    assert!(roots[0].free.unwrap() <= roots[0].total.unwrap());
    assert!(Area::of(&chosen, None).roots().is_empty());
    assert!(Area::of(&chosen, Some(&ground.join("none"))).roots().is_empty());
    assert!(Area::chosen(&ground.join("file")).is_err());
}

#[test]
fn a_root_that_does_not_exist_is_made_when_something_is_put_into_it() {
    let ground = Ground::new();
    let (mut area, path) = (Area::none(), ground.join("Downloads"));
    area.add_to_be(root(), Place::Downloads, "Downloads".to_owned(), &path).unwrap();
    let there = area.roots();
    assert_eq!((there[0].place, there[0].name.as_str()), (Place::Downloads, "Downloads"));
    assert!(there[0].free.is_some() && area.is_to_be(&at("")) && !area.is_to_be(&at("a")));
    assert_eq!(area.folder(&at("")).unwrap_err().code, FaultCode::NotFound);
    assert_eq!(area.folder(&at("a")).unwrap_err().code, FaultCode::NotFound);
    assert!(!path.exists(), "looking makes nothing");
    area.folder_to_fill(&at("")).unwrap();
    assert!(path.is_dir() && !area.is_to_be(&at("")));
    area.folder(&at("")).unwrap();
    area.folder_to_fill(&at("")).unwrap();
    assert_eq!(area.system_path(&at("a")), Some(path.canonicalize().unwrap().join("a")));
    let nowhere = ground.join("none/Downloads");
    assert!(Area::none().add_to_be(root(), Place::Downloads, String::new(), &nowhere).is_err());
}

#[test]
fn a_link_in_the_place_of_a_root_to_be_is_not_followed() {
    let ground = Ground::new();
    let mut area = Area::none();
    area.add_to_be(root(), Place::Downloads, String::new(), &ground.join("Downloads")).unwrap();
    ground.link("Downloads", "/etc");
    assert_eq!(area.folder_to_fill(&at("")).unwrap_err().code, FaultCode::WrongKind);
}

#[test]
fn the_whole_area_has_the_file_system_and_distinct_roots() {
    let roots = Area::whole().roots();
    let mut ids: Vec<_> = roots.iter().map(|root| root.id.clone()).collect();
    assert!(roots.iter().any(|root| root.place == Place::Volume && root.name == "/"));
    assert!(ids.iter().all(|id| id.0.chars().count() <= RootId::LONGEST));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), roots.len());
    assert_eq!(Area::whole().roots().first().map(|root| &root.id), roots.first().map(|root| &root.id));
}

fn part() -> impl Strategy<Value = FileName> {
    let known = ["a", "b", "c", "etc", "up", "top", "self", "gone", "loop", "inside", "file", "passwd"];
    let nasty = ["...", "..\\..", "C:", "CON", "\u{202e}txt", "a\nb", "~", "-rf", "%2e%2e", ".\u{f780}"];
    let text = prop_oneof![
        6 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => proptest::sample::select(nasty.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    text.prop_filter_map("no name", |text| text.parse().ok())
}

#[test]
fn no_path_leads_outside() {
    let ground = trap();
    let top = ground.folder.path().canonicalize().unwrap();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(100_000));
    let reached = std::cell::Cell::new(0);
    let names = proptest::collection::vec(part(), 0..6);
    let checked = runner.run(&names, |names| {
        let path = DevicePath { root: root(), names };
        if let Ok(folder) = ground.area.folder(&path) {
            prop_assert!(place_of(&folder).starts_with(&top));
            reached.set(reached.get() + 1);
        }
        if let Ok(spot) = ground.area.spot(&path) {
            prop_assert!(place_of(&spot.folder).starts_with(&top));
            prop_assert_eq!(Path::new(&spot.name).components().count(), 1);
        }
        if let Some(shown) = ground.area.system_path(&path) {
            prop_assert!(shown.starts_with(&top));
            prop_assert_eq!(shown.components().count(), top.components().count() + path.names.len());
        }
        Ok(())
    });
    checked.unwrap();
    assert!(reached.get() > 1000, "only {} paths were folders", reached.get());
}
