//! The customer's folder is looked at and changed from the console.

use std::fs;

use farhand_protocol::chat::SessionEvent;
use farhand_protocol::files::{FileName, FilesAnswer, FilesRequest, ListOrder};

use super::lent::Lent;
use super::tree;

async fn listed(lent: &Lent) -> Vec<FileName> {
    let request = FilesRequest::List {
        path: lent.path(&[]),
        order: ListOrder::Name,
        descending: false,
        hidden: true,
        contains: None,
        from: 0,
        count: 100,
        listing: None,
    };
    match lent.asked(request).await {
        FilesAnswer::Listing(listing) => listing.entries.into_iter().map(|entry| entry.name).collect(),
        other => panic!("no listing: {other:?}"),
    }
}

async fn change(lent: &Lent, request: FilesRequest) -> FilesAnswer {
    let answer = lent.asked(request).await;
    assert!(matches!(&answer, FilesAnswer::Done { faults, .. } if faults.is_empty()), "{answer:?}");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_seen_unless_it_is_allowed_and_then_the_lent_folder_alone() {
    let lent = Lent::begin().await;
    let console = lent.meeting.desk.console();
    let refused = console.files(Some(&lent.meeting.lsid), FilesRequest::Roots {}).await;
    assert!(refused.is_err(), "{refused:?}");
    lent.allowed().await;
    let FilesAnswer::Roots { roots } = lent.asked(FilesRequest::Roots {}).await else { panic!("no roots") };
    assert_eq!(roots.iter().map(|root| &root.id).collect::<Vec<_>>(), [&lent.root()]);
    tree::write(&lent.there().join("notes.txt"), 1, 10);
    tree::write(&lent.there().join(tree::raw_name()), 2, 10);
    fs::create_dir(lent.there().join("Folder")).expect("the folder is made");
    let names = listed(&lent).await;
    let bytes: Vec<_> = names.iter().map(FileName::to_bytes).collect();
    assert_eq!(bytes, [&b"Folder"[..], b"caf\xe9.txt", b"notes.txt"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_happen_there_and_the_log_tells_of_them() {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let there = |name: &str| lent.there().join(name).exists();
    let name = |name: &str| name.parse::<FileName>().expect("a name");
    change(&lent, FilesRequest::MakeFolder { folder: lent.path(&[]), name: name("New folder") }).await;
    assert!(there("New folder"));
    let path = lent.path(&["New folder"]);
    change(&lent, FilesRequest::Rename { path, name: name("Logs") }).await;
    assert!(there("Logs") && !there("New folder"));
    let paths = vec![lent.path(&["Logs"])];
    let deleted = change(&lent, FilesRequest::Delete { paths: paths.clone(), for_good: false }).await;
    assert!(!there("Logs"));
    let FilesAnswer::Done { trashed, .. } = deleted else { panic!("it was done") };
    change(&lent, FilesRequest::Restore { trashed }).await;
    assert!(there("Logs"));
    change(&lent, FilesRequest::Delete { paths, for_good: true }).await;
    assert!(!there("Logs"));
    let events = lent.meeting.events().await;
    let told = |is: &dyn Fn(&SessionEvent) -> bool| events.iter().any(is);
    let ends = |path: &str, name: &str| path.ends_with(name);
    assert!(told(
        &|event| matches!(event, SessionEvent::DirectoryCreated { path } if ends(path, "New folder"))
    ));
    let renamed = |event: &SessionEvent| match event {
        SessionEvent::FileMoved { from, to } => ends(from, "New folder") && ends(to, "Logs"),
        _ => false,
    };
    assert!(told(&renamed), "{events:?}");
    for expected in [true, false] {
        let deleted = |event: &SessionEvent| match event {
            SessionEvent::FileDeleted { path, count: 1, trash } => ends(path, "Logs") && *trash == expected,
            _ => false,
        };
        assert!(told(&deleted), "{events:?}");
    }
    assert!(told(&|event| matches!(event, SessionEvent::FileRestored { .. })), "{events:?}");
}
