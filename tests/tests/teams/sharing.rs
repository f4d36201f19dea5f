//! Sharing a session, whispering in it, handing it over, leaving it.

use farhand_acceptance::{Colleague, SOON, Site};
use farhand_core::contract::{Command, OfferKind, OutboxKind, Part};
use farhand_protocol::SessionId;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::team::{HelperStanding, ShareWith};
use farhand_testkit::eventually;

use super::{customer, logged, reads, says};

/// Waits for an invitation into the session and answers its number.
async fn invited(who: &Colleague, lsid: &SessionId) -> u32 {
    let found = || {
        who.window.offers().offers.iter().find_map(|offer| match offer.kind {
            OfferKind::Shared { share, .. } if offer.lsid == *lsid => Some(share),
            _ => None,
        })
    };
    eventually(SOON, &format!("{} is invited", who.name), found).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_shared_whispered_in_handed_over_and_left() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let (page, lsid) = customer(&site, "Rosa Iversen").await;
    let mut page = page.live(0).await.expect("the page opens");
    ines.accepts(&lsid).await;
    says(&ines, &lsid, OutboxKind::Message, "Good morning").await;

    let with = ShareWith::Representative { id: lior.id };
    ines.does(Command::ShareSession { lsid: lsid.clone(), with, note: Some("You know routers.".into()) })
        .await;
    let share = invited(&lior, &lsid).await;
    lior.does(Command::AnswerShare { lsid: lsid.clone(), share, accept: true }).await;
    lior.has(&lsid, Part::Participant).await;
    reads(&lior, &lsid, "Good morning").await;

    says(&lior, &lsid, OutboxKind::Whisper, "It is the other router").await;
    reads(&ines, &lsid, "It is the other router").await;
    says(&lior, &lsid, OutboxKind::Message, "Hello from me too").await;
    let arrived = |page: &farhand_acceptance::LiveView| {
        page.entries.iter().any(|entry| format!("{:?}", entry.body).contains("Hello from me too"))
    };
    page.until("the second representative's message", arrived).await.expect("it comes");
    let seen = format!("{:?}", page.entries);
    assert!(!seen.contains("other router"), "a whisper is not for the customer");

    ines.does(Command::HandOver { lsid: lsid.clone(), to: lior.id }).await;
    lior.has(&lsid, Part::Owner).await;
    ines.has(&lsid, Part::Participant).await;
    ines.does(Command::LeaveSession { lsid: lsid.clone() }).await;
    ines.lost(&lsid).await;
    logged(
        &site,
        &lior,
        &lsid,
        |event| matches!(event, SessionEvent::ConferenceMemberDeparted { name } if name == "Ines"),
    )
    .await;
    says(&lior, &lsid, OutboxKind::Message, "Only me now").await;
    reads(&lior, &lsid, "Only me now").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_an_invited_team_comes_in_and_can_be_taken_out_again() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let wren = Colleague::sits_down(&site, "wren").await;
    let tamsin = Colleague::sits_down(&site, "tamsin").await;
    let (_customer, lsid) = customer(&site, "Emil Beispiel").await;
    ines.accepts(&lsid).await;
    let teams = ines.window.colleagues().teams;
    let team = teams.iter().find(|team| team.members.contains(&wren.id)).expect("the second team").id;
    let with = ShareWith::Team { id: team };
    ines.does(Command::ShareSession { lsid: lsid.clone(), with, note: None }).await;
    let (share, _) = (invited(&wren, &lsid).await, invited(&tamsin, &lsid).await);
    wren.does(Command::AnswerShare { lsid: lsid.clone(), share, accept: true }).await;
    wren.has(&lsid, Part::Participant).await;
    let no_offer = || tamsin.window.offers().offers.is_empty().then_some(());
    eventually(SOON, "the invitation is over for the others", no_offer).await;

    ines.does(Command::RemoveParticipant { lsid: lsid.clone(), who: wren.id }).await;
    wren.lost(&lsid).await;
    let refused = wren.desk.ask(Command::HandOver { lsid: lsid.clone(), to: wren.id }).await;
    assert!(refused.is_err(), "nobody acts in a session after being taken out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_from_outside_gets_a_link_and_goes_with_who_invited() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let (_customer, lsid) = customer(&site, "Lia Exempel").await;
    ines.accepts(&lsid).await;
    ines.does(Command::InviteHelper { lsid: lsid.clone(), name: "Wanda of the depot".into() }).await;
    let link = || ines.window.session(&lsid)?.helper_link;
    let link = eventually(SOON, "the link is shown", link).await;
    assert!(link.link.contains("/helper/"));
    let helpers =
        || ines.window.session(&lsid).map(|view| view.session.helpers).filter(|all| !all.is_empty());
    let helpers = eventually(SOON, "the helper is listed", helpers).await;
    assert!(matches!(helpers[0].standing, HelperStanding::Invited { .. }));
    ines.does(Command::RemoveHelper { lsid: lsid.clone(), helper: link.id }).await;
    let none = || ines.window.session(&lsid).filter(|view| view.session.helpers.is_empty()).map(|_| ());
    eventually(SOON, "the link is taken back", none).await;
}
