//! Queues: where sessions wait.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{InvalidId, RepresentativeId, TeamId};

/// Which queue: `general`, `team:<id>`, or `rep:<id>` for a representative's personal one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub enum QueueId {
    /// Everything that is not routed otherwise.
    General,
    /// A team's queue, reached through an issue or a key.
    Team(TeamId),
    /// A representative's own queue.
    Personal(RepresentativeId),
}

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueueId::General => f.write_str("general"),
            QueueId::Team(id) => write!(f, "team:{}", id.0),
            QueueId::Personal(id) => write!(f, "rep:{}", id.0),
        }
    }
}

impl FromStr for QueueId {
    type Err = InvalidId;
    fn from_str(s: &str) -> Result<Self, InvalidId> {
        let number = |n: &str| n.parse::<u32>().map_err(|_| InvalidId("queue"));
        match s.split_once(':') {
            None if s == "general" => Ok(QueueId::General),
            Some(("team", n)) => Ok(QueueId::Team(TeamId(number(n)?))),
            Some(("rep", n)) => Ok(QueueId::Personal(RepresentativeId(number(n)?))),
            _ => Err(InvalidId("queue")),
        }
    }
}

impl TryFrom<String> for QueueId {
    type Error = InvalidId;
    fn try_from(s: String) -> Result<Self, InvalidId> {
        s.parse()
    }
}

impl From<QueueId> for String {
    fn from(id: QueueId) -> String {
        id.to_string()
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::QueueId;
    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

    impl utoipa::PartialSchema for QueueId {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some("^(general|team:[0-9]{1,9}|rep:[0-9]{1,9})$"))
                .into()
        }
    }
    impl utoipa::ToSchema for QueueId {}
}

/// A queue as a representative sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// Which one.
    pub id: QueueId,
    /// What people call it ("Mobile Support"); "Personal" and "General" for those two.
    pub name: String,
    /// Seconds within which a waiting session should be accepted. Past it, it is overdue.
    pub target_s: u32,
    /// Seconds of waiting from which on the queue stands at warning; none where it never does.
    #[serde(default)]
    pub warning_s: Option<u32>,
    /// Seconds of waiting from which on it is critical; none where it never is.
    #[serde(default)]
    pub critical_s: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queue_ids_read_back_as_written() {
        for s in ["general", "team:7", "rep:42"] {
            assert_eq!(s.parse::<QueueId>().unwrap().to_string(), s);
        }
        for bad in ["", "team", "team:", "team:x", "rep:-1", "general:1", "team:99999999999"] {
            assert!(bad.parse::<QueueId>().is_err(), "{bad}");
        }
    }
}
