//! A session's facts as words of the index: who took part, who had it last, the queue; and its customer's
//! name by threes of its characters, so that any part of it is a phrase.
//!
//! Facts decide on rights. They stand in a column of their own, in which nothing is that anybody has typed.

use farhand_protocol::{QueueId, RepresentativeId};

/// Stands for what is no letter or digit in a name: a letter itself, or it would part words.
const OTHER: char = '\u{a78c}';

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

/// A name by threes of its characters, each with an N before it. Shorter ones stand at its end.
pub fn name(name: &str) -> String {
    let characters = characters(name);
    let threes = (0..characters.len()).map(|at| {
        let three: String = characters[at..].iter().take(3).collect();
        format!("n{three}")
    });
    threes.collect::<Vec<_>>().join(" ")
}

/// What finds a part of a name, as an expression of the index; none where there is nothing to find.
pub fn part_of_name(part: &str) -> Option<String> {
    let characters = characters(part.trim());
    match characters.len() {
        0 => None,
        1 | 2 => Some(format!("\"n{}\" *", characters.iter().collect::<String>())),
        _ => {
            let threes: Vec<_> =
                characters.windows(3).map(|three| format!("n{}", three.iter().collect::<String>())).collect();
            Some(format!("\"{}\"", threes.join(" ")))
        }
    }
}

fn characters(text: &str) -> Vec<char> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|c| if c.is_alphanumeric() { c } else { OTHER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_name_is_a_phrase_of_it() {
        assert_eq!(name("Bo Ek"), "nbo\u{a78c} no\u{a78c}e n\u{a78c}ek nek nk");
        assert_eq!(part_of_name(" O e").unwrap(), "\"no\u{a78c}e\"");
        assert_eq!(part_of_name("Bo E").unwrap(), "\"nbo\u{a78c} no\u{a78c}e\"");
        assert_eq!(part_of_name("ek").unwrap(), "\"nek\" *");
        assert_eq!(part_of_name("\"*").unwrap(), "\"n\u{a78c}\u{a78c}\" *");
        assert_eq!(part_of_name("  "), None);
    }
}
