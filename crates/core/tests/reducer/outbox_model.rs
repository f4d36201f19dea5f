//! Nothing that was written is lost, doubled or put in another order, and no draft is lost:
//! random runs of a console against a model of the appliance, with answers that get lost, cuts,
//! and deaths of the console between any two of its effects.

mod appliance;
mod store;
mod world;

use proptest::prelude::*;

use self::world::{Fate, World};

/// One thing that happens.
#[derive(Clone, Debug)]
enum Happening {
    Send { session: u32 },
    DieSending { session: u32, effects: usize },
    Draft { session: u32, text: u8, whispering: bool },
    CustomerWrites { session: u32 },
    Carry { request: usize, fate: Fate },
    LateArrival { request: usize },
    Feed { rows: usize },
    Hello,
    Cut,
    Resync,
    TimersDue,
    Restart,
    RetryRefused,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening as H;
    let session = 1..3_u32;
    let fate = prop_oneof![
        6 => Just(Fate::Answered),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Refused),
        1 => Just(Fate::Busy),
    ];
    prop_oneof![
        6 => session.clone().prop_map(|session| H::Send { session }),
        1 => (session.clone(), 0..4_usize).prop_map(|(session, effects)| H::DieSending { session, effects }),
        2 => (session.clone(), 0..3_u8, any::<bool>())
            .prop_map(|(session, text, whispering)| H::Draft { session, text, whispering }),
        2 => session.prop_map(|session| H::CustomerWrites { session }),
        10 => (0..4_usize, fate).prop_map(|(request, fate)| H::Carry { request, fate }),
        1 => (0..4_usize).prop_map(|request| H::LateArrival { request }),
        5 => (1..4_usize).prop_map(|rows| H::Feed { rows }),
        4 => Just(H::Hello),
        1 => Just(H::Cut),
        1 => Just(H::Resync),
        3 => Just(H::TimersDue),
        1 => Just(H::Restart),
        1 => Just(H::RetryRefused),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]
    #[test]
    fn messages_and_drafts_survive_everything(run in prop::collection::vec(happening(), 1..80)) {
        let mut world = World::new();
        world.settle();
        for happening in run {
            match happening {
                Happening::Send { session } => world.send(session, usize::MAX),
                Happening::DieSending { session, effects } => {
                    world.send(session, effects);
                    world.restart();
                }
                Happening::Draft { session, text, whispering } => {
                    world.draft(session, &"x".repeat(usize::from(text)), whispering);
                }
                Happening::CustomerWrites { session } => world.appliance.customer_writes(session),
                Happening::Carry { request, fate } => world.carry(request, fate),
                Happening::LateArrival { request } => world.late_arrival(request),
                Happening::Feed { rows } => world.feed(rows),
                Happening::Hello => world.hello(),
                Happening::Cut => world.cut(),
                Happening::Resync => world.resync(),
                Happening::TimersDue => world.timers_due(),
                Happening::Restart => world.restart(),
                Happening::RetryRefused => world.retry_refused(),
            }
            world.check();
        }
        world.settle();
        world.check_settled();
    }
}
