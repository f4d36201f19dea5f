//! The sign on the customer's screen stays in sight, whatever becomes of the screen.

use farhand_acceptance::{Display, Meeting, SOON};
use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_testkit::eventually;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sign_moves_into_a_smaller_screen_and_its_button_works_there() {
    let mut meeting = Meeting::begin().await;
    let display = Display::resizable("1280x1024").await;
    let _client = meeting.join_with_windows(&display).await;
    meeting.is_allowed_on_the_page(Capability::View).await;
    // It stands in the middle of the upper edge.
    let stands = || {
        let (sign, (width, height)) = (display.window("Your screen is shared")?, display.size());
        let (right, middle) = (sign.x + sign.width.cast_signed(), width.cast_signed() / 2);
        let inside = sign.x >= 0 && right <= width.cast_signed() && sign.y < height.cast_signed() / 4;
        (inside && ((sign.x + right) / 2).abs_diff(middle) <= 2).then_some((sign, right))
    };
    eventually(SOON, "the sign", stands).await;
    for (width, height) in [(800, 600), (1280, 960), (640, 480)] {
        display.resize(width, height);
        eventually(SOON, &format!("the sign at {width}x{height}"), stands).await;
    }
    // Its last button is the one that stops everything.
    let (sign, right) = stands().expect("it is there");
    display.click(right - 40, sign.y + sign.height.cast_signed() / 2);
    meeting
        .until("sharing is stopped", |session| {
            matches!(session.capabilities.view, CapabilityState::Stopped { .. })
        })
        .await;
    eventually(SOON, "the sign is gone", || display.window("Your screen is shared").is_none().then_some(()))
        .await;
}
