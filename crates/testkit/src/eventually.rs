//! Waiting for something to become so, with a deadline.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep};

const FIRST_LOOK: Duration = Duration::from_millis(1);
const SLOWEST_LOOK: Duration = Duration::from_millis(25);

/// Waits until `look` finds something.
///
/// # Panics
/// When it has found nothing `within` the time; says `what` was waited for.
pub async fn eventually<T>(within: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    eventually_async(within, what, || std::future::ready(look())).await
}

/// As [`eventually`], with a look that itself takes time.
///
/// # Panics
/// When it has found nothing `within` the time; says `what` was waited for.
pub async fn eventually_async<T, F>(within: Duration, what: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + within;
    let mut pause = FIRST_LOOK;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {within:?} in vain: {what}");
        sleep(pause).await;
        pause = (pause * 2).min(SLOWEST_LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_ends_as_soon_as_something_is_found() {
        let mut looks = 0;
        let found = eventually(Duration::from_secs(5), "the third look", || {
            looks += 1;
            (looks == 3).then_some("here")
        });
        assert_eq!(found.await, "here");
        assert_eq!(looks, 3);
    }

    #[tokio::test]
    #[should_panic(expected = "in vain: a miracle")]
    async fn it_fails_at_the_deadline_and_says_what_was_waited_for() {
        eventually(Duration::from_millis(10), "a miracle", || None::<()>).await;
    }
}
