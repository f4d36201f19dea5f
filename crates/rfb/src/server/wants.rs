//! What a viewer understands and wants, as its `SetEncodings` says.

use crate::encoding::Encoding;

/// How exact pixels go to a viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exact {
    /// [`Encoding::RAW`], which every viewer takes.
    #[default]
    Raw,
    /// [`Encoding::ZRLE`].
    Zrle,
    /// [`Encoding::TIGHT`].
    Tight,
}

/// What a viewer understands and wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// How exact pixels go to it: what it names first of what is built here.
    pub exact: Exact,
    /// JPEG in Tight, with this quality from 0 to 9.
    pub jpeg: Option<u8>,
    /// H.264 (encoding 50).
    pub h264: bool,
    /// How hard to compress, from 0 to 9.
    pub compression: Option<u8>,
    all: Vec<Encoding>,
}

impl Wants {
    /// Reads them from the viewer's list, what it likes best first.
    #[must_use]
    pub fn new(encodings: Vec<Encoding>) -> Self {
        let exact = encodings.iter().find_map(|encoding| match *encoding {
            Encoding::TIGHT => Some(Exact::Tight),
            Encoding::ZRLE => Some(Exact::Zrle),
            Encoding::RAW => Some(Exact::Raw),
            _ => None,
        });
        let quality = encodings.iter().find_map(|encoding| encoding.as_jpeg_quality());
        Self {
            exact: exact.unwrap_or_default(),
            jpeg: quality.filter(|_| encodings.contains(&Encoding::TIGHT)),
            h264: encodings.contains(&Encoding::H264),
            compression: encodings.iter().find_map(|encoding| encoding.as_compression()),
            all: encodings,
        }
    }

    /// Whether the viewer named this encoding or pseudo-encoding.
    #[must_use]
    pub fn takes(&self, encoding: Encoding) -> bool {
        self.all.contains(&encoding)
    }

    /// Whether the viewer draws the pointer; otherwise it belongs into the picture.
    #[must_use]
    pub fn cursor(&self) -> bool {
        self.takes(Encoding::CURSOR) || self.takes(Encoding::CURSOR_WITH_ALPHA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_first_is_taken_and_jpeg_needs_tight() {
        let quality = Encoding::jpeg_quality(6);
        let table = [
            (vec![Encoding::ZRLE, Encoding::TIGHT, quality], Exact::Zrle, Some(6)),
            (vec![Encoding::H264, Encoding::TIGHT, Encoding::ZRLE], Exact::Tight, None),
            (vec![Encoding::ZRLE, quality], Exact::Zrle, None),
            (vec![Encoding::RAW, Encoding::ZRLE], Exact::Raw, None),
            (vec![Encoding::RRE], Exact::Raw, None),
        ];
        for (encodings, exact, jpeg) in table {
            let wants = Wants::new(encodings);
            assert_eq!((wants.exact, wants.jpeg), (exact, jpeg), "{wants:?}");
        }
    }
}
