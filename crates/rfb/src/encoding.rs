//! Encodings and pseudo-encodings by their numbers (IANA's RFB registry and rfbproto).

/// An encoding or pseudo-encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Encoding(pub i32);

#[allow(missing_docs, reason = "each is named as in RFC 6143 section 7.7 or rfbproto")]
impl Encoding {
    pub const RAW: Self = Self(0);
    pub const COPY_RECT: Self = Self(1);
    pub const RRE: Self = Self(2);
    pub const CORRE: Self = Self(4);
    pub const HEXTILE: Self = Self(5);
    pub const ZLIB: Self = Self(6);
    pub const TIGHT: Self = Self(7);
    pub const TRLE: Self = Self(15);
    pub const ZRLE: Self = Self(16);
    pub const H264: Self = Self(50);
    pub const TIGHT_PNG: Self = Self(-260);

    pub const DESKTOP_SIZE: Self = Self(-223);
    pub const LAST_RECT: Self = Self(-224);
    pub const POINTER_POS: Self = Self(-232);
    pub const CURSOR: Self = Self(-239);
    pub const X_CURSOR: Self = Self(-240);
    pub const QEMU_POINTER_MOTION: Self = Self(-257);
    pub const QEMU_EXTENDED_KEY: Self = Self(-258);
    pub const QEMU_LED_STATE: Self = Self(-261);
    pub const DESKTOP_NAME: Self = Self(-307);
    pub const EXTENDED_DESKTOP_SIZE: Self = Self(-308);
    pub const FENCE: Self = Self(-312);
    pub const CONTINUOUS_UPDATES: Self = Self(-313);
    pub const CURSOR_WITH_ALPHA: Self = Self(-314);
    pub const VMWARE_CURSOR: Self = Self(0x574d_5664);
    pub const VMWARE_LED_STATE: Self = Self(0x574d_5668);
    pub const EXTENDED_CLIPBOARD: Self = Self(0xc0a1_e5ce_u32 as i32);
    /// Farhand's own: the viewer asks for, and the server announces, annotations
    /// ([`crate::message::Annotation`]) and the screen's state ([`crate::message::state`]).
    /// "FHnd" in ASCII, negative as all pseudo-encodings are.
    pub const FARHAND: Self = Self(-0x4648_6e64);

    /// JPEG quality 0 (small) to 9 (good), which both makes servers send JPEG at all and says how.
    #[must_use]
    pub fn jpeg_quality(level: u8) -> Self {
        Self(-32 + i32::from(level.min(9)))
    }

    /// Compression level 0 (fast) to 9 (small).
    #[must_use]
    pub fn compression(level: u8) -> Self {
        Self(-256 + i32::from(level.min(9)))
    }

    /// The JPEG quality that this pseudo-encoding asks for, if it is one of those.
    #[must_use]
    pub fn as_jpeg_quality(self) -> Option<u8> {
        (-32..=-23).contains(&self.0).then(|| (self.0 + 32) as u8)
    }

    /// The compression level that this pseudo-encoding asks for, if it is one of those.
    #[must_use]
    pub fn as_compression(self) -> Option<u8> {
        (-256..=-247).contains(&self.0).then(|| (self.0 + 256) as u8)
    }
}
