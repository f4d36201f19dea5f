//! A chat message from the representative's Enter to the customer's page, and back.
//!
//! There: from the command that Enter gives to the frame on the customer's WebSocket. Back: from
//! the customer's POST to the patch of the chat's topic at the console. The console's own echo of
//! what was typed is the third figure. One message at a time, each acknowledged before the next, and
//! with a short rest between them, as people have: the console publishes at most once in a frame.

use std::time::{Duration, Instant};

use anyhow::Result;
use farhand_core::contract::{ChatPatch, Command, Payload, Topic};
use farhand_protocol::chat::{Body, Entry};
use farhand_protocol::portal::PortalFrame;
use farhand_protocol::{ClientId, SessionId};

use super::Extent;
use super::site::{Site, waiting};
use crate::console::{Watch, Workplace};
use crate::customer::{Browser, Customer, Page};
use crate::report::Report;
use crate::samples::Samples;
use crate::seed::ISSUE;

/// How often each way.
const ROUNDS: usize = 600;
/// Longer than a frame.
const REST: Duration = Duration::from_millis(25);
/// The design's limit for the 95th percentile, in milliseconds.
const BUDGET: f64 = 30.0;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let site = Site::open().await?;
    let workplace = site.workplace().await?;
    let customer = Browser::new(site.base())?.begin(ISSUE, "Chat").await?;
    let page = customer.page().await?;
    let lsid = accepted(&workplace).await?;
    let chat = workplace.watch(Topic::Chat(lsid.clone())).await;
    let mut talk = Talk { workplace, lsid, chat, customer, page };
    let (mut echo, mut there, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..extent.of(ROUNDS) {
        let (echoed, arrived) = talk.there(round).await?;
        tokio::time::sleep(REST).await;
        echo.push(echoed);
        there.push(arrived);
        back.push(talk.back(round).await?);
        tokio::time::sleep(REST).await;
    }
    talk.workplace.shut_down().await;
    let mut report = Report::new("chat");
    let limits = [(95, BUDGET)];
    report.add_times("representative's Enter to the customer's page", &Samples::new(there), &limits);
    report.add_times("customer's message to the console's chat", &Samples::new(back), &limits);
    report.add_times("Enter to the own echo in the console's chat", &Samples::new(echo), &[]);
    Ok(report)
}

async fn accepted(workplace: &Workplace) -> Result<SessionId> {
    let mut queues = workplace.watch(Topic::Queues).await;
    let (_, lsid) = queues.until("the waiting row", |payload| waiting(payload, "Chat")).await?;
    queues.end(workplace).await;
    workplace.ask(Command::AcceptSession { lsid: lsid.clone() }).await?;
    let mut chat = workplace.watch(Topic::Chat(lsid.clone())).await;
    chat.until("the loaded chat", |payload| match payload {
        Payload::Chat(view) => view.state.loaded.then_some(()),
        Payload::ChatPatch(patch) => patch.state.loaded.then_some(()),
        _ => None,
    })
    .await?;
    chat.end(workplace).await;
    Ok(lsid)
}

struct Talk {
    workplace: Workplace,
    lsid: SessionId,
    chat: Watch,
    customer: Customer,
    page: Page,
}

impl Talk {
    /// How long a message takes to the own echo, and to the customer's page.
    async fn there(&mut self, round: usize) -> Result<(Duration, Duration)> {
        let text = format!("Message {round} from the representative");
        let (lsid, client_id) = (self.lsid.clone(), id("there", round)?);
        let typed = Instant::now();
        self.workplace
            .ask(Command::SendMessage { lsid, client_id: client_id.clone(), text: text.clone() })
            .await?;
        let frame = self.page.until("the message", |frame| match frame {
            PortalFrame::Entries { entries } => says(entries, &text).then(Instant::now),
            _ => None,
        });
        let arrived = frame.await?.duration_since(typed);
        let echoing = self.chat.until("the own echo", |payload| {
            let patch = patch(payload)?;
            let underway = patch.state.outbox.iter().any(|row| row.client_id == client_id);
            (underway || says(&patch.entries, &text)).then_some(underway)
        });
        // An answer that is quicker than a frame leaves no separate echo: the entry itself is it.
        let (echoed_at, underway) = echoing.await?;
        if underway {
            let acknowledged = |payload: &Payload| says(&patch(payload)?.entries, &text).then_some(());
            self.chat.until("the acknowledgement", acknowledged).await?;
        }
        Ok((echoed_at.duration_since(typed), arrived))
    }

    /// How long a message takes from the customer to the console.
    async fn back(&mut self, round: usize) -> Result<Duration> {
        let text = format!("Message {round} from the customer");
        let said = Instant::now();
        let saying = self.customer.say(id("back", round)?, text.clone());
        let hearing =
            self.chat.until("the message", |payload| says(&patch(payload)?.entries, &text).then_some(()));
        let (entry, heard) = tokio::join!(saying, hearing);
        entry?;
        Ok(heard?.0.duration_since(said))
    }
}

fn patch(payload: &Payload) -> Option<&ChatPatch> {
    match payload {
        Payload::ChatPatch(patch) => Some(patch),
        _ => None,
    }
}

fn says(entries: &[Entry], wanted: &str) -> bool {
    entries.iter().any(|entry| matches!(&entry.body, Body::Message { text } if text == wanted))
}

fn id(way: &str, round: usize) -> Result<ClientId> {
    Ok(format!("bench-{way}-{round}").parse()?)
}
