//! Automatic assignment, as those see it to whom it happens.

use farhand_acceptance::{Colleague, Customer, SECOND_ISSUE, SECOND_TEAM, SOON, Site};
use farhand_appliance::store::{SiteSettings, TeamChange};
use farhand_core::contract::{Command, OfferKind, OfferRow, Part};
use farhand_protocol::SessionId;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::people::Presence;
use farhand_protocol::team::{Assignment, AssignmentResponse};
use farhand_testkit::eventually;

use super::logged;

async fn site_that_assigns() -> Site {
    let site = Site::staffed().await;
    let mut settings = SiteSettings::plain("Example Support");
    settings.teams.told.assign_s = 5;
    site.store().set_site(settings).await.expect("the site is set up");
    let change = TeamChange { assignment: Some(Assignment::LongestIdle), ..TeamChange::default() };
    site.store().change_team(SECOND_TEAM, change).await.expect("the team is there");
    site
}

async fn calls(site: &Site, name: &str) -> (Customer, SessionId) {
    let customer = Customer::begin_with(site.address(), SECOND_ISSUE, name).await.expect("the portal works");
    let lsid = customer.session(site).await;
    (customer, lsid)
}

fn offer(who: &Colleague, lsid: &SessionId) -> Option<OfferRow> {
    let offers = who.window.offers().offers;
    offers.into_iter().find(|row| row.lsid == *lsid && matches!(row.kind, OfferKind::Assigned { .. }))
}

/// Waits until one of them gets the offer; answers who, and the others.
async fn offered<'c>(all: &[&'c Colleague], lsid: &SessionId) -> &'c Colleague {
    let found = || all.iter().find(|who| offer(who, lsid).is_some()).copied();
    eventually(SOON, "somebody is asked", found).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_is_declined_passes_to_the_next_and_is_taken() {
    let site = site_that_assigns().await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let wren = Colleague::sits_down(&site, "wren").await;
    let (_customer, lsid) = calls(&site, "Rosa Iversen").await;
    let first = offered(&[&lior, &wren], &lsid).await;
    let row = offer(first, &lsid).expect("it was there");
    assert_eq!((row.name.as_str(), row.issue.as_deref()), ("Rosa Iversen", Some("A device in the field")));
    first.does(Command::AnswerAssignment { lsid: lsid.clone(), accept: false }).await;
    let second = if first.id == lior.id { &wren } else { &lior };
    offered(&[second], &lsid).await;
    second.does(Command::AnswerAssignment { lsid: lsid.clone(), accept: true }).await;
    second.has(&lsid, Part::Owner).await;
    let answers = |response| move |event: &SessionEvent| matches!(event, SessionEvent::SessionAssignmentResponse { response: said, .. } if *said == response);
    logged(&site, second, &lsid, answers(AssignmentResponse::Declined)).await;
    logged(&site, second, &lsid, answers(AssignmentResponse::Accepted)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_offer_that_nobody_answers_goes_on_by_itself_and_one_who_goes_away_loses_it() {
    let site = site_that_assigns().await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let wren = Colleague::sits_down(&site, "wren").await;
    let (_customer, lsid) = calls(&site, "Emil Beispiel").await;
    let first = offered(&[&lior, &wren], &lsid).await;
    let second = if first.id == lior.id { &wren } else { &lior };
    // Nobody answers: after five seconds the other one is asked.
    offered(&[second], &lsid).await;
    assert!(offer(first, &lsid).is_none(), "two are asked at once");
    second.does(Command::SetPresence { presence: Presence::Away }).await;
    let withdrawn = || offer(second, &lsid).is_none().then_some(());
    eventually(SOON, "the offer is withdrawn", withdrawn).await;
    // By hand it can still be had, by anybody who serves the queue.
    second.accepts(&lsid).await;
}
