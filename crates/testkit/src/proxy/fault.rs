//! What can go wrong on a line.

use std::time::Duration;

/// What goes wrong on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: bytes pass.
    None,
    /// Bytes come late.
    Delay {
        /// By this much.
        by: Duration,
        /// And up to this much more, at random.
        jitter: Duration,
    },
    /// The line is dead and nobody says so: bytes are swallowed in both directions, nothing is
    /// closed. When the fault is taken away the line is reset, as a router does that has
    /// forgotten it.
    HalfOpen,
    /// The line is closed in an orderly way after so many more bytes, both directions together.
    CutAfter(u64),
    /// The line is reset after so many more bytes, both directions together.
    ResetAfter(u64),
    /// Both ends read slowly.
    Slow {
        /// Bytes in a second, in each direction.
        bytes_per_s: u32,
    },
    /// New connections are reset at once; those that exist go on.
    Refuse,
}
