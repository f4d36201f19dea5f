//! Invariant 1 under sudden deaths: the appliance and the console are programs of their own here,
//! killed (SIGKILL) again and again between save, send, acknowledge and publish.
//!
//! In the end every text that the console took up, and every message of the customer's that the
//! appliance acknowledged, stands in the log exactly once and in its author's order; of the texts
//! that were being taken up as the console died, some may stand there too.
//!
//! `FARHAND_KILL_RUNS` sets how many runs there are, `FARHAND_KILL_FIRST` the first one's seed: to
//! see one again, set its seed and 1 run, and `RUST_LOG=debug` for the logs of both programs.

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use farhand_acceptance::{AGAIN, Asked, Customer, Probe, SOON, Said, Served, Told};
use farhand_core::contract::{ChatView, Command, Payload, Topic};
use farhand_protocol::SessionId;
use farhand_protocol::chat::{Author, Body, Entry, NewMessage};
use farhand_testkit::SplitMix64;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Deaths of each of the two in a run, at least.
const DEATHS: usize = 12;
const RUNS: u64 = 3;
/// How long a run may take.
const RUN: Duration = Duration::from_secs(120);

fn number(name: &str, usually: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
        Err(_) => usually,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_outlive_sudden_deaths_of_both_programs() {
    let (first, runs) = (number("FARHAND_KILL_FIRST", 0), number("FARHAND_KILL_RUNS", RUNS));
    for seed in first..first + runs {
        let run = timeout(RUN, run(seed)).await;
        let seen = run.unwrap_or_else(|_| panic!("seed {seed}: not done within {RUN:?}"));
        let seen = seen.unwrap_or_else(|error| panic!("seed {seed}: {error:#}"));
        println!("seed {seed}: {seen}");
    }
}

/// How often each program has died. Both go on until each has died often enough.
#[derive(Default)]
struct Deaths {
    appliance: AtomicUsize,
    console: AtomicUsize,
}

impl Deaths {
    fn enough(&self) -> bool {
        [&self.appliance, &self.console].iter().all(|deaths| deaths.load(Ordering::Relaxed) >= DEATHS)
    }
}

/// A time from `least` to `most` milliseconds.
fn some(random: &mut SplitMix64, least: u64, most: u64) -> Duration {
    Duration::from_millis(random.between(least, most))
}

async fn run(seed: u64) -> Result<String> {
    let random = SplitMix64::new(seed);
    let mut appliance = Served::start().await?;
    let customer = Customer::begin(appliance.address(), "Rosa Iversen").await?;
    let mut probe = Probe::start(env!("CARGO_BIN_EXE_console_probe"))?;
    probe.sign_in(format!("http://{}", appliance.address()), "ines").await?;
    let lsid = probe.accept_the_waiting_one().await?;

    let deaths = Arc::new(Deaths::default());
    let mut desk = Desk { probe, lsid: lsid.clone(), random: random.branch(1), typed: 0, taken: Vec::new() };
    let mut caller = Caller { customer, random: random.branch(2), said: 0 };
    tokio::try_join!(
        appliance_dies(&mut appliance, random.branch(3), &deaths),
        desk.writes_and_dies(&deaths),
        caller.writes(&deaths),
    )?;

    desk.probe.revive()?;
    desk.probe.online().await?;
    desk.writes_one().await?;
    caller.says_one().await?;
    desk.settled(0).await?;
    let log = appliance.log(&lsid).await?;
    let last = log.last().map_or(0, |entry| entry.number);
    let chat = desk.settled(last).await?;
    judge(&log, &desk, caller.said)?;
    ensure!(
        log.ends_with(&chat.entries),
        "the console shows something else than the log: {}",
        difference(&log, &chat.entries)
    );
    let mut page = caller.customer.live(0).await?;
    page.until("all entries", |page| page.entries.last().is_some_and(|entry| entry.number >= last)).await?;
    ensure!(messages(&page.entries) == messages(&log), "the customer sees something else than the log");
    let (appliance, console) = (&deaths.appliance, &deaths.console);
    let (taken, said) = (desk.taken.len(), caller.said);
    Ok(format!("deaths {appliance:?} and {console:?}, {taken} of {} texts taken up, {said} said", desk.typed))
}

/// Where what is shown leaves the log.
fn difference(log: &[Entry], shown: &[Entry]) -> String {
    let ends = |entries: &[Entry]| entries.first().zip(entries.last()).map(|(a, b)| (a.number, b.number));
    let odd = shown.iter().find(|entry| !log.contains(entry)).map(|entry| entry.number);
    format!("shown {:?} of {:?}, first odd one {odd:?}", ends(shown), ends(log))
}

/// Kills the appliance and starts it again, at random times.
async fn appliance_dies(appliance: &mut Served, mut random: SplitMix64, deaths: &Deaths) -> Result<()> {
    while !deaths.enough() {
        let life = if random.percent(25) { some(&mut random, 0, 40) } else { some(&mut random, 150, 1_200) };
        sleep(life).await;
        appliance.kill().await?;
        deaths.appliance.fetch_add(1, Ordering::Relaxed);
        sleep(some(&mut random, 0, 150)).await;
        appliance.revive().await?;
    }
    Ok(())
}

/// A representative who writes without a break.
struct Desk {
    probe: Probe,
    lsid: SessionId,
    random: SplitMix64,
    /// How many texts were typed.
    typed: u64,
    /// Those that the console said to have taken up.
    taken: Vec<u64>,
}

impl Desk {
    /// Writes, while the console is killed and started again at random times.
    async fn writes_and_dies(&mut self, deaths: &Deaths) -> Result<()> {
        while !deaths.enough() {
            // Now and then it dies while it starts; mostly it has taken up something before.
            let early = self.random.percent(25);
            let mut end = Instant::now() + some(&mut self.random, 0, 400);
            if !early {
                timeout(SOON, self.writes_one()).await.context("nothing is taken up")??;
                end = Instant::now() + some(&mut self.random, 0, 500);
            }
            if let Ok(ended) = timeout_at(end, self.writes()).await {
                ended?;
            }
            let rest = self.probe.kill().await?;
            deaths.console.fetch_add(1, Ordering::Relaxed);
            // The answer came out, but death was faster than its reader.
            if rest.iter().any(|told| matches!(told, Told::Done)) {
                self.taken.push(self.typed);
            }
            self.probe.revive()?;
        }
        self.probe.kill().await.map(drop)
    }

    async fn writes(&mut self) -> Result<()> {
        loop {
            self.writes_one().await?;
            sleep(some(&mut self.random, 0, 12)).await;
        }
    }

    /// Types the next text, again while the console has no workplace yet to type it into.
    async fn writes_one(&mut self) -> Result<()> {
        self.typed += 1;
        let client_id = format!("rep-{:05}", self.typed).parse()?;
        let text = format!("representative {}", self.typed);
        let command = Command::SendMessage { lsid: self.lsid.clone(), client_id, text };
        loop {
            match self.probe.ask(Asked::Dispatch(command.clone())).await? {
                Told::Done => break,
                Told::Refused(_) => sleep(AGAIN).await,
                shown @ (Told::Shown(_) | Told::Located(_)) => bail!("not an answer to a command: {shown:?}"),
            }
        }
        self.taken.push(self.typed);
        Ok(())
    }

    /// What the console shows once nothing is on its way any more and the log is there up to `last`.
    async fn settled(&mut self, last: u64) -> Result<ChatView> {
        let texts = self.taken.len();
        let done = |chat: &ChatView| {
            let shown = chat.entries.last().is_some_and(|entry| entry.number >= last);
            shown && chat.state.loaded && chat.state.outbox.is_empty()
        };
        let all = |payload: &Payload| match payload {
            Payload::Chat(chat) => done(chat).then(|| chat.clone()),
            _ => None,
        };
        let chat = self.probe.until("all is sent", &Topic::Chat(self.lsid.clone()), all).await?;
        ensure!(!chat.entries.is_empty(), "nothing is shown of {texts} texts");
        Ok(chat)
    }
}

/// A customer who writes without a break: one message after the other, each until the appliance
/// has it.
struct Caller {
    customer: Customer,
    random: SplitMix64,
    said: u64,
}

impl Caller {
    async fn writes(&mut self, deaths: &Deaths) -> Result<()> {
        while !deaths.enough() {
            self.says_one().await?;
            sleep(some(&mut self.random, 0, 30)).await;
        }
        Ok(())
    }

    async fn says_one(&mut self) -> Result<()> {
        let number = self.said + 1;
        let client_id = format!("customer-{number:05}").parse()?;
        let message = NewMessage { client_id, text: format!("customer {number}") };
        loop {
            match self.customer.say(&message).await {
                Said::Acknowledged(_) => break,
                Said::Unknown => sleep(AGAIN).await,
                Said::Refused(error) => bail!("the customer's message is refused: {error}"),
            }
        }
        self.said = number;
        Ok(())
    }
}

/// Compares the log with what was promised to both authors.
fn judge(log: &[Entry], desk: &Desk, said: u64) -> Result<()> {
    let numbers = log.iter().map(|entry| entry.number);
    ensure!(numbers.eq(1..=log.len() as u64), "the log has a gap");
    let customer = texts(log, "customer ", true)?;
    ensure!(customer.iter().copied().eq(1..=said), "of {said} said, there stand {customer:?}");
    let written = texts(log, "representative ", false)?;
    let in_order = written.is_sorted_by(|one, next| one < next);
    ensure!(in_order, "not once each and in order: {written:?}");
    let lost: Vec<_> = desk.taken.iter().filter(|number| !written.contains(number)).collect();
    ensure!(lost.is_empty(), "taken up and lost: {lost:?}");
    ensure!(written.iter().all(|number| *number <= desk.typed), "never typed: {written:?}");
    Ok(())
}

/// The numbers of one side's messages, in the log's order.
fn texts(log: &[Entry], before: &str, customer: bool) -> Result<Vec<u64>> {
    let of_side = log.iter().filter(|entry| (entry.author == Author::Customer) == customer);
    let texts = of_side.filter_map(|entry| match &entry.body {
        Body::Message { text } => Some(text),
        _ => None,
    });
    texts
        .map(|text| {
            let number = text.strip_prefix(before).with_context(|| format!("nobody said: {text}"))?;
            Ok(number.parse()?)
        })
        .collect()
}

fn messages(log: &[Entry]) -> Vec<&Entry> {
    log.iter().filter(|entry| matches!(entry.body, Body::Message { .. })).collect()
}
