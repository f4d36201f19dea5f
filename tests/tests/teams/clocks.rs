//! Clocks that are minutes off: waits are right all the same.

use farhand_acceptance::{Colleague, Desk, SOON, Site};
use farhand_protocol::session::SessionState;
use farhand_testkit::eventually;

use super::customer;

/// Milliseconds that a wait may be off: the console's clock runs fast in these tests, and the offset is
/// measured anew with each answer.
const TOLERANCE_MS: i64 = 30_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waits_do_not_depend_on_the_consoles_clock() {
    let site = Site::staffed().await;
    let late = Colleague::at(Desk::with_clock_off_by(&site, -17).await, "ines").await;
    let early = Colleague::at(Desk::with_clock_off_by(&site, 23).await, "bram").await;
    let (_customer, lsid) = customer(&site, "Rosa Iversen").await;
    let state = site.store().standing(&lsid).await.expect("the session").state;
    let SessionState::Waiting { since, .. } = state else { panic!("it does not wait: {state:?}") };
    for who in [&late, &early] {
        who.sees(&lsid).await;
        let row = || who.window.queues().waiting.into_iter().find(|row| row.lsid == lsid);
        let row = eventually(SOON, "the row", row).await;
        assert_eq!(row.since, since, "{} has another time", who.name);
    }
    let off = |who: &Colleague| who.window.connection().clock_offset_ms;
    assert!((off(&late) - 17 * 60_000).abs() < TOLERANCE_MS, "{}", off(&late));
    assert!((off(&early) + 23 * 60_000).abs() < TOLERANCE_MS, "{}", off(&early));
}
