//! Random actions of representatives, customers and supervisors against the appliance's store, and the
//! same actions against a simple model of the rules. Both must agree after every step: on whether the
//! action was allowed, and on all that can be seen of every session.
//!
//! `FARHAND_SEED` repeats a run, `FARHAND_STEPS` makes it longer.

mod acts;
mod model;
mod session;
mod staff;
mod world;

use farhand_testkit::SplitMix64;

use acts::Act;
use model::Model;
use world::World;

/// Steps of a run.
const STEPS: u64 = 10_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_to_the_rules() {
    let seed = number("FARHAND_SEED").unwrap_or(20_261_123);
    let steps = number("FARHAND_STEPS").unwrap_or(STEPS);
    let mut random = SplitMix64::new(seed);
    let (mut world, mut model) = (World::open().await, Model::new());
    let (mut allowed, mut refused) = (0_u64, 0_u64);
    for step in 0..steps {
        let act = Act::choose(&mut random, &model);
        let (done, expected) = (world.does(&act).await, model.does(&act, world.now()));
        let place = || format!("seed {seed}, step {step}, {act:?}");
        assert_eq!(done.is_ok(), expected.is_ok(), "{}: {done:?}, by the rules {expected:?}", place());
        if done.is_ok() {
            allowed += 1
        } else {
            refused += 1
        }
        for (place_in_line, session) in model.sessions.iter().enumerate() {
            if !session.touched {
                continue;
            }
            let shown = world.shown(place_in_line).await;
            assert_eq!(shown, session.shown(), "{}, session {place_in_line}", place());
        }
        model.settle();
    }
    // A run in which nearly all is refused, or nothing, would prove little.
    assert!(allowed > steps / 5 && refused > steps / 10, "{allowed} allowed, {refused} refused");
    world.check_whole(&model).await;
}
