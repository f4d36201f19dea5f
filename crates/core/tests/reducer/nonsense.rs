//! Whatever comes in any order: nothing panics, and what is refused changes nothing.

use farhand_core::contract::{Command, DraftField, InviteForm, Secret, Topic, TransferWay};
use farhand_core::effect::RequestId;
use farhand_core::transfer::{Prepared, Taken, TransferEvent};
use farhand_core::{Answer, CallError, Event, Timer, view};
use farhand_protocol::ErrorCode;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::chat::{Author, EntriesPage};
use farhand_protocol::dashboard::{Dashboard, DashboardPatch, Span};
use farhand_protocol::files::{DevicePath, IfTaken, RootId};
use farhand_protocol::info::{Category, InfoScope, ReadingHead, Sample, Source};
use farhand_protocol::keys::{InvitationState, Key, KeyState};
use farhand_protocol::live::{Change, Row, ServerFrame};
use farhand_protocol::people::Presence;
use farhand_protocol::session::{EndReason, Session, SessionDetail, SessionState};
use farhand_protocol::team::{
    Assigning, HelperLink, Passed, Share, ShareWith, TalkEntry, TalkPage, TalkWith,
};
use farhand_protocol::{KeyId, QueueId, RepresentativeId, Seq, Timestamp};
use proptest::prelude::*;

use crate::console::{Console, api, unreachable};
use crate::sample::{
    BRAM, INES, SITE, TEAM_ID, active, client_id, ended, health, held, invitation, key, lsid, message,
    own_message, participant, signed_in, snapshot, stored, teams, waiting,
};

fn any_session() -> impl Strategy<Value = Session> {
    (1..4_u32, 0..6_u8, any::<i64>(), any::<u64>()).prop_map(|(n, kind, since, last_entry)| {
        let session = match kind {
            0 => waiting(n),
            1 => active(n, INES),
            2 => active(n, BRAM),
            3 => held(n, INES),
            4 => ended(n, EndReason::Customer),
            _ => crate::sample::session(
                n,
                SessionState::Waiting { queue: QueueId::General, since: Timestamp(since) },
            ),
        };
        Session { last_entry, ..session }
    })
}

fn any_command() -> impl Strategy<Value = Command> {
    (0..48_u8, 0..4_u32, 0..6_u32, any::<String>()).prop_map(|(kind, n, m, text)| {
        let (lsid, client_id) = (lsid(n), client_id(m));
        match kind {
            0 => Command::AddSite { address: text },
            1 => Command::ChooseSite { address: SITE.into() },
            2 => Command::RemoveSite { address: SITE.into() },
            3 => Command::SignIn {
                user_name: "ines".into(),
                password: Secret("pw".into()),
                code: (m > 3).then(|| Secret("123456".into())),
                keep: m > 2,
            },
            4 => Command::BackToPassword,
            5 => Command::SignOut,
            6 => Command::StartDemo,
            7 => Command::TryNow,
            8 => Command::SetPresence { presence: Presence::Busy },
            9 => Command::AcceptSession { lsid },
            10 => Command::GetNext,
            11 => Command::LookAt { lsid: (n > 0).then_some(lsid) },
            12 => Command::CloseTab { lsid },
            13 => Command::SendMessage { lsid, client_id, text },
            14 => Command::AddNote { lsid, client_id, text },
            15 => Command::RetryMessage { lsid, client_id },
            16 => Command::DeleteMessage { lsid, client_id },
            17 => Command::SaveDraft { lsid, field: DraftField::Note, text },
            18 => Command::Typing { lsid },
            19 => Command::LoadEarlier { lsid },
            20 => Command::HoldSession { lsid },
            21 => Command::EndSession { lsid },
            22 => Command::Undo { id: m },
            23 => Command::DismissNotice { id: m },
            24 => Command::PauseTransfer { id: client_id },
            25 => Command::ResumeTransfer { id: client_id },
            26 => Command::CancelTransfer { id: client_id },
            27 => Command::AnswerTaken { id: client_id, name: None, if_taken: IfTaken::Skip },
            28 => Command::PauseAllTransfers { lsid },
            29 => Command::ClearTransfers { lsid },
            30 => Command::OpenInfo { lsid },
            31 => Command::CloseInfo { lsid },
            32 => Command::ReadInfo { lsid, categories: Category::ALL.to_vec() },
            33 => Command::KeepInfo { lsid, name: text },
            35 => Command::OpenInvite,
            36 => Command::SaveInvite { form: form(m, text) },
            37 => Command::MakeKey { form: form(m, text) },
            38 => Command::KeepKey,
            39..=41 => Command::SendInvitation { form: form(m, text) },
            42 | 43 => Command::CloseInvite,
            44 => Command::RevokeKey { id: KeyId(n.into()) },
            45 => Command::ExtendKey { id: KeyId(n.into()), life_s: Some(m * 60) },
            46 => Command::SendAgain { id: KeyId(n.into()), numbers: vec![m] },
            34 => Command::AskForInfo { lsid, scope: InfoScope { location: m > 2, log: m > 3 } },
            _ => Command::Transfer {
                lsid,
                id: client_id,
                way: TransferWay::ToChat,
                paths: vec![DevicePath::root(RootId(text))],
                folder: None,
                upload: None,
            },
        }
    })
}

/// Commands about representatives together.
fn any_command_together() -> impl Strategy<Value = Command> {
    (0..27_u8, 0..4_u32, 0..6_u32, any::<String>()).prop_map(|(kind, n, m, text)| {
        let (lsid, client_id, who) = (lsid(n), client_id(m), RepresentativeId(6 + m));
        let with = if m > 3 { TalkWith::Team { id: TEAM_ID } } else { TalkWith::Representative { id: who } };
        let share = ShareWith::Representative { id: who };
        let note = (m > 2).then(|| text.clone());
        match kind {
            0 => Command::TransferSession { lsid, to: QueueId::Personal(who), note, stay: m > 3 },
            1 => Command::TransferSession { lsid, to: QueueId::General, note, stay: m > 3 },
            2 => Command::ShareSession { lsid, with: share, note },
            3 => Command::AnswerShare { lsid, share: m, accept: m > 2 },
            4 => Command::CancelShare { lsid, share: m },
            5 => Command::LeaveSession { lsid },
            6 => Command::RemoveParticipant { lsid, who },
            7 => Command::HandOver { lsid, to: who },
            8 => Command::InviteHelper { lsid, name: text },
            9 => Command::DismissHelperLink { lsid },
            10 => Command::RemoveHelper { lsid, helper: m },
            11 => Command::SendWhisper { lsid, client_id, text },
            12 => Command::AnswerAssignment { lsid, accept: m > 2 },
            13 => Command::MonitorSession { lsid, seen: m > 2 },
            14 => Command::JoinSession { lsid },
            15 => Command::TakeOver { lsid, from: who },
            16 => Command::AssignSession { lsid, to: who },
            17 => Command::SetPresenceOf { who, presence: Presence::Away },
            18 => Command::Broadcast { teams: vec![TEAM_ID], text },
            19 => Command::WatchDashboard { span: (m > 1).then_some(Span::Day) },
            20 => Command::OpenTalk { with },
            21 => Command::CloseTalk,
            22 => Command::SendTalk { to: with, client_id, text },
            23 => Command::RetryTalk { client_id },
            24 => Command::DeleteTalk { client_id },
            25 => Command::SaveTalkDraft { to: with, text },
            _ => Command::LoadEarlierTalk,
        }
    })
}

fn form(m: u32, text: String) -> InviteForm {
    let recipients = (0..m).map(|n| format!("a{n}@example.com")).collect();
    InviteForm { recipients, line: text, name: format!("Petra {m}"), ..InviteForm::default() }
}

/// A key in any state, with an invitation in any state.
fn any_key() -> impl Strategy<Value = Key> {
    (0..5_u64, 0..4_u8, 0..5_u8, any::<i64>()).prop_map(|(n, state, sent, at)| {
        let at = Timestamp(at);
        let state = match state {
            0 | 1 => KeyState::Outstanding,
            2 => KeyState::Expired { at },
            _ => KeyState::Started { lsid: lsid(1), at, name: String::new() },
        };
        let mail = match sent {
            0 => InvitationState::Queued,
            1 => InvitationState::Sent,
            2 => InvitationState::Bounced { words: "full".into() },
            _ => InvitationState::Withdrawn,
        };
        Key { state, made_at: at, invitations: vec![invitation(1, "a0@example.com", mail)], ..key(n) }
    })
}

fn any_answer() -> impl Strategy<Value = Result<Answer, CallError>> {
    let number = prop_oneof![9 => 0..9_u64, 1 => Just(u64::MAX - 1)];
    (0..20_u8, any_session(), number, any_key()).prop_map(|(kind, session, number, key)| {
        let entries = vec![message(1, number, "a"), own_message(1, number + 1, client_id(1), "b")];
        Ok(match kind {
            0 => Answer::Health(health()),
            1 => Answer::SignedIn(signed_in()),
            2 | 3 => Answer::Snapshot(Box::new(snapshot(number, vec![session]))),
            4 => Answer::Session(Box::new(session)),
            5 => Answer::Detail(Box::new(SessionDetail { session, entries, customer_read: number })),
            6 => Answer::Entries(EntriesPage { entries, has_earlier: true }),
            7 => Answer::Entry(own_message(1, number, client_id(1), "c")),
            8 => Answer::Canned(CannedLibrary::default()),
            9 => Answer::Done,
            10 => return Err(unreachable()),
            11 => return Err(api(ErrorCode::AlreadyTaken)),
            12 => return Err(api(ErrorCode::Internal)),
            13..=15 => Answer::Key(Box::new(key)),
            17 => Answer::Talk(talk_entry(number, INES)),
            18 => Answer::TalkPage(TalkPage { entries: vec![talk_entry(number, INES)], has_earlier: true }),
            19 => {
                let expires_at = Timestamp(0);
                Answer::HelperLink(HelperLink { id: 1, link: String::new(), expires_at })
            }
            _ => return Err(api(if number > 7 { ErrorCode::Unauthorized } else { ErrorCode::NotFound })),
        })
    })
}

fn any_frame() -> impl Strategy<Value = ServerFrame> {
    (0..14_u8, any_session(), 0..9_u64, any_key()).prop_map(|(kind, session, number, key)| {
        let lsid = session.lsid.clone();
        let change = match kind {
            0 => return ServerFrame::Hello { seq: Seq(number), now: Timestamp(i64::MIN) },
            1 => return ServerFrame::Resync,
            2 => return ServerFrame::Typing { lsid, author: Author::Customer },
            3 => return ServerFrame::Read { lsid, number: u64::MAX },
            9 => {
                let head = ReadingHead {
                    number,
                    category: Category::Log,
                    source: Source::Client {},
                    at: Timestamp(0),
                };
                return ServerFrame::InfoRead { lsid, reading: head };
            }
            10 => {
                let (source, sample) = (Source::Browser {}, Sample::default());
                return ServerFrame::InfoSample { lsid, source, at: Timestamp(i64::MAX), sample };
            }
            4 => Change::SessionRemoved { lsid, taken_by: None },
            5 => Change::EntryAdded { entry: message(1, number, "d") },
            6 => Change::EntryAdded { entry: message(2, u64::MAX, "e") },
            7 => Change::CannedChanged,
            11 | 12 => Change::KeyChanged { key: Box::new(key) },
            13 => Change::InviteSetupChanged,
            _ => Change::SessionChanged { session: Box::new(session) },
        };
        let row = Row { seq: Seq(number + 10), at: Timestamp(i64::MAX), change };
        ServerFrame::Rows { to: Seq(number), rows: vec![row] }
    })
}

/// Frames about representatives together.
fn any_frame_together() -> impl Strategy<Value = ServerFrame> {
    (0..9_u8, any_session(), 0..9_u64, 0..4_u32).prop_map(|(kind, mut session, number, who)| {
        let who = RepresentativeId(6 + who);
        let lsid = session.lsid.clone();
        let change = match kind {
            0 => {
                let patch = DashboardPatch { gone: vec![lsid], ..DashboardPatch::default() };
                return ServerFrame::DashboardPatch { patch: Box::new(patch) };
            }
            1 => return ServerFrame::Dashboard { dashboard: Box::new(empty_dashboard()) },
            2 | 3 => Change::Monitoring { lsid, on: number > 3 },
            4 => Change::TalkAdded { entry: talk_entry(number, who) },
            _ => {
                concern(&mut session, kind, who);
                Change::SessionChanged { session: Box::new(session) }
            }
        };
        let row = Row { seq: Seq(number + 10), at: Timestamp(0), change };
        ServerFrame::Rows { to: Seq(number), rows: vec![row] }
    })
}

/// Makes a session one that is offered, passed on or shared.
fn concern(session: &mut Session, kind: u8, who: RepresentativeId) {
    let (name, at) = (String::new(), Timestamp(0));
    match kind {
        5 => session.assigning = Some(Assigning { to: who, name, until: Timestamp(i64::MIN), by: None }),
        6 => session.passed = Some(Passed { by: who, name, at, note: None }),
        7 => session.participants = vec![participant(who), participant(INES)],
        _ => {
            let with = ShareWith::Team { id: TEAM_ID };
            let by_name = String::new();
            session.shares = vec![Share { id: 1, with, name, by: who, by_name, at, note: None }];
        }
    }
}

fn empty_dashboard() -> Dashboard {
    Dashboard {
        span: Span::Day,
        queues: vec![],
        people: vec![],
        sessions: vec![],
        series: vec![],
        activity: vec![],
    }
}

fn talk_entry(number: u64, from: RepresentativeId) -> TalkEntry {
    TalkEntry {
        number,
        at: Timestamp(i64::MAX),
        from,
        from_name: "Kim".into(),
        to: TalkWith::Team { id: TEAM_ID },
        client_id: client_id(1),
        text: "a".into(),
        broadcast: number > 5,
    }
}

fn any_timer() -> impl Strategy<Value = Timer> {
    (0..14_u8, 0..4_u32).prop_map(|(kind, n)| match kind {
        11 => Timer::Critical,
        12 => Timer::Quiet,
        13 => Timer::Talk,
        0 => Timer::Reconnect,
        1 => Timer::LiveSilence,
        2 => Timer::Outbox(lsid(n)),
        3 => Timer::Typing(lsid(n)),
        4 => Timer::Pending(n),
        5 => Timer::Notice(n),
        6 => Timer::Leaving,
        7 => Timer::Fetch,
        8 => Timer::Transfer(client_id(n)),
        9 => Timer::Keys,
        _ => Timer::Overdue,
    })
}

fn any_transfer_event() -> impl Strategy<Value = TransferEvent> {
    prop_oneof![
        any::<u64>().prop_map(TransferEvent::Progress),
        Just(TransferEvent::Verifying),
        Just(TransferEvent::Gone(None)),
        Just(TransferEvent::Broke(unreachable())),
        any::<u32>().prop_map(|n| {
            let taken = vec![Taken { name: "a".parse().unwrap(), folder: n % 2 == 0 }];
            TransferEvent::Prepared(Prepared { files: Some(n), bytes: Some(0), taken, ..Prepared::default() })
        }),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => any_command().prop_map(Event::Command),
        6 => any_command_together().prop_map(Event::Command),
        6 => (1..40_u64, any_answer()).prop_map(|(id, result)| Event::Answered { id: RequestId(id), result }),
        6 => any_frame().prop_map(Event::Live),
        4 => any_frame_together().prop_map(Event::Live),
        1 => Just(Event::LiveClosed(unreachable())),
        4 => (0..6_u32, any_transfer_event()).prop_map(|(n, e)| Event::Transfer(client_id(n), e)),
        2 => any_timer().prop_map(Event::TimerDue),
        1 => any::<bool>().prop_map(Event::WindowFocus),
        1 => (0..4_u32).prop_map(|n| Event::ShowSession(lsid(n))),
        1 => any::<u32>().prop_map(Event::Latency),
        1 => "farhand://(invite|session)[?/].{0,20}".prop_map(Event::LinkOpened),
        1 => Just(Event::Stopping),
        1 => Just(Event::StoreFailed("the disk is full".into())),
        1 => Just(Event::DemoFailed("no".into())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]
    #[test]
    fn nothing_panics(
        events in prop::collection::vec((any_event(), any::<u64>(), prop::option::of(any::<i64>())), 0..60),
        online in any::<bool>(),
    ) {
        let mut console = match online {
            true => Console::online_with(teams(100, vec![waiting(1), active(2, INES)])),
            false => Console::started(stored(), None),
        };
        for (event, random, now) in events {
            console.random = random;
            console.now = now.map_or(console.now.plus(1_000), Timestamp);
            let refused = match &event {
                Event::Command(command) => farhand_core::check(&console.state, command).is_err(),
                _ => false,
            };
            let effects = console.event(event);
            prop_assert!(!refused || effects.iter().all(|e| !matches!(e, farhand_core::Effect::Request(_))));
            for topic in [Topic::App, Topic::Queues, Topic::Sessions, Topic::Session(lsid(1)), Topic::Chat(lsid(1)), Topic::Transfers, Topic::Info(lsid(1)), Topic::Keys, Topic::Colleagues, Topic::Offers, Topic::Talk, Topic::Dashboard] {
                let _ = view(&console.state, &topic);
            }
            console.state.take_changes();
        }
    }

    #[test]
    fn counts_fit_the_rows(sessions in prop::collection::vec(any_session(), 0..60)) {
        let mut console = Console::online(vec![]);
        for session in sessions {
            console.session_changed(session);
            let queues = console.queues();
            for queue in &queues.queues {
                let waits = |row: &&farhand_core::contract::WaitingRow| row.queue == queue.id && row.held_by.is_none();
                let rows: Vec<_> = queues.waiting.iter().filter(waits).collect();
                prop_assert_eq!(rows.len(), queue.count as usize);
                prop_assert_eq!(rows.iter().map(|row| row.since).min(), queue.longest_since);
            }
        }
    }
}
