//! A console's surroundings: a folder, a clock, a shell.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use farhand_core::contract::{Settings, Topic, Update};
use farhand_core::effect::{Counts, Notification, Sound};
use farhand_engine::{Clock, Config, Console, MemoryVault, Shell, Vault};
use farhand_protocol::Timestamp;
use farhand_testkit::{ManualClock, build};
use rusqlite::{Connection, OptionalExtension};

/// What the shell was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    Link(String),
    Copied(String),
    Demo,
    Other,
}

#[derive(Default)]
pub struct NotingShell {
    notes: Mutex<Vec<Note>>,
    pub vault: Arc<MemoryVault>,
}

impl NotingShell {
    pub fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap().clone()
    }

    fn note(&self, note: Note) {
        self.notes.lock().unwrap().push(note);
    }
}

impl Shell for NotingShell {
    fn notify(&self, _: Notification) {
        self.note(Note::Other);
    }
    fn play(&self, _: Sound) {
        self.note(Note::Other);
    }
    fn show_counts(&self, _: Counts) {
        self.note(Note::Other);
    }
    fn open_link(&self, url: &str) {
        self.note(Note::Link(url.to_owned()));
    }
    fn copy_text(&self, text: &str) {
        self.note(Note::Copied(text.to_owned()));
    }
    fn raise_window(&self) {
        self.note(Note::Other);
    }
    fn start_demo(&self) {
        self.note(Note::Demo);
    }
    fn vault(&self) -> Arc<dyn Vault> {
        self.vault.clone()
    }
}

pub struct Desk {
    folder: tempfile::TempDir,
    pub clock: ManualClock,
    pub shell: Arc<NotingShell>,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: ManualClock::new(build::NOW),
            shell: Arc::default(),
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn database(&self) -> PathBuf {
        self.folder().join("console.db")
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn config(&self) -> Config {
        Config { clock: Arc::new(self.clock.clone()), ..Config::new(self.folder(), "0.1.0") }
    }

    pub async fn start(&self) -> Console {
        Console::start(self.config(), self.shell.clone()).await.unwrap()
    }

    pub async fn start_with_demo(&self) -> Console {
        let config = Config { demo_offered: true, ..self.config() };
        Console::start(config, self.shell.clone()).await.unwrap()
    }

    /// Changes the database behind the console's back.
    pub fn execute(&self, sql: &str) {
        Connection::open(self.database()).unwrap().execute_batch(sql).unwrap();
    }

    /// The settings that another program would find on the disk.
    pub fn stored_settings(database: &Path) -> Option<Settings> {
        let connection = Connection::open(database).unwrap();
        let json: Option<String> =
            connection.query_row("SELECT value FROM settings", [], |row| row.get(0)).optional().unwrap();
        json.map(|json| serde_json::from_str(&json).unwrap())
    }

    /// A topic's whole value.
    pub async fn whole(console: &Console, topic: Topic) -> Update {
        let first = Arc::new(Mutex::new(None));
        let place = first.clone();
        console
            .subscribe(topic, move |update| {
                *place.lock().unwrap() = Some(update);
                false
            })
            .await;
        first.lock().unwrap().take().expect("the first update is out")
    }
}
