//! Signing in and out, sites.

use farhand_core::contract::{
    Command, LinkState, Payload, Phase, Secret, SecretStore, SignInStep, Topic, UiErrorCode,
};
use farhand_core::effect::SiteAccess;
use farhand_core::stored::{Stored, Write};
use farhand_core::{Answer, Call, CallError, Effect, Event, Timer, view};
use farhand_protocol::auth::SignIn;
use farhand_protocol::live::ServerFrame;
use farhand_protocol::site::Health;
use farhand_protocol::{ApiError, ErrorCode, Seq};

use crate::console::{Console, api, calls, timer, unreachable, writes};
use crate::sample::{SITE, health, signed_in, snapshot, stored, waiting};

fn command(code: Option<&str>) -> Command {
    Command::SignIn {
        user_name: "ines".into(),
        password: Secret("correct horse".into()),
        code: code.map(|code| Secret(code.into())),
        keep: true,
    }
}

fn call(code: Option<&str>) -> Call {
    let code = code.map(Into::into);
    Call::SignIn(SignIn { user_name: "ines".into(), password: "correct horse".into(), code })
}

/// At the point where the password was sent.
fn asked() -> Console {
    let mut console = Console::started(stored(), None);
    console.command(command(None));
    console.answer(&Call::Health, Ok(Answer::Health(health())));
    console
}

#[test]
fn a_fresh_console_shows_the_sign_in_page() {
    let mut console = Console::new();
    assert_eq!(console.app().phase, Phase::Starting);
    assert!(calls(&console.start(Stored::default(), None)).is_empty());
    let page = console.page();
    assert_eq!((page.site, page.busy, page.demo_offered), (None, false, true));
    assert_eq!(page.secret_store, SecretStore::File);
    assert_eq!(console.refused(command(None)), "Choose a site first.");
}

#[test]
fn signing_in_leads_to_the_workplace() {
    let mut console = asked();
    assert!(console.page().busy);
    let effects = console.answer(&call(None), Ok(Answer::SignedIn(signed_in())));
    let token = Secret("token-of-ines".into());
    let access = SiteAccess { address: SITE.into(), token: Some(token.clone()) };
    assert!(effects.contains(&Effect::UseSite(Some(access))));
    assert!(effects.contains(&Effect::KeepToken { site: SITE.into(), token }));
    assert!(
        matches!(writes(&effects)[..], [Write::PutSite(site)] if site.user_name.as_deref() == Some("ines"))
    );
    assert_eq!(calls(&effects), [&Call::Snapshot]);
    let effects =
        console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, vec![waiting(1)])))));
    assert!(effects.contains(&Effect::OpenLive { since: Seq(100) }));
    console.hello();
    assert_eq!(console.queues().waiting.len(), 1);
    assert!(matches!(console.app().phase, Phase::SignedIn(me) if me.site_name == "Example Support"));
}

#[test]
fn each_thing_that_is_wrong_has_its_own_message() {
    let other = Health { product: "nginx".into(), ..health() };
    let old = Health { api_version: 0, ..health() };
    let certificate = CallError::BadCertificate("expired".into());
    for (result, code) in [
        (Ok(Answer::Health(other)), UiErrorCode::NotAnAppliance),
        (Ok(Answer::Health(old)), UiErrorCode::ServerTooOld),
        (Ok(Answer::Done), UiErrorCode::NotAnAppliance),
        (Err(certificate), UiErrorCode::BadCertificate),
        (Err(unreachable()), UiErrorCode::Unreachable),
        (Err(CallError::NotAnAppliance), UiErrorCode::NotAnAppliance),
    ] {
        let mut console = Console::started(stored(), None);
        console.command(command(None));
        assert!(calls(&console.answer(&Call::Health, result)).is_empty());
        let page = console.page();
        assert_eq!((page.error.unwrap().code, page.busy), (code, false));
    }
}

#[test]
fn a_wrong_password_tells_the_attempts_left() {
    let mut console = asked();
    let error = ApiError { attempts_left: Some(3), ..ApiError::new(ErrorCode::InvalidCredentials, "no") };
    console.answer(&call(None), Err(error.into()));
    let error = console.page().error.unwrap();
    assert_eq!(
        error.message,
        "That user name and password do not match. 3 attempts left before a 15 minute pause."
    );
    assert_eq!(error.attempts_left, Some(3));
}

#[test]
fn the_second_factor_is_a_second_step() {
    let mut console = asked();
    console.answer(&call(None), Err(api(ErrorCode::SecondFactorRequired)));
    assert_eq!((console.page().step, console.page().error), (SignInStep::Code, None));
    assert_eq!(console.refused(command(None)), "The code has six digits.");
    assert_eq!(console.refused(command(Some("12345"))), "The code has six digits.");
    console.command(command(Some("123456")));
    console.answer(&call(Some("123456")), Err(api(ErrorCode::SecondFactorInvalid)));
    assert_eq!(console.page().error.unwrap().code, UiErrorCode::SecondFactorInvalid);
    assert_eq!(console.page().step, SignInStep::Code);
    console.command(command(Some("654321")));
    console.answer(&call(Some("654321")), Ok(Answer::SignedIn(signed_in())));
    assert!(matches!(console.app().phase, Phase::SignedIn(_)));
}

#[test]
fn leaving_the_code_step_drops_what_is_under_way() {
    let mut console = asked();
    console.answer(&call(None), Err(api(ErrorCode::SecondFactorRequired)));
    console.command(command(Some("123456")));
    let id = console.open[0].id;
    console.command(Command::BackToPassword);
    assert_eq!((console.page().step, console.page().busy), (SignInStep::Password, false));
    console.answer_id(id, Ok(Answer::SignedIn(signed_in())));
    assert!(matches!(console.app().phase, Phase::SignedOut(_)));
}

#[test]
fn a_kept_token_signs_in_and_is_tried_again() {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    assert_eq!(console.app().phase, Phase::Starting);
    let effects = console.answer(&Call::Snapshot, Err(unreachable()));
    assert!(timer(&effects, &Timer::Reconnect).is_some());
    let page = console.page();
    assert_eq!((page.busy, page.error.unwrap().code), (false, UiErrorCode::Unreachable));
    assert_eq!(calls(&console.due(Timer::Reconnect)), [&Call::Snapshot]);
    console.answer(&Call::Snapshot, Ok(Answer::Snapshot(Box::new(snapshot(100, vec![])))));
    assert!(matches!(console.app().phase, Phase::SignedIn(_)));
}

#[test]
fn a_password_may_be_typed_while_the_kept_token_is_tried() {
    let mut console = Console::started(stored(), Some("token-of-ines"));
    console.answer(&Call::Snapshot, Err(unreachable()));
    let effects = console.command(command(None));
    assert!(effects.contains(&Effect::ClearTimer(Timer::Reconnect)));
    assert_eq!(calls(&effects), [&Call::Health]);
}

#[test]
fn an_ended_token_signs_out_and_says_so() {
    let ends: [fn(&mut Console) -> Vec<Effect>; 4] = [
        |console| console.event(Event::Live(ServerFrame::SignedOut { by: None })),
        |console| console.event(Event::LiveClosed(api(ErrorCode::Unauthorized))),
        |console| {
            console.command(Command::GetNext);
            console.answer(&Call::Next, Err(api(ErrorCode::Unauthorized)))
        },
        |console| {
            console.event(Event::Live(ServerFrame::Resync));
            console.answer(&Call::Snapshot, Err(api(ErrorCode::Unauthorized)))
        },
    ];
    for end in ends {
        let mut console = Console::online(vec![waiting(1)]);
        let effects = end(&mut console);
        assert!(effects.contains(&Effect::ForgetToken { site: SITE.into() }));
        assert!(effects.contains(&Effect::UseSite(None)));
        assert!(effects.contains(&Effect::ShowCounts(Default::default())));
        let page = console.page();
        assert_eq!(page.error.unwrap().code, UiErrorCode::SignedOut);
        assert_eq!((page.site.as_deref(), page.user_name.as_str()), (Some(SITE), "ines"));
        assert!(console.queues().waiting.is_empty());
    }
}

#[test]
fn signing_out_gives_the_token_back() {
    let mut console = Console::online(vec![]);
    let effects = console.command(Command::SignOut);
    assert!(effects.contains(&Effect::CloseLive));
    assert_eq!(calls(&effects), [&Call::SignOut]);
    assert_eq!(console.page().error, None);
    let Payload::Connection(connection) = view(&console.state, &Topic::Connection) else { panic!() };
    assert_eq!(connection.link, LinkState::Idle);
    let effects = console.answer(&Call::SignOut, Err(unreachable()));
    assert_eq!(effects, [Effect::UseSite(None)]);
}

#[test]
fn sites_are_added_chosen_and_removed() {
    let mut console = Console::started(stored(), None);
    console.command(Command::AddSite { address: "Depot.example.com/".into() });
    assert_eq!(console.page().site.as_deref(), Some("https://depot.example.com"));
    assert_eq!(console.page().user_name, "");
    console.command(Command::ChooseSite { address: SITE.into() });
    assert_eq!(console.page().user_name, "ines");
    let effects = console.command(Command::RemoveSite { address: SITE.into() });
    assert_eq!(writes(&effects), [&Write::RemoveSite(SITE.into())]);
    assert_eq!(console.page().site.as_deref(), Some("https://depot.example.com"));
    let message = console.refused(Command::AddSite { address: "http://depot.example.com".into() });
    assert_eq!(message, "Only https:// is safe outside this computer.");
}

#[test]
fn a_site_added_at_work_changes_nothing_there() {
    let mut console = Console::online(vec![]);
    console.command(Command::AddSite { address: "depot.example.com".into() });
    assert_eq!(
        console.refused(Command::RemoveSite { address: SITE.into() }),
        "You are signed in there. Sign out first."
    );
    console.command(Command::SignOut);
    let page = console.page();
    assert_eq!((page.sites.len(), page.site.as_deref()), (2, Some(SITE)));
}

#[test]
fn the_demo_signs_in_by_itself() {
    let mut console = Console::started(Stored::default(), None);
    assert!(console.command(Command::StartDemo).contains(&Effect::StartDemo));
    assert!(console.page().busy);
    let started = || Event::DemoStarted {
        address: "http://127.0.0.1:4711".into(),
        portal: "http://127.0.0.1:4711/".into(),
        user_name: "ines".into(),
        password: Secret("correct horse".into()),
    };
    assert_eq!(calls(&console.event(started())), [&Call::Health]);
    console.answer(&Call::Health, Ok(Answer::Health(health())));
    let effects = console.answer(&call(None), Ok(Answer::SignedIn(signed_in())));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepToken { .. })));
    assert_eq!(console.app().demo.unwrap().portal, "http://127.0.0.1:4711/");

    let mut console = Console::started(Stored::default(), None);
    console.command(Command::StartDemo);
    console.event(Event::DemoFailed("the port is taken".into()));
    let error = console.page().error.unwrap();
    assert_eq!(error.message, "The demo appliance could not be started: the port is taken.");
}
