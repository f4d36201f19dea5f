//! What a customer allows to be read.

use serde::{Deserialize, Serialize};

/// What is asked for, or allowed, besides the ordinary system information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InfoScope {
    /// Where the device is.
    pub location: bool,
    /// The system's log.
    pub log: bool,
}

impl InfoScope {
    /// Whether this is no more than `other`.
    #[must_use]
    pub fn within(self, other: Self) -> bool {
        self.location <= other.location && self.log <= other.log
    }

    /// Whether a category may be read with this.
    #[must_use]
    pub fn covers(self, category: super::Category) -> bool {
        match category {
            super::Category::Location => self.location,
            super::Category::Log => self.log,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::info::Category;

    #[test]
    fn location_and_log_need_a_word_of_their_own() {
        let plain = InfoScope::default();
        let all = InfoScope { location: true, log: true };
        assert!(plain.within(all) && all.within(all) && !all.within(plain));
        let covered = |scope: InfoScope| Category::ALL.into_iter().filter(|c| scope.covers(*c)).count();
        assert_eq!((covered(plain), covered(all)), (14, 16));
    }
}
