//! Sample data: one site, one representative, as many sessions as wanted.

use farhand_core::stored::{Stored, StoredSite};
use farhand_protocol::auth::{Me, SignedIn};
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::keys::{
    Invitation, InvitationState, InviteSetup, InviteTemplate, Key, KeyState, Maker, Portal, StartsAs,
};
use farhand_protocol::people::{Membership, Presence, Representative, Role};
use farhand_protocol::queue::Queue;
use farhand_protocol::session::{
    Channel, Customer, CustomerPresence, Issue, Participant, Priority, Recording, Session, SessionState,
    StartMethod,
};
use farhand_protocol::site::{Health, Snapshot};
use farhand_protocol::team::Team;
use farhand_protocol::{
    API_VERSION, ClientId, KeyId, QueueId, RepresentativeId, Seq, SessionId, TeamId, Timestamp,
};

pub const SITE: &str = "https://support.example.com";
pub const START: Timestamp = Timestamp(1_000_000);
pub const INES: RepresentativeId = RepresentativeId(7);
pub const BRAM: RepresentativeId = RepresentativeId(8);
pub const TEAM: QueueId = QueueId::Team(TeamId(3));
pub const TARGET_S: u32 = 120;

pub fn lsid(n: u32) -> SessionId {
    let mut bytes = [0; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    SessionId::from_bytes(bytes)
}

pub fn client_id(n: u32) -> ClientId {
    format!("message-{n:04}").parse().unwrap()
}

pub fn me() -> Me {
    Me {
        id: INES,
        user_name: "ines".into(),
        name: "Ines".into(),
        teams: vec![],
        general_queue: true,
        rights: Default::default(),
        max_sessions: None,
    }
}

pub fn signed_in() -> SignedIn {
    SignedIn { token: "token-of-ines".into(), expires_at: Timestamp(9_000_000), me: me() }
}

pub fn health() -> Health {
    Health {
        product: "farhand-appliance".into(),
        version: "0.1.0".into(),
        api_version: API_VERSION,
        site: "Example Support".into(),
        now: START,
    }
}

pub fn stored() -> Stored {
    let site = StoredSite {
        address: SITE.into(),
        name: Some("Example Support".into()),
        user_name: Some("ines".into()),
        used_at: Some(Timestamp(5)),
    };
    Stored { sites: vec![site], ..Stored::default() }
}

pub fn snapshot(seq: u64, sessions: Vec<Session>) -> Snapshot {
    let person = |id, name: &str| Representative {
        id,
        name: name.into(),
        presence: Presence::Available,
        presence_since: START,
        auto: None,
    };
    let queue = |id, name: &str| Queue {
        id,
        name: name.into(),
        target_s: TARGET_S,
        warning_s: None,
        critical_s: None,
    };
    Snapshot {
        seq: Seq(seq),
        now: START,
        site: "Example Support".into(),
        portal: "https://support.example.com/".into(),
        me: me(),
        queues: vec![
            queue(QueueId::General, "General"),
            queue(TEAM, "Mobile Support"),
            queue(QueueId::Personal(INES), "Personal"),
        ],
        sessions,
        representatives: vec![person(INES, "Ines"), person(BRAM, "Bram")],
        keys: vec![],
        invites: setup(),
        teams: vec![],
        rules: Default::default(),
        monitoring: vec![],
        talk: vec![],
    }
}

/// A site that sends mail, with two templates and one portal.
pub fn setup() -> InviteSetup {
    let template = |code: &str, languages: &[&str]| InviteTemplate {
        code: code.into(),
        name: code.into(),
        languages: languages.iter().map(|language| (*language).into()).collect(),
    };
    InviteSetup {
        from: Some("Example Support <help@example.com>".into()),
        templates: vec![template("standard", &["en", "de"]), template("short", &["en"])],
        portals: vec![Portal { name: "Example".into(), address: SITE.into() }],
        life_default_s: 3_600,
        life_max_s: 86_400,
    }
}

/// A key of the own, into the own queue.
pub fn key(n: u64) -> Key {
    Key {
        id: KeyId(n),
        key: format!("{:09}", 123_456_000 + n),
        link: format!("{SITE}/i/{n:032}"),
        portal: SITE.into(),
        queue: QueueId::Personal(INES),
        starts_as: StartsAs::Choice,
        name: None,
        external_reference: None,
        attributes: [].into(),
        made_by: Maker::Representative { id: INES, name: "Ines".into() },
        made_at: START.plus(n),
        expires_at: START.plus(3_600_000),
        state: KeyState::Outstanding,
        opened_at: None,
        invitations: vec![],
    }
}

/// An invitation by email.
pub fn invitation(number: u32, address: &str, state: InvitationState) -> Invitation {
    Invitation { number, address: address.into(), state, since: START, opened_at: None }
}

pub fn session(n: u32, state: SessionState) -> Session {
    Session {
        lsid: lsid(n),
        state,
        channel: Channel::BrowserPhone,
        customer: Customer {
            name: format!("Mara Muster {n}"),
            company: None,
            details: None,
            language: None,
            browser: None,
            presence: CustomerPresence::Here,
        },
        issue: Some(Issue { code: "wifi".parse().unwrap(), title: "Wi-Fi drops".into() }),
        started_from: StartMethod::Issue,
        entry_queue: TEAM,
        priority: Priority::Normal,
        created_at: START,
        recording: Recording::NotAsked,
        participants: vec![],
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
        attributes: [].into(),
        last_entry: 0,
    }
}

pub fn waiting(n: u32) -> Session {
    session(n, SessionState::Waiting { queue: TEAM, since: START })
}

pub fn active(n: u32, owner: RepresentativeId) -> Session {
    let mut session = session(n, SessionState::Active { owner, since: START });
    let name = if owner == INES { "Ines" } else { "Bram" };
    session.participants = vec![Participant { id: owner, name: name.into(), joined_at: START }];
    session
}

pub fn held(n: u32, by: RepresentativeId) -> Session {
    session(n, SessionState::Held { queue: TEAM, by, since: START })
}

pub fn ended(n: u32, reason: farhand_protocol::session::EndReason) -> Session {
    session(n, SessionState::Ended { at: START, reason })
}

pub fn message(n: u32, number: u64, text: &str) -> Entry {
    let body = Body::Message { text: text.into() };
    Entry { lsid: lsid(n), number, at: START, author: Author::Customer, client_id: None, body }
}

pub fn own_message(n: u32, number: u64, client_id: ClientId, text: &str) -> Entry {
    let author = Author::Representative { id: INES, name: "Ines".into() };
    Entry { author, client_id: Some(client_id), ..message(n, number, text) }
}

/// Two teams: Ines leads the one with Bram, and is a member of the other one.
pub fn teams(seq: u64, sessions: Vec<Session>) -> Snapshot {
    let mut snapshot = snapshot(seq, sessions);
    let membership = |team, name: &str, role| Membership { team, name: name.into(), role };
    snapshot.me.teams =
        vec![membership(TEAM_ID, "Mobile Support", Role::Lead), membership(SECOND, "Billing", Role::Member)];
    let team = |id, name: &str, members: &[RepresentativeId]| Team {
        id,
        name: name.into(),
        members: members.to_vec(),
    };
    snapshot.teams =
        vec![team(TEAM_ID, "Mobile Support", &[INES, BRAM]), team(SECOND, "Billing\u{202e}", &[INES])];
    snapshot
}

pub const TEAM_ID: TeamId = TeamId(3);
pub const SECOND: TeamId = TeamId(4);

/// An active session in which these take part, the first one as its owner.
pub fn shared(n: u32, who: &[RepresentativeId]) -> Session {
    let mut session = active(n, who[0]);
    session.participants = who.iter().map(|who| participant(*who)).collect();
    session
}

pub fn participant(id: RepresentativeId) -> Participant {
    let name = if id == INES { "Ines" } else { "Bram" };
    Participant { id, name: name.into(), joined_at: START }
}
