//! System information: who tells it, whether the customer is asked, how much is allowed, and when it
//! ends.

use farhand_protocol::info::InfoScope;

use super::*;

use Capability::Info;

const PLAIN: InfoScope = InfoScope { location: false, log: false };
const ALL_OF_IT: InfoScope = InfoScope { location: true, log: true };
const LOG: InfoScope = InfoScope { location: false, log: true };

/// A client's device that tells, or does not.
fn telling(info: bool) -> Joined {
    Joined { abilities: DeviceAbilities { info, ..able(true, true, true) }, ..client() }
}

impl Scene {
    /// A customer on the session's page, without a device.
    fn on_page(asks_info: bool) -> Self {
        let mut scene = Self::with(None);
        (scene.page, scene.asks_info) = (Some(true), asks_info);
        scene.tells(Step::Settle, &[]).info("available", None);
        scene
    }

    /// The same, with everything allowed.
    fn info_granted() -> Self {
        let mut scene = Self::on_page(true);
        scene.take(Step::AskInfo(INES, ALL_OF_IT)).unwrap();
        let answer = scene.allows_info(None);
        scene.tells(answer, &["customer: granted Info"]).info("granted", Some(ALL_OF_IT));
        scene
    }

    /// Where system information stands, and how much of it is meant.
    fn info(&mut self, expected: &str, scope: Option<InfoScope>) -> &mut Self {
        let capabilities = &self.permissions.capabilities;
        assert_eq!((word(&capabilities.info).as_str(), capabilities.info_scope), (expected, scope));
        self
    }

    /// The customer allows this much of what was asked.
    fn allows_info(&self, info: Option<InfoScope>) -> Step {
        let ask = question(&self.permissions.capabilities).map_or(0, |asked| asked.ask);
        Step::Answer(CustomerAnswer { ask, allow: Some(Info), files: None, info })
    }
}

#[test]
fn it_can_be_asked_for_where_the_browser_or_the_client_tells_it() {
    let away = Joined { here: false, ..telling(true) };
    let table = [
        (None, None, "NeedsClient"),
        (None, Some(true), "available"),
        (None, Some(false), "DeviceAway"),
        (Some(telling(true)), None, "available"),
        (Some(telling(true)), Some(false), "available"),
        (Some(telling(false)), None, "NotSupported"),
        (Some(telling(false)), Some(true), "available"),
        (Some(away), None, "DeviceAway"),
        (Some(away), Some(true), "available"),
        (Some(agent(AgentAllows::Control)), None, "NotSupported"),
        (Some(agent(AgentAllows::Control)), Some(false), "DeviceAway"),
    ];
    for (device, page, expected) in table {
        let mut scene = Scene::with(device);
        scene.page = page;
        scene.tells(Step::Settle, &[]).info(expected, None);
        scene.active = false;
        scene.tells(Step::Settle, &[]).info("NotActive", None);
    }
}

#[test]
fn a_site_that_does_not_want_it_asked_gives_the_ordinary_part() {
    let mut scene = Scene::on_page(false);
    scene.tells(Step::AskInfo(INES, PLAIN), &["appliance: granted Info"]).info("granted", Some(PLAIN));
    scene.stands("NeedsClient, NeedsClient, NeedsClient").tells(Step::AskInfo(BRAM, PLAIN), &[]);
    for scope in [LOG, ALL_OF_IT] {
        let mut scene = Scene::on_page(false);
        scene.tells(Step::AskInfo(INES, scope), &["Ines: requested Info"]).info("requested", Some(scope));
    }
    let mut scene = Scene::on_page(true);
    scene.tells(Step::AskInfo(INES, PLAIN), &["Ines: requested Info"]).info("requested", Some(PLAIN));
}

#[test]
fn the_customer_allows_what_was_asked_or_less() {
    for less in [PLAIN, LOG, ALL_OF_IT] {
        let mut scene = Scene::on_page(true);
        scene.take(Step::AskInfo(INES, ALL_OF_IT)).unwrap();
        let answer = scene.allows_info(Some(less));
        scene.tells(answer, &["customer: granted Info"]).info("granted", Some(less));
    }
    let mut scene = Scene::on_page(true);
    scene.take(Step::AskInfo(INES, LOG)).unwrap();
    let more = scene.allows_info(Some(ALL_OF_IT));
    scene.refuses(more, Stop::DoesNotFit);
    let view = scene.answer(Some(View));
    scene.refuses(view, Stop::DoesNotFit);
    scene.refuses(Step::AskInfo(INES, PLAIN), Stop::AskedAlready);
    scene.tells(Step::AskInfo(INES, LOG), &[]);
}

#[test]
fn more_is_asked_for_after_stopping() {
    let mut scene = Scene::on_page(false);
    scene.take(Step::AskInfo(INES, PLAIN)).unwrap();
    scene.refuses(Step::AskInfo(INES, LOG), Stop::StopFirst);
    scene.tells(Step::Stop(INES, Info), &["Ines: stopped Info by Representative"]);
    scene.info("stopped by Representative", None);
    scene.tells(Step::AskInfo(INES, LOG), &["Ines: requested Info"]);
}

#[test]
fn who_has_said_no_is_asked_also_where_nobody_else_is() {
    let mut refused = Scene::on_page(false);
    refused.take(Step::AskInfo(INES, LOG)).unwrap();
    refused.answers(None, &["customer: denied Info"]).info("denied", None);
    let mut stopped = Scene::on_page(false);
    stopped.take(Step::AskInfo(INES, PLAIN)).unwrap();
    stopped.tells(Step::Withdraw(Info), &["customer: stopped Info by Customer"]);
    stopped.info("stopped by Customer", None);
    for mut scene in [refused, stopped] {
        // Neither another owner nor a device that joins is a way round it.
        scene.take(Step::Reset(None)).unwrap();
        scene.device = Some(telling(true));
        scene.take(Step::Reset(Some(StoppedBy::Device))).unwrap();
        scene.tells(Step::AskInfo(INES, PLAIN), &["Ines: requested Info"]);
        scene.answers(Some(Info), &["customer: granted Info"]).info("granted", Some(PLAIN));
        // Allowing it takes the no back.
        scene.take(Step::Stop(INES, Info)).unwrap();
        scene.tells(Step::AskInfo(INES, PLAIN), &["appliance: granted Info"]);
    }
    let mut scene = Scene::on_page(false);
    for _ in 0..2 {
        scene.take(Step::AskInfo(INES, LOG)).unwrap();
        scene.answers(None, &["customer: denied Info"]);
    }
    scene.refuses(Step::AskInfo(INES, PLAIN), Stop::Paused { wait_s: limits::ASK_PAUSE_S });
}

#[test]
fn a_page_or_a_client_that_is_away_comes_back_to_what_was_allowed() {
    let mut scene = Scene::info_granted();
    scene.page = Some(false);
    scene.tells(Step::Settle, &[]).info("granted", Some(ALL_OF_IT));
    scene.tells(Step::Stop(INES, Info), &["Ines: stopped Info by Representative"]);
    scene.refuses(Step::AskInfo(INES, PLAIN), Stop::Unavailable(UnavailableReason::DeviceAway));

    let mut scene = Scene::with(Some(telling(true)));
    scene.asks_info = false;
    scene.take(Step::AskInfo(INES, PLAIN)).unwrap();
    scene.device = Some(Joined { here: false, ..telling(true) });
    scene.tells(Step::Settle, &[]).info("granted", Some(PLAIN));
    scene.device = None;
    scene.tells(Step::Settle, &["appliance: stopped Info by Device"]).info("NeedsClient", None);
}

#[test]
fn it_ends_with_the_session_its_device_and_its_owner() {
    let mut scene = Scene::info_granted();
    scene.active = false;
    scene.tells(Step::Settle, &[]).info("NotActive", None);
    let mut scene = Scene::info_granted();
    scene.device = Some(telling(true));
    let told = ["appliance: stopped Info by Device"];
    scene.tells(Step::Reset(Some(StoppedBy::Device)), &told).info("available", None);
    let mut scene = Scene::info_granted();
    scene.tells(Step::Reset(None), &[]).info("available", None);
    let mut scene = Scene::with(Some(telling(true)));
    scene.asks_info = false;
    scene.take(Step::AskInfo(INES, PLAIN)).unwrap();
    scene.device = Some(telling(false));
    scene.tells(Step::Settle, &told).info("NotSupported", None);
}

#[test]
fn it_needs_nothing_else_and_nothing_else_needs_it() {
    let mut scene = Scene::info_granted();
    scene.device = Some(telling(true));
    scene.take(Step::Settle).unwrap();
    scene.take(Step::Ask(INES, Control)).unwrap();
    scene.answers(Some(Control), &["customer: granted Control", "Ines: control taken"]);
    scene.tells(Step::Withdraw(View), &["customer: stopped View by Customer"]);
    scene.info("granted", Some(ALL_OF_IT));
    scene.tells(Step::Withdraw(Info), &["customer: stopped Info by Customer"]);
    scene.refuses(Step::AskInfo(STRANGER, PLAIN), Stop::NotTakingPart);
    scene.take(Step::AskInfo(INES, PLAIN)).unwrap();
    scene.after_s(limits::ASK_LIFE_S);
    scene.tells(Step::Lapse, &["appliance: lapsed Info"]).info("available", None);
}
