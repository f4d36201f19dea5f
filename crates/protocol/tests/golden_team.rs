//! Representatives together, dashboards and history, pinned as the other messages are (see `golden.rs`).

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use farhand_protocol::audit::{AuditDeed, AuditPage, AuditRow};
use farhand_protocol::chat::{Author, Body, Entry, FellBackTo, SessionEvent};
use farhand_protocol::dashboard::{
    Activity, Dashboard, DashboardPatch, Doing, Happening, LedTeam, PersonLevel, QueueLevel, SessionLevel,
    Span, Standing, TeamRank, WaitPoint,
};
use farhand_protocol::history::{
    ExportFormat, HistoryPage, HistoryQuery, HistoryRow, Volume, VolumeBy, VolumePoint, VolumeQuery,
};
use farhand_protocol::live::{Change, ClientFrame, Row, ServerFrame};
use farhand_protocol::people::{AutoPresence, Presence, Representative, Rights, Role};
use farhand_protocol::session::{Channel, CustomerPresence, EndReason, Participant, Recording};
use farhand_protocol::site::{AlertKind, MonitorRule, SiteRules};
use farhand_protocol::team::{
    AssignTo, Assigned, Assigning, Assignment, AssignmentAnswer, AssignmentResponse, Broadcast, Helper,
    HelperLink, HelperStanding, HelperView, JoinSession, MonitorSession, NewHelper, NewOwner, NewShare,
    NewTalk, Passed, Share, ShareWith, TakeOver, TalkEntry, TalkPage, TalkWith, Team, Transfer,
};
use farhand_protocol::{QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp};

mod pinned;

use pinned::check;

const INES: RepresentativeId = RepresentativeId(7);
const BRAM: RepresentativeId = RepresentativeId(8);
const TEAM: TeamId = TeamId(2);

fn lsid() -> SessionId {
    SessionId::from_bytes([0xab; 16])
}

fn participant() -> Participant {
    Participant { id: BRAM, name: "Bram".into(), joined_at: Timestamp(2_000) }
}

#[test]
fn passing_on_and_sharing() {
    let note = || Some("Second device, same network.".to_owned());
    check(
        "transfer",
        &[
            Transfer { to: QueueId::Personal(BRAM), note: note(), stay: true },
            Transfer { to: QueueId::General, note: None, stay: false },
        ],
    );
    check("new_owner", &[NewOwner { to: BRAM }]);
    let with = [ShareWith::Representative { id: BRAM }, ShareWith::Team { id: TEAM }];
    check("new_share", &with.map(|with| NewShare { with, note: note() }));
    let share = |with, id| Share {
        id,
        with,
        name: "Bram".into(),
        by: INES,
        by_name: "Ines".into(),
        at: Timestamp(3_000),
        note: note(),
    };
    check("share", &with.map(|with| share(with, 1)));
    check("passed", &[Passed { by: INES, name: "Ines".into(), at: Timestamp(3_000), note: note() }]);
    check("monitors", &[participant()]);
    check("team", &[Team { id: TEAM, name: "Mobile Support".into(), members: vec![INES, BRAM] }]);
}

#[test]
fn helpers() {
    let standings = [
        HelperStanding::Invited { until: Timestamp(9_000) },
        HelperStanding::Here,
        HelperStanding::Away { since: Timestamp(8_000) },
    ];
    let helper = |standing| Helper {
        id: 1,
        name: "Wren of the depot".into(),
        invited_by: "Ines".into(),
        invited_at: Timestamp(4_000),
        standing,
    };
    check("helper", &standings.map(helper));
    check("new_helper", &[NewHelper { name: "Wren of the depot".into() }]);
    let link = "https://support.example.com/helper/AbCdEfGhIjKlMnOpQrStUvWxYz012345".to_owned();
    let link = HelperLink { id: 1, link, expires_at: Timestamp(9_000) };
    assert!(!format!("{link:?}").contains("AbCd"), "the link is a secret");
    check("helper_link", &[link]);
    check(
        "helper_view",
        &[HelperView {
            now: Timestamp(5_000),
            name: "Wren of the depot".into(),
            customer: "Tobias".into(),
            issue: Some("Wi-Fi or network".into()),
            representatives: vec!["Ines".into()],
            over: false,
        }],
    );
}

#[test]
fn assignment() {
    use Assignment as A;
    check("assignment", &[A::Off, A::LongestIdle, A::LeastBusy, A::Skills]);
    check("assignment_answer", &[AssignmentAnswer { accept: true }]);
    let assigning = |by| Assigning { to: BRAM, name: "Bram".into(), until: Timestamp(34_000), by };
    check("assigning", &[assigning(None), assigning(Some("Ines".into()))]);
    check("assign_to", &[AssignTo { to: BRAM }]);
}

#[test]
fn supervising() {
    check("monitor_session", &[MonitorSession { seen: true }]);
    check("join_session", &[JoinSession {}]);
    check("take_over", &[TakeOver { from: BRAM }]);
    check("broadcast", &[Broadcast { teams: vec![TEAM], text: "Maintenance at noon.".into() }]);
    use MonitorRule as M;
    let rules = |monitoring| SiteRules {
        assign_s: 20,
        away_after_min: Some(10),
        monitoring,
        forced_alerts: vec![AlertKind::Assigned, AlertKind::Critical],
    };
    check("site_rules", &[M::Seen, M::Unseen, M::Choice].map(rules));
    check("rights", &[Rights::default()]);
    let auto = |presence, auto| Representative {
        id: BRAM,
        name: "Bram".into(),
        presence,
        presence_since: Timestamp(500),
        auto: Some(auto),
    };
    check(
        "representative_auto",
        &[auto(Presence::Away, AutoPresence::Idle), auto(Presence::Busy, AutoPresence::Full)],
    );
}

fn talk(to: TalkWith, broadcast: bool) -> TalkEntry {
    TalkEntry {
        number: 12,
        at: Timestamp(6_000),
        from: INES,
        from_name: "Ines".into(),
        to,
        client_id: "0123456789abcdef".parse().unwrap(),
        text: "Who has the spare scanner?".into(),
        broadcast,
    }
}

#[test]
fn talks() {
    let with = [TalkWith::Team { id: TEAM }, TalkWith::Representative { id: BRAM }];
    let new = |to| NewTalk { to, client_id: "0123456789abcdef".parse().unwrap(), text: "Hello".into() };
    check("new_talk", &with.map(new));
    let entries = vec![talk(with[0], true), talk(with[1], false)];
    check("talk_page", &[TalkPage { entries, has_earlier: true }]);
    let row = |change| Row { seq: Seq(41), at: Timestamp(6_000), change };
    check(
        "row_team",
        &[
            row(Change::TalkAdded { entry: talk(with[0], false) }),
            row(Change::Monitoring { lsid: lsid(), on: true }),
            row(Change::PresenceSet { by: "Ines".into(), presence: Presence::Busy }),
        ],
    );
}

#[test]
fn entries_of_the_log() {
    let helper = Author::Helper { id: 1, name: "Wren of the depot".into() };
    let text = |author, body| Entry {
        lsid: lsid(),
        number: 1,
        at: Timestamp(3_000),
        author,
        client_id: Some("0123456789abcdef".parse().unwrap()),
        body,
    };
    let name = || "Bram".to_owned();
    let queue = || "Mobile Support".to_owned();
    use SessionEvent as E;
    let events = [
        E::ConferenceOwnerChanged { name: name(), from: Some("Ines".into()) },
        E::SessionAssigned { name: name(), by: Assigned::Rule },
        E::SessionAssigned { name: name(), by: Assigned::Supervisor },
        E::SessionAssignmentResponse { name: name(), response: AssignmentResponse::Accepted },
        E::SessionAssignmentResponse { name: name(), response: AssignmentResponse::Declined },
        E::SessionAssignmentResponse { name: name(), response: AssignmentResponse::TimedOut },
        E::SessionAssignmentResponse { name: name(), response: AssignmentResponse::Withdrawn },
        E::SessionTransferredToQueue { queue: queue(), note: Some("Second device.".into()) },
        E::SessionShared { name: name(), note: None },
        E::SessionShared { name: name(), note: Some("Second device.".into()) },
        E::ShareDeclined { name: name() },
        E::ShareCancelled { name: name() },
        E::HelperInvited { name: name() },
        E::HelperLinkExpired { name: name() },
        E::ConferenceMemberRemoved { name: name() },
        E::SessionFellBack { from: Some(name()), to: FellBackTo::Owner { name: name() } },
        E::SessionFellBack { from: Some(name()), to: FellBackTo::LastQueue { queue: queue() } },
        E::SessionFellBack { from: None, to: FellBackTo::EntryQueue { queue: queue() } },
        E::SessionFellBack { from: None, to: FellBackTo::FallbackQueue { queue: queue() } },
        E::SessionFellBack { from: None, to: FellBackTo::End },
        E::RepresentativeMonitoringStarted { name: name() },
        E::RepresentativeMonitoringStopped { name: name() },
    ];
    assert_eq!(
        events.iter().filter(|event| event.for_customer()).count(),
        2,
        "all but the removal and another owner"
    );
    let whisper = Body::Whisper { text: "He means the other router.".into() };
    assert!(!whisper.for_customer());
    let author = || Author::Representative { id: INES, name: "Ines".into() };
    let mut entries = vec![text(helper, Body::Message { text: "Hello".into() }), text(author(), whisper)];
    let event = |event| Entry { client_id: None, ..text(Author::Appliance, Body::Event { event }) };
    entries.extend(events.into_iter().map(event));
    check("entry_team", &entries);
}

fn queue_level() -> QueueLevel {
    QueueLevel {
        queue: QueueId::Team(TEAM),
        name: "Mobile Support".into(),
        target_s: 300,
        warning_s: Some(240),
        critical_s: None,
        waiting: 3,
        longest_since: Some(Timestamp(1_000)),
        accepted: 112,
        in_target: 99,
        abandoned: 5,
        median_ms: Some(138_000),
        free: 1,
        online: 4,
    }
}

fn person() -> PersonLevel {
    PersonLevel {
        id: BRAM,
        name: "Bram".into(),
        teams: vec![TeamRank { team: TEAM, role: Role::Member }],
        presence: Presence::Busy,
        auto: Some(AutoPresence::Full),
        presence_since: Timestamp(500),
        idle_since: None,
        sessions: 3,
        max_sessions: Some(3),
        handled: 9,
        handling_ms: Some(600_000),
    }
}

fn sessions() -> Vec<SessionLevel> {
    let name = || "Bram".to_owned();
    let standings = [
        Standing::Waiting { since: Timestamp(1_000), offered_to: Some(name()) },
        Standing::Active { owner: BRAM, name: name(), since: Timestamp(2_000) },
        Standing::Held { by: BRAM, name: name(), since: Timestamp(3_000) },
    ];
    let doing = [Doing::Chat, Doing::Control, Doing::Elevating];
    let one = |(standing, doing)| SessionLevel {
        lsid: lsid(),
        customer: "Tobias".into(),
        presence: CustomerPresence::Here,
        issue: None,
        channel: Channel::BrowserPhone,
        queue: QueueId::Team(TEAM),
        standing,
        others: vec!["Kenji".into()],
        doing,
        recording: Recording::Refused,
        created_at: Timestamp(900),
    };
    standings.into_iter().zip(doing).map(one).collect()
}

fn activity() -> Vec<Activity> {
    use Happening as H;
    let (name, customer) = (|| "Bram".to_owned(), || "Tobias".to_owned());
    let what = [
        H::Overdue { customer: customer(), target_s: 300 },
        H::Accepted { name: name(), customer: customer(), waited_ms: 1_500 },
        H::Ended { name: Some(name()), customer: customer(), length_ms: 760_000 },
        H::Abandoned { customer: customer(), waited_ms: 510_000 },
        H::Passed { name: name(), customer: customer(), to: "Ines".into() },
        H::Returned { customer: customer(), to: "General".into() },
        H::OwnerChanged { name: name(), customer: customer() },
        H::Offered { name: name(), customer: customer(), by: "Priya".into() },
        H::NotTaken { name: name(), customer: customer(), why: AssignmentResponse::Declined },
        H::Joined { name: name(), customer: customer() },
        H::Presence { name: name(), presence: Presence::Away, auto: Some(AutoPresence::Idle) },
    ];
    let one = |(what, id)| Activity {
        id,
        at: Timestamp(4_000),
        what,
        lsid: Some(lsid()),
        queue: Some(QueueId::Team(TEAM)),
    };
    what.into_iter().zip(1..).map(one).collect()
}

#[test]
fn dashboards() {
    let point = WaitPoint {
        at: Timestamp(900_000),
        accepted: 4,
        in_target: 3,
        abandoned: 1,
        median_ms: Some(138_000),
        longest_ms: Some(401_000),
    };
    let dashboard = Dashboard {
        span: Span::Day,
        queues: vec![queue_level()],
        people: vec![person()],
        sessions: sessions(),
        series: vec![point.clone()],
        activity: activity(),
    };
    let patch = DashboardPatch {
        queues: vec![queue_level()],
        people: vec![person()],
        sessions: vec![],
        gone: vec![lsid()],
        series: vec![point],
        activity: vec![],
    };
    check(
        "server_frame_dashboard",
        &[
            ServerFrame::Dashboard { dashboard: Box::new(dashboard) },
            ServerFrame::DashboardPatch { patch: Box::new(patch) },
        ],
    );
    check(
        "client_frame_team",
        &[
            ClientFrame::Active,
            ClientFrame::WatchDashboard { span: Some(Span::Hour) },
            ClientFrame::WatchDashboard { span: Some(Span::Week) },
            ClientFrame::WatchDashboard { span: None },
        ],
    );
    check("led_team", &[LedTeam { team: TEAM, role: Role::Manager }]);
}

#[test]
fn history() {
    let query = HistoryQuery {
        text: Some("router rest".into()),
        customer: Some("tob".into()),
        representative: Some(8),
        queue: Some(QueueId::General),
        from: Some(Timestamp(1_000)),
        to: Some(Timestamp(9_000)),
        after: Some("9000.12".into()),
        limit: Some(50),
    };
    check("history_query", &[HistoryQuery::default(), query]);
    let row = HistoryRow {
        lsid: lsid(),
        customer: "Tobias".into(),
        company: Some("Depot South".into()),
        issue: None,
        queue: QueueId::Team(TEAM),
        queue_name: "Mobile Support".into(),
        channel: Channel::BrowserPhone,
        owner: Some("Bram".into()),
        created_at: Timestamp(1_000),
        ended_at: Timestamp(8_000),
        reason: EndReason::Representative,
        waited_ms: 1_500,
        handled_ms: 5_500,
        rating: Some(5),
        found: Some("the \u{1}router\u{2} was \u{1}restarted\u{2}".into()),
    };
    check("history_page", &[HistoryPage { rows: vec![row], next: Some("8000.11".into()) }]);
    let query = VolumeQuery {
        by: VolumeBy::Day,
        offset_min: Some(120),
        from: Timestamp(0),
        to: Timestamp(86_400_000),
        queue: None,
        representative: None,
    };
    check("volume_query", &[query]);
    let point = VolumePoint {
        at: Timestamp(0),
        accepted: 3,
        abandoned: 1,
        median_ms: Some(1_000),
        longest_ms: Some(2_000),
        handled_ms: None,
    };
    check("volume", &[Volume { by: VolumeBy::Hour, points: vec![point] }]);
    check("export_format", &[ExportFormat::Csv, ExportFormat::Json]);
}

#[test]
fn audits() {
    use AuditDeed as D;
    let (lsid, customer, name) = (lsid, || "Tobias".to_owned(), || "Bram".to_owned());
    let deeds = [
        D::MonitoringStarted { lsid: lsid(), customer: customer(), seen: false },
        D::MonitoringStopped { lsid: lsid(), customer: customer() },
        D::Joined { lsid: lsid(), customer: customer() },
        D::TookOver { lsid: lsid(), customer: customer(), from: name() },
        D::Transferred { lsid: lsid(), customer: customer(), to: QueueId::General },
        D::OwnerChanged { lsid: lsid(), customer: customer(), to: name() },
        D::Removed { lsid: lsid(), customer: customer(), name: name() },
        D::Assigned { lsid: lsid(), customer: customer(), to: name() },
        D::PresenceSet { name: name(), presence: Presence::Available },
        D::SignedOut { name: name() },
        D::Broadcast { teams: vec![TEAM], people: 12 },
        D::HistoryRead { lsid: lsid(), customer: customer() },
        D::HistoryExported { rows: 240 },
        D::HistoryFileFetched { lsid: lsid(), customer: customer(), name: "report.pdf".into() },
        D::HistorySearched { text: "dark screen".into() },
        D::HistoryExportBegun,
    ];
    let row = |(deed, id)| AuditRow { id, at: Timestamp(4_000), by: INES, by_name: "Ines".into(), deed };
    let rows = deeds.into_iter().zip(1..).map(row).collect();
    check("audit_page", &[AuditPage { rows, before: Some(1) }]);
}
