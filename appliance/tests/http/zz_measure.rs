use std::time::Instant;

use farhand_appliance::store::TeamChange;
use farhand_protocol::team::Assignment;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn measure() {
    let stage = Stage::open().await;
    let change = TeamChange { assignment: Some(Assignment::LongestIdle), ..TeamChange::default() };
    stage.store().change_team("Mobile Support", change).await.unwrap();
    let bram = stage.rep("bram").await;
    let mut live = bram.live(None).await;
    let mut times = Vec::new();
    for _ in 0..60 {
        let begun = Instant::now();
        let lsid = stage.customer("Tobias", "signing-in").await.lsid.to_string();
        let wanted = lsid.clone();
        live.wait_for(|c| (c["session"]["lsid"] == wanted.as_str() && c["session"]["assigning"]["to"] == 2).then_some(())).await;
        times.push(begun.elapsed().as_millis());
        bram.post(&format!("/sessions/{lsid}/assignment"), json!({"accept": true})).await;
        bram.post(&format!("/sessions/{lsid}/end"), json!({})).await;
        stage.clock.advance_s(2);
    }
    times.sort_unstable();
    panic!("median {} p90 {} max {} of {times:?}", times[30], times[54], times[59]);
}
