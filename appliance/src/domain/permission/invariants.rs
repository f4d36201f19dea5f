//! What holds whatever happens, in any order.

use std::collections::BTreeSet;

use farhand_protocol::device::{DeviceAbilities, FilesAbility};
use farhand_protocol::files::{FilesArea, Place};
use farhand_protocol::session::Participant;
use proptest::prelude::*;

use super::*;

/// Something that happens, or a change of what permissions stand on.
#[derive(Clone, Debug)]
enum Happens {
    Step(Step),
    Device(Option<Joined>),
    Page(Option<bool>),
    AsksInfo(bool),
    Active(bool),
    Leaves(RepresentativeId),
    Bars(RepresentativeId, Capability),
    Passes(u32),
}

fn representative() -> impl Strategy<Value = RepresentativeId> {
    (1..=3_u32).prop_map(RepresentativeId)
}

fn capability() -> impl Strategy<Value = Capability> {
    prop::sample::select(ALL.to_vec())
}

/// What is neither about files nor about system information: those are asked for with their scope.
fn screen() -> impl Strategy<Value = Capability> {
    prop::sample::select(vec![Capability::View, Capability::Control, Capability::Clipboard])
}

fn scope() -> impl Strategy<Value = FilesScope> {
    let area = prop::sample::select(vec![
        FilesArea::Whole {},
        FilesArea::Place { place: Place::Downloads },
        FilesArea::Chosen { name: "Depot".to_owned() },
    ]);
    (any::<bool>(), any::<bool>(), any::<bool>(), area).prop_map(|(to_device, from_device, change, area)| {
        FilesScope { to_device, from_device, change, area }
    })
}

fn info_scope() -> impl Strategy<Value = InfoScope> {
    (any::<bool>(), any::<bool>()).prop_map(|(location, log)| InfoScope { location, log })
}

fn step() -> impl Strategy<Value = Step> {
    let answer = (0..6_u64, prop::option::of(capability()));
    prop_oneof![
        4 => (representative(), screen()).prop_map(|(by, what)| Step::Ask(by, what)),
        2 => (representative(), scope()).prop_map(|(by, scope)| Step::AskFiles(by, scope)),
        2 => (0..6_u64, scope()).prop_map(|(ask, scope)| Step::Answer(CustomerAnswer {
            ask,
            allow: Some(Capability::Files),
            files: Some(scope),
            info: None,
        })),
        2 => (representative(), info_scope()).prop_map(|(by, scope)| Step::AskInfo(by, scope)),
        2 => (0..6_u64, info_scope()).prop_map(|(ask, scope)| Step::Answer(CustomerAnswer {
            ask,
            allow: Some(Capability::Info),
            files: None,
            info: Some(scope),
        })),
        1 => (representative(), capability()).prop_map(|(by, what)| Step::TakeBack(by, what)),
        6 => answer.prop_map(|(ask, allow)| {
            Step::Answer(CustomerAnswer { ask, allow, files: None, info: None })
        }),
        1 => capability().prop_map(Step::Withdraw),
        1 => (representative(), capability()).prop_map(|(by, what)| Step::Stop(by, what)),
        2 => (representative(), any::<bool>()).prop_map(|(by, drive)| Step::Drive(by, drive)),
        1 => Just(Step::Lapse),
        1 => Just(Step::Reset(Some(StoppedBy::Device))),
        1 => representative().prop_map(Step::Owner),
    ]
}

fn device() -> impl Strategy<Value = Joined> {
    let allows = prop::sample::select(vec![AgentAllows::Nothing, AgentAllows::View, AgentAllows::Control]);
    (prop::array::uniform6(prop::bool::weighted(0.8)), any::<bool>(), prop::option::weighted(0.3, allows))
        .prop_map(|([view, control, clipboard, here, files, info], android, unasked)| {
            let abilities = DeviceAbilities {
                view,
                control,
                clipboard,
                annotations: false,
                files: if files { FilesAbility::Yes } else { FilesAbility::No },
                info,
            };
            Joined { abilities, android, here, unasked }
        })
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        16 => step().prop_map(Happens::Step),
        2 => prop::option::weighted(0.9, device()).prop_map(Happens::Device),
        2 => prop::option::weighted(0.8, any::<bool>()).prop_map(Happens::Page),
        1 => any::<bool>().prop_map(Happens::AsksInfo),
        1 => prop::bool::weighted(0.8).prop_map(Happens::Active),
        1 => representative().prop_map(Happens::Leaves),
        1 => (representative(), capability()).prop_map(|(who, what)| Happens::Bars(who, what)),
        1 => (0..200_u32).prop_map(Happens::Passes),
    ]
}

/// What must hold between any two steps.
fn check(permissions: &Permissions, ground: &Ground<'_>) {
    let granted = |what| permissions.capabilities.granted(what);
    assert!(!granted(Capability::Control) || granted(Capability::View), "control includes seeing");
    assert!(!granted(Capability::Clipboard) || granted(Capability::Control), "the clipboard needs control");
    assert!(permissions.driver.is_none() || granted(Capability::Control), "driving needs control");
    let may = permissions.driver.is_none_or(|who| ground.lets(who, Capability::Control));
    assert!(may, "only those drive who take part, and whose accounts may");
    let asks = question(&permissions.capabilities).is_none_or(|asked| ground.lets(asked.by, asked.what));
    assert!(asks, "and only those have a question");
    let any = ALL.into_iter().any(granted);
    assert!(!any || ground.active, "nothing is allowed while nobody helps");
    let of_a_device = ALL.into_iter().any(|what| what != Capability::Info && granted(what));
    assert!(!of_a_device || ground.device.is_some(), "nothing of a device is allowed without one");
    let told = ground.page.is_some() || ground.device.is_some_and(|device| device.abilities.info);
    assert!(!granted(Capability::Info) || told, "nothing is read where nobody could tell it");
    check_scopes(&permissions.capabilities);
    let asks = ALL.into_iter().filter_map(|what| match permissions.capabilities.get(what) {
        CapabilityState::Requested { ask, .. } => Some(*ask),
        _ => None,
    });
    let asks: Vec<_> = asks.collect();
    assert!(asks.windows(2).all(|pair| pair[0] == pair[1]), "one question at a time");
    assert!(asks.iter().all(|ask| *ask <= permissions.history.newest));
}

/// How much is meant stands there with a question or a grant, and only then.
fn check_scopes(capabilities: &Capabilities) {
    let meant = |what| {
        let state = capabilities.get(what);
        matches!(state, CapabilityState::Requested { .. } | CapabilityState::Granted { .. })
    };
    assert_eq!(meant(Capability::Files), capabilities.files_scope.is_some(), "of the files");
    assert_eq!(meant(Capability::Info), capabilities.info_scope.is_some(), "of the system information");
}

/// What the customer has said and sees, told from outside.
#[derive(Default)]
struct Customer {
    /// Said no to on this device, and not allowed since.
    declined: BTreeSet<Capability>,
    /// Since when something is allowed that nobody sees.
    unseen_since: Option<Timestamp>,
}

impl Customer {
    /// Checks that nothing is allowed against the customer's word.
    fn speaks(&mut self, step: &Step, before: &Permissions, after: &Permissions) {
        for what in ALL {
            let new = after.capabilities.granted(what) && !before.capabilities.granted(what);
            match step {
                Step::Answer(_) if new => _ = self.declined.remove(&what),
                _ => assert!(!new || !self.declined.contains(&what), "a no is the customer's to take back"),
            }
            let no = matches!(
                after.capabilities.get(what),
                CapabilityState::Denied { .. } | CapabilityState::Stopped { by: StoppedBy::Customer, .. }
            );
            if no && after.capabilities.get(what) != before.capabilities.get(what) {
                self.declined.insert(what);
            }
        }
        if matches!(step, Step::Reset(Some(_))) {
            self.declined.retain(|what| *what == Capability::Info);
        }
        let scope = |of: &Permissions| of.capabilities.files_scope.clone();
        let allowed = after.capabilities.files_allowed();
        assert!(
            allowed.is_none_or(|allowed| scope(before).is_some_and(|asked| allowed.within(&asked))),
            "no more of the files is allowed than was asked for, nor ever more than before"
        );
    }

    /// Checks that no more system information can be read than was asked for, and nothing without the
    /// customer's word but what the site has given.
    fn tells(step: &Step, before: &Permissions, after: &Permissions, asks: bool) {
        let Some(allowed) = after.capabilities.info_allowed() else { return };
        let asked = before.capabilities.info_scope.is_some_and(|asked| allowed.within(asked));
        let given = !asks && allowed == InfoScope::default() && matches!(step, Step::AskInfo(..));
        assert!(asked || given, "no more is allowed than was asked for");
        let new = !before.capabilities.granted(Capability::Info);
        assert!(!new || given || matches!(step, Step::Answer(_)), "only the customer or the site allows it");
    }

    /// Checks what is allowed unseen at this moment.
    fn sees(&mut self, after: &Permissions, ground: &Ground<'_>, passed: bool, now: Timestamp) {
        let page = ground.device.is_none_or(|device| device.unasked.is_none());
        let unseen = |what| after.capabilities.granted(what) && !ground.permits(what);
        let since = self.unseen_since.unwrap_or(now);
        self.unseen_since = (!page && ALL.into_iter().any(unseen)).then_some(since);
        let over = now.since(since) >= u64::from(UNSEEN_S) * 1000;
        assert!(!passed || !over || self.unseen_since.is_none(), "what nobody sees ends in its time");
        assert_eq!(after.history.unseen_since, self.unseen_since, "and it is known when");
    }
}

proptest! {
    #[test]
    fn the_rules_hold_whatever_happens(story in prop::collection::vec(happens(), 1..60)) {
        let one = |id| Participant { id: RepresentativeId(id), name: format!("R{id}"), joined_at: Timestamp(0) };
        let (mut participants, mut active, mut joined) = ((1..=3).map(one).collect::<Vec<_>>(), true, None);
        let (mut page, mut asks_info, mut barred) = (None, false, Vec::new());
        let (mut permissions, mut now) = (Permissions::default(), Timestamp(0));
        let mut customer = Customer::default();
        for happens in story {
            let step = match happens {
                Happens::Step(step) => step,
                Happens::Device(device) => { joined = device; Step::Settle }
                Happens::Page(to) => { page = to; Step::Settle }
                Happens::AsksInfo(to) => { asks_info = to; Step::Settle }
                Happens::Active(to) => { active = to; Step::Settle }
                Happens::Leaves(who) => { participants.retain(|p| p.id != who); Step::Settle }
                Happens::Bars(who, what) => { barred.push((who, what)); Step::Settle }
                Happens::Passes(seconds) => { now = now.plus(u64::from(seconds) * 1000); Step::Lapse }
            };
            let ground =
                Ground { active, participants: &participants, device: joined, page, asks_info, barred: &barred };
            let before = permissions.clone();
            let refused = after(&mut permissions, &ground, step.clone(), now).is_err();
            prop_assert!(!refused || permissions == before, "a refused step changes nothing");
            check(&permissions, &ground);
            customer.speaks(&step, &before, &permissions);
            Customer::tells(&step, &before, &permissions, asks_info);
            customer.sees(&permissions, &ground, step == Step::Lapse, now);
        }
    }
}
