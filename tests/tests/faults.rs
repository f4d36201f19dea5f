//! Invariant 1 in many storms: an acknowledged message is never lost, never doubled, never out of
//! order.
//!
//! `FARHAND_FAULT_RUNS` sets how many storms there are, `FARHAND_FAULT_FIRST` the first one's
//! seed: to see one again, set its seed and 1 run, and `RUST_LOG=debug` for the logs of both sides.

use std::env;
use std::sync::Arc;

use farhand_acceptance::{Storm, Toll};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;

const RUNS: u64 = 500;
/// Storms at a time: they mostly wait.
const AT_A_TIME: usize = 8;

fn number(name: &str, usually: u64) -> u64 {
    match env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
        Err(_) => usually,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_arrive_once_and_in_order_in_any_weather() {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).with_test_writer().init();
    let (first, runs) = (number("FARHAND_FAULT_FIRST", 0), number("FARHAND_FAULT_RUNS", RUNS));
    let turns = Arc::new(Semaphore::new(AT_A_TIME));
    let mut storms = JoinSet::new();
    for seed in first..first + runs {
        let turn = turns.clone();
        storms.spawn(async move {
            let _turn = turn.acquire_owned().await.expect("the semaphore stays open");
            let storm = tokio::spawn(Storm::pass(seed));
            (seed, storm.await)
        });
    }
    let (mut toll, mut failed) = (Toll::default(), Vec::new());
    while let Some(ended) = storms.join_next().await {
        match ended.expect("the storm's keeper does not panic") {
            (_, Ok(cost)) => toll += cost,
            (seed, Err(_)) => failed.push(seed),
        }
    }
    println!("{runs} storms: {toll:?}");
    failed.sort_unstable();
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    if runs >= 100 {
        let hard = toll.broken > runs && toll.consoles > 0 && toll.appliances > 0;
        assert!(hard, "the storms were no storms: {toll:?}");
    }
}
