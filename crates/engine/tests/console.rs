//! The whole engine with the real reducer and a shell that only notes what it is asked.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail like the test")]

mod console {
    pub mod desk;
    mod ending;
}

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use console::desk::{Desk, Note};
use farhand_core::Event;
use farhand_core::contract::{
    Command, LinkState, NoticeKind, Payload, Phase, Secret, Settings, Theme, Topic, UiErrorCode, Update,
};
use farhand_engine::{Console, StartError, Vault};
use farhand_testkit::{eventually, eventually_async};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

const SOON: Duration = Duration::from_secs(10);

fn settings(theme: Theme) -> Settings {
    Settings { theme, ..Settings::default() }
}

fn change(theme: Theme) -> Command {
    Command::ChangeSettings { settings: settings(theme) }
}

fn theme(update: &Update) -> Option<Theme> {
    match &update.payload {
        Payload::App(app) => Some(app.settings.theme),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_published_and_answered_is_committed_already() {
    let desk = Desk::new();
    let console = desk.start().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (log, database) = (seen.clone(), desk.database());
    let sink = move |update: Update| {
        let stored = Desk::stored_settings(&database).map(|settings| settings.theme);
        log.lock().unwrap().push((theme(&update), stored));
        true
    };
    console.subscribe(Topic::App, sink).await;
    console.dispatch(change(Theme::Dark)).await.unwrap();
    assert_eq!(Desk::stored_settings(&desk.database()), Some(settings(Theme::Dark)));
    eventually(SOON, "the change is published", || (seen.lock().unwrap().len() == 2).then_some(())).await;
    let expected = [(Some(Theme::System), None), (Some(Theme::Dark), Some(Theme::Dark))];
    assert_eq!(*seen.lock().unwrap(), expected);
    console.shutdown().await;
}

#[tokio::test]
async fn a_subscriber_hears_at_most_once_in_a_frame_and_always_of_the_last_change() {
    let desk = Desk::new();
    let console = desk.start().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let sink = move |update: Update| {
        log.lock().unwrap().push((Instant::now(), update.rev, theme(&update)));
        true
    };
    console.subscribe(Topic::App, sink).await;
    for round in 0..60 {
        let theme = if round % 2 == 0 { Theme::Dark } else { Theme::Light };
        console.dispatch(change(theme)).await.unwrap();
    }
    console.dispatch(change(Theme::System)).await.unwrap();
    let last = || seen.lock().unwrap().last().and_then(|(_, rev, theme)| (*rev > 1).then_some(*theme)?);
    eventually(SOON, "the last change", || (last() == Some(Theme::System)).then_some(())).await;
    console.shutdown().await;
    let seen = seen.lock().unwrap();
    let revs: Vec<u32> = seen.iter().map(|(_, rev, _)| *rev).collect();
    assert_eq!(revs, (1..=u32::try_from(seen.len()).unwrap()).collect::<Vec<_>>());
    // The first two are the whole value and the first change after a rest.
    for pair in seen[1..].windows(2) {
        let apart = pair[1].0 - pair[0].0;
        assert!(apart >= Duration::from_millis(14), "{apart:?}");
    }
}

#[tokio::test]
async fn an_ended_subscription_hears_nothing_more() {
    let desk = Desk::new();
    let console = desk.start().await;
    let count = Arc::new(Mutex::new(0));
    let log = count.clone();
    let id = console
        .subscribe(Topic::App, move |_| {
            *log.lock().unwrap() += 1;
            true
        })
        .await;
    console.unsubscribe(id).await;
    console.dispatch(change(Theme::Dark)).await.unwrap();
    console.subscribe(Topic::App, |_| false).await;
    assert_eq!(*count.lock().unwrap(), 1);
    console.shutdown().await;
}

#[tokio::test]
async fn one_folder_has_one_console_and_keeps_what_it_was_told() {
    let desk = Desk::new();
    let console = desk.start().await;
    console.dispatch(change(Theme::Dark)).await.unwrap();
    let second = Console::start(desk.config(), desk.shell.clone()).await;
    assert!(matches!(second, Err(StartError::AlreadyRunning(path)) if path == desk.folder()));
    console.shutdown().await;
    let ended = console.dispatch(change(Theme::Light)).await.unwrap_err();
    assert_eq!(ended.code, UiErrorCode::Internal);
    let console = desk.start().await;
    assert_eq!(theme(&Desk::whole(&console, Topic::App).await), Some(Theme::Dark));
    console.shutdown().await;
}

#[tokio::test]
async fn a_command_that_cannot_be_taken_up_is_refused_with_the_reason() {
    let desk = Desk::new();
    let console = desk.start().await;
    let refusal = console.dispatch(Command::AddSite { address: "ftp://x".into() }).await.unwrap_err();
    assert_eq!(refusal.code, UiErrorCode::InvalidAddress);
    console.shutdown().await;
}

#[tokio::test]
async fn the_shell_does_what_it_is_asked() {
    let desk = Desk::new();
    let console = desk.start().await;
    let url = "https://example.com/help".to_owned();
    console.dispatch(Command::OpenLink { url: url.clone() }).await.unwrap();
    console.dispatch(Command::CopyText { text: "copied".into() }).await.unwrap();
    let expected = [Note::Link(url), Note::Copied("copied".into())];
    let done = || {
        let mut notes = desk.shell.notes();
        notes.retain(|note| matches!(note, Note::Link(_) | Note::Copied(_)));
        (notes == expected).then_some(())
    };
    eventually(SOON, "link and text", done).await;
    console.shutdown().await;
}

#[tokio::test]
async fn a_store_that_fails_is_told_and_what_it_owes_is_written_later() {
    let desk = Desk::new();
    let console = desk.start().await;
    desk.execute(
        "CREATE TRIGGER full BEFORE INSERT ON settings
         BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    );
    console.dispatch(change(Theme::Dark)).await.unwrap();
    let told = eventually_async(SOON, "a notice", || async {
        match Desk::whole(&console, Topic::Notices).await.payload {
            Payload::Notices(view) => view.notices.into_iter().next(),
            _ => None,
        }
    });
    assert_eq!(told.await.kind, NoticeKind::Danger);
    assert_eq!(Desk::stored_settings(&desk.database()), None);
    desk.execute("DROP TRIGGER full");
    console.dispatch(Command::AddSite { address: "http://127.0.0.1:9".into() }).await.unwrap();
    assert_eq!(Desk::stored_settings(&desk.database()), Some(settings(Theme::Dark)));
    console.shutdown().await;
}

#[tokio::test]
async fn a_damaged_store_is_told() {
    let desk = Desk::new();
    std::fs::write(desk.database(), vec![0x5a; 8192]).unwrap();
    let console = desk.start().await;
    let Payload::Notices(view) = Desk::whole(&console, Topic::Notices).await.payload else {
        panic!("another topic");
    };
    assert!(view.notices[0].text.contains("damaged"), "{view:?}");
    console.shutdown().await;
}

/// A console that was signed in before tries again by the clock it was given, and only then.
#[tokio::test]
async fn timers_run_by_the_clock_of_the_configuration() {
    let desk = Desk::new();
    desk.start().await.shutdown().await;
    let appliance = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", appliance.local_addr().unwrap());
    desk.execute(&format!("INSERT INTO sites VALUES ('{site}', 'Example', 'ines', 1)"));
    desk.shell.vault.keep(&site, &Secret("t0ken".into())).unwrap();
    let console = desk.start().await;
    for _ in 0..3 {
        let (mut socket, _) = tokio::time::timeout(SOON, appliance.accept()).await.expect("a try").unwrap();
        let mut head = [0; 21];
        socket.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"GET /api/v1/snapshot ");
        drop(socket);
        let at = eventually_async(SOON, "the plan for the next try", || async {
            match Desk::whole(&console, Topic::Connection).await.payload {
                Payload::Connection(view) => match view.link {
                    LinkState::Reconnecting { next_try_at, .. } => next_try_at,
                    _ => None,
                },
                _ => None,
            }
        })
        .await;
        let now = desk.now();
        assert!(tokio::time::timeout(Duration::from_millis(30), appliance.accept()).await.is_err());
        desk.clock.advance(Duration::from_millis(at.since(now)));
    }
    console.shutdown().await;
}

#[tokio::test]
async fn events_of_the_shell_reach_the_reducer() {
    let desk = Desk::new();
    let console = desk.start_with_demo().await;
    console.dispatch(Command::StartDemo).await.unwrap();
    eventually(SOON, "the demo is asked for", || desk.shell.notes().contains(&Note::Demo).then_some(()))
        .await;
    console.tell(Event::DemoFailed("no free port".into())).await;
    let failed = eventually_async(SOON, "the failure shows", || async {
        match Desk::whole(&console, Topic::App).await.payload {
            Payload::App(view) => match view.phase {
                Phase::SignedOut(page) => page.error,
                _ => None,
            },
            _ => None,
        }
    });
    assert!(failed.await.message.contains("no free port"));
    console.shutdown().await;
}
