//! What happens as time passes, with a mail server of a few lines. The faults of servers are in
//! `tests/mail`.

use std::sync::Mutex;

use farhand_protocol::keys::{ExtendKey, InvitationState, Key, NewInvitations, NewKey};
use farhand_protocol::{ClientId, KeyId, QueueId, RepresentativeId};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::clock::ManualClock;
use crate::mail::MailTls;
use crate::store::{Actor, Command, Idempotency, KeyCommand};
use crate::{Config, appliance, demo, random};

const WHO: RepresentativeId = RepresentativeId(1);
const SOON: Duration = Duration::from_secs(20);

/// A mail server that answers everything with `250`, and a recipient with what it is told to.
struct Server {
    port: u16,
    answer: Arc<Mutex<String>>,
    taken: watch::Receiver<usize>,
}

impl Server {
    async fn start(answer: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = Arc::new(Mutex::new(answer.to_owned()));
        let (count, taken) = watch::channel(0);
        let told = answer.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(talk(connection, told.clone(), count.clone()));
            }
        });
        Self { port, answer, taken }
    }
}

async fn talk(connection: TcpStream, answer: Arc<Mutex<String>>, taken: watch::Sender<usize>) {
    let (reading, mut writing) = connection.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut inside = false;
    let mut say = "220 ready".to_owned();
    loop {
        if writing.write_all(format!("{say}\r\n").as_bytes()).await.is_err() {
            return;
        }
        say = loop {
            let Ok(Some(line)) = lines.next_line().await else { return };
            if inside && line == "." {
                inside = false;
                taken.send_modify(|count| *count += 1);
                break "250 taken".to_owned();
            }
            if inside {
                continue;
            }
            inside = line == "DATA";
            let to = line.starts_with("RCPT");
            let told = || answer.lock().unwrap().clone();
            break if inside {
                "354 go on".to_owned()
            } else if to {
                told()
            } else {
                "250 OK".to_owned()
            };
        };
    }
}

/// An appliance of which only the post runs.
struct Stand {
    _folder: TempDir,
    clock: Arc<ManualClock>,
    app: AppState,
    post: JoinHandle<()>,
}

impl Stand {
    async fn open(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let store = crate::store::sqlite::SqliteStore::open(folder.path(), clock.clone(), 7).unwrap();
        let addr = "127.0.0.1:8080".parse().unwrap();
        let config = Config::loopback(folder.path());
        let app = appliance::app(config, addr, Arc::new(store), clock.clone()).await.unwrap();
        demo::seed(&*app.store, "no password fits").await.unwrap();
        let settings = MailSettings {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            tls: MailTls::None,
            plain_text_allowed: false,
            user: None,
            from: "no-reply@example.com".to_owned(),
            from_name: None,
            reply_to: None,
            authorities: None,
            time_zone: Some("UTC".to_owned()),
        };
        app.store.set_mail_settings(Some(settings)).await.unwrap();
        let post = tokio::spawn(run(app.clone()));
        Self { _folder: folder, clock, app, post }
    }

    async fn key(&self, what: KeyCommand) -> Key {
        let once = Idempotency(ClientId::from_bytes(random::bytes()));
        let command = Command::Key { what };
        let answer = self.app.store.perform(WHO, once, command, &self.app.public_url).await.unwrap();
        serde_json::from_str(&answer.body).unwrap()
    }

    async fn invite(&self, life_s: u32) -> KeyId {
        let new_key = NewKey { life_s: Some(life_s), ..NewKey::into_queue(QueueId::General) };
        let id = self.key(KeyCommand::Make { new_key }).await.id;
        let recipients = vec!["petra@example.com".to_owned()];
        let invitations = NewInvitations { recipients, template: None, language: None, line: None };
        self.key(KeyCommand::Send { id, invitations }).await.id
    }

    /// Waits until the invitation's state is the wanted one.
    async fn until(&self, id: KeyId, wanted: impl Fn(&InvitationState) -> bool) -> InvitationState {
        let mut commits = self.app.store.commits();
        let looking = async {
            loop {
                let key = self.app.store.key(Actor::Representative(WHO), id).await.unwrap();
                let state = key.invitations[0].state.clone();
                if wanted(&state) {
                    return state;
                }
                commits.changed().await.unwrap();
            }
        };
        timeout(SOON, looking).await.expect("the state comes")
    }

    async fn stop(self) {
        self.app.stop.cancel();
        timeout(SOON, self.post).await.expect("it stops").unwrap();
    }
}

fn delayed_until(state: &InvitationState) -> Option<Timestamp> {
    match state {
        InvitationState::Delayed { next_at, .. } => Some(*next_at),
        _ => None,
    }
}

#[tokio::test]
async fn a_message_is_tried_ever_later_and_never_past_its_key() {
    let server = Server::start("451 later").await;
    let stand = Stand::open(&server).await;
    let id = stand.invite(60).await;
    let (mut last, mut gaps) = (None, Vec::new());
    let end = loop {
        let news = |state: &InvitationState| {
            !matches!(state, InvitationState::Queued) && (last.is_none() || delayed_until(state) != last)
        };
        let state = stand.until(id, news).await;
        let Some(next_at) = delayed_until(&state) else { break state };
        let now = stand.app.clock.now();
        gaps.push(next_at.since(now));
        stand.clock.advance_s(u32::try_from(next_at.since(now).div_ceil(1000)).unwrap());
        last = Some(next_at);
    };
    assert_eq!(end, InvitationState::Bounced { words: "given up: 451 later".to_owned() });
    assert!(gaps.len() >= 3 && gaps.is_sorted(), "{gaps:?}");
    assert_eq!(*server.taken.borrow(), 0);
    stand.stop().await;
}

#[tokio::test]
async fn what_is_queued_goes_at_once_and_once() {
    let mut server = Server::start("250 OK").await;
    let stand = Stand::open(&server).await;
    for count in 1..=3 {
        let id = stand.invite(3600).await;
        stand.until(id, |state| *state == InvitationState::Sent).await;
        assert_eq!(*server.taken.borrow_and_update(), count);
    }
    stand.stop().await;
}

#[tokio::test]
async fn a_key_that_is_over_sends_nothing_until_it_lives_again() {
    let mut server = Server::start("451 later").await;
    let stand = Stand::open(&server).await;
    let id = stand.invite(600).await;
    stand.until(id, |state| delayed_until(state).is_some()).await;
    *server.answer.lock().unwrap() = "250 OK".to_owned();
    stand.clock.advance_s(601);
    stand.app.store.pass_time().await.unwrap();
    stand.until(id, |state| *state == InvitationState::Withdrawn).await;
    let other = stand.invite(600).await;
    stand.until(other, |state| *state == InvitationState::Sent).await;
    assert_eq!(*server.taken.borrow_and_update(), 1, "the other one alone");
    stand.key(KeyCommand::Extend { id, extend: ExtendKey { life_s: None } }).await;
    stand
        .key(KeyCommand::SendAgain { id, again: farhand_protocol::keys::SendAgain { numbers: vec![1] } })
        .await;
    stand.until(id, |state| *state == InvitationState::Sent).await;
    assert_eq!(*server.taken.borrow_and_update(), 2);
    stand.stop().await;
}
