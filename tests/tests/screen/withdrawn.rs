//! A withdrawal in the middle of a drag: the button is let go at once.

use std::time::{Duration, Instant};

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_protocol::capability::Capability;
use farhand_testkit::eventually;

/// From the appliance's word that it is written down to the button's release on the display.
const AT_ONCE: Duration = Duration::from_millis(100);
/// Drags. Half of them may be held up by whatever else the machine does.
const DRAGS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_in_mid_drag_lets_go_of_the_button_at_once() {
    let meeting = Meeting::begin().await;
    let display = Display::start("640x480").await;
    let _client = meeting.join(&display, &["--allow", "control"]).await;
    let glass = meeting.driven().await;
    let mut took = Vec::new();
    for drag in 0..DRAGS {
        if drag > 0 {
            meeting.is_allowed(Capability::Control).await;
            meeting.drive().await;
        }
        glass.pointer(1, 100, 100).await;
        glass.key(true, 0xffe1).await;
        glass.pointer(1, 200, 150).await;
        let held = || (display.pointer() == (200, 150, 1) && display.keys_held() == 1).then_some(());
        eventually(SOON, "the button and the key are held", held).await;
        let (withdrawn, released) = tokio::join!(withdraw(&meeting), release(&display));
        took.push(released.saturating_duration_since(withdrawn));
        // Nothing that is still being sent arrives.
        glass.pointer(1, 300, 300).await;
        meeting.talk().await;
        assert_eq!(display.pointer(), (200, 150, 0));
    }
    println!("from the commit of a withdrawal to the release on the display: {took:?}");
    took.sort();
    assert!(took[DRAGS / 2] < AT_ONCE, "{took:?}");
}

async fn withdraw(meeting: &Meeting) -> Instant {
    meeting.customer.withdraw(Capability::Control).await.expect("it is taken");
    Instant::now()
}

async fn release(display: &Display) -> Instant {
    eventually(SOON, "nothing is held", || {
        (display.pointer().2 == 0 && display.keys_held() == 0).then(Instant::now)
    })
    .await
}
