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

/// The tray's tooltip: "Farhand: 3 waiting, 1 overdue, 2 unread, 1 for you".
#[must_use]
pub fn tooltip(counts: Counts) -> String {
    let parts = [
        (counts.waiting, "waiting"),
        (counts.overdue, "overdue"),
        (counts.unread, "unread"),
        (counts.asked, "for you"),
    ];
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
    let count = i64::from(counts.unread) + i64::from(counts.overdue) + i64::from(counts.asked);
    (count > 0).then_some(count)
}

fn capped(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Words<'a> = (&'a str, Option<&'a str>, &'a str, Option<i64>);

    #[test]
    fn counts_are_put_into_words() {
        let most = u32::MAX;
        let table: [([u32; 4], Words<'_>); 6] = [
            ([0, 0, 0, 0], ("Farhand", None, "Farhand: nobody is waiting", None)),
            ([3, 0, 0, 0], ("(3) Farhand", Some("3"), "Farhand: 3 waiting", None)),
            (
                [100, 1, 2, 0],
                ("(99+) Farhand", Some("99+"), "Farhand: 100 waiting, 1 overdue, 2 unread", Some(3)),
            ),
            ([0, 0, 4, 0], ("Farhand", None, "Farhand: 4 unread", Some(4))),
            ([1, 0, 0, 2], ("(1) Farhand", Some("1"), "Farhand: 1 waiting, 2 for you", Some(2))),
            (
                [most; 4],
                (
                    "(99+) Farhand",
                    Some("99+"),
                    "Farhand: 4294967295 waiting, 4294967295 overdue, 4294967295 unread, 4294967295 for you",
                    Some(12_884_901_885),
                ),
            ),
        ];
        for ([waiting, overdue, unread, asked], expected) in table {
            let counts = Counts { waiting, overdue, unread, asked, marked: false };
            let beside = beside_tray(counts);
            let words = (&*title(counts), beside.as_deref(), &*tooltip(counts), badge(counts));
            assert_eq!(words, expected);
        }
    }
}
