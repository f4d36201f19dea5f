//! The table, as stories: what happens, and where everything stands after it.

mod accounts;
mod files;
mod info;

use farhand_protocol::device::DeviceAbilities;
use farhand_protocol::limits;
use farhand_protocol::session::Participant;

use super::*;

const INES: RepresentativeId = RepresentativeId(1);
const BRAM: RepresentativeId = RepresentativeId(2);
const STRANGER: RepresentativeId = RepresentativeId(3);
const START: Timestamp = Timestamp(1_000_000);

use Capability::{Clipboard, Control, View};

fn participants() -> Vec<Participant> {
    let one = |id, name: &str| Participant { id, name: name.to_owned(), joined_at: Timestamp(0) };
    vec![one(INES, "Ines"), one(BRAM, "Bram")]
}

fn able(view: bool, control: bool, clipboard: bool) -> DeviceAbilities {
    DeviceAbilities {
        view,
        control,
        clipboard,
        annotations: false,
        files: farhand_protocol::device::FilesAbility::No,
        info: false,
    }
}

/// A client's device that can do everything.
fn client() -> Joined {
    Joined { abilities: able(true, true, true), android: false, here: true, unasked: None }
}

/// A VNC agent's, of which nobody can be asked.
fn agent(allows: AgentAllows) -> Joined {
    Joined { unasked: Some(allows), ..client() }
}

/// A session in which things happen.
struct Scene {
    active: bool,
    device: Option<Joined>,
    page: Option<bool>,
    asks_info: bool,
    participants: Vec<Participant>,
    barred: Vec<(RepresentativeId, Capability)>,
    now: Timestamp,
    permissions: Permissions,
}

impl Scene {
    fn with(device: Option<Joined>) -> Self {
        let mut scene = Self {
            active: true,
            device,
            page: None,
            asks_info: true,
            participants: participants(),
            barred: Vec::new(),
            now: START,
            permissions: Permissions::default(),
        };
        scene.take(Step::Settle).unwrap();
        scene
    }

    fn take(&mut self, step: Step) -> Result<Vec<String>, Stop> {
        let ground = Ground {
            active: self.active,
            participants: &self.participants,
            device: self.device,
            page: self.page,
            asks_info: self.asks_info,
            barred: &self.barred,
        };
        let told = after(&mut self.permissions, &ground, step, self.now)?;
        Ok(told.iter().map(tell).collect())
    }

    /// Takes a step that tells this.
    fn tells(&mut self, step: Step, expected: &[&str]) -> &mut Self {
        assert_eq!(self.take(step.clone()).unwrap(), expected, "{step:?}");
        self
    }

    /// Takes a step that is refused, and changes nothing.
    fn refuses(&mut self, step: Step, expected: Stop) -> &mut Self {
        let before = self.permissions.clone();
        assert_eq!(self.take(step.clone()), Err(expected), "{step:?}");
        assert_eq!(self.permissions, before);
        self
    }

    /// Where view, control and clipboard stand, and who drives.
    fn stands(&mut self, expected: &str) -> &mut Self {
        let mut words: Vec<_> =
            [View, Control, Clipboard].map(|what| word(self.permissions.capabilities.get(what))).into();
        words.extend(self.permissions.driver.map(|who| format!("driver {}", who.0)));
        assert_eq!(words.join(", "), expected);
        self
    }

    fn after_s(&mut self, seconds: u32) -> &mut Self {
        self.now = self.now.plus(u64::from(seconds) * 1000);
        self
    }

    fn answer(&mut self, allow: Option<Capability>) -> Step {
        let ask = question(&self.permissions.capabilities).map_or(0, |asked| asked.ask);
        Step::Answer(CustomerAnswer { ask, allow, files: None, info: None })
    }

    fn answers(&mut self, allow: Option<Capability>, expected: &[&str]) -> &mut Self {
        let step = self.answer(allow);
        self.tells(step, expected)
    }

    /// Everything is allowed, and Ines drives.
    fn all_granted() -> Self {
        let mut scene = Self::with(Some(client()));
        scene.take(Step::Ask(INES, Control)).unwrap();
        let answer = scene.answer(Some(Control));
        scene.take(answer).unwrap();
        scene.take(Step::Ask(INES, Clipboard)).unwrap();
        let answer = scene.answer(Some(Clipboard));
        scene.take(answer).unwrap();
        scene.stands("granted, granted, granted, driver 1");
        scene
    }
}

fn word(state: &CapabilityState) -> String {
    match state {
        CapabilityState::Unavailable { reason } => format!("{reason:?}"),
        CapabilityState::Available => "available".to_owned(),
        CapabilityState::Requested { .. } => "requested".to_owned(),
        CapabilityState::Granted { .. } => "granted".to_owned(),
        CapabilityState::Denied { .. } => "denied".to_owned(),
        CapabilityState::Stopped { by, .. } => format!("stopped by {by:?}"),
    }
}

fn tell(told: &Told) -> String {
    let author = match &told.author {
        Author::Customer => "customer".to_owned(),
        Author::Representative { name, .. } | Author::Helper { name, .. } => name.clone(),
        Author::Appliance => "appliance".to_owned(),
    };
    let event = match &told.event {
        SessionEvent::CapabilityRequested { what } => format!("requested {what:?}"),
        SessionEvent::CapabilityGranted { what } => format!("granted {what:?}"),
        SessionEvent::CapabilityDenied { what } => format!("denied {what:?}"),
        SessionEvent::CapabilityLapsed { what } => format!("lapsed {what:?}"),
        SessionEvent::CapabilityStopped { what, by } => format!("stopped {what:?} by {by:?}"),
        SessionEvent::ControlTaken { .. } => "control taken".to_owned(),
        SessionEvent::ControlReleased { .. } => "control released".to_owned(),
        other => panic!("{other:?}"),
    };
    format!("{author}: {event}")
}

#[test]
fn what_can_be_asked_for_follows_the_session_and_its_device() {
    let android = |abilities| Joined { abilities, android: true, ..client() };
    let only = |abilities| Joined { abilities, ..client() };
    let table = [
        (None, "NeedsClient, NeedsClient, NeedsClient"),
        (Some(client()), "available, available, available"),
        (Some(Joined { here: false, ..client() }), "DeviceAway, DeviceAway, DeviceAway"),
        (Some(only(able(false, true, true))), "NoScreen, NoScreen, NoScreen"),
        (Some(only(able(true, false, true))), "available, NotSupported, NotSupported"),
        (Some(only(able(true, true, false))), "available, available, NotSupported"),
        (Some(android(able(true, false, true))), "available, AccessibilityOff, AccessibilityOff"),
        (Some(agent(AgentAllows::Nothing)), "NobodyToAsk, NobodyToAsk, NobodyToAsk"),
        (Some(agent(AgentAllows::View)), "available, NobodyToAsk, NobodyToAsk"),
        (Some(agent(AgentAllows::Control)), "available, available, NobodyToAsk"),
    ];
    for (device, expected) in table {
        let mut scene = Scene::with(device);
        scene.stands(expected);
        scene.active = false;
        scene.tells(Step::Settle, &[]).stands("NotActive, NotActive, NotActive");
        scene.active = true;
        scene.tells(Step::Settle, &[]).stands(expected);
    }
}

#[test]
fn each_question_takes_each_answer_that_goes_with_it() {
    use Stop::DoesNotFit;
    let allowed = |what| Some(what);
    type Row = (Capability, Option<Capability>, Result<&'static str, Stop>);
    let table: [Row; 12] = [
        (View, allowed(View), Ok("granted, available, available")),
        (View, allowed(Control), Ok("granted, granted, available, driver 1")),
        (View, allowed(Clipboard), Err(DoesNotFit)),
        (View, None, Ok("denied, available, available")),
        (Control, allowed(Control), Ok("granted, granted, available, driver 1")),
        (Control, allowed(View), Ok("granted, denied, available")),
        (Control, allowed(Clipboard), Err(DoesNotFit)),
        (Control, None, Ok("denied, denied, available")),
        (Clipboard, allowed(Clipboard), Ok("granted, granted, granted, driver 1")),
        (Clipboard, allowed(View), Err(DoesNotFit)),
        (Clipboard, allowed(Control), Err(DoesNotFit)),
        (Clipboard, None, Ok("granted, granted, denied, driver 1")),
    ];
    for (asked, allow, expected) in table {
        let mut scene = Scene::with(Some(client()));
        if asked == Clipboard {
            scene.tells(Step::Ask(INES, Control), &["Ines: requested Control"]);
            scene.answers(Some(Control), &["customer: granted Control", "Ines: control taken"]);
        }
        scene.take(Step::Ask(INES, asked)).unwrap();
        let answer = scene.answer(allow);
        match expected {
            Ok(stands) => {
                scene.take(answer).unwrap();
                scene.stands(stands);
            }
            Err(stop) => {
                scene.refuses(answer, stop);
            }
        }
    }
}

#[test]
fn asking_for_control_is_one_question_about_seeing_too() {
    let mut scene = Scene::with(Some(client()));
    scene.tells(Step::Ask(INES, Control), &["Ines: requested Control"]);
    scene.stands("requested, requested, available");
    scene.answers(Some(View), &["customer: granted View", "customer: denied Control"]);
    scene
        .tells(Step::Ask(INES, Control), &["Ines: requested Control"])
        .stands("granted, requested, available");
    scene.answers(None, &["customer: denied Control"]).stands("granted, denied, available");
}

#[test]
fn the_first_answer_counts() {
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, View)).unwrap();
    let (yes, no, other) = (
        scene.answer(Some(View)),
        scene.answer(None),
        CustomerAnswer { ask: 9, allow: None, files: None, info: None },
    );
    scene.refuses(Step::Answer(other), Stop::NotAsked);
    scene.tells(yes.clone(), &["customer: granted View"]);
    scene.tells(yes, &[]).refuses(no, Stop::AnsweredOtherwise).stands("granted, available, available");
}

#[test]
fn there_is_one_question_at_a_time() {
    let mut scene = Scene::with(Some(client()));
    scene.tells(Step::Ask(INES, View), &["Ines: requested View"]).tells(Step::Ask(INES, View), &[]);
    scene.refuses(Step::Ask(INES, Control), Stop::AskedAlready);
    scene.refuses(Step::Ask(BRAM, View), Stop::AskedAlready);
    scene.tells(Step::TakeBack(BRAM, Control), &[]);
    let answer = scene.answer(Some(View));
    scene.tells(Step::TakeBack(BRAM, View), &["Bram: lapsed View"]).stands("available, available, available");
    scene.refuses(answer, Stop::NotAsked);
    scene.tells(Step::Ask(BRAM, Control), &["Bram: requested Control"]);
    scene
        .tells(Step::TakeBack(INES, View), &["Ines: lapsed Control"])
        .stands("available, available, available");
}

#[test]
fn a_question_lapses_in_its_time() {
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, Control)).unwrap();
    scene.after_s(limits::ASK_LIFE_S - 1).tells(Step::Lapse, &[]).stands("requested, requested, available");
    let answer = scene.answer(Some(Control));
    scene.after_s(1).tells(Step::Lapse, &["appliance: lapsed Control"]);
    scene.stands("available, available, available").refuses(answer, Stop::NotAsked);
}

#[test]
fn two_refusals_in_a_row_pause_asking() {
    let mut scene = Scene::with(Some(client()));
    for _ in 0..2 {
        scene.take(Step::Ask(INES, View)).unwrap();
        scene.answers(None, &["customer: denied View"]);
    }
    let wait_s = limits::ASK_PAUSE_S;
    let until = START.plus(u64::from(wait_s) * 1000);
    let denied = CapabilityState::Denied { at: START, ask_again_at: Some(until) };
    assert_eq!(scene.permissions.capabilities.view, denied);
    for what in [View, Control] {
        scene.refuses(Step::Ask(BRAM, what), Stop::Paused { wait_s });
    }
    // Another device, or another owner, is no way round it.
    scene.tells(Step::Reset(None), &[]).after_s(wait_s - 1);
    scene.refuses(Step::Ask(INES, View), Stop::Paused { wait_s: 1 });
    scene.after_s(1).tells(Step::Ask(INES, View), &["Ines: requested View"]);
    scene.answers(Some(View), &["customer: granted View"]);
    scene.tells(Step::Withdraw(View), &["customer: stopped View by Customer"]);
    scene.take(Step::Ask(INES, View)).unwrap();
    scene.answers(None, &["customer: denied View"]);
    scene.tells(Step::Ask(INES, View), &["Ines: requested View"]);
}

#[test]
fn stopping_takes_what_depends_on_it_along() {
    let table = [
        (View, "stopped by Customer, stopped by Customer, stopped by Customer"),
        (Control, "granted, stopped by Customer, stopped by Customer"),
        (Clipboard, "granted, granted, stopped by Customer, driver 1"),
    ];
    for (what, expected) in table {
        let mut scene = Scene::all_granted();
        scene.tells(Step::Withdraw(what), &[&format!("customer: stopped {what:?} by Customer")]);
        scene.stands(expected).tells(Step::Withdraw(what), &[]);
        let mut scene = Scene::all_granted();
        scene.tells(Step::Stop(BRAM, what), &[&format!("Bram: stopped {what:?} by Representative")]);
        scene.stands(&expected.replace("Customer", "Representative"));
    }
}

#[test]
fn stopping_ends_an_open_question() {
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, View)).unwrap();
    scene.answers(Some(View), &["customer: granted View"]);
    scene.take(Step::Ask(INES, Control)).unwrap();
    let told = ["customer: lapsed Control", "customer: stopped View by Customer"];
    scene.tells(Step::Withdraw(View), &told).stands("stopped by Customer, available, available");
}

#[test]
fn one_drives_and_only_with_control() {
    let mut scene = Scene::with(Some(client()));
    scene.refuses(Step::Drive(INES, true), Stop::NeedsControl);
    scene.refuses(Step::Ask(INES, Clipboard), Stop::NeedsControl);
    let mut scene = Scene::all_granted();
    scene.tells(Step::Drive(INES, true), &[]).tells(Step::Drive(BRAM, false), &[]);
    scene.tells(Step::Drive(BRAM, true), &["Bram: control taken"]);
    scene.tells(Step::Drive(INES, false), &[]).stands("granted, granted, granted, driver 2");
    scene.tells(Step::Drive(BRAM, false), &["Bram: control released"]).stands("granted, granted, granted");
    scene.tells(Step::Drive(INES, true), &["Ines: control taken"]);
    scene.participants.retain(|p| p.id != INES);
    scene.tells(Step::Settle, &[]).stands("granted, granted, granted");
}

#[test]
fn only_those_who_take_part_may() {
    let mut scene = Scene::all_granted();
    for step in [
        Step::Ask(STRANGER, View),
        Step::TakeBack(STRANGER, View),
        Step::Stop(STRANGER, View),
        Step::Drive(STRANGER, true),
        Step::Drive(STRANGER, false),
    ] {
        scene.refuses(step, Stop::NotTakingPart);
    }
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(BRAM, View)).unwrap();
    scene.participants.retain(|p| p.id != BRAM);
    scene.tells(Step::Settle, &["appliance: lapsed View"]).stands("available, available, available");
}

#[test]
fn a_lost_connection_keeps_what_is_allowed_and_a_gone_device_does_not() {
    let mut scene = Scene::all_granted();
    scene.device = Some(Joined { here: false, ..client() });
    scene.tells(Step::Settle, &[]).stands("granted, granted, granted, driver 1");
    scene.tells(Step::Withdraw(Control), &["customer: stopped Control by Customer"]);
    scene.refuses(Step::Ask(INES, Control), Stop::Unavailable(UnavailableReason::DeviceAway));
    scene.device = Some(client());
    scene.tells(Step::Settle, &[]).stands("granted, stopped by Customer, stopped by Customer");
    scene.device = None;
    scene.tells(Step::Settle, &["appliance: stopped View by Device"]);
    scene.stands("NeedsClient, NeedsClient, NeedsClient");
}

#[test]
fn a_device_that_loses_an_ability_loses_what_needs_it() {
    let mut scene = Scene::all_granted();
    scene.device = Some(Joined { abilities: able(true, false, true), android: true, ..client() });
    scene.tells(Step::Settle, &["appliance: stopped Control by Device"]);
    scene.stands("granted, AccessibilityOff, AccessibilityOff");
    let mut scene = Scene::with(Some(client()));
    scene.take(Step::Ask(INES, View)).unwrap();
    scene.device = Some(Joined { abilities: able(false, false, false), ..client() });
    scene.tells(Step::Settle, &["appliance: lapsed View"]).stands("NoScreen, NoScreen, NoScreen");
}

#[test]
fn another_device_or_owner_must_be_allowed_anew() {
    let mut scene = Scene::all_granted();
    let told = ["appliance: stopped View by Device"];
    scene.tells(Step::Reset(Some(StoppedBy::Device)), &told).stands("available, available, available");
    let mut scene = Scene::all_granted();
    scene.tells(Step::Reset(None), &[]).stands("available, available, available");
    let mut scene = Scene::all_granted();
    scene.active = false;
    scene.tells(Step::Settle, &[]).stands("NotActive, NotActive, NotActive");
    scene.active = true;
    scene.tells(Step::Settle, &[]).stands("available, available, available");
}

#[test]
fn dialling_out_permits_what_the_site_says_while_nobody_can_be_asked() {
    let mut scene = Scene::with(Some(agent(AgentAllows::View)));
    scene.tells(Step::Ask(INES, View), &["appliance: granted View"]);
    scene.refuses(Step::Ask(INES, Control), Stop::Unavailable(UnavailableReason::NobodyToAsk));
    scene.device = Some(agent(AgentAllows::Control));
    scene
        .tells(Step::Settle, &[])
        .tells(Step::Ask(INES, Control), &["appliance: granted Control", "Ines: control taken"]);
    scene.stands("granted, granted, NobodyToAsk, driver 1");
    // With a page open there is somebody to ask.
    let mut scene = Scene::with(Some(agent(AgentAllows::Control)));
    scene.device = Some(client());
    scene.tells(Step::Settle, &[]).tells(Step::Ask(INES, View), &["Ines: requested View"]);
}

#[test]
fn closing_the_page_is_no_way_round_the_customers_word() {
    let nobody = Stop::Unavailable(UnavailableReason::NobodyToAsk);
    let (page, closed) = (Some(client()), Some(agent(AgentAllows::Control)));
    let mut refused = Scene::with(page);
    refused.take(Step::Ask(INES, View)).unwrap();
    refused.answers(None, &["customer: denied View"]);
    let mut partly = Scene::with(page);
    partly.take(Step::Ask(INES, Control)).unwrap();
    partly.answers(Some(View), &["customer: granted View", "customer: denied Control"]);
    let mut stopped = Scene::all_granted();
    stopped.take(Step::Withdraw(View)).unwrap();
    for (mut scene, what) in [(refused, View), (partly, Control), (stopped, View)] {
        scene.device = closed;
        scene.tells(Step::Settle, &[]).refuses(Step::Ask(INES, what), nobody);
        scene.refuses(Step::Ask(INES, Control), nobody);
        // Neither a question that is taken back nor another owner wipes it out.
        scene.device = page;
        scene.take(Step::Settle).unwrap();
        scene.take(Step::Ask(INES, what)).unwrap();
        scene.take(Step::TakeBack(INES, what)).unwrap();
        scene.tells(Step::Reset(None), &[]);
        scene.device = closed;
        scene.tells(Step::Settle, &[]).refuses(Step::Ask(INES, Control), nobody);
        // Allowing it again does, and so does dialling out again.
        scene.tells(Step::Reset(Some(StoppedBy::Device)), &[]).stands("available, available, NobodyToAsk");
        scene.take(Step::Ask(INES, what)).unwrap();
        assert!(scene.permissions.capabilities.granted(what));
    }
}

#[test]
fn a_pause_is_a_pause_for_what_dialling_out_permits_too() {
    let mut scene = Scene::with(Some(client()));
    for _ in 0..2 {
        scene.take(Step::Ask(INES, View)).unwrap();
        scene.answers(None, &["customer: denied View"]);
    }
    scene.device = Some(agent(AgentAllows::Control));
    scene.tells(Step::Reset(Some(StoppedBy::Device)), &[]);
    scene.refuses(Step::Ask(INES, View), Stop::Paused { wait_s: limits::ASK_PAUSE_S });
    scene.after_s(limits::ASK_PAUSE_S).tells(Step::Ask(INES, View), &["appliance: granted View"]);
}

#[test]
fn what_nobody_sees_ends_a_minute_after_the_page() {
    let table = [
        (AgentAllows::Nothing, "stopped View", "NobodyToAsk, NobodyToAsk, NobodyToAsk"),
        (AgentAllows::View, "stopped Control", "granted, NobodyToAsk, NobodyToAsk"),
        (AgentAllows::Control, "stopped Clipboard", "granted, granted, NobodyToAsk, driver 1"),
    ];
    for (allows, told, stands) in table {
        let mut scene = Scene::all_granted();
        let all = "granted, granted, granted, driver 1";
        scene.device = Some(agent(allows));
        scene.tells(Step::Settle, &[]).after_s(UNSEEN_S - 1).tells(Step::Lapse, &[]).stands(all);
        // The page comes back, and goes.
        scene.device = Some(client());
        scene.tells(Step::Settle, &[]).after_s(1).tells(Step::Lapse, &[]);
        scene.device = Some(agent(allows));
        scene.tells(Step::Settle, &[]).after_s(UNSEEN_S - 1).tells(Step::Lapse, &[]).stands(all);
        scene.after_s(1).tells(Step::Lapse, &[&format!("appliance: {told} by Device")]).stands(stands);
        scene.after_s(UNSEEN_S).tells(Step::Lapse, &[]).stands(stands);
        assert_eq!(scene.permissions.history.unseen_since, None);
    }
}
