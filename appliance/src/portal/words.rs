//! Sentences and figures for people. The page's script has the same ones in `assets/words.js`,
//! for what changes while the page is open.

use farhand_protocol::session::{EndReason, Recording};
use farhand_protocol::text::for_display_line;

/// "About 3 min", for a list.
pub fn wait_short(estimate_s: u32) -> String {
    format!("About {} min", minutes(estimate_s))
}

/// "About 3 minutes. Please keep this page open."
pub fn wait_long(estimate_s: Option<u32>) -> String {
    match estimate_s.map(minutes) {
        Some(1) => "About a minute. Please keep this page open.".to_owned(),
        Some(n) => format!("About {n} minutes. Please keep this page open."),
        None => "Please keep this page open.".to_owned(),
    }
}

fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60).max(1)
}

/// "2 people before you".
pub fn place(before: u32) -> String {
    match before {
        0 => "You are next".to_owned(),
        1 => "1 person before you".to_owned(),
        n => format!("{n} people before you"),
    }
}

/// A span of time in the largest unit that fits: "30 seconds", "10 minutes".
pub fn span(seconds: u32) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=89 => format!("{seconds} seconds"),
        _ => format!("{} minutes", minutes(seconds)),
    }
}

/// What is left of a longer time, in the largest unit that tells enough: "54 minutes", "3 hours".
pub fn left(seconds: u64) -> String {
    const HOUR: u64 = 60 * 60;
    match seconds {
        0..120 => "a minute".to_owned(),
        120..5_400 => format!("{} minutes", seconds / 60),
        5_400..129_600 => format!("{} hours", (seconds + HOUR / 2) / HOUR),
        _ => format!("{} days", (seconds + 12 * HOUR) / (24 * HOUR)),
    }
}

/// Bytes, as people read them ("2.1 MB").
pub fn size(bytes: u64) -> String {
    if bytes < 100_000 {
        return format!("{} kB", bytes.div_ceil(1000));
    }
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

/// Milliseconds as m:ss, or h:mm:ss from an hour on.
pub fn clock(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// At most two letters for a name's disc.
pub fn initials(name: &str) -> String {
    let shown = for_display_line(name);
    let mut words = shown.split_whitespace();
    let first = words.next().unwrap_or("?");
    let letters: String = match words.next_back() {
        Some(last) => first.chars().take(1).chain(last.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    };
    letters.to_uppercase()
}

/// The recording answer, for the waiting page's card; none where it was not asked.
pub fn recording(recording: Recording) -> Option<&'static str> {
    match recording {
        Recording::NotAsked => None,
        Recording::Allowed => Some("On, as you allowed"),
        Recording::Refused => Some("Off, as you chose"),
    }
}

/// The recording answer, for the line at the chat's top.
pub fn recorded(recording: Recording) -> &'static str {
    match recording {
        Recording::Allowed => "recorded",
        Recording::NotAsked | Recording::Refused => "not recorded",
    }
}

/// The end's title and what it means.
pub fn over(reason: EndReason) -> (&'static str, &'static str) {
    match reason {
        EndReason::Representative => (
            "The session has ended",
            "The person who helped you ended the session. Nobody can see what you write here any more.",
        ),
        EndReason::Customer => {
            ("The session has ended", "You ended the session. Nobody can see what you write here any more.")
        }
        EndReason::LeftQueue => {
            ("You left the line", "Nothing was started. You can come back whenever you like.")
        }
        EndReason::CustomerGone => (
            "The session has ended",
            "Your connection was lost for too long, so the session was closed. You can start a new one.",
        ),
        EndReason::NobodyAvailable => (
            "The session has ended",
            "Nobody is there to help you at the moment, so the session was closed. Please try again later.",
        ),
    }
}

/// Digits in groups of three, as keys are shown.
pub fn grouped(key: &str) -> String {
    let digits: Vec<char> = key.chars().filter(char::is_ascii_digit).take(9).collect();
    digits.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_whole_minutes_and_never_none() {
        assert_eq!(wait_short(0), "About 1 min");
        assert_eq!(wait_short(61), "About 2 min");
        assert_eq!(wait_long(Some(59)), "About a minute. Please keep this page open.");
        assert_eq!(wait_long(Some(180)), "About 3 minutes. Please keep this page open.");
        assert_eq!(wait_long(None), "Please keep this page open.");
    }

    #[test]
    fn times_read_as_people_write_them() {
        assert_eq!(clock(0), "0:00");
        assert_eq!(clock(72_900), "1:12");
        assert_eq!(clock(3_661_000), "1:01:01");
        assert_eq!(span(30), "30 seconds");
        assert_eq!(span(600), "10 minutes");
        assert_eq!(
            [30, 120, 3_240, 5_400, 7 * 86_400].map(left),
            ["a minute", "2 minutes", "54 minutes", "2 hours", "7 days"]
        );
    }

    #[test]
    fn sizes_are_never_nothing() {
        assert_eq!([7, 99_999, 100_000, 3_400_000].map(size), ["1 kB", "100 kB", "0.1 MB", "3.4 MB"]);
    }

    #[test]
    fn keys_are_shown_in_groups_of_three() {
        assert_eq!(grouped("604281937"), "604 281 937");
        assert_eq!(grouped("60-42 8x1"), "604 281");
        assert_eq!(grouped("6042819371234"), "604 281 937");
        assert_eq!(grouped(""), "");
    }

    #[test]
    fn initials_come_from_the_first_and_the_last_name() {
        assert_eq!(initials("Ines"), "IN");
        assert_eq!(initials("Mara van Dam"), "MD");
        assert_eq!(initials("  "), "?");
        assert_eq!(initials("\u{202e}é"), "\u{fffd}É");
    }
}
