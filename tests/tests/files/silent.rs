//! The customer's device goes silent: nothing is closed, and nothing is said any more.

use farhand_core::contract::{PauseReason, TransferStatus, TransferWay};
use farhand_testkit::Fault;

use super::lent::{LARGE, Lent};
use super::tree;

/// Where a device falls silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before it hears of the transfer.
    Beginning,
    /// In its middle.
    Middle,
    /// After its last bytes, before it says or hears what came of it.
    End,
}

async fn falls_silent(lent: &Lent, way: TransferWay, stage: Stage) -> farhand_protocol::ClientId {
    if stage == Stage::Beginning {
        tree::write(&lent.ends(way).0.join("large"), 99, usize::try_from(LARGE).expect("it fits"));
        lent.meeting.line.set(Fault::HalfOpen);
        return lent.send(way, "large").await;
    }
    let id = lent.send_slowly(way).await;
    lent.passes(if stage == Stage::Middle { LARGE / 2 } else { LARGE }).await;
    lent.meeting.line.set(Fault::HalfOpen);
    id
}

/// What else there is goes on meanwhile, and the transfer does when the device is back.
async fn is_borne(way: TransferWay, stage: Stage) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let id = falls_silent(&lent, way, stage).await;
    lent.meeting.talk().await;
    let over = |status: &TransferStatus| matches!(status, TransferStatus::Done { .. });
    let still = lent.row(&id).is_some_and(|row| !over(&row.status));
    assert!(still || stage == Stage::End, "nothing has said that it is done");
    lent.meeting.line.set(Fault::None);
    lent.comes(&id).await;
    let (from, to) = lent.ends(way);
    tree::same(from, to);
}

/// For so long that everybody has given it up.
async fn is_given_up(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let id = falls_silent(&lent, way, Stage::Middle).await;
    let away = |status: &TransferStatus| {
        matches!(status, TransferStatus::Paused { why: PauseReason::DeviceAway, .. })
    };
    lent.until(&id, "the transfer is paused", away).await;
    assert!(!lent.ends(way).1.join("large").exists(), "nothing half-written has the final name");
    lent.meeting.line.set(Fault::None);
    lent.done(&id).await;
    let (from, to) = lent.ends(way);
    tree::same(from, to);
}

macro_rules! silent {
    ($($name:ident: $way:ident, $stage:ident;)*) => { $(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            is_borne(TransferWay::$way, Stage::$stage).await;
        }
    )* };
}

silent! {
    a_device_that_does_not_hear_of_a_transfer_gets_it_later: ToDevice, Beginning;
    a_device_that_falls_silent_while_it_receives_goes_on_later: ToDevice, Middle;
    a_device_that_does_not_say_what_came_says_it_later: ToDevice, End;
    a_device_that_does_not_hear_the_request_sends_later: FromDevice, Beginning;
    a_device_that_falls_silent_while_it_sends_goes_on_later: FromDevice, Middle;
    a_device_that_does_not_hear_what_came_hears_it_later: FromDevice, End;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_stays_silent_while_it_receives_is_given_up_until_it_is_back() {
    is_given_up(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_stays_silent_while_it_sends_is_given_up_until_it_is_back() {
    is_given_up(TransferWay::FromDevice).await;
}
