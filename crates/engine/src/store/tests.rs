use std::fs;

use farhand_core::contract::{
    DraftField, InviteForm, OutboxKind, RecentAddress, Settings, Theme, TransferWay, UiError, UiErrorCode,
};
use farhand_core::stored::{
    DraftKey, StoredDraft, StoredInvites, StoredMessage, StoredSite, StoredTab, StoredTransfer, TransferStage,
};
use farhand_core::transfer::Taken;
use farhand_protocol::files::{DevicePath, FileName, IfTaken, RootId};
use farhand_protocol::{SessionId, Timestamp};

use super::*;

mod talk;

const SITE: &str = "https://support.example.com";

fn session(n: u8) -> SessionId {
    SessionId::from_bytes([n; 16])
}

fn site(address: &str, used_at: i64) -> StoredSite {
    StoredSite {
        address: address.to_owned(),
        name: Some("Example".to_owned()),
        user_name: Some("ines".to_owned()),
        used_at: Some(Timestamp(used_at)),
    }
}

fn message(n: u8, text: &str) -> StoredMessage {
    StoredMessage {
        site: SITE.to_owned(),
        user_name: "ines".to_owned(),
        lsid: session(1),
        client_id: format!("message-{n}").parse().unwrap(),
        kind: if n.is_multiple_of(2) { OutboxKind::Note } else { OutboxKind::Message },
        text: text.to_owned(),
        at: Timestamp(1_000 + i64::from(n)),
        failed: None,
    }
}

fn draft(field: DraftField, text: &str) -> StoredDraft {
    StoredDraft { key: DraftKey { site: SITE.to_owned(), lsid: session(1), field }, text: text.to_owned() }
}

fn tab(n: u8, read: u64) -> StoredTab {
    StoredTab { site: SITE.to_owned(), lsid: session(n), read }
}

fn asking() -> TransferStage {
    TransferStage::Asking { taken: vec![Taken { name: "a".parse().unwrap(), folder: true }] }
}

fn transfer(id: &str, site: &str, stage: TransferStage) -> StoredTransfer {
    let name: FileName = "caf\u{f7e9}.txt".parse().unwrap();
    let path = DevicePath::root(RootId("home".to_owned())).join(name.clone());
    StoredTransfer {
        site: site.to_owned(),
        user_name: "ines".to_owned(),
        id: id.parse().unwrap(),
        lsid: session(1),
        way: TransferWay::ToDevice,
        paths: vec![path.clone()],
        folder: Some(path),
        file: None,
        past: false,
        name: name.for_display(),
        more: 0,
        folder_first: false,
        files: Some(1),
        bytes: Some(u64::from(u32::MAX) + 1),
        prepared: true,
        taken: vec![(name, IfTaken::Replace)],
        if_taken: IfTaken::Skip,
        skipped: 0,
        attempt: 2,
        done: 7,
        stage,
        faults: vec!["\"a\" is in use.".to_owned()],
        failed: 1,
        brought: None,
        untold: true,
        removed: true,
        at: Timestamp(9),
    }
}

fn invites(user_name: &str, line: Option<&str>) -> StoredInvites {
    let form = line.map(|line| InviteForm {
        recipients: vec!["petra@".to_owned()],
        life_s: Some(60),
        line: line.to_owned(),
        attributes: [("device".to_owned(), "phone".to_owned())].into(),
        ..InviteForm::default()
    });
    let recent =
        RecentAddress { address: "petra@example.com".to_owned(), name: "Petra".to_owned(), at: Timestamp(3) };
    StoredInvites { site: SITE.to_owned(), user_name: user_name.to_owned(), form, recent: vec![recent] }
}

fn everything() -> (Vec<Write>, Stored) {
    let settings = Settings { theme: Theme::Dark, muted: true, ..Settings::default() };
    let mut refused = message(1, "one");
    refused.failed = Some(UiError::new(UiErrorCode::WrongState, "the session has ended"));
    let tabs = vec![tab(2, 7), tab(1, u64::MAX)];
    let writes = vec![
        Write::Settings(settings.clone()),
        Write::PutSite(site("https://old.example.com", 1)),
        Write::PutSite(site(SITE, 2)),
        Write::PutDraft(draft(DraftField::Message, "half a sen\u{0}tence\n👩‍🔧")),
        Write::PutDraft(draft(DraftField::Note, "gone")),
        Write::PutDraft(draft(DraftField::Note, "")),
        Write::PutDraft(draft(DraftField::Whisper, "for Bram only")),
        Write::PutMessage(message(1, "one")),
        Write::PutMessage(message(2, "two")),
        Write::PutMessage(message(3, "three")),
        Write::PutMessage(refused.clone()),
        Write::RemoveMessage { site: SITE.to_owned(), lsid: session(1), client_id: message(2, "").client_id },
        Write::PutTransfer(Box::new(transfer("transfer-1", SITE, TransferStage::Waiting))),
        Write::PutTransfer(Box::new(transfer("transfer-2", SITE, TransferStage::Running))),
        Write::PutTransfer(Box::new(transfer("transfer-3", SITE, TransferStage::Running))),
        Write::PutTransfer(Box::new(transfer("transfer-1", SITE, asking()))),
        Write::RemoveTransfer("transfer-2".parse().unwrap()),
        Write::PutInvites(Box::new(invites("ines", Some("half a\nsen")))),
        Write::PutInvites(Box::new(invites("bram", Some("sent")))),
        Write::PutInvites(Box::new(invites("bram", None))),
        Write::PutInvites(Box::new(invites("ines", Some("half a\nsentence 👩‍🔧")))),
        Write::PutTabs { site: SITE.to_owned(), tabs: vec![tab(9, 0)] },
        Write::PutTabs { site: SITE.to_owned(), tabs: tabs.clone() },
    ];
    let stored = Stored {
        settings,
        sites: vec![site(SITE, 2), site("https://old.example.com", 1)],
        drafts: vec![
            draft(DraftField::Message, "half a sen\u{0}tence\n👩‍🔧"),
            draft(DraftField::Whisper, "for Bram only"),
        ],
        outbox: vec![refused, message(3, "three")],
        tabs,
        transfers: vec![
            transfer("transfer-1", SITE, asking()),
            transfer("transfer-3", SITE, TransferStage::Running),
        ],
        invites: vec![invites("bram", None), invites("ines", Some("half a\nsentence 👩‍🔧"))],
        ..Stored::default()
    };
    (writes, stored)
}

#[tokio::test]
async fn what_was_written_is_read_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (writes, expected) = everything();
    let opened = Store::open(folder.path()).unwrap();
    assert_eq!(opened.stored, Stored::default());
    opened.store.commit(writes).await.unwrap();
    opened.store.close();
    let again = Store::open(folder.path()).unwrap();
    assert_eq!(again.stored, expected);
    assert_eq!(again.moved_aside, None);
    again.store.commit(vec![Write::RemoveSite(SITE.to_owned())]).await.unwrap();
    again.store.close();
    let last = Store::open(folder.path()).unwrap();
    let left = Stored {
        settings: expected.settings,
        sites: vec![site("https://old.example.com", 1)],
        ..Stored::default()
    };
    assert_eq!(last.stored, left);
}

#[tokio::test]
async fn a_commit_outlives_a_program_that_dies_without_closing() {
    let folder = tempfile::tempdir().unwrap();
    let (writes, expected) = everything();
    let opened = Store::open(folder.path()).unwrap();
    opened.store.commit(writes).await.unwrap();
    // The files as they are while the store is open are what a killed program leaves.
    let left = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, left.path().join(path.file_name().unwrap())).unwrap();
    }
    assert!(left.path().join("console.db-wal").exists());
    assert_eq!(Store::open(left.path()).unwrap().stored, expected);
}

#[tokio::test]
async fn a_batch_is_written_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = file::open(folder.path()).unwrap().0;
    connection
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON tabs BEGIN SELECT RAISE(FAIL, 'full'); END")
        .unwrap();
    let writes =
        [Write::PutSite(site(SITE, 2)), Write::PutTabs { site: SITE.to_owned(), tabs: vec![tab(1, 1)] }];
    assert!(write::commit(&mut connection, &writes).is_err());
    assert_eq!(read::all(&connection).unwrap(), Stored::default());
}

#[test]
fn a_second_console_is_refused_until_the_first_ends() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path()).unwrap();
    let second = Store::open(folder.path());
    assert!(matches!(second, Err(StoreError::InUse(path)) if path == folder.path()));
    first.store.close();
    assert!(Store::open(folder.path()).is_ok());
}

#[tokio::test]
async fn a_damaged_file_is_moved_aside_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let rubbish = vec![0x5a; 8192];
    fs::write(folder.path().join("console.db"), &rubbish).unwrap();
    let opened = Store::open(folder.path()).unwrap();
    let aside = opened.moved_aside.expect("the damage is noticed");
    assert_eq!(fs::read(aside).unwrap(), rubbish);
    assert_eq!(opened.stored, Stored::default());
    opened.store.commit(vec![Write::PutSite(site(SITE, 2))]).await.unwrap();
    opened.store.close();
    assert_eq!(Store::open(folder.path()).unwrap().stored.sites, [site(SITE, 2)]);
}

#[test]
fn a_store_of_a_newer_console_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let connection = file::open(folder.path()).unwrap().0;
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    assert!(matches!(Store::open(folder.path()), Err(StoreError::Newer)));
    assert!(
        fs::read_dir(folder.path())
            .unwrap()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().starts_with("damaged") })
    );
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("console");
    let opened = Store::open(&folder).unwrap();
    opened.store.commit(everything().0).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}
