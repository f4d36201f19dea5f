use farhand_protocol::limits::KEY_DIGITS;

use super::*;

const START: Timestamp = Timestamp(1_800_000_000_000);

fn source(n: u32) -> IpAddr {
    IpAddr::from(n.to_be_bytes())
}

/// A wrong guess; answers what it waited, or why it was not let in.
fn wrong(guesses: &Guesses, from: u32, now: Timestamp) -> std::result::Result<u64, Wait> {
    guesses.let_in(source(from), now).map(|guess| u64::try_from(guess.wait().as_millis()).unwrap())
}

fn right(guesses: &Guesses, from: u32, now: Timestamp) -> std::result::Result<Duration, Wait> {
    let guess = guesses.let_in(source(from), now)?;
    let wait = guess.wait();
    guess.settle(Ok(()), now).unwrap();
    Ok(wait)
}

/// As many wrong guesses as are free, each from another source.
fn crowd(guesses: &Guesses, first: u32, count: u32, now: Timestamp) {
    for n in first..first + count {
        assert!(wrong(guesses, n, now).is_ok(), "{n}");
    }
}

#[test]
fn wrong_guesses_make_the_pause_grow() {
    let guesses = Guesses::default();
    let mut now = START;
    let mut pauses = Vec::new();
    for _ in 0..13 {
        assert_eq!(wrong(&guesses, 1, now), Ok(0));
        let pause = guesses.pause_s(source(1), now).unwrap_or(0);
        pauses.push(pause);
        if let Some(before) = pause.checked_sub(1) {
            let refused = wrong(&guesses, 1, now.plus(u64::from(before) * 1000));
            assert_eq!(refused, Err(Wait { seconds: 1, crowd: false }));
        }
        now = now.plus(u64::from(pause) * 1000);
    }
    assert_eq!(pauses, [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    assert_eq!(guesses.pause_s(source(2), now), None, "others are not concerned");
    assert_eq!(guesses.pause_s(source(1), now.plus(FORGIVEN_MS)), None);
}

#[test]
fn a_burst_gets_no_further_than_a_row() {
    let guesses = Guesses::default();
    let let_in: Vec<_> = (0..100).filter_map(|_| guesses.let_in(source(1), START).ok()).collect();
    assert_eq!(let_in.len(), 4, "none of them is answered yet");
}

#[test]
fn what_turns_out_right_or_was_not_checked_does_not_count() {
    let guesses = Guesses::default();
    for n in 0..500 {
        assert_eq!(right(&guesses, 1, START), Ok(Duration::ZERO), "{n}");
        let guess = guesses.let_in(source(2), START).ok().unwrap();
        assert!(guess.settle::<()>(Err(StoreError::Unavailable), START).is_err());
    }
    assert_eq!(guesses.pause_s(source(2), START), None);
    assert_eq!(right(&guesses, 3, START), Ok(Duration::ZERO), "nobody stands in line");
}

#[test]
fn one_right_key_does_not_pay_for_wrong_ones() {
    let guesses = Guesses::default();
    let mut tried = 0;
    while right(&guesses, 1, START).is_ok() && wrong(&guesses, 1, START).is_ok() {
        tried += 1;
    }
    assert_eq!(tried, FREE_WHEN_KNOWN + 1);
}

#[test]
fn some_typing_errors_every_hour_never_add_up() {
    let guesses = Guesses::default();
    for hour in 0..24 * 7 {
        for n in 0..100 {
            let now = START.plus(hour * FORGIVEN_MS);
            assert_eq!(wrong(&guesses, n, now), Ok(0), "hour {hour}, error {n}");
        }
    }
}

#[test]
fn whoever_guesses_from_many_places_holds_up_only_each_other() {
    let guesses = Guesses::default();
    assert_eq!(right(&guesses, 1, START), Ok(Duration::ZERO));
    let now = START.plus(1000);
    crowd(&guesses, 100, 100, now);
    // They come again and again, a thousand times a second.
    let again: Vec<_> = (0..1000).map(|n| wrong(&guesses, 100 + n % 100, now)).collect();
    assert!(again.iter().any(|got| matches!(got, Err(Wait { crowd: true, .. }))), "the line is full");
    assert_eq!(wrong(&guesses, 2, now), Ok(0), "who was not wrong today has another line");
    assert_eq!(right(&guesses, 3, now), Ok(Duration::from_secs(1)), "and waits in it for one more");
    assert_eq!(right(&guesses, 3, now), Ok(Duration::ZERO), "who was right does not wait");
    assert_eq!(right(&guesses, 1, now), Ok(Duration::ZERO));
    let day = now.plus(KNOWN_MS);
    crowd(&guesses, 1000, 101, day);
    assert_eq!(right(&guesses, 1, day), Ok(Duration::from_secs(1)), "a day later that is forgotten");
}

#[test]
fn the_gap_grows_and_the_line_is_bounded() {
    let guesses = Guesses::default();
    let mut now = START;
    let mut gaps = Vec::new();
    crowd(&guesses, 0, 100, now);
    for n in 100..600 {
        let before = guesses.made().next_at[0].max(ms(now));
        let waited = wrong(&guesses, n, now).unwrap_or_else(|wait| {
            now = now.plus(u64::from(wait.seconds) * 1000);
            assert!(wait.crowd);
            wrong(&guesses, n, now).unwrap()
        });
        assert!(waited <= LINE_MS, "{waited} ms");
        gaps.push(guesses.made().next_at[0] - before.max(ms(now)));
    }
    gaps.dedup();
    assert_eq!(gaps, GAPS_MS);
}

/// The figure that the documents state, met by somebody who has any number of addresses and uses each
/// moment.
#[test]
fn a_day_of_guessing_has_no_more_tries_than_stated() {
    let guesses = Guesses::default();
    let (mut tries, mut fresh) = (0, 1_000_000);
    for second in 0..DAY_MS / 1000 {
        let now = START.plus(second * 1000);
        while wrong(&guesses, fresh, now).is_ok() {
            (tries, fresh) = (tries + 1, fresh + 1);
        }
        // Addresses of an hour ago have their free guesses again.
        let old = source(1_000_000 + u32::try_from(second % 3600).unwrap());
        while guesses.made().by_source.contains_key(&old) && guesses.let_in(old, now).is_ok() {
            tries += 1;
        }
    }
    assert!(tries <= TRIES_PER_DAY, "{tries} of {TRIES_PER_DAY}");
    assert!(tries > TRIES_PER_DAY * 8 / 10, "the figure is not far from what is met: {tries}");
    assert!(guesses.made().by_source.len() < REMEMBERED, "what is remembered is bounded, too");
    let keys = 10_u64.pow(u32::try_from(KEY_DIGITS).unwrap());
    assert_eq!(keys / TRIES_PER_DAY, 28_096, "one in so many a day, for each key that is outstanding");
}

/// And from one address that was right once today.
#[test]
fn a_known_source_has_its_own_figure() {
    let day = |rest: bool| {
        let guesses = Guesses::default();
        assert!(right(&guesses, 1, START).is_ok());
        let (mut now, mut tries) = (START, 0);
        while now.since(START) < KNOWN_MS {
            match guesses.let_in(source(1), now) {
                Ok(_wrong) => tries += 1,
                Err(wait) if rest && wait.seconds >= LONGEST_S => now = now.plus(FORGIVEN_MS),
                Err(wait) => now = now.plus(u64::from(wait.seconds) * 1000),
            }
        }
        tries
    };
    assert!(day(false) <= 310 && day(true) <= 440, "{} {}", day(false), day(true));
}

#[test]
fn links_are_not_guessed_at() {
    assert!(guessable("604281937") && guessable(&"1".repeat(31)) && guessable(&"ä".repeat(16)));
    assert!(!guessable("AbCdEfGhIjKlMnOpQrStUvWxYz-_0123"));
}
