//! Passing a session on.

use farhand_acceptance::{Colleague, SOON, Site};
use farhand_core::contract::{Command, OfferKind, Part};
use farhand_protocol::QueueId;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::people::Presence;
use farhand_protocol::session::SessionState;
use farhand_testkit::{eventually, eventually_async};

use super::{customer, logged, told};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_goes_to_a_colleague_with_a_note() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let (_customer, lsid) = customer(&site, "Rosa Iversen").await;
    ines.accepts(&lsid).await;
    let (to, note) = (QueueId::Personal(lior.id), Some("Second device, same network.".to_owned()));
    ines.does(Command::TransferSession { lsid: lsid.clone(), to, note, stay: false }).await;
    let offered = || {
        lior.window.offers().offers.into_iter().find_map(|offer| match offer.kind {
            OfferKind::Passed { by, note } => Some((by, note)),
            _ => None,
        })
    };
    let (by, note) = eventually(SOON, "the session is passed to the colleague", offered).await;
    assert_eq!((by.as_str(), note.as_deref()), ("Ines", Some("Second device, same network.")));
    lior.accepts(&lsid).await;
    ines.lost(&lsid).await;
    logged(&site, &lior, &lsid, |event| matches!(event, SessionEvent::SessionTransferredToQueue { .. }))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_away_in_that_moment_does_not_get_it_and_it_says_so() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let lior = Colleague::sits_down(&site, "lior").await;
    let (_customer, lsid) = customer(&site, "Emil Beispiel").await;
    ines.accepts(&lsid).await;
    // The transfer waits a few seconds for an undo; meanwhile the colleague leaves the desk.
    let to = QueueId::Personal(lior.id);
    ines.does(Command::TransferSession { lsid: lsid.clone(), to, note: None, stay: false }).await;
    lior.does(Command::SetPresence { presence: Presence::Away }).await;
    told(&ines, "Lior").await;
    let state = site.store().standing(&lsid).await.expect("the session").state;
    assert!(matches!(state, SessionState::Active { owner, .. } if owner == ines.id), "{state:?}");
    assert_eq!(ines.part(&lsid), Some(Part::Owner));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_one_signs_out_and_the_session_waits_for_whoever_comes() {
    let site = Site::staffed().await;
    let ines = Colleague::sits_down(&site, "ines").await;
    let (_customer, lsid) = customer(&site, "Lia Exempel").await;
    ines.accepts(&lsid).await;
    ines.does(Command::SignOut).await;
    let waits = || async {
        let state = site.store().standing(&lsid).await.expect("the session").state;
        matches!(state, SessionState::Waiting { .. }).then_some(())
    };
    eventually_async(SOON, "the session waits again", waits).await;
    let bram = Colleague::sits_down(&site, "bram").await;
    bram.accepts(&lsid).await;
    logged(&site, &bram, &lsid, |event| matches!(event, SessionEvent::SessionFellBack { .. })).await;
}
