//! What a clipboard message says, in either direction (rfbproto, "Extended Clipboard
//! Pseudo-Encoding"). Texts are never unpacked here.

/// What a clipboard message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A text in the message of RFC 6143.
    Plain,
    /// Which formats a side takes. It passes with the picture, because it is said once and the grant
    /// may come later; it holds sizes and no text.
    Capabilities,
    /// A text.
    Text,
    /// That there is a text.
    Offer,
    /// That a text is wanted.
    Request,
    /// Nothing of that, such as whether there is a text.
    Other,
}

impl Said {
    /// What a whole message says; where several things are said at once, the weightiest counts.
    pub fn of(message: &[u8]) -> Self {
        const CAPABILITIES: u8 = 1;
        const REQUEST: u8 = 2;
        const NOTIFY: u8 = 8;
        const PROVIDE: u8 = 16;
        const FORMATS: usize = 16;
        if message.get(4).is_none_or(|sign| sign & 0x80 == 0) {
            return Self::Plain;
        }
        let actions = message.get(8).copied().unwrap_or_default();
        let is = |action| actions & action != 0;
        match () {
            () if is(CAPABILITIES) && message.len() <= 12 + 4 * FORMATS => Self::Capabilities,
            () if is(PROVIDE) || is(CAPABILITIES) => Self::Text,
            () if is(NOTIFY) => Self::Offer,
            () if is(REQUEST) => Self::Request,
            () => Self::Other,
        }
    }
}
