//! The rules, free of tables, sockets and clocks.

pub mod assign;
pub mod fallback;
pub mod field;
pub mod file_limits;
pub mod info;
pub mod invite_rules;
pub mod life;
pub mod line;
pub mod median;
pub mod moved;
pub mod permission;
pub mod readiness;
pub mod rights;
pub mod second_factor;
pub mod shown;
pub mod team_rules;
pub mod together;

/// Seconds for which an ended session stays visible to those who last took part, for the wrap-up.
pub const WRAP_UP_S: u32 = 24 * 60 * 60;
/// Seconds in which a session in the general queue should be accepted.
pub const GENERAL_TARGET_S: u32 = 600;
/// Seconds in which a session in a personal queue should be accepted.
pub const PERSONAL_TARGET_S: u32 = 120;
/// Seconds without any connection after which a representative counts as offline.
pub const OFFLINE_GRACE_S: u32 = 10;
/// Seconds without any connection after which a customer counts as away: a page that loads
/// again is not away.
pub const AWAY_GRACE_S: u32 = 4;
