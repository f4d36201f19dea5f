//! What a session's rights mean for one viewer's stream. What the customer allows counts for those who
//! take part and whose accounts may do it.

use farhand_protocol::{RepresentativeId, Seq};
use farhand_rfb::relay::Allowed;

use super::ending::Ending;
use crate::device::{ScreenDevice, ScreenRights};

/// What `who`'s viewer may do.
#[must_use]
pub fn allowed(rights: &ScreenRights, who: RepresentativeId) -> Allowed {
    Allowed {
        view: rights.may_watch(who),
        control: rights.control,
        clipboard: rights.clipboard && rights.has_hands(who),
        drives: rights.driver == Some(who) && rights.has_hands(who),
        only_sees: !rights.takes_part(who),
    }
}

/// Why `who`'s stream from a device must end that began with the rights of the row `since`, if it must.
#[must_use]
pub fn ending_since(rights: &ScreenRights, who: RepresentativeId, since: Seq) -> Option<Ending> {
    let lapsed = rights.lapsed_at > since;
    ending(rights, who).or_else(|| lapsed.then_some(Ending::ViewStopped))
}

/// Why `who`'s stream must end, if it must.
#[must_use]
pub fn ending(rights: &ScreenRights, who: RepresentativeId) -> Option<Ending> {
    if !rights.active || !rights.attends(who) {
        return Some(Ending::SessionLeft);
    }
    if rights.view {
        return None;
    }
    match rights.device {
        ScreenDevice::Away => Some(Ending::DeviceAway),
        _ => Some(Ending::ViewStopped),
    }
}
