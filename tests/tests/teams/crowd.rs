//! Ten consoles, fifty customers, everything at once: nobody is lost, nobody gets what is another's.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use farhand_acceptance::{Colleague, Customer, SECOND_ISSUE, SOON, Site, everybody};
use farhand_core::contract::{Command, OutboxKind, Part};
use farhand_protocol::SessionId;
use farhand_protocol::dashboard::Span;
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::team::ShareWith;
use farhand_testkit::{eventually, eventually_async};
use tokio::task::JoinSet;

use super::{reads, says};

/// How many customers call.
const CUSTOMERS: usize = 50;

/// Customers call, a few at a time, half of them for each team.
async fn call(site: &Site) -> Result<Vec<(Customer, SessionId)>> {
    let mut all = Vec::new();
    for number in 0..CUSTOMERS {
        let issue = if number % 2 == 0 { "phone" } else { SECOND_ISSUE };
        let customer = Customer::begin_with(site.address(), issue, &format!("Customer {number}")).await?;
        let lsid = customer.session(site).await;
        all.push((customer, lsid));
    }
    Ok(all)
}

/// Takes the next one until nobody waits any more; shares each second one with a colleague, says
/// something in each, and ends it.
async fn works(who: Arc<Colleague>, colleague: Arc<Colleague>, site: Arc<Site>) -> Result<Vec<SessionId>> {
    let mut mine = Vec::new();
    loop {
        let before = who.window.sessions();
        if who.desk.ask(Command::GetNext).await.is_err() {
            break;
        }
        let got = || {
            let now = who.window.sessions();
            if now.show_serial != before.show_serial {
                return Some(now.show);
            }
            // The list alone is no answer: the last one may be on its way here.
            let nobody = who.told().iter().any(|notice| notice == "Nobody is waiting.");
            nobody.then_some(None)
        };
        let Some(lsid) = eventually(SOON, "somebody, or nobody, is next", got).await else { break };
        who.has(&lsid, Part::Owner).await;
        let text = format!("Hello from {}", who.name);
        says(&who, &lsid, OutboxKind::Message, &text).await;
        reads(&who, &lsid, &text).await;
        if mine.len() % 2 == 1 {
            let with = ShareWith::Representative { id: colleague.id };
            who.does(Command::ShareSession { lsid: lsid.clone(), with, note: None }).await;
        }
        who.does(Command::EndSession { lsid: lsid.clone() }).await;
        let ended = || async {
            let state = site.store().standing(&lsid).await.ok()?.state;
            matches!(state, SessionState::Ended { .. }).then_some(())
        };
        eventually_async(SOON, "the session ends", ended).await;
        mine.push(lsid);
    }
    Ok(mine)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_consoles_serve_fifty_customers() -> Result<()> {
    let site = Arc::new(Site::staffed().await);
    let staff = everybody(&site).await;
    for supervisor in staff.iter().filter(|one| !one.window.dashboard().led.is_empty()) {
        supervisor.does(Command::WatchDashboard { span: Some(Span::Hour) }).await;
    }
    let customers = call(&site).await?;
    let mut work = JoinSet::new();
    for (index, who) in staff.iter().enumerate() {
        let colleague = staff[(index + 1) % staff.len()].clone();
        work.spawn(works(who.clone(), colleague, site.clone()));
    }
    let mut served = BTreeMap::new();
    while let Some(mine) = work.join_next().await {
        for lsid in mine?? {
            *served.entry(lsid).or_insert(0) += 1;
        }
    }
    assert!(served.values().all(|times| *times == 1), "a session was served twice: {served:?}");
    for (_, lsid) in &customers {
        let state = site.store().standing(lsid).await?.state;
        let by_us = matches!(state, SessionState::Ended { reason: EndReason::Representative, .. });
        assert!(by_us, "{lsid} is {state:?}");
        served.remove(lsid).with_context(|| format!("nobody served {lsid}"))?;
    }
    for supervisor in staff.iter().filter(|one| !one.window.dashboard().led.is_empty()) {
        let still = || {
            let view = supervisor.window.dashboard();
            let counted: u32 = view.queues.iter().map(|queue| queue.accepted).sum();
            (view.sessions.is_empty() && counted == 25).then_some(())
        };
        eventually(SOON, "the dashboard has counted the own team's", still).await;
    }
    Ok(())
}
