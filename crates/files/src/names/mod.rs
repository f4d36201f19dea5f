//! Names: what a system takes, which ones clash, how they are numbered and put in order. All pure.

mod numbered;
mod order;
mod rules;
#[cfg(any(windows, test))]
pub(crate) mod wide;

pub use numbered::numbered;
pub use order::sort_key;
pub(crate) use rules::folded;
pub use rules::{Refusal, Rules, refused, same};
