//! Frames made of texts that are JSON already: each row is written once, however many read it.

use farhand_protocol::dashboard::Span;
use serde::Serialize;

/// As JSON.
#[must_use]
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("maps with other keys than strings are not in a dashboard")
}

/// The lists of a dashboard or a patch. Each holds JSON values with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// Queues.
    pub queues: String,
    /// People.
    pub people: String,
    /// Sessions.
    pub sessions: String,
    /// Points of the series.
    pub series: String,
    /// What has happened.
    pub activity: String,
    /// Sessions that are not there any more; only in a patch.
    pub gone: String,
}

/// Appends to a list.
pub fn push(list: &mut String, value: &str) {
    comma(list);
    list.push_str(value);
}

/// Makes room for one more value.
pub fn comma(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}

impl Lists {
    /// Whether there is nothing in them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn body(&self) -> String {
        let Self { queues, people, sessions, series, activity, .. } = self;
        format!(
            r#""queues":[{queues}],"people":[{people}],"sessions":[{sessions}],"series":[{series}],"activity":[{activity}]"#
        )
    }

    /// The frame of a whole dashboard.
    #[must_use]
    pub fn whole(&self, span: Span) -> String {
        format!(r#"{{"type":"dashboard","dashboard":{{"span":{},{}}}}}"#, json(&span), self.body())
    }

    /// The frame of a patch.
    #[must_use]
    pub fn patch(&self) -> String {
        format!(r#"{{"type":"dashboard_patch","patch":{{"gone":[{}],{}}}}}"#, self.gone, self.body())
    }
}
