//! From the click on Accept to the opened session.
//!
//! The console's engine does what the click does, against the real appliance on loopback, and the
//! same subscriptions are made as the window makes: the session is open when its topic says that
//! it is active and its chat's topic that the chat is loaded. The customer's page is connected
//! meanwhile, as it would be. What the web view needs to draw it is not in here.

use std::time::{Duration, Instant};

use anyhow::Result;
use farhand_core::contract::{Command, Payload, Topic};
use farhand_protocol::SessionId;
use farhand_protocol::session::SessionState;

use super::Extent;
use super::site::{Site, waiting};
use crate::console::{Watch, Workplace};
use crate::customer::Browser;
use crate::report::Report;
use crate::samples::Samples;
use crate::seed::ISSUE;

/// How often.
const ROUNDS: usize = 300;
/// The design's limit for the 95th percentile, in milliseconds.
const BUDGET: f64 = 30.0;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let site = Site::open().await?;
    let workplace = site.workplace().await?;
    let browser = Browser::new(site.base())?;
    let mut queues = workplace.watch(Topic::Queues).await;
    let mut sessions = workplace.watch(Topic::Sessions).await;
    let mut times = Vec::new();
    for round in 0..extent.of(ROUNDS) {
        let name = format!("Accept-{round}");
        let customer = browser.begin(ISSUE, &name).await?;
        let _page = customer.page().await?;
        let (_, lsid) = queues.until("the waiting row", |payload| waiting(payload, &name)).await?;
        times.push(accept(&workplace, &mut sessions, &lsid).await?);
        customer.end().await?;
        workplace.ended(&lsid).await?;
        workplace.ask(Command::CloseTab { lsid }).await?;
    }
    workplace.shut_down().await;
    let mut report = Report::new("accept");
    report.add_times("accept click to opened session", &Samples::new(times), &[(95, BUDGET)]);
    Ok(report)
}

async fn accept(workplace: &Workplace, sessions: &mut Watch, lsid: &SessionId) -> Result<Duration> {
    let clicked = Instant::now();
    workplace.ask(Command::AcceptSession { lsid: lsid.clone() }).await?;
    let shown = sessions.until("the session's tab", |payload| match payload {
        Payload::Sessions(view) => (view.show.as_ref() == Some(lsid)).then_some(()),
        _ => None,
    });
    shown.await?;
    let mut session = workplace.watch(Topic::Session(lsid.clone())).await;
    let mut chat = workplace.watch(Topic::Chat(lsid.clone())).await;
    let active = session.until("the active session", |payload| is_active(payload).then_some(()));
    let (active_at, ()) = active.await?;
    let (loaded_at, ()) = chat.until("the loaded chat", |payload| is_loaded(payload).then_some(())).await?;
    session.end(workplace).await;
    chat.end(workplace).await;
    Ok(active_at.max(loaded_at).duration_since(clicked))
}

fn is_active(payload: &Payload) -> bool {
    match payload {
        Payload::Session(Some(view)) => matches!(view.session.state, SessionState::Active { .. }),
        _ => false,
    }
}

fn is_loaded(payload: &Payload) -> bool {
    match payload {
        Payload::Chat(view) => view.state.loaded,
        Payload::ChatPatch(patch) => patch.state.loaded,
        _ => false,
    }
}
