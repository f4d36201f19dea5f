//! A talk in bad weather: both sides write while lines break and programs are restarted.
//!
//! A seed decides what happens, step by step. In the end the weather clears, and then invariant 1
//! must hold: whatever a side was told to be taken stands in the session's log exactly once, in
//! the order in which that side wrote it, and both sides show the same.

use std::time::Duration;

use farhand_core::contract::{Command, LinkState, Topic};
use farhand_protocol::chat::{Author, Body, Entry, NewMessage};
use farhand_protocol::{ClientId, SessionId};
use farhand_testkit::{Fault, FaultProxy, SplitMix64, eventually, eventually_async};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::{AGAIN, Customer, Desk, SOON, Said, Site, Window};

/// What a storm cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Toll {
    /// Messages of both sides.
    pub messages: usize,
    /// Lines that were reset, cut or refused.
    pub broken: u64,
    /// Restarts and crashes of the console.
    pub consoles: usize,
    /// Restarts of the appliance.
    pub appliances: usize,
}

impl std::ops::AddAssign for Toll {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.broken += other.broken;
        self.consoles += other.consoles;
        self.appliances += other.appliances;
    }
}

/// One talk in bad weather.
pub struct Storm {
    random: SplitMix64,
    site: Site,
    desk: Desk,
    /// The customer's line.
    street: FaultProxy,
    lsid: SessionId,
    /// What the customer is to say.
    customer: Option<mpsc::UnboundedSender<String>>,
    saying: JoinHandle<Customer>,
    /// What each side wrote, in its order.
    typed: Typed,
    toll: Toll,
}

#[derive(Default)]
struct Typed {
    representative: Vec<String>,
    customer: Vec<String>,
}

impl Storm {
    /// Lets the weather of a seed pass over a talk, and checks what is left of it.
    ///
    /// # Panics
    /// When something is lost, doubled or out of order; the message names the seed.
    pub async fn pass(seed: u64) -> Toll {
        let mut storm = Self::gather(seed).await;
        let steps = storm.random.between(8, 24);
        for _ in 0..steps {
            storm.step().await;
        }
        storm.clear(seed).await
    }

    async fn gather(seed: u64) -> Self {
        let random = SplitMix64::new(seed);
        let site = Site::start().await;
        let desk = Desk::at(&site).await;
        desk.sign_in("ines").await;
        let street = FaultProxy::start(site.address()).await.expect("a free port");
        let customer = Customer::begin(street.address(), "Rosa Iversen").await.expect("the portal works");
        let lsid = desk.accept_the_waiting_one().await;
        let (sender, texts) = mpsc::unbounded_channel();
        let saying = tokio::spawn(say_all(customer, texts));
        let typed = Typed::default();
        let customer = Some(sender);
        Self { random, site, desk, street, lsid, customer, saying, typed, toll: Toll::default() }
    }

    async fn step(&mut self) {
        match self.random.below(100) {
            0..35 => self.representative_writes_some().await,
            35..55 => self.customer_writes(),
            55..75 => weather(&mut self.random, &self.desk.line),
            75..85 => weather(&mut self.random, &self.street),
            85..88 => self.restart_console(false).await,
            88..91 => self.restart_console(true).await,
            91..93 => self.restart_appliance().await,
            _ => {}
        }
        sleep(Duration::from_millis(self.random.below(40))).await;
    }

    async fn representative_writes_some(&mut self) {
        for _ in 0..self.random.between(1, 4) {
            self.representative_writes().await;
        }
    }

    async fn representative_writes(&mut self) {
        let number = self.typed.representative.len();
        let text = format!("representative {number}");
        let client_id = format!("rep-{number:05}").parse().expect("a valid id");
        let command = Command::SendMessage { lsid: self.lsid.clone(), client_id, text: text.clone() };
        self.desk.ask(command).await.expect("the console takes it in any weather");
        self.typed.representative.push(text);
    }

    fn customer_writes(&mut self) {
        let text = format!("customer {}", self.typed.customer.len());
        let customer = self.customer.as_ref().expect("the customer talks until the end");
        customer.send(text.clone()).expect("the customer listens");
        self.typed.customer.push(text);
    }

    async fn restart_console(&mut self, crash: bool) {
        self.toll.consoles += 1;
        if crash {
            self.desk.crash().await
        } else {
            self.desk.restart().await
        }
        let window = Window::open(self.desk.console(), &[Topic::Connection]).await;
        // Its workplace opens with the first snapshot; until then there is nowhere to write.
        self.desk.line.set(Fault::None);
        eventually(SOON, "the link", || (window.link() == LinkState::Online).then_some(())).await;
    }

    async fn restart_appliance(&mut self) {
        self.toll.appliances += 1;
        self.site.restart().await;
        self.desk.line.set_target(self.site.address());
        self.street.set_target(self.site.address());
    }

    async fn clear(mut self, seed: u64) -> Toll {
        for line in [&self.desk.line, &self.street] {
            line.set(Fault::None);
        }
        self.representative_writes().await;
        self.customer_writes();
        self.customer = None;
        let customer = tokio::time::timeout(SOON, &mut self.saying).await;
        let customer = customer.unwrap_or_else(|_| panic!("seed {seed}: the customer is not heard"));
        let customer = customer.expect("the customer does not panic");

        let log = self.settled(seed).await;
        let expected = (&self.typed.representative, &self.typed.customer);
        assert_eq!((&texts(&log, false), &texts(&log, true)), expected, "seed {seed}");
        let numbers: Vec<u64> = log.iter().map(|entry| entry.number).collect();
        assert_eq!(numbers, (1..=log.len() as u64).collect::<Vec<_>>(), "seed {seed}");

        let last = log.last().map_or(0, |entry| entry.number);
        let mut page = customer.live(0).await.expect("the customer's page opens");
        let all = |page: &crate::LiveView| page.entries.last().is_some_and(|entry| entry.number >= last);
        page.until("all entries on the customer's page", all).await.expect("they come");
        assert_eq!(messages(&page.entries), messages(&log), "seed {seed}");

        self.desk.console().shutdown().await;
        self.toll.messages = expected.0.len() + expected.1.len();
        self.toll.broken = [&self.desk.line, &self.street]
            .iter()
            .map(|line| line.statistics())
            .map(|seen| seen.reset + seen.cut + seen.refused)
            .sum();
        self.toll
    }

    /// Waits until nothing is on its way any more and the console shows the log as it is. A chat
    /// that could not be loaded is asked for again, as one does with the button that it shows.
    async fn settled(&self, seed: u64) -> Vec<Entry> {
        let chat = Topic::Chat(self.lsid.clone());
        let window = Window::open(self.desk.console(), &[chat, Topic::Connection]).await;
        let settled = eventually_async(SOON * 2, "the console shows the log", || async {
            let chat = window.chat(&self.lsid);
            let done = chat.state.outbox.is_empty() && window.link() == LinkState::Online;
            if !done {
                return None;
            }
            let log = self.site.log(&self.lsid).await;
            (chat.entries == log).then_some(log)
        });
        if let Ok(log) = tokio::time::timeout(SOON, settled).await {
            return log;
        }
        let (chat, log) = (window.chat(&self.lsid), self.site.log(&self.lsid).await);
        let shown: Vec<u64> = chat.entries.iter().map(|entry| entry.number).collect();
        panic!("seed {seed}: {:?}, {:?}, shown {shown:?} of {}", window.link(), chat.state, log.len());
    }
}

/// The customer's page: one message after the other, each until the appliance has it.
async fn say_all(customer: Customer, mut texts: mpsc::UnboundedReceiver<String>) -> Customer {
    let mut number = 0;
    while let Some(text) = texts.recv().await {
        let client_id: ClientId = format!("customer-{number:05}").parse().expect("a valid id");
        number += 1;
        let message = NewMessage { client_id, text };
        loop {
            match customer.say(&message).await {
                Said::Acknowledged(_) => break,
                Said::Unknown => sleep(AGAIN).await,
                Said::Refused(error) => panic!("the customer's message is refused: {error}"),
            }
        }
    }
    customer
}

/// Something happens to a line.
fn weather(random: &mut SplitMix64, line: &FaultProxy) {
    let some = random.below(1_500);
    let fault = match random.below(8) {
        0 => return line.cut_all(),
        1 => Fault::Delay { by: Duration::from_millis(random.below(30)), jitter: Duration::from_millis(20) },
        2 => Fault::HalfOpen,
        3 => Fault::CutAfter(some),
        4 => Fault::ResetAfter(some),
        5 => Fault::Slow { bytes_per_s: 20_000 },
        6 => Fault::Refuse,
        _ => Fault::None,
    };
    if random.percent(30) {
        let seed = random.bits();
        line.plan(seed, move |random| if random.percent(60) { fault } else { Fault::None });
    } else {
        line.set(fault);
    }
}

/// What one side said, in the log's order.
fn texts(log: &[Entry], customer: bool) -> Vec<String> {
    let of_side = log.iter().filter(|entry| (entry.author == Author::Customer) == customer);
    of_side
        .filter_map(|entry| match &entry.body {
            Body::Message { text } => Some(text.clone()),
            _ => None,
        })
        .collect()
}

fn messages(log: &[Entry]) -> Vec<&Entry> {
    log.iter().filter(|entry| matches!(entry.body, Body::Message { .. })).collect()
}
