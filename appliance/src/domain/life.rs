//! A session's life: `waiting -> active -> ended`, with `held` back to a queue.
//!
//! One function holds the whole table. Who may ask for a step (participants, those who serve the
//! queue) is decided before; here it is only whether the state allows it.

use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, Timestamp};

/// What is to happen to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A representative takes it from a queue.
    Accept(RepresentativeId),
    /// Its owner puts it back into this queue and keeps a hand on it.
    Hold(RepresentativeId, QueueId),
    /// It ends.
    End(EndReason),
    /// It is passed on, or nobody comes back to it: it loses its owner, or leaves its queue, and
    /// waits in this one. Who waits already keeps the time waited.
    Requeue(QueueId),
    /// Another participant owns it from now on.
    PassTo(RepresentativeId),
    /// A supervisor owns it from now on, in the place of the second one.
    TakeOver(RepresentativeId, RepresentativeId),
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// This one has it already.
    TakenBy(RepresentativeId),
    /// Only the owner may do that.
    NotTheOwner,
    /// Nobody has accepted it yet.
    NotAccepted,
    /// It rests in a queue.
    IsHeld,
    /// It is over.
    IsOver,
}

/// The state after a step; none when the state is already what the step asks for.
///
/// # Errors
/// Why the step is not possible.
pub fn after(state: &SessionState, step: Step, now: Timestamp) -> Result<Option<SessionState>, Stop> {
    use SessionState as S;
    let next = match (state, step) {
        (S::Ended { .. }, Step::End(_)) => return Ok(None),
        (S::Ended { .. }, _) => return Err(Stop::IsOver),
        (_, Step::End(reason)) => S::Ended { at: now, reason },

        (S::Waiting { .. } | S::Held { .. }, Step::Accept(by)) => S::Active { owner: by, since: now },
        (S::Active { owner, .. }, Step::Accept(by)) if *owner == by => return Ok(None),
        (S::Active { owner, .. }, Step::Accept(_)) => return Err(Stop::TakenBy(*owner)),

        (S::Active { owner, .. }, Step::Hold(by, queue)) if *owner == by => S::Held { queue, by, since: now },
        (S::Active { .. }, Step::Hold(..)) => return Err(Stop::NotTheOwner),
        (S::Held { by: holder, .. }, Step::Hold(by, _)) if *holder == by => return Ok(None),
        (S::Held { .. }, Step::Hold(..)) => return Err(Stop::IsHeld),

        (S::Waiting { queue, .. }, Step::Requeue(to)) if *queue == to => return Ok(None),
        (S::Waiting { since, .. }, Step::Requeue(queue)) => S::Waiting { queue, since: *since },
        (S::Active { .. } | S::Held { .. }, Step::Requeue(queue)) => S::Waiting { queue, since: now },
        (S::Active { owner, .. }, Step::PassTo(to)) if *owner == to => return Ok(None),
        (S::Active { .. }, Step::PassTo(to)) => S::Active { owner: to, since: now },

        (S::Active { owner, .. } | S::Held { by: owner, .. }, Step::TakeOver(by, from)) => match *owner {
            owner if owner == by && matches!(state, S::Active { .. }) => return Ok(None),
            owner if owner != from => return Err(Stop::TakenBy(owner)),
            _ => S::Active { owner: by, since: now },
        },

        (S::Held { .. }, Step::PassTo(_)) => return Err(Stop::IsHeld),
        (S::Waiting { .. }, Step::Hold(..) | Step::PassTo(_) | Step::TakeOver(..)) => {
            return Err(Stop::NotAccepted);
        }
    };
    Ok(Some(next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_protocol::TeamId;

    const INES: RepresentativeId = RepresentativeId(1);
    const BRAM: RepresentativeId = RepresentativeId(2);
    const CLEO: RepresentativeId = RepresentativeId(3);
    const QUEUE: QueueId = QueueId::Team(TeamId(7));
    const OTHER: QueueId = QueueId::General;
    const THEN: Timestamp = Timestamp(1);
    const NOW: Timestamp = Timestamp(2);

    const WAITING: SessionState = SessionState::Waiting { queue: QUEUE, since: THEN };
    const ACTIVE: SessionState = SessionState::Active { owner: INES, since: THEN };
    const HELD: SessionState = SessionState::Held { queue: QUEUE, by: INES, since: THEN };
    const ENDED: SessionState = SessionState::Ended { at: THEN, reason: EndReason::Customer };

    #[test]
    fn the_table_of_a_sessions_life() {
        let owned = |owner| Ok(Some(SessionState::Active { owner, since: NOW }));
        let over = |reason| Ok(Some(SessionState::Ended { at: NOW, reason }));
        let gone = EndReason::CustomerGone;
        let table = [
            (WAITING, Step::Accept(INES), owned(INES)),
            (WAITING, Step::Hold(INES, QUEUE), Err(Stop::NotAccepted)),
            (WAITING, Step::End(EndReason::LeftQueue), over(EndReason::LeftQueue)),
            (WAITING, Step::Requeue(QUEUE), Ok(None)),
            (WAITING, Step::Requeue(OTHER), Ok(Some(SessionState::Waiting { queue: OTHER, since: THEN }))),
            (WAITING, Step::PassTo(BRAM), Err(Stop::NotAccepted)),
            (ACTIVE, Step::Accept(INES), Ok(None)),
            (ACTIVE, Step::Accept(BRAM), Err(Stop::TakenBy(INES))),
            (
                ACTIVE,
                Step::Hold(INES, QUEUE),
                Ok(Some(SessionState::Held { queue: QUEUE, by: INES, since: NOW })),
            ),
            (ACTIVE, Step::Hold(BRAM, QUEUE), Err(Stop::NotTheOwner)),
            (ACTIVE, Step::End(gone), over(gone)),
            (ACTIVE, Step::Requeue(QUEUE), Ok(Some(SessionState::Waiting { queue: QUEUE, since: NOW }))),
            (ACTIVE, Step::PassTo(INES), Ok(None)),
            (ACTIVE, Step::PassTo(BRAM), owned(BRAM)),
            (HELD, Step::Accept(INES), owned(INES)),
            (HELD, Step::Accept(BRAM), owned(BRAM)),
            (HELD, Step::Hold(INES, QUEUE), Ok(None)),
            (HELD, Step::Hold(BRAM, QUEUE), Err(Stop::IsHeld)),
            (HELD, Step::End(EndReason::Representative), over(EndReason::Representative)),
            (HELD, Step::Requeue(QUEUE), Ok(Some(SessionState::Waiting { queue: QUEUE, since: NOW }))),
            (HELD, Step::PassTo(BRAM), Err(Stop::IsHeld)),
            (ENDED, Step::Accept(INES), Err(Stop::IsOver)),
            (ENDED, Step::Hold(INES, QUEUE), Err(Stop::IsOver)),
            (ENDED, Step::End(gone), Ok(None)),
            (ENDED, Step::Requeue(QUEUE), Err(Stop::IsOver)),
            (ENDED, Step::PassTo(BRAM), Err(Stop::IsOver)),
            (WAITING, Step::TakeOver(BRAM, INES), Err(Stop::NotAccepted)),
            (ACTIVE, Step::TakeOver(BRAM, INES), owned(BRAM)),
            (ACTIVE, Step::TakeOver(BRAM, CLEO), Err(Stop::TakenBy(INES))),
            (ACTIVE, Step::TakeOver(INES, CLEO), Ok(None)),
            (HELD, Step::TakeOver(BRAM, INES), owned(BRAM)),
            (HELD, Step::TakeOver(BRAM, CLEO), Err(Stop::TakenBy(INES))),
            (HELD, Step::TakeOver(INES, INES), owned(INES)),
            (ENDED, Step::TakeOver(BRAM, INES), Err(Stop::IsOver)),
        ];
        for (state, step, expected) in table {
            assert_eq!(after(&state, step, NOW), expected, "{state:?} {step:?}");
        }
    }
}
