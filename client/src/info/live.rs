//! Live values of the computer, for as long as somebody looks.

use std::time::Duration;

use farhand_info::Live;
use farhand_protocol::device::DeviceClientFrame;
use farhand_protocol::info::Source;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use super::own::Own;

/// Sends the computer's values, one sample after the other, until it is aborted. Samples that find no
/// room are left out: the next one says more.
pub(super) async fn stream(every: Duration, own: Own, says: mpsc::Sender<DeviceClientFrame>) {
    let mut live = Live::default();
    let mut beats = interval(every);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        let sampled = spawn_blocking(move || {
            let sample = live.sample();
            (live, sample)
        });
        let Ok((after, mut sample)) = sampled.await else { return tracing::error!("sampling broke off") };
        live = after;
        sample.latency_ms = own.latency_ms();
        let frame = DeviceClientFrame::InfoSample { source: Source::Client {}, sample };
        if says.try_send(frame).is_err() {
            tracing::debug!("a sample finds no room");
        }
    }
}
