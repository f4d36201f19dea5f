//! Two consoles and three customers at once: nobody gets what is another's.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use farhand_acceptance::{AGAIN, Customer, Desk, LiveView, SOON, Site, Window};
use farhand_core::contract::{Command, NoticeKind, Payload, Phase, RemovedRow, Topic, Update};
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::people::Presence;
use farhand_protocol::portal::CustomerState;
use farhand_protocol::session::SessionState;
use farhand_protocol::site::Snapshot;
use farhand_protocol::{QueueId, RepresentativeId, Seq, SessionId};
use farhand_testkit::{eventually, eventually_async};
use tokio::time::{Instant, sleep};

/// How many messages each side of each chat writes.
const MESSAGES: usize = 5;

/// A representative at work.
struct Seat {
    id: RepresentativeId,
    name: &'static str,
    desk: Desk,
    window: Window,
    /// The rows that left the queues.
    left: Arc<Mutex<Vec<RemovedRow>>>,
}

impl Seat {
    async fn take(site: &Site, id: u32, user_name: &str, name: &'static str) -> Self {
        let desk = Desk::at(site).await;
        desk.sign_in(user_name).await;
        let topics = [Topic::App, Topic::Queues, Topic::Sessions, Topic::Notices];
        let window = Window::open(desk.console(), &topics).await;
        let left = Arc::new(Mutex::new(Vec::new()));
        let to = left.clone();
        let sink = move |update: Update| {
            if let Payload::QueuesPatch(patch) = update.payload {
                to.lock().unwrap_or_else(PoisonError::into_inner).extend(patch.remove);
            }
            true
        };
        desk.console().subscribe(Topic::Queues, sink).await;
        Self { id: RepresentativeId(id), name, desk, window, left }
    }

    /// Waits until a session stands in the queues.
    async fn sees(&self, lsid: &SessionId) {
        let waits = || self.window.queues().waiting.iter().any(|row| row.lsid == *lsid).then_some(());
        eventually(SOON, "the session waits", waits).await;
    }

    async fn accepts(&self, lsid: &SessionId) -> Result<()> {
        self.sees(lsid).await;
        self.desk.ask(Command::AcceptSession { lsid: lsid.clone() }).await?;
        eventually(SOON, "the session is accepted", || self.has(lsid).then_some(())).await;
        self.window.follow(self.desk.console(), Topic::Chat(lsid.clone())).await;
        Ok(())
    }

    /// Whether one of the tabs is a session of its own that is neither held nor over.
    fn has(&self, lsid: &SessionId) -> bool {
        self.window.sessions().tabs.iter().any(|tab| tab.lsid == *lsid && !tab.held && !tab.ended)
    }

    /// Who took a row that left the queues.
    fn taker(&self, lsid: &SessionId) -> Option<String> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.iter().find(|row| row.lsid == *lsid).and_then(|row| row.taken_by.clone())
    }

    async fn says(&self, lsid: &SessionId, to: &str) -> Result<()> {
        for number in 0..MESSAGES {
            let text = said(self.name, to, number);
            let client_id = id(&text).parse()?;
            self.desk.ask(Command::SendMessage { lsid: lsid.clone(), client_id, text }).await?;
        }
        Ok(())
    }
}

/// A customer with the page open.
struct Caller {
    name: &'static str,
    customer: Customer,
    lsid: SessionId,
    page: LiveView,
}

impl Caller {
    async fn call(site: &Site, name: &'static str) -> Result<Self> {
        let customer = Customer::begin(site.address(), name).await?;
        let lsid = customer.session(site).await;
        let page = customer.live(0).await?;
        Ok(Self { name, customer, lsid, page })
    }

    async fn says(&self, to: &str) -> Result<()> {
        for number in 0..MESSAGES {
            let text = said(self.name, to, number);
            self.customer.say_now(&id(&text), &text).await?;
        }
        Ok(())
    }

    async fn talks_to(&mut self, name: &str) -> Result<()> {
        let talks = |page: &LiveView| match page.view.as_ref().map(|view| &view.state) {
            Some(CustomerState::Active { representative, .. }) => representative == name,
            _ => false,
        };
        self.page.until("the representative is there", talks).await
    }
}

fn said(by: &str, to: &str, number: usize) -> String {
    format!("{by} to {to}, {number}")
}

/// An id for a text: what it says, without what an id may not have.
fn id(text: &str) -> String {
    text.replace([' ', ','], "")
}

/// The messages among entries, in their order: who says what.
fn messages(entries: &[Entry]) -> Vec<(Author, String)> {
    let said = |entry: &Entry| match &entry.body {
        Body::Message { text } => Some((entry.author.clone(), text.clone())),
        _ => None,
    };
    entries.iter().filter_map(said).collect()
}

/// A queue's row without its times: session, customer, queue, who holds it.
type Row = (SessionId, String, QueueId, Option<String>);

/// What a console shows of its queues and its own presence.
fn shown(seat: &Seat) -> (Vec<Row>, Vec<(QueueId, String, u32)>, Presence) {
    let view = seat.window.queues();
    let mut rows: Vec<Row> =
        view.waiting.into_iter().map(|row| (row.lsid, row.name, row.queue, row.held_by)).collect();
    rows.sort();
    let queues = view.queues.into_iter().map(|queue| (queue.id, queue.name, queue.count)).collect();
    let Phase::SignedIn(me) = seat.window.app().phase else { panic!("{} is signed out", seat.name) };
    (rows, queues, me.presence)
}

/// The same as the appliance's snapshot has it.
fn kept(snapshot: &Snapshot) -> (Vec<Row>, Vec<(QueueId, String, u32)>, Presence) {
    let who = |id| snapshot.representatives.iter().find(|one| one.id == id).expect("a known representative");
    let row = |session: &farhand_protocol::session::Session| {
        let (queue, held_by) = match session.state {
            SessionState::Waiting { queue, .. } => (queue, None),
            SessionState::Held { queue, by, .. } => (queue, Some(who(by).name.clone())),
            SessionState::Active { .. } | SessionState::Ended { .. } => return None,
        };
        Some((session.lsid.clone(), session.customer.name.clone(), queue, held_by))
    };
    let mut rows: Vec<Row> = snapshot.sessions.iter().filter_map(row).collect();
    rows.sort();
    let waiting = |id| rows.iter().filter(|(_, _, queue, held_by)| *queue == id && held_by.is_none()).count();
    let count = |id| u32::try_from(waiting(id)).expect("a few");
    let queues = snapshot.queues.iter().map(|queue| (queue.id, queue.name.clone(), count(queue.id)));
    let queues = queues.collect();
    (rows, queues, who(snapshot.me.id).presence)
}

/// Waits until both consoles show what the appliance has, and fails where they do not.
async fn agree(site: &Site, seats: [&Seat; 2]) -> Result<()> {
    for seat in seats {
        let deadline = Instant::now() + SOON;
        loop {
            let kept = kept(&site.store().snapshot(seat.id, "").await?);
            let shown = shown(seat);
            if shown == kept {
                break;
            }
            if Instant::now() > deadline {
                assert_eq!(shown, kept, "{} sees something else than there is", seat.name);
            }
            sleep(AGAIN).await;
        }
    }
    Ok(())
}

/// Both ask for the same session at once. Answers who got it, and who did not.
async fn race<'s>(one: &'s Seat, other: &'s Seat, lsid: &SessionId) -> Result<(&'s Seat, &'s Seat)> {
    let accept = || Command::AcceptSession { lsid: lsid.clone() };
    let (first, second) = tokio::join!(one.desk.ask(accept()), other.desk.ask(accept()));
    first.context("the row was there for one")?;
    second.context("the row was there for the other")?;
    let had = || [(one, other), (other, one)].into_iter().find(|(seat, _)| seat.has(lsid));
    let (winner, loser) = eventually(SOON, "somebody gets the session", had).await;
    let taker = eventually(SOON, "the other one sees who took it", || loser.taker(lsid)).await;
    assert_eq!(taker, winner.name);
    assert!(!loser.has(lsid), "both got the session");
    winner.window.follow(winner.desk.console(), Topic::Chat(lsid.clone())).await;
    Ok((winner, loser))
}

/// The chat as the appliance's log, the customer's page and the owner's console have it: the same,
/// and nothing in it that was said elsewhere.
async fn only_theirs(site: &Site, caller: &mut Caller, owner: &Seat) -> Result<()> {
    let console = || {
        let chat = owner.window.chat(&caller.lsid);
        (chat.state.outbox.is_empty() && messages(&chat.entries).len() == 2 * MESSAGES)
            .then_some(chat.entries)
    };
    let console = eventually(SOON, "the console shows the whole chat", console).await;
    caller.page.until("the whole chat", |page| messages(&page.entries).len() == 2 * MESSAGES).await?;
    let log = logs(site).await?.remove(&caller.lsid).unwrap_or_default();
    assert_eq!(messages(&log), messages(&console));
    assert_eq!(messages(&log), messages(&caller.page.entries));
    for (by, to) in [(owner.name, caller.name), (caller.name, owner.name)] {
        let by_customer = by == caller.name;
        let of_one = messages(&log).into_iter().filter(|(who, _)| (*who == Author::Customer) == by_customer);
        let texts: Vec<String> = of_one.map(|(_, text)| text).collect();
        let expected: Vec<String> = (0..MESSAGES).map(|number| said(by, to, number)).collect();
        assert_eq!(texts, expected);
    }
    let elsewhere = |entry: &&Entry| entry.lsid != caller.lsid;
    assert_eq!(console.iter().chain(&caller.page.entries).find(elsewhere), None);
    Ok(())
}

/// All entries that the appliance ever wrote, by session.
async fn logs(site: &Site) -> Result<BTreeMap<SessionId, Vec<Entry>>> {
    let rows = site.store().log_after(Seq(0), 10_000).await?.context("the log is kept from the start")?;
    let mut logs = BTreeMap::<_, Vec<Entry>>::new();
    for row in rows {
        if let farhand_appliance::store::Kind::Entry { entry, .. } = row.kind {
            logs.entry(entry.lsid.clone()).or_default().push(*entry);
        }
    }
    Ok(logs)
}

/// One puts a session aside, the other takes it up.
async fn hand_over(site: &Site, from: &Seat, to: &Seat, caller: &mut Caller) -> Result<()> {
    from.desk.ask(Command::HoldSession { lsid: caller.lsid.clone() }).await?;
    to.sees(&caller.lsid).await;
    agree(site, [from, to]).await?;
    let rows = to.window.queues().waiting;
    let row = rows.iter().find(|row| row.lsid == caller.lsid).context("the session is held")?;
    assert_eq!(row.held_by.as_deref(), Some(from.name));
    to.accepts(&caller.lsid).await?;
    caller.talks_to(to.name).await?;
    let gone = || (!from.window.sessions().tabs.iter().any(|tab| tab.lsid == caller.lsid)).then_some(());
    eventually(SOON, "the tab of the one before closes", gone).await;
    Ok(())
}

async fn ends(seat: &Seat, caller: &mut Caller) -> Result<()> {
    seat.desk.ask(Command::EndSession { lsid: caller.lsid.clone() }).await?;
    let over = |page: &LiveView| {
        matches!(page.view.as_ref().map(|view| &view.state), Some(CustomerState::Ended { .. }))
    };
    caller.page.until("the end", over).await?;
    let tab_ended = || {
        let tabs = seat.window.sessions().tabs;
        tabs.iter().any(|tab| tab.lsid == caller.lsid && tab.ended).then_some(())
    };
    eventually(SOON, "the tab says that it is over", tab_ended).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_consoles_and_three_customers_do_not_get_in_each_others_way() -> Result<()> {
    let site = Site::start().await;
    let (ines, bram) =
        (Seat::take(&site, 1, "ines", "Ines").await, Seat::take(&site, 2, "bram", "Bram").await);
    let (mut rosa, mut emil, mut lia) = tokio::try_join!(
        Caller::call(&site, "Rosa Iversen"),
        Caller::call(&site, "Emil Beispiel"),
        Caller::call(&site, "Lia Exempel"),
    )?;
    for caller in [&rosa, &emil, &lia] {
        ines.sees(&caller.lsid).await;
        bram.sees(&caller.lsid).await;
    }
    agree(&site, [&ines, &bram]).await?;

    // Both want Rosa. The one who is too late takes Emil, the other one Lia too.
    let (winner, loser) = race(&ines, &bram, &rosa.lsid).await?;
    tokio::try_join!(loser.accepts(&emil.lsid), winner.accepts(&lia.lsid))?;
    tokio::try_join!(rosa.talks_to(winner.name), emil.talks_to(loser.name), lia.talks_to(winner.name))?;

    // Everybody talks at once.
    tokio::try_join!(
        winner.says(&rosa.lsid, rosa.name),
        loser.says(&emil.lsid, emil.name),
        winner.says(&lia.lsid, lia.name),
        rosa.says(winner.name),
        emil.says(loser.name),
        lia.says(winner.name),
    )?;
    only_theirs(&site, &mut rosa, winner).await?;
    only_theirs(&site, &mut emil, loser).await?;
    only_theirs(&site, &mut lia, winner).await?;

    winner.desk.ask(Command::SetPresence { presence: Presence::Busy }).await?;
    let busy = || async {
        let snapshot = site.store().snapshot(winner.id, "").await.expect("a snapshot");
        (kept(&snapshot).2 == Presence::Busy).then_some(())
    };
    eventually_async(SOON, "the appliance knows who is busy", busy).await;
    hand_over(&site, winner, loser, &mut rosa).await?;

    ends(loser, &mut rosa).await?;
    ends(loser, &mut emil).await?;
    ends(winner, &mut lia).await?;
    agree(&site, [&ines, &bram]).await?;
    assert_eq!((shown(winner).2, shown(loser).2), (Presence::Busy, Presence::Available));
    for seat in [&ines, &bram] {
        assert_eq!(seat.window.queues().waiting, []);
        let notices = seat.window.notices().notices;
        let bad = notices.iter().find(|one| matches!(one.kind, NoticeKind::Warn | NoticeKind::Danger));
        assert_eq!(bad, None, "{} is warned of something", seat.name);
        seat.desk.console().shutdown().await;
    }
    Ok(())
}
