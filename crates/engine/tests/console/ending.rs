//! The console's end while a session is still planned to be ended.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use farhand_core::contract::{Command, Payload, Phase, Secret, Topic};
use farhand_engine::{Config, Console, Timeouts, Vault};
use farhand_protocol::session::{EndReason, Participant, Session, SessionState};
use farhand_testkit::{build, eventually_async};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::desk::Desk;
use crate::SOON;

fn active() -> Session {
    let me = build::me();
    let participants = vec![Participant { id: me.id, name: me.name, joined_at: build::NOW }];
    Session {
        state: SessionState::Active { owner: me.id, since: build::NOW },
        participants,
        ..build::session(1)
    }
}

fn ended() -> Session {
    let reason = EndReason::Representative;
    Session { state: SessionState::Ended { at: build::NOW, reason }, last_entry: 1, ..build::session(1) }
}

/// An appliance that knows the snapshot, and answers to the end of a session if it is to.
#[derive(Clone, Default)]
struct Appliance {
    answers_end: bool,
    /// What was done with the wish to end the session.
    end: Arc<Mutex<Vec<&'static str>>>,
}

impl Appliance {
    async fn serve(self, listener: TcpListener) {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(self.clone().answer(BufReader::new(socket)));
        }
    }

    async fn answer(self, mut socket: BufReader<TcpStream>) -> std::io::Result<()> {
        let mut line = String::new();
        socket.read_line(&mut line).await?;
        if line.starts_with("GET /api/v1/snapshot ") {
            let snapshot = build::snapshot(vec![active()]);
            return reply(socket, &serde_json::to_string(&snapshot)?).await;
        }
        if line.starts_with(&format!("POST /api/v1/sessions/{}/end ", build::lsid(1))) {
            self.note("asked");
            if self.answers_end {
                tokio::time::sleep(Duration::from_millis(50)).await;
                self.note("answered");
                return reply(socket, &serde_json::to_string(&ended())?).await;
            }
        }
        std::future::pending().await
    }

    fn note(&self, what: &'static str) {
        self.end.lock().unwrap().push(what);
    }
}

async fn reply(mut socket: BufReader<TcpStream>, body: &str) -> std::io::Result<()> {
    let mut line = String::new();
    while socket.read_line(&mut line).await? > 2 {
        line.clear();
    }
    let head = format!("HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    socket.write_all(format!("{head}{body}").as_bytes()).await?;
    socket.shutdown().await
}

/// A console that is signed in there, and plans to end the session.
async fn planned(desk: &Desk, appliance: &Appliance, settle: Duration) -> Console {
    desk.start().await.shutdown().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(appliance.clone().serve(listener));
    desk.execute(&format!("INSERT INTO sites VALUES ('{site}', 'Example', 'ines', 1)"));
    desk.shell.vault.keep(&site, &Secret("t0ken".into())).unwrap();
    let timeouts = Timeouts { settle, ..Timeouts::default() };
    let console = Console::start(Config { timeouts, ..desk.config() }, desk.shell.clone()).await.unwrap();
    eventually_async(SOON, "the workplace", || async {
        match Desk::whole(&console, Topic::App).await.payload {
            Payload::App(view) => matches!(view.phase, Phase::SignedIn(_)).then_some(()),
            _ => None,
        }
    })
    .await;
    console.dispatch(Command::EndSession { lsid: build::lsid(1) }).await.unwrap();
    console
}

#[tokio::test]
async fn a_planned_end_happens_before_the_console_ends() {
    let (desk, appliance) = (Desk::new(), Appliance { answers_end: true, ..Appliance::default() });
    let console = planned(&desk, &appliance, SOON).await;
    assert!(appliance.end.lock().unwrap().is_empty());
    let begun = Instant::now();
    console.shutdown().await;
    // The answer was waited for, but not longer than that.
    assert_eq!(*appliance.end.lock().unwrap(), ["asked", "answered"]);
    assert!(begun.elapsed() < SOON);
}

#[tokio::test]
async fn an_appliance_that_does_not_answer_holds_the_end_up_for_a_bounded_time() {
    let (desk, appliance) = (Desk::new(), Appliance::default());
    let settle = Duration::from_millis(300);
    let console = planned(&desk, &appliance, settle).await;
    let begun = Instant::now();
    tokio::join!(console.shutdown(), console.shutdown());
    assert_eq!(*appliance.end.lock().unwrap(), ["asked"]);
    assert!((settle..SOON).contains(&begun.elapsed()), "{:?}", begun.elapsed());
}
