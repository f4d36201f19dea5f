//! QR codes, for a phone's camera.

use farhand_core::contract::{QrCode, UiError, UiErrorCode};
use qrcodegen::QrCodeEcc;

/// Bytes of a text: what a camera still reads from a screen.
const TEXT_BYTES: usize = 512;

/// The QR code of a text, with a quarter of it to spare where that makes it no larger.
///
/// # Errors
/// When the text is empty or longer than 512 bytes.
pub fn qr_code(text: &str) -> Result<QrCode, UiError> {
    let refused = || UiError::new(UiErrorCode::InvalidField, "This cannot be shown as a QR code.");
    if text.is_empty() || text.len() > TEXT_BYTES {
        return Err(refused());
    }
    let code = qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|_| refused())?;
    let side = 0..code.size();
    let modules = side.clone().flat_map(|y| side.clone().map(move |x| (x, y)));
    let modules = modules.map(|(x, y)| code.get_module(x, y)).collect();
    Ok(QrCode { size: code.size().unsigned_abs(), modules })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The corner patterns that a camera looks for: 7 by 7, dark, light, dark.
    fn has_finder(code: &QrCode, (left, top): (u32, u32)) -> bool {
        let dark = |x: u32, y: u32| code.modules[((top + y) * code.size + left + x) as usize];
        let ring = |x: u32, y: u32| x.abs_diff(3).max(y.abs_diff(3)) != 2;
        (0..7).all(|y| (0..7).all(|x| dark(x, y) == ring(x, y)))
    }

    #[test]
    fn a_link_becomes_a_square_with_its_three_corners() {
        let link = format!("https://support.example.com/i/{}", "a".repeat(32));
        let code = qr_code(&link).expect("it fits");
        assert_eq!(code.modules.len(), (code.size * code.size) as usize);
        assert_eq!(code.size % 4, 1, "versions have 17 + 4n squares");
        let far = code.size - 7;
        assert!(has_finder(&code, (0, 0)) && has_finder(&code, (far, 0)) && has_finder(&code, (0, far)));
        assert!(!has_finder(&code, (far, far)), "the fourth corner tells which way up it is");
        assert_ne!(code, qr_code(&link.replace('a', "b")).expect("it fits"));
    }

    #[test]
    fn what_no_camera_reads_is_refused() {
        assert!(qr_code("").is_err());
        assert!(qr_code(&"a".repeat(TEXT_BYTES)).is_ok());
        assert!(qr_code(&"a".repeat(TEXT_BYTES + 1)).is_err());
    }
}
