//! The one function that changes the state. It only routes: handlers live beside what they change.

use farhand_protocol::auth::SignIn;
use farhand_protocol::chat::NewMessage;
use farhand_protocol::team::{NewTalk, Transfer};

use crate::check::check;
use crate::contract::{Command, Demo, OutboxKind, PendingKind, Secret};
use crate::effect::{Call, Effect, ScreenOrder, Timer};
use crate::event::{Event, Input};
use crate::state::{
    State, accept, alerts, chat_load, dashboard, demo, drafts, infos, keys, link, links, notices, offers,
    pending, permission, presence, program, screens, sending, sharing, sign_in, sign_out, sites, start,
    supervise, tabs, talk, transfers, typing,
};
use crate::step::Step;
use crate::{address, answers};

/// Takes one input: changes the state and says what is to be done about it.
///
/// A command that [`check`] refuses changes nothing.
pub fn reduce(state: &mut State, input: Input) -> Vec<Effect> {
    let mut step = Step::new(input.now, input.random);
    event(state, &mut step, input.event);
    links::go_on(state, &mut step);
    keys::go_on(state, &mut step);
    pending::go_on(state, &mut step);
    sign_out::go_on(state, &mut step);
    screens::go_on(state, &mut step);
    infos::go_on(state, &mut step);
    transfers::go_on(state, &mut step);
    tabs::keep(state, &mut step);
    alerts::finish(state, &mut step);
    step.effects
}

fn event(state: &mut State, step: &mut Step, event: Event) {
    match event {
        Event::Started { stored, version, demo_offered, secret_store, token } => {
            let program = program::Program { version, demo_offered, secret_store, ..Default::default() };
            start::start(state, step, *stored, program, token);
        }
        Event::Command(asked) => {
            if check(state, &asked).is_ok() {
                command(state, step, asked);
            }
        }
        Event::Answered { id, result } => answers::answered(state, step, id, result),
        Event::Live(frame) => link::frame(state, step, frame),
        Event::LiveClosed(error) => link::closed(state, step, error),
        Event::TimerDue(timer) => timer_due(state, step, timer),
        Event::WindowFocus(focused) => window_focus(state, step, focused),
        Event::ShowSession(lsid) => tabs::show_from_outside(state, step, &lsid),
        Event::LinkOpened(text) => links::opened(state, step, &text),
        Event::Screen(lsid, event) => screens::event(state, step, &lsid, event),
        Event::Transfer(id, event) => transfers::event(state, step, &id, event),
        Event::Latency(ms) => link::measured(state, step, ms),
        Event::Stopping => {
            pending::hurry(state, step);
            keys::leave(state, step);
        }
        Event::DemoStarted { address, portal, user_name, password } => {
            demo::started(state, step, Demo { portal }, &address, (user_name, password));
        }
        Event::DemoFailed(reason) => demo::failed(state, &reason),
        Event::StoreFailed(reason) => notices::store_failed(state, step, &reason),
    }
}

fn window_focus(state: &mut State, step: &mut Step, focused: bool) {
    tabs::focus(state, focused);
    if focused {
        alerts::window_is_back(state);
        talk::read_front(state, step);
    }
}

fn timer_due(state: &mut State, step: &mut Step, timer: Timer) {
    match timer {
        Timer::Reconnect => link::reconnect(state, step),
        Timer::Screen(lsid) => screens::retry_due(state, &lsid),
        Timer::Transfer(id) => transfers::retry_due(state, &id),
        Timer::LiveSilence => link::silent(state, step),
        Timer::Outbox(lsid) => sending::retry_due(state, step, &lsid),
        Timer::Fetch => chat_load::fetch_due(state, step),
        Timer::Typing(lsid) => typing::run_out(state, &lsid),
        Timer::Pending(id) => pending::due(state, step, id),
        Timer::Keys => keys::due(state, step),
        Timer::Leaving => sign_out::waited(state, step),
        Timer::Notice(id) => notices::take_away(state, step, id),
        Timer::Overdue => alerts::overdue_due(state),
        Timer::Critical => alerts::critical_due(state),
        // What was collected is told at the end of each step, once it is time.
        Timer::Waiting => {}
        Timer::Quiet => program::quiet_due(state, step),
        Timer::Talk => talk::sending::retry_due(state, step),
    }
}

/// Routes by noun: here stands every command, so that one that is forgotten does not compile.
fn command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::AddSite { .. }
        | Command::ChooseSite { .. }
        | Command::RemoveSite { .. }
        | Command::SignIn { .. }
        | Command::BackToPassword
        | Command::SignOut
        | Command::StartDemo => site_command(state, step, command),
        Command::SendMessage { .. }
        | Command::AddNote { .. }
        | Command::SendWhisper { .. }
        | Command::RetryMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::SaveDraft { .. }
        | Command::Typing { .. }
        | Command::LoadEarlier { .. } => chat_command(state, step, command),
        Command::TryNow => link::try_now(state, step),
        Command::SetPresence { presence } => presence::set(state, step, presence),
        Command::AcceptSession { lsid } => accept::accept(state, step, lsid),
        Command::GetNext => accept::next(state, step),
        Command::LookAt { lsid } => tabs::look_at(state, lsid),
        Command::CloseTab { lsid } => sharing::close_by_hand(state, step, lsid),
        Command::HoldSession { lsid } => pending::plan_session(state, step, lsid, PendingKind::Hold),
        Command::EndSession { lsid } => pending::plan_session(state, step, lsid, PendingKind::End),
        Command::RevokeKey { id } => pending::plan_revoking(state, step, id),
        Command::Undo { id } => pending::undo(state, step, id),
        Command::DismissNotice { id } => notices::take_away(state, step, id),
        Command::OpenInvite
        | Command::SaveInvite { .. }
        | Command::MakeKey { .. }
        | Command::KeepKey
        | Command::SendInvitation { .. }
        | Command::CloseInvite
        | Command::ExtendKey { .. }
        | Command::SendAgain { .. } => keys::command(state, step, command),
        Command::ChangeSettings { settings } => program::change_settings(state, step, settings),
        Command::TransferSession { .. }
        | Command::ShareSession { .. }
        | Command::AnswerShare { .. }
        | Command::CancelShare { .. }
        | Command::LeaveSession { .. }
        | Command::RemoveParticipant { .. }
        | Command::HandOver { .. }
        | Command::InviteHelper { .. }
        | Command::DismissHelperLink { .. }
        | Command::RemoveHelper { .. }
        | Command::AnswerAssignment { .. } => sharing_command(state, step, command),
        Command::MonitorSession { .. }
        | Command::JoinSession { .. }
        | Command::TakeOver { .. }
        | Command::AssignSession { .. }
        | Command::SetPresenceOf { .. }
        | Command::SignOutColleague { .. }
        | Command::Broadcast { .. } => supervise::command(state, step, command),
        Command::WatchDashboard { span } => dashboard::watch(state, step, span),
        Command::OpenTalk { .. }
        | Command::CloseTalk
        | Command::SendTalk { .. }
        | Command::RetryTalk { .. }
        | Command::DeleteTalk { .. }
        | Command::SaveTalkDraft { .. }
        | Command::LoadEarlierTalk => talk_command(state, step, command),
        Command::Active => presence::active(state, step),
        Command::AskFor { .. }
        | Command::AskForFiles { .. }
        | Command::AskForInfo { .. }
        | Command::TakeBackAsk { .. }
        | Command::StopCapability { .. }
        | Command::Drive { .. }
        | Command::Elevate { .. }
        | Command::DismissElevation { .. } => permission_command(state, step, command),
        Command::Transfer { .. }
        | Command::SavePastFile { .. }
        | Command::AnswerTaken { .. }
        | Command::PauseTransfer { .. }
        | Command::ResumeTransfer { .. }
        | Command::CancelTransfer { .. }
        | Command::PauseAllTransfers { .. }
        | Command::ClearTransfers { .. }
        | Command::ShowTransfer { .. } => transfers::command(state, step, command),
        Command::OpenInfo { lsid } => infos::open(state, step, lsid),
        Command::CloseInfo { lsid } => infos::close(state, &lsid),
        Command::ReadInfo { lsid, categories } => infos::read(state, step, &lsid, categories),
        Command::KeepInfo { lsid, name } => infos::keep(state, step, &lsid, name),
        Command::OpenScreen { .. }
        | Command::CloseScreen { .. }
        | Command::ScreenPassword { .. }
        | Command::SetScreenQuality { .. }
        | Command::ShowScreenPart { .. }
        | Command::PressDeviceKey { .. }
        | Command::SendClipboard { .. }
        | Command::FetchClipboard { .. }
        | Command::TakeScreenshot { .. } => screen_command(state, step, command),
        Command::OpenLink { url } => step.effects.extend(address::link(&url).map(Effect::OpenLink)),
        Command::CopyText { text } => step.push(Effect::CopyText(text)),
    }
}

fn site_command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::AddSite { address } => sites::add(state, step, &address),
        Command::ChooseSite { address } => sites::choose(state, step, &address),
        Command::RemoveSite { address } => sites::remove(state, step, &address),
        Command::SignIn { user_name, password, code, keep } => {
            let code = code.map(|Secret(code)| code);
            sign_in::sign_in(state, step, SignIn { user_name, password: password.0, code }, keep);
        }
        Command::BackToPassword => sign_in::back_to_password(state, step),
        Command::SignOut => sign_out::sign_out(state, step),
        Command::StartDemo => demo::start(state, step),
        _ => {}
    }
}

fn chat_command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::SendMessage { lsid, client_id, text } => {
            sending::write(state, step, OutboxKind::Message, lsid, NewMessage { client_id, text });
        }
        Command::AddNote { lsid, client_id, text } => {
            sending::write(state, step, OutboxKind::Note, lsid, NewMessage { client_id, text });
        }
        Command::SendWhisper { lsid, client_id, text } => {
            sending::write(state, step, OutboxKind::Whisper, lsid, NewMessage { client_id, text });
        }
        Command::RetryMessage { lsid, client_id } => sending::retry(state, step, &lsid, &client_id),
        Command::DeleteMessage { lsid, client_id } => sending::delete(state, step, &lsid, &client_id),
        Command::SaveDraft { lsid, field, text } => drafts::save(state, step, &lsid, field, text),
        Command::Typing { lsid } => typing::tell(state, step, &lsid),
        Command::LoadEarlier { lsid } => chat_load::load_earlier(state, step, &lsid),
        _ => {}
    }
}

fn sharing_command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::TransferSession { lsid, to, note, stay } => {
            let note = sharing::said(note);
            pending::plan_transfer(state, step, lsid, Transfer { to, note, stay });
        }
        Command::AnswerShare { lsid, share, accept } => {
            offers::answer_share(state, step, lsid, share, accept);
        }
        Command::AnswerAssignment { lsid, accept } => offers::answer_assignment(state, step, lsid, accept),
        other => sharing::command(state, step, other),
    }
}

fn talk_command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::OpenTalk { with } => talk::open(state, step, with),
        Command::CloseTalk => talk::close(state),
        Command::SendTalk { to, client_id, text } => {
            talk::sending::write(state, step, NewTalk { to, client_id, text });
        }
        Command::RetryTalk { client_id } => talk::sending::retry(state, step, &client_id),
        Command::DeleteTalk { client_id } => talk::sending::delete(state, step, &client_id),
        Command::SaveTalkDraft { to, text } => talk::kept::save_draft(state, step, to, text),
        Command::LoadEarlierTalk => talk::load_earlier(state, step),
        _ => {}
    }
}

fn permission_command(state: &mut State, step: &mut Step, command: Command) {
    let (lsid, call) = match command {
        Command::AskFor { lsid, what } => (lsid.clone(), Call::Ask(lsid, what)),
        Command::AskForFiles { lsid, scope } => (lsid.clone(), Call::AskFiles(lsid, scope)),
        Command::AskForInfo { lsid, scope } => return infos::ask_for(state, step, lsid, scope),
        Command::TakeBackAsk { lsid, what } => (lsid.clone(), Call::TakeBack(lsid, what)),
        Command::StopCapability { lsid, what } => (lsid.clone(), Call::Stop(lsid, what)),
        Command::Drive { lsid, drive } => (lsid.clone(), Call::Drive(lsid, drive)),
        Command::Elevate { lsid, purpose } => return permission::elevate(state, step, lsid, purpose),
        Command::DismissElevation { lsid } => return permission::dismiss(state, &lsid),
        _ => return,
    };
    permission::ask(state, step, lsid, call);
}

fn screen_command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::OpenScreen { lsid } => screens::open(state, lsid),
        Command::CloseScreen { lsid } => screens::close(state, &lsid),
        Command::ScreenPassword { lsid, password } => screens::password(state, step, &lsid, password),
        Command::SetScreenQuality { lsid, quality } => screens::set_quality(state, step, &lsid, quality),
        Command::ShowScreenPart { lsid, part } => screens::show_part(state, step, &lsid, part),
        Command::PressDeviceKey { lsid, key } => screens::order(step, &lsid, ScreenOrder::Press(key)),
        Command::SendClipboard { lsid } => screens::move_clipboard(state, step, &lsid, true),
        Command::FetchClipboard { lsid } => screens::move_clipboard(state, step, &lsid, false),
        Command::TakeScreenshot { lsid, to } => screens::take_screenshot(state, step, lsid, to),
        _ => {}
    }
}
