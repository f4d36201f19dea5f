//! How a stream is encoded.

use std::fmt;

use farhand_rfb::Encoding;

/// An encoding, and the JPEG quality where Tight may use JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// What the server is asked for.
    pub encoding: Encoding,
    /// From 0 to 9.
    pub jpeg: Option<u8>,
}

impl Way {
    pub const RAW: Self = Self::of(Encoding::RAW);
    pub const HEXTILE: Self = Self::of(Encoding::HEXTILE);
    pub const TIGHT: Self = Self::of(Encoding::TIGHT);
    pub const JPEG_6: Self = Self { jpeg: Some(6), ..Self::TIGHT };
    pub const JPEG_8: Self = Self { jpeg: Some(8), ..Self::TIGHT };
    pub const ZRLE: Self = Self::of(Encoding::ZRLE);
    pub const H264: Self = Self::of(Encoding::H264);

    const fn of(encoding: Encoding) -> Self {
        Self { encoding, jpeg: None }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.encoding {
            Encoding::RAW => "Raw",
            Encoding::HEXTILE => "Hextile",
            Encoding::ZRLE => "ZRLE",
            Encoding::H264 => "H.264",
            _ => "Tight",
        };
        match self.jpeg {
            None => f.write_str(name),
            Some(quality) => write!(f, "{name} with JPEG {quality}"),
        }
    }
}
