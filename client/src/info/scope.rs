//! How much system information is allowed.

use farhand_protocol::info::InfoScope;

/// As much of what is asked for as `most` allows.
#[must_use]
pub fn cut(asked: InfoScope, most: InfoScope) -> InfoScope {
    InfoScope { location: asked.location && most.location, log: asked.log && most.log }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_within_both() {
        let all = [(false, false), (false, true), (true, false), (true, true)];
        let all = all.map(|(location, log)| InfoScope { location, log });
        for (asked, most) in all.into_iter().flat_map(|asked| all.map(|most| (asked, most))) {
            let left = cut(asked, most);
            assert!(left.within(asked) && left.within(most));
            assert_eq!(left == asked, asked.within(most));
        }
    }
}
