//! Every message pinned as JSON under `tests/fixtures/wire/`.
//!
//! Both ends share this crate, which would hide a change made on both sides at once. The files
//! are the outside world's view: a difference here is a change of the protocol. `FARHAND_BLESS=1`
//! writes the files anew. Long because the ordinary messages stand here together.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

use std::collections::BTreeMap;

use farhand_protocol::auth::{Me, SignIn, SignedIn};
use farhand_protocol::canned::{CannedCategory, CannedLibrary, CannedMessage};
use farhand_protocol::capability::{
    Capabilities, Capability, CapabilityState, CustomerAnswer, Drive, Question, Sharing, StoppedBy,
    UnavailableReason, Which,
};
use farhand_protocol::chat::{Author, Body, EntriesPage, Entry, NewMessage, SessionEvent};
use farhand_protocol::device::{
    AgentAddress, Attach, AttachWith, Attached, Device, DeviceAbilities, DeviceClientFrame, DeviceFrame,
    DeviceKey, DeviceKind, DeviceOffer, DevicePresence, DeviceView, Elevate, Elevating, Elevation,
    ElevationStage, NewDevice, Platform,
};
use farhand_protocol::live::{Change, ClientFrame, LiveTicket, Row, ServerFrame};
use farhand_protocol::people::{Membership, Presence, Representative, Role, SetPresence};
use farhand_protocol::portal::{CustomerState, CustomerView, PortalClientFrame, PortalFrame, SurveyAnswer};
use farhand_protocol::portal::{ElevationAnswer, ElevationOffer};
use farhand_protocol::queue::Queue;
use farhand_protocol::screen::ScreenTicket;
use farhand_protocol::session::{
    Channel, Customer, CustomerPresence, EndReason, Issue, Participant, Priority, Recording, Session,
    SessionDetail, SessionState, StartMethod,
};
use farhand_protocol::site::{Health, Snapshot};
use farhand_protocol::{
    ApiError, ClientId, ErrorCode, QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp,
};

mod pinned;

use pinned::check;

fn lsid() -> SessionId {
    SessionId::from_bytes([0x5a; 16])
}

fn session(state: SessionState) -> Session {
    Session {
        lsid: lsid(),
        state,
        channel: Channel::BrowserPhone,
        customer: Customer {
            name: "Tobias".into(),
            company: Some("Depot South".into()),
            details: None,
            language: Some("en".into()),
            browser: Some("Chrome on Android 13".into()),
            presence: CustomerPresence::Here,
        },
        issue: Some(Issue { code: "wifi".parse().unwrap(), title: "Wi-Fi or network".into() }),
        started_from: StartMethod::Issue,
        entry_queue: QueueId::Team(TeamId(2)),
        priority: Priority::Normal,
        created_at: Timestamp(1_000),
        recording: Recording::Refused,
        participants: vec![Participant {
            id: RepresentativeId(7),
            name: "Ines".into(),
            joined_at: Timestamp(2_000),
        }],
        device: None,
        elevating: None,
        capabilities: Default::default(),
        driver: None,
        came_from: None,
        shares: vec![],
        helpers: vec![],
        monitors: vec![],
        assigning: None,
        passed: None,
        attributes: BTreeMap::from([("visitor".into(), "V-2207".into())]),
        last_entry: 3,
    }
}

fn entry(number: u64, author: Author, body: Body) -> Entry {
    let client_id = (!matches!(body, Body::Event { .. })).then(|| "0123456789abcdef".parse().unwrap());
    Entry { lsid: lsid(), number, at: Timestamp(3_000), author, client_id, body }
}

fn ines() -> Author {
    Author::Representative { id: RepresentativeId(7), name: "Ines".into() }
}

fn entries() -> Vec<Entry> {
    let event = |event| Body::Event { event };
    vec![
        entry(1, Author::Customer, event(SessionEvent::SessionStart { method: StartMethod::Issue })),
        entry(2, Author::Customer, event(SessionEvent::LegalAgreementResponse { accepted: true })),
        entry(3, Author::Customer, event(SessionEvent::RecordingResponse { allowed: false })),
        entry(4, ines(), event(SessionEvent::ConferenceMemberAdded { name: "Ines".into() })),
        entry(5, ines(), event(SessionEvent::ConferenceOwnerChanged { name: "Ines".into(), from: None })),
        entry(6, ines(), Body::Message { text: "Hello <b>there</b>".into() }),
        entry(7, ines(), Body::Note { text: "Old sign-in.".into() }),
        entry(8, Author::Appliance, event(SessionEvent::CustomerAway)),
        entry(9, Author::Appliance, event(SessionEvent::CustomerReturned)),
        entry(10, ines(), event(SessionEvent::SessionHeld { queue: "Mobile Support".into() })),
        entry(11, ines(), event(SessionEvent::ConferenceMemberDeparted { name: "Ines".into() })),
        entry(12, ines(), event(SessionEvent::SessionEnd { reason: EndReason::Representative })),
        entry(
            13,
            Author::Customer,
            event(SessionEvent::CustomerExitSurveyCompleted { rating: 5, comment: None }),
        ),
    ]
}

/// What the log says of the customer's device and its screen.
fn device_entries() -> Vec<Entry> {
    use SessionEvent as E;
    let joined = E::DeviceJoined { name: "Workbench".into(), platform: Platform::Linux, agent: false };
    let what = Capability::Control;
    let events = [
        (ines(), E::ElevationRequested),
        (Author::Customer, E::ElevationAccepted),
        (Author::Customer, E::ElevationDeclined),
        (Author::Appliance, E::ElevationTimedOut),
        (Author::Customer, joined),
        (ines(), E::CapabilityRequested { what }),
        (Author::Customer, E::CapabilityGranted { what }),
        (Author::Customer, E::CapabilityDenied { what }),
        (Author::Appliance, E::CapabilityLapsed { what }),
        (Author::Customer, E::CapabilityStopped { what, by: StoppedBy::Customer }),
        (ines(), E::ControlTaken { name: "Ines".into() }),
        (ines(), E::ControlReleased { name: "Ines".into() }),
        (ines(), E::ScreenshotTaken { name: "Ines".into() }),
        (Author::Appliance, E::ScreenFailed { reason: "the agent sent nonsense".into() }),
        (Author::Appliance, E::DeviceAway),
        (Author::Appliance, E::DeviceReturned),
        (Author::Appliance, E::DeviceLeft),
    ];
    let numbered = events.into_iter().zip(1..);
    numbered.map(|((author, event), number)| entry(number, author, Body::Event { event })).collect()
}

fn me() -> Me {
    Me {
        id: RepresentativeId(7),
        user_name: "ines".into(),
        name: "Ines".into(),
        teams: vec![Membership { team: TeamId(2), name: "Mobile Support".into(), role: Role::Lead }],
        general_queue: true,
        rights: Default::default(),
        max_sessions: None,
    }
}

fn representative() -> Representative {
    Representative {
        id: RepresentativeId(7),
        name: "Ines".into(),
        presence: Presence::Available,
        presence_since: Timestamp(500),
        auto: None,
    }
}

#[test]
fn sessions() {
    let owner = RepresentativeId(7);
    let at = Timestamp(9_000);
    check(
        "session",
        &[
            session(SessionState::Waiting { queue: QueueId::Team(TeamId(2)), since: Timestamp(1_500) }),
            session(SessionState::Active { owner, since: Timestamp(2_000) }),
            session(SessionState::Held { queue: QueueId::Personal(owner), by: owner, since: at }),
            session(SessionState::Ended { at, reason: EndReason::Customer }),
            session(SessionState::Ended { at, reason: EndReason::LeftQueue }),
            session(SessionState::Ended { at, reason: EndReason::CustomerGone }),
            session(SessionState::Ended { at, reason: EndReason::NobodyAvailable }),
        ],
    );
    let gone = Timestamp(8_000);
    check(
        "customer_presence",
        &[
            CustomerPresence::Here,
            CustomerPresence::Away { since: gone },
            CustomerPresence::Gone { since: gone },
        ],
    );
}

#[test]
fn chat() {
    check("entry", &entries());
    check(
        "new_message",
        &[NewMessage { client_id: "0123456789abcdef".parse().unwrap(), text: "Hello".into() }],
    );
    check("entries_page", &[EntriesPage { entries: entries()[..1].to_vec(), has_earlier: true }]);
    let active = SessionState::Active { owner: RepresentativeId(7), since: Timestamp(2_000) };
    let detail =
        SessionDetail { session: session(active), entries: entries()[..2].to_vec(), customer_read: 1 };
    check("session_detail", &[detail]);
}

#[test]
fn live() {
    let row = |change| Row { seq: Seq(41), at: Timestamp(4_000), change };
    let waiting = SessionState::Waiting { queue: QueueId::General, since: Timestamp(1_500) };
    let rows = vec![
        row(Change::SessionChanged { session: Box::new(session(waiting)) }),
        row(Change::SessionRemoved { lsid: lsid(), taken_by: Some("Bram".into()) }),
        row(Change::EntryAdded { entry: entries()[5].clone() }),
        row(Change::RepresentativeChanged { representative: representative() }),
        row(Change::CannedChanged),
    ];
    check(
        "server_frame",
        &[
            ServerFrame::Hello { seq: Seq(40), now: Timestamp(4_000) },
            ServerFrame::Rows { to: Seq(41), rows },
            ServerFrame::Typing { lsid: lsid(), author: Author::Customer },
            ServerFrame::Read { lsid: lsid(), number: 6 },
            ServerFrame::Resync,
            ServerFrame::SignedOut { by: None },
            ServerFrame::SignedOut { by: Some("Ines".into()) },
        ],
    );
    check("client_frame", &[ClientFrame::Typing { lsid: lsid() }]);
    check("live_ticket", &[LiveTicket { ticket: "abc".into(), life_s: 30 }]);
}

#[test]
fn signing_in() {
    check(
        "sign_in",
        &[SignIn { user_name: "ines".into(), password: "pass word".into(), code: Some("000000".into()) }],
    );
    check("signed_in", &[SignedIn { token: "t".into(), expires_at: Timestamp(5_000), me: me() }]);
    check(
        "presence",
        &[Presence::Available, Presence::Busy, Presence::Away].map(|presence| SetPresence { presence }),
    );
}

#[test]
fn site() {
    let queue = Queue {
        id: QueueId::Team(TeamId(2)),
        name: "Mobile Support".into(),
        target_s: 300,
        warning_s: None,
        critical_s: None,
    };
    check(
        "health",
        &[Health {
            product: "farhand-appliance".into(),
            version: "0.1.0".into(),
            api_version: 1,
            site: "Example Support".into(),
            now: Timestamp(1),
        }],
    );
    check(
        "snapshot",
        &[Snapshot {
            seq: Seq(40),
            now: Timestamp(4_000),
            site: "Example Support".into(),
            portal: "https://support.example.com/".into(),
            me: me(),
            queues: vec![queue],
            sessions: vec![],
            representatives: vec![representative()],
            keys: vec![],
            invites: Default::default(),
            teams: vec![],
            rules: Default::default(),
            monitoring: vec![],
            talk: vec![],
        }],
    );
    let category = CannedCategory { id: 2, parent: Some(1), name: "Guest network".into() };
    let message = CannedMessage {
        id: 3,
        category: 2,
        title: "Forget and rejoin".into(),
        shortcut: "wifi-rejoin".into(),
        text: "Hello {customer.first}".into(),
    };
    check("canned", &[CannedLibrary { categories: vec![category], messages: vec![message] }]);
}

#[test]
fn portal() {
    let states = vec![
        CustomerState::Waiting { before: 2, since: Timestamp(1_500), estimate_s: Some(120) },
        CustomerState::Active { representative: "Ines".into(), present: true },
        CustomerState::Held { since: Timestamp(6_000) },
        CustomerState::Ended { reason: EndReason::Representative, survey: true },
    ];
    let view = |state| CustomerView {
        now: Timestamp(4_000),
        state,
        name: "Tobias".into(),
        issue: Some("Wi-Fi or network".into()),
        queue: "Mobile Support".into(),
        recording: Recording::Refused,
        question: Some(question()),
        sharing: Sharing { view: true, ..driven() },
        elevation: Some(ElevationOffer {
            name: "Ines".into(),
            link: "/client".into(),
            expires_at: Timestamp(9_000),
            purpose: Some(Capability::Control),
            stage: ElevationStage::Opening { since: Timestamp(8_000) },
        }),
        device: Some("Workbench".into()),
        last_entry: 3,
    };
    let mut frames: Vec<PortalFrame> =
        states.into_iter().map(|s| PortalFrame::View { view: Box::new(view(s)) }).collect();
    frames.push(PortalFrame::Entries { entries: entries()[5..6].to_vec() });
    frames.push(PortalFrame::Typing { name: "Ines".into() });
    check("portal_frame", &frames);
    check("portal_client_frame", &[PortalClientFrame::Typing, PortalClientFrame::Read { number: 6 }]);
    check("elevation_answer", &[true, false].map(|accept| ElevationAnswer { accept }));
    check("survey_answer", &[SurveyAnswer { rating: 5, comment: Some("Thank you".into()) }]);
}

#[test]
fn errors() {
    let mut locked =
        ApiError::new(ErrorCode::AccountLocked, "this account is paused, try again in 15 minutes");
    locked.retry_after_s = Some(900);
    let mut wrong = ApiError::new(ErrorCode::InvalidCredentials, "user name and password do not match");
    wrong.attempts_left = Some(3);
    check("api_error", &[ApiError::new(ErrorCode::Internal, "the appliance failed"), locked, wrong]);
}

#[test]
fn unknown_fields_in_requests_are_refused() {
    assert!(serde_json::from_str::<SetPresence>(r#"{"presence":"away","x":1}"#).is_err());
    assert!(serde_json::from_str::<ClientFrame>(r#"{"type":"typing","lsid":"x"}"#).is_err());
}

fn question() -> Question {
    Question {
        ask: 12,
        what: Capability::Control,
        files: None,
        info: None,
        name: "Ines".into(),
        until: Timestamp(9_000),
    }
}

fn driven() -> Sharing {
    Sharing { driver: Some("Ines".into()), driver_id: Some(RepresentativeId(7)), ..Sharing::default() }
}

fn abilities() -> DeviceAbilities {
    DeviceAbilities {
        view: true,
        control: true,
        clipboard: true,
        annotations: false,
        files: farhand_protocol::device::FilesAbility::No,
        info: false,
    }
}

#[test]
fn capabilities() {
    use CapabilityState as S;
    let states = [
        S::Unavailable { reason: UnavailableReason::NeedsClient },
        S::Available,
        S::Requested {
            ask: 12,
            by: RepresentativeId(7),
            name: "Ines".into(),
            at: Timestamp(1_000),
            until: Timestamp(9_000),
        },
        S::Granted { at: Timestamp(2_000) },
        S::Denied { at: Timestamp(2_000), ask_again_at: Some(Timestamp(8_000)) },
        S::Stopped { at: Timestamp(3_000), by: StoppedBy::Customer },
    ];
    check("capability_state", &states);
    check("which", &[Which { what: Capability::View }, Which { what: Capability::Clipboard }]);
    check("drive", &[Drive { drive: true }]);
    let answers = [Some(Capability::View), Some(Capability::Control), None];
    check(
        "customer_answer",
        &answers.map(|allow| CustomerAnswer { ask: 12, allow, files: None, info: None }),
    );
}

#[test]
fn session_with_a_device() {
    let device = |kind, encrypted, presence| Device {
        kind,
        platform: Platform::Linux,
        name: "Workbench".into(),
        presence,
        encrypted,
        abilities: abilities(),
    };
    let client = DeviceKind::Client { version: "0.1.0".into() };
    let away = DevicePresence::Away { since: Timestamp(5_000) };
    let active = || SessionState::Active { owner: RepresentativeId(7), since: Timestamp(2_000) };
    let granted = Capabilities::all(CapabilityState::Granted { at: Timestamp(4_000) });
    let with = |device| Session {
        device: Some(device),
        driver: Some(RepresentativeId(7)),
        capabilities: granted.clone(),
        ..session(active())
    };
    let elevating = |stage| {
        let (at, expires_at) = (Timestamp(3_000), Timestamp(9_000));
        Some(Elevating { at, expires_at, purpose: Some(Capability::Control), stage })
    };
    let at = Timestamp(8_000);
    check(
        "session_device",
        &[
            with(device(client, true, DevicePresence::Here)),
            with(device(DeviceKind::VncAgent, false, away)),
            Session { elevating: elevating(ElevationStage::Asked), ..session(active()) },
            Session { elevating: elevating(ElevationStage::Opening { since: at }), ..session(active()) },
            Session { elevating: elevating(ElevationStage::Declined { at }), ..session(active()) },
            Session {
                elevating: elevating(ElevationStage::TimedOut { at, accepted: true }),
                ..session(active())
            },
        ],
    );
}

#[test]
fn devices() {
    check("entry_device", &device_entries());
    let agent = AgentAddress { host: "support.example.com".into(), repeater_port: 5500, own_port: 40_001 };
    let elevation = |agent| Elevation {
        link: "https://support.example.com/client?code=482913706".into(),
        code: "482913706".into(),
        expires_at: Timestamp(9_000),
        agent,
    };
    check("elevation", &[elevation(None), elevation(Some(agent))]);
    check("device_key", &[DeviceKey { key: "482 913 706".into() }]);
    let agreement = Some("Be kind.".into());
    check(
        "device_offer",
        &[DeviceOffer {
            site: "Example Support".into(),
            agreement,
            ask_recording: true,
            inviter: Some("Ines".into()),
            name: Some("Tobias".into()),
        }],
    );
    let purposes = [None, Some(Capability::Control)];
    check("elevate", &purposes.map(|purpose| Elevate { purpose }));
    let new = || NewDevice {
        platform: Platform::Linux,
        name: "Workbench".into(),
        version: "0.1.0".into(),
        abilities: abilities(),
    };
    let key = AttachWith::Key {
        key: "482913706".into(),
        name: "Tobias".into(),
        agreed: true,
        recording: Recording::Refused,
    };
    let code = AttachWith::Code { code: "482913706".into() };
    let id = Some(ClientId::from_bytes([0x5a; 16]));
    check(
        "attach",
        &[Attach { id, with: code, device: new() }, Attach { id: None, with: key, device: new() }],
    );
    check(
        "attached",
        &[Attached {
            lsid: lsid(),
            token: "secret".into(),
            site: "Example Support".into(),
            page: Some("https://support.example.com/session".into()),
        }],
    );
}

#[test]
fn device_frames() {
    let view = DeviceView {
        now: Timestamp(4_000),
        state: CustomerState::Active { representative: "Ines".into(), present: true },
        name: "Tobias".into(),
        question: Some(question()),
        sharing: Sharing { view: true, control: true, clipboard: false, ..driven() },
    };
    let open = DeviceFrame::OpenScreen { stream: 3, name: "Ines".into(), by: RepresentativeId(7) };
    check("device_frame", &[DeviceFrame::View { view: Box::new(view) }, open, DeviceFrame::Ended]);
    check("device_client_frame", &[DeviceClientFrame::Abilities { abilities: abilities() }]);
    check("screen_ticket", &[ScreenTicket { ticket: "secret".into(), life_s: 30 }]);
}
