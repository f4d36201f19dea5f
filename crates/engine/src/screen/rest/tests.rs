use super::*;

/// Two tiles of the first row, and one far from both.
const A: Rect = Rect::new(0, 0, 64, 64);
const B: Rect = Rect::new(64, 0, 64, 64);
const SPINNER: Rect = Rect::new(300, 300, 16, 16);
const FENCE: Option<u64> = Some(9);

fn rest() -> (Rest, Instant) {
    (Rest::of(Rect::sized(400, 400)), Instant::now())
}

#[test]
fn what_rests_is_asked_for_once() {
    let (mut rest, now) = rest();
    assert_eq!((rest.due_at(), rest.due(now, true)), (None, None));
    rest.came(A, now);
    assert_eq!((rest.due_at(), rest.due(now, true)), (Some(now + REST), None));
    assert_eq!(rest.due(now + REST, true), Some(A));
    rest.asked(A, FENCE, false, now + REST);
    rest.pong(9);
    rest.came(Rect::new(0, 0, 64, 30), now + REST);
    rest.end(now + REST);
    assert!(rest.is_waiting());
    rest.came(Rect::new(0, 30, 64, 34), now + REST);
    rest.end(now + REST);
    assert!(!rest.is_waiting());
    assert_eq!((rest.due_at(), rest.due(now + 9 * REST, true)), (None, None));
}

#[test]
fn what_moves_elsewhere_does_not_keep_the_rest_waiting() {
    let (mut rest, now) = rest();
    rest.came(A, now);
    for turn in 0..20 {
        rest.came(SPINNER, now + REST * turn / 10);
    }
    assert_eq!(rest.due(now + 2 * REST, true), Some(A));
}

#[test]
fn what_was_under_way_is_no_answer_and_stays_lossy() {
    let (mut rest, now) = rest();
    rest.came(A, now);
    rest.asked(A, FENCE, false, now + REST);
    rest.came(A.union(B), now + REST);
    rest.pong(8);
    rest.end(now + REST);
    assert!(rest.is_waiting());
    rest.pong(9);
    rest.came(A, now + REST);
    rest.end(now + REST);
    assert!(!rest.is_waiting());
    assert_eq!(rest.due(now + 2 * REST, true), Some(B));
}

#[test]
fn only_what_was_answered_is_exact_and_the_rest_is_asked_for_after_growing_pauses() {
    let (mut rest, now) = rest();
    rest.came(A.union(B), now);
    rest.asked(A.union(B), FENCE, false, now);
    rest.pong(9);
    rest.came(A, now);
    rest.came(Rect::new(70, 0, 10, 10), now);
    rest.end(now + ANSWER);
    assert!(!rest.is_waiting());
    assert_eq!((rest.due_at(), rest.due(now + ANSWER, true)), (Some(now + ANSWER + REST), None));
    assert_eq!(rest.due(now + ANSWER + REST, true), Some(B));
    rest.asked(B, FENCE, false, now + 2 * ANSWER);
    rest.end(now + 3 * ANSWER);
    assert_eq!(rest.due_at(), Some(now + 3 * ANSWER + 2 * REST));
    for turn in 4..40 {
        rest.asked(B, FENCE, false, now + ANSWER * turn);
        rest.end(now + ANSWER * (turn + 1));
    }
    assert_eq!(rest.due_at(), Some(now + 40 * ANSWER + REST * 64));
}

#[test]
fn without_fences_one_whole_update_is_the_answer() {
    let (mut rest, now) = rest();
    let both = A.union(B);
    rest.came(both, now);
    rest.asked(both, None, true, now);
    rest.came(both, now);
    rest.update_done();
    rest.came(A, now);
    rest.update_done();
    rest.came(B, now);
    rest.end(now);
    assert!(rest.is_waiting());
    rest.came(A, now);
    rest.end(now);
    assert!(!rest.is_waiting());
    assert_eq!(rest.due_at(), None);
}

#[test]
fn what_is_not_wanted_is_forgotten() {
    let (mut rest, now) = rest();
    rest.came(A, now);
    assert_eq!((rest.due(now + REST, false), rest.due(now + REST, true)), (None, None));
}
