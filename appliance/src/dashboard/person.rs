//! A representative on the board.

use std::sync::OnceLock;

use farhand_protocol::dashboard::{PersonLevel, Span, TeamRank};
use farhand_protocol::people::Representative;
use farhand_protocol::{QueueId, Timestamp};

use super::hands::Hands;
use super::place::Eyes;
use super::spans::{Spans, index};
use super::text;
use crate::store::Colleague;

/// A representative on the board.
pub struct Person {
    /// As colleagues see the one.
    pub representative: Representative,
    /// The ranks in all teams.
    pub ranks: Vec<TeamRank>,
    /// Whether the one serves the general queue.
    pub general: bool,
    /// Since when keyboard and pointer have not been touched; none while they are.
    pub idle_since: Option<Timestamp>,
    /// Sessions owned and not ended.
    pub sessions: u32,
    /// What was handled.
    pub hands: Spans<Hands>,
    max_sessions: Option<u32>,
    texts: [OnceLock<[String; 2]>; 3],
}

impl Person {
    /// One who has nothing in hand and had this in the past.
    #[must_use]
    pub fn new(colleague: Colleague, hands: Spans<Hands>) -> Self {
        Self {
            representative: colleague.representative,
            ranks: colleague.teams.into_iter().map(|(team, role)| TeamRank { team, role }).collect(),
            general: colleague.general,
            idle_since: None,
            sessions: 0,
            hands,
            max_sessions: colleague.max_sessions,
            texts: Default::default(),
        }
    }

    /// The queues that the one serves.
    pub fn serves(&self) -> impl Iterator<Item = QueueId> {
        let teams = self.ranks.iter().map(|rank| QueueId::Team(rank.team));
        teams
            .chain([QueueId::Personal(self.representative.id)])
            .chain(self.general.then_some(QueueId::General))
    }

    /// In numbers, for eyes that lead no team.
    #[must_use]
    pub fn level(&self, span: Span) -> PersonLevel {
        let (of, hands) = (&self.representative, self.hands.sums(span));
        PersonLevel {
            id: of.id,
            name: of.name.clone(),
            teams: Vec::new(),
            presence: of.presence,
            auto: of.auto,
            presence_since: of.presence_since,
            idle_since: self.idle_since,
            sessions: self.sessions,
            max_sessions: self.max_sessions,
            handled: hands.handled,
            handling_ms: hands.average_ms(),
        }
    }

    /// The level as JSON for these eyes.
    pub fn write(&self, span: Span, eyes: &Eyes, out: &mut String) {
        let [head, tail] = self.texts[index(span)].get_or_init(|| {
            let whole = text::json(&self.level(span));
            // In a name, quotation marks have backslashes before them.
            let (head, tail) = whole.split_once(NO_TEAMS).expect("a level has teams");
            [head.to_owned(), tail.to_owned()]
        });
        let ranks: Vec<_> = self.ranks.iter().filter(|rank| eyes.leads(rank.team)).collect();
        out.push_str(head);
        out.push_str(r#""teams":"#);
        out.push_str(&text::json(&ranks));
        out.push_str(tail);
    }

    /// Something of the one is different.
    pub fn touch(&mut self) {
        self.texts = Default::default();
    }
}

const NO_TEAMS: &str = r#""teams":[]"#;
