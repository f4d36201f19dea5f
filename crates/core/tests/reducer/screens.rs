//! Screens: when their streams are open, what may pass, and what a broken one leads to.

use farhand_core::contract::{
    Command, Payload, ScreenQuality, ScreenStatus, ScreenView, ScreenshotTo, Secret, Topic,
};
use farhand_core::effect::ScreenOrder;
use farhand_core::event::ScreenEvent;
use farhand_core::{Answer, Call, Effect, Event, Timer, view};
use farhand_protocol::capability::{Capability, CapabilityState, StoppedBy};
use farhand_protocol::device::{
    Device, DeviceAbilities, DeviceKind, DevicePresence, Elevating, Elevation, ElevationStage, Platform,
};
use farhand_protocol::screen::{ScreenTicket, close};
use farhand_protocol::session::{EndReason, Session};
use farhand_protocol::{ErrorCode, RepresentativeId, Timestamp};

use crate::console::{Console, api, calls, timer, unreachable};
use crate::sample::{BRAM, INES, START, active, ended, lsid};

fn device() -> Device {
    Device {
        kind: DeviceKind::Client { version: "0.1.0".into() },
        platform: Platform::Linux,
        name: "Workbench".into(),
        presence: DevicePresence::Here,
        encrypted: true,
        abilities: DeviceAbilities {
            view: true,
            control: true,
            clipboard: true,
            annotations: true,
            files: farhand_protocol::device::FilesAbility::No,
            info: false,
        },
    }
}

/// A session whose customer allows these.
fn allows(granted: &[Capability], driver: Option<RepresentativeId>) -> Session {
    let mut session = active(1, INES);
    session.device = Some(device());
    session.driver = driver;
    for what in [Capability::View, Capability::Control, Capability::Clipboard] {
        let state = if granted.contains(&what) {
            CapabilityState::Granted { at: START }
        } else {
            CapabilityState::Available
        };
        *session.capabilities.get_mut(what) = state;
    }
    session
}

fn screen(console: &Console) -> ScreenView {
    match view(&console.state, &Topic::Screen(lsid(1))) {
        Payload::Screen(screen) => screen,
        other => panic!("{other:?}"),
    }
}

fn orders(effects: &[Effect]) -> Vec<&ScreenOrder> {
    let mut orders = Vec::new();
    for effect in effects {
        if let Effect::Screen(of, order) = effect {
            assert_eq!(*of, lsid(1));
            orders.push(order);
        }
    }
    orders
}

fn ticket() -> Answer {
    Answer::ScreenTicket(ScreenTicket { ticket: "T".into(), life_s: 30 })
}

fn open() -> ScreenOrder {
    ScreenOrder::Open { ticket: "T".into(), quality: ScreenQuality::Auto, part: None }
}

const LOOKING: ScreenOrder = ScreenOrder::May { drive: false, clipboard: false };

/// A console that shows the screen of a customer who allows these.
fn showing(granted: &[Capability], driver: Option<RepresentativeId>) -> Console {
    let mut console = Console::online(vec![allows(granted, driver)]);
    console.command(Command::OpenScreen { lsid: lsid(1) });
    console.answer(&Call::ScreenTicket(lsid(1)), Ok(ticket()));
    console.event(Event::Screen(lsid(1), ScreenEvent::Live));
    assert_eq!(screen(&console).status, ScreenStatus::Live);
    console
}

#[test]
fn a_stream_opens_when_it_is_looked_at_and_allowed_whichever_comes_last() {
    let mut console = Console::online(vec![allows(&[], None)]);
    assert!(calls(&console.command(Command::OpenScreen { lsid: lsid(1) })).is_empty());
    assert_eq!(screen(&console).status, ScreenStatus::Closed);
    let effects = console.session_changed(allows(&[Capability::View], None));
    assert_eq!(calls(&effects), [&Call::ScreenTicket(lsid(1))]);
    assert_eq!(screen(&console).status, ScreenStatus::Opening { since: START });
    let effects = console.answer(&Call::ScreenTicket(lsid(1)), Ok(ticket()));
    assert_eq!(orders(&effects), [&open(), &LOOKING]);
}

#[test]
fn it_closes_when_nobody_looks_or_the_permission_the_device_or_the_session_goes() {
    let view = [Capability::View];
    let mut away = allows(&view, None);
    away.device.as_mut().unwrap().presence = DevicePresence::Away { since: START };
    for gone in [allows(&[], None), away, ended(1, EndReason::Customer)] {
        let mut console = showing(&view, None);
        assert_eq!(orders(&console.session_changed(gone)), [&ScreenOrder::Close]);
        assert_eq!(screen(&console).status, ScreenStatus::Closed);
    }
    let mut console = showing(&view, None);
    assert_eq!(orders(&console.command(Command::CloseScreen { lsid: lsid(1) })), [&ScreenOrder::Close]);
    let mut console = showing(&view, None);
    assert!(orders(&console.event(Event::Command(Command::SignOut))).contains(&&ScreenOrder::Close));
}

#[test]
fn a_lost_link_leaves_an_open_stream_alone() {
    let mut console = showing(&[Capability::View], None);
    assert!(orders(&console.cut()).is_empty());
    assert_eq!(screen(&console).status, ScreenStatus::Live);
}

#[test]
fn only_the_driver_of_a_granted_control_drives() {
    use Capability::{Clipboard, Control, View};
    let may = |drive, clipboard| ScreenOrder::May { drive, clipboard };
    for (granted, driver, expected) in [
        (&[View, Control][..], Some(INES), may(true, false)),
        (&[View, Control, Clipboard], Some(INES), may(true, true)),
        (&[View, Control], Some(BRAM), may(false, false)),
        (&[View, Control], None, may(false, false)),
        (&[View], Some(INES), may(false, false)),
    ] {
        let mut console = Console::online(vec![allows(granted, driver)]);
        console.command(Command::OpenScreen { lsid: lsid(1) });
        let effects = console.answer(&Call::ScreenTicket(lsid(1)), Ok(ticket()));
        assert_eq!(orders(&effects), [&open(), &expected], "{granted:?} {driver:?}");
    }
}

#[test]
fn withdrawn_control_is_told_to_the_stream_in_the_same_step() {
    use Capability::{Control, View};
    let mut console = showing(&[View, Control], Some(INES));
    let mut stopped = allows(&[View], None);
    stopped.capabilities.control = CapabilityState::Stopped { at: START, by: StoppedBy::Customer };
    assert_eq!(orders(&console.session_changed(stopped)), [&LOOKING]);
    assert!(!screen(&console).driving);
    let refused = console.refused(Command::SendClipboard { lsid: lsid(1) });
    assert_eq!(refused, "You are not in control. Ask for control first.");
}

#[test]
fn a_broken_stream_is_tried_again_after_growing_pauses() {
    let mut console = showing(&[Capability::View], None);
    console.random = 500;
    let code = Some(close::DEVICE_AWAY);
    let broken = || ScreenEvent::Closed { code, reason: "the connection was reset".into() };
    let effects = console.event(Event::Screen(lsid(1), broken()));
    assert_eq!(timer(&effects, &Timer::Screen(lsid(1))), Some(console.now.plus(500)));
    let ScreenStatus::Lost { since, reason, close, next_try_at } = screen(&console).status else { panic!() };
    assert_eq!((since, close, next_try_at), (START, code, Some(console.now.plus(500))));
    assert_eq!(reason.message, "The connection was reset.");
    let effects = console.later(500).due(Timer::Screen(lsid(1)));
    assert_eq!(calls(&effects), [&Call::ScreenTicket(lsid(1))]);
    let effects = console.answer(&Call::ScreenTicket(lsid(1)), Err(api(ErrorCode::WrongState)));
    assert!(timer(&effects, &Timer::Screen(lsid(1))) > Some(console.now.plus(700)));
    let ScreenStatus::Lost { since, .. } = screen(&console).status else { panic!() };
    assert_eq!(since, START);
    assert!(orders(&console.event(Event::Screen(lsid(1), ScreenEvent::Live))).is_empty());
    assert!(matches!(screen(&console).status, ScreenStatus::Lost { .. }), "nothing comes from no stream");
}

/// What the console does when its stream is closed with a code.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Then {
    /// Tries again by itself, after growing pauses, for as long as the screen may be seen.
    Retries,
    /// Waits for the password, and tries again with that.
    Asks,
}

#[test]
fn each_close_code_leads_to_another_try_or_a_question_and_what_it_was_is_told() {
    use Then::{Asks, Retries};
    for (code, then) in [
        (None, Retries),
        (Some(1001), Retries),
        (Some(close::VIEW_STOPPED), Retries),
        (Some(close::DEVICE_AWAY), Retries),
        (Some(close::DEVICE_FAILED), Retries),
        (Some(close::SESSION_LEFT), Retries),
        (Some(close::VIEWER_FAILED), Retries),
        (Some(close::WRONG_PASSWORD), Asks),
        (Some(close::NO_ANSWER), Retries),
        // One that a later appliance may have.
        (Some(4999), Retries),
    ] {
        let mut console = showing(&[Capability::View], None);
        console.random = 500;
        let closed = || Event::Screen(lsid(1), ScreenEvent::Closed { code, reason: "it said why".into() });
        let mut before = 0;
        for round in 0..6 {
            let effects = console.event(closed());
            assert!(calls(&effects).is_empty(), "{code:?}: never at once");
            let again = match then {
                Retries => {
                    let ScreenStatus::Lost { reason, close, next_try_at, .. } = screen(&console).status
                    else {
                        panic!("{code:?}: {:?}", screen(&console).status)
                    };
                    assert_eq!((reason.message.as_str(), close), ("It said why.", code));
                    assert_eq!(timer(&effects, &Timer::Screen(lsid(1))), next_try_at, "{code:?}");
                    let pause = next_try_at.expect("a time for the next try").since(console.now);
                    assert!(pause > before, "{code:?} {round}: {pause} after {before}");
                    before = pause;
                    console.later(pause).due(Timer::Screen(lsid(1)))
                }
                Asks => {
                    assert_eq!(screen(&console).status, ScreenStatus::PasswordNeeded { wrong: true });
                    assert_eq!(timer(&effects, &Timer::Screen(lsid(1))), None);
                    let password = Secret("another".into());
                    console.command(Command::ScreenPassword { lsid: lsid(1), password })
                }
            };
            assert_eq!(calls(&again), [&Call::ScreenTicket(lsid(1))], "{code:?} {round}");
            console.answer(&Call::ScreenTicket(lsid(1)), Ok(ticket()));
        }
        // What the session tells meanwhile is the end of it.
        console.event(closed());
        console.session_changed(allows(&[], None));
        assert_eq!(screen(&console).status, ScreenStatus::Closed, "{code:?}");
        assert!(calls(&console.due(Timer::Screen(lsid(1)))).is_empty(), "{code:?}");
    }
}

#[test]
fn an_agent_gets_its_password_and_a_wrong_one_is_said() {
    let mut console = showing(&[Capability::View], None);
    let password = |text: &str| Command::ScreenPassword { lsid: lsid(1), password: Secret(text.into()) };
    console.event(Event::Screen(lsid(1), ScreenEvent::PasswordNeeded));
    assert_eq!(screen(&console).status, ScreenStatus::PasswordNeeded { wrong: false });
    let effects = console.command(password("first"));
    assert_eq!(orders(&effects), [&ScreenOrder::Password(Secret("first".into()))]);
    let wrong = ScreenEvent::Closed { code: Some(close::WRONG_PASSWORD), reason: "wrong".into() };
    let effects = console.event(Event::Screen(lsid(1), wrong));
    assert_eq!(screen(&console).status, ScreenStatus::PasswordNeeded { wrong: true });
    assert!(calls(&effects).is_empty(), "it waits for another one");
    assert_eq!(calls(&console.command(password("second"))), [&Call::ScreenTicket(lsid(1))]);
    console.answer(&Call::ScreenTicket(lsid(1)), Ok(ticket()));
    let effects = console.event(Event::Screen(lsid(1), ScreenEvent::PasswordNeeded));
    assert_eq!(orders(&effects), [&ScreenOrder::Password(Secret("second".into()))]);
}

fn take() -> Command {
    Command::TakeScreenshot { lsid: lsid(1), to: ScreenshotTo::File }
}

#[test]
fn a_screenshot_is_logged_before_it_is_taken() {
    let mut console = showing(&[Capability::View], None);
    let noted = Call::ScreenshotTaken(lsid(1));
    let effects = console.command(take());
    assert_eq!((calls(&effects), orders(&effects)), (vec![&noted], vec![]));
    let session = Answer::Session(Box::new(allows(&[Capability::View], None)));
    let order = ScreenOrder::Screenshot { to: ScreenshotTo::File, name: "Mara".into() };
    assert_eq!(orders(&console.answer(&noted, Ok(session))), [&order]);
    let taken = ScreenEvent::ScreenshotTaken(Some("/Pictures/Mara.png".into()));
    assert_eq!(calls(&console.event(Event::Screen(lsid(1), taken))), Vec::<&Call>::new());
    assert_eq!(console.notices(), ["The picture was saved as /Pictures/Mara.png."]);
}

#[test]
fn a_screenshot_that_cannot_be_logged_is_not_taken() {
    for error in [api(ErrorCode::RateLimited), unreachable()] {
        let mut console = showing(&[Capability::View], None);
        console.command(take());
        let effects = console.answer(&Call::ScreenshotTaken(lsid(1)), Err(error));
        assert_eq!(orders(&effects), Vec::<&ScreenOrder>::new());
        assert!(console.notices()[0].starts_with("The picture was not kept. "), "{:?}", console.notices());
    }
    let mut console = showing(&[Capability::View], None);
    console.command(take());
    let stopped = Answer::Session(Box::new(allows(&[], None)));
    console.session_changed(allows(&[], None));
    let effects = console.answer(&Call::ScreenshotTaken(lsid(1)), Ok(stopped));
    assert_eq!(orders(&effects), Vec::<&ScreenOrder>::new());
    assert_eq!(console.notices(), ["The picture was not kept. There is no picture of the screen any more."]);
}

#[test]
fn questions_follow_what_stands() {
    let ask = |what| Command::AskFor { lsid: lsid(1), what };
    let mut console = Console::online(vec![allows(&[Capability::View], None)]);
    assert_eq!(console.refused(ask(Capability::View)), "This is allowed already.");
    let effects = console.command(ask(Capability::Control));
    assert_eq!(calls(&effects), [&Call::Ask(lsid(1), Capability::Control)]);
    console.answer(&Call::Ask(lsid(1), Capability::Control), Err(api(ErrorCode::RateLimited)));
    assert_eq!(console.notices(), ["The appliance says no."]);
    let drive = Command::Drive { lsid: lsid(1), drive: true };
    assert_eq!(console.refused(drive), "Control is not allowed now. Ask for it first.");
    let console = Console::online(vec![active(1, INES)]);
    assert_eq!(console.refused(ask(Capability::View)), "This cannot be had now.");
    let console = Console::online(vec![active(1, BRAM)]);
    assert!(console.session(lsid(1)).is_none());
}

#[test]
fn a_link_shows_until_the_device_has_joined() {
    let mut console = Console::online(vec![active(1, INES)]);
    console.command(Command::Elevate { lsid: lsid(1), purpose: Some(Capability::Control) });
    let elevation = Elevation {
        link: "https://support.example.com/client?code=482913706".into(),
        code: "482913706".into(),
        expires_at: Timestamp(9),
        agent: None,
    };
    console
        .answer(&Call::Elevate(lsid(1), Some(Capability::Control)), Ok(Answer::Elevation(elevation.clone())));
    assert_eq!(console.session(lsid(1)).unwrap().elevation, Some(elevation));
    console.session_changed(allows(&[], None));
    assert_eq!(console.session(lsid(1)).unwrap().elevation, None);
}

/// The customer is asked to open the client, and this is what came of it.
fn elevating(stage: ElevationStage) -> Session {
    let elevating = Elevating { at: Timestamp(5), expires_at: Timestamp(9), purpose: None, stage };
    Session { elevating: Some(elevating), ..active(1, INES) }
}

#[test]
fn what_the_customer_does_about_a_link_shows_and_an_end_of_it_is_told() {
    let at = Timestamp(6);
    for (stage, told) in [
        (ElevationStage::Declined { at }, "Mara does not want to open the support app."),
        (
            ElevationStage::TimedOut { at, accepted: true },
            "Mara was opening the support app, but it has not joined in time.",
        ),
        (
            ElevationStage::TimedOut { at, accepted: false },
            "Mara has not answered whether to open the support app.",
        ),
    ] {
        let mut console = Console::online(vec![elevating(ElevationStage::Asked)]);
        console.session_changed(elevating(ElevationStage::Opening { since: at }));
        let shown = console.session(lsid(1)).unwrap().session.elevating.unwrap();
        assert_eq!(shown.stage, ElevationStage::Opening { since: at });
        assert!(console.notices().is_empty());
        console.session_changed(elevating(stage));
        assert_eq!(console.notices(), [told]);
        console.command(Command::LookAt { lsid: Some(lsid(1)) });
        console.session_changed(elevating(ElevationStage::Asked));
        console.session_changed(elevating(stage));
        assert_eq!(console.notices().len(), 1, "whoever looks at the session sees it");
    }
}
