//! Random actions of representatives, customers, helpers, supervisors and administrators against the
//! appliance's store, and the same actions against a simple model of the rules. Both must agree after
//! every step: on whether the action was allowed, and on all that can be seen of every session and of
//! everybody's presence.
//!
//! `FARHAND_SEED` repeats a run, `FARHAND_STEPS` makes it longer.

mod acts;
mod choose;
mod model;
mod session;
mod shown;
mod site;
mod staff;
mod tally;
mod world;

use farhand_testkit::SplitMix64;

use acts::Act;
use model::Model;
use world::World;

/// Steps of a run.
const STEPS: u64 = 10_000;
/// Between two looks at everything.
const WHOLE: u64 = 100;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_to_the_rules() {
    let seed = number("FARHAND_SEED").unwrap_or(20_261_123);
    let steps = number("FARHAND_STEPS").unwrap_or(STEPS);
    let mut random = SplitMix64::new(seed);
    let mut world = World::open().await;
    let mut model = Model::new(world.now());
    for step in 0..steps {
        let act = Act::choose(&mut random, &model);
        let place = format!("seed {seed}, step {step}, {act:?}");
        world.wait(&act);
        let (done, expected) = (world.does(&act).await, model.does(&act, world.now()));
        assert_eq!(done.is_ok(), expected.is_ok(), "{place}: {done:?}, by the rules {expected:?}");
        if done.is_err() {
            model.tally.count("refused");
        }
        world.look().await;
        model.look(world.now());
        world.compare_step(&mut model, &place).await;
        if step % WHOLE == 0 || step + 1 == steps {
            world.compare_whole(&model, &place).await;
        }
    }
    // Shown of a test that fails, and with `--no-capture`.
    println!("seed {seed}: {:#?}", model.tally);
    let seldom = model.tally.too_seldom(steps);
    assert!(seldom.is_empty(), "seed {seed}, too seldom: {seldom:#?}");
}
