//! A session's facts as words of the index: who took part, who had it last, the queue.
//!
//! Facts decide on rights. They stand in a column of their own, in which nothing is that anybody has typed.

use farhand_protocol::{QueueId, RepresentativeId};

/// That somebody took part.
pub fn took_part(who: RepresentativeId) -> String {
    format!("p{}", who.0)
}

/// That somebody had it last, or nobody had it.
pub fn owner(who: Option<RepresentativeId>) -> String {
    who.map_or_else(|| "onobody".to_owned(), |who| format!("o{}", who.0))
}

/// That it came from a queue last.
pub fn queue(queue: QueueId) -> String {
    match queue {
        QueueId::General => "qgeneral".to_owned(),
        QueueId::Team(team) => format!("qt{}", team.0),
        QueueId::Personal(who) => format!("qr{}", who.0),
    }
}
