//! Files: how much of them is asked for, allowed, and ended.

use farhand_protocol::device::FilesAbility;
use farhand_protocol::files::{FilesArea, FilesScope, Place};

use super::*;

use Capability::Files;

fn with(files: FilesAbility) -> Joined {
    Joined { abilities: DeviceAbilities { files, ..able(true, true, true) }, ..client() }
}

fn downloads() -> FilesScope {
    FilesScope { area: FilesArea::Place { place: Place::Downloads }, ..FilesScope::everything() }
}

impl Scene {
    /// Where files stand, and how much of them is meant.
    fn files(&mut self, expected: &str, scope: Option<FilesScope>) -> &mut Self {
        let capabilities = &self.permissions.capabilities;
        assert_eq!((word(&capabilities.files).as_str(), &capabilities.files_scope), (expected, &scope));
        self
    }

    /// The customer allows this much of what was asked.
    fn allows(&self, files: Option<FilesScope>) -> Step {
        let ask = question(&self.permissions.capabilities).map_or(0, |asked| asked.ask);
        Step::Answer(CustomerAnswer { ask, allow: Some(Files), files, info: None })
    }

    fn asked(scope: FilesScope) -> Self {
        let mut scene = Self::with(Some(with(FilesAbility::Yes)));
        scene.tells(Step::AskFiles(INES, scope), &["Ines: requested Files"]);
        scene
    }
}

#[test]
fn files_can_be_asked_for_where_the_device_has_them() {
    let table = [
        (None, "NeedsClient"),
        (Some(with(FilesAbility::Yes)), "available"),
        (Some(with(FilesAbility::No)), "NotSupported"),
        (Some(with(FilesAbility::NeedsSupportPlus)), "NeedsSupportPlus"),
        (Some(Joined { here: false, ..with(FilesAbility::Yes) }), "DeviceAway"),
        (Some(agent(AgentAllows::Control)), "NotSupported"),
    ];
    for (device, expected) in table {
        Scene::with(device).files(expected, None);
    }
    let blind = Joined {
        abilities: DeviceAbilities { view: false, ..with(FilesAbility::Yes).abilities },
        ..client()
    };
    Scene::with(Some(blind)).files("available", None).stands("NoScreen, NoScreen, NoScreen");
}

#[test]
fn the_customer_allows_what_was_asked_or_less() {
    let mut scene = Scene::asked(downloads());
    scene.files("requested", Some(downloads())).stands("available, available, available");
    let answer = scene.allows(None);
    scene.tells(answer, &["customer: granted Files"]).files("granted", Some(downloads()));

    let mut scene = Scene::asked(FilesScope::everything());
    let less = FilesScope { change: false, from_device: false, ..downloads() };
    let answer = scene.allows(Some(less.clone()));
    scene.tells(answer, &["customer: granted Files"]).files("granted", Some(less));

    for more in [
        FilesScope::everything(),
        FilesScope { area: FilesArea::Place { place: Place::Home }, ..downloads() },
        FilesScope { to_device: false, from_device: false, change: false, ..downloads() },
    ] {
        let mut scene = Scene::asked(downloads());
        let answer = scene.allows(Some(more));
        scene.refuses(answer, Stop::DoesNotFit);
    }
    let chosen = FilesScope { area: FilesArea::Chosen { name: "Depot".to_owned() }, ..downloads() };
    let mut scene = Scene::asked(downloads());
    let answer = scene.allows(Some(chosen.clone()));
    scene.tells(answer, &["customer: granted Files"]).files("granted", Some(chosen));
}

#[test]
fn other_answers_and_questions_do_not_fit() {
    let mut scene = Scene::asked(downloads());
    let view = scene.answer(Some(View));
    scene.refuses(view, Stop::DoesNotFit);
    scene.refuses(Step::Ask(INES, View), Stop::AskedAlready);
    scene.tells(Step::AskFiles(INES, downloads()), &[]);
    scene.refuses(Step::AskFiles(INES, FilesScope::everything()), Stop::AskedAlready);
    let no = scene.answer(None);
    scene.tells(no, &["customer: denied Files"]).files("denied", None);

    let mut scene = Scene::with(Some(with(FilesAbility::Yes)));
    scene.take(Step::Ask(INES, View)).unwrap();
    let files = scene.allows(Some(downloads()));
    scene.refuses(files, Stop::DoesNotFit);
}

#[test]
fn more_is_asked_for_after_stopping() {
    let mut scene = Scene::asked(downloads());
    let answer = scene.allows(None);
    scene.take(answer).unwrap();
    scene.tells(Step::AskFiles(BRAM, downloads()), &[]);
    scene.refuses(Step::AskFiles(INES, FilesScope::everything()), Stop::StopFirst);
    scene.tells(Step::Stop(INES, Files), &["Ines: stopped Files by Representative"]);
    scene.files("stopped by Representative", None);
    scene.tells(Step::AskFiles(INES, FilesScope::everything()), &["Ines: requested Files"]);
}

#[test]
fn files_and_the_screen_end_each_by_itself() {
    let mut scene = Scene::with(Some(with(FilesAbility::Yes)));
    scene.take(Step::Ask(INES, Control)).unwrap();
    let answer = scene.answer(Some(Control));
    scene.take(answer).unwrap();
    scene.take(Step::AskFiles(INES, downloads())).unwrap();
    let answer = scene.allows(None);
    scene.take(answer).unwrap();
    scene.tells(Step::Withdraw(View), &["customer: stopped View by Customer"]);
    scene.files("granted", Some(downloads()));
    scene.tells(Step::Withdraw(Files), &["customer: stopped Files by Customer"]);
    scene.files("stopped by Customer", None);
}

#[test]
fn what_is_allowed_outlasts_a_lost_connection_and_nothing_else() {
    let granted = || {
        let mut scene = Scene::asked(downloads());
        let answer = scene.allows(None);
        scene.take(answer).unwrap();
        scene
    };
    let mut scene = granted();
    scene.device = Some(Joined { here: false, ..with(FilesAbility::Yes) });
    scene.tells(Step::Settle, &[]).files("granted", Some(downloads()));
    scene.device = Some(with(FilesAbility::No));
    scene.tells(Step::Settle, &["appliance: stopped Files by Device"]).files("NotSupported", None);
    let mut scene = granted();
    scene.active = false;
    scene.tells(Step::Settle, &[]).files("NotActive", None);
    let mut scene = granted();
    let device = Some(StoppedBy::Device);
    scene.tells(Step::Reset(device), &["appliance: stopped Files by Device"]).files("available", None);
    let mut scene = Scene::asked(downloads());
    scene.after_s(limits::ASK_LIFE_S);
    scene.tells(Step::Lapse, &["appliance: lapsed Files"]).files("available", None);
}
