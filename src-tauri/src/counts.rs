//! The words for title, tray and taskbar.

use farhand_core::effect::Counts;

/// The program's name, which is also the window's title.
pub const NAME: &str = "Farhand";

/// The window's title: "(3) Farhand" while three wait.
#[must_use]
pub fn title(counts: Counts) -> String {
    match counts.waiting {
        0 => NAME.to_owned(),
        waiting => format!("({}) {NAME}", capped(waiting)),
    }
}

/// What stands beside the tray's icon, where a system has room for it.
#[must_use]
pub fn beside_tray(counts: Counts) -> Option<String> {
    (counts.waiting > 0).then(|| capped(counts.waiting))
}

/// The tray's tooltip: "Farhand: 3 waiting, 1 overdue, 2 unread".
#[must_use]
pub fn tooltip(counts: Counts) -> String {
    let parts = [(counts.waiting, "waiting"), (counts.overdue, "overdue"), (counts.unread, "unread")];
    let words: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() {
        format!("{NAME}: nobody is waiting")
    } else {
        format!("{NAME}: {}", words.join(", "))
    }
}

/// The taskbar's badge: what needs this representative now.
#[must_use]
pub fn badge(counts: Counts) -> Option<i64> {
    let count = i64::from(counts.unread) + i64::from(counts.overdue);
    (count > 0).then_some(count)
}

fn capped(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(waiting: u32, overdue: u32, unread: u32, expected: (&str, Option<&str>, &str, Option<i64>)) {
        let counts = Counts { waiting, overdue, unread };
        let beside = beside_tray(counts);
        assert_eq!((&*title(counts), beside.as_deref(), &*tooltip(counts), badge(counts)), expected);
    }

    #[test]
    fn counts_are_put_into_words() {
        check(0, 0, 0, ("Farhand", None, "Farhand: nobody is waiting", None));
        check(3, 0, 0, ("(3) Farhand", Some("3"), "Farhand: 3 waiting", None));
        check(
            100,
            1,
            2,
            ("(99+) Farhand", Some("99+"), "Farhand: 100 waiting, 1 overdue, 2 unread", Some(3)),
        );
        check(0, 0, 4, ("Farhand", None, "Farhand: 4 unread", Some(4)));
        check(
            u32::MAX,
            u32::MAX,
            u32::MAX,
            (
                "(99+) Farhand",
                Some("99+"),
                "Farhand: 4294967295 waiting, 4294967295 overdue, 4294967295 unread",
                Some(8_589_934_590),
            ),
        );
    }
}
