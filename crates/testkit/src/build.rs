//! Builders of what the wire carries, with plain values that a test changes where it cares.

use std::collections::BTreeMap;

use farhand_protocol::auth::Me;
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::queue::Queue;
use farhand_protocol::session::{
    Channel, Customer, CustomerPresence, Priority, Recording, Session, SessionState, StartMethod,
};
use farhand_protocol::site::{Health, Snapshot};
use farhand_protocol::{API_VERSION, QueueId, RepresentativeId, Seq, SessionId, Timestamp};

/// When all of it happens.
pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

/// The `n`th session's id.
#[must_use]
pub fn lsid(n: u8) -> SessionId {
    SessionId::from_bytes([n; 16])
}

/// The `n`th session: Rosa Iversen waits in the general queue.
#[must_use]
pub fn session(n: u8) -> Session {
    Session {
        lsid: lsid(n),
        state: SessionState::Waiting { queue: QueueId::General, since: NOW },
        channel: Channel::BrowserPhone,
        customer: Customer {
            name: "Rosa Iversen".to_owned(),
            company: None,
            details: None,
            language: Some("en".to_owned()),
            browser: None,
            presence: CustomerPresence::Here,
        },
        issue: None,
        started_from: StartMethod::Issue,
        entry_queue: QueueId::General,
        priority: Priority::Normal,
        created_at: NOW,
        recording: Recording::NotAsked,
        participants: Vec::new(),
        device: None,
        elevating: None,
        capabilities: Default::default(),
        driver: None,
        came_from: None,
        shares: Vec::new(),
        helpers: Vec::new(),
        monitors: Vec::new(),
        assigning: None,
        passed: None,
        attributes: BTreeMap::new(),
        last_entry: 0,
    }
}

/// The customer's message with this number in the first session.
#[must_use]
pub fn message(number: u64, text: &str) -> Entry {
    Entry {
        lsid: lsid(1),
        number,
        at: NOW,
        author: Author::Customer,
        client_id: None,
        body: Body::Message { text: text.to_owned() },
    }
}

/// Ines, who serves the general queue.
#[must_use]
pub fn me() -> Me {
    Me {
        id: RepresentativeId(1),
        user_name: "ines".to_owned(),
        name: "Ines".to_owned(),
        teams: Vec::new(),
        general_queue: true,
        rights: Default::default(),
        max_sessions: None,
    }
}

/// A healthy appliance.
#[must_use]
pub fn health() -> Health {
    Health {
        product: "farhand-appliance".to_owned(),
        version: "0.1.0".to_owned(),
        api_version: API_VERSION,
        site: "Example Support".to_owned(),
        now: NOW,
    }
}

/// A site with the general queue and these sessions.
#[must_use]
pub fn snapshot(sessions: Vec<Session>) -> Snapshot {
    Snapshot {
        seq: Seq(1),
        now: NOW,
        site: "Example Support".to_owned(),
        portal: "http://127.0.0.1/".to_owned(),
        me: me(),
        queues: vec![Queue {
            id: QueueId::General,
            name: "General".to_owned(),
            target_s: 120,
            warning_s: None,
            critical_s: None,
        }],
        sessions,
        representatives: Vec::new(),
        keys: Vec::new(),
        invites: Default::default(),
        teams: Vec::new(),
        rules: Default::default(),
        monitoring: Vec::new(),
        talk: Vec::new(),
    }
}
